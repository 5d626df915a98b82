"""The sampling frame, each person, their consent, interviews and recordings: for those who lead."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrimage.apps.audit.actions import record, seen
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative.actions import people as actions
from arrimage.apps.qualitative.forms import corpora as forms
from arrimage.apps.qualitative.models import Participant
from arrimage.apps.qualitative.queries import corpora as queries

from .doors import TO_TEAM, accepted, by, corpus_led, page


@reachable_by(TO_TEAM)
def people(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who was thought of, why, and what they answered."""
    found, member = corpus_led(request, uid)
    form = forms.ParticipantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if made := accepted(form, actions.think_of, found, **told, **by(request)):
            notices.success(request, _("They are in the frame. Note what they answer once they are asked."))
            return redirect(made)
    with seen("qualitative.people_read", by=request.user, request=request) as shown:
        rows = shown(list(queries.participants_led_by(request.user, on=today()).filter(corpus=found)))
        response = page(
            request, "people", found, member, form=form, people=rows, frame=queries.frame_of(found)
        )
    return response


@reachable_by(TO_TEAM)
def participant(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One person: what they answered and allow, when they are met, what was recorded."""
    who = get_object_or_404(queries.participants_led_by(request.user, on=today()), uid=uid)
    corpus, do = who.corpus, request.POST.get("do", "")
    member = queries.member_of(request.user, corpus, on=today())
    team = queries.team_of(corpus, on=today())
    data = {name: request.POST if do == name else None for name in ("answer", "consent", "withdraw", "plan")}
    held = who.held[0] if who.held else None
    given = {name: getattr(held, name) for name in ("records", "quotes", "keeps_text")} if held else {}
    answer_form = forms.AnswerForm(data["answer"], participant=who)
    consent_form = forms.ConsentForm(data["consent"], initial=given)
    withdraw_form = forms.WithdrawForm(data["withdraw"])
    plan_form = forms.AppointmentForm(data["plan"], team=team, initial={"held_by": member})
    is_sound = do == "recording"
    sound_form = forms.RecordingForm(request.POST if is_sound else None, request.FILES if is_sound else None)
    if request.method == "POST":
        acts = {
            "answer": (answer_form, actions.note_answer),
            "consent": (consent_form, actions.note_consent),
            "withdraw": (withdraw_form, actions.withdraw),
            "plan": (plan_form, actions.plan_interview),
            "recording": (sound_form, _keep),
        }
        if do not in acts:
            raise BadRequest
        form, act = acts[do]
        if form.is_valid() and accepted(form, act, who, **form.cleaned_data, **by(request)):
            notices.success(request, _("It is noted."))
            return redirect(who)
    context = {
        "participant": who,
        "held": held,
        "appointments": who.appointments.select_related("held_by"),
        "recordings": who.recordings.filter(deleted_at=None).defer("data"),
        "deleted": who.recordings.exclude(deleted_at=None).defer("data"),
        "texts": who.case.transcripts.defer("text"),
        "answer_form": answer_form,
        "consent_form": consent_form,
        "withdraw_form": withdraw_form,
        "plan_form": plan_form,
        "sound_form": sound_form,
        "may_withdraw": who.state == Participant.State.AGREED,
    }
    with seen("qualitative.person_read", by=request.user, request=request) as shown:
        shown.one(who)
        response = page(request, "participant", corpus, member, **context)
    return response


def _keep(who: Participant, *, sound, delete_on, **by):
    return actions.keep_recording(who, sound, delete_on=delete_on, **by)


@reachable_by(TO_TEAM)
def interview_held(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One interview: the guide under the eyes, then whether it took place and what struck."""
    one = get_object_or_404(queries.appointments_led_by(request.user, on=today()), uid=uid)
    corpus = one.participant.corpus
    member = queries.member_of(request.user, corpus, on=today())
    form = forms.HeldForm(request.POST or None, initial={"note": one.note})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if accepted(form, actions.close_interview, one, **told, **by(request)):
            return redirect(one.participant)
    with seen("qualitative.person_read", by=request.user, request=request) as shown:
        shown.one(one.participant)
        response = page(
            request, "interview_held", corpus, member, appointment=one, form=form, guide=corpus.guide.all()
        )
    return response


@require_GET
@reachable_by(TO_TEAM)
def recording(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sound itself, each hearing journalled; kept by no browser."""
    one = get_object_or_404(queries.recordings_led_by(request.user, on=today()), uid=uid)
    if one.data is None:
        raise Http404
    record(
        "qualitative.recording_heard", by=request.user, at=now(), subjects=[one.participant], request=request
    )
    return HttpResponse(
        bytes(one.data),
        content_type=one.media_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )


@reachable_by(TO_TEAM)
def recording_delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = get_object_or_404(queries.recordings_led_by(request.user, on=today()).defer("data"), uid=uid)
    corpus = one.participant.corpus
    if request.method == "POST":
        actions.delete_recording(one, **by(request))
        notices.success(request, _("The recording is gone, for good."))
        return redirect(one.participant)
    member = queries.member_of(request.user, corpus, on=today())
    return page(request, "recording_delete", corpus, member, recording=one)
