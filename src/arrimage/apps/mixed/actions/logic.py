"""Drawing a logic model, and saying what was found of each of its boxes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.mixed import policies
from arrimage.apps.mixed.models import Arrow, Box, Evidence, LogicModel
from arrimage.apps.mixed.pieces import KINDS, piece_at

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

TYPED = "typed"  # a theme or a reading written by hand, with where it comes from


@transaction.atomic
def begin_model(
    organisation,
    *,
    title: str,
    purpose: str,
    by: User | None,
    at: datetime,
    source: str = "",
    is_example: bool = False,
) -> LogicModel:
    """Raises PermissionDenied."""
    policies.check_leads(by, organisation.pk)
    model = LogicModel.objects.create(
        organisation=organisation,
        title=title.strip(),
        purpose=purpose.strip(),
        source=source.strip(),
        is_example=is_example,
        begun_by=str(by or "")[:200],
    )
    record("mixed.model_begun", by=by, at=at, subjects=[model])
    return model


@transaction.atomic
def add_box(
    model: LogicModel, *, kind: str, words: str, by: User | None, at: datetime, details: str = ""
) -> Box:
    model = _lock(model, by)
    if not words.strip():
        raise ValidationError(_("Say it in a few words."))
    last = model.boxes.aggregate(last=Max("place"))["last"] or 0
    box = Box.objects.create(
        model=model, kind=kind, words=words.strip(), details=details.strip(), place=last + 1
    )
    record("mixed.model_changed", by=by, at=at, subjects=[model])
    return box


@transaction.atomic
def change_box(
    box: Box, *, words: str, details: str, kind: str, by: User | None, at: datetime, since: int
) -> Box:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    model = _lock(box.model, by)
    if kind in Box.AROUND and Arrow.objects.filter(source=box).union(Arrow.objects.filter(target=box)):
        raise ValidationError(_("Take its arrows away first: nothing leads to what stands around."))
    box.words, box.details, box.kind = words.strip(), details.strip(), kind
    box.save_if_unchanged(since=since)
    record("mixed.model_changed", by=by, at=at, subjects=[model])
    return box


@transaction.atomic
def remove_box(box: Box, *, by: User | None, at: datetime) -> None:
    """With its arrows. One that was looked at stays: what was found would be lost."""
    model = _lock(box.model, by)
    if box.evidence.exists() or box.finding:
        raise ValidationError(_("Something was found of it: take that away first."))
    box.delete()
    record("mixed.model_changed", by=by, at=at, subjects=[model])


@transaction.atomic
def draw_arrow(source: Box, target: Box, *, by: User | None, at: datetime) -> Arrow:
    """From a box to another, of the same model; twice changes nothing; never round in a circle."""
    model = _lock(source.model, by)
    if source.model_id != target.model_id or source.pk == target.pk:
        raise ValidationError(_("Choose two boxes of this model."))
    if source.kind in Box.AROUND or target.kind in Box.AROUND:
        raise ValidationError(_("Assumptions, context and limits stand around: no arrow touches them."))
    if _reaches(target, source):
        raise ValidationError(_("This arrow would close a circle: say the other way in words."))
    arrow, is_new = Arrow.objects.get_or_create(source=source, target=target)
    if is_new:
        record("mixed.model_changed", by=by, at=at, subjects=[model])
    return arrow


@transaction.atomic
def remove_arrow(arrow: Arrow, *, by: User | None, at: datetime) -> None:
    model = _lock(arrow.source.model, by)
    arrow.delete()
    record("mixed.model_changed", by=by, at=at, subjects=[model])


def _reaches(start: Box, end: Box) -> bool:
    """Whether arrows lead from a box to another."""
    after: dict[int, list[int]] = {}
    for source, target in Arrow.objects.filter(source__model=start.model_id).values_list("source", "target"):
        after.setdefault(source, []).append(target)
    waiting, seen = [start.pk], set()
    while waiting:
        here = waiting.pop()
        if here == end.pk:
            return True
        if here not in seen:
            seen.add(here)
            waiting += after.get(here, [])
    return False


# --- What was found


@transaction.atomic
def add_evidence(
    box: Box,
    *,
    kind: str,
    says: str,
    by: User | None,
    at: datetime,
    ref: str = "",
    label: str = "",
    source: str = "",
    words: str = "",
) -> Evidence:
    """A figure, a code, a quote, or something typed with where it comes from.

    Raises PermissionDenied, ValidationError (it is not there, or may not be shown).
    """
    model = _lock(box.model, by)
    if kind == TYPED:
        if not label.strip() or not source.strip():
            raise ValidationError(_("Say what it is, and where it comes from."))
    else:
        piece = piece_at(by, kind, ref) if kind in KINDS else None
        if piece is None:
            raise ValidationError(_("It is not there, or may not be shown: choose another."))
        label, source = piece.label, piece.source
        if not source.strip():
            raise ValidationError(_("It has no source: give one to the answers it is made of."))
    found = Evidence.objects.create(
        box=box,
        kind=kind,
        ref=ref,
        label=label.strip()[:400],
        source=source.strip()[:300],
        says=says,
        words=words.strip(),
        added_at=at,
    )
    record("mixed.evidence_added", by=by, at=at, subjects=[model])
    return found


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User | None, at: datetime) -> None:
    """What no longer rests on anything is no longer found."""
    box = evidence.box
    model = _lock(box.model, by)
    evidence.delete()
    if box.finding and not _rests(box, box.finding):
        box.finding, box.finding_words, box.found_on, box.found_by = "", "", None, ""
        box.save()
    record("mixed.evidence_removed", by=by, at=at, subjects=[model])


@transaction.atomic
def say_finding(box: Box, *, finding: str, words: str, by: User | None, at: datetime) -> Box:
    """Supported, nuanced, contradicted: by something. Not enough data: an answer too, said in words.

    Raises PermissionDenied, ValidationError.
    """
    model = _lock(box.model, by)
    if finding not in Box.Finding.values:
        raise ValidationError(_("Choose one of the answers."))
    if not words.strip():
        raise ValidationError(_("Say it in words: what was found, or what was missing to find it."))
    if not _rests(box, finding):
        raise ValidationError(
            {
                Box.Finding.SUPPORTED: _("Add first what goes that way: a finding rests on something."),
                Box.Finding.NUANCED: _("Add first what it rests on: a finding rests on something."),
                Box.Finding.CONTRADICTED: _("Add first what goes the other way."),
            }[Box.Finding(finding)]
        )
    box.finding, box.finding_words = finding, words.strip()
    box.found_on, box.found_by = localdate(at), str(by or "")[:200]
    box.save()
    record("mixed.finding_said", by=by, at=at, subjects=[model], details={"finding": finding})
    return box


def _rests(box: Box, finding: str) -> bool:
    says = set(box.evidence.values_list("says", flat=True))
    wanted = {
        Box.Finding.SUPPORTED: {Evidence.Says.SUPPORTS},
        Box.Finding.NUANCED: {
            Evidence.Says.SUPPORTS,
            Evidence.Says.NUANCES,
            Evidence.Says.CONTRADICTS,
        },
        Box.Finding.CONTRADICTED: {Evidence.Says.CONTRADICTS},
    }.get(Box.Finding(finding))
    return wanted is None or bool(says & {one.value for one in wanted})


def _lock(model: LogicModel, by: User | None) -> LogicModel:
    policies.check_leads(by, model.organisation_id)
    return LogicModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
