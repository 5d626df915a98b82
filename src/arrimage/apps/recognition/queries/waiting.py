"""What waits for somebody around coaching and recognition: shown on their first page."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Coaching, Dossier

from .dossiers import WHOLE, seats_held_by

SOON = timedelta(days=90)  # before the next recognition a team may ask for
State = Dossier.State


def waiting(user, at: datetime) -> list[Waiting]:
    found = [
        Waiting(_("Say what you think of a practice"), one.dossier.get_absolute_url(), words=str(one.dossier))
        for one in seats_held_by(user).filter(spoke_at=None, dossier__state=State.VISITING)
    ]
    mine = policies.editor_for(user)
    if mine is None:
        return found
    asked = Coaching.objects.filter(body__organisation=mine, state=Coaching.State.ASKED)
    found += [
        Waiting(_("A team asks for coaching"), one.get_absolute_url(), words=str(one.team))
        for one in asked.select_related("team")
    ]
    for one in Dossier.objects.filter(policies.dossiers_of_body(user), state=State.ASKED).select_related(
        *WHOLE
    ):
        found.append(
            Waiting(_("A team asks for its practice to be looked at"), one.get_absolute_url(), words=str(one))
        )
    reported = Dossier.objects.filter(organisation=mine, state=State.REPORTED, answered_at=None)
    for one in reported.select_related(*WHOLE):
        found.append(
            Waiting(_("Answer the report"), one.get_absolute_url(), words=str(one), by=one.answer_by)
        )
    day = localdate(at)
    again = Dossier.objects.filter(
        organisation=mine, state=State.CONCLUDED, next_on__gte=day, next_on__lte=day + SOON
    )
    for one in again.select_related(*WHOLE):
        found.append(
            Waiting(
                _("You may ask for your practice to be looked at again"),
                one.get_absolute_url(),
                words=str(one),
                by=one.next_on,
            )
        )
    return found
