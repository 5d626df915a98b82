"""Reading a text and coding it; the codebook, each code, memos."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative.actions import coding as actions
from arrimage.apps.qualitative.cutting import turns_of
from arrimage.apps.qualitative.forms import coding as forms
from arrimage.apps.qualitative.models import Round
from arrimage.apps.qualitative.queries import coding as queries
from arrimage.apps.qualitative.queries import corpora

from .doors import TO_TEAM, accepted, by, corpus_for, done, page, since_of


def _text_for(request: HttpRequest, uid: UUID):
    text = get_object_or_404(corpora.transcripts_visible_to(request.user, on=today()), uid=uid)
    return text, corpora.member_of(request.user, text.corpus, on=today())


@reachable_by(TO_TEAM)
def transcript(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The text, what one may see of its codings, and the codes under the hand."""
    text, member = _text_for(request, uid)
    if not text.is_frozen:
        return redirect("transcript_prepare", text.uid)
    codes = queries.codes_in_use(text.corpus)
    form = forms.PutForm(request.POST or None, codes=codes)
    if request.method == "POST" and (answer := _acted(request, text, form)):
        return answer
    if request.htmx and request.method == "POST":
        problems = [message for messages in form.errors.values() for message in messages]
        return render(request, "qualitative/_said.html", {"problems": problems})
    round = queries.round_of(member, text)
    is_blind = round is not None and round.kind == Round.Kind.BLIND
    context = {
        "transcript": text,
        "turns": turns_of(text.text, queries.codings_on(request.user, text, on=today())),
        "lines": queries.tree(codes),
        "form": form,
        "round": round,
        "is_blind": is_blind,
        "reading": queries.reading_of(member, text),
        "is_resting": queries.is_resting(text.corpus),
        "memos": queries.memos_visible_to(request.user, on=today()).filter(transcript=text),
        "memo_form": forms.MemoForm(),
        "quick_form": forms.QuickCodeForm(),
        "values": text.case.values.select_related("variable"),
        "at": now().isoformat(),
    }
    with seen("qualitative.text_read", by=request.user, request=request) as shown:
        shown.one(text)
        response = page(request, "transcript", text.corpus, member, **context)
    return response


def _acted(request: HttpRequest, text, form) -> HttpResponse | None:
    if wanted := request.POST.get("remove"):
        own = queries.own_codings(request.user, on=today()).filter(transcript=text)
        one = get_object_or_404(own, uid=_uid(wanted))
        place = range(one.start, one.end)
        actions.take_coding_away(one, **by(request))
        return _turns(request, text, [place], _("Taken away."))
    if not form.is_valid():
        return None
    told = form.cleaned_data
    made = accepted(
        form,
        actions.put_codes,
        text,
        told["code"],
        told["spans"],
        memo=told["memo"],
        is_contrary=told["is_contrary"],
        **by(request),
    )
    if not made:
        return None
    names = ", ".join(code.name for code in told["code"])
    places = [range(start, end) for start, end in told["spans"]]
    return _turns(request, text, places, _("Coded: %(names)s") % {"names": names})


