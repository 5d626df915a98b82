"""The directory's scheduled work."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import reminders, waves


@due(every=timedelta(hours=1), name="network.reminders")
def send_reminders(at: datetime) -> str:
    count = reminders.send_reminders(at=at)
    return ngettext("%d reminder sent", "%d reminders sent", count) % count if count else ""


@due(every=timedelta(hours=1), name="network.waves")
def look_after_waves(at: datetime) -> str:
    """Close the waves whose day has come; remind those who have not finished one that is about to close."""
    closed, reminded = waves.close_due_waves(at=at), waves.send_due_reminders(at=at)
    said = []
    if closed:
        said.append(ngettext("%d wave closed", "%d waves closed", closed) % closed)
    if reminded:
        said.append(ngettext("%d reminder sent", "%d reminders sent", reminded) % reminded)
    return ", ".join(said)
