"""Who pages are for, what each does with a refusal, and where one is in a project."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from arrimage.apps.kernel import refusals
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Corpus, Member
from arrimage.apps.qualitative.queries import corpora as queries

TO_AUTHORS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
# Who is of the team: nobody's role opens these.
TO_TEAM = doors(door(relation=Relation.SELF))


def corpus_for(request: HttpRequest, uid) -> tuple[Corpus, Member]:
    """The project, and one's part in it."""
    corpus = get_object_or_404(queries.corpora_visible_to(request.user, on=today()), uid=uid)
    return corpus, queries.member_of(request.user, corpus, on=today())


def corpus_led(request: HttpRequest, uid) -> tuple[Corpus, Member]:
    corpus = get_object_or_404(queries.corpora_led_by(request.user, on=today()), uid=uid)
    return corpus, queries.member_of(request.user, corpus, on=today())


def by(request: HttpRequest) -> dict:
    return {"by": request.user, "at": now()}


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form."""
    try:
        return act(*args, **kwargs) or True
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except StaleVersion:
        form.add_error(None, _("Somebody changed this meanwhile. Open the page again to see it."))
    return None


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs) -> bool:
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        return refusals.done(request, act, *args, said=said, **kwargs)
    except StaleVersion:
        notices.error(request, _("Somebody changed this meanwhile. Open the page again to see it."))
        return False


def since_of(request: HttpRequest) -> int:
    """The version of what the page showed: somebody else may have changed it since."""
    try:
        return int(request.POST.get("since", ""))
    except ValueError as error:
        raise BadRequest from error


def page(request: HttpRequest, template: str, corpus: Corpus, member: Member, **context) -> HttpResponse:
    """A page of a project; 422 when something sent was refused. Kept by no browser and no proxy."""
    told = {"corpus": corpus, "me": member, "leads": member.part == Member.Part.LEAD} | context
    status = 422 if request.method == "POST" else 200
    response = render(request, f"qualitative/{template}.html", told, status=status)
    response["Cache-Control"] = "no-store"
    return response
