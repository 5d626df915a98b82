"""Keeping pages true. One flow for all: what is typed is kept as a draft, then published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.actions import pages as actions
from arrimage.apps.network.forms.pages import (
    ContactForm,
    NewOrganisationForm,
    OfferForm,
    OrganisationForm,
    SiteForm,
    VersionedForm,
)
from arrimage.apps.network.models import Contact, Offer, Organisation, Site
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.queries.together import territories_of_mandates

TO_KEEPERS = doors(
    door(*KEEPERS, relation=Relation.OWN), door(Role.NETWORK_COORDINATOR, relation=Relation.NETWORK)
)


@dataclass(frozen=True)
class Flow:
    """What differs between editing an organisation, a site, an offer or a contact."""

    subject: str
    template: str
    form: Callable[..., VersionedForm]
    publish: Callable[[VersionedForm, Any, dict[str, Any]], Any]


def _publish_plain(form: VersionedForm, page: Any, given: dict[str, Any]) -> Any:
    return actions.publish(page, **given)


def _publish_offer(form: VersionedForm, page: Any, given: dict[str, Any]) -> Any:
    data = form.cleaned_data
    return actions.publish(page, sites=data["sites"], needs=data["needs"], hours=data["hours"], **given)


ORGANISATION = Flow("organisation", "network/organisation_form.html", OrganisationForm, _publish_plain)
SITE = Flow("site", "network/site_form.html", SiteForm, _publish_plain)
OFFER = Flow("offer", "network/offer_form.html", OfferForm, _publish_offer)
CONTACT = Flow("contact", "network/contact_form.html", ContactForm, _publish_plain)


def _typed(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, without what the page itself added."""
    return {
        key: values
        for key, values in data.lists()
        if key not in {"csrfmiddlewaretoken", "form_owner", "version", "do"}
    }


