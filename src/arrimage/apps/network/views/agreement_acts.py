"""What the parties do with an agreement: sign, say no, end, publish, count, hope, question."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import agreement_results as results
from arrimage.apps.network.actions import agreements as actions
from arrimage.apps.network.forms import agreements as forms
from arrimage.apps.network.models import Agreement
from arrimage.apps.network.queries import agreements as queries

from .agreements import TO_OWN_KEEPERS, agreement_page

DECISIONS = {
    "propose": actions.propose_agreement,
    "take_back": actions.take_agreement_back,
    "take_up": actions.take_agreement_up,
    "sign": actions.sign_agreement,
    "unsign": actions.take_signature_back,
}
REASONED = {
    "refuse": (forms.RefusalForm, actions.refuse_agreement, "words"),
    "end": (forms.EndForm, actions.end_agreement, "words"),
    "publish": (forms.PublicationForm, actions.publish_agreement, "publication"),
}
# What is written of an agreement already signed: the form, and what it hands the action.
NOTES = {
    "obstacle": (forms.ObstacleForm, results.note_obstacle, ("words",)),
    "hope": (forms.HopeForm, results.hope_for, ("number",)),
}
# What is done to something already noted: where it is found, and the action.
PRESSED = {
    "lift": ("obstacles", results.lift_obstacle),
    "uncount": ("counts", results.remove_count),
    "agree": ("hopes", results.agree_to_hope),
    "unhope": ("hopes", results.end_hope),
}


def _told(do: str, done) -> str:
    """What is said once it is done."""
    if do == "sign" and done.is_signed:
        return _("Every party has signed: the agreement holds.")
    return {
        "propose": _("Proposed: the other parties now read it, and were told."),
        "take_back": _("Taken back: only your organisation reads it again."),
        "take_up": _("You are talking about it: the other parties see it."),
        "sign": _("Signed for your organisation. It holds once every party has signed."),
        "unsign": _("Your signature is taken back."),
        "refuse": _("You said no, and why. You may talk about it again later."),
        "end": _("It is ended, and the other parties read why."),
        "publish": _("Your choice is noted: the most discreet party is followed."),
    }.get(do, _("It is noted."))


def _mine(request: HttpRequest, uid: UUID) -> Agreement:
    return get_object_or_404(queries.agreements_of(request.user), uid=uid)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def agreement_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose, sign, refuse, end, renew, publish: in the name of one's organisation."""
    found, do = _mine(request, uid), request.POST.get("do", "")
    given = {"by": request.user, "at": now()}
    try:
        if do in DECISIONS:
            done = DECISIONS[do](found, **given)
        elif do == "renew":
            renewal = actions.renew_agreement(found, **given)
            return redirect("agreement_edit" if renewal.is_open else "agreement", uid=renewal.uid)
        elif do in REASONED:
            make, act, name = REASONED[do]
            form = make(request.POST, prefix=do)
            if not form.is_valid():
                return agreement_page(request, found, 422, **{do: form})
            done = act(found, form.cleaned_data[name], **given)
        else:
            raise BadRequest
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        notices.success(request, _told(do, done))
    return redirect(found)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def agreement_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Obstacles, counts, numbers hoped for, questions: what living with it teaches."""
    found, do = _mine(request, uid), request.POST.get("do", "")
    given = {"by": request.user, "at": now()}
    form = name = None
    try:
        if do in NOTES:
            make, act, fields = NOTES[do]
            form, name = make(request.POST, prefix=do), do
            if form.is_valid():
                act(found, *(form.cleaned_data[field] for field in fields), **given)
        elif do == "count":
            form, name = forms.CountForm(request.POST, prefix=do), do
            if form.is_valid():
                said = {key: form.cleaned_data[key] for key in ("number", "since", "until", "words")}
                results.note_count(found, **said, **given)
        elif do in PRESSED:
            related, act = PRESSED[do]
            act(_which(request, found, related), **given)
        elif do in {"contest", "uncontest"}:
            count = _which(request, found, "counts")
            if do == "contest":
                form, name = (
                    forms.ContestForm(request.POST, prefix=f"k{count.uid.hex[:8]}"),
                    f"contest-{count.uid}",
                )
            if form is None or form.is_valid():
                results.contest_count(count, form.cleaned_data["words"] if form else "", **given)
        elif do == "agenda":
            question = _which(request, found, "questions")
            form, name = (
                forms.AgendaForm(
                    request.POST,
                    prefix=f"a{question.uid.hex[:8]}",
                    meetings=queries.meetings_to_talk_at(found, user=request.user, at=now()),
                ),
                f"agenda-{question.uid}",
            )
            if form.is_valid():
                results.propose_for_meeting(question, form.cleaned_data["meeting"], **given)
        elif do == "conclude":
            question = _which(request, found, "questions")
            form, name = (
                forms.ConclusionForm(request.POST, prefix=f"c{question.uid.hex[:8]}"),
                f"conclude-{question.uid}",
            )
            if form.is_valid():
                results.conclude_question(question, **form.cleaned_data, **given)
        else:
            raise BadRequest
    except ValidationError as refusal:
        if form is None:
            notices.error(request, refusal.messages[0])
            return redirect(found)
        form.add_error(None, refusal)
    if form is not None and form.errors:
        return agreement_page(request, found, 422, **{name: form})
    notices.success(request, _("It is noted."))
    return redirect(found)


def _which(request: HttpRequest, agreement: Agreement, related: str):
    """The thing named, reached through the agreement it belongs to."""
    which = request.POST.get("which", "")
    if not queries.is_uid(which):
        raise Http404
    return get_object_or_404(getattr(agreement, related).select_related("agreement"), uid=which)
