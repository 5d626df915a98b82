"""Who pages are for, and what each of them does with a refusal."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community
from arrimage.apps.kernel import refusals
from arrimage.apps.kernel.access import Relation, door, doors

TO_OPENERS = doors(door(*policies.OPENERS))
TO_SELF = doors(door(relation=Relation.SELF))  # those who are in it: the queries say which


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form: a name it met is asked about."""

    def asked(*args, **kwargs):
        try:
            return act(*args, **kwargs)
        except ValidationError as refusal:
            if getattr(refusal, "code", "") == "names":
                form.ask_to_judge()
            raise

    return refusals.accepted(form, asked, *args, **kwargs)


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs) -> bool:
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        return refusals.done(request, act, *args, said=said, **kwargs)
    except PermissionDenied:
        notices.error(request, _("Its members do that: join first."))
        return False


def shown(
    request: HttpRequest, template: str, context: dict, community: Community | None = None, status: int = 0
) -> HttpResponse:
    """A page; what belongs to a private community is kept by no cache and by no search engine."""
    status = status or (422 if request.method == "POST" else 200)
    response = render(request, f"communities/{template}.html", context, status=status)
    if community is not None and community.is_private:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
