"""Saying something, and following where it goes: under one's account, or by a code held by nobody else."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.deliberation.actions import contributions as actions
from arrimage.apps.deliberation.actions import publishing
from arrimage.apps.deliberation.forms.speaking import ContributionForm, CorrectForm, ReplyForm, VoteForm
from arrimage.apps.deliberation.models import Contribution
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.deliberation.queries import following, ideas, syntheses
from arrimage.apps.deliberation.vocabulary import Naming
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.middleware import POLICY
from arrimage.apps.kernel.sounds import rewritten
from arrimage.apps.questionnaires import codes

from .shared import accepted, check_calm, done, keys_of, posted_uid, private, readable, status_of
from .ways import side_for, ways_for


@never_cache
@reachable_by(EVERYONE)
def contribute(request: HttpRequest, uid: UUID, question: UUID) -> HttpResponse:
    """One question, one's own words or one's voice."""
    consultation = readable(request, uid)
    asked = get_object_or_404(consultation.questions.all(), uid=question)
    rules = queries.rules_of(consultation)
    if not consultation.is_open:
        notices.info(
            request, _("Contributions are closed here: nothing can be added. You may still read and reply.")
        )
        return redirect(consultation)
    data = request.POST if request.method == "POST" else held_data(request)
    ways = ways_for(request.user, rules)
    form = ContributionForm(data, request.FILES or None, ways=ways, side=side_for(request.user))
    if request.method == "POST":
        made = accepted(form, lambda: _give(request, form, consultation=consultation, question=asked))
        if made:
            return _onward(request, *made)
    context = {
        "consultation": consultation,
        "question": asked,
        "form": form,
        "rules": rules,
        "others": [one for one in consultation.questions.all() if one != asked],
    }
    response = render(request, "deliberation/contribute.html", context, status=status_of(request))
    # This page alone may ask for the microphone, and let one hear oneself before sending.
    response["Permissions-Policy"] = "camera=(), microphone=(self), geolocation=()"
    response["Content-Security-Policy"] = f"{POLICY}; media-src 'self' data:"
    return response


def _give(request: HttpRequest, form: ContributionForm, **where) -> tuple[Contribution, str]:
    data = form.cleaned_data
    if data["naming"] == Naming.ANONYMOUS:  # with an account or without: it is not looked at
        check_calm(request)
    voice = None
    if data.get("voice"):
        sound = rewritten(data["voice"].read(), data["voice"].upload.kind)
        voice = actions.Voice(sound.data, sound.media_type)
    return actions.contribute(
        text=data["text"],
        voice=voice,
        stance=data.get("stance", ""),
        speaker=actions.Speaker(data["naming"], data["side"]),
        code=data.get("code", ""),
        by=request.user if request.user.is_authenticated else None,
        at=now(),
        **where,
    )


def _onward(request: HttpRequest, contribution: Contribution, code: str) -> HttpResponse:
    if not code:
        notices.success(request, _("Thank you. Your words are there; follow them from here."))
        return redirect("my_contributions")
    return private(redirect("my_words_behind", code=code))


def react(request: HttpRequest, about: Contribution, form: ContributionForm) -> HttpResponse | None:
    """A reason given about somebody’s words; None when the page is to be shown again."""
    made = accepted(
        form,
        lambda: _give(
            request, form, consultation=about.consultation, question=about.question, responds_to=about
        ),
    )
    if not made:
        return None
    _contribution, code = made
    if code:
        return private(redirect("my_words_behind", code=code))
    notices.success(request, _("Your reason is there."))
    return redirect(about)


@require_POST
@reachable_by(SIGNED_IN)
def vote(request: HttpRequest, uid: UUID) -> HttpResponse:
    seen = queries.consultations_visible_to(request.user, keys_of(request))
    found = said.contribution_in(seen, uid)
    if found is None:
        raise Http404
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    done(
        request, actions.vote, found, form.cleaned_data["ballot"], by=request.user, at=now(),
        said=_("Your vote is kept. You may change it until contributions close."),
    )  # fmt: skip
    return redirect(found)


# --- Following


@never_cache
@reachable_by(EVERYONE)
def my_words(request: HttpRequest) -> HttpResponse:
    """Type one's code: what one said without a name, or what one's table wrote."""
    code = request.POST.get("code", "")[:60]
    if request.method == "POST" and said.behind_code(code).exists():
        return private(redirect("my_words_behind", code=codes.spelled(code)))
    context = {"code": code, "is_unknown": request.method == "POST"}
    return render(request, "deliberation/my_words.html", context, status=status_of(request))


@never_cache
@reachable_by(EVERYONE)
def my_words_behind(request: HttpRequest, code: str) -> HttpResponse:
    found = list(said.behind_code(code))
    if not found:
        raise Http404
    return private(_followed(request, found, code=codes.spelled(code)))


@never_cache
@reachable_by(SIGNED_IN)
def my_contributions(request: HttpRequest) -> HttpResponse:
    """What one said under one's name, or for the organisation one keeps."""
    return private(_followed(request, list(said.given_by(request.user)), code=""))


