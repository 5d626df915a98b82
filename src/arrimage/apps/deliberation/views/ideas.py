"""Ideas, divergences, conclusions and replies: what the synthesis is made of."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.deliberation.actions import outcomes as concluding
from arrimage.apps.deliberation.actions import placing as actions
from arrimage.apps.deliberation.actions import publishing
from arrimage.apps.deliberation.forms.working import (
    AnswerReplyForm,
    ConclusionForm,
    DivergenceForm,
    IdeaForm,
)
from arrimage.apps.deliberation.models import Consultation, Idea
from arrimage.apps.deliberation.queries import coverage, outcomes, replying
from arrimage.apps.deliberation.queries import ideas as queries
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.queries.pages import listed_organisations

from .shared import TO_TEAM, accepted, done, posted_uid, status_of
from .workbench import benched


@never_cache
@reachable_by(TO_TEAM)
def ideas(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every idea with the passages it holds; those that face each other; new ones."""
    found = benched(request, uid)
    do = request.POST.get("do", "")
    new = IdeaForm(request.POST if do == "idea" else None, consultation=found)
    roots = queries.ideas_of(found).filter(joined_to=None)
    facing = DivergenceForm(request.POST if do == "divergence" else None, consultation=found, ideas=roots)
    by = {"by": request.user, "at": now()}
    if do == "idea" and accepted(new, lambda: actions.write_idea(found, **new.cleaned_data, **by)):
        notices.success(request, _("The idea is there: place passages in it."))
        return redirect("ideas", uid=uid)
    if do == "divergence" and accepted(
        facing, lambda: actions.write_divergence(found, **facing.cleaned_data, **by)
    ):
        notices.success(request, _("They stand side by side."))
        return redirect("ideas", uid=uid)
    if do == "remove_divergence":
        divergence = get_object_or_404(queries.divergences_of(found), uid=posted_uid(request, "divergence"))
        done(
            request,
            actions.remove_divergence,
            divergence,
            said=_("Its ideas stand on their own again."),
            **by,
        )
        return redirect("ideas", uid=uid)
    if request.method == "POST" and do not in {"idea", "divergence"}:
        raise BadRequest
    context = {
        "consultation": found,
        "gathered": queries.gathered(found),
        "divergences": list(queries.divergences_of(found)),
        "new": new,
        "facing": facing,
        "progress": coverage.progress(found),
    }
    return render(request, "deliberation/ideas.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_TEAM)
def idea(request: HttpRequest, uid: UUID, idea: UUID) -> HttpResponse:
    """One idea: its words, its passages, what is joined to it; join, take apart, split, remove."""
    consultation = benched(request, uid)
    found = queries.idea_in(consultation, idea)
    if found is None:
        raise Http404
    do = request.POST.get("do", "")
    form = IdeaForm(
        request.POST if do == "change" else None,
        consultation=consultation,
        initial={
            "title": found.title,
            "text": found.text,
            "question": found.question_id,
            "divergence": found.divergence_id,
            "is_minority": found.is_minority,
        },
    )
    if request.method == "POST" and (onward := _changed(request, consultation, found, form, do)):
        return onward
    one = next((each for each in queries.gathered(consultation) if each.idea.pk == found.pk), None)
    context = {
        "consultation": consultation,
        "idea": found,
        "gathered": one,
        "own": list(queries.extracts_of(consultation).filter(idea=found)),
        "form": form,
        "others": queries.ideas_of(consultation).filter(joined_to=None).exclude(pk=found.pk),
        "replies": list(replying.replies_about(found)),
    }
    return render(request, "deliberation/idea.html", context, status=status_of(request))


def _changed(
    request: HttpRequest, consultation: Consultation, found: Idea, form: IdeaForm, do: str
) -> HttpResponse | None:
    by = {"by": request.user, "at": now()}
    here = redirect("idea", uid=consultation.uid, idea=found.uid)
    match do:
        case "change":
            since = request.POST.get("version", "")
            since = int(since) if since.isdigit() else 0
            if accepted(form, lambda: actions.change_idea(found, since=since, **form.cleaned_data, **by)):
                notices.success(request, _("The idea is changed."))
                return here
            return None
        case "join":
            into = queries.idea_in(consultation, posted_uid(request, "into"))
            if into is None:
                raise Http404
            said = _("They are joined. Each keeps its passages: you may take them apart again.")
            done(request, actions.join, found, into, said=said, **by)
            return redirect("idea", uid=consultation.uid, idea=into.uid)
        case "part":
            joined = queries.idea_in(consultation, posted_uid(request, "joined"))
            if joined is None:
                raise Http404
            done(request, actions.take_apart, joined, said=_("It stands on its own again."), **by)
            return here
        case "split":
            chosen = [one for one in found.extracts.all() if str(one.uid) in request.POST.getlist("extract")]
            title = request.POST.get("title", "")
            new = done(
                request, actions.split, found, chosen, title=title, said=_("A new idea is made."), **by
            )
            return redirect("idea", uid=consultation.uid, idea=new.uid) if new else here
        case "remove":
            removed = done(request, actions.remove_idea, found, said=_("The empty idea is removed."), **by)
            return redirect("ideas", uid=consultation.uid) if removed else here
        case _:
            raise BadRequest


@never_cache
@reachable_by(TO_TEAM)
def conclusions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the synthesis asks for, of whom, on which ideas it rests."""
    found = benched(request, uid)
    do = request.POST.get("do", "")
    among = queries.ideas_of(found).filter(joined_to=None)
    form = ConclusionForm(request.POST if do == "add" else None, ideas=among)
    by = {"by": request.user, "at": now()}
    if do == "remove":
        one = get_object_or_404(outcomes.drafted(found), uid=posted_uid(request, "conclusion"))
        done(request, concluding.remove_conclusion, one, said=_("It is removed."), **by)
        return redirect("conclusions_write", uid=uid)
    if do == "add" and form.is_valid():
        fields = dict(form.cleaned_data)
        name = fields.pop("asked_of").strip()
        organisation = _organisation(name)
        if name and organisation is None:
            form.add_error("asked_of", _("No organisation of the directory has this name: look at it again."))
        elif accepted(
            form, lambda: concluding.write_conclusion(found, asked_of=organisation, **fields, **by)
        ):
            notices.success(request, _("The conclusion is there; once published, it awaits an answer."))
            return redirect("conclusions_write", uid=uid)
    elif request.method == "POST" and do != "add":
        raise BadRequest
    context = {"consultation": found, "conclusions": list(outcomes.drafted(found)), "form": form}
    return render(request, "deliberation/conclusions_form.html", context, status=status_of(request))


def _organisation(name: str):
    """The one of this very name, or the only one that looks like it."""
    if not name:
        return None
    found = list(listed_organisations(words=name)[:20])
    same = [one for one in found if one.name.casefold() == name.casefold()]
    return same[0] if same else found[0] if len(found) == 1 else None


@never_cache
@reachable_by(TO_TEAM)
def replies(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What contributors say of where their words went; what was done of it."""
    found = benched(request, uid)
    rows = list(replying.replies_in(found))
    wrong = None
    if request.method == "POST":
        one = next((each for each in rows if str(each.uid) == request.POST.get("reply")), None)
        if one is None:
            raise Http404
        form = AnswerReplyForm(request.POST)
        if accepted(
            form,
            lambda: publishing.answer_reply(one, form.cleaned_data["answer"], by=request.user, at=now()),
        ):
            notices.success(request, _("Your answer is beside the reply."))
            return redirect("replies", uid=uid)
        wrong = (one.uid, form)
    shown = [
        (one, wrong[1] if wrong and wrong[0] == one.uid else AnswerReplyForm(auto_id=f"{one.uid}_%s"))
        for one in rows
    ]
    context = {"consultation": found, "replies": shown}
    return render(request, "deliberation/replies.html", context, status=status_of(request))
