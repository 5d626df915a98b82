"""One wave at work: who is asked, who would be reminded, what came back, and its closing."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.actions import campaigns as actions
from arrimage.apps.inquiry.actions import campaigns_mail
from arrimage.apps.inquiry.forms.campaigns import AddressForm, BouncesForm, ClosingForm
from arrimage.apps.inquiry.models import Invitation, Wave
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.design.tables import Column, table_for

from .campaigns import TO_AUTHORS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
LISTED = 200  # names shown of those a reminder would not go to


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_people(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Those who are asked, and where each invitation stands."""
    wave = get_object_or_404(queries.waves_led_by(request.user), uid=uid)
    is_anonymous = wave.campaign.is_anonymous
    columns = [
        Column("label", _("Who"), str, link=_link_of, sort="invitee__label"),
        Column("address", _("Address")),
        Column("stratum", _("Group"), lambda one: one.invitee.stratum, sort="invitee__stratum"),
        Column("invited_on", _("Invited on"), sort="invited_on"),
        Column("reminders", _("Reminders"), sort="reminders", numeric=True),
        Column("state", _("Where it stands"), lambda one: _standing(one, is_anonymous=is_anonymous)),
    ]
    rows = wave.invitations.select_related(*queries.INVITATION).order_by("pk")
    table = table_for(request, rows, columns, caption=_("Those who are asked"))
    if table.export_format:
        return EXPORTS[table.export_format](_("invitations"), table.header, table.export_rows)
    context = {"campaign": wave.campaign, "wave": wave, "table": table}
    return render(request, "inquiry/campaign_people.html", context)


def _link_of(invitation: Invitation) -> str:
    return reverse("campaign_invitation", args=[invitation.uid])


def _standing(invitation: Invitation, *, is_anonymous: bool) -> str:
    """In words. In an anonymous campaign, who answered is nobody's business: only who cannot be reached."""
    if is_anonymous:
        if invitation.bounced_on and not invitation.is_answered:
            return _("The mail came back")
        return "" if invitation.address else _("No address")
    if invitation.status in (Invitation.Status.ANSWERED, Invitation.Status.REFUSED):
        return invitation.get_status_display()
    if invitation.bounced_on:
        return _("The mail came back")
    if not invitation.address:
        return _("No address")
    return invitation.get_status_display()


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One invitation: a mail that came back, another address."""
    found = get_object_or_404(queries.invitations_led_by(request.user), uid=uid)
    form = AddressForm(request.POST if request.POST.get("do") == "address" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "bounced":
                campaigns_mail.note_bounce(found, by=request.user, at=now())
                notices.success(request, _("It is noted: nothing more goes to that address."))
                return redirect("campaign_invitation", uid=uid)
            if request.POST.get("do") in ("leave", "write"):
                left = request.POST["do"] == "leave"
                campaigns_mail.leave_in_peace(found, left, by=request.user, at=now())
                done = _("Nothing more is sent to them.")
                notices.success(request, done if left else _("They may be written to again."))
                return redirect("campaign_invitation", uid=uid)
            if request.POST.get("do") != "address":
                raise BadRequest
            if form.is_valid():
                email = form.cleaned_data["email"]
                campaigns_mail.correct_address(found, email, by=request.user, at=now())
                notices.success(request, _("A new invitation leaves; the former link opens nothing."))
                return redirect("campaign_invitation", uid=uid)
        except ValidationError as refusal:
            form.add_error(None, refusal) if form.is_bound else notices.error(request, refusal.messages[0])
    campaign = found.wave.campaign
    context = {
        "campaign": campaign,
        "wave": found.wave,
        "invitation": found,
        "standing": _standing(found, is_anonymous=campaign.is_anonymous),
        "form": form,
        "takes_answers": found.wave.takes_answers(today()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/campaign_invitation.html", context, status=status)


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_reminders(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who would get a reminder, why not the others, and what it says; hold them back, or send them today."""
    wave = get_object_or_404(queries.waves_led_by(request.user), uid=uid)
    if request.method == "POST":
        return _reminders_done(request, wave)
    preview = queries.preview(wave, today())
    subject, text = campaigns_mail.text_of(campaigns_mail.REMINDER, wave)
    reasons = [
        (heading, preview.by_reason[reason][:LISTED], len(preview.by_reason[reason]))
        for reason, heading in _headings().items()
        if preview.by_reason[reason]
    ]
    context = {
        "campaign": wave.campaign,
        "wave": wave,
        "days": queries.reminder_dates(wave),
        "next": next((day for day in queries.reminder_dates(wave) if day > today()), None),
        "remind": preview.remind[:LISTED],
        "count": len(preview.remind),
        "reasons": reasons,
        "answered": preview.answered,
        "takes_answers": wave.takes_answers(today()),
        "subject": subject,
        "text": text,
    }
    return render(request, "inquiry/campaign_reminders.html", context)


def _headings() -> dict[str, str]:
    return {
        "today": _("Written to today already"),
        "bounced": _("The mail came back: correct the address"),
        "no_address": _("No address: call them, or add one"),
        "refused": _("They prefer not to answer"),
        "left": _("They asked not to be written to"),
        "not_sent": _("The invitation is about to leave"),
    }


def _reminders_done(request: HttpRequest, wave: Wave) -> HttpResponse:
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do in ("hold", "resume"):
        actions.hold_reminders(wave, do == "hold", **given)
        held = _("Reminders are held back.")
        notices.success(request, held if do == "hold" else _("Reminders leave on their days again."))
    elif do == "now":
        count = campaigns_mail.remind_now(wave, **given)
        said = ngettext("%(count)d reminder leaves.", "%(count)d reminders leave.", count)
        notices.success(request, said % {"count": count} if count else _("There is nobody to remind today."))
    else:
        raise BadRequest
    return redirect("campaign_reminders", uid=wave.uid)


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_bounces(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mails that came back, several at once."""
    wave = get_object_or_404(queries.waves_led_by(request.user), uid=uid)
    form = BouncesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stopped = campaigns_mail.note_bounces(wave, form.cleaned_data["text"], by=request.user, at=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            said = ngettext(
                "%(count)d address is noted: nothing more goes there.",
                "%(count)d addresses are noted: nothing more goes there.",
                len(stopped),
            )
            notices.success(request, said % {"count": len(stopped)})
            return redirect("campaign_reminders", uid=uid)
    context = {"campaign": wave.campaign, "wave": wave, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/campaign_bounces.html", context, status=status)


@never_cache
@reachable_by(TO_AUTHORS)
def campaign_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move the closing, or close at once: the one thing here that is not undone."""
    wave = get_object_or_404(queries.waves_led_by(request.user), uid=uid)
    form = ClosingForm(
        request.POST if request.POST.get("do") == "move" else None, initial={"closes_on": wave.closes_on}
    )
    if request.method == "POST":
        try:
            if request.POST.get("do") == "close":
                actions.close_wave(wave, by=request.user, at=now())
                notices.success(request, _("It is closed. Thank those who answered."))
                return redirect(wave)
            if form.is_valid():
                actions.move_closing(wave, form.cleaned_data["closes_on"], by=request.user, at=now())
                notices.success(request, _("The closing is moved."))
                return redirect(wave)
        except ValidationError as refusal:
            form.add_error(None, refusal) if form.is_bound else notices.error(request, refusal.messages[0])
    context = {
        "campaign": wave.campaign,
        "wave": wave,
        "form": form,
        "standing": queries.standing(wave) if wave.opening_id else None,
        "begun": queries.count_begun(wave) if wave.is_open else 0,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/campaign_close.html", context, status=status)
