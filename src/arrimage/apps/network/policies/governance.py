"""Who may take part in how a network is governed.

| what | who |
|---|---|
| read: strategies, self-assessments, contributions | whoever acts for an organisation of the table, |
| | and the coordinator |
| say where a strategy stands | a keeper acting for an organisation of the table, and the coordinator |
| set the pace, open a self-assessment | a speaker of an organisation of the table, and the coordinator |
| answer a self-assessment | a keeper acting for an organisation that was asked |
| compare answers | those asked, once theirs no longer move; everybody of the network once it is closed |
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Assessment, AssessmentReply, Network, Seat
from arrimage.apps.network.models.period import holding_on

from .together import NOBODY, SPEAKERS, is_mandated


def _at_the_table(user, roles, on: date | None) -> Q:
    held = user.acting if user.is_authenticated else None
    if held is None or (roles is not None and held.role not in roles):
        return NOBODY
    seats = Seat.objects.filter(holding_on(on or today()), organisation=held.organisation_id)
    return Q(pk__in=seats.values("network"))


def belongs(user, on: date | None = None) -> Q:
    """Networks this user takes part in, whatever their role."""
    return _at_the_table(user, None, on) | is_mandated(user, on)


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
