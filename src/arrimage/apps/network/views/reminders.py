"""«Still true»: one tap for those who keep a page, one button behind a reminder's link."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import reminders as actions
from arrimage.apps.network.models import Offer
from arrimage.apps.network.queries import pages
from arrimage.apps.network.queries import reminders as queries

TO_KEEPERS = doors(
    door(*KEEPERS, relation=Relation.OWN), door(Role.NETWORK_COORDINATOR, relation=Relation.NETWORK)
)


@require_POST
@reachable_by(TO_KEEPERS)
def still_true(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _confirm(request, get_object_or_404(pages.organisations_editable_by(request.user), uid=uid))


@require_POST
@reachable_by(TO_KEEPERS)
def offer_still_true(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _confirm(request, get_object_or_404(pages.parts_editable_by(Offer, request.user), uid=uid))


def _confirm(request: HttpRequest, subject) -> HttpResponse:
    """Confirm, or take it back. What it said before stays in the session for that."""
    kept = request.session.get("still_true", {})
    if request.POST.get("do") == "undo":
        former = kept.pop(str(subject.uid), None)
        if former:
            at, by = former
            actions.undo_confirmation(
                subject, by=request.user, at=now(), former=parse_datetime(at) if at else None, former_by=by
            )
            notices.success(request, _("Taken back."))
    else:
        former_at = subject.confirmed_at.isoformat() if subject.confirmed_at else ""
        kept.setdefault(str(subject.uid), [former_at, subject.confirmed_by])
        actions.confirm(subject, by=request.user, at=now())
        notices.success(request, _("Thank you: noted as still true today."))
    request.session["still_true"] = dict(list(kept.items())[-20:])
    return redirect(subject.get_absolute_url())


@reachable_by(EVERYONE)
@never_cache
def still_true_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the reminder is about, and one big button. Opening confirms nothing: mail scanners open links."""
    found = queries.behind(token)
    if found is None:
        response = render(request, "network/link_over.html", status=404)
    elif request.method == "POST":
        label = _("by the link sent to %(organisation)s") % {"organisation": found.organisation}
        actions.confirm_all(found.organisation, at=now(), label=label)
        response = render(request, "network/still_true_thanks.html", {"organisation": found.organisation})
    else:
        context = {"organisation": found.organisation, "offers": found.offers}
        response = render(request, "network/still_true.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