def _uid(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise BadRequest from error


def _turns(request: HttpRequest, text, places: list[range], said: str) -> HttpResponse:
    """With htmx, the turns that changed; without a script, the page again at that place."""
    if not request.htmx:
        notices.success(request, said)
        turn = turns_of(text.text, [], only=places[0])
        return redirect(f"{text.get_absolute_url()}#t{turn[0].number if turn else 1}")
    codings = list(queries.codings_on(request.user, text, on=today()))
    found = {}
    for place in places:
        found |= {turn.number: turn for turn in turns_of(text.text, codings, only=place)}
    context = {"turns": found.values(), "said": said, "transcript": text, "me": None}
    context["me"] = corpora.member_of(request.user, text.corpus, on=today())
    response = render(request, "qualitative/_turns.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@reachable_by(TO_TEAM)
def transcript_news(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What others have put since the page was opened; nothing of a blind round."""
    text, _member = _text_for(request, uid)
    try:
        since = datetime.fromisoformat(request.GET.get("depuis", ""))
    except ValueError:
        since = now()
    if since.tzinfo is None:
        since = now()
    count = queries.news_on(request.user, text, since=since, on=today())
    response = render(request, "qualitative/_news.html", {"count": count, "transcript": text})
    response["Cache-Control"] = "no-store"
    return response


@reachable_by(TO_TEAM)
def transcript_memo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A thought about the whole text, or a new code made from it: back to the text."""
    text, _member = _text_for(request, uid)
    if request.method != "POST":
        return redirect(text)
    if request.POST.get("do") == "code":
        form = forms.QuickCodeForm(request.POST)
        if form.is_valid():
            name = form.cleaned_data["name"]
            done(
                request,
                actions.add_code,
                text.corpus,
                name=name,
                said=_("It is in the codebook."),
                **by(request),
            )
    else:
        form = forms.MemoForm(request.POST)
        if form.is_valid():
            words = form.cleaned_data["words"]
            done(request, actions.write_memo, text.corpus, words, transcript=text, **by(request))
    return redirect(text)


@reachable_by(TO_TEAM)
def coding_memo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Why one put this code on these words."""
    own = queries.own_codings(request.user, on=today())
    one = get_object_or_404(own, uid=uid)
    initial = {"memo": one.memo, "is_contrary": one.is_contrary}
    form = forms.AnnotateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.annotate(one, **form.cleaned_data, **by(request))
        return redirect(one.transcript)
    text = one.transcript
    member = corpora.member_of(request.user, text.corpus, on=today())
    with seen("qualitative.text_read", by=request.user, request=request) as shown:
        shown.one(text)
        words = text.text[one.start : one.end]
        response = page(request, "coding_memo", text.corpus, member, coding=one, words=words, form=form)
    return response


@reachable_by(TO_TEAM)
def codebook(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, member = corpus_for(request, uid)
    form = forms.CodeForm(request.POST or None, codes=queries.codes_in_use(found))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if made := accepted(form, actions.add_code, found, **told, **by(request)):
            return redirect(f"{reverse('codebook', args=[found.uid])}#c-{made.uid}")
    context = {
        "lines": queries.codebook(request.user, found, on=today()),
        "form": form,
        "is_resting": queries.is_resting(found),
    }
    return page(request, "codebook", found, member, **context)


@reachable_by(TO_TEAM)
def code(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One code: how one knows it, what was thought of it; changing, joining, retiring it."""
    one = get_object_or_404(queries.codes_visible_to(request.user, on=today()), uid=uid)
    corpus, do = one.corpus, request.POST.get("do", "")
    member = corpora.member_of(request.user, corpus, on=today())
    codes = queries.codes_in_use(corpus)
    since = since_of(request) if do == "change" else one.version
    form = forms.CodeForm(request.POST if do == "change" else None, instance=one, codes=codes)
    merge_form = forms.MergeForm(request.POST if do == "merge" else None, codes=codes.exclude(pk=one.pk))
    memo_form = forms.MemoForm(request.POST if do == "memo" else None)
    if request.method == "POST":
        book = reverse("codebook", args=[corpus.uid])
        if do == "change" and form.is_valid():
            if accepted(form, actions.change_code, one, since=since, **form.cleaned_data, **by(request)):
                return redirect(f"{book}#c-{one.uid}")
        elif do == "merge" and merge_form.is_valid():
            into = merge_form.cleaned_data["into"]
            if accepted(merge_form, actions.merge_code, one, into, **by(request)):
                return redirect(into)
        elif do == "memo" and memo_form.is_valid():
            words = memo_form.cleaned_data["words"]
            done(request, actions.write_memo, corpus, words, code=one, **by(request))
            return redirect(one)
        elif do == "retire":
            done(request, actions.retire_code, one, said=_("It is put on nothing new."), **by(request))
            return redirect(book)
        elif do in {"up", "down"}:
            done(request, actions.move_code, one, up=do == "up", **by(request))
            return redirect(f"{book}#c-{one.uid}")
        elif do not in {"change", "merge", "memo"}:
            raise BadRequest
    context = {
        "code": one,
        "form": form,
        "merge_form": merge_form,
        "memo_form": memo_form,
        "memos": queries.memos_visible_to(request.user, on=today()).filter(code=one),
        "is_resting": queries.is_resting(corpus),
    }
    return page(request, "code", corpus, member, **context)
