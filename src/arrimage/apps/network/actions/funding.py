"""Writing down what one's organisation receives, and publishing it, or not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject, record
from arrimage.apps.network.models import AgreementParty, FundingLine, Organisation
from arrimage.apps.network.policies import agreements as policies
from arrimage.apps.network.policies.together import check_keeps

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def note_funding(organisation: Organisation, *, by: User, at: datetime, **said) -> FundingLine:
    """Write a line, seen by one's own alone. Raises PermissionDenied, ValidationError."""
    check_keeps(by, organisation)
    line = FundingLine(organisation=organisation, **said)
    _check_agreement(line)
    line.save()
    _record("noted", line, by=by, at=at)
    return line


@transaction.atomic
def change_funding(line: FundingLine, *, version: int, by: User, at: datetime, **said) -> FundingLine:
    """Correct a line; one that was published stays published, as corrected. Raises StaleVersion."""
    policies.check_keeps_line(by, line)
    for name, value in said.items():
        setattr(line, name, value)
    _check_agreement(line)
    line.save_if_unchanged(since=version)
    _record("changed", line, by=by, at=at)
    return line


@transaction.atomic
def publish_funding(line: FundingLine, *, is_public: bool, by: User, at: datetime) -> FundingLine:
    """Publish a line, or take it back to one's own. Doing it twice changes nothing."""
    policies.check_keeps_line(by, line)
    line = FundingLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if bool(line.published_at) != is_public:
        line.published_at, line.published_by = (at, str(by)[:200]) if is_public else (None, "")
        line.save(update_fields=["published_at", "published_by"])
        _record("published" if is_public else "unpublished", line, by=by, at=at)
    return line


@transaction.atomic
def remove_funding(line: FundingLine, *, by: User, at: datetime) -> None:
    policies.check_keeps_line(by, line)
    _record("removed", line, by=by, at=at)
    line.delete()


def _check_agreement(line: FundingLine) -> None:
    """A line is tied only to an agreement its organisation is party to."""
    if line.agreement_id is None:
        return
    party = AgreementParty.objects.filter(agreement=line.agreement_id, organisation=line.organisation)
    if not party.exists():
        raise ValidationError(_("Choose one of your own agreements, or none."))


def _record(verb: str, line: FundingLine, *, by: User, at: datetime) -> None:
    about = Subject("network.fundingline", str(line.uid))
    record(f"funding.{verb}", by=by, at=at, subjects=[about, line.organisation])
