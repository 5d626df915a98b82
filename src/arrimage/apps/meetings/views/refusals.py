"""What every page here does with a refusal: beside its field, or in a sentence at the top."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import Relation, door, doors

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
# A guest may also come for themselves: what they may open is what the queries give them.
TO_INVITED = doors(door(*KEEPERS, relation=Relation.OWN), door(relation=Relation.SELF))


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form."""
    if not form.is_valid():
        return None
    try:
        return act(*args, **kwargs) or True
    except ValidationError as refusal:
        add(form, refusal)
        return None


def add(form: BaseForm, refusal: ValidationError) -> None:
    if hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


def done(request: HttpRequest, act: Callable, *args, said: str = "", **kwargs) -> bool:
    """For a button without a form: what was done, or why not, is said on the next page."""
    try:
        act(*args, **kwargs)
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return False
    if said:
        notices.success(request, said)
    return True


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other page, no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
