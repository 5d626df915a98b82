"""Recordings go by themselves on the day that was said."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions.people import delete_due_recordings


@due(every=timedelta(hours=6), name="qualitative.recordings")
def delete_recordings(at: datetime) -> str:
    count = delete_due_recordings(at=at)
    return ngettext("%d recording deleted", "%d recordings deleted", count) % count if count else ""
