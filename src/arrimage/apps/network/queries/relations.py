"""A relation as its two organisations tell it, read by one of them: what each says, confirms, calls it."""

from dataclasses import dataclass, field

from arrimage.apps.network.continuum import Proposal, propose
from arrimage.apps.network.models import (
    Organisation,
    RosterEntry,
    TieClaim,
    TiePublication,
    TieReading,
    TieReply,
    TieReport,
    Wave,
)
from arrimage.apps.network.policies.ties import reports_for
from arrimage.apps.network.vocabulary_ties import Direction, Shown, Status

from .rosters import own_reports, reports_about_us
from .ties import Tie, ties_seen_by

GRADES = ("governance", "formalisation", "sanctions", "extent", "problem")


@dataclass
class Word:
    """One tie of the relation, as seen from our side."""

    kind: object
    direction: str  # from us
    ours: TieClaim | None = None  # our claim, submitted
    theirs: TieClaim | None = None
    status: Status | None = None

    @property
    def label(self) -> str:
        return self.kind.said(self.direction)

    @property
    def our_reply(self) -> TieReply | None:
        return getattr(self.theirs, "reply", None) if self.theirs else None

    @property
    def their_reply(self) -> TieReply | None:
        return getattr(self.ours, "reply", None) if self.ours else None

    @property
    def awaits_us(self) -> bool:
        return bool(self.theirs and not self.ours and not self.our_reply)

    @property
    def is_answerable(self) -> bool:
        """They say it and we do not: we may confirm or contest it."""
        return bool(self.theirs and not self.ours)


@dataclass
class Relation:
    """Submitted reports alone: what either side still writes is not here."""

    wave: Wave
    other: Organisation
    ours: TieReport | None = None
    theirs: TieReport | None = None
    words: list[Word] = field(default_factory=list)
    our_reading: TieReading | None = None
    their_reading: TieReading | None = None
    our_choice: int | None = None  # for this relation; None: as for the wave
    shown: Shown = Shown.NOTHING  # what of it everyone reads, or will once the wave is published

    @property
    def awaiting(self) -> int:
        return sum(word.awaits_us for word in self.words)

    @property
    def by_status(self) -> list[tuple[str, list[Word]]]:
        """The ties, those of one status together."""
        return [
            (str(status.label), words)
            for status in Status
            if (words := [word for word in self.words if word.status == status])
        ]

    @property
    def our_proposal(self) -> Proposal | None:
        return proposal_of(self.ours)

    @property
    def their_proposal(self) -> Proposal | None:
        return proposal_of(self.theirs)

    @property
    def changed_since_our_reply(self) -> bool:
        replies = [word.our_reply.replied_at for word in self.words if word.our_reply]
        return bool(replies and self.theirs and self.theirs.saved_at > max(replies))


def proposal_of(report: TieReport | None) -> Proposal | None:
    """Where the report's answers place the relation."""
    return propose({name: getattr(report, name) for name in GRADES}) if report else None


def relations_of(user, wave: Wave) -> list[Relation]:
    """Every relation of the organisation acted for that a submitted report tells, theirs or ours."""
    mine = reports_for(user)
    if mine is None:
        return []
    found: dict[int, Relation] = {}
    for report in reports_about_us(user, wave):
        found[report.reporter_id] = Relation(wave, report.reporter, theirs=report)
    for report in own_reports(user, wave):
        if report.submitted_at:
            found.setdefault(report.about_id, Relation(wave, report.about)).ours = report
    readings = TieReading.objects.filter(wave=wave)
    for reading in readings.filter(organisation=mine) | readings.filter(about=mine):
        is_ours = reading.organisation_id == mine
        if relation := found.get(reading.about_id if is_ours else reading.organisation_id):
            if is_ours:
                relation.our_reading = reading
            else:
                relation.their_reading = reading
    for choice in TiePublication.objects.filter(wave=wave, organisation=mine):
        if relation := found.get(choice.about_id):
            relation.our_choice = choice.shown
    seen, _tally = ties_seen_by(user, wave)
    for tie in seen:
        if mine in (tie.source, tie.target) and (relation := found.get(tie.other_than(mine))):
            relation.words.append(_word(tie, mine))
            relation.shown = max(relation.shown, tie.shown)
    return sorted(found.values(), key=lambda relation: (relation.other.sort_name, relation.other.pk))


def relation_with(user, wave: Wave, other: Organisation) -> Relation | None:
    return next((one for one in relations_of(user, wave) if one.other == other), None)


def _word(tie: Tie, mine: int) -> Word:
    direction = (Direction.OUT if tie.source == mine else Direction.IN) if tie.kind.is_directed else ""
    return Word(
        tie.kind,
        direction,
        ours=tie.claims.get(mine),
        theirs=tie.claims.get(tie.other_than(mine)),
        status=tie.status,
    )


def choice_for_wave(user, wave: Wave) -> Shown | None:
    """What our organisation lets be published of the ties it says, unless it decides otherwise for one."""
    entry = RosterEntry.objects.filter(wave=wave, organisation=reports_for(user)).first()
    return Shown(entry.shown) if entry else None
