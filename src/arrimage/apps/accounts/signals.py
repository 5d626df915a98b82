"""What Django and allauth announce is journalled; what was typed before a sign-in goes to its owner."""

from functools import partial

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from arrimage.apps.audit.actions import record

from . import held, queries
from .models import User

JOURNALLED = {
    user_logged_in: "account.signed_in",
    user_logged_out: "account.signed_out",
    account.password_changed: "account.password_changed",
    account.password_set: "account.password_changed",
    account.password_reset: "account.password_reset",
    account.email_changed: "account.address_changed",
    mfa.authenticator_added: "account.second_factor_added",
    mfa.authenticator_removed: "account.second_factor_removed",
    mfa.authenticator_reset: "account.recovery_codes_renewed",
}


def signed_in(*, request: HttpRequest, user: User, **_rest) -> None:
    if held.KEY in request.session:
        request.session.set_expiry(None)
        if kept := held.kept_for(request, user):  # another's is forgotten here
            request.session["acting"] = kept.acting
    user.act_as(queries.acting_membership(user, request.session.get("acting")))


def second_factor_removed(*, request: HttpRequest, **_rest) -> None:
    request.session.pop("second_factor", None)


def journal(action: str, *, request: HttpRequest, user: User | None, **_rest) -> None:
    if user is not None:  # signing out when nobody was signed in
        record(action, by=user, subjects=(user,), request=request)


def connect() -> None:
    # First, so that the journal knows as whom.
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    mfa.authenticator_removed.connect(second_factor_removed, dispatch_uid="accounts.second_factor_removed")
    for signal, action in JOURNALLED.items():
        signal.connect(partial(journal, action), weak=False, dispatch_uid=f"accounts.{action}")
