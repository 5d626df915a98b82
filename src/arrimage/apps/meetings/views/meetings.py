"""One meeting: its page before and after, planning it, inviting, its files."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.accounts.queries import user_with
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.refusals import done
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.actions import attendance, documents, mailing, minutes
from arrimage.apps.meetings.actions import meetings as actions
from arrimage.apps.meetings.forms.meetings import AnswerForm, CancelForm, DocumentForm, MeetingForm
from arrimage.apps.meetings.forms.series import GuestForm
from arrimage.apps.meetings.models import Invitation, Meeting
from arrimage.apps.meetings.queries import agenda as agendas
from arrimage.apps.meetings.queries import meetings as queries

from .refusals import TO_INVITED, accepted, private
from .series import FOUND, as_uid


@never_cache
@reachable_by(TO_INVITED)
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When, where, who, what about; and the way to say whether one comes."""
    found = get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)
    held = queries.invitations_held_by(request.user, found)
    mine = held[0] if held else None
    form = None
    is_coming = found.state == Meeting.State.PLANNED and found.opened_at is None
    if mine and is_coming and found.ends_at > now():
        initial = {"answer": mine.answer, "words": mine.words}
        data = request.POST if request.method == "POST" else held_data(request)
        form = AnswerForm(data, initial=initial)
        if request.method == "POST" and accepted(
            form, lambda: actions.answer_invitation(mine, by=request.user, at=now(), **form.cleaned_data)
        ):
            notices.success(request, _("Your answer is noted. You can change it until the meeting."))
            return redirect(found)
    invitations = queries.invited_to(found, reader=request.user)
    return render(
        request,
        "meetings/meeting.html",
        {
            "meeting": found,
            "agenda": agendas.agenda_of(found),
            "mine": mine,
            "form": form,
            "answers": _by_answer(invitations),
            "silent": [one for one in invitations if not one.answer],
            "documents": queries.documents_visible_to(request.user, found),
            "runs": policies.runs(request.user, found.series),
            "sees_series": queries.series_visible_to(request.user).filter(pk=found.series_id).exists(),
            "keeps": policies.kept_by(request.user),
            "follow_ups": found.follow_ups.select_related("organisation"),
            "steps": _path(found),
            "today": today(),
            "cancel_form": CancelForm(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _by_answer(invitations: list[Invitation]) -> list[tuple[str, list[Invitation]]]:
    return [
        (label, [one for one in invitations if one.answer == value])
        for value, label in Invitation.Answer.choices
        if any(one.answer == value for one in invitations)
    ]


def _path(found: Meeting) -> list[dict]:
    """From the date to the adopted minutes, for `{% thread %}`."""
    if found.state == Meeting.State.CANCELLED:
        return []
    states = [Meeting.State.PLANNED, Meeting.State.HELD, Meeting.State.WRITTEN, Meeting.State.ADOPTED]
    here = states.index(found.state)
    steps = [
        (_("Invitations sent"), found.created_at),
        (_("The meeting"), found.starts_at),
        (_("Minutes sent to all"), found.written_at),
        (_("Minutes adopted"), found.adopted_at),
    ]
    return [
        {
            "title": title,
            "when": date_format(localtime(moment), "DATE_FORMAT") if moment else "",
            "state": "done" if number <= here else "now" if number == here + 1 else "later",
            "text": "",
        }
        for number, (title, moment) in enumerate(steps)
    ]


@reachable_by(TO_INVITED)
def meeting_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rhythm proposes a date; reading the page and pressing Plan is enough."""
    series = get_object_or_404(queries.series_run_by(request.user), uid=uid)
    proposed = queries.proposed_start(series, at=now())
    initial = {"place": series.place, "join_link": series.join_link}
    if proposed:
        starts = localtime(proposed)
        ends = starts + timedelta(minutes=series.lasts)
        initial |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    elif series.starts:
        initial |= {"starts": series.starts}
    form = MeetingForm(request.POST if request.method == "POST" else held_data(request), initial=initial)
    if request.method == "POST" and (
        planned := accepted(
            form, lambda: actions.plan_meeting(series, by=request.user, at=now(), **form.content())
        )
    ):
        _say_invited(request, planned)
        return redirect(planned)
    context = {
        "form": form,
        "series": series,
        "proposed": proposed,
        "guests": queries.guests_of(series, reader=request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/meeting_form.html", context, status=status)


def _say_invited(request: HttpRequest, planned: Meeting) -> None:
    invitations = queries.invited_to(planned, reader=request.user)
    count = len(invitations)
    notices.success(
        request,
        ngettext(
            "The meeting is planned; %(count)d is invited.",
            "The meeting is planned; %(count)d are invited.",
            count,
        )
        % {"count": count},
    )
    for one in invitations[:10]:
        if one.mailed_at is None and planned.starts_at > now():
            notices.warning(
                request,
                _("%(name)s has neither an e-mail address nor an account here: call them.") % {"name": one},
            )


@reachable_by(TO_INVITED)
def meeting_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.meetings_run_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = MeetingForm(data, initial=MeetingForm.initial_of(found))
    if request.method == "POST" and accepted(
        form, lambda: actions.change_meeting(found, by=request.user, at=now(), **form.content())
    ):
        notices.success(request, _("The meeting is changed; those invited receive the new date."))
        return redirect(found)
    context = {"form": form, "series": found.series, "meeting": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/meeting_form.html", context, status=status)


@require_POST
@reachable_by(TO_INVITED)
def meeting_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin, end, resume, cancel, put back; send the minutes, have them adopted."""
    found = get_object_or_404(queries.meetings_run_by(request.user), uid=uid)
    by = {"by": request.user, "at": now()}
    match request.POST.get("do", ""):
        case "open":
            done(request, attendance.open_meeting, found, **by)
            return redirect("meeting_run", uid=uid)
        case "hold":
            said = _("The meeting is over. Read the minutes again, then send them.")
            done(request, attendance.hold, found, said=said, **by)
            return redirect("meeting_run", uid=uid)
        case "resume":
            done(request, attendance.resume_meeting, found, said=_("The meeting goes on."), **by)
            return redirect("meeting_run", uid=uid)
        case "cancel":
            said = _("The meeting is cancelled; those invited are told. You may put it back.")
            done(request, actions.cancel_meeting, found, why=request.POST.get("why", ""), said=said, **by)
        case "restore":
            said = _("The meeting is put back; those invited are told.")
            done(request, actions.restore_meeting, found, said=said, **by)
        case "send":
            said = _("The minutes are sent to all those invited.")
            done(request, minutes.write_minutes, found, said=said, **by)
            return redirect("minutes", uid=uid)
        case "adopt":
            return _adopt(request, found, by)
        case _:
            raise BadRequest
    return redirect(found)


def _adopt(request: HttpRequest, found: Meeting, by: dict) -> HttpResponse:
    """From a later meeting's page (`in`), to which one returns; or in writing."""
    later = None
    if request.POST.get("in"):
        later = get_object_or_404(queries.meetings_run_by(request.user), uid=as_uid(request, "in"))
    done(request, minutes.adopt, found, in_meeting=later, said=_("The minutes are adopted."), **by)
    return redirect("meeting_run", uid=later.uid) if later else redirect("minutes", uid=found.uid)


@reachable_by(TO_INVITED)
def meeting_guests(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who is invited to this one meeting, and who has answered what."""
    found = get_object_or_404(queries.meetings_run_by(request.user), uid=uid)
    invitations = queries.invited_to(found, reader=request.user)
    form = GuestForm(request.POST if request.POST.get("do") == "person" else None)
    if request.method == "POST" and _invitations_changed(request, found, invitations, form):
        return redirect("meeting_guests", uid=uid)
    asked = request.GET.get("q", "")[:100]
    there = [one.organisation_id for one in invitations if one.organisation_id]
    return render(
        request,
        "meetings/guests.html",
        {
            "series": found.series,
            "meeting": found,
            "guests": invitations,
            "asked": asked,
            "found": queries.organisations_named(asked, but=there)[:FOUND],
            "form": form,
            "back": found.get_absolute_url(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _invitations_changed(request: HttpRequest, found: Meeting, invitations: list, form: GuestForm) -> bool:
    by = {"by": request.user, "at": now()}
    match request.POST.get("do", ""):
        case "add":
            organisation = get_object_or_404(queries.organisations(), uid=as_uid(request, "organisation"))
            said = _("%(name)s is invited.") % {"name": organisation}
            return done(request, actions.invite, found, organisations=[organisation], said=said, **by) or True
        case "remove":
            one = next((one for one in invitations if str(one.pk) == request.POST.get("guest")), None)
            if one is None:
                raise BadRequest
            said = _("%(name)s is no longer invited to this meeting.") % {"name": one}
            return done(request, actions.withdraw_invitation, one, said=said, **by) or True
        case "person":
            if not form.is_valid():
                return False
            person = user_with(form.cleaned_data["email"])
            if person is None:
                form.add_error("email", _("Nobody has an account with this address: invite them first."))
                return False
            said = _("%(name)s is invited.") % {"name": person}
            return done(request, actions.invite, found, users=[person], said=said, **by)
        case _:
            raise BadRequest


@reachable_by(TO_INVITED)
def meeting_calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)
    name = _("meeting") + ".ics"
    return HttpResponse(
        mailing.calendar_of(found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@reachable_by(EVERYONE)
def meeting_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The one meeting a mailed link is about, and the way to say whether one comes: nothing else."""
    invitation = queries.invitation_behind(token, at=now())
    if invitation is None:
        return private(render(request, "meetings/link_over.html", status=404))
    # What was answered before is not shown: the mail may have been passed on.
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.answer_invitation(invitation, by=None, at=now(), **form.cleaned_data)
    ):
        context = {"meeting": invitation.meeting, "invitation": invitation}
        return private(render(request, "meetings/answered.html", context))
    context = {
        "meeting": invitation.meeting,
        "invitation": invitation,
        "form": form,
        "agenda": agendas.agenda_of(invitation.meeting),
    }
    status = 422 if request.method == "POST" else 200
    return private(render(request, "meetings/meeting_by_link.html", context, status=status))


# --- Documents


@reachable_by(TO_INVITED)
def document_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)
    runs = policies.runs(request.user, found.series)
    form = DocumentForm(request.POST or None, request.FILES or None, runs=runs)
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES, runs=runs)
        if accepted(
            form, lambda: documents.add_document(found, by=request.user, at=now(), **form.cleaned_data)
        ):
            notices.success(request, _("The document is beside the meeting."))
            return redirect(found)
    context = {"form": form, "meeting": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/document_form.html", context, status=status)


@reachable_by(TO_INVITED)
def document(request: HttpRequest, uid: UUID, document: UUID) -> HttpResponse:
    """The file itself, always downloaded: nothing of it runs on our page."""
    found = get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)
    asked = get_object_or_404(
        queries.documents_visible_to(request.user, found).select_related("content"), uid=document
    )
    return HttpResponse(
        bytes(asked.content.data),
        content_type=asked.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, asked.name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
@reachable_by(TO_INVITED)
def document_remove(request: HttpRequest, uid: UUID, document: UUID) -> HttpResponse:
    found = get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)
    asked = get_object_or_404(queries.documents_visible_to(request.user, found), uid=document)
    done(
        request,
        documents.remove_document,
        asked,
        by=request.user,
        at=now(),
        said=_("The document is removed."),
    )
    return redirect(found)
