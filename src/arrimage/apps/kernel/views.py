"""What goes wrong, said plainly."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key has run out: say what to do; nothing was saved."""
    return render(request, "kernel/stale_form.html", status=403)
