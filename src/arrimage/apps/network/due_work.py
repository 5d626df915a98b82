"""The directory's scheduled work."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import reminders


@due(every=timedelta(hours=1), name="network.reminders")
def send_reminders(at: datetime) -> str:
    count = reminders.send_reminders(at=at)
    return ngettext("%d reminder sent", "%d reminders sent", count) % count if count else ""
