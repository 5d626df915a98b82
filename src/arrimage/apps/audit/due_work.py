"""Sealing goes on by itself, every minute."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from . import actions


@due(every=timedelta(minutes=1), name="audit.seal")
def seal(at: datetime) -> str:
    count = actions.seal(at=at)
    return ngettext("%d entry sealed", "%d entries sealed", count) % count if count else ""
