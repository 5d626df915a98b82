"""Committees: committing, choosing a team, who sits, and each person's own place."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.actions import accompaniment
from arrimage.apps.improvement.actions import committees as actions
from arrimage.apps.improvement.actions import hours as time
from arrimage.apps.improvement.composition import Remark
from arrimage.apps.improvement.forms import committees as forms
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Holder, Place
from arrimage.apps.improvement.queries import accompaniment as between
from arrimage.apps.improvement.queries import committees as queries
from arrimage.apps.improvement.queries.cycles import pace
from arrimage.apps.improvement.queries.hours import committees_led_by, given_by
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions import series as meetings
from arrimage.apps.meetings.queries.meetings import series_about, series_visible_to

from .doors import TO_COMMITTEE, TO_MANAGERS, TO_SELF, accepted, committee_for, done, runs


def said_remark(remark: Remark) -> str:
    return {
        Remark.ALONE: _("One person comes here with lived experience, alone. A second place is open."),
        Remark.NOBODY: _("Nobody is here with lived experience yet: two places wait for them."),
        Remark.NO_ADMINISTRATIVE: _("The administrative side of the tandem is not here."),
        Remark.NO_MEDICAL: _("The medical side of the tandem is not here."),
        Remark.FEW_WORKERS: _("Two or three key workers make the work possible."),
        Remark.MANY_WORKERS: _("There are many key workers: will the others find room to speak?"),
        Remark.NO_PSYCHOSOCIAL: _("No psychosocial worker is here."),
        Remark.NO_LEAD: _("Nobody animates the meetings yet."),
        Remark.NO_COACH: _("Nobody accompanies those who come with lived experience yet."),
        Remark.SMALL: _("The table is small: about eight is what has worked elsewhere."),
        Remark.LARGE: _("The table is large: about eight is what has worked elsewhere."),
    }[remark]


@reachable_by(SIGNED_IN)
def committees(request: HttpRequest) -> HttpResponse:
    """Those one sits in or manages; for a manager, the way to commit and to choose a team."""
    managed = policies.managed_organisation(request.user)
    context = {
        "committees": queries.committees_visible_to(request.user, on=today()),
        "may_engage": managed is not None,
        "engagement": queries.engagement_of(managed) if managed else None,
        "conversations": queries.conversations_about(request.user),
        "is_coach": between.accompanied_by(request.user, on=today()).exists(),
    }
    return render(request, "improvement/committees.html", context)


@reachable_by(TO_MANAGERS)
def engage(request: HttpRequest) -> HttpResponse:
    organisation = request.user.acting.organisation
    if queries.engagement_of(organisation.pk):
        return redirect("team_new")
    form = forms.EngagementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.user, "at": now()} | form.cleaned_data
        if accepted(form, actions.engage, organisation, **told):
            notices.success(request, _("It is written. Now choose a team, and say why."))
            return redirect("team_new")
    status = 422 if request.method == "POST" else 200
    return render(request, "improvement/engage.html", {"form": form}, status=status)


@reachable_by(TO_MANAGERS)
def team_new(request: HttpRequest) -> HttpResponse:
    engagement = queries.engagement_of(request.user.acting.organisation_id)
    if engagement is None:
        return redirect("engage")
    form = forms.TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"by": request.user, "at": now()} | form.cleaned_data
        if made := accepted(form, actions.choose_team, engagement, **told):
            notices.success(request, _("The committee is open, with eight places to fill."))
            return redirect(made)
    context = {"form": form, "engagement": engagement}
    return render(request, "improvement/team_new.html", context, status=422 if request.POST else 200)


@reachable_by(TO_COMMITTEE)
def committee(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who sits and who is awaited, the cycles, the meetings; for who runs it, the next gesture."""
    found = committee_for(request, uid)
    may_run = runs(request, found)
    form = forms.OpenPlaceForm(request.POST if request.POST.get("do") == "open" else None)
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if answer := _changed(request, found, form):
            return answer
    seated = queries.seated(found, on=today())
    series = series_visible_to(request.user).filter(pk__in=series_about(KIND, found.uid).values("pk"))
    context = {
        "committee": found,
        "seated": seated,
        "remarks": [said_remark(remark) for remark in seated.composition.remarks],
        "mine": queries.place_of(found, request.user, on=today()),
        "cycles": found.cycles.order_by("-number"),
        "assessments": found.assessments.all() if may_run else found.assessments.filter(state="shared"),
        "shared": found.shared.all(),
        "has_open_cycle": found.cycles.exclude(state="closed").exists(),
        "may_run": may_run,
        "leads": committees_led_by(request.user, on=today()).filter(pk=found.pk).exists(),
        "pace": pace(found, on=today()) if may_run else "",
        "missing": between.missing_for_lead(found, on=today()) if may_run else 0,
        "series": series.first(),
        "form": form,
        "conversations": queries.conversations_visible_to(request.user).filter(committee=found),
    }
    return render(request, "improvement/committee.html", context, status=422 if request.POST else 200)


