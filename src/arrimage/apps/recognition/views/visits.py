"""The visits of a recognition, and what is to follow up: the page of its two sides."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.recognition.actions import visits as actions
from arrimage.apps.recognition.forms.coachings import FollowUpForm, VisitForm
from arrimage.apps.recognition.queries import dossiers as queries

from .doors import TO_OWN_EDITORS, accepted, status_of


@never_cache
@reachable_by(TO_OWN_EDITORS)
def dossier_visits(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan a visit; note who looks after what until the next."""
    with seen(
        "recognition.dossier_read", by=request.user, purpose=_("recognition"), request=request
    ) as shown:
        found = shown.one(get_object_or_404(queries.dossiers_of_sides(request.user), uid=uid))
        do, given = request.POST.get("do"), {"by": request.user, "at": now()}
        visiting = VisitForm(request.POST if do == "visit" else None)
        following = FollowUpForm(request.POST if do == "follow" else None)
        if do == "visit" and accepted(
            visiting, lambda: actions.plan_visit(found, **visiting.content(), **given)
        ):
            notices.success(request, _("The visit is on the calendars of both sides and of those who sit."))
            return redirect("dossier_visits", uid=uid)
        if do == "follow" and accepted(
            following, lambda: actions.follow_up(found, **following.cleaned_data, **given)
        ):
            notices.success(request, _("It will come back on the next agenda."))
            return redirect("dossier_visits", uid=uid)
        visits = queries.visits_of(found)
        context = {
            "dossier": found,
            "visits": visits,
            "follow_ups": queries.follow_ups_of(found),
            "plans": found.state in queries.FILLED,
            "follows": any(one.starts_at <= given["at"] for one in visits),
            "visiting": visiting,
            "following": following,
        }
        return render(request, "recognition/visits.html", context, status=status_of(request))
