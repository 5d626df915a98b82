"""The scheduled work of meetings."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import reminders


@due(every=timedelta(hours=1), name="meetings.reminders")
def send_reminders(at: datetime) -> str:
    count = reminders.send_reminders(at=at)
    return ngettext("%d promise recalled", "%d promises recalled", count) % count if count else ""
