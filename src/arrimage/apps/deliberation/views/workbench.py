"""The workbench of synthesists: what is placed nowhere yet, one contribution at a time; then publishing."""

import re
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.deliberation.actions import placing as actions
from arrimage.apps.deliberation.actions import publishing
from arrimage.apps.deliberation.forms.working import IntroductionForm, PlaceForm
from arrimage.apps.deliberation.models import Consultation, Contribution, Extract
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.deliberation.queries import coverage, ideas, syntheses
from arrimage.apps.deliberation.queries.ideas import Asked
from arrimage.apps.deliberation.vocabulary import How, Side
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now

from .shared import TO_TEAM, accepted, done, posted_uid, private, readable, status_of

PER_PAGE = 50
# Where a sentence ends: what follows a full stop, or a new line. Offsets are those of the text itself.
SENTENCE = re.compile(r"[^\n.!?…]*(?:[.!?…]+[»”\")\]]*|\n+|$)\s*")


def benched(request: HttpRequest, uid: UUID) -> Consultation:
    return get_object_or_404(queries.synthesised_by(request.user), uid=uid)


def asked_in(request: HttpRequest) -> Asked:
    get = request.GET.get
    placed = get("placed", "no")
    question = get("question", "")
    try:
        question = str(UUID(question)) if question else ""
    except ValueError:
        question = ""
    return Asked(
        placed if placed in {"no", "yes"} else "",
        question,
        get("side", "") if get("side", "") in Side.values else "",
        get("q", "")[:80],
    )


