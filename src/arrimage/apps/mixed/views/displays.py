"""Joint displays: their lines, their reading by those they quote, their publication."""

from uuid import UUID

from django.contrib import messages as notices
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.mixed.actions import displays as actions
from arrimage.apps.mixed.forms import mixed as forms
from arrimage.apps.mixed.guides import guides_led_by, with_guides
from arrimage.apps.mixed.models import Ask, Display, Row
from arrimage.apps.mixed.pieces import KINDS
from arrimage.apps.mixed.queries import displays as queries
from arrimage.apps.mixed.queries import logic

from .doors import TO_LEADERS, accepted, done, numbers_to_choose


@never_cache
@reachable_by(TO_LEADERS)
def display_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    model = get_object_or_404(logic.models_led_by(request.user), uid=uid)
    form = forms.DisplayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"by": request.user, "at": now()}
        return redirect(actions.begin_display(model, **told))
    status = 422 if request.method == "POST" else 200
    return render(request, "mixed/display_new.html", {"model": model, "form": form}, status=status)


@never_cache
@reachable_by(TO_LEADERS)
def display(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Its lines, alive; what keeps it from being read; who it quotes, and what they answered."""
    found = get_object_or_404(queries.displays_led_by(request.user), uid=uid)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    form = forms.OfferForm(request.POST if do == "offer" else None, today=today())
    if request.method == "POST":
        if do == "offer":
            if form.is_valid() and accepted(form, actions.offer, found, **form.cleaned_data, **by):
                notices.success(request, _("Those it quotes read it first. Give each their link."))
                return redirect(found)
        elif do == "back":
            done(request, actions.take_back, found, said=_("You are writing again."), **by)
            return redirect(found)
        elif do == "publish":
            if done(request, actions.publish, found, said=_("It is published, and no longer changes."), **by):
                return redirect(found.get_public_url())
            return redirect(found)
        else:
            raise BadRequest
    lines = queries.lines_of(found, request.user)
    with_guides([ask for line in lines for ask in line.row.asks.all()], request.user)
    quotes = [quote for line in lines for quote in line.quotes]
    for quote in quotes:
        quote.link = request.build_absolute_uri(reverse("quote_by_link", args=[queries.token_of(quote)]))
    waits = any(quote.state == "used" for quote in quotes)
    context = {
        "display": found,
        "lines": lines,
        "quotes": quotes,
        "problems": queries.problems_of(lines) if found.state == Display.State.WRITING else [],
        "is_writing": found.state == Display.State.WRITING,
        "is_offered": found.state == Display.State.OFFERED,
        "may_publish": found.read_until is not None and (not waits or today() > found.read_until),
        "form": form,
    }
    return render(request, "mixed/display.html", context, status=422 if request.POST else 200)


@never_cache
@reachable_by(TO_LEADERS)
def row_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.displays_led_by(request.user), uid=uid)
    return _row_page(request, found, None)


@never_cache
@reachable_by(TO_LEADERS)
def row(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.rows_led_by(request.user), uid=uid)
    return _row_page(request, found.display, found)


def _choices(user, kind: str) -> list:
    """What interviews hold of a kind, in groups, once the room that holds them says so."""
    known = KINDS.get(kind)
    return [
        (heading, [(f"{kind}:{ref}", label) for ref, label in choices])
        for heading, choices in (known.listed(user) if known else ())
    ]


def _row_page(request: HttpRequest, display: Display, row: Row | None) -> HttpResponse:
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    source, every, numbers = numbers_to_choose(request, row.figure if row else "")
    initial = {}
    if row:
        names = ("figure", "theme", "theme_ref", "meta", "inference")
        initial = {name: getattr(row, name) for name in names} | {"box": row.box_id}
    form = forms.RowForm(
        request.POST if do == "row" else None,
        numbers=numbers,
        codes=_choices(request.user, "code"),
        boxes=display.model.boxes.all(),
        initial=initial,
    )
    quote = forms.QuoteForm(
        request.POST if do == "quote" else None, quotes=_choices(request.user, "quote"), auto_id="quote_%s"
    )
    move = forms.MoveForm(request.POST if do == "move" else None, auto_id="move_%s")
    ask = forms.AskForm(request.POST if do == "ask" else None, auto_id="ask_%s")
    if request.method == "POST":
        if do == "row" and form.is_valid():
            if made := accepted(form, actions.write_row, display, row=row, **form.cleaned_data, **by):
                notices.success(request, _("The line is kept."))
                return redirect(made if row is None else display)
        elif row and do == "quote" and quote.is_valid():
            if _quoted(row, quote, by):
                return redirect(row.get_absolute_url() + "#quotes")
        elif row and do == "move" and move.is_valid():
            if accepted(move, actions.note_move, row, **move.cleaned_data, **by):
                notices.success(request, _("It is noted, with the date."))
                return redirect(display)
        elif row and do == "ask" and ask.is_valid():
            if accepted(ask, actions.ask, row, **ask.cleaned_data, **by):
                return redirect(row.get_absolute_url() + "#asks")
        elif row and (back := _small(request, row, do, by)):
            return back
        elif do not in {"row", "quote", "move", "ask"}:
            raise BadRequest
    asks = list(row.asks.all()) if row else []
    with_guides(asks, request.user)
    context = {
        "display": display,
        "row": row,
        "asks": asks,
        "guides": guides_led_by(request.user) if any(one.of == Ask.Of.WORDS for one in asks) else [],
        "line": queries.line_of(row, request.user) if row else None,
        "form": form,
        "quote_form": quote,
        "move_form": move,
        "ask_form": ask,
        "sources": every,
        "source": source,
        "is_writing": display.state == Display.State.WRITING,
    }
    return render(request, "mixed/row.html", context, status=422 if request.POST else 200)


def _quoted(row: Row, form, by: dict) -> bool:
    # Whether somebody has an account here is nobody else’s to learn: the link is there either way.
    told = dict(form.cleaned_data)
    email = told.pop("email")
    user = get_user_model().objects.filter(email__iexact=email).first() if email else None
    return bool(accepted(form, actions.use_quote, row, user=user, **told, **by))


def _small(request: HttpRequest, row: Row, do: str, by: dict) -> HttpResponse | None:
    """Buttons without a form: take the line or words away, settle a question."""
    what, _dash, uid = do.partition("-")
    if do == "remove":
        display = row.display
        return redirect(display if done(request, actions.remove_row, row, **by) else row)
    if what == "drop":
        found = get_object_or_404(row.quotes, uid=_uid(uid))
        done(request, actions.drop_quote, found, **by)
        return redirect(row.get_absolute_url() + "#quotes")
    if what == "guide":
        found, corpus = get_object_or_404(row.asks, uid=_uid(uid)), _uid(request.POST.get("guide", ""))
        done(request, actions.send_to_guide, found, corpus, said=_("It is in the guide."), **by)
        return redirect(row.get_absolute_url() + "#asks")
    if what in Ask.State.values:
        found = get_object_or_404(row.asks, uid=_uid(uid))
        came_of = request.POST.get("came_of", "")[:600]
        done(request, actions.settle, found, state=what, came_of=came_of, **by)
        return redirect(row.get_absolute_url() + "#asks")
    return None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@reachable_by(EVERYONE)
def published_list(request: HttpRequest) -> HttpResponse:
    return render(request, "mixed/published_list.html", {"displays": queries.published_displays()[:100]})


@reachable_by(EVERYONE)
def published(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was published, as it was then."""
    found = get_object_or_404(queries.published_displays(), uid=uid)
    context = {"display": found, "shown": queries.shown(found.content)}
    return render(request, "mixed/published.html", context)
