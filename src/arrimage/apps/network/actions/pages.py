"""Keeping a page true: drafts seen by their own side alone, then published, versioned and signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions.record import moved, record_revision, snapshot
from arrimage.apps.network.actions.search_index import reindex_organisation
from arrimage.apps.network.models import (
    Contact,
    Coverage,
    Draft,
    Offer,
    OpeningHours,
    Organisation,
    Revision,
    Site,
    Territory,
)
from arrimage.apps.network.policies import pages as policies
from arrimage.apps.network.queries.together import territories_of_mandates

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

Hours = Sequence[tuple[int, time, time]]  # weekday (0 is Monday), opens, closes
Page = Organisation | Site | Offer | Contact


def _organisation_of(subject: Page) -> Organisation:
    return subject if isinstance(subject, Organisation) else subject.organisation


def save_draft(
    organisation: Organisation,
    *,
    subject: str,
    subject_uid: UUID,
    based_on: int,
    data: Mapping[str, list[str]],
    by: User,
    at: datetime,
) -> Draft:
    """Keep what is being written, for the organisation's own members only."""
    policies.check_can_edit(by, organisation)
    draft, _created = Draft.objects.update_or_create(
        subject=subject,
        subject_uid=subject_uid,
        defaults={
            "organisation": organisation,
            "based_on": based_on,
            "data": dict(data),
            "saved_by": by,
            "saved_by_label": str(by),
            "saved_at": at,
        },
    )
    return draft


def discard_draft(draft: Draft, *, by: User) -> None:
    policies.check_can_edit(by, draft.organisation)
    draft.delete()


@transaction.atomic
def publish(
    page: Page,
    *,
    since: int,
    by: User,
    at: datetime,
    sites: Sequence[Site] | None = None,
    needs: Sequence[str] | None = None,
    hours: Hours | None = None,
) -> Page:
    """Publish what `page` (changed in memory) now says. `since` is the version it was read at (0: new).

    Saying it is also confirming it. Raises PermissionDenied, or StaleVersion when somebody else
    published in between (nothing is written then).
    """
    organisation = _organisation_of(page)
    policies.check_can_edit(by, organisation)
    _write(page, since=since, by=by, at=at, sites=sites, needs=needs, hours=hours)
    reindex_organisation(organisation)
    return page


@transaction.atomic
def open_page(organisation: Organisation, *, territory: Territory, by: User, at: datetime) -> Organisation:
    """A coordinator opens a page for an organisation without an account, in their network's territory."""
    policies.check_can_create(by)
    if not territories_of_mandates(by).filter(pk=territory.pk).exists():
        raise PermissionDenied
    _write(organisation, since=0, by=by, at=at)
    Coverage.objects.create(organisation=organisation, territory=territory, since=at.date())
    reindex_organisation(organisation)
    return organisation


def _write(
    page: Page,
    *,
    since: int,
    by: User,
    at: datetime,
    sites: Sequence[Site] | None = None,
    needs: Sequence[str] | None = None,
    hours: Hours | None = None,
) -> None:
    if hasattr(page, "sort_name"):
        page.sort_name = sort_key(page.name)
    if isinstance(page, Site):
        page.municipality_key = sort_key(page.municipality, 120)
    if isinstance(page, Organisation | Offer):
        page.confirmed_at, page.confirmed_by = at, str(by)

    before: dict[str, object] = {}
    if page.pk is None:
        page.save()
    else:
        before = snapshot(type(page).objects.get(pk=page.pk))
        page.save_if_unchanged(since=since)
    if isinstance(page, Offer):
        _relate(page, sites=sites, needs=needs, hours=hours)
    changed = moved(before, snapshot(page)) if before else []
    verb = Revision.Verb.CHANGED if before else Revision.Verb.CREATED
    record_revision(page, verb=verb, by=by, at=at, changed=changed)
    Draft.objects.filter(subject=page._meta.model_name, subject_uid=page.uid).delete()
    record(f"directory.{verb}", by=by, at=at, subjects=[page])


def _relate(
    offer: Offer, *, sites: Sequence[Site] | None, needs: Sequence[str] | None, hours: Hours | None
) -> None:
    if sites is not None:
        offer.sites.set([site for site in sites if site.organisation_id == offer.organisation_id])
    if needs is not None:
        offer.needs.exclude(need__in=needs).delete()
        held = set(offer.needs.values_list("need", flat=True))
        offer.needs.bulk_create(
            offer.needs.model(offer=offer, need=need) for need in needs if need not in held
        )
    if hours is not None:
        offer.opening_hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(offer=offer, weekday=day, opens_at=opens, closes_at=closes)
            for day, opens, closes in hours
        )


@transaction.atomic
def close(page: Site | Offer | Organisation, *, by: User, at: datetime) -> Page:
    """It is over: it leaves the search and the map, and stays in the history. `reopen` undoes it."""
    return _set_closed(page, at.date(), verb=Revision.Verb.CLOSED, by=by, at=at)


@transaction.atomic
def reopen(page: Site | Offer | Organisation, *, by: User, at: datetime) -> Page:
    return _set_closed(page, None, verb=Revision.Verb.CHANGED, by=by, at=at)


def _set_closed(page, day, *, verb: str, by: User, at: datetime):
    organisation = _organisation_of(page)
    policies.check_can_edit(by, organisation)
    page = type(page).objects.select_for_update().get(pk=page.pk)
    if (page.closed_on is None) == (day is None):
        return page  # already so: pressing twice is harmless
    page.closed_on = day
    page.version += 1
    page.save(update_fields=["closed_on", "version", "updated_at"])
    record_revision(page, verb=verb, by=by, at=at, changed=["closed_on"])
    record(f"directory.{'closed' if day else 'reopened'}", by=by, at=at, subjects=[page])
    reindex_organisation(organisation)
    return page


@transaction.atomic
def remove_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Somebody is no longer to be reached: their name and number go; that there was one stays."""
    policies.check_can_edit(by, contact.organisation)
    record("directory.contact_removed", by=by, at=at, subjects=[contact.organisation])
    contact.delete()