def _as_query(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for key, values in data.items():
        query.setlist(key, values)
    return query


def edit(request: HttpRequest, flow: Flow, page: Any, organisation: Organisation) -> HttpResponse:
    """Show, keep as draft, or publish `page` (already fetched for this user, or new)."""
    if request.method == "POST" and request.POST.get("do") == "draft":
        return _keep_draft(request, flow, page, organisation)
    conflict = None
    if request.method == "POST":
        form = flow.form(request.POST, instance=page)
        if form.is_valid():
            since = form.cleaned_data["version"] or 0
            try:
                flow.publish(form, form.instance, {"since": since, "by": request.user, "at": now()})
            except StaleVersion:
                conflict = queries.revisions_since(page.uid, since)
                current = type(page).objects.get(pk=page.pk).version
                # Publishing again, having read, is a choice: the form now starts from the latest version.
                form.data = request.POST.copy()
                form.data["version"] = str(current)
            else:
                messages.success(request, _("Published. Thank you for keeping it true."))
                return redirect(page.get_absolute_url())
    else:
        form = flow.form(instance=page)
    draft = queries.draft_visible_to(request.user, page.uid)
    held = held_data(request) if request.method == "GET" else None
    if held is not None:
        form.start_from(held)
    elif draft and request.method == "GET":
        form.start_from(_as_query(draft.data))
    return render(
        request,
        flow.template,
        {
            "form": form,
            "page": page,
            "organisation": organisation,
            "draft": draft,
            "is_new": page.pk is None,
            "conflict": conflict,
            "held": held is not None,
        },
        status=409 if conflict is not None else 422 if form.is_bound and form.errors else 200,
    )


def _keep_draft(request: HttpRequest, flow: Flow, page: Any, organisation: Organisation) -> HttpResponse:
    version = request.POST.get("version", "")
    draft = actions.save_draft(
        organisation,
        subject=flow.subject,
        subject_uid=page.uid,
        based_on=int(version) if version.isdigit() else 0,
        data=_typed(request.POST),
        by=request.user,
        at=now(),
    )
    said = _("Draft kept at %(time)s. Only your organisation sees it.") % {
        "time": date_format(localtime(draft.saved_at), "H:i")
    }
    if request.htmx:
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    messages.success(request, said)
    return redirect(request.path)


def _mine(request: HttpRequest, uid: UUID) -> Organisation:
    return get_object_or_404(queries.organisations_editable_by(request.user), uid=uid)


def _part(request: HttpRequest, model: type, organisation: Organisation, uid: UUID) -> Any:
    """That part of the organisation, or a new one under this id (which must be nobody else's)."""
    existing = model.objects.filter(uid=uid).first()
    if existing is None:
        return model(uid=uid, organisation=organisation)
    if existing.organisation_id != organisation.pk:
        raise Http404
    existing.organisation = organisation
    return existing


@reachable_by(TO_KEEPERS)
def organisation_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    return edit(request, ORGANISATION, organisation, organisation)


@reachable_by(TO_KEEPERS)
def site_edit(request: HttpRequest, uid: UUID, part: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    return edit(request, SITE, _part(request, Site, organisation, part), organisation)


@reachable_by(TO_KEEPERS)
def offer_edit(request: HttpRequest, uid: UUID, part: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    return edit(request, OFFER, _part(request, Offer, organisation, part), organisation)


@reachable_by(TO_KEEPERS)
def contact_edit(request: HttpRequest, uid: UUID, part: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    return edit(request, CONTACT, _part(request, Contact, organisation, part), organisation)


@reachable_by(TO_KEEPERS)
def part_new(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """A new site, offer or contact: it has its id from the start, so that its draft can be found again."""
    organisation = _mine(request, uid)
    return redirect(f"{kind}_edit", uid=organisation.uid, part=uuid4())


@require_POST
@reachable_by(TO_KEEPERS)
def draft_discard(request: HttpRequest, uid: UUID, part: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    draft = queries.draft_visible_to(request.user, part)
    if draft is None or draft.organisation_id != organisation.pk:
        raise Http404
    actions.discard_draft(draft, by=request.user)
    messages.success(request, _("The draft is gone; what is published has not moved."))
    return redirect(organisation.get_absolute_url())


CLOSABLE = {"organisation": Organisation, "site": Site, "offer": Offer}


@require_POST
@reachable_by(TO_KEEPERS)
def part_close(request: HttpRequest, uid: UUID, kind: str, part: UUID) -> HttpResponse:
    """Close, or reopen: the message that follows offers to undo."""
    organisation = _mine(request, uid)
    page = organisation if kind == "organisation" else None
    if page is None:
        page = get_object_or_404(CLOSABLE[kind], organisation=organisation, uid=part)
    if request.POST.get("do") == "reopen":
        actions.reopen(page, by=request.user, at=now())
        messages.success(request, _("%(name)s is open again.") % {"name": page})
    else:
        actions.close(page, by=request.user, at=now())
        messages.success(
            request,
            _("%(name)s is closed: it no longer comes up in searches. Its page lets you reopen it.")
            % {"name": page},
        )
    return redirect(page.get_absolute_url())


@require_POST
@reachable_by(TO_KEEPERS)
def contact_remove(request: HttpRequest, uid: UUID, part: UUID) -> HttpResponse:
    organisation = _mine(request, uid)
    contact = get_object_or_404(Contact, organisation=organisation, uid=part)
    actions.remove_contact(contact, by=request.user, at=now())
    messages.success(request, _("This contact is no longer shown, and its number is erased."))
    return redirect(organisation.get_absolute_url())


@reachable_by(doors(door(Role.NETWORK_COORDINATOR)))
def organisation_new(request: HttpRequest) -> HttpResponse:
    """A coordinator opens a page for an organisation without an account."""
    territories = territories_of_mandates(request.user)
    form = NewOrganisationForm(request.POST or None, instance=Organisation(), territories=territories)
    if request.method == "POST" and form.is_valid():
        organisation = actions.open_page(
            form.instance, territory=form.cleaned_data["territory"], by=request.user, at=now()
        )
        messages.success(request, _("The page is open. Invite them to take it over when they wish."))
        return redirect(organisation.get_absolute_url())
    return render(
        request,
        "network/organisation_new.html",
        {"form": form, "territories": territories},
        status=422 if form.is_bound and form.errors else 200,
    )
