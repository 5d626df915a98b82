"""The agenda before, the notes during, the minutes after."""

from datetime import date
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.refusals import add, done
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.actions import agenda as actions
from arrimage.apps.meetings.actions import attendance, loops, minutes
from arrimage.apps.meetings.forms.agenda import CorrectionForm, ItemForm, NotesForm, RewriteForm
from arrimage.apps.meetings.forms.loops import FollowUpForm
from arrimage.apps.meetings.forms.meetings import ArrivalForm
from arrimage.apps.meetings.models import Item, Meeting
from arrimage.apps.meetings.queries import agenda as queries
from arrimage.apps.meetings.queries import meetings

from .refusals import TO_INVITED, TO_OWN_KEEPERS, accepted


def _seen(request: HttpRequest, uid: UUID) -> Meeting:
    return get_object_or_404(meetings.meetings_visible_to(request.user), uid=uid)


def _run(request: HttpRequest, uid: UUID) -> Meeting:
    return get_object_or_404(meetings.meetings_run_by(request.user), uid=uid)


def _item(meeting: Meeting, uid: UUID) -> Item:
    item = get_object_or_404(queries.items_of(meeting), uid=uid)
    item.meeting = meeting
    return item


def _its_day(meeting: Meeting) -> date:
    """What is late is told as of the meeting, once it is over: old minutes print as they were."""
    return today() if meeting.state == Meeting.State.PLANNED else localdate(meeting.starts_at)


# --- Before


