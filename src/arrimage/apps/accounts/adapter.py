"""Our rules and our words where allauth asks for them."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel import crypto
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.mail import send

from . import queries

WRONG_CODE = _("This code is not the right one, or it is no longer valid. Try the one shown now.")
TOO_MANY = _("Too many attempts. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Write to those who run your installation."),
        "duplicate_email": _("This is already your address."),
        "email_password_mismatch": _("This address and this password do not go together. Check both."),
        "email_taken": _("Another account has this address. Choose another one."),
        "enter_current_password": _("This is not your current password. Type it again."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "rate_limited": TOO_MANY,
        "same_as_current": _("This is already your address."),
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up uninvited."""
        return False

    def pre_login(self, request, user, **login):
        """An account is opened by an invitation sent to its address, or by those who run the installation,
        and changed only with a code sent to the new one: its address is always known to be theirs."""
        if not EmailAddress.objects.filter(user=user, verified=True).exists():
            EmailAddress.objects.update_or_create(
                user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
            )
        return super().pre_login(request, user, **login)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Whoever signed in a moment ago has just shown who they are: they are not asked twice in a row."""
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(self.request, self.request.user)
        if any(record["at"] > since for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queued, so that asking for a password takes as long whether the address has an account or not."""
        send(f"{template_prefix}.txt", email, {"email": email, **context}, get_language() or "fr")

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address) -> str:
        return reverse("account")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An organisation's identity opens the account that has its verified address, or takes an invitation."""

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            # Addresses alone link an identity to an account: nobody attaches theirs to another's.
            raise ImmediateHttpResponse(redirect("account"))

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return any(queries.is_invited(email, at=now()) for email in _proven(sociallogin))

    def authenticate_by_email(self, sociallogin):
        proven = _proven(sociallogin)
        sociallogin.email_addresses = [a for a in sociallogin.email_addresses if a.email in proven]
        return super().authenticate_by_email(sociallogin)

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or "")[:120]
        return user

    def get_connect_redirect_url(self, request, socialaccount) -> str:
        return reverse("account")


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are encrypted at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Turn your second factor off before you change your address."),
        "cannot_delete_authenticator": _("Your role asks for a second factor: it cannot be turned off."),
        "cannot_generate_recovery_codes": _("Set up your second factor first."),
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, queries.MFA_SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, queries.MFA_SECRETS)


def _proven(sociallogin) -> set[str]:
    """The addresses the provider vouches for. Some send the word "false": only a true `True` counts."""
    return {address.email for address in sociallogin.email_addresses if address.verified is True}
