"""What learning does by itself: ask about what has just ended."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions.asking import ask_what_ended


@due(every=timedelta(hours=1), name="learning.ends")
def ask_about_ends(at: datetime) -> str:
    count = ask_what_ended(at=at)
    said = ngettext(
        "%(count)d questionnaire opened by itself", "%(count)d questionnaires opened by themselves", count
    )
    return said % {"count": count} if count else ""
