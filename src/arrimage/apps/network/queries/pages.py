"""Reading organisations, what they offer and what they are writing."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from arrimage.apps.kernel.search import binary, sort_key
from arrimage.apps.network.models import (
    Affiliation,
    Contact,
    Coverage,
    Draft,
    Network,
    Offer,
    Organisation,
    Revision,
    Seat,
    Site,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import pages as policies

STALE_AFTER = timedelta(days=183)  # six months
OPEN = Q(closed_on=None)


def is_stale(confirmed_at: datetime | None, at: datetime) -> bool:
    """Whether nobody has said «still true» for six months (or ever)."""
    return confirmed_at is None or at - confirmed_at > STALE_AFTER


def organisations() -> QuerySet[Organisation]:
    """Everything published, closed organisations included; names in code-point order on both databases."""
    return Organisation.objects.order_by(binary("sort_name"), "id")


def open_organisations() -> QuerySet[Organisation]:
    return organisations().filter(OPEN)


def open_offers() -> QuerySet[Offer]:
    """What open organisations offer now."""
    return Offer.objects.filter(OPEN, organisation__closed_on=None)


def organisations_editable_by(user) -> QuerySet[Organisation]:
    return organisations().filter(policies.editable_by(user)).distinct()


def listed_organisations(*, kind: str = "", territory: str = "", words: str = "") -> QuerySet[Organisation]:
    """The directory as a list, with the number of offers of each. Words of a name as one types them."""
    found = open_organisations().annotate(
        offer_count=Count("offers", filter=Q(offers__closed_on=None), distinct=True)
    )
    if kind:
        found = found.filter(kind=kind)
    if territory:
        # RLS codes start with their RTS's, which start with their region's.
        inside = Coverage.objects.filter(territory__code__startswith=territory).values("organisation_id")
        sited = Site.objects.filter(OPEN, territory__code__startswith=territory).values("organisation_id")
        found = found.filter(Q(pk__in=inside) | Q(pk__in=sited))
    if words:
        found = found.filter(sort_name__contains=sort_key(words))
    return found


@dataclass
class OrganisationPage:
    """All that the page of an organisation shows to one user."""

    organisation: Organisation
    offers: list[Offer]
    sites: list[Site]
    site_count: int
    contacts: list[Contact]
    affiliations: list[Affiliation]
    coverages: list[Coverage]
    can_edit: bool
    is_stale: bool
    draft: Draft | None = None
    drafts: list[Draft] = field(default_factory=list)


SITES_SHOWN = 12


def organisation_page(
    organisation: Organisation, *, user, at: datetime, sites: int = SITES_SHOWN
) -> OrganisationPage:
    """At most 10 queries, whatever the size of the organisation."""
    day = at.date()
    every_site = (
        organisation.sites.filter(OPEN).select_related("territory").order_by(binary("sort_name"), "id")
    )
    contacts = organisation.contacts.select_related("offer")
    if not policies.sees_partners_contacts(user):
        contacts = contacts.filter(is_public=True)
    can_edit = user.is_authenticated and organisations_editable_by(user).filter(pk=organisation.pk).exists()
    drafts = (
        list(
            Draft.objects.filter(policies.drafts_visible_to(user), organisation=organisation).order_by(
                "saved_at"
            )
        )
        if user.is_authenticated
        else []
    )
    return OrganisationPage(
        organisation=organisation,
        offers=offers_shown(organisation),
        sites=list(every_site[:sites]),
        site_count=every_site.count(),
        contacts=list(contacts),
        affiliations=list(
            organisation.affiliations.filter(holding_on(day)).select_related("federation").order_by("id")
        ),
        coverages=list(
            organisation.coverages.filter(holding_on(day))
            .select_related("territory")
            .order_by("territory__code")
        ),
        can_edit=can_edit,
        is_stale=is_stale(organisation.confirmed_at, at) and not organisation.register,
        draft=next((draft for draft in drafts if draft.subject_uid == organisation.uid), None),
        drafts=[draft for draft in drafts if draft.subject_uid != organisation.uid],
    )


def offers_shown(organisation: Organisation) -> list[Offer]:
    """The open offers, those in their own words first."""
    offers = (
        organisation.offers.filter(OPEN)
        .prefetch_related("needs", "opening_hours", Prefetch("sites", Site.objects.filter(OPEN)))
        .order_by(binary("sort_name"), "id")
    )
    return sorted(offers, key=lambda offer: bool(offer.category))


def offer(uid: UUID) -> QuerySet[Offer]:
    return (
        Offer.objects.filter(uid=uid)
        .select_related("organisation")
        .prefetch_related("needs", "opening_hours", "contacts", Prefetch("sites", Site.objects.filter(OPEN)))
    )


def site(uid: UUID) -> QuerySet[Site]:
    return Site.objects.filter(uid=uid).select_related("organisation", "territory")


def parts_editable_by(model: type, user) -> QuerySet:
    """Sites, offers or contacts of the organisations this user may change."""
    return model.objects.filter(organisation__in=organisations_editable_by(user).values("pk")).select_related(
        "organisation"
    )


def draft_visible_to(user, subject_uid: UUID) -> Draft | None:
    return Draft.objects.filter(policies.drafts_visible_to(user), subject_uid=subject_uid).first()


def history_of(organisation: Organisation) -> QuerySet[Revision]:
    return organisation.revisions.order_by("-at", "-id")


def revisions_since(subject_uid: UUID, version: int) -> list[Revision]:
    """What was published of this subject after a version, oldest first, each with its `changes`."""
    return with_changes(
        list(Revision.objects.filter(subject_uid=subject_uid, number__gt=version).order_by("number", "id"))
    )


MODELS = {"organisation": Organisation, "site": Site, "offer": Offer, "contact": Contact}


def with_changes(revisions: list[Revision]) -> list[Revision]:
    """Give each revision its `changes`: (label, before, after) for each field that moved. One query."""
    subjects = {revision.subject_uid for revision in revisions}
    before: dict[tuple[UUID, int], dict] = {}
    latest: dict[UUID, dict] = {}
    for uid, pk, data in (
        Revision.objects.filter(subject_uid__in=subjects)
        .order_by("id")
        .values_list("subject_uid", "id", "data")
    ):
        before[uid, pk] = latest.get(uid, {})
        latest[uid] = data
    for revision in revisions:
        old = before.get((revision.subject_uid, revision.pk), {})
        revision.changes = [
            (_label(revision.subject, name), _said(old.get(name)), _said(revision.data.get(name)))
            for name in revision.changed
        ]
    return revisions


def _label(subject: str, name: str) -> str:
    try:
        return str(MODELS[subject]._meta.get_field(name.removesuffix("_id")).verbose_name)
    except FieldDoesNotExist:
        return name


def _said(value: object) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return {True: _("yes"), False: _("no")}.get(value, str(value)) if isinstance(value, bool) else str(value)


def networks_of(organisation: Organisation, day: date) -> QuerySet[Network]:
    """The networks at whose table the organisation sits, or whose territory it answers for."""
    seated = Seat.objects.filter(holding_on(day), organisation=organisation).values("network_id")
    covered = Coverage.objects.filter(holding_on(day), organisation=organisation).values("territory_id")
    return Network.objects.filter(Q(pk__in=seated) | Q(territory__in=covered)).order_by("name", "id")


def drafts_of(user, organisation: Organisation) -> list[Draft]:
    """What this organisation is writing and this user may see, the latest first."""
    return list(
        Draft.objects.filter(policies.drafts_visible_to(user), organisation=organisation).order_by(
            "-saved_at"
        )
    )


def register_state() -> dict[str, object]:
    """What the directory holds of the official register."""
    return {
        "establishments": Organisation.objects.filter(OPEN, register="m02").count(),
        "installations": Site.objects.filter(OPEN, register="m02").count(),
        "last": Revision.objects.filter(verb=Revision.Verb.IMPORTED).aggregate(last=Max("at"))["last"],
    }


def stale_pages_editable_by(user, *, at: datetime) -> QuerySet[Organisation]:
    """Pages this user keeps that nobody has confirmed for six months, the oldest first."""
    return (
        organisations_editable_by(user)
        .filter(OPEN, Q(confirmed_at=None) | Q(confirmed_at__lt=at - STALE_AFTER))
        .order_by("confirmed_at", "id")
    )


def province_in_figures(day: date) -> dict[str, int]:
    """How many open organisations, places and offers the directory holds."""
    return {
        "organisations": Organisation.objects.filter(OPEN).count(),
        "sites": Site.objects.filter(OPEN).count(),
        "offers": Offer.objects.filter(OPEN).count(),
    }
