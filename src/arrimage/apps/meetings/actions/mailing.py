"""Mail about meetings: to the addresses of an organisation, or to a person for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from arrimage.apps.accounts.queries import Address, addresses_of
from arrimage.apps.kernel import calendar, mail
from arrimage.apps.meetings.models import Dissatisfaction, Invitation, Meeting
from arrimage.apps.meetings.queries import agenda as agendas
from arrimage.apps.meetings.queries import loops
from arrimage.apps.meetings.queries import meetings as queries

INVITED, CHANGED, CANCELLED, MINUTES = "invited", "changed", "cancelled", "minutes"


def calendar_of(meeting: Meeting) -> str:
    """The meeting as an iCalendar file; each change of it is one more `SEQUENCE`."""
    title = f"{meeting.name} ({meeting.series.organisation})" if meeting.series.organisation else meeting.name
    return calendar.meeting(
        uid=str(meeting.uid),
        at=meeting.updated_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=title,
        text="\n".join(filter(None, [meeting.join_link, full(meeting.get_absolute_url())])),
        place=meeting.place or meeting.join_link,
        link=full(meeting.get_absolute_url()),
        sequence=meeting.sequence,
        is_cancelled=meeting.state == Meeting.State.CANCELLED,
    )


def write_to_invited(meeting: Meeting, what: str, *, at: datetime, only: Sequence[Invitation] = ()) -> int:
    """Tell those invited (or `only` these) that it is planned, changed, cancelled, or how it went.

    Notes on each invitation whether there was somebody to write to. How many mails leave.
    """
    invitations = list(only) or list(queries.invitations_of(meeting))
    organisations = [one.organisation for one in invitations if one.organisation_id]
    addresses = addresses_of(organisations, on=localdate(at))
    context = {"meeting": meeting, "what": what}
    if what == MINUTES:
        context["items"] = [line.item for line in agendas.agenda_of(meeting).lines]
        context["follow_ups"] = list(meeting.follow_ups.select_related("organisation"))
    sent = 0
    for invitation in invitations:
        found = (
            addresses[invitation.organisation_id]
            if invitation.organisation_id
            else [Address(invitation.user.email, invitation.user.language, True)]
        )
        for address in found:
            _write(invitation, address, context)
        sent += len(found)
        invitation.mailed_at = at if found else None
        invitation.save(update_fields=["mailed_at"])
    return sent


def _write(invitation: Invitation, address: Address, context: dict) -> None:
    meeting, what = context["meeting"], context["what"]
    path = meeting.get_absolute_url()
    if not address.has_account and what in {INVITED, CHANGED}:
        path = reverse("meeting_by_link", args=[queries.token_of(invitation)])
    attachments = []
    if what != MINUTES:
        with override(address.language):
            name = _("meeting") + ".ics"
        attachments = [mail.Attachment(name, calendar_of(meeting), "text/calendar")]
    mail.send(
        f"meetings/mail/{'minutes' if what == MINUTES else 'meeting'}.txt",
        address.email,
        context | {"invitation": invitation, "link": full(path), "has_account": address.has_account},
        address.language,
        reply_to(meeting.series.organisation),
        attachments=attachments,
    )


def write_to_organisation(organisation, template: str, context: dict, *, at: datetime, reply=None) -> int:
    """The same text to every address of an organisation. How many mails leave."""
    found = addresses_of([organisation], on=localdate(at))[organisation.pk]
    for address in found:
        mail.send(
            template,
            address.email,
            context | {"has_account": address.has_account},
            address.language,
            reply_to(reply),
        )
    return len(found)


def write_of_dissatisfaction(
    organisation, found: Dissatisfaction, what: str, *, at: datetime, reply=None
) -> int:
    """There is something to read or to answer. Without an account, a link opens that one thing."""
    context = {"found": found, "what": what, "link": full(found.get_absolute_url())}
    if organisation.pk == found.to_id and found.state in Dissatisfaction.OWED:
        context["reply_link"] = full(reverse("reply_by_link", args=[loops.token_of(found)]))
    template = "meetings/mail/dissatisfaction.txt"
    return write_to_organisation(organisation, template, context, at=at, reply=reply)


def write_to_person(user, template: str, context: dict) -> int:
    if user is None or not user.is_active:
        return 0
    mail.send(template, user.email, context | {"has_account": True}, user.language)
    return 1


def reply_to(organisation) -> str | None:
    return organisation.email or None if organisation else None


def full(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
