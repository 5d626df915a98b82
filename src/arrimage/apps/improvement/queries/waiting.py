"""What waits for somebody around their committees: shown on their first page."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import (
    Assessment,
    Conversation,
    Cycle,
    Evaluation,
    Holder,
    Objective,
    Place,
    Task,
)
from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.questionnaires.queries.collecting import response_of

from .accompaniment import missing_contacts
from .committees import conversations_about
from .tandem import TWO, owner_of


def waiting(user, at: datetime) -> list[Waiting]:
    """Where to say one stands, what one took on, what to evaluate; for a coach, contacts past their day."""
    day = localdate(at)
    held = list(
        Holder.objects.filter(policies.held_today(day), user=user.pk).select_related("place__committee")
    )
    found = _asked_to_come(user)
    if not held:
        return found
    voices = [one.pk for one in held if one.place.kind not in Place.AROUND]
    found += [
        Waiting(
            _("Where do you stand?"),
            reverse("objective", args=[one.uid]),
            words=f"{one.cycle.committee} · « {one.words} »",
        )
        for one in Objective.objects.filter(
            cycle__state=Cycle.State.PLANNING, cycle__committee__places__holders__in=voices
        )
        .exclude(voices__holder__in=voices)
        .select_related("cycle__committee")
        .distinct()[:10]
    ]
    tasks = Task.objects.filter(holders__in=held, state=Task.State.OPEN).select_related("cycle__committee")
    found += [
        Waiting(
            one.words,
            one.cycle.get_absolute_url() + "#tasks",
            words=str(one.cycle.committee),
            by=one.due_on,
            when=_hoped(one.due_on, day),
        )
        for one in tasks.distinct()[:10]
    ]
    asked = Evaluation.objects.filter(closed_at=None, cycle__committee__places__holders__in=held).exclude(
        given_to__in=held
    )
    found += [
        Waiting(
            _("What do you think of this cycle?"),
            one.cycle.get_absolute_url() + "#evaluation",
            words=str(one.cycle.committee),
        )
        for one in asked.select_related("cycle__committee").distinct()
    ]
    found += _asked_as_tandem(held)
    if late := missing_contacts(user, on=day).count():
        words = ngettext("%(n)d contact to take up", "%(n)d contacts to take up", late) % {"n": late}
        found.append(Waiting(_("Somebody expects a word from you"), reverse("contacts"), words=words))
    return found


def _hoped(due: date | None, on: date) -> str:
    """A day that has gone by is no fault: it is talked about again."""
    if due is None or due >= on:
        return ""
    words = _("hoped for on %(day)s: we talk about it again")
    return words % {"day": date_format(due, "DATE_FORMAT")}


def _asked_to_come(user) -> list[Waiting]:
    """Somebody they talked with about coming waits for their answer, as long as it takes."""
    talks = conversations_about(user).filter(decision=Conversation.Decision.THINKING)
    return [
        Waiting(_("Would you like to come?"), one.get_absolute_url(), words=str(one.committee))
        for one in talks[:5]
    ]


def _asked_as_tandem(held: list[Holder]) -> list[Waiting]:
    found = []
    for holder in held:
        if holder.place.kind not in TWO:
            continue
        looks = Assessment.objects.filter(
            committee=holder.place.committee, opening__isnull=False, state=Assessment.State.OPEN
        ).select_related("opening")
        for look in looks:
            mine = response_of(look.opening, owner_of(holder))
            if mine is None or not mine.is_sent:
                url = reverse("team_assessment", args=[look.uid])
                words = str(holder.place.committee)
                found.append(Waiting(_("Where does your team stand?"), url, words=words))
    return found
