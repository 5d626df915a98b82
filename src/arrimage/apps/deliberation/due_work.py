"""The scheduled work of consultations."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import reminders


@due(every=timedelta(hours=1), name="deliberation.calendar")
def run_calendar(at: datetime) -> str:
    closed, reminded = reminders.run_calendar(at=at)
    said = []
    if closed:
        said.append(ngettext("%d consultation closed", "%d consultations closed", closed) % closed)
    if reminded:
        said.append(ngettext("%d answer recalled", "%d answers recalled", reminded) % reminded)
    return ", ".join(said)
