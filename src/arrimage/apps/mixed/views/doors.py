"""Who pages are for, and what each does with a refusal."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.mixed.policies import LEADERS

TO_LEADERS = doors(door(*LEADERS, relation=Relation.OWN))


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
        act(*args, **kwargs)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            notices.error(request, sentence)
        return False
    if said:
        notices.success(request, said)
    return True
