"""Reading users, memberships and invitations."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from arrimage.apps.kernel.clock import today

from . import policies
from .models import Invitation, Membership, User
from .roles import HOSTS, KEEPERS, STAFF

MFA_SECRETS = "mfa"  # the context their encryption is bound to


def memberships_of(user: User, *, on: date | None = None) -> QuerySet[Membership]:
    """The memberships a user holds on a day (today by default), most recent first."""
    return (
        Membership.objects.filter(_held_on(on or today()), user=user)
        .select_related("organisation")
        .order_by("-since", "id")
    )


def acting_membership(user: User, chosen: int | None) -> Membership | None:
    """The membership chosen in the session if the user still holds it, else the most recent one.

    One query; all that are held stay on the user as `memberships_now`.
    """
    held = user.memberships_now = list(memberships_of(user))
    return next((membership for membership in held if membership.pk == chosen), held[0] if held else None)


def members_holding(
    organisation_ids: Iterable[int], roles: Iterable[str], *, on: date
) -> QuerySet[Membership]:
    """Who holds one of these roles in one of these organisations on a day, and can sign in: by user."""
    return (
        Membership.objects.filter(
            _held_on(on), organisation__in=list(organisation_ids), role__in=list(roles), user__is_active=True
        )
        .select_related("user", "organisation")
        .order_by("user_id", "-since", "id")
    )


def worked_since(user: User, organisation_id: int, *, since: date) -> bool:
    """Whether this user is of an organisation's staff, was since that day, or will be.

    Resource patients are not: they come for themselves.
    """
    found = Membership.objects.filter(user=user, organisation=organisation_id, role__in=STAFF)
    return found.filter(Q(until=None) | Q(until__gt=since)).exists()


def members_hosted_by(user: User, *, on: date | None = None) -> QuerySet[Membership]:
    """Who belongs, or did, to the organisation this user hosts: those there now first, by name."""
    held = _held_on(on or today())
    return (
        Membership.objects.filter(policies.hosted_by(user))
        .select_related("user")
        .annotate(there=held)
        .order_by("-there", "user__name", "user__email", "-since", "id")
    )


def memberships_endable_by(user: User, *, on: date | None = None) -> QuerySet[Membership]:
    return Membership.objects.filter(policies.endable_by(user), _held_on(on or today())).select_related(
        "user", "organisation"
    )


def invitations_hosted_by(user: User, *, at: datetime) -> QuerySet[Invitation]:
    """The invitations of the organisation this user hosts that can still be taken, latest first."""
    return (
        Invitation.objects.filter(policies.hosted_by(user), _open_at(at))
        .select_related("organisation", "invited_by")
        .order_by("-sent_at", "-id")
    )


def invitation_behind(token: str, *, at: datetime) -> Invitation | None:
    """The invitation a link opens, if it can still be taken."""
    found = Invitation.objects.filter(_open_at(at), digest=digest_of(token))
    return found.select_related("organisation", "invited_by").first()


def is_invited(email: str, *, at: datetime) -> bool:
    return Invitation.objects.filter(_open_at(at), email__iexact=email).exists()


def user_with(email: str) -> User | None:
    """The user of an address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()


def holds_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.TOTP).exists()


def second_factors_by_key() -> Counter[str]:
    """How many secrets of second factors each key wrote."""
    data = Authenticator.objects.values_list("data", flat=True)
    return Counter(
        row[name].partition(":")[0] for row in data for name in ("secret", "seed") if row.get(name)
    )


def digest_of(token: str) -> str:
    """What is stored of an invitation's secret. It is long and random: a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _held_on(day: date) -> Q:
    return Q(Q(until=None) | Q(until__gt=day), since__lte=day)


def _open_at(at: datetime) -> Q:
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


# --- Where an organisation's mail goes

WRITTEN_TO = 20  # members of one organisation written to at most, its hosts first


@dataclass(frozen=True)
class Address:
    email: str
    language: str
    has_account: bool  # otherwise the mail carries a link that needs none


def addresses_of(organisations: Iterable, *, on: date) -> dict[int, list[Address]]:
    """By organisation, its own address and those of its keepers with an account. One query."""
    organisations = list(organisations)
    found: dict[int, dict[str, Address]] = {organisation.pk: {} for organisation in organisations}
    for organisation in organisations:
        if organisation.email:
            found[organisation.pk][organisation.email.lower()] = Address(organisation.email, "fr", False)
    members = User.objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gt=on),
        is_active=True,
        memberships__organisation__in=found,
        memberships__role__in=KEEPERS,
        memberships__since__lte=on,
    ).values_list("memberships__organisation", "memberships__role", "email", "language", "pk")
    for pk, _role, email, language, _id in sorted(members, key=lambda row: (row[1] not in HOSTS, row[4])):
        if len(found[pk]) <= WRITTEN_TO:
            found[pk].setdefault(email.lower(), Address(email, language, True))
    return {pk: list(addresses.values()) for pk, addresses in found.items()}
