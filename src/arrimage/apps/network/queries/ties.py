"""Reading ties: what both sides say of each, and only as much of it as the reader may see.

`ties_seen_by` is the one way to a wave's ties. A submitted report reaches those it concerns; everyone else
gets what both organisations let be published, once the wave is. Counts alone are told of the rest.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from arrimage.apps.network.models import (
    Network,
    Offer,
    Organisation,
    RosterEntry,
    TieClaim,
    TieKind,
    TiePublication,
    Wave,
)
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.policies.ties import reports_for
from arrimage.apps.network.tie_status import shown_to_everyone, status_of, weight_of
from arrimage.apps.network.vocabulary_ties import Answer, CountingRule, Direction, Shown, Status, WaveStatus

LEAST_FINISHED = 3  # others who have finished, before ties are counted for whoever may not read them


def waves_visible_to(user) -> QuerySet[Wave]:
    return Wave.objects.filter(policies.waves_visible_to(user)).select_related(
        "network", "network__territory"
    )


def waves_of(network: Network, user) -> QuerySet[Wave]:
    return waves_visible_to(user).filter(network=network)


def waves_coordinated_by(user) -> QuerySet[Wave]:
    return Wave.objects.filter(policies.waves_coordinated_by(user)).select_related("network")


def kinds_of(network: Network) -> QuerySet[TieKind]:
    """The kinds asked about in a network: the shipped ones, then its own."""
    return TieKind.objects.filter(Q(network=None) | Q(network=network), retired_at=None).order_by(
        "network_id", "id"
    )


@dataclass(frozen=True)
class Response:
    """How many of those asked have finished. Whoever declined was asked too."""

    asked: int
    finished: int
    declined: int

    @property
    def rate(self) -> float | None:
        return self.finished / self.asked if self.asked else None


@dataclass
class Tie:
    """A tie of a kind between two organisations, with all that is said of it and may be read.

    For a kind that goes both ways, `source` and `target` are in the order of their ids. `frequency` is the
    higher of those said, and None where the reader may only know that the tie exists.
    """

    wave: Wave
    source: int
    target: int
    kind: TieKind
    claims: dict[int, TieClaim] = field(default_factory=dict)  # by reporter
    status: Status = Status.UNANSWERED
    shown: Shown = Shown.NOTHING
    is_read_in_full: bool = False

    @property
    def frequency(self) -> int | None:
        said = [claim.report.frequency for claim in self.claims.values() if claim.report.frequency]
        return max(said, default=None) if self.is_read_in_full else None

    @property
    def reported_by(self) -> list[int]:
        """Who says it, where that may be known; empty otherwise."""
        return sorted(self.claims) if self.is_read_in_full else []

    def other_than(self, organisation: int) -> int:
        return self.target if organisation == self.source else self.source


@dataclass(frozen=True)
class AnalysedTie:
    tie: Tie
    weight: int  # by the counting rule


@dataclass
class Analysis:
    """What a map and its measures are made from, and what must be written beside them."""

    wave: Wave
    rule: CountingRule
    organisations: list[Organisation]  # those asked and those named in a tie shown; the isolated stay
    ties: list[AnalysedTie]
    response: Response
    missing: list[Organisation]  # asked, not finished: their silence counts for nothing
    tally: Counter  # by status, of all the wave's ties, seen or not; empty while open, or too few finished
    unseen: int  # ties counted in `tally` that this reader may not see


def response_of(wave: Wave) -> Response:
    entries = RosterEntry.objects.filter(wave=wave).values_list("finished_at", "declined_at")
    said = list(entries)
    return Response(len(said), sum(bool(done) for done, _ in said), sum(bool(no) for _, no in said))


def with_responses(waves: QuerySet[Wave]) -> list[tuple[Wave, Response]]:
    """Each wave and how many answered. One query."""
    counted = waves.annotate(
        asked=Count("entries"),
        finished=Count("entries", filter=Q(entries__finished_at__isnull=False)),
        declined=Count("entries", filter=Q(entries__declined_at__isnull=False)),
    ).order_by("-opens_on", "-id")
    return [(wave, Response(wave.asked, wave.finished, wave.declined)) for wave in counted]


def ties_seen_by(user, wave: Wave) -> tuple[list[Tie], Counter]:
    """The ties this user may see in a wave, and how many of each status there are in all. Four queries."""
    entries = {entry.organisation_id: entry for entry in RosterEntry.objects.filter(wave=wave)}
    ties = list(_all_ties(wave, entries))
    tally = Counter(tie.status for tie in ties)
    mine = reports_for(user)
    # A count that moves as each one submits says what that one reports; with few others, it says of whom.
    finished = sum(entry.finished_at is not None for pk, entry in entries.items() if pk != mine)
    if wave.is_open or (finished < LEAST_FINISHED and not wave.is_study):
        tally = Counter()
    reads_all = wave.is_study and policies.coordinates(user, wave.network)
    return [tie for tie in ties if _let_see(tie, wave, mine=mine, reads_all=reads_all)], tally


def ties_for_analysis(
    wave: Wave,
    *,
    user,
    rule: str = CountingRule.CONFIRMED,
    kinds: Collection[str] = (),
    lines: Collection[int] = (),
    on: date,
) -> Analysis:
    """The network to measure, from what this user may see. Empty `kinds` and `lines` leave all in.

    A line keeps the organisations with an open offer of that line.
    """
    seen, tally = ties_seen_by(user, wave)
    unseen = max(sum(tally.values()) - len(seen), 0)
    weighed = [AnalysedTie(tie, weight_of(tie.status, rule)) for tie in seen]
    kept = [one for one in weighed if one.weight and (not kinds or one.tie.kind.code in kinds)]
    entries = list(RosterEntry.objects.filter(wave=wave))
    ids = {entry.organisation_id for entry in entries}
    ids |= {end for one in kept for end in (one.tie.source, one.tie.target)}
    if lines:
        open_offers = Offer.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), line__in=lines)
        ids &= set(open_offers.filter(organisation__in=ids).values_list("organisation", flat=True))
        kept = [one for one in kept if {one.tie.source, one.tie.target} <= ids]
    organisations = list(Organisation.objects.filter(pk__in=ids).order_by("sort_name", "id"))
    silent = {entry.organisation_id for entry in entries if entry.finished_at is None}
    return Analysis(
        wave=wave,
        rule=CountingRule(rule),
        organisations=organisations,
        ties=kept,
        response=Response(
            len(entries), len(entries) - len(silent), sum(entry.declined_at is not None for entry in entries)
        ),
        missing=[organisation for organisation in organisations if organisation.pk in silent],
        tally=tally,
        unseen=unseen,
    )


def _all_ties(wave: Wave, entries: dict[int, RosterEntry]) -> Iterator[Tie]:
    """Every submitted tie of the wave, with its status and what both let be published."""
    choices = {
        (one.organisation_id, one.about_id): one.shown for one in TiePublication.objects.filter(wave=wave)
    }
    for tie in gathered(_submitted_claims(wave)):
        tie.status = _status(tie, entries)
        ends = (tie.source, tie.target)
        tie.shown = shown_to_everyone(
            tie.status, *(_choice(tie, end, tie.other_than(end), choices, entries) for end in ends)
        )
        yield tie


def _submitted_claims(wave: Wave) -> QuerySet[TieClaim]:
    return (
        TieClaim.objects.filter(report__wave=wave, report__submitted_at__isnull=False)
        .select_related("report", "report__wave", "kind", "reply")
        .order_by("report_id", "id")
    )


def gathered(claims: Iterable[TieClaim]) -> list[Tie]:
    """The claims of one wave, those that say the same tie put together."""
    ties: dict[tuple[int, int, int], Tie] = {}
    for claim in claims:
        ends = (claim.source_id, claim.target_id)
        if not claim.kind.is_directed:
            ends = (min(ends), max(ends))
        tie = ties.setdefault((*ends, claim.kind_id), Tie(claim.report.wave, *ends, claim.kind))
        tie.claims[claim.report.reporter_id] = claim
    return list(ties.values())


def reply_to(claim: TieClaim) -> str:
    reply = getattr(claim, "reply", None)
    return reply.answer if reply else ""


def _status(tie: Tie, entries: dict[int, RosterEntry]) -> Status:
    reporter, claim = next(iter(tie.claims.items()))
    other = entries.get(tie.other_than(reporter))
    return status_of(
        both_report=len(tie.claims) > 1,
        reply=reply_to(claim),
        other_has_finished=bool(other and other.finished_at),
    )


def _choice(tie: Tie, organisation: int, other: int, choices: dict, entries: dict[int, RosterEntry]) -> int:
    """What this organisation lets be shown: as chosen for this relation, else as for all the ties it says."""
    if (organisation, other) in choices:
        return choices[organisation, other]
    if tie.wave.is_study:
        return Shown.EXISTENCE  # already published, elsewhere; either may still say no
    says_it = organisation in tie.claims or reply_to(tie.claims[other]) == Answer.CONFIRMS
    entry = entries.get(organisation)
    return entry.shown if says_it and entry else Shown.NOTHING


def _let_see(tie: Tie, wave: Wave, *, mine: int | None, reads_all: bool) -> bool:
    """Whether this reader may see the tie at all; also notes whether in full."""
    if reads_all or mine in (tie.source, tie.target):
        tie.is_read_in_full = True
        return True
    if wave.status != WaveStatus.PUBLISHED:
        return False
    tie.is_read_in_full = tie.shown == Shown.DETAILS
    return tie.shown >= Shown.EXISTENCE


def names_of(ties: Iterable[Tie]) -> dict[int, Organisation]:
    ids = {end for tie in ties for end in (tie.source, tie.target)}
    return Organisation.objects.in_bulk(ids)


def said_by_the_other_too(claim: TieClaim) -> bool:
    """Whether the organisation this tie is said of submitted it too."""
    mirrored = {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT}.get(claim.direction, "")
    return TieClaim.objects.filter(
        report__wave=claim.report.wave_id,
        report__reporter=claim.report.about_id,
        report__about=claim.report.reporter_id,
        report__submitted_at__isnull=False,
        kind=claim.kind_id,
        direction=mirrored,
    ).exists()
