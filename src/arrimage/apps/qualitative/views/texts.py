"""Texts: brought, prepared until nobody can be named in them, frozen; and the cases they are of."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.actions import cases as case_actions
from arrimage.apps.qualitative.actions import texts as actions
from arrimage.apps.qualitative.forms import corpora as forms
from arrimage.apps.qualitative.queries import corpora as queries
from arrimage.apps.qualitative.queries.naming import found_in

from .doors import TO_TEAM, accepted, by, corpus_for, done, page, since_of
from .words import said_why


@reachable_by(TO_TEAM)
def cases(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everybody under the name of the texts, with what is known of them; the variables."""
    found, member = corpus_for(request, uid)
    do = request.POST.get("do", "")
    case_form = forms.NewCaseForm(request.POST if do == "case" else None)
    variable_form = forms.VariableForm(request.POST if do == "variable" else None)
    if request.method == "POST":
        if member.part != "lead":
            raise PermissionDenied
        acts = {
            "case": (case_form, case_actions.add_case),
            "variable": (variable_form, case_actions.add_variable),
        }
        if do not in acts:
            raise BadRequest
        form, act = acts[do]
        if form.is_valid() and accepted(form, act, found, **form.cleaned_data, **by(request)):
            return redirect("corpus_cases", found.uid)
    every = queries.cases_visible_to(request.user, on=today()).filter(corpus=found)
    variables = list(found.variables.all())
    rows = []
    for case in every:
        values = {value.variable_id: value.value for value in case.values.all()}
        rows.append((case, [(one.name, values.get(one.pk, "")) for one in variables]))
    context = {"rows": rows, "variables": variables, "case_form": case_form, "variable_form": variable_form}
    return page(request, "cases", found, member, **context)


@reachable_by(TO_TEAM)
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.cases_visible_to(request.user, on=today()), uid=uid)
    corpus = found.corpus
    member = queries.member_of(request.user, corpus, on=today())
    do = request.POST.get("do", "")
    form = forms.CaseForm(
        request.POST if do == "describe" else None, case=found, variables=corpus.variables.all()
    )
    is_text = do == "text"
    text_form = forms.TextForm(
        request.POST if is_text else None,
        request.FILES if is_text else None,
        initial={"title": found.pseudonym},
    )
    if request.method == "POST":
        if member.part != "lead":
            raise PermissionDenied
        if do == "describe" and form.is_valid():
            told = {
                "description": form.cleaned_data["description"],
                "quotable_because": form.cleaned_data.get("quotable_because", ""),
                "values": form.values,
            }
            if accepted(form, actions.describe_case, found, **told, **by(request)):
                notices.success(request, _("It is noted."))
                return redirect(found)
        elif is_text and text_form.is_valid():
            told = {"title": text_form.cleaned_data["title"], "text": text_form.cleaned_data["text"]}
            if made := accepted(text_form, actions.bring_text, found, **told, **by(request)):
                return redirect("transcript_prepare", made.uid)
        elif do not in {"describe", "text"}:
            raise BadRequest
    texts = queries.transcripts_visible_to(request.user, on=today()).filter(case=found).defer("text")
    return page(request, "case", corpus, member, case=found, form=form, text_form=text_form, texts=texts)


@reachable_by(TO_TEAM)
def transcript_prepare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What could name somebody, one thing after the other; then the text is frozen."""
    text = get_object_or_404(queries.transcripts_led_by(request.user, on=today()), uid=uid)
    if text.is_frozen:
        return redirect("transcript_mask", text.uid)
    member = queries.member_of(request.user, text.corpus, on=today())
    suspects = found_in(text)
    form = forms.NamesForm(request.POST or None, suspects=suspects)
    if request.method == "POST":
        do, since = request.POST.get("do", ""), since_of(request)
        if do == "discard":
            if done(request, actions.discard_text, text, said=_("The text is taken away."), **by(request)):
                return redirect(text.case)
            return redirect("transcript_prepare", text.uid)
        if do not in {"replace", "freeze"}:
            raise BadRequest
        if form.is_valid():
            acted = True
            if form.replacements or form.left:
                told = {"left": form.left, "since": since} | by(request)
                acted = accepted(form, actions.replace_names, text, form.replacements, **told)
                since += 1
            if acted and do == "freeze":
                acted = accepted(form, actions.freeze, text, since=since, **by(request))
            if acted and do == "freeze":
                notices.success(request, _("The text is frozen: the team can read it and code it."))
                return redirect(text.case)
            if acted:
                notices.success(request, _("Replaced. Read it once more: no rule finds every name."))
                return redirect("transcript_prepare", text.uid)
    with seen("qualitative.text_read", by=request.user, request=request) as shown:
        shown.one(text)
        response = page(
            request,
            "prepare",
            text.corpus,
            member,
            transcript=text,
            form=form,
            rows=[(one, said_why(one.why), form[f"s{n}"], form[f"do{n}"]) for n, one in enumerate(suspects)],
        )
    return response


@reachable_by(TO_TEAM)
def transcript_mask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A name that was missed in a frozen text: masked everywhere, the codings keep their words."""
    text = get_object_or_404(queries.transcripts_led_by(request.user, on=today()), uid=uid)
    member = queries.member_of(request.user, text.corpus, on=today())
    form = forms.ExtraForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        acted = accepted(
            form, actions.mask, text, told["words"], told["stands"], since=since_of(request), **by(request)
        )
        if acted:
            notices.success(request, _("Masked. Codings have kept their words."))
            return redirect("transcript_mask", text.uid)
    with seen("qualitative.text_read", by=request.user, request=request) as shown:
        shown.one(text)
        response = page(request, "mask", text.corpus, member, transcript=text, form=form)
    return response
