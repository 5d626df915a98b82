"""The directory's public pages: an organisation, what it offers, where; and its history for partners."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.above import sections_of
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.queries import territories
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.design.tables import Column, table_for

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@reachable_by(EVERYONE)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The whole directory as a list that sorts, filters and leaves."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in OrganisationKind.values else ""
    territory = request.GET.get("territory", "")
    words = request.GET.get("q", "").strip()[:80]
    found = queries.listed_organisations(kind=kind, territory=territory, words=words)
    table = table_for(
        request,
        found,
        columns=(
            Column(
                "name",
                _("Organisation"),
                lambda organisation: organisation.name,
                sort="sort_name",
                link=lambda organisation: organisation.get_absolute_url(),
            ),
            Column("kind", _("Kind"), lambda organisation: organisation.get_kind_display(), sort="kind"),
            Column(
                "offers", _("Services offered"), lambda o: o.offer_count, sort="offer_count", numeric=True
            ),
            Column("confirmed", _("Confirmed on"), lambda o: o.confirmed_at, sort="confirmed_at"),
        ),
        caption=_("Organisations of the directory"),
    )
    if export := EXPORTS.get(request.GET.get("export", "")):
        return export("organisations", table.header, table.export_rows)
    return render(
        request,
        "network/organisation_list.html",
        {
            "table": table,
            "kinds": OrganisationKind.choices,
            "kind": kind,
            "words": words,
            "territory": territory,
            "regions": territories.regions(),
        },
    )


@reachable_by(EVERYONE)
def organisation_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = get_object_or_404(queries.organisations(), uid=uid)
    every = "sites" in request.GET
    page = queries.organisation_page(
        organisation, user=request.user, at=now(), sites=2000 if every else queries.SITES_SHOWN
    )
    sections = list(sections_of(organisation, request.user))
    context = {"page": page, "organisation": organisation, "sections": sections}
    return render(request, "network/organisation_detail.html", context)


@reachable_by(EVERYONE)
def offer_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    offer = get_object_or_404(queries.offer(uid))
    partners = queries.policies.sees_partners_contacts(request.user)
    contacts = [contact for contact in offer.contacts.all() if contact.is_public or partners]
    return render(
        request,
        "network/offer_detail.html",
        {
            "offer": offer,
            "organisation": offer.organisation,
            "contacts": contacts,
            "can_edit": request.user.is_authenticated
            and queries.organisations_editable_by(request.user).filter(pk=offer.organisation_id).exists(),
            "is_stale": queries.is_stale(offer.confirmed_at, now()),
            "today": today(),
        },
    )


@reachable_by(EVERYONE)
def site_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    site = get_object_or_404(queries.site(uid))
    offers = site.offers.filter(queries.OPEN).order_by("sort_name", "id")
    return render(
        request,
        "network/site_detail.html",
        {
            "site": site,
            "organisation": site.organisation,
            "offers": offers,
            "can_edit": request.user.is_authenticated
            and queries.organisations_editable_by(request.user).filter(pk=site.organisation_id).exists(),
        },
    )


@reachable_by(SIGNED_IN)
def organisation_history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who said what, when: for those who work with them."""
    organisation = get_object_or_404(queries.organisations(), uid=uid)
    revisions = Paginator(queries.history_of(organisation), 25).get_page(request.GET.get("page"))
    revisions.object_list = queries.with_changes(list(revisions.object_list))
    return render(
        request, "network/organisation_history.html", {"organisation": organisation, "revisions": revisions}
    )
