"""Mail about consultations: that there is something to read or to do, never what somebody said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.accounts.queries import Address, addresses_of
from arrimage.apps.deliberation.models import Conclusion, Consultation, Contribution
from arrimage.apps.deliberation.queries.consultations import token_of
from arrimage.apps.kernel import mail

TEMPLATE = "deliberation/mail/told.txt"


def tell(
    consultation: Consultation,
    what: str,
    *,
    organisations: Iterable = (),
    users: Iterable = (),
    at: datetime,
    **more,
) -> int:
    """The same news to each address once. How many mails leave."""
    organisations = list(organisations)
    found = addresses_of(organisations, on=localdate(at))
    addresses: dict[str, Address] = {}
    for user in users:
        if user.is_active:
            addresses.setdefault(user.email.lower(), Address(user.email, user.language, True))
    for organisation in organisations:
        for address in found[organisation.pk]:
            addresses.setdefault(address.email.lower(), address)
    for address in addresses.values():
        path = more.get("path") or consultation.get_absolute_url()
        if not address.has_account and consultation.audience == "invited":
            # Whoever has no account enters by the address that is passed on.
            path = reverse("consultation_key", args=[token_of(consultation)])
        context = {"consultation": consultation, "what": what, "link": full(path), **more}
        mail.send(TEMPLATE, address.email, context, address.language, reply_to(consultation))
    return len(addresses)


def tell_everybody(consultation: Consultation, what: str, *, at: datetime, **more) -> int:
    """Those invited, those who work on it, those who contributed and can be written to."""
    invitees = list(consultation.invitees.select_related("organisation", "user"))
    team = [one.user for one in consultation.team.select_related("user")]
    organisations, users = contributors(consultation)
    return tell(
        consultation,
        what,
        organisations={*organisations, *(one.organisation for one in invitees if one.organisation)},
        users=[*users, *team, *(one.user for one in invitees if one.user)],
        at=at,
        **more,
    )


def tell_contributors(consultation: Consultation, what: str, *, at: datetime, **more) -> int:
    organisations, users = contributors(consultation)
    return tell(consultation, what, organisations=organisations, users=users, at=at, **more)


def contributors(consultation: Consultation) -> tuple[set, set]:
    """Organisations and accounts that gave something; whoever spoke without a name cannot be written to."""
    found = Contribution.objects.filter(consultation=consultation).exclude(state=Contribution.State.WITHDRAWN)
    organisations = {
        one.organisation for one in found.filter(organisation__isnull=False).select_related("organisation")
    }
    return organisations, {one.author for one in found.filter(author__isnull=False).select_related("author")}


def tell_who_answers(conclusion: Conclusion, what: str, *, at: datetime, **more) -> int:
    if conclusion.asked_of is None:
        return 0
    return tell(
        conclusion.consultation,
        what,
        organisations=[conclusion.asked_of],
        at=at,
        path=conclusion.get_absolute_url(),
        conclusion=conclusion,
        **more,
    )


def tell_author(contribution: Contribution, what: str, *, at: datetime) -> int:
    """Whoever gave it, when they can be written to."""
    return tell(
        contribution.consultation,
        what,
        organisations=[contribution.organisation] if contribution.organisation else [],
        users=[contribution.author] if contribution.author else [],
        at=at,
        path=reverse("my_contributions"),
    )


def reply_to(consultation: Consultation) -> str | None:
    return (consultation.organisation.email or None) if consultation.organisation else None


def full(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
