"""Measures, looks at a team, what is shared with others, and the published table."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.improvement import instruments
from arrimage.apps.improvement.actions import assessments, sharing
from arrimage.apps.improvement.actions import measures as actions
from arrimage.apps.improvement.actions import tandem as asking
from arrimage.apps.improvement.figures import measure_figure
from arrimage.apps.improvement.forms import cycles as forms
from arrimage.apps.improvement.queries import assessments as looks
from arrimage.apps.improvement.queries import committees as seats
from arrimage.apps.improvement.queries import cycles as queries
from arrimage.apps.improvement.queries import tandem
from arrimage.apps.improvement.queries.evaluations import table
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today

from .doors import TO_COMMITTEE, accepted, committee_for, done, runs


@reachable_by(TO_COMMITTEE)
def measure_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A measure for an objective, if they want one: it is never asked for."""
    found = get_object_or_404(queries.objectives_visible_to(request.user, on=today()), uid=uid)
    form = forms.MeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if made := accepted(form, actions.define_measure, found, by=request.user, at=now(), **told):
            return redirect("measure", made.uid)
    context = {"objective": found, "form": form}
    return render(request, "improvement/measure_new.html", context, status=422 if request.POST else 200)


@reachable_by(TO_COMMITTEE)
def measure(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Its chart, its points, and what the signs ask."""
    found = get_object_or_404(queries.measures_visible_to(request.user, on=today()), uid=uid)
    form = forms.PointForm(request.POST if request.POST.get("do") == "point" else None, chart=found.chart)
    points = list(found.points.all())
    if request.method == "POST":
        do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
        if do == "point":
            if form.is_valid() and accepted(form, actions.add_point, found, **form.cleaned_data, **by):
                return redirect("measure", found.uid)
        elif point := next((one for one in points if f"remove-{one.pk}" == do), None):
            done(request, actions.remove_point, point, said=_("The point is removed."), **by)
            return redirect("measure", found.uid)
        else:
            raise BadRequest
    cycle = found.objective.cycle
    context = {
        "measure": found,
        "cycle": cycle,
        "figure": measure_figure(found, points),
        "points": points,
        "form": form,
        "may_write": cycle.state != "closed",
    }
    return render(request, "improvement/measure.html", context, status=422 if request.POST else 200)


@reachable_by(TO_COMMITTEE)
def assessment_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = committee_for(request, uid)
    if request.method == "POST":
        made = assessments.begin_assessment(found, by=request.user, at=now())
        return redirect("team_assessment", made.uid)
    return render(
        request, "improvement/assessment_new.html", {"committee": found, "may_run": runs(request, found)}
    )


@reachable_by(TO_COMMITTEE)
def assessment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What two observers saw, how far they agree, and the balance, strengths first."""
    found = get_object_or_404(looks.assessments_visible_to(request.user, on=today()), uid=uid)
    may_run = runs(request, found.committee)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    form = forms.ObservationForm(request.POST if do == "observe" else None)
    own = {"strengths": found.strengths, "to_improve": found.to_improve, "evidence": found.evidence}
    balance = forms.BalanceForm(request.POST if do in {"keep", "share"} else None, initial=own)
    mine = tandem.tandem_place_of(found, request.user, on=today())
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if do == "ask":
            if done(request, asking.ask_tandem, found, said=_("The two of them are asked."), **by):
                return redirect("team_assessment", found.uid)
        elif do == "observe" and form.is_valid():
            told = {name: form.cleaned_data[name] for name in ("observer", "meeting", "on", "words")}
            if accepted(form, assessments.observe, found, seen=form.seen, **told, **by):
                return redirect("team_assessment", found.uid)
        elif do in {"keep", "share"} and balance.is_valid():
            told = balance.cleaned_data | {"share": do == "share"}
            if accepted(balance, assessments.write_balance, found, **told, **by):
                notices.success(request, _("Kept."))
                return redirect("team_assessment", found.uid)
        elif do not in {"ask", "observe", "keep", "share"}:
            raise BadRequest
    context = {
        "assessment": found,
        "committee": found.committee,
        "seen": looks.what_was_seen(found),
        "agreement": looks.agreement_of(found),
        "sides": tandem.sides_of(found, on=today()) if may_run or mine else None,
        "is_tandem": mine is not None and found.state == "open" and found.opening_id is not None,
        "form": form,
        "balance": balance,
        "may_run": may_run,
    }
    return render(request, "improvement/assessment.html", context, status=422 if request.POST else 200)


@require_POST
@reachable_by(TO_COMMITTEE)
def tandem_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A code to answer under: the same answers, each time one comes back."""
    found = get_object_or_404(looks.assessments_visible_to(request.user, on=today()), uid=uid)
    language = (get_language() or "fr")[:2]
    try:
        code = asking.begin_as_tandem(found, by=request.user, at=now(), language=language)
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return redirect("team_assessment", found.uid)
    return redirect("answer", code=code, number=1)


@reachable_by(EVERYONE)
def library(request: HttpRequest) -> HttpResponse:
    """Objectives, tools and results that committees let everyone read."""
    words = request.GET.get("q", "")[:200]
    context = {"shared": queries.shared_with_all(words)[:100], "words": words}
    return render(request, "improvement/library.html", context)


@reachable_by(TO_COMMITTEE)
def shared_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = committee_for(request, uid)
    may_run = runs(request, found)
    form = forms.SharedForm(request.POST or None)
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if form.is_valid():
            last = found.cycles.order_by("-number").first()
            told = form.cleaned_data | {"cycle": last}
            made = sharing.prepare(found, by=request.user, at=now(), **told)
            notices.success(request, _("Each of those who sit agrees first: then it is shared."))
            return redirect(made)
    context = {"committee": found, "form": form, "may_run": may_run}
    return render(request, "improvement/shared_new.html", context, status=422 if request.POST else 200)


@reachable_by(TO_COMMITTEE)
def shared(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Before it is shared: who agreed, and for those who sit, to agree or take it back."""
    seen = queries.committees_seen(request.user, on=today())
    found = get_object_or_404(
        queries.shared_visible_to(request.user, on=today()), uid=uid, committee__in=seen
    )
    mine = seats.place_of(found.committee, request.user, on=today())
    if request.method == "POST":
        do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
        if do == "agree" and mine:
            done(request, sharing.agree, found, holder=mine, said=_("You agreed."), **by)
        elif do == "back":
            done(request, sharing.take_back, found, said=_("Nobody else reads it any more."), **by)
        else:
            raise BadRequest
        return redirect(found)
    voices = seats.seated(found.committee, on=today()).voices
    context = {
        "shared": found,
        "mine": mine,
        "agreed": [one for one in voices if str(one.uid) in found.agreed_by],
        "awaited": [one for one in voices if str(one.uid) not in found.agreed_by],
    }
    return render(request, "improvement/shared.html", context)


@reachable_by(EVERYONE)
def published_evaluation(request: HttpRequest) -> HttpResponse:
    """The published means of twenty-two persons, computed from a reconstruction, which says so."""
    context = {"lines": table(instruments.reconstruction()), "source": instruments.SOURCE}
    return render(request, "improvement/published.html", context)
