"""Leading a study: its rules, what it reads, who is paired, what else is known of the pairs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.models import Study, StudySource
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.queries.study_sources import sheet_of
from arrimage.apps.kernel.reading import BrokenFile, rows_of

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

FIELDS = (
    "title", "title_en", "purpose", "purpose_en", "nature", "on", "pairing", "rule", "sides", "ethics",
    "satisfied_item", "consent_item", "scale_yes_from",
)  # fmt: skip
MOST_PAIRS = 2_000


@transaction.atomic
def start_study(*, by: User, at: datetime, **given: Any) -> Study:
    """Raises PermissionDenied, ValidationError."""
    mine = policies.leader_for(by)
    policies.check_leads(by, mine)
    study = Study(organisation_id=mine, started_by=str(by)[:200])
    _set(study, given)
    study.save()
    record("study.started", by=by, at=at, subjects=[study])
    return study


@transaction.atomic
def change_study(study: Study, *, since: int, by: User, at: datetime, **given: Any) -> Study:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    policies.check_leads(by, study.organisation_id)
    _set(study, given)
    study.save_if_unchanged(since=since)
    record("study.changed", by=by, at=at, subjects=[study])
    return study


def _set(study: Study, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(study, name, value)
    keys = [side["key"] for side in study.sides]
    if len(keys) != 2 or keys[0] == keys[1] or not all(keys):
        raise ValidationError(_("A study has two sides, with two different short names."))


@transaction.atomic
def attach_source(
    study: Study, origin: str, uid: UUID, *, by: User, at: datetime, side: str = "", moment: str = ""
) -> StudySource:
    """Let the study read a sheet its organisation collected. Raises PermissionDenied, ValidationError."""
    policies.check_leads(by, study.organisation_id)
    sheet = sheet_of(by, origin, uid)
    if sheet is None:
        raise ValidationError(_("These answers are not there any more: choose others."))
    if side and side not in study.keys:
        raise ValidationError(_("“%(side)s” is not a side of this study.") % {"side": side})
    known = {one.side for one in sheet.respondents}
    if not side and not known <= set(study.keys):
        strange = sorted(known - set(study.keys))[0]
        if known == {""}:
            raise ValidationError(_("These answers say no side: say which side they speak for."))
        raise ValidationError(
            _("These answers speak of a side “%(side)s” that the study does not have.") % {"side": strange}
        )
    source, _new = StudySource.objects.get_or_create(
        study=study, origin=origin, uid=uid, side=side, defaults={"moment": moment}
    )
    record("study.source_attached", by=by, at=at, subjects=[study])
    return source


@transaction.atomic
def detach_source(study: Study, pk: int, *, by: User, at: datetime) -> None:
    policies.check_leads(by, study.organisation_id)
    if study.sources.filter(pk=pk).delete()[0]:
        record("study.source_detached", by=by, at=at, subjects=[study])


@transaction.atomic
def set_pairs(study: Study, content: bytes, name: str, *, by: User, at: datetime) -> Study:
    """Who is paired with whom, from a file `respondent,pair`. Raises PermissionDenied, ValidationError."""
    policies.check_leads(by, study.organisation_id)
    places: dict[str, str] = {}
    for line, who, pair in _two_columns(content, name, ("respondent", "pair")):
        if who in places:
            raise ValidationError(
                _("%(file)s, line %(line)d: “%(who)s” is already there.")
                % {"file": name, "line": line, "who": who[:60]}
            )
        places[who] = pair
    study.places = places
    study.save(update_fields=["places", "updated_at"])
    record("study.pairs_set", by=by, at=at, subjects=[study])
    return study


@transaction.atomic
def set_covariate(
    study: Study,
    content: bytes,
    name: str,
    *,
    label: str,
    by: User,
    at: datetime,
    label_en: str = "",
    source: str = "",
    source_en: str = "",
    classes: tuple[tuple[str, Mapping[str, str]], ...] = (),
) -> Study:
    """Cross the pairs with something else, from a file `pair,class`; classes go in the order given, else in
    the order of the file. Raises PermissionDenied, ValidationError."""
    policies.check_leads(by, study.organisation_id)
    values: dict[str, str] = {}
    for line, pair, code in _two_columns(content, name, ("pair", "class")):
        if pair in values:
            raise ValidationError(
                _("%(file)s, line %(line)d: “%(who)s” is already there.")
                % {"file": name, "line": line, "who": pair[:60]}
            )
        values[pair] = code
    ordered = classes or tuple((code, {"fr": code}) for code in dict.fromkeys(values.values()))
    known = {code for code, _label in ordered}
    if unknown := next((code for code in values.values() if code not in known), None):
        raise ValidationError(_("“%(code)s” is not one of the classes.") % {"code": unknown[:60]})
    if not label.strip():
        raise ValidationError(_("Say in a few words what is crossed with the pairs."))
    study.covariates = [
        {
            "key": "c1",
            "label": _texts(label, label_en),
            "source": _texts(source, source_en),
            "classes": [[code, dict(words)] for code, words in ordered],
            "values": values,
        }
    ]
    study.save(update_fields=["covariates", "updated_at"])
    record("study.changed", by=by, at=at, subjects=[study])
    return study


def _texts(french: str, english: str) -> dict[str, str]:
    return {language: text for language, text in (("fr", french.strip()), ("en", english.strip())) if text}


def _two_columns(content: bytes, name: str, columns: tuple[str, str]) -> list[tuple[int, str, str]]:
    try:
        rows = [
            (row.number, row[columns[0]], row[columns[1]])
            for row in rows_of(content, name=name, columns=columns)
        ]
    except BrokenFile as broken:
        raise ValidationError(str(broken)) from None
    for line, one, other in rows:
        if not one or not other or max(len(one), len(other)) > 200:
            raise ValidationError(
                _("%(file)s, line %(line)d: both columns are filled, with at most 200 characters.")
                % {"file": name, "line": line}
            )
    if len(rows) > MOST_PAIRS:
        raise ValidationError(_("More than %(most)d lines: is it the right file?") % {"most": MOST_PAIRS})
    return rows