@reachable_by(TO_INVITED)
def item_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose a subject; whoever runs the meeting puts it on the agenda at once."""
    meeting = _seen(request, uid)
    runs = policies.runs(request.user, meeting.series)
    form = ItemForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form, lambda: actions.add_item(meeting, by=request.user, at=now(), **form.cleaned_data)
    ):
        said = (
            _("The subject is on the agenda.")
            if runs
            else _("Your subject is proposed: whoever runs the meeting takes it, or says why not.")
        )
        notices.success(request, said)
        if runs and meeting.is_under_way:
            return redirect("meeting_run", uid=uid)
        return redirect(reverse("meeting", args=[uid]) + "#agenda")
    context = {"form": form, "meeting": meeting, "runs": runs}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/item_form.html", context, status=status)


@reachable_by(TO_INVITED)
def item_edit(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Change a subject: whoever runs the meeting, or whoever proposed it until it is taken."""
    meeting = _seen(request, uid)
    found = _item(meeting, item)
    runs = policies.runs(request.user, meeting.series)
    is_mine = found.proposed_by_id == request.user.pk and found.state == Item.State.PROPOSED
    if not runs and not is_mine:
        raise Http404
    data = request.POST if request.method == "POST" else held_data(request)
    form = ItemForm(data, initial=ItemForm.initial_of(found))
    if request.method == "POST" and accepted(
        form, lambda: actions.change_item(found, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("The subject is changed."))
        return redirect(reverse("meeting", args=[uid]) + "#agenda")
    context = {"form": form, "meeting": meeting, "item": found, "runs": runs}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/item_form.html", context, status=status)


@require_POST
@reachable_by(TO_INVITED)
def item_step(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Earlier, later, taken, set aside."""
    found = _item(_run(request, uid), item)
    by = {"by": request.user, "at": now()}
    match request.POST.get("do", ""):
        case "up" | "down" as way:
            done(request, actions.move_item, found, up=way == "up", **by)
        case "take":
            done(request, actions.take_item, found, said=_("The subject is on the agenda."), **by)
        case "aside":
            said = _("The subject is set aside, and whoever proposed it reads why. You may take it back.")
            why = request.POST.get("why", "")
            done(request, actions.set_item_aside, found, why=why, said=said, **by)
        case _:
            raise BadRequest
    return redirect(reverse("meeting", args=[uid]) + "#agenda")


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def item_relay(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Who tells it inside my organisation, and that it is told."""
    found = _item(_seen(request, uid), item)
    mine = request.user.acting.organisation
    by = {"by": request.user, "at": now()}
    if request.POST.get("do") == "told":
        relay = next((one for one in found.relays.all() if one.organisation_id == mine.pk), None)
        if relay is None:
            raise BadRequest
        done(request, actions.note_relayed, relay, said=_("Noted: it is told inside."), **by)
    else:
        name = request.POST.get("name", "")
        done(request, actions.say_who_relays, found, organisation=mine, name=name, said=_("Noted."), **by)
    return redirect(reverse("meeting", args=[uid]) + f"#item-{found.uid}")


# --- During


@never_cache
@reachable_by(TO_INVITED)
def meeting_run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For whoever holds the pen: who is there, what comes back, each subject and what is said of it."""
    meeting = _run(request, uid)
    agenda = queries.agenda_of(meeting)
    organisations = meetings.organisations_in(meeting.series)
    presences = meetings.shown_presences(meeting, reader=request.user)
    return render(
        request,
        "meetings/run.html",
        {
            "meeting": meeting,
            "agenda": agenda,
            "lines": [(line, NotesForm(item=line.item)) for line in agenda.lines],
            "organisations": list(organisations),
            "arrival": ArrivalForm(organisations=organisations),
            "there": [one for one in presences if any(stay.left_at is None for stay in one.stays.all())],
            "gone": [one for one in presences if all(stay.left_at for stay in one.stays.all())],
            "expected": meetings.expected_in(meeting, presences, reader=request.user),
            "may_write": not meeting.has_minutes and meeting.state != Meeting.State.CANCELLED,
            "today": _its_day(meeting),
        },
    )


@require_POST
@reachable_by(TO_INVITED)
def item_note(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Saved as one goes (htmx), or by the button."""
    meeting = _run(request, uid)
    found = _item(meeting, item)
    form = NotesForm(request.POST, item=found)
    said, version = "", request.POST.get("version", "")
    if not form.is_valid():
        said = _("This is too long to be saved: shorten it.")
    else:
        since = int(version) if version.isdecimal() else found.version
        notes = {name: value for name, value in form.cleaned_data.items() if name in request.POST}
        try:
            found = actions.note_item(found, by=request.user, at=now(), since=since, **notes)
        except StaleVersion:
            said = _("Somebody else wrote here meanwhile. Copy your text, then open the page again.")
        except ValidationError as refusal:
            said = refusal.messages[0]
    if request.htmx:
        context = {"item": found, "refused": said, "at": now(), "version": found.version}
        return render(request, "meetings/_saved.html", context)
    (notices.error if said else notices.success)(request, said or _("Saved."))
    return redirect(reverse("meeting_run", args=[uid]) + f"#item-{found.uid}")


@require_POST
@reachable_by(TO_INVITED)
def item_follow_up(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Note who does what, for when."""
    meeting = _run(request, uid)
    found = _item(meeting, item)
    form = FollowUpForm(request.POST, organisations=meetings.organisations_in(meeting.series))
    if accepted(
        form,
        lambda: loops.decide_follow_up(meeting, item=found, by=request.user, at=now(), **form.cleaned_data),
    ):
        notices.success(request, _("Noted: it will come back at each meeting until it is closed."))
        return redirect(reverse("meeting_run", args=[uid]) + f"#item-{found.uid}")
    context = {"form": form, "meeting": meeting, "item": found}
    return render(request, "meetings/follow_up_form.html", context, status=422)


@require_POST
@reachable_by(TO_INVITED)
def attend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody arrives, goes, comes back, or was noted by mistake."""
    meeting = _run(request, uid)
    by = {"by": request.user, "at": now()}
    back = redirect(reverse("meeting_run", args=[uid]) + "#there")
    do = request.POST.get("do", "arrive")
    if do == "arrive":
        form = ArrivalForm(request.POST, organisations=meetings.organisations_in(meeting.series))
        if not form.is_valid():
            notices.error(request, _("Write the name of who arrives."))
        else:
            invited = (one for one in meetings.invitations_of(meeting) if one.user_id)
            person = next((one.user for one in invited if str(one.uid) == request.POST.get("invited")), None)
            done(request, attendance.arrive, meeting, **form.cleaned_data, user=person, **by)
        return back
    presence = next(
        (one for one in meetings.presences_of(meeting) if str(one.uid) == request.POST.get("who")), None
    )
    if presence is None:
        raise BadRequest
    if do == "back":
        given = {"name": presence.name, "organisation": presence.organisation, "user": presence.user}
        done(request, attendance.arrive, meeting, **given, **by)
    elif do in {"leave", "remove"}:
        act = attendance.leave if do == "leave" else attendance.remove_presence
        done(request, act, presence, **by)
    else:
        raise BadRequest
    return back


# --- After


@never_cache
@reachable_by(TO_INVITED)
def minutes_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The written trace both sides keep; made to be printed. Until it is sent, for whoever writes it."""
    meeting = _seen(request, uid)
    runs = policies.runs(request.user, meeting.series)
    if not meeting.has_minutes and not runs:
        return render(request, "meetings/minutes_waiting.html", {"meeting": meeting})
    return render(
        request,
        "meetings/minutes.html",
        {
            "meeting": meeting,
            "agenda": queries.agenda_of(meeting),
            "presences": meetings.shown_presences(meeting, reader=request.user),
            "absent": [
                one for one in meetings.invited_to(meeting, reader=request.user) if one.answer == "no"
            ],
            "loose": meeting.follow_ups.filter(item=None).select_related("organisation"),
            "runs": runs,
            "keeps": policies.kept_by(request.user),
            "today": _its_day(meeting),
        },
    )


@reachable_by(TO_INVITED)
def correction_new(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    meeting = _seen(request, uid)
    if not meeting.has_minutes:  # the page shows what they say: until they are sent, nobody reads them
        return render(request, "meetings/minutes_waiting.html", {"meeting": meeting})
    found = _item(meeting, item)
    form = CorrectionForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form, lambda: minutes.ask_correction(found, by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("It is noted, and stays visible beside the minutes."))
        return redirect(reverse("minutes", args=[uid]) + f"#item-{found.uid}")
    context = {"form": form, "meeting": meeting, "item": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/correction_form.html", context, status=status)


@reachable_by(TO_INVITED)
def correction_answer(request: HttpRequest, uid: UUID, item: UUID, correction: UUID) -> HttpResponse:
    """Write the subject anew, or leave the two readings side by side."""
    found = _item(_run(request, uid), item)
    asked = get_object_or_404(found.corrections.all(), uid=correction)
    asked.item = found
    data = request.POST if request.POST.get("do") == "make" else None
    form = RewriteForm(data, initial={"said": found.said, "decision": found.decision})
    back = reverse("minutes", args=[uid]) + f"#item-{found.uid}"
    if request.method == "POST":
        by = {"by": request.user, "at": now()}
        if request.POST.get("do") == "note":
            done(request, minutes.note_correction, asked, said=_("It is noted beside the minutes."), **by)
            return redirect(back)
        try:
            if form.is_valid():
                minutes.make_correction(asked, **form.cleaned_data, **by)
                notices.success(request, _("The minutes are corrected; what they said stays visible."))
                return redirect(back)
        except ValidationError as refusal:
            add(form, refusal)
    context = {"form": form, "meeting": found.meeting, "item": found, "correction": asked}
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/correction_answer.html", context, status=status)
