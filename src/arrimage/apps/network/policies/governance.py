"""Who may take part in how a network is governed.

| what | who |
|---|---|
| read: strategies, self-assessments, contributions | whoever acts for an organisation of the table, |
| | and the coordinator |
| say where a strategy stands | a keeper acting for an organisation of the table, and the coordinator |
| set the pace, open a self-assessment | a speaker of an organisation of the table, and the coordinator |
| answer a self-assessment | a keeper acting for an organisation that was asked |
| answer a contribution, welcome a person in a seat | the same as those who set the pace |
| write a contribution | whoever takes part, a person who holds a seat |
| say whether its answer is enough | the person who wrote it; else a keeper of the organisation that did |
| see the meetings of a committee | keepers of its organisations, persons who sit on it, the coordinator |
| run them | speakers of its organisations, the coordinator |
| compare answers | those asked, once theirs no longer move; everybody of the network once it is closed |
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import (
    Assessment,
    AssessmentReply,
    Committee,
    CommitteeSeat,
    Network,
    Seat,
    SeatHolder,
)
from arrimage.apps.network.models.period import holding_on

from .together import NOBODY, SPEAKERS, is_mandated


def _at_the_table(user, roles, on: date | None) -> Q:
    held = user.acting if user.is_authenticated else None
    if held is None or (roles is not None and held.role not in roles):
        return NOBODY
    seats = Seat.objects.filter(holding_on(on or today()), organisation=held.organisation_id)
    return Q(pk__in=seats.values("network"))


def holds_a_seat(user, on: date | None = None) -> Q:
    """Holders of seats that are this user, as a person."""
    return Q(user=user) & holding_on(on or today()) if user.is_authenticated else NOBODY


def belongs(user, on: date | None = None) -> Q:
    """Networks this user takes part in: for an organisation of the table or of a committee, whatever the
    role; as its coordinator; as a person who holds a seat."""
    day = on or today()
    holders = SeatHolder.objects.filter(holds_a_seat(user, day))
    persons = Q(pk__in=holders.values("seat__committee__network"))
    held = user.acting if user.is_authenticated else None
    if held is None:
        return persons
    seats = CommitteeSeat.objects.filter(holding_on(day), organisation=held.organisation_id)
    on_committees = Q(pk__in=seats.values("committee__network"))
    return _at_the_table(user, None, on) | on_committees | persons | is_mandated(user, on)


def keeps(user, on: date | None = None) -> Q:
    """Networks for which this user may say how things stand."""
    return _at_the_table(user, KEEPERS - {Role.NETWORK_COORDINATOR}, on) | is_mandated(user, on)


def leads(user, on: date | None = None) -> Q:
    """Networks for which this user may open something that asks work of others."""
    return _at_the_table(user, SPEAKERS, on) | is_mandated(user, on)


def check(rule, user, network: Network, on: date) -> None:
    """Raises PermissionDenied unless `rule` (one of the above) lets this user act in this network."""
    if not Network.objects.filter(rule(user, on), pk=network.pk).exists():
        raise PermissionDenied


# --- Self-assessments


def replies_of(user) -> Q:
    """Replies this user may write: of the organisation acted for, as one of its keepers."""
    held = user.acting if user.is_authenticated else None
    if held is None or held.role not in KEEPERS:
        return NOBODY
    return Q(organisation=held.organisation_id)


def assessments_visible_to(user, on: date | None = None) -> Q:
    """Those of one's networks, and those one's organisation was asked to answer. Not yet their answers."""
    networks = Network.objects.filter(belongs(user, on))
    asked = AssessmentReply.objects.filter(replies_of(user))
    return Q(network__in=networks.values("pk")) | Q(pk__in=asked.values("assessment"))


def answers_visible_to(user, assessment: Assessment) -> Q:
    """Replies whose answers this user may read: one's own; all those finished once it is closed, or once
    one's own organisation has finished and chosen to compare."""
    mine = replies_of(user)
    finished = Q(finished_at__isnull=False)
    if not assessment.is_open:
        return mine | finished
    compares = AssessmentReply.objects.filter(mine, assessment=assessment, compared_at__isnull=False)
    return mine | finished if compares.exists() else mine


def networks_visible_to(user, on: date | None = None) -> Q:
    """Networks of which something may be read here: one takes part, or one's organisation was asked."""
    asked = AssessmentReply.objects.filter(replies_of(user))
    return belongs(user, on) | Q(pk__in=asked.values("assessment__network"))


# --- Committees and their meetings (see `meetings.hosts`)


def _committees(user, roles, on: date | None = None) -> Q:
    """Committees on which the organisation acted for sits, for these roles; all those one coordinates."""
    day = on or today()
    mandated = Network.objects.filter(is_mandated(user, day))
    coordinated = Q(network__in=mandated.values("pk"))
    held = user.acting if user.is_authenticated else None
    if held is None or held.role not in roles:
        return coordinated
    seats = CommitteeSeat.objects.filter(holding_on(day), organisation=held.organisation_id)
    return coordinated | Q(pk__in=seats.values("committee"))


def series_seen_by(user) -> Q:
    persons = SeatHolder.objects.filter(holds_a_seat(user)).values("seat__committee__uid")
    seen = Committee.objects.filter(_committees(user, KEEPERS)).values("uid")
    return Q(about_uid__in=seen) | Q(about_uid__in=persons)


def series_run_by(user) -> Q:
    return Q(about_uid__in=Committee.objects.filter(_committees(user, SPEAKERS)).values("uid"))


def holders_editable_by(user, on: date | None = None) -> Q:
    """One's own place; for those who lead, the places of persons without an account."""
    led = Network.objects.filter(leads(user, on))
    return holds_a_seat(user, on) | Q(user=None, seat__committee__network__in=led.values("pk"))


# --- Contributions


def contributions_judged_by(user) -> Q:
    """Those this user may say enough or not enough of."""
    if not user.is_authenticated:
        return NOBODY
    held = user.acting
    theirs = Q(user=user)
    if held is None or held.role not in KEEPERS:
        return theirs
    return theirs | Q(user=None, organisation=held.organisation_id)
