"""Rounds of reading: opening a blind one, one's own texts, closing, how far readers agree, settling."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel import exports
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.actions import rounds as actions
from arrimage.apps.qualitative.forms import rounds as forms
from arrimage.apps.qualitative.models import Round
from arrimage.apps.qualitative.queries import corpora
from arrimage.apps.qualitative.queries import rounds as queries
from arrimage.design.tables import Column, table_for

from .doors import TO_TEAM, accepted, by, corpus_for, done, page
from .words import said_interval, said_undefined


@reachable_by(TO_TEAM)
def rounds(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, member = corpus_for(request, uid)
    form = forms.RoundForm(
        request.POST or None,
        texts=queries.texts_never_coded(found),
        team=corpora.team_of(found, on=today()),
    )
    if request.method == "POST":
        if member.part != "lead":
            raise PermissionDenied
        if form.is_valid():
            told = form.cleaned_data
            if made := accepted(form, actions.open_blind_round, found, **told, **by(request)):
                notices.success(
                    request, _("The round is open. Until it closes, each sees their own work alone.")
                )
                return redirect(made)
    every = queries.rounds_visible_to(request.user, on=today()).filter(corpus=found)
    return page(request, "rounds", found, member, rounds=every, form=form)


@reachable_by(TO_TEAM)
def coding_round(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own texts while it is open; how far readers agree once it is closed."""
    one = get_object_or_404(queries.rounds_visible_to(request.user, on=today()), uid=uid)
    corpus = one.corpus
    member = corpora.member_of(request.user, corpus, on=today())
    mine = queries.own_readings(request.user, one)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do in {"finished", "again"}:
            text = get_object_or_404(mine, transcript__uid=_uid(request.POST.get("transcript", "")))
            actions.finish_text(text, finished=do == "finished", **by(request))
        elif do == "close":
            done(
                request,
                actions.close_round,
                one,
                said=_("Closed: each now sees the work of all."),
                **by(request),
            )
        elif do == "settle":
            said = _("Settled: this is now what the team holds.")
            done(request, actions.settle_round, one, said=said, **by(request))
        else:
            raise BadRequest
        return redirect(one)
    leads = member.part == "lead"
    is_closed = one.kind == Round.Kind.BLIND and one.state != Round.State.OPEN
    found = queries.agreement(one) if is_closed else None
    table = _table(request, one, found) if found else None
    if table and table.export_format:
        send = exports.csv_response if table.export_format == "csv" else exports.xlsx_response
        return send(f"accord.{table.export_format}", table.header, table.export_rows)
    context = {
        "round": one,
        "mine": mine,
        "progress": queries.progress(request.user, one) if leads and one.kind == Round.Kind.BLIND else None,
        "found": found,
        "table": table,
        "summary": _summary(found) if found else [],
    }
    return page(request, "round", corpus, member, **context)


def _summary(found: queries.Found) -> list[tuple[str, str, str]]:
    return [
        (_("Sets of codes (alpha, MASI)"), said_interval(found.sets), _("shared codes count for something")),
        (
            _("All or nothing (alpha, nominal)"),
            said_interval(found.nominal),
            _("one code more, and it differs"),
        ),
    ]


def _table(request: HttpRequest, round: Round, found: queries.Found):
    columns = [
        Column("code", _("Code"), value=lambda row: str(row.code), sort=lambda row: str(row.code)),
        Column("used", _("Units where somebody put it"), sort="used", numeric=True),
        Column(
            "alpha",
            _("Alpha and its interval"),
            value=lambda row: said_interval(row.alpha),
            sort=lambda row: row.alpha.alpha,
        ),
        Column("kappa", _("Kappa by pair"), value=_said_kappas),
    ]
    return table_for(request, found.by_code, columns, caption=_("Code by code"), per_page=60)


def _said_kappas(row: queries.ByCode) -> str:
    return " ; ".join(
        f"{one} – {other} : {said_interval(kappa)}" if kappa.kappa is not None
        else f"{one} – {other} : {said_undefined(kappa.undefined)}"
        for one, other, kappa in row.kappas
    )  # fmt: skip


def _uid(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise BadRequest from error


@reachable_by(TO_TEAM)
def round_settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where readers differ, one place after the other: what is kept, and why."""
    one = get_object_or_404(queries.rounds_visible_to(request.user, on=today()), uid=uid)
    if one.kind != Round.Kind.BLIND or one.state == Round.State.OPEN:
        return redirect(one)
    corpus = one.corpus
    member = corpora.member_of(request.user, corpus, on=today())
    form = forms.SettleForm(request.POST or None, codes=corpus.codes.all())
    number = request.GET.get("page", "1")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        texts = corpora.transcripts_visible_to(request.user, on=today()).filter(corpus=corpus)
        text = get_object_or_404(texts, uid=told["transcript"])
        place = (told["start"], told["end"])
        if accepted(
            form, actions.settle_unit, one, text, place, told["codes"], why=told["why"], **by(request)
        ):
            address = f"{reverse('round_settle', args=[one.uid])}?page={number if number.isdigit() else 1}"
            return redirect(f"{address}#u-{text.uid.hex[:8]}-{place[0]}")
    places = queries.differing(one)
    shown_page = Paginator(places, 20).get_page(number)
    left = sum(place.settlement is None for place in places)
    with seen("qualitative.text_read", by=request.user, request=request) as shown:
        shown({place.transcript.pk: place.transcript for place in shown_page}.values())
        response = page(
            request,
            "settle",
            corpus,
            member,
            round=one,
            places=shown_page,
            total=len(places),
            left=left,
            form=form,
        )
    return response