def _followed(request: HttpRequest, found: list[Contribution], *, code: str) -> HttpResponse:
    """Each contribution, where its words went, what its author may do: the same by code or by account."""
    wrong: dict[UUID, tuple[str, object]] = {}
    if request.method == "POST":
        uid = posted_uid(request, "contribution")
        one = next((each for each in found if each.uid == uid), None)
        if one is None:
            raise Http404
        refused = _changed(request, one, code=code)
        if refused is None:
            return redirect(request.path)
        wrong[one.uid] = refused
    rows = []
    for one, followed in zip(found, following.follow_all(found), strict=True):
        do, form = wrong.get(one.uid, ("", None))
        place = request.POST.get("idea", "") if do == "reply" else None
        rows.append(
            {
                "followed": followed,
                "correct": form if do == "correct" else CorrectForm(initial={"text": followed.words}),
                "reply": form if do == "reply" else ReplyForm(),
                "reply_about": place,
                "may_correct": one.state == Contribution.State.GIVEN and one.consultation.is_open,
            }
        )
    context = {"rows": rows, "code": code, "drafts": _drafts(found)}
    status = 422 if wrong else 200
    return render(request, "deliberation/following.html", context, status=status)


def _drafts(found: list[Contribution]) -> list:
    shared = {one.consultation_id: one.consultation for one in found if one.consultation.shared_at}
    return list(shared.values())


def _changed(request: HttpRequest, one: Contribution, *, code: str):
    """Do what is asked; the form again when it is refused, None once it is done."""
    by = None if code else request.user

    def calm(act):
        """What is written by a code, without an account, is slowed down as well."""
        if code:
            check_calm(request)
        return act()

    match request.POST.get("do", ""):
        case "withdraw":
            done(
                request, actions.withdraw, one, by=by, at=now(),
                said=_("Your words are gone, from every synthesis too. A trace says that you withdrew them."),
            )  # fmt: skip
            return None
        case "correct":
            form = CorrectForm(request.POST)
            if accepted(
                form,
                lambda: calm(lambda: actions.correct(one, form.cleaned_data["text"], by=by, at=now())),
            ):
                notices.success(request, _("Your new words have replaced the former ones."))
                return None
            return "correct", form
        case "reply":
            form = ReplyForm(request.POST)
            if accepted(form, lambda: calm(lambda: _reply(request, one, form, by=by))):
                notices.success(request, _("Your reply is beside the synthesis, and goes with it."))
                return None
            return "reply", form
        case _:
            raise BadRequest


def _reply(request: HttpRequest, one: Contribution, form: ReplyForm, *, by):
    idea = None
    if request.POST.get("idea"):
        idea = ideas.idea_in(one.consultation, posted_uid(request, "idea"))
        if idea is None:
            raise Http404
    return publishing.reply(one, idea=idea, by=by, at=now(), **form.cleaned_data)


@never_cache
@reachable_by(EVERYONE)
def draft_by_code(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The draft synthesis, for whoever contributed without an account, while it is shared."""
    mine = [one for one in said.behind_code(code) if one.consultation.uid == uid]
    if not mine or mine[0].consultation.shared_at is None:
        raise Http404
    consultation = mine[0].consultation
    context = {
        "consultation": consultation,
        "open": syntheses.read_draft(consultation),
        "code": codes.spelled(code),
    }
    return private(render(request, "deliberation/draft.html", context))
