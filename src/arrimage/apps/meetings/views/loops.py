"""Follow-ups and dissatisfactions: lists that leave for a spreadsheet, and a page for each."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.refusals import done
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.actions import loops as actions
from arrimage.apps.meetings.forms.loops import CloseForm, DissatisfactionForm, ReplyForm, VerdictForm
from arrimage.apps.meetings.models import Dissatisfaction, FollowUp
from arrimage.apps.meetings.queries import loops as queries
from arrimage.apps.meetings.queries import meetings
from arrimage.design.tables import Column, Table, table_for

from .refusals import TO_INVITED, TO_OWN_KEEPERS, accepted, private


def _sent(table: Table, name: str) -> HttpResponse:
    respond = csv_response if table.export_format == "csv" else xlsx_response
    return respond(f"{name}-{today()}.{table.export_format}", table.header, table.export_rows)


def _due(day, *, is_open: bool) -> str:
    if day is None:
        return ""
    shown = date_format(day, "DATE_FORMAT")
    late = meetings.days_late(day, on=today()) if is_open else 0
    if not late:
        return shown
    words = _("late by %(days)s d") % {"days": late}
    return format_html('{} <span class="late">· {}</span>', shown, words)


# --- Follow-ups


@reachable_by(SIGNED_IN)
def follow_ups(request: HttpRequest) -> HttpResponse:
    """All that was decided to do in the meetings one takes part in."""
    closed = request.GET.get("closed") == "1"
    table = table_for(
        request,
        queries.listed_follow_ups(request.user, closed=closed),
        [
            Column("text", _("What is to be done"), link=lambda one: one.get_absolute_url()),
            Column("who", _("Who does it"), value=_who),
            Column(
                "due_on",
                _("For when"),
                value=lambda one: _due(one.due_on, is_open=one.closed_at is None),
                export=lambda one: one.due_on,
                sort="due_on",
            ),
            Column("series", _("Decided at"), value=lambda one: one.series.name, sort="series__name"),
            Column("state", _("How far it is"), value=lambda one: one.get_state_display(), sort="state"),
            *(
                [Column("closing_words", _("What came of it")), Column("closed_by", _("Said by"))]
                if closed
                else []
            ),
        ],
        caption=_("What was closed") if closed else _("What is to be done"),
    )
    if table.export_format:
        return _sent(table, _("follow-ups"))
    return render(request, "meetings/follow_ups.html", {"table": table, "closed": closed})


def _who(one: FollowUp) -> str:
    return " · ".join(str(part) for part in (one.owner, one.organisation) if part)


@never_cache
@reachable_by(TO_INVITED)
def follow_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.follow_ups_visible_to(request.user), uid=uid)
    may_close = queries.follow_ups_closed_by(request.user).filter(pk=found.pk).exists()
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
        if do == "reopen":
            said = _("It is to be done again, and heads the next agenda.")
            done(request, actions.reopen_follow_up, found, said=said, **by)
            return redirect(found)
        if do not in {"done", "drop"}:
            raise BadRequest
        if accepted(
            form,
            lambda: actions.close_follow_up(found, dropped=do == "drop", **form.cleaned_data, **by),
        ):
            notices.success(request, _("It is closed. Pressed by mistake? It can be reopened here."))
            return redirect(_back(request, found))
    context = {"follow_up": found, "form": form, "may_close": may_close, "today": today()}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/follow_up.html", context, status=status)


def _back(request: HttpRequest, found: FollowUp):
    """To the meeting from which it was closed (`from`), when one runs it; else to its own page."""
    try:
        uid = UUID(request.POST.get("from", ""))
    except ValueError:
        return found
    meeting = meetings.meetings_run_by(request.user).filter(uid=uid).first()
    return reverse("meeting_run", args=[meeting.uid]) + "#back" if meeting else found


# --- Dissatisfactions


@reachable_by(SIGNED_IN)
def dissatisfactions(request: HttpRequest) -> HttpResponse:
    """Those one's organisation wrote, those it owes an answer to, and those shared with it."""
    table = table_for(
        request,
        queries.listed_dissatisfactions(request.user),
        [
            Column(
                "from",
                _("From whom"),
                value=lambda one: one.organisation.name,
                link=_link,
                sort="organisation__name",
            ),
            Column("to", _("To whom"), value=lambda one: one.to.name, sort="to__name"),
            Column("series", _("About"), value=lambda one: str(one.item or one.series)),
            Column(
                "written_at",
                _("Written on"),
                value=lambda one: date_format(localtime(one.written_at), "DATE_FORMAT"),
                export=lambda one: localtime(one.written_at).date(),
                sort="written_at",
            ),
            Column(
                "answer_by",
                _("Answer wanted by"),
                value=lambda one: _due(one.answer_by, is_open=one.state in Dissatisfaction.OWED),
                export=lambda one: one.answer_by,
                sort="answer_by",
            ),
            Column("state", _("How far it is"), value=lambda one: one.get_state_display(), sort="state"),
        ],
        caption=_("Written dissatisfactions"),
    )
    if table.export_format:
        return _sent(table, _("dissatisfactions"))
    return render(request, "meetings/dissatisfactions.html", {"table": table})