def _changed(request: HttpRequest, found, form) -> HttpResponse | None:
    by = {"by": request.user, "at": now()}
    do = request.POST.get("do", "")
    if do == "open":
        if form.is_valid() and accepted(form, actions.open_place, found, **form.cleaned_data, **by):
            return redirect(found)
        return None
    if do == "open_missing":
        for kind in queries.seated(found, on=today()).composition.open_places:
            actions.open_place(found, kind, **by)
        notices.success(request, _("The places that were missing are open."))
    elif do == "meet":
        if not series_about(KIND, found.uid).exists():
            made = meetings.plan_series(
                found.name,
                kind=KIND,
                about_uid=found.uid,
                about_label=found.name,
                organisation=found.organisation,
                lasts=90,
                **by,
            )
            for holder in queries.seated(found, on=today()).holders:
                if holder.user_id:
                    meetings.add_guest(made, user=holder.user, **by)
            return redirect(made)
    elif do in {"active", "ended"}:
        done(request, actions.change_state, found, do, **by)
    else:
        raise BadRequest
    return redirect(found)


@reachable_by(TO_COMMITTEE)
def place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One chair: who holds it and held it, how it will be filled."""
    seen = queries.committees_visible_to(request.user, on=today())
    found = get_object_or_404(Place.objects.filter(committee__in=seen).select_related("committee"), uid=uid)
    committee, day, by = found.committee, today(), {"by": request.user, "at": now()}
    may_run = runs(request, committee)
    holder = found.holders.filter(policies.held_today(day)).select_related("place", "user").first()
    do = request.POST.get("do", "")
    others = queries.holders_of(committee, on=day)
    seat_form = forms.SeatForm(
        request.POST if do == "seat" else None,
        place=found,
        people=queries.people_of(committee, on=day),
        holders=others,
    )
    plan_form = forms.PlanForm(request.POST if do == "plan" else None, initial={"plan": found.plan})
    leave_form = forms.LeaveForm(request.POST if do == "leave" else None)
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if do == "seat" and seat_form.is_valid():
            if accepted(seat_form, actions.seat, found, **seat_form.cleaned_data, **by):
                return redirect(committee)
        elif do == "plan" and plan_form.is_valid():
            actions.plan_place(found, plan=plan_form.cleaned_data["plan"], **by)
            return redirect(committee)
        elif do == "leave" and holder and leave_form.is_valid():
            actions.leave(holder, plan=leave_form.cleaned_data["plan"], **by)
            notices.success(request, _("The place is open again. All that was brought stays."))
            return redirect(found.committee)
        elif do == "lead" and holder:
            done(request, time.begin_to_lead, holder, said=_("They lead from now on."), **by)
            return redirect(found.committee)
        elif do == "close":
            done(request, actions.close_place, found, **by)
            return redirect(committee)
        elif do not in {"seat", "plan", "leave"}:
            raise BadRequest
    context = {
        "place": found,
        "committee": committee,
        "holder": holder,
        "former": found.holders.filter(until__lte=day).select_related("place"),
        "may_run": may_run,
        "trainings": holder.trainings.all() if holder and found.kind in Place.AROUND else (),
        "known": holder.known if holder else "",
        "conversations": queries.conversations_visible_to(request.user).filter(
            committee=committee, decision="yes"
        ),
        "seat_form": seat_form,
        "plan_form": plan_form,
        "leave_form": leave_form,
    }
    return render(request, "improvement/place.html", context, status=422 if request.POST else 200)


@reachable_by(TO_SELF)
def my_place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own place: how one is named, the signs to watch, one's contacts and hours, and leaving."""
    held = Holder.objects.filter(policies.held_today(today()), user=request.user.pk)
    holder = get_object_or_404(held.select_related("place__committee"), uid=uid)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    vigilance = between.vigilance_of(holder)
    given = {name: getattr(vigilance, name, "") for name in ("signs", "helps", "call", "pace")}
    own = {"called": holder.called, "named": holder.named}
    name_form = forms.NameForm(request.POST if do == "name" else None, initial=own)
    signs_form = forms.SignsForm(request.POST if do == "signs" else None, initial=given)
    leave_form = forms.OwnLeaveForm(request.POST if do == "leave" else None)
    hours_form = forms.HoursForm(request.POST if do == "hours" else None)
    known_form = forms.KnownForm(request.POST if do == "known" else None, initial={"known": holder.known})
    training_form = forms.TrainingForm(request.POST if do == "training" else None, auto_id="training_%s")
    is_experienced = holder.place.kind in Place.EXPERIENCE
    if request.method == "POST":
        if do == "name" and name_form.is_valid():
            if accepted(name_form, actions.choose_name, holder, **name_form.cleaned_data, **by):
                notices.success(request, _("It is noted. You may change it any day."))
                return redirect("my_place", holder.uid)
        elif do == "signs" and is_experienced and signs_form.is_valid():
            accompaniment.agree_on_signs(holder, **signs_form.cleaned_data, **by)
            notices.success(request, _("Kept between your coach and you."))
            return redirect("my_place", holder.uid)
        elif do == "hours" and hours_form.is_valid():
            if accepted(hours_form, time.note_hours, holder, **hours_form.cleaned_data, **by):
                notices.success(request, _("It is noted."))
                return redirect("my_place", holder.uid)
        elif do == "known" and known_form.is_valid():
            actions.say_what_is_known(holder, **known_form.cleaned_data, **by)
            notices.success(request, _("It is noted. You may change it any day."))
            return redirect("my_place", holder.uid)
        elif do == "training" and training_form.is_valid():
            if accepted(training_form, time.note_training, holder, **training_form.cleaned_data, **by):
                notices.success(request, _("It is noted."))
                return redirect("my_place", holder.uid)
        elif do == "leave" and leave_form.is_valid():
            actions.leave(holder, words=leave_form.cleaned_data["words"], **by)
            notices.success(request, _("Your place is given back. Thank you for all you brought: it stays."))
            return redirect("committees")
        elif do not in {"name", "signs", "hours", "leave", "known", "training"}:
            raise BadRequest
    context = {
        "holder": holder,
        "committee": holder.place.committee,
        "is_experienced": is_experienced,
        "name_form": name_form,
        "signs_form": signs_form,
        "leave_form": leave_form,
        "hours_form": hours_form,
        "known_form": known_form,
        "training_form": training_form,
        "trainings": holder.trainings.all(),
        "is_around": holder.place.kind in Place.AROUND,
        "given": given_by([holder])[0],
        "contacts": holder.contacts.select_related("coach__place").order_by("-due_on")[:30],
    }
    return render(request, "improvement/my_place.html", context, status=422 if request.POST else 200)


