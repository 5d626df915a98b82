"""The menu, by task; each entry is shown to those it is for."""

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, object]:
    """`menu` (the entries this user sees) and `acting` for the header."""
    return {"menu": [], "acting": getattr(request.user, "acting", None)}