@never_cache
@reachable_by(TO_TEAM)
def workbench(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that was said, by question, side and words; those placed nowhere first. Twelve queries at most."""
    found = benched(request, uid)
    asked = asked_in(request)
    rows = ideas.listed_to_place(ideas.to_place(found, asked))
    counts = ideas.counted_by_question(found)
    questions = [(one, *counts.get(one.pk, (0, 0))) for one in found.questions.all()]
    all_, left = (sum(each[place] for each in questions) for place in (1, 2))
    context = {
        "consultation": found,
        "asked": asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "questions": questions,
        "sides": Side.choices,
        "progress": coverage.Progress(all_ - left, all_),
    }
    return render(request, "deliberation/workbench.html", context)


@reachable_by(TO_TEAM)
def place_next(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the next one that is placed nowhere and that nobody else has before their eyes."""
    found = benched(request, uid)
    after = request.GET.get("after", "")
    one = ideas.next_to_place(found, user=request.user, at=now(), after=int(after) if after.isdigit() else 0)
    if one is None:
        notices.success(request, _("Nothing is left to place, or others have the rest before their eyes."))
        return redirect("workbench", uid=uid)
    address = reverse("place_words", args=[uid, one.uid])
    if kept := request.GET.get("kept"):
        address += f"?kept={kept[:36]}"
    return redirect(address)


@never_cache
@reachable_by(TO_TEAM)
def place(request: HttpRequest, uid: UUID, contribution: UUID) -> HttpResponse:
    """One contribution: choose a passage (or none: the whole), say where it goes."""
    consultation = benched(request, uid)
    found = get_object_or_404(
        said.with_words(Contribution.objects.filter(consultation=consultation)).select_related("responds_to"),
        uid=contribution,
    )
    among = ideas.ideas_of(consultation).filter(joined_to=None)
    words = said.words_of(found)
    do = request.POST.get("do", "")
    form = PlaceForm(request.POST if do == "place" else None, ideas=among)
    if request.method == "POST" and (onward := _placed(request, consultation, found, form, words, do)):
        return onward
    other = None
    if found.state == Contribution.State.GIVEN and request.method == "GET":
        other = ideas.looked_at_by_another(found, user=request.user, at=now())
        if other is None:
            actions.look_at(found, by=request.user, at=now())
    spans = ideas.spans_of(found)
    context = {
        "consultation": consultation,
        "contribution": found,
        "words": words,
        "pieces": _pieces(words, spans),
        "spans": spans,
        "form": form,
        "ideas": among,
        "other": other,
        "progress": coverage.progress(consultation),
        "kept": _kept(request, consultation),
    }
    return render(request, "deliberation/place.html", context, status=status_of(request))


def _pieces(words: str, spans: list[Extract]) -> list[dict]:
    """The text sentence by sentence, with what is placed of each: nothing of it is left out."""
    pieces = []
    for match in SENTENCE.finditer(words):
        start, end = match.span()
        if start == end:
            continue
        covered = [one for one in spans if one.start < end and one.end > start]
        pieces.append({"start": start, "end": end, "text": match.group(), "placed": covered})
    return pieces


def _placed(
    request: HttpRequest,
    consultation: Consultation,
    found: Contribution,
    form: PlaceForm,
    words: str,
    do: str,
) -> HttpResponse | None:
    by = {"by": request.user, "at": now()}
    onward = reverse("place_next", args=[consultation.uid]) + f"?after={found.number}"
    if do == "out":
        extract = get_object_or_404(
            Extract.objects.filter(wording__contribution__consultation=consultation),
            uid=posted_uid(request, "extract"),
        )
        back = extract.wording.contribution
        done(request, actions.take_out, extract, said=_("It is taken out: it is to place again."), **by)
        return redirect("place_words", uid=consultation.uid, contribution=back.uid)
    if do == "singular":
        made = done(request, actions.place, found, idea=None, how=How.SINGULAR, **by)
        return redirect(f"{onward}&kept={made.uid}") if made else redirect(request.path)
    if do != "place":
        raise BadRequest
    start, end = _chosen(request, form, words)
    made = accepted(form, lambda: _place(consultation, found, form, start, end, by))
    if not made:
        return None
    if request.POST.get("stay"):
        notices.success(request, _("It is placed. The rest of this contribution is still here."))
        return redirect("place_words", uid=consultation.uid, contribution=found.uid)
    return redirect(f"{onward}&kept={made.uid}")


def _place(consultation, found, form, start, end, by) -> Extract:
    data = form.cleaned_data
    idea = data["idea"] or actions.write_idea(
        consultation, title=data["title"], question=found.question, **by
    )
    return actions.place(found, idea=idea, how=data["how"], start=start, end=end, **by)


def _chosen(request: HttpRequest, form: PlaceForm, words: str) -> tuple[int, int | None]:
    """From the first ticked sentence to the last one; or the very words selected; or the whole."""
    if form.is_valid() and form.cleaned_data.get("end"):
        return form.cleaned_data["start"] or 0, form.cleaned_data["end"]
    ticked = []
    for value in request.POST.getlist("sentence"):
        start, _dash, end = value.partition("-")
        if start.isdigit() and end.isdigit():
            ticked.append((int(start), int(end)))
    if not ticked:
        return 0, None
    return min(start for start, _end in ticked), max(end for _start, end in ticked)


def _kept(request: HttpRequest, consultation: Consultation) -> Extract | None:
    """What was placed a moment ago, so that it can be taken out again."""
    try:
        uid = UUID(request.GET.get("kept", ""))
    except ValueError:
        return None
    return (
        Extract.objects.filter(wording__contribution__consultation=consultation, uid=uid)
        .select_related("idea", "wording__contribution")
        .first()
    )


@never_cache
@reachable_by(TO_TEAM)
def draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The synthesis as it would be published now: for its team, and once shared for those who contributed."""
    works = queries.worked_on_by(request.user).filter(uid=uid).exists()
    found = readable(request, uid)
    if not works and (found.shared_at is None or not said.contributed_to(found, user=request.user)):
        raise Http404
    writes = queries.synthesised_by(request.user).filter(pk=found.pk).exists()
    form = IntroductionForm(request.POST or None, initial={"introduction": found.introduction})
    if request.method == "POST":
        if not writes:
            raise Http404
        if accepted(
            form,
            lambda: publishing.introduce(found, form.cleaned_data["introduction"], by=request.user, at=now()),
        ):
            notices.success(request, _("Your word is kept."))
            return redirect("synthesis_draft", uid=uid)
    context = {
        "consultation": found,
        "open": syntheses.read_draft(found),
        "writes": writes,
        "form": form if writes else None,
        "progress": coverage.progress(found),
        "left": list(coverage.uncovered(found)[:30]) if writes else [],
        "may_be_published_at": publishing.may_be_published_at(found) if writes else None,
        "now": now(),
        "rules": queries.rules_of(found),
    }
    return private(render(request, "deliberation/draft.html", context, status=status_of(request)))


@require_POST
@reachable_by(TO_TEAM)
def synthesis_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = benched(request, uid)
    by = {"by": request.user, "at": now()}
    match request.POST.get("do", ""):
        case "share":
            said_ = _("Those who contributed are told that they may read it.")
            done(request, publishing.share, found, said=said_, **by)
        case "take_back":
            done(request, publishing.take_back, found, said=_("The draft is yours alone again."), **by)
        case "publish":
            made = done(request, publishing.publish, found, **by)
            if made:
                notices.success(
                    request,
                    _("The synthesis is published and sealed. Nobody can change it any more, you neither."),
                )
                return redirect(made)
        case _:
            raise BadRequest
    return redirect("synthesis_draft", uid=uid)
