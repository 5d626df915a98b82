"""Writing to other organisations: an invitation in two clicks, a letter, a question to the members."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from arrimage.apps.accounts.held import held_data
from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import messages as actions
from arrimage.apps.network.forms.messages import (
    AnswerForm,
    ConsultationForm,
    InvitationForm,
    LetterForm,
)
from arrimage.apps.network.models import Message, Organisation
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import affiliations, pages
from arrimage.apps.network.queries import messages as queries

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))


@reachable_by(TO_KEEPERS)
def messages(request: HttpRequest) -> HttpResponse:
    """What one's organisation sent and received; first what waits for its answer."""
    page = Paginator(queries.listed_messages(request.user), 20).get_page(request.GET.get("page"))
    return render(
        request,
        "network/messages.html",
        {
            "page": page,
            "awaiting": queries.awaiting_answer_from(request.user, on=today()),
            "has_members": policies.has_members(request.user.acting.organisation),
        },
    )


@reachable_by(TO_KEEPERS)
def invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page is filled in already: reading it and pressing Send is enough."""
    return _write_to_one(request, uid, InvitationForm)


@reachable_by(TO_KEEPERS)
def write(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _write_to_one(request, uid, LetterForm)


@reachable_by(TO_KEEPERS)
def write_to_members(request: HttpRequest) -> HttpResponse:
    return _write_to_members(request, LetterForm)


@reachable_by(TO_KEEPERS)
def consult_members(request: HttpRequest) -> HttpResponse:
    return _write_to_members(request, ConsultationForm)


def _write_to_one(request: HttpRequest, uid: UUID, form_class: type[LetterForm]) -> HttpResponse:
    to = get_object_or_404(pages.open_organisations(), uid=uid)
    if to == request.user.acting.organisation:
        notices.info(request, _("This is your own organisation: choose another to write to."))
        return redirect("organisations")
    return _write(request, form_class, [to], to=to)


def _write_to_members(request: HttpRequest, form_class: type[LetterForm]) -> HttpResponse:
    sender = request.user.acting.organisation
    if not policies.has_members(sender):
        notices.info(request, _("Only a coalition or a federation has members to write to."))
        return redirect("messages")
    return _write(request, form_class, list(affiliations.member_organisations(sender, today())))


def _write(
    request: HttpRequest,
    form_class: type[LetterForm],
    recipients: list[Organisation],
    *,
    to: Organisation | None = None,
) -> HttpResponse:
    sender = request.user.acting.organisation
    data = request.POST if request.method == "POST" else held_data(request)
    form = form_class(data, sender=sender, to=to, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            message = actions.send_message(sender, recipients, by=request.user, at=now(), **form.content())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            _say_sent(request, message)
            return redirect("message", uid=message.uid)
    context = {"form": form, "to": to, "recipients": recipients}
    status = 422 if request.method == "POST" else 200
    return render(request, "network/message_write.html", context, status=status)


def _say_sent(request: HttpRequest, message: Message) -> None:
    reached = list(message.recipients.select_related("organisation"))
    unreached = [recipient.organisation for recipient in reached if recipient.mailed_at is None]
    count = len(reached) - len(unreached)
    if count:
        notices.success(
            request,
            ngettext("Sent to %(count)d organisation.", "Sent to %(count)d organisations.", count)
            % {"count": count},
        )
    for organisation in unreached[:10]:
        notices.warning(
            request,
            _("%(organisation)s has neither an e-mail address nor an account here: call them. %(phone)s")
            % {"organisation": organisation, "phone": organisation.phone},
        )


@never_cache
@reachable_by(TO_OWN_KEEPERS)
def message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A message: its answers for whoever sent it, the way to answer for whoever received it."""
    found = get_object_or_404(queries.messages_visible_to(request.user).select_related("by"), uid=uid)
    recipient = queries.recipient_for(request.user, found)
    form = None
    if recipient:
        actions.mark_seen(recipient, at=now())
        form = _answer_form(request, recipient)
        if request.method == "POST" and _answered(request, form, recipient, by=request.user):
            return redirect("message", uid=uid)
    shown = list(queries.answers_shown_to(request.user, found))
    return render(
        request,
        "network/message.html",
        {
            "message": found,
            "recipient": recipient,
            "form": form,
            "recipients": shown,
            "answered": sum(1 for one in shown if one.answered_at),
            "is_sender": found.organisation_id == policies.kept_by(request.user),
            "until": queries.answerable_until(found),
            "is_open": today() <= queries.answerable_until(found),
        },
        status=422 if request.method == "POST" else 200,
    )


@reachable_by(EVERYONE)
@never_cache
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The one message a mailed link is about, and the way to answer it: nothing else."""
    recipient = queries.recipient_behind(token, at=now())
    if recipient is None:
        return _private(render(request, "network/link_over.html", status=404))
    form = _answer_form(request, recipient, by_link=True)
    if request.method == "POST" and _answered(request, form, recipient, by=None):
        return _private(render(request, "network/message_answered.html", {"message": recipient.message}))
    context = {"message": recipient.message, "recipient": recipient, "form": form, "by_link": True}
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "network/message_by_link.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other page, no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer_form(request: HttpRequest, recipient, *, by_link: bool = False) -> AnswerForm:
    # By the link, what was answered before is not shown: the mail may have been passed on.
    initial = {} if by_link else {"answer": recipient.answer, "words": recipient.words}
    data = request.POST if request.method == "POST" else None if by_link else held_data(request)
    return AnswerForm(data, message=recipient.message, initial=initial)


def _answered(request: HttpRequest, form: AnswerForm, recipient, *, by) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.answer_message(recipient, by=by, at=now(), **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    if by:
        notices.success(request, _("Your answer is sent. You can change it until the last day."))
    return True


@reachable_by(TO_OWN_KEEPERS)
def message_calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(
        queries.messages_visible_to(request.user).filter(starts_at__isnull=False), uid=uid
    )
    name = _("meeting") + ".ics"
    return HttpResponse(
        actions.calendar_of(found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
