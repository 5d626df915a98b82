"""One's own words: reading them where they stand, answering, taking them back until they are published."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.actions import displays as actions
from arrimage.apps.mixed.forms.mixed import AnswerForm
from arrimage.apps.mixed.models import Display, Quote
from arrimage.apps.mixed.queries import displays as queries

from .doors import accepted


def _form(quote: Quote, data=None) -> AnswerForm:
    told = {"state": quote.state if quote.state == Quote.State.KEPT else "", "answer": quote.answer}
    return AnswerForm(data, initial=told, prefix=quote.uid.hex)


def _said(request: HttpRequest, quote: Quote) -> None:
    if quote.state == Quote.State.WITHDRAWN:
        notices.success(request, _("Your words are erased from here. You owe nobody a reason."))
    else:
        notices.success(request, _("It is noted. You may change it until it is published."))


def _with_place(quote: Quote) -> Quote:
    is_there = bool(quote.text) and quote.state != Quote.State.WITHDRAWN
    quote.is_open = is_there and quote.row.display.state != Display.State.PUBLISHED
    return quote


@never_cache
@reachable_by(SIGNED_IN)
def my_quotes(request: HttpRequest) -> HttpResponse:
    """All the words of mine that are used, each with what it stands beside."""
    found = [_with_place(one) for one in queries.with_words(list(queries.quotes_of(request.user)))]
    status = 200
    for quote in found:
        quote.form = _form(quote)
    if request.method == "POST":
        quote = get_object_or_404(queries.quotes_of(request.user), uid=_uid(request.POST.get("quote", "")))
        form = _form(quote, request.POST)
        if form.is_valid():
            told = form.cleaned_data
            if kept := accepted(form, actions.answer_quote, quote, by=request.user, at=now(), **told):
                _said(request, kept)
                return redirect("my_quotes")
        status = 422
        for one in found:
            if one.pk == quote.pk:
                one.form = form
    return render(request, "mixed/my_quotes.html", {"quotes": found}, status=status)


@never_cache
@reachable_by(EVERYONE)
def quote_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has no account, by a link of their own."""
    quote = queries.quote_behind(token)
    if quote is None:
        raise Http404
    quote = _with_place(quote)
    quote.form = _form(quote, request.POST or None)
    if request.method == "POST" and quote.form.is_valid():
        told = quote.form.cleaned_data
        kept = accepted(quote.form, actions.answer_quote, quote, by=None, at=now(), by_link=True, **told)
        if kept:
            _said(request, kept)
            return redirect("quote_by_link", token=token)
    status = 422 if request.method == "POST" else 200
    return render(request, "mixed/my_quotes.html", {"quotes": [quote], "by_link": True}, status=status)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
