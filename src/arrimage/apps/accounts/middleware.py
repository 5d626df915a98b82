"""Who the user acts as, what they prove it with, and what they had typed when their session ran out."""

from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from arrimage.apps.kernel.clock import now

from . import held, policies, queries

Answer = Callable[[HttpRequest], HttpResponse]


class NotesActivity(UserSessionsMiddleware):
    """Notes when and where a session was last seen, every ten minutes: not one write per page."""

    EVERY = 10 * 60

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(now().timestamp())
            if moment - request.session.get("seen", 0) > self.EVERY:
                request.session["seen"] = moment
                return super().__call__(request)
        return self.get_response(request)


class ActingAs:
    """Sets `request.user.acting`: the membership chosen in this session, else the most recent one.

    One query, none for a visitor.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.act_as(queries.acting_membership(request.user, request.session.get("acting")))
        else:
            request.user.acting = None
        return self.get_response(request)


class KeepsWhatWasTyped:
    """Holds a form sent after the session ran out, so that signing in again loses nothing (see `held`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        held.say_what_was_not_done(request)
        response = self.get_response(request)
        if not request.user.is_authenticated:
            return self.held(request, response) if self.turned_away(response) else response
        # The view has taken it already, or shows a page that cannot: then it is shown by itself.
        kept = None if 300 <= response.status_code < 400 else held.take(request)
        return held.shown_again(request, kept) if kept else response

    def held(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method == "POST" and (page := held.hold(request)):
            response = redirect_to_login(page)
        if request.headers.get("HX-Request"):  # the whole window goes to sign in, not the fragment alone
            return HttpResponse(headers={"HX-Redirect": response.url})
        return response

    def turned_away(self, response: HttpResponse) -> bool:
        """Sent to sign in?"""
        url = getattr(response, "url", None)
        return url is not None and urlsplit(url).path == resolve_url(settings.LOGIN_URL)


class AsksSecondFactor:
    """Staff without a second factor go and set it up, and nowhere else, where the installation asks."""

    FREE = frozenset(
        {"mfa_activate_totp", "account_reauthenticate", "account_logout", "set_language", "appearance"}
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not policies.must_hold_second_factor(request.user):
            return None
        if request.session.get("second_factor"):
            return None
        if queries.holds_second_factor(request.user):
            request.session["second_factor"] = True  # asked once a session; taken back on deactivation
            return None
        request.second_factor_missing = True
        return None if request.resolver_match.url_name in self.FREE else redirect("mfa_activate_totp")
