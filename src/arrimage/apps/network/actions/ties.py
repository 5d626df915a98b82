"""What an organisation writes of its own ties in a wave: kept as it goes, its own until submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Organisation, RosterEntry, TieClaim, TieKind, TieReport
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.queries.ties import kinds_of
from arrimage.apps.network.vocabulary_ties import Direction, Shown

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SAID = ("frequency", "governance", "formalisation", "sanctions", "extent", "problem", "own_words")


@transaction.atomic
def tick(
    entry: RosterEntry,
    *,
    with_: Iterable[Organisation],
    without: Iterable[Organisation] = (),
    by: User,
    at: datetime,
) -> RosterEntry:
    """Say with whom one works; a card opens for each. Unticking removes a card nobody has filled.

    Raises PermissionDenied, ValidationError (the wave is closed).
    """
    entry = begun(entry, by=by, at=at)
    known = set(_reports(entry).values_list("about", flat=True))
    for organisation in with_:
        if organisation.pk not in known and organisation.pk != entry.organisation_id:
            TieReport.objects.create(wave=entry.wave, reporter=entry.organisation, about=organisation)
    # A filled card leaves by its own button: a thumb that slips loses nothing written.
    _reports(entry).filter(about__in=list(without), saved_at=None).delete()
    return entry


@transaction.atomic
def save_card(
    entry: RosterEntry,
    about: Organisation,
    *,
    claims: Collection[tuple[TieKind, str]],
    said: dict,
    by: User,
    at: datetime,
) -> TieReport:
    """Write the card about another organisation: its ties, and what is said of the relation.

    Replies to ties that stay are kept. Raises PermissionDenied, ValidationError (closed, a kind not asked
    about here, a direction where there is none).
    """
    entry = begun(entry, by=by, at=at)
    if about.pk == entry.organisation_id:
        raise ValidationError(_("An organisation says nothing of a tie with itself: choose another."))
    report, _new = TieReport.objects.get_or_create(wave=entry.wave, reporter=entry.organisation, about=about)
    had = {(claim.kind_id, claim.direction): claim for claim in report.claims.all()}
    allowed = set(kinds_of(entry.wave.network).values_list("pk", flat=True)) | {kind for kind, _ in had}
    for kind, direction in claims:
        if kind.pk not in allowed or (direction in Direction.values) != kind.is_directed:
            raise ValidationError(_("This kind of tie is not asked about here: choose another."))
    wanted = {(kind.pk, direction) for kind, direction in claims}
    for name in SAID:
        setattr(report, name, said.get(name) or ("" if name == "own_words" else None))
    report.saved_at, report.saved_by = at, str(by)[:200]
    report.save()
    TieClaim.objects.filter(pk__in=[claim.pk for key, claim in had.items() if key not in wanted]).delete()
    TieClaim.objects.bulk_create(
        TieClaim(report=report, kind_id=kind, direction=direction)
        for kind, direction in sorted(wanted - had.keys())
    )
    # The other organisation is not named in the journal: what is not submitted is nobody else's to read.
    record("tie.reported", by=by, at=at, subjects=[entry.wave, entry.organisation])
    return report


@transaction.atomic
def remove_card(entry: RosterEntry, about: Organisation, *, by: User, at: datetime) -> None:
    """Say that one does not work with it after all. Raises PermissionDenied, ValidationError."""
    entry = begun(entry, by=by, at=at)
    removed, _models = _reports(entry).filter(about=about).delete()
    if removed:
        record("tie.removed", by=by, at=at, subjects=[entry.wave, entry.organisation])


@transaction.atomic
def submit(entry: RosterEntry, *, shown: int, by: User, at: datetime) -> RosterEntry:
    """«These are all of them»: those named now read what is said of them, and may answer.

    Cards nobody filled, or without a tie, are not submitted and count for nothing.
    Raises PermissionDenied, ValidationError (closed, no choice of what may be published).
    """
    if shown not in Shown.values:
        raise ValidationError(_("Choose what may be published of your ties."))
    entry = begun(entry, by=by, at=at)
    filled = _reports(entry).filter(saved_at__isnull=False, claims__isnull=False)
    TieReport.objects.filter(pk__in=filled.values("pk"), submitted_at=None).update(submitted_at=at)
    entry.finished_at, entry.declined_at = at, None
    entry.shown, entry.answered_by = shown, str(by)[:200]
    entry.save()
    record("ties.submitted", by=by, at=at, subjects=[entry.wave, entry.organisation])
    return entry


@transaction.atomic
def take_up_again(entry: RosterEntry, *, by: User, at: datetime) -> RosterEntry:
    """Not finished after all, or willing after having declined. What was submitted stays submitted."""
    entry = _locked(entry, by)
    if entry.finished_at or entry.declined_at:
        entry.finished_at = entry.declined_at = None
        entry.save()
        record("ties.reopened", by=by, at=at, subjects=[entry.wave, entry.organisation])
    return entry


@transaction.atomic
def decline(entry: RosterEntry, *, by: User, at: datetime) -> RosterEntry:
    """Prefer not to answer. Nothing is counted against whoever declines; reminders stop. What was submitted
    before stays read by those it is about, and nothing of it is let be published any more."""
    entry = _locked(entry, by)
    if entry.declined_at is None:
        entry.declined_at, entry.finished_at, entry.answered_by = at, None, str(by)[:200]
        entry.shown = Shown.NOTHING
        entry.save()
        record("wave.declined", by=by, at=at, subjects=[entry.wave, entry.organisation])
    return entry


def _locked(entry: RosterEntry, by: User) -> RosterEntry:
    """Lock first: two colleagues may write the same cards at once."""
    policies.check_writes_for(by, entry.organisation_id)
    entry = (
        RosterEntry.objects.select_for_update(of=("self",))
        .select_related("wave", "wave__network", "organisation")
        .get(pk=entry.pk)
    )
    if not entry.wave.is_open:
        raise ValidationError(_("This wave is closed: write to whoever coordinates the network."))
    return entry


def begun(entry: RosterEntry, *, by: User, at: datetime) -> RosterEntry:
    """Lock one’s place on the roster, begun from now on. Raises PermissionDenied, ValidationError."""
    entry = _locked(entry, by)
    if entry.started_at is None or entry.declined_at:
        entry.started_at, entry.declined_at = entry.started_at or at, None
        entry.save()
    return entry


def _reports(entry: RosterEntry):
    return TieReport.objects.filter(wave=entry.wave, reporter=entry.organisation)
