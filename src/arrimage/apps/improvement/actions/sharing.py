"""What a committee lets other teams read: those who sit agree, and take it back when they wish."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import Committee, Cycle, Holder, Shared
from arrimage.apps.kernel import search

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def prepare(
    committee: Committee,
    *,
    kind: str,
    title: str,
    words: str,
    by: User | None,
    at: datetime,
    cycle: Cycle | None = None,
) -> Shared:
    policies.check_runs(by, committee, localdate(at))
    made = Shared(committee=committee, cycle=cycle, kind=kind, title=title.strip(), words=words.strip())
    made.stems = _stems(made)
    made.save()
    record("improvement.sharing_prepared", by=by, at=at, subjects=[committee])
    return made


@transaction.atomic
def agree(shared: Shared, *, holder: Holder, by: User | None, at: datetime) -> Shared:
    """One who sits agrees; once everyone has, it is shared. Raises PermissionDenied."""
    from arrimage.apps.improvement.queries.committees import seated

    policies.check_is(by, holder, localdate(at))
    shared = Shared.objects.select_for_update(of=("self",)).select_related("committee").get(pk=shared.pk)
    if holder.place.committee_id != shared.committee_id:
        raise ValidationError(_("Those of the committee agree."))
    if str(holder.uid) not in shared.agreed_by:
        shared.agreed_by = [*shared.agreed_by, str(holder.uid)]
    wanted = {str(one.uid) for one in seated(shared.committee, on=localdate(at)).voices}
    if wanted <= set(shared.agreed_by) and shared.shared_at is None:
        shared.shared_at, shared.shared_by = at, shared.committee.name
        record("improvement.shared", by=by, at=at, subjects=[shared.committee])
    shared.save()
    return shared


@transaction.atomic
def take_back(shared: Shared, *, by: User | None, at: datetime) -> Shared:
    """It is read by nobody else any more; anybody who sits may ask it."""
    from arrimage.apps.improvement.queries.committees import place_of

    day = localdate(at)
    if by is not None and place_of(shared.committee, by, on=day) is None:
        policies.check_runs(by, shared.committee, day)
    shared = Shared.objects.select_for_update(of=("self",)).select_related("committee").get(pk=shared.pk)
    shared.shared_at, shared.shared_by, shared.agreed_by = None, "", []
    shared.save()
    record("improvement.unshared", by=by, at=at, subjects=[shared.committee])
    return shared


def _stems(shared: Shared) -> str:
    found = search.words(f"{shared.title} {shared.words} {shared.committee.team}")
    return " " + " ".join(dict.fromkeys(word.stem for word in found)) + " "