@reachable_by(TO_COMMITTEE)
def conversation_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A talk with somebody who may come: a guide to talk by, never a score."""
    found = committee_for(request, uid)
    form = forms.ConversationForm(request.POST or None, people=queries.people_of(found, on=today()))
    may_run = runs(request, found)
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if form.is_valid():
            made = actions.write_conversation(found, by=request.user, at=now(), **form.cleaned_data)
            notices.success(request, _("Kept between the two of you."))
            return redirect(made)
    context = {"committee": found, "form": form, "may_run": may_run}
    return render(request, "improvement/conversation_new.html", context, status=422 if request.POST else 200)


@reachable_by(TO_SELF)
def conversation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read by who held it and by the person, who decides here."""
    found = get_object_or_404(queries.conversations_visible_to(request.user), uid=uid)
    is_theirs = found.user_id == request.user.pk
    form = forms.JoinForm(
        request.POST or None,
        initial={"decision": found.decision, "may_be_known": found.may_be_known},
    )
    if request.method == "POST":
        if not is_theirs:
            raise Http404
        if form.is_valid():
            actions.decide_to_join(found, by=request.user, at=now(), **form.cleaned_data)
            notices.success(request, _("Your answer is noted. You may change it any day."))
            return redirect(found)
    context = {"conversation": found, "form": form, "is_theirs": is_theirs}
    return render(request, "improvement/conversation.html", context, status=422 if request.POST else 200)
