"""My meetings, a series, who is always invited."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.accounts.queries import user_with
from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.refusals import done
from arrimage.apps.meetings import hosts, policies
from arrimage.apps.meetings.actions import series as actions
from arrimage.apps.meetings.forms.series import GuestForm, SeriesForm
from arrimage.apps.meetings.queries import loops
from arrimage.apps.meetings.queries import meetings as queries

from .refusals import TO_INVITED, TO_KEEPERS, accepted

FOUND = 12  # organisations shown for the words typed


@reachable_by(SIGNED_IN)
def meetings(request: HttpRequest) -> HttpResponse:
    """What comes, what waits for me, what was."""
    user, at = request.user, now()
    past = Paginator(queries.past(user, at=at), 10).get_page(request.GET.get("page"))
    return render(
        request,
        "meetings/meetings.html",
        {
            "coming": queries.coming(user, at=at),
            "series_list": queries.listed_series(user),
            "page": past,
            "to_write": queries.left_to_write(user),
            "to_answer": loops.awaiting_our_answer(user),
            "to_judge": loops.awaiting_our_verdict(user),
            "promised": loops.follow_ups_of(user),
            "today": today(),
            "may_open": bool(user.acting and user.acting.role in KEEPERS),
        },
    )


@reachable_by(TO_KEEPERS)
def series_new(request: HttpRequest) -> HttpResponse:
    form = SeriesForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and (
        opened := accepted(
            form,
            lambda: actions.plan_series(
                organisation=request.user.acting.organisation, by=request.user, at=now(), **form.cleaned_data
            ),
        )
    ):
        notices.success(request, _("The series is open. Say who is invited, then plan a meeting."))
        return redirect("series_guests", uid=opened.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/series_form.html", {"form": form}, status=status)


@reachable_by(TO_INVITED)
def series(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.series_visible_to(request.user), uid=uid)
    at = now()
    meetings_ = queries.meetings_visible_to(request.user).filter(series=found)
    coming = queries.coming(request.user, at=at).filter(series=found)
    past = meetings_.exclude(pk__in=coming.values("pk")).order_by("-starts_at", "-id")
    return render(
        request,
        "meetings/series.html",
        {
            "series": found,
            "coming": coming,
            "page": Paginator(past, 12).get_page(request.GET.get("page")),
            "guests": queries.guests_of(found, reader=request.user),
            "follow_ups": loops.listed_follow_ups(request.user).filter(series=found),
            "dissatisfactions": loops.listed_dissatisfactions(request.user).filter(
                series=found, closed_at=None
            ),
            "runs": policies.runs(request.user, found),
            "keeps": policies.kept_by(request.user) is not None,
            "proposed": queries.proposed_start(found, at=at),
            "about_link": hosts.link_of(found),
            "today": today(),
        },
    )


@reachable_by(TO_INVITED)
def series_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.series_run_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = SeriesForm(data, instance=found, secretaries=queries.possible_secretaries(found, on=today()))
    if request.method == "POST" and accepted(
        form, lambda: actions.change_series(found, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("The series is changed. Meetings already planned stay as they are."))
        return redirect(found)
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/series_form.html", {"form": form, "series": found}, status=status)


@require_POST
@reachable_by(TO_INVITED)
def series_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the series, or resume it."""
    found = get_object_or_404(queries.series_run_by(request.user), uid=uid)
    act, said = (
        (actions.resume_series, _("The series goes on."))
        if found.ended_on
        else (actions.end_series, _("The series has ended. All that was written stays; you may resume it."))
    )
    done(request, act, found, by=request.user, at=now(), said=said)
    return redirect(found)


@reachable_by(TO_INVITED)
def series_guests(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who is invited to every meeting: looked for by name, added by a button."""
    found = get_object_or_404(queries.series_run_by(request.user), uid=uid)
    guests = queries.guests_of(found, reader=request.user)
    form = GuestForm(request.POST if request.POST.get("do") == "person" else None)
    if request.method == "POST" and _guests_changed(request, found, guests, form):
        return redirect("series_guests", uid=uid)
    asked = request.GET.get("q", "")[:100]
    there = [guest.organisation_id for guest in guests if guest.organisation_id]
    return render(
        request,
        "meetings/guests.html",
        {
            "series": found,
            "guests": guests,
            "asked": asked,
            "found": queries.organisations_named(asked, but=there)[:FOUND],
            "form": form,
            "back": found.get_absolute_url(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _guests_changed(request: HttpRequest, found, guests: list, form: GuestForm) -> bool:
    by = {"by": request.user, "at": now()}
    match request.POST.get("do", ""):
        case "add":
            organisation = get_object_or_404(queries.organisations(), uid=as_uid(request, "organisation"))
            said = _("%(name)s will be invited to every meeting planned from now on.") % {
                "name": organisation
            }
            return done(request, actions.add_guest, found, organisation=organisation, said=said, **by) or True
        case "remove":
            guest = next((one for one in guests if str(one.pk) == request.POST.get("guest")), None)
            if guest is None:
                raise BadRequest
            said = _("%(name)s will no longer be invited.") % {"name": guest}
            return done(request, actions.remove_guest, guest, said=said, **by) or True
        case "person":
            if not form.is_valid():
                return False
            person = user_with(form.cleaned_data["email"])
            if person is None:
                form.add_error("email", _("Nobody has an account with this address: invite them first."))
                return False
            said = _("%(name)s will be invited to every meeting planned from now on.") % {"name": person}
            return done(request, actions.add_guest, found, user=person, said=said, **by)
        case _:
            raise BadRequest


def as_uid(request: HttpRequest, name: str) -> UUID:
    """A posted identifier. Raises BadRequest when it is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise BadRequest from None
