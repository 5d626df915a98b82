"""Who allauth's pages are for: its views cannot carry our decorator themselves, `urls` puts it on them."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, Audience

ALLAUTH_AUDIENCES: dict[str, Audience] = {
    "account_login": EVERYONE,
    "account_logout": EVERYONE,
    "account_inactive": EVERYONE,
    "account_signup": EVERYONE,  # closed: says how one is invited
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": EVERYONE,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": EVERYONE,
    "account_reset_password_done": EVERYONE,
    "account_reset_password_from_key": EVERYONE,
    "account_reset_password_from_key_done": EVERYONE,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": EVERYONE,  # between the password and the code, nobody is signed in yet
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "openid_connect_login": EVERYONE,
    "openid_connect_callback": EVERYONE,
    "socialaccount_login_cancelled": EVERYONE,
    "socialaccount_login_error": EVERYONE,
}


def if_it_answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth lets a provider that cannot be reached break the page: say so instead."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except OSError:  # what every error of `requests` is
            return redirect("socialaccount_login_error")

    return answered
