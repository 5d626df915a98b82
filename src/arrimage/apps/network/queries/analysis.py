"""A network as one looks at it: a wave, a rule, kinds, lines; who was asked, who answered; its measures.

Only ties the reader may see come in (`queries.ties`): the same page shows an organisation its own reports and
what is published, and everyone else what is published. A `Picture` is made of members and ties whatever
they were made from: ties observed in referrals (issue G) will be another list of `Tie`, set beside.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from uuid import UUID

from django.db.models import QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import Network, Offer, Organisation, RosterEntry, Site, Wave
from arrimage.apps.network.tie_status import weight_of
from arrimage.apps.network.vocabulary_ties import CountingRule, Status, WaveStatus
from arrimage.science.networks import layout
from arrimage.science.networks.network import Network as Graph
from arrimage.science.networks.panel import Panel, measure

from . import ties as ties_queries

BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
SEED = 1  # of the communities
CHAIN = 6  # earlier waves the drawing remembers
# Of what several kinds say of one pair, the first of these is shown.
STRONGEST = (Status.CONFIRMED, Status.CONTESTED, Status.CLAIMED, Status.UNANSWERED)


class Answer(StrEnum):
    """Whether an organisation answered in the wave. `NAMED`: not asked, named by one that was."""

    ANSWERED = "answered"
    AWAITED = "awaited"
    DECLINED = "declined"
    NAMED = "named"


@dataclass(frozen=True)
class Choice:
    """What one looks at. `kinds` codes and `lines` numbers: all, when empty."""

    rule: str = CountingRule.ANY_CLAIM
    kinds: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Member:
    """An organisation asked in the wave; what it says of itself is from its own pages."""

    pk: int
    uid: UUID
    name: str
    full_name: str
    kind: str
    sector: str
    is_unclassed: bool
    answer: Answer
    lines: frozenset[int] = frozenset()
    levels: frozenset[str] = frozenset()
    territories: frozenset[int] = frozenset()

    @property
    def has_answered(self) -> bool:
        return self.answer == Answer.ANSWERED


@dataclass(frozen=True)
class Tie:
    """What is said between two organisations, all chosen kinds together; by ids. `said`: (kind, status).

    `weight` is what the rule counts it for, over the kinds.
    """

    source: int
    target: int
    said: tuple[tuple[str, Status], ...]
    weight: int = 1

    @property
    def status(self) -> Status:
        held = {status for _kind, status in self.said}
        return next(status for status in STRONGEST if status in held)


@dataclass(frozen=True)
class Picture:
    """Members and ties, as chosen; the science is worked out when asked, and kept."""

    wave: Wave
    choice: Choice
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    directed: bool
    # Every tie the reader sees in the wave, whatever the rule.
    said: tuple[Tie, ...] = ()
    # How many ties of each status the whole wave holds, seen or not; empty while it is open, or with
    # too few answers.
    tally: Mapping[Status, int] = field(default_factory=dict)
    unseen: int = 0  # ties of the wave that this reader may not see
    before: "Picture | None" = field(default=None, repr=False)

    @cached_property
    def place(self) -> dict[int, int]:
        """Organisation id → its position in the network."""
        return {member.pk: position for position, member in enumerate(self.members)}

    @cached_property
    def network(self) -> Graph:
        weighted = self.choice.rule == CountingRule.WEIGHTED
        names = {member.pk: str(member.uid) for member in self.members}
        return Graph.of(
            [
                (names[tie.source], names[tie.target], *((tie.weight,) if weighted else ()))
                for tie in self.ties
            ],
            names.values(),
            directed=self.directed,
        )

    @cached_property
    def panel(self) -> Panel:
        return panel_of(self.network)

    @cached_property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Where each is drawn, starting from where it was in the wave before."""
        before = ()
        if self.before is not None:
            before = tuple(zip(self.before.network.organisations, self.before.places, strict=True))
        return _places(self.network, before)

    @cached_property
    def tie_of(self) -> dict[tuple[int, int], Tie]:
        """Ties by the positions of their ends, as in `network.ties`."""
        found = {}
        for tie in self.ties:
            ends = self.place[tie.source], self.place[tie.target]
            found[ends if self.directed else (min(ends), max(ends))] = tie
        return found

    @cached_property
    def by_kind(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Kind → ties as positions, for what kinds have in common."""
        found: dict[str, set] = {}
        for ends, tie in self.tie_of.items():
            for kind, _status in tie.said:
                found.setdefault(kind, set()).add(ends)
        return {kind: tuple(sorted(pairs)) for kind, pairs in found.items()}

    @property
    def answered(self) -> list[Member]:
        return [member for member in self.members if member.has_answered]

    @property
    def missing(self) -> list[Member]:
        """Who has not answered: never taken for somebody who works with nobody."""
        return [member for member in self.asked if not member.has_answered]

    @property
    def asked(self) -> list[Member]:
        return [member for member in self.members if member.answer != Answer.NAMED]

    @property
    def response_rate(self) -> float | None:
        return len(self.answered) / len(self.asked) if self.asked else None

    @property
    def confirmed_share(self) -> float | None:
        """Of all the ties said in the wave, each kind apart, those both sides say; whatever is chosen. Only
        counts tell it: what one sees is mostly confirmed, for both ends let it be published."""
        all_said = sum(self.tally.values())
        return self.tally.get(Status.CONFIRMED, 0) / all_said if all_said else None

    def member(self, uid: UUID) -> Member | None:
        return next((member for member in self.members if member.uid == uid), None)


@lru_cache(maxsize=64)
def panel_of(network: Graph) -> Panel:
    """Kept per process: the same network gives the same panel, whoever looks."""
    return measure(network, seed=SEED)


@lru_cache(maxsize=64)
def _places(network: Graph, before: tuple) -> tuple[tuple[float, float], ...]:
    return layout.coordinates(
        network, groups=panel_of(network).communities.groups, before=dict(before) or None
    )


def short_name(organisation: Organisation) -> str:
    """What is written beside a mark: the short name, else the name without what it adds in brackets."""
    return organisation.short_name or BRACKETS.sub("", organisation.name) or organisation.name


# --- Loading


def waves(network: Network, user) -> QuerySet[Wave]:
    """Waves of this network the reader may look at, the latest first."""
    seen = ties_queries.waves_of(network, user).exclude(status=WaveStatus.DRAFT)
    return seen.order_by("-opens_on", "-id")


def picture(wave: Wave, choice: Choice, *, user, seen: Sequence[Wave] = ()) -> Picture:
    """What the user may see of this wave. `seen`: the waves they may look at; the drawing starts from the
    earlier ones. Three queries, and those of `queries.ties` for each wave.
    """
    return pictures(wave, [choice], user=user, seen=seen)[0]


def pictures(wave: Wave, choices: Iterable[Choice], *, user, seen: Sequence[Wave] = ()) -> list[Picture]:
    """The same wave under several choices, read once."""
    earlier = [one for one in seen if (one.opens_on, one.pk) < (wave.opens_on, wave.pk)]
    chain = [*sorted(earlier, key=lambda one: (one.opens_on, one.pk))[-CHAIN:], wave]
    read = {one.pk: ties_queries.ties_seen_by(user, one) for one in chain}
    members = _members(chain, {pk: ties for pk, (ties, _tally) in read.items()})
    found = []
    for choice in choices:
        before = None
        for one in chain:
            ties, tally = read[one.pk]
            before = _picture(one, choice, members[one.pk], ties, before, tally)
        found.append(before)
    return found


def _picture(
    wave: Wave,
    choice: Choice,
    members: tuple[Member, ...],
    read: Sequence[ties_queries.Tie],
    before: Picture | None,
    tally: Mapping[Status, int],
) -> Picture:
    unseen = max(sum(tally.values()) - len(read), 0)
    if choice.lines:
        members = tuple(member for member in members if member.lines & set(choice.lines))
    kept = {member.pk for member in members}
    read = [
        tie
        for tie in read
        if {tie.source, tie.target} <= kept and (not choice.kinds or tie.kind.code in choice.kinds)
    ]
    # «We refer to them» goes one way; as soon as a kind that goes both ways is looked at, no way counts.
    directed = bool(read) and all(tie.kind.is_directed for tie in read)
    return Picture(
        wave=wave,
        choice=choice,
        members=members,
        ties=_together([tie for tie in read if weight_of(tie.status, choice.rule)], directed, choice.rule),
        directed=directed,
        said=_together(read, directed, CountingRule.ANY_CLAIM),
        tally=tally,
        unseen=unseen,
        before=before,
    )


def _together(read: Iterable[ties_queries.Tie], directed: bool, rule: str) -> tuple[Tie, ...]:
    """One tie per pair, all kinds together."""
    pairs: dict[tuple[int, int], list[ties_queries.Tie]] = {}
    for tie in read:
        ends = (tie.source, tie.target)
        pairs.setdefault(ends if directed else (min(ends), max(ends)), []).append(tie)
    return tuple(
        Tie(
            *ends,
            said=tuple((str(tie.kind), tie.status) for tie in ties),
            weight=sum(weight_of(tie.status, rule) for tie in ties),
        )
        for ends, ties in sorted(pairs.items())
    )


def _members(
    chain: Iterable[Wave], read: Mapping[int, Iterable[ties_queries.Tie]]
) -> dict[int, tuple[Member, ...]]:
    """Who was asked in each wave, or is named in a tie; with what they offer today."""
    answers: dict[int, dict[int, Answer]] = {}
    for wave in chain:
        named = {end for tie in read[wave.pk] for end in (tie.source, tie.target)}
        # A past study does not say who answered: those it names were in it.
        answers[wave.pk] = dict.fromkeys(named, Answer.ANSWERED if wave.is_study else Answer.NAMED)
    studies = {wave.pk for wave in chain if wave.is_study}
    for entry in RosterEntry.objects.filter(wave__in=list(answers)).exclude(wave__in=studies):
        done, no = entry.finished_at, entry.declined_at
        answer = Answer.ANSWERED if done else Answer.DECLINED if no else Answer.AWAITED
        answers[entry.wave_id][entry.organisation_id] = answer
    ids = {pk for asked in answers.values() for pk in asked}
    lines: dict[int, set] = {}
    levels: dict[int, set] = {}
    for pk, line, level in Offer.objects.filter(organisation__in=ids, closed_on=None).values_list(
        "organisation", "line", "level"
    ):
        if line:
            lines.setdefault(pk, set()).add(line)
        if level:
            levels.setdefault(pk, set()).add(level)
    there: dict[int, set] = {}
    sites = Site.objects.filter(organisation__in=ids, closed_on=None).exclude(territory=None)
    for pk, territory in sites.values_list("organisation", "territory"):
        there.setdefault(pk, set()).add(territory)
    organisations = list(Organisation.objects.filter(pk__in=ids).order_by(binary("sort_name"), "pk"))
    return {
        wave: tuple(
            Member(
                pk=one.pk,
                uid=one.uid,
                name=short_name(one),
                full_name=one.name,
                kind=one.kind,
                sector=one.sector,
                is_unclassed=one.declines_categories,
                answer=asked[one.pk],
                lines=frozenset(lines.get(one.pk, ())),
                levels=frozenset(levels.get(one.pk, ())),
                territories=frozenset(there.get(one.pk, ())),
            )
            for one in organisations
            if one.pk in asked
        )
        for wave, asked in answers.items()
    }
