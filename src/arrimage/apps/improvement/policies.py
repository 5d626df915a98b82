"""Who may do what around a committee.

| what | who |
|---|---|
| commit, choose a team, open a committee | a manager or clinical coordinator, for their organisation |
| see a committee, its cycles, measures | who holds a place in it today; the managers of its organisation |
| run it (places, cycles, evaluation) | its collaboration leads; its managers until it has one |
| say where one stands, propose an objective, take a task on | those who hold a place today |
| contacts with a coach, signs to watch | that person and their coach: no manager, no lead |
| that a contact is missing | the coach first; the lead a week later, never what it is about |
| a conversation before joining | who held it, and the person |
| hours and compensation | the person they are of; the leads |
| what the tandem answers | the two of it; who runs the committee |
| what is shared with other teams | everyone |
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from arrimage.apps.accounts.roles import Role
from arrimage.apps.improvement.models import Committee, Contact, Holder, Place

NOBODY = Q(pk__in=[])
MANAGERS = frozenset({Role.MANAGER, Role.CLINICAL_COORDINATOR})


def managed_organisation(user) -> int | None:
    """The id of the organisation this user manages, acting so, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in MANAGERS else None


def held_today(on: date) -> Q:
    """Holders who hold their place on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def _sits(user, on: date, **where):
    """A current place of this user, in the committee of the outer row."""
    return Exists(
        Holder.objects.filter(held_today(on), user=user.pk, place__committee=OuterRef("pk"), **where)
    )


def committees_visible_to(user, on: date) -> Q:
    if not user.is_authenticated:
        return NOBODY
    managed = managed_organisation(user)
    ours = NOBODY if managed is None else Q(organisation=managed)
    return ours | Q(_sits(user, on))


def committees_run_by(user, on: date) -> Q:
    if not user.is_authenticated:
        return NOBODY
    led = Q(_sits(user, on, place__kind=Place.Kind.LEAD, learns=False))
    managed = managed_organisation(user)
    if managed is None:
        return led
    leaders = Holder.objects.filter(
        held_today(on),
        place__committee=OuterRef("pk"),
        place__kind=Place.Kind.LEAD,
        learns=False,
        user__isnull=False,
    )
    return led | (Q(organisation=managed) & ~Q(Exists(leaders)))


def conversations_visible_to(user) -> Q:
    return Q(held_by=user.pk) | Q(user=user.pk) if user.is_authenticated else NOBODY


def holders_accompanied_by(user, on: date) -> Q:
    """The persons with lived experience of the committees this user is a coach in."""
    if not user.is_authenticated:
        return NOBODY
    coached = Holder.objects.filter(
        held_today(on),
        user=user.pk,
        place__kind=Place.Kind.COACH,
        place__committee=OuterRef("place__committee"),
    )
    return Q(Exists(coached), place__kind__in=Place.EXPERIENCE)


def contacts_visible_to(user, on: date) -> Q:
    """Between two: the person, and the coach it was with, while they still hold that place."""
    if not user.is_authenticated:
        return NOBODY
    still = Holder.objects.filter(held_today(on), user=user.pk, pk=OuterRef("coach"))
    return Q(holder__user=user.pk) | Q(Exists(still))


def committees_led_by(user, on: date) -> Q:
    """Those a user animates: a manager, whatever they manage, does not read what persons are paid."""
    if not user.is_authenticated:
        return NOBODY
    return Q(_sits(user, on, place__kind=Place.Kind.LEAD, learns=False))


def hours_visible_to(user, on: date) -> Q:
    if not user.is_authenticated:
        return NOBODY
    led = Holder.objects.filter(
        held_today(on),
        user=user.pk,
        place__kind=Place.Kind.LEAD,
        learns=False,
        place__committee=OuterRef("holder__place__committee"),
    )
    return Q(holder__user=user.pk) | Q(Exists(led))


def check_manages(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user manages this organisation. None: the installation."""
    if user is not None and managed_organisation(user) != organisation_id:
        raise PermissionDenied


def check_runs(user, committee: Committee, on: date) -> None:
    if user is None:
        return
    if not Committee.objects.filter(committees_run_by(user, on), pk=committee.pk).exists():
        raise PermissionDenied


def check_is(user, holder: Holder, on: date) -> None:
    """Raises PermissionDenied unless this place is held by the user today."""
    if user is not None and not Holder.objects.filter(held_today(on), user=user.pk, pk=holder.pk).exists():
        raise PermissionDenied


def check_accompanies(user, contact: Contact, on: date) -> None:
    """Raises PermissionDenied unless the user is the coach this contact is with."""
    if user is None:
        return
    if not Holder.objects.filter(held_today(on), user=user.pk, pk=contact.coach_id).exists():
        raise PermissionDenied
