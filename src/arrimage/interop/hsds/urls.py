"""Addresses of the API: its page for people first, as the API answers everything else."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from .api import api
from .views import docs


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """GET, or HEAD which asks the same without the body; anything else is refused in a sentence."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            detail = "Cette API se lit seulement\u00a0: demandez avec GET ou HEAD."
            return JsonResponse({"detail": detail}, status=405, headers={"Allow": "GET, HEAD"})
        asked, request.method = request.method, "GET"  # ninja knows no HEAD; the server drops the body
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    return answer


operations, *names = api.urls
for operation in operations:
    operation.callback = read_only(operation.callback)

urlpatterns = [
    path("docs/", docs, name="hsds_docs"),
    path("", (operations, *names)),
]
