"""Webinars: what is announced, coming, asking, who was there, what it earns."""

from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel import calendar
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning import papers, policies
from arrimage.apps.learning.actions import attendance as presence_actions
from arrimage.apps.learning.actions import webinars as actions
from arrimage.apps.learning.forms.webinars import AttendanceForm, CodeForm, QuestionForm, WebinarForm
from arrimage.apps.learning.queries import library, newsroom
from arrimage.apps.learning.queries import webinars as queries
from arrimage.apps.questionnaires.queries.instruments import openings_kept_by
from arrimage.design.tables import Column, table_for

from .refusals import TO_EDITORS, TO_OWN_EDITORS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
TO_HOLDER = doors(door(relation=Relation.SELF))


@reachable_by(EVERYONE)
def webinars(request: HttpRequest) -> HttpResponse:
    at = now()
    context = {
        "coming": queries.coming(at),
        "past": queries.past(at)[:20],
        "edits": policies.editor_for(request.user) is not None,
    }
    return render(request, "learning/webinars.html", context)


@never_cache
@reachable_by(EVERYONE)
def webinar(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One webinar; the link to join for whoever registered, its codes while it lasts, its replay after."""
    found = get_object_or_404(queries.webinars(), uid=uid)
    at, user = now(), request.user
    mine = policies.editor_for(user)
    runs = mine is not None and found.organisation_id == mine
    registered = queries.is_registered(found, user)
    meeting = found.meeting
    return render(
        request,
        "learning/webinar.html",
        {
            "webinar": found,
            "meeting": meeting,
            "runs": runs,
            "registered": registered,
            "is_over": meeting.ends_at <= at,
            "takes_codes": meeting.starts_at - queries.EARLY <= at <= meeting.ends_at + queries.EARLY,
            "questions": queries.questions_for(found, user, runs=runs),
            "form": QuestionForm(),
            "code_form": CodeForm(),
            "speakers": [line.strip() for line in found.speakers.splitlines() if line.strip()],
            "certificate": queries.certificates_of(user).filter(webinar=found, withdrawn_at=None).first()
            if user.is_authenticated
            else None,
        },
    )


@reachable_by(EVERYONE)
def webinar_calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For anybody's calendar; the link to join is in it for whoever registered."""
    found = get_object_or_404(queries.webinars(), uid=uid)
    meeting = found.meeting
    is_in = queries.is_registered(found, request.user)
    text = calendar.meeting(
        uid=str(found.uid),
        at=found.updated_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=found.title,
        text=found.words,
        place=meeting.place,
        link=meeting.join_link if is_in else request.build_absolute_uri(found.get_absolute_url()),
        sequence=meeting.sequence,
        is_cancelled=meeting.state == "cancelled",
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="webinaire.ics"'
    return response


def _form(request: HttpRequest, found=None) -> WebinarForm:
    return WebinarForm(
        request.POST if request.method == "POST" else held_data(request),
        instance=found,
        themes=newsroom.themes_of_ours(request.user),
        replays=library.pieces_visible_to(request.user).filter(kind="capsule"),
        evaluations=openings_kept_by(request.user),
    )


@reachable_by(TO_EDITORS)
def webinar_new(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    ours = request.user.acting.organisation
    if request.method == "POST" and (
        made := accepted(form, lambda: actions.announce(ours, by=request.user, at=now(), **form.content()))
    ):
        notices.success(request, _("It is announced: everyone may read it and register."))
        return redirect(made)
    return render(request, "learning/webinar_form.html", {"form": form}, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def webinar_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.webinars_kept_by(request.user), uid=uid)
    form = _form(request, found)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.change(
            queries.webinars().get(pk=found.pk),
            since=form.since_version(),
            by=request.user,
            at=now(),
            **form.content(),
        ),
    ):
        notices.success(request, _("The webinar is saved."))
        return redirect("webinar", uid=uid)
    context = {"form": form, "webinar": found}
    return render(request, "learning/webinar_form.html", context, status=status_of(request))


@require_POST
@reachable_by(SIGNED_IN)
def webinar_do(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Register or not, ask, type a code."""
    found = get_object_or_404(queries.webinars(), uid=uid)
    do, given = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "withdraw":
        actions.withdraw_registration(found, **given)
        notices.success(request, _("You are no longer registered."))
    elif do == "ask":
        form = QuestionForm(request.POST)
        if not queries.is_registered(found, request.user):
            notices.error(request, _("Register first: the question is read by those who come."))
        elif accepted(
            form,
            lambda: actions.ask(
                found, words=form.cleaned_data["words"], signed=form.cleaned_data["signed"], **given
            ),
        ):
            notices.success(request, _("Your question is there."))
        else:
            context = {"webinar": found, "form": form}
            return render(request, "learning/webinar_ask.html", context, status=422)
    elif do == "code":
        form = CodeForm(request.POST)
        if form.is_valid():
            said = _("It is noted. Type the code of the end before you leave.")
            done(request, actions.type_code, found, code=form.cleaned_data["code"], **given, said=said)
        else:
            notices.error(request, _("Type the code that is on the screen."))
    else:
        done(
            request, actions.register, found, **given, said=_("You are registered: the link to join is here.")
        )
    return redirect("webinar", uid=uid)


@require_POST
@reachable_by(TO_OWN_EDITORS)
def webinar_question(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mark a question answered, or hide it; again undoes it."""
    found = get_object_or_404(queries.webinars_kept_by(request.user), uid=uid)
    for question in queries.questions_kept_by(request.user).filter(webinar=found):
        if str(question.uid) == request.POST.get("question"):
            do = request.POST.get("do", "answered")
            done(request, actions.treat_question, question, do=do, by=request.user, at=now())
    return redirect("webinar", uid=uid)


@never_cache
@reachable_by(TO_OWN_EDITORS)
def attendance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who was there and for how long; those in two sessions at once are flagged, and judged by somebody."""
    found = get_object_or_404(queries.webinars_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    do = request.POST.get("do")
    form = AttendanceForm(*((request.POST, request.FILES) if do == "import" else (None, None)))
    if do == "import" and (
        imported := accepted(
            form,
            lambda: presence_actions.import_attendance(found, form.cleaned_data["file"].read(), **given),
        )
    ):
        values = {"added": imported.added, "known": imported.known, "skipped": len(imported.skipped)}
        notices.success(
            request,
            _("%(added)d stays added, %(known)d already there, %(skipped)d lines not read.") % values,
        )
        return redirect("webinar_attendance", uid=uid)
    if do == "issue":
        made: list = []
        if done(
            request, lambda **now_: made.extend(presence_actions.issue_certificates(found, **now_)), **given
        ):
            notices.success(request, _("%(count)d certificates are issued.") % {"count": len(made)})
        return redirect("webinar_attendance", uid=uid)
    with seen("learning.attendance_read", by=request.user, purpose=_("attendance"), request=request) as shown:
        presences = queries.presences(found)
        titles = queries.titles_of(presences, but=found)
        if presences:
            shown.one(found)
        table = table_for(
            request,
            presences,
            [
                Column("name", _("Name"), sort="name"),
                Column("minutes", _("Minutes there"), sort="minutes", numeric=True),
                Column("hours", _("Hours earned"), lambda one: _plain(one.hours), numeric=True),
                Column("account", _("Account"), lambda one: _("yes") if one.user else _("no")),
                Column("clashes", _("Elsewhere meanwhile"), _elsewhere(titles)),
            ],
            caption=_("Who was there"),
            sort="name",
            per_page=50,
        )
        if table.export_format:
            return EXPORTS[table.export_format](_("attendance"), table.header, list(table.export_rows))
        context = {
            "webinar": found,
            "form": form,
            "table": table,
            "flagged": sum(bool(one.clashes) for one in presences),
            "issued": found.certificates.filter(withdrawn_at=None).count(),
        }
        return render(request, "learning/attendance.html", context, status=status_of(request))


def _plain(hours: Decimal) -> float | int:
    """1, and not 1.00; 1.5 stays so."""
    return int(hours) if hours == int(hours) else float(hours)


def _elsewhere(titles: dict[int, str]):
    """Where somebody also was, by name of webinar."""
    return lambda one: (
        "; ".join(
            sorted(
                {titles[session] for clash in one.clashes for session in clash.sessions if session in titles}
            )
        )
        or "—"
    )


@never_cache
@reachable_by(SIGNED_IN)
def my_record(request: HttpRequest) -> HttpResponse:
    """My own professional development: hours by year, certificates, nobody else's business."""
    table = table_for(
        request,
        list(queries.certificates_of(request.user).filter(withdrawn_at=None)),
        [
            Column("title", _("Webinar"), lambda one: one.webinar.title, link=_certificate_page),
            Column("organisation", _("Organisation"), lambda one: one.webinar.organisation.name),
            Column("day", _("Day"), lambda one: one.webinar.meeting.starts_at.date()),
            Column("hours", _("Hours"), lambda one: _plain(one.hours), numeric=True),
            Column("code", _("Code")),
        ],
        caption=_("My certificates"),
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("my certificates"), table.header, table.export_rows)
    return render(
        request, "learning/my_record.html", {"table": table, "years": queries.record_of(request.user)}
    )


def _certificate_page(certificate) -> str:
    return reverse("certificate_pdf", args=[certificate.uid])


@reachable_by(TO_HOLDER)
def certificate_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.certificates_of(request.user), uid=uid, withdrawn_at=None)
    address = settings.BASE_URL.rstrip("/") + reverse("certificate", args=[found.code])
    response = HttpResponse(papers.certificate(found, address), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="attestation-{found.code}.pdf"'
    return response


@never_cache
@reachable_by(EVERYONE)
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What a code verifies: the name, the webinar, the hours; or that it was withdrawn."""
    found = queries.certificate_behind(code)
    if found is None:
        raise Http404
    response = render(request, "learning/certificate.html", {"certificate": found})
    response["X-Robots-Tag"] = "noindex"
    return response
