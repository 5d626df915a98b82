"""The reader's choice of day or night, and the living style page. `config.urls` says who they are for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from arrimage.design.appearance import CHOICES, COOKIE


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice (day, night, as the device) for a year; back to where they were."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("appearance")
    if chosen in CHOICES:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=365 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content: what the accessibility tests look at."""
    from arrimage.design import styleguide as sample  # its figures load Altair: only for this page

    return render(request, "arrimage/styleguide.html", sample.context(request))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What this installation promises to everyone who reads it, and what it does not keep of them."""
    return render(request, "arrimage/accessibility.html")
