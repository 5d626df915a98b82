"""Bringing answers collected elsewhere; taking them away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.dataset_file import Read, Refused, read_files
from arrimage.apps.inquiry.models import Dataset, DatasetRow, Mode, Nature, StudySource
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.network.queries.pages import organisations
from arrimage.apps.questionnaires.document.answers import State

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def import_dataset(
    content: bytes,
    name: str,
    *,
    title: str,
    by: User,
    at: datetime,
    codebook: bytes | None = None,
    codebook_name: str = "",
    title_en: str = "",
    source: str = "",
    source_en: str = "",
    licence: str = "",
    nature: str = Nature.COLLECTED,
    mode: str = Mode.CONFIDENTIAL,
    threshold: int = 5,
    asked: Mapping[str, int] | None = None,
    everyone_asked: bool = False,
    rows_may_be_published: bool = False,
) -> Dataset:
    """Keep a file of answers, whole, or nothing of it. Raises PermissionDenied, ValidationError (by line)."""
    mine = policies.leader_for(by)
    policies.check_leads(by, mine)
    try:
        read = read_files(content, name, title=title, codebook=codebook, codebook_name=codebook_name)
    except Refused as refusal:
        raise ValidationError(refusal.problems) from None
    asked = dict(asked or {})
    _check_asked(asked, read)
    if rows_may_be_published and mode != Mode.NAMED:
        raise ValidationError(_("Only named answers can be published row by row."))
    dataset = Dataset(
        organisation_id=mine,
        title=title.strip()[:200],
        title_en=title_en.strip()[:200],
        source=source.strip()[:300],
        source_en=source_en.strip()[:300],
        licence=licence.strip()[:200],
        nature=nature,
        mode=mode,
        threshold=threshold,
        asked=asked,
        everyone_asked=everyone_asked,
        rows_may_be_published=rows_may_be_published,
        imported_at=at,
        imported_by=str(by)[:200],
    )
    dataset.form = read.form
    dataset.save()
    _write(dataset, read)
    record("dataset.imported", by=by, at=at, subjects=[dataset])
    return dataset


def _check_asked(asked: Mapping[str, int], read: Read) -> None:
    answered: dict[str, int] = {}
    words = {person.side for person in read.people} | {person.stratum for person in read.people}
    for person in read.people:
        for word in {person.side, person.stratum}:
            answered[word] = answered.get(word, 0) + 1
    for name, count in asked.items():
        if name not in words:
            raise ValidationError(
                _("“%(name)s” is neither a side nor a stratum of the file.") % {"name": name}
            )
        if count < answered.get(name, 0):
            raise ValidationError(
                _("“%(name)s”: %(asked)d were asked, and %(answered)d answered. Look at the numbers again.")
                % {"name": name, "asked": count, "answered": answered[name]}
            )


def _write(dataset: Dataset, read: Read) -> None:
    named = dataset.mode == Mode.NAMED
    ids = _organisations(read) if named else {}
    # Anonymous rows are kept in an order that is nobody's: that of their own text.
    people = read.people
    if dataset.mode == Mode.ANONYMOUS:
        people = tuple(sorted(people, key=lambda person: _text(person.answers)))
    DatasetRow.objects.bulk_create(
        [
            DatasetRow(
                dataset=dataset,
                place=place,
                key=person.key if dataset.mode != Mode.ANONYMOUS else f"n{place:05}",
                side=person.side,
                territory=person.territory,
                stratum=person.stratum,
                answered_by=person.answered_by,
                organisation_id=ids.get(person.organisation),
                answers=_text(person.answers),
            )
            for place, person in enumerate(people, 1)
        ],
        batch_size=500,
    )


def _text(answers: Mapping) -> str:
    return json.dumps(
        {
            name: [one.state, one.value] if one.state is State.VALUE else [one.state]
            for name, one in answers.items()
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _organisations(read: Read) -> dict[str, int]:
    """public id → id, of those the file names. Raises ValidationError for an unknown one."""
    asked: dict[str, UUID] = {}
    for person in read.people:
        if person.organisation:
            try:
                asked[person.organisation] = UUID(person.organisation)
            except ValueError:
                raise ValidationError(
                    _("“%(id)s” is not the public id of an organisation.") % {"id": person.organisation[:60]}
                ) from None
    found = {
        str(uid): pk for uid, pk in organisations().filter(uid__in=asked.values()).values_list("uid", "pk")
    }
    for text, uid in asked.items():
        if str(uid) not in found:
            raise ValidationError(_("No organisation has the public id “%(id)s”.") % {"id": text})
    return {text: found[str(uid)] for text, uid in asked.items()}


@transaction.atomic
def remove_dataset(dataset: Dataset, *, by: User, at: datetime) -> None:
    """Take a file away for good. Raises ValidationError while a study reads it."""
    policies.check_leads(by, dataset.organisation_id)
    if StudySource.objects.filter(origin="fichier", uid=dataset.uid).exists():
        raise ValidationError(_("A study reads this file: take it out of the study first."))
    record("dataset.removed", by=by, at=at, subjects=[dataset])
    dataset.delete()
