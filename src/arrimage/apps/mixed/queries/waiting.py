"""Words of somebody that are about to be published wait for them on their first page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.mixed.models import Display, Quote

from .displays import quotes_of


def waiting(user, at: datetime) -> list[Waiting]:
    found = quotes_of(user).filter(state=Quote.State.USED, row__display__state=Display.State.OFFERED)
    displays = {one.row.display_id: one.row.display for one in found}
    return [
        Waiting(
            _("Your words, where they will be read"), reverse("my_quotes"), words=one.title, by=one.read_until
        )
        for one in displays.values()
    ]
