"""Taking in a file of ties: an organisation's own, or a past study as a whole. All of it, or one sentence."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.analytics.ties_file import Refused, Report, TiesFile, ties_in
from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.search import fold
from arrimage.apps.network.models import (
    Network,
    Organisation,
    RosterEntry,
    TieClaim,
    TieKind,
    TieReport,
    Wave,
)
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.queries.ties import kinds_of
from arrimage.apps.network.vocabulary_ties import Direction, Frequency, WaveStatus

from .ties import begun
from .waves import check_dates, free_name

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

MOST = 20_000  # ties in one file


@transaction.atomic
def import_own_ties(entry: RosterEntry, content: bytes, name: str, *, by: User, at: datetime) -> int:
    """Add the ties of a file to one's cards, where they wait to be read over and submitted. How many.

    Raises PermissionDenied, ValidationError (one sentence on the first fault, and nothing is taken).
    """
    entry = begun(entry, by=by, at=at)
    book = _Book(entry.wave.network)
    cards: dict[int, list] = defaultdict(list)
    for told in _told(content, name).reports:
        place = f"{name}, {told.where}"
        source, target = book.organisation(told.source, place), book.organisation(told.target, place)
        if entry.organisation not in (source, target):
            raise ValidationError(
                _("%(place)s: neither end is %(own)s. You import your own ties only.")
                % {"place": place, "own": entry.organisation}
            )
        if told.reported_by and book.organisation(told.reported_by, place) != entry.organisation:
            raise ValidationError(
                _("%(place)s: somebody else reports this tie. You import what you say yourselves.")
                % {"place": place}
            )
        if told.wave and fold(told.wave) != fold(entry.wave.name):
            raise ValidationError(
                _("%(place)s: this tie is of another wave (%(wave)s).") % {"place": place, "wave": told.wave}
            )
        other = target if source == entry.organisation else source
        cards[other.pk].append((told, book.kind(told.kind, place), source == entry.organisation, place))
    _check_unsubmitted(entry, cards)
    for about, lines in cards.items():
        _write(entry.wave, entry.organisation_id, about, lines, label=str(by), at=at)
    count = sum(map(len, cards.values()))
    record("ties.imported", by=by, at=at, subjects=[entry.wave, entry.organisation], details={"ties": count})
    return count


@transaction.atomic
def import_study(
    network: Network,
    content: bytes,
    file_name: str,
    *,
    name: str,
    source: str,
    opens_on: date,
    closes_on: date,
    by: User,
    at: datetime,
) -> Wave:
    """A past study as a closed wave that says where it comes from. Nothing is shown before it is published.

    Where the file does not say who reports a tie, its source does. Raises PermissionDenied, ValidationError.
    """
    policies.check_coordinates(by, network)
    check_dates(opens_on, closes_on)
    if not source.strip():
        raise ValidationError(_("Say where the study comes from."))
    book = _Book(network)
    reports: dict[tuple[int, int], list] = defaultdict(list)
    organisations: dict[int, Organisation] = {}
    told_by: set[int] = set()
    file = _told(content, file_name)
    for told in file.reports:
        place = f"{file_name}, {told.where}"
        ends = [book.organisation(told.source, place), book.organisation(told.target, place)]
        reporter = book.organisation(told.reported_by, place) if told.reported_by else ends[0]
        if reporter not in ends:
            raise ValidationError(
                _("%(place)s: whoever reports a tie is at one end of it.") % {"place": place}
            )
        other = ends[1] if reporter == ends[0] else ends[0]
        organisations |= {end.pk: end for end in ends}
        told_by.add(reporter.pk)
        kind = book.kind(told.kind, place)
        reports[reporter.pk, other.pk].append((told, kind, reporter == ends[0], place))
    for declared in file.organisations:
        isolated = book.organisation(declared, file_name)
        organisations[isolated.pk] = isolated
    wave = Wave.objects.create(
        network=network,
        name=free_name(network, name),
        source=source.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        status=WaveStatus.CLOSED,
        closed_at=at,
    )
    RosterEntry.objects.bulk_create(
        RosterEntry(wave=wave, organisation_id=pk, finished_at=at if pk in told_by else None)
        for pk in sorted(organisations)
    )
    for (reporter, about), lines in reports.items():
        report = _write(wave, reporter, about, lines, label=source, at=at)
        TieReport.objects.filter(pk=report.pk).update(submitted_at=at)
    count = sum(map(len, reports.values()))
    record("ties.imported", by=by, at=at, subjects=[wave, network], details={"ties": count})
    return wave


def _told(content: bytes, name: str) -> TiesFile:
    try:
        file = ties_in(content, name)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None
    if len(file.reports) > MOST:
        raise ValidationError(
            _("%(name)s has more than %(most)d ties: take it in parts.") % {"name": name, "most": MOST}
        )
    return file


class _Book:
    """The organisations and kinds a file may name: by id, name or short name; by code or label."""

    def __init__(self, network: Network) -> None:
        self.organisations: dict[str, set[int]] = defaultdict(set)
        self.by_pk = Organisation.objects.filter(closed_on=None).in_bulk()
        for organisation in self.by_pk.values():
            for word in {str(organisation.uid), fold(organisation.name), fold(organisation.short_name)}:
                self.organisations[word].add(organisation.pk)
            self.organisations[f"{fold(organisation.name)} ({organisation.uid.hex[:8]})"].add(organisation.pk)
        self.organisations.pop("", None)
        self.kinds: dict[str, TieKind] = {}
        for kind in kinds_of(network):
            self.kinds |= {kind.code: kind, fold(str(kind)): kind}

    def organisation(self, text: str, place: str) -> Organisation:
        found = self.organisations.get(text) or self.organisations.get(fold(text)) or set()
        if len(found) != 1:
            said = (
                _("%(place)s: “%(name)s” is not in the directory. Write its whole name.")
                if not found
                else _("%(place)s: several organisations are called “%(name)s”. Write its identifier.")
            )
            raise ValidationError(said % {"place": place, "name": text[:60]})
        return self.by_pk[next(iter(found))]

    def kind(self, text: str, place: str) -> TieKind:
        kind = self.kinds.get(text) or self.kinds.get(fold(text))
        if kind is None:
            raise ValidationError(
                _("%(place)s: “%(kind)s” is not a kind of tie of this network. Choose one of: %(kinds)s.")
                % {
                    "place": place,
                    "kind": text[:60],
                    "kinds": ", ".join(sorted({one.code for one in self.kinds.values()})),
                }
            )
        return kind


def _check_unsubmitted(entry: RosterEntry, cards: dict[int, list]) -> None:
    """Raises ValidationError where the file adds to a submitted card: the other organisation would read it
    before it is read over here."""
    told = TieReport.objects.filter(
        wave=entry.wave, reporter=entry.organisation, submitted_at__isnull=False, about__in=cards
    )
    for report in told.select_related("about").prefetch_related("claims"):
        had = {(claim.kind_id, claim.direction) for claim in report.claims.all()}
        lines = cards[report.about_id]
        said = [_frequency(told, place) for told, _kind, _from, place in lines if told.weight is not None]
        if _claimed(lines) - had or max(said, default=report.frequency) != report.frequency:
            raise ValidationError(
                _("%(place)s: your card about %(other)s is submitted already. Change it on its page.")
                % {"place": lines[0][-1], "other": report.about}
            )


def _claimed(lines: list) -> set[tuple[int, str]]:
    return {
        (kind.pk, (Direction.OUT if is_from_us else Direction.IN) if kind.is_directed else "")
        for _told, kind, is_from_us, _place in lines
    }


def _write(wave: Wave, reporter: int, about: int, lines: list, *, label: str, at: datetime) -> TieReport:
    """Add the lines to the card; what it said already stays."""
    report, _new = TieReport.objects.get_or_create(wave=wave, reporter_id=reporter, about_id=about)
    had = {(claim.kind_id, claim.direction) for claim in report.claims.all()}
    wanted = _claimed(lines)
    TieClaim.objects.bulk_create(
        TieClaim(report=report, kind_id=kind, direction=direction) for kind, direction in sorted(wanted - had)
    )
    said = [_frequency(told, place) for told, _kind, _from, place in lines if told.weight is not None]
    report.frequency = max(said, default=report.frequency)
    report.saved_at, report.saved_by = at, label[:200]
    report.save()
    return report


def _frequency(told: Report, place: str) -> int:
    if told.weight not in Frequency.values:
        raise ValidationError(
            _("%(place)s: the weight is how often, from 1 (once a year) to 5 (every day).") % {"place": place}
        )
    return int(told.weight)
