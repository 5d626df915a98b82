"""What every page here does with a refusal: beside its field, or in a sentence at the top."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.refusals import add

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


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other page, no index."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
