"""Writing memberships and invitations. Each is journalled."""

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import crypto
from arrimage.apps.kernel.mail import send

from . import policies, queries
from .models import Invitation, Membership, User
from .queries import MFA_SECRETS

INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def grant_membership(*, user: User, organisation, role: str, by: User | None, at: datetime) -> Membership:
    """Give a role in an organisation from today on. Given twice, it is given once.

    `by` is None for whoever runs the installation. Raises PermissionDenied beyond the giver's reach.
    """
    policies.check_can_grant(by, organisation, role)
    return _grant(user, organisation, role, by=by, at=at)


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, at: datetime) -> None:
    """End it today: it no longer holds from now on. One begun today leaves no row, only its journal."""
    policies.check_can_grant(by, membership.organisation, membership.role)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    day = timezone.localdate(at)
    if membership.until is not None and membership.until <= day:
        return
    if membership.since >= day:
        membership.delete()
    else:
        membership.until = day
        membership.save(update_fields=["until"])
    _record("membership.ended", membership, by=by, at=at)


def choose_membership(*, session, membership: Membership, by: User, at: datetime) -> Membership:
    """Act under this membership from now on, in this session. It must be one's own (ValueError)."""
    by.act_as(membership)
    session["acting"] = membership.pk
    _record("membership.chosen", membership, by=by, at=at)
    return membership


@transaction.atomic
def invite(*, email: str, organisation, role: str, by: User | None, at: datetime) -> Invitation:
    """Keep a place for this address, and write to it. An earlier invitation there is replaced.

    Raises PermissionDenied beyond the host's reach, ValidationError if the person already has the role.
    """
    policies.check_can_grant(by, organisation, role)
    email = email.strip().lower()
    user = queries.user_with(email)
    day = timezone.localdate(at)
    if user and queries.memberships_of(user, on=day).filter(organisation=organisation, role=role).exists():
        raise ValidationError(_("This person already has this role here."), code="already_there")
    Invitation.objects.filter(
        email__iexact=email, organisation=organisation, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        organisation=organisation,
        role=role,
        invited_by=by,
        digest=queries.digest_of(token),
        sent_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    _record("invitation.sent", invitation, by=by, at=at)
    # Whoever receives it may have no account yet, so no language of their own: the installation's.
    language = user.language if user else settings.LANGUAGE_CODE
    link = settings.BASE_URL.rstrip("/") + reverse("invitation", args=(token,))
    send("accounts/email/invitation.txt", email, {"invitation": invitation, "link": link}, language)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User | None, at: datetime) -> None:
    """Its link opens nothing any more. One that was taken stays taken."""
    policies.check_can_grant(by, invitation.organisation, invitation.role)
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if open_still.update(withdrawn_at=at):
        _record("invitation.withdrawn", invitation, by=by, at=at)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> Membership:
    """Take the place that was kept. Raises ValidationError for another's address, or if it is gone."""
    # Lock first: the link may be opened twice at once.
    kept = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")
    invitation = kept.get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        raise ValidationError(_("This invitation can no longer be used. Ask for a new one."), code="gone")
    if invitation.email.lower() != by.email.lower():
        raise ValidationError(_("This invitation was sent to another address than yours."), code="mismatch")
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    _record("invitation.accepted", invitation, by=by, at=at)
    return _grant(by, invitation.organisation, invitation.role, by=by, at=at)


@transaction.atomic
def open_account(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Open an account for the invited address, and take the place. Raises ValidationError as above."""
    if queries.user_with(invitation.email):
        raise ValidationError(_("This address already has an account: sign in with it."), code="taken")
    user = User.objects.create_user(invitation.email, password, name=name)
    record("account.opened", by=user, subjects=(user,), at=at)
    accept_invitation(invitation=invitation, by=user, at=at)
    return user


@transaction.atomic
def rename(*, user: User, name: str, at: datetime) -> User:
    """Change one's own name, as others see it."""
    user.name = name
    user.save(update_fields=["name"])
    record("account.renamed", by=user, subjects=(user,), at=at)
    return user


@transaction.atomic
def remove_second_factor(*, user: User, by: User | None, at: datetime) -> bool:
    """For one who has lost phone and codes; staff then set it up anew. False if there was none.

    Only those who run the installation call this, once they are sure of who asks.
    """
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if removed:
        record("account.second_factor_removed", by=by, subjects=(user,), at=at)
    return bool(removed)


def reencrypt_second_factors() -> int:
    """Write the secrets of other keys again under the current one (allauth keeps them in JSON); how many.

    Raises UnreadableText when their key is gone.
    """
    current = crypto.keyring("FIELD").current + ":"
    again = 0
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            # Locked, one at a time: a recovery code may be ticked off meanwhile.
            authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data = authenticator.data if authenticator else {}
            stale = [name for name in ("secret", "seed") if not data.get(name, current).startswith(current)]
            for name in stale:
                data[name] = crypto.encrypt(crypto.decrypt(data[name], MFA_SECRETS), MFA_SECRETS)
            if stale:
                authenticator.save(update_fields=["data"])
                again += len(stale)
    return again


def _grant(user: User, organisation, role: str, *, by: User | None, at: datetime) -> Membership:
    """Whoever calls has checked that `by` may."""
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        until=None,
        defaults={"since": timezone.localdate(at)},
    )
    if created:
        _record("membership.granted", membership, by=by, at=at)
    return membership


def _record(action: str, thing: Membership | Invitation, *, by: User | None, at: datetime) -> None:
    who = thing.user if isinstance(thing, Membership) else thing.email
    record(action, by=by, subjects=(who, thing.organisation), details={"role": thing.role}, at=at)
