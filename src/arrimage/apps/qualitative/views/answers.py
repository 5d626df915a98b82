"""Bringing the open answers of a survey among the texts of a project."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.qualitative.actions.answers import bring_answers
from arrimage.apps.qualitative.forms import answers as forms
from arrimage.apps.qualitative.queries import answers as queries

from .doors import TO_TEAM, accepted, by, corpus_led, page


@reachable_by(TO_TEAM)
def answers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """First which survey, then which question: only what this person may read there."""
    found, member = corpus_led(request, uid)
    source_form = forms.SourceForm(request.GET or None, sources=queries.sources(request.user))
    sheet = queries.found(request.user, request.GET.get("ref", ""))
    form = None
    if sheet:
        items, others = queries.open_items(sheet), queries.other_items(sheet)
        form = forms.ItemForm(request.POST or None, items=items, others=others)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data | {"ref": request.GET["ref"]}
            if made := accepted(form, bring_answers, found, **told, **by(request)):
                notices.success(request, _("They are here. Look for names, then freeze the text."))
                return redirect("transcript_prepare", made[0].uid)
    return page(request, "answers", found, member, source_form=source_form, form=form, sheet=sheet)