def _link(one: Dissatisfaction) -> str:
    return one.get_absolute_url()


@reachable_by(TO_OWN_KEEPERS)
def dissatisfaction_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Written freely, about the meetings of a series."""
    series = get_object_or_404(meetings.series_visible_to(request.user), uid=uid)
    return _write(request, series)


@reachable_by(TO_OWN_KEEPERS)
def dissatisfaction_about(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Written about a meeting, or one subject of it (`?item=`)."""
    meeting = get_object_or_404(meetings.meetings_visible_to(request.user), uid=uid)
    item = None
    if asked := request.GET.get("item"):
        try:
            item = get_object_or_404(meeting.items.all(), uid=UUID(asked))
        except ValueError:
            raise BadRequest from None
    return _write(request, meeting.series, meeting, item)


def _write(request: HttpRequest, series, meeting=None, item=None) -> HttpResponse:
    mine = request.user.acting.organisation
    others = meetings.organisations_in(series).exclude(pk=mine.pk)
    data = request.POST if request.method == "POST" else held_data(request)
    form = DissatisfactionForm(data, organisations=others)
    if request.method == "POST" and (
        written := accepted(
            form,
            lambda: actions.raise_dissatisfaction(
                series, meeting=meeting, item=item, by=request.user, at=now(), **form.cleaned_data
            ),
        )
    ):
        notices.success(request, _("It is written and sent. You will see here when an answer comes."))
        return redirect(written)
    context = {"form": form, "series": series, "meeting": meeting, "item": item}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/dissatisfaction_form.html", context, status=status)


@never_cache
@reachable_by(TO_INVITED)
def dissatisfaction(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was written, each answer and what was said of it; and what one's side may do now."""
    found = get_object_or_404(
        queries.with_answers(queries.dissatisfactions_visible_to(request.user)), uid=uid
    )
    mine = policies.kept_by(request.user)
    reply = verdict = None
    if mine == found.to_id and found.state in Dissatisfaction.OWED:
        reply = ReplyForm(request.POST if request.method == "POST" else held_data(request))
        if request.method == "POST" and accepted(
            reply,
            lambda: actions.answer_dissatisfaction(found, by=request.user, at=now(), **reply.cleaned_data),
        ):
            notices.success(request, _("Your answer is sent. They will say whether it is enough."))
            return redirect(found)
    elif mine == found.organisation_id and found.state == Dissatisfaction.State.ANSWERED:
        verdict = VerdictForm(request.POST if request.method == "POST" else held_data(request))
        if request.method == "POST" and accepted(
            verdict, lambda: actions.judge_answer(found, by=request.user, at=now(), **verdict.cleaned_data)
        ):
            notices.success(request, _("It is noted."))
            return redirect(found)
    return render(
        request,
        "meetings/dissatisfaction.html",
        {
            "found": found,
            "reply": reply,
            "verdict": verdict,
            "is_author": mine == found.organisation_id,
            "is_open": found.closed_at is None,
            "late": meetings.days_late(found.answer_by, on=today()) if found.state in found.OWED else 0,
            "steps": _path(found),
        },
        status=422 if request.method == "POST" else 200,
    )


def _path(found: Dissatisfaction) -> list[dict]:
    """What was said on each side, in order, and what is awaited."""

    def on(moment) -> str:
        return date_format(localtime(moment), "DATE_FORMAT")

    steps = [(_("Written"), on(found.written_at), str(found.organisation), "done")]
    for answer in found.answers.all():
        steps.append((_("Answered"), on(answer.answered_at), answer.by_label, "done"))
        if answer.is_enough is False:
            steps.append((_("Not enough yet"), on(answer.judged_at), str(found.organisation), "done"))
    if found.state in found.OWED:
        by = _("by %(day)s") % {"day": date_format(found.answer_by, "DATE_FORMAT")}
        steps.append((_("A written answer is awaited"), by, str(found.to), "now"))
    elif found.state == found.State.ANSWERED:
        steps.append((_("Their word on the answer is awaited"), "", str(found.organisation), "now"))
    if found.closed_at:
        steps.append((found.get_state_display().capitalize(), on(found.closed_at), "", "done"))
    else:
        steps.append((_("Settled, when they say so"), "", "", "later"))
    return [dict(zip(("title", "when", "text", "state"), step, strict=True)) for step in steps]


@never_cache
@reachable_by(EVERYONE)
def reply_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What was written to an organisation without an account, and the way to answer it: nothing else."""
    found = queries.dissatisfaction_behind(token)
    if found is None:
        return private(render(request, "meetings/reply_over.html", status=404))
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.answer_dissatisfaction(found, by=None, at=now(), **form.cleaned_data)
    ):
        return private(render(request, "meetings/replied.html", {"found": found}))
    status = 422 if request.method == "POST" else 200
    context = {"found": found, "form": form}
    return private(render(request, "meetings/reply_by_link.html", context, status=status))


@require_POST
@reachable_by(TO_INVITED)
def dissatisfaction_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.dissatisfactions_visible_to(request.user), uid=uid)
    said = _("It is withdrawn. Both sides keep the trace.")
    done(request, actions.withdraw_dissatisfaction, found, by=request.user, at=now(), said=said)
    return redirect(found)
