"""Who pages are for, and what each of them does with a refusal."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import Committee
from arrimage.apps.improvement.queries import committees as queries
from arrimage.apps.kernel import refusals
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.clock import today

# Those who manage its organisation, and those who hold a place in it: what they may open, the queries say.
TO_COMMITTEE = doors(door(*policies.MANAGERS, relation=Relation.OWN), door(relation=Relation.SELF))
TO_SELF = doors(door(relation=Relation.SELF))
TO_MANAGERS = doors(door(*policies.MANAGERS, relation=Relation.OWN))


def committee_for(request: HttpRequest, uid) -> Committee:
    return get_object_or_404(queries.committees_visible_to(request.user, on=today()), uid=uid)


def runs(request: HttpRequest, committee: Committee, *, on: date | None = None) -> bool:
    return queries.committees_run_by(request.user, on=on or today()).filter(pk=committee.pk).exists()


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form."""
    try:
        return act(*args, **kwargs) or True
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs) -> bool:
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        return refusals.done(request, act, *args, said=said, **kwargs)
    except PermissionDenied:
        notices.error(request, _("Those who hold a place here, or animate the committee, do that."))
        return False
