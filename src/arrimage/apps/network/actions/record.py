"""Every published change leaves a revision: what it says now, what moved, and who said it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from arrimage.apps.network.models import Revision

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

# Bookkeeping that is no part of what an organisation says.
UNSAID = frozenset(
    {
        "id",
        "version",
        "created_at",
        "updated_at",
        "sort_name",
        "municipality_key",
        "confirmed_at",
        "confirmed_by",
        "reminded_at",
        "register_data",
    }
)
# A contact's history says that it changed, never whose number it was.
PERSONAL = frozenset({"name", "phone", "email"})


def plain(value: object) -> object:
    """A value as JSON says it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def snapshot(subject: Model) -> dict[str, object]:
    """The whole subject as it reads now, so that any version can be read alone."""
    unsaid = UNSAID | PERSONAL if subject._meta.model_name == "contact" else UNSAID
    data = {
        field.attname: plain(getattr(subject, field.attname))
        for field in subject._meta.concrete_fields
        if field.name not in unsaid
    }
    if subject._meta.model_name == "offer" and subject.pk:
        data["sites"] = sorted(subject.sites.values_list("pk", flat=True))
        data["needs"] = sorted(subject.needs.values_list("need", flat=True))
        data["opening_hours"] = [str(hours) for hours in subject.opening_hours.all()]
    return data


def revision_of(
    subject: Model,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    changed: Iterable[str] = (),
    data: dict[str, object] | None = None,
    label: str = "",
) -> Revision:
    """The revision, not yet saved (the register writes thousands at once)."""
    kind = subject._meta.model_name
    acting = by.acting if by else None
    return Revision(
        organisation_id=subject.pk if kind == "organisation" else subject.organisation_id,
        subject=kind,
        subject_uid=subject.uid,
        verb=verb,
        number=subject.version,
        data=snapshot(subject) if data is None else data,
        changed=sorted(changed),
        by=by,
        by_label=str(by) if by else label,
        for_organisation=str(acting.organisation) if acting else "",
        at=at,
    )


def record_revision(
    subject: Model,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    changed: Iterable[str] = (),
    label: str = "",
) -> Revision:
    """Write down that `subject` now reads so. `label` names who, where there is no user (a register)."""
    revision = revision_of(subject, verb=verb, by=by, at=at, changed=changed, label=label)
    revision.save()
    return revision


def moved(before: dict[str, object], after: dict[str, object]) -> Sequence[str]:
    """The names of the fields that differ."""
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
