"""Projects of interviews: the list, opening one, its page, its team, its guide."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.actions import corpora as actions
from arrimage.apps.qualitative.forms import corpora as forms
from arrimage.apps.qualitative.models import Participant, Question
from arrimage.apps.qualitative.queries import corpora as queries
from arrimage.apps.qualitative.ties import TIES

from .doors import TO_AUTHORS, TO_TEAM, accepted, by, corpus_for, corpus_led, done, page, since_of


@reachable_by(SIGNED_IN)
def interviews(request: HttpRequest) -> HttpResponse:
    context = {
        "corpora": queries.listed(request.user, on=today()),
        "may_open": policies.author_for(request.user) is not None,
        "left": queries.corpora_left_to(request.user, on=today()),
    }
    return render(request, "qualitative/interviews.html", context)


@reachable_by(TO_AUTHORS)
def corpus_new(request: HttpRequest) -> HttpResponse:
    form = forms.CorpusForm(request.POST or None, studies=queries.studies_for(request.user))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if made := accepted(
            form, actions.open_corpus, request.user.acting.organisation, **told, **by(request)
        ):
            notices.success(request, _("The project is open, and you lead it. Now, the guide."))
            return redirect(made)
    context = {"form": form}
    return render(request, "qualitative/corpus_new.html", context, status=422 if request.POST else 200)


@never_cache
@reachable_by(TO_AUTHORS)
def take_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A project nobody can lead any more: its title, and a reason to give. Nothing of it is read before."""
    found = get_object_or_404(queries.corpora_left_to(request.user, on=today()), uid=uid)
    form = forms.TakeOverForm(request.POST or None, initial={"called": request.user.name})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and accepted(form, actions.take_over, found, **form.cleaned_data, **by(request)):
        notices.success(request, _("You lead this project from now on. The team can read why."))
        return redirect(found)
    context = {"corpus": found, "form": form}
    return render(request, "qualitative/take_over.html", context, status=422 if request.POST else 200)


@reachable_by(TO_TEAM)
def corpus(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where things stand: the question, people by number, texts, what is next."""
    found, member = corpus_for(request, uid)
    texts = queries.transcripts_visible_to(request.user, on=today()).filter(corpus=found).defer("text")
    return page(
        request,
        "corpus",
        found,
        member,
        guide=found.guide.all(),
        frame=queries.frame_of(found),
        states=_frame_table(found),
        texts=texts,
        team=queries.team_of(found, on=today()),
    )


def _frame_table(corpus) -> list[tuple[str, list[tuple[str, int]]]]:
    """By group, how many stand where, each with its heading."""
    said = {
        Participant.State.THOUGHT_OF: _("not asked yet"),
        Participant.State.ASKED: _("asked"),
        Participant.State.AGREED: _("yes"),
        Participant.State.DECLINED: _("declined"),
        Participant.State.UNREACHED: _("not reached"),
        Participant.State.WITHDRAWN: _("withdrew"),
    }
    return [
        (row.group or _("no group"), [(label, row.counts.get(state, 0)) for state, label in said.items()])
        for row in queries.frame_of(corpus)
    ]


@reachable_by(TO_TEAM)
def corpus_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, member = corpus_led(request, uid)
    since = since_of(request) if request.method == "POST" else found.version
    form = forms.CorpusForm(request.POST or None, instance=found, studies=queries.studies_for(request.user))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if accepted(form, actions.change_corpus, found, since=since, **told, **by(request)):
            return redirect(found)
    return page(request, "corpus_change", found, member, form=form)


@reachable_by(TO_TEAM)
def corpus_team(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, member = corpus_for(request, uid)
    leads = queries.corpora_led_by(request.user, on=today()).filter(pk=found.pk).exists()
    do = request.POST.get("do", "")
    form = forms.MemberForm(request.POST if do == "add" else None)
    if request.method == "POST":
        if not leads:
            raise PermissionDenied
        if do == "end":
            gone = get_object_or_404(
                queries.members_led_by(request.user, on=today()), uid=request.POST.get("member")
            )
            done(request, actions.end_member, gone, said=_("They are no longer of the team."), **by(request))
            if gone.user == request.user and gone.until:
                return redirect("interviews")
            return redirect("corpus_team", found.uid)
        if do != "add":
            raise BadRequest
        if form.is_valid() and accepted(form, actions.add_member, found, **form.cleaned_data, **by(request)):
            notices.success(request, _("They are of the team from today."))
            return redirect("corpus_team", found.uid)
    team = queries.team_of(found, on=today()).select_related("user")
    return page(request, "team", found, member, form=form, team=team)


class Choosing:
    """What a question may be tied to, in the source one chose in where there are several."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.asked = request.GET.get("source", "")
        self.sources = TIES["figure"].sources(self.user) if "figure" in TIES else []

    @property
    def source(self) -> str:
        refs = [ref for ref, _title in self.sources]
        return self.asked if self.asked in refs else next(iter(refs), "")

    def ties(self, question: Question | None = None) -> list[tuple[str, str, list]]:
        """What is held stays choosable, whoever chose it."""
        found = []
        for name, kind in TIES.items():
            groups = kind.listed(self.user, self.source)
            held = getattr(question, f"{name}_ref", "")
            if held and not any(ref == held for _heading, refs in groups for ref, _label in refs):
                groups = [(_("Held today"), [(held, getattr(question, name))]), *groups]
            if groups:
                found.append((name, kind.label, groups))
        return found


@reachable_by(TO_TEAM)
def guide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The questions, to be read aloud; those who lead change them."""
    found, member = corpus_for(request, uid)
    do = request.POST.get("do", "")
    choosing = Choosing(request)
    form = forms.QuestionForm(request.POST if do == "add" else None, ties=choosing.ties())
    if request.method == "POST":
        if member.part != "lead":
            raise PermissionDenied
        if do == "add":
            if form.is_valid() and accepted(
                form, actions.add_question, found, **form.cleaned_data, **by(request)
            ):
                return redirect("interview_guide", found.uid)
        elif do in {"up", "down", "remove"}:
            wanted = queries.questions_led_by(request.user, on=today()).filter(corpus=found)
            one = get_object_or_404(wanted, uid=request.POST.get("question"))
            if do == "remove":
                actions.remove_question(one, **by(request))
            else:
                actions.move_question(one, up=do == "up", **by(request))
            return redirect("interview_guide", found.uid)
        else:
            raise BadRequest
    asked = queries.guide_of(found, request.user)
    return page(request, "guide", found, member, form=form, guide=asked, choosing=choosing)


@reachable_by(TO_TEAM)
def question(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = get_object_or_404(queries.questions_led_by(request.user, on=today()), uid=uid)
    since = since_of(request) if request.method == "POST" else one.version
    choosing = Choosing(request)
    form = forms.QuestionForm(request.POST or None, instance=one, ties=choosing.ties(one))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if accepted(form, actions.change_question, one, since=since, **told, **by(request)):
            return redirect("interview_guide", one.corpus.uid)
    member = queries.member_of(request.user, one.corpus, on=today())
    return page(request, "question", one.corpus, member, form=form, question=one, choosing=choosing)
