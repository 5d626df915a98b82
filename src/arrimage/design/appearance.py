"""Day, night, or as the device: the reader's choice, kept in a cookie so that the first paint is right."""

from django.http import HttpRequest

COOKIE = "apparence"
CHOICES = ("auto", "light", "dark")


def chosen(request: HttpRequest | None) -> str:
    wanted = request.COOKIES.get(COOKIE) if request else None
    return wanted if wanted in CHOICES else "auto"
