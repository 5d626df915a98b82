"""Who may see, run and answer.

| what | who |
|---|---|
| see a series and all its meetings | whoever its host says; its guests: the keepers of an organisation |
| | invited to every meeting, a person invited for themselves |
| see one meeting | the same, and those invited to it alone |
| plan, run, write the minutes, have them adopted | whoever its host says; its secretary, while they see it |
| propose an item, ask for a correction | whoever sees the meeting |
| read a dissatisfaction | the organisation that wrote it, the one it is addressed to, and where this |
| | was chosen when it was written, all those who see the series |
| answer it · say whether the answer is enough | the second · the first |
| close a follow-up | its owner, the keepers of its organisation, whoever runs the series |

A user acts for an organisation as one of its keepers, or comes as a person. `by=None` in an action is the
installation itself.
"""

from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS

from .hosts import HOSTS, NOBODY
from .models import Dissatisfaction, Document, FollowUp, Guest, Invitation, Meeting, Series


def kept_by(user) -> int | None:
    """The id of the organisation this user acts for as one of its keepers, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in KEEPERS else None


def coming_as(user) -> Q:
    """The places (`Guest`, `Invitation`) this user holds: for themselves, or for their organisation."""
    if not user.is_authenticated:
        return NOBODY
    mine = kept_by(user)
    return Q(user=user) if mine is None else Q(user=user) | Q(organisation=mine)


def _by_hosts(user, right: str, kind: str | None) -> Q:
    """What the hosts say; the one host of a kind where the kind is known: the others have no say there."""
    hosts = [host for host in HOSTS.values() if kind in (None, host.kind)]
    return reduce(or_, [Q(kind=host.kind) & getattr(host, right)(user) for host in hosts], NOBODY)


def series_held_for(user, kind: str | None = None) -> Q:
    """Those a host shows to this user, guest or not."""
    return _by_hosts(user, "seen_by", kind) | _by_hosts(user, "run_by", kind)


def series_seen_by(user, kind: str | None = None) -> Q:
    if not user.is_authenticated:
        return NOBODY
    guests = Guest.objects.filter(coming_as(user)).values("series")
    return series_held_for(user, kind) | Q(pk__in=guests)


def series_run_by(user, kind: str | None = None) -> Q:
    """With `kind`, only of the series that are of this kind."""
    if not user.is_authenticated:
        return NOBODY
    return _by_hosts(user, "run_by", kind) | Q(secretary=user) & series_seen_by(user, kind)


def meetings_seen_by(user) -> Q:
    if not user.is_authenticated:
        return NOBODY
    invited = Invitation.objects.filter(coming_as(user)).values("meeting")
    return Q(series__in=Series.objects.filter(series_seen_by(user)).values("pk")) | Q(pk__in=invited)


def meetings_run_by(user) -> Q:
    return Q(series__in=Series.objects.filter(series_run_by(user)).values("pk"))


def documents_seen_by(user) -> Q:
    seen = Meeting.objects.filter(meetings_seen_by(user)).values("pk")
    run = Meeting.objects.filter(meetings_run_by(user)).values("pk")
    return Q(meeting__in=run) | Q(meeting__in=seen, readers=Document.Readers.INVITED)


def follow_ups_seen_by(user) -> Q:
    if not user.is_authenticated:
        return NOBODY
    series = Series.objects.filter(series_seen_by(user)).values("pk")
    invited = Invitation.objects.filter(coming_as(user)).values("meeting")
    return Q(series__in=series) | Q(meeting__in=invited) | coming_as(user)


def follow_ups_closed_by(user) -> Q:
    run = Series.objects.filter(series_run_by(user)).values("pk")
    return Q(series__in=run) | coming_as(user)


def dissatisfactions_seen_by(user) -> Q:
    mine = kept_by(user)
    ours = NOBODY if mine is None else Q(organisation=mine) | Q(to=mine)
    return ours | Q(is_shared=True, series__in=Series.objects.filter(series_seen_by(user)).values("pk"))


def answerable_by(user) -> Q:
    """Dissatisfactions the organisation acted for owes an answer to."""
    mine = kept_by(user)
    return NOBODY if mine is None else Q(to=mine, state__in=Dissatisfaction.OWED)


# --- Checks, for actions


def check_runs(user, series: Series) -> None:
    """Raises PermissionDenied unless the user may run this series."""
    if user is not None and not runs(user, series):
        raise PermissionDenied


def runs(user, series: Series) -> bool:
    """The same `Q` as the list's, asked of the one host that has a say."""
    return Series.objects.filter(series_run_by(user, series.kind), pk=series.pk).exists()


def check_sees(user, meeting: Meeting) -> None:
    if user is not None and not Meeting.objects.filter(meetings_seen_by(user), pk=meeting.pk).exists():
        raise PermissionDenied


def check_closes(user, follow_up: FollowUp) -> None:
    if user is not None and not FollowUp.objects.filter(follow_ups_closed_by(user), pk=follow_up.pk).exists():
        raise PermissionDenied


def check_keeps(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user acts, as a keeper, for this organisation."""
    if user is not None and kept_by(user) != organisation_id:
        raise PermissionDenied
