"""Who the pages of learning are for, and what they do with a refusal."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.refusals import add
from arrimage.apps.learning.policies import EDITORS

TO_EDITORS = doors(door(*EDITORS))
TO_OWN_EDITORS = doors(door(*EDITORS, relation=Relation.OWN))
LIVED = frozenset({Role.RESOURCE_PATIENT, Role.PATIENT_COACH})


def accepted(form: BaseForm, act: Callable, *args, **kwargs):
    """What the action returned, or None, its refusal then being on the form."""
    if not form.is_valid():
        return None
    try:
        return act(*args, **kwargs) or True
    except ValidationError as refusal:
        add(form, refusal)
    except StaleVersion:
        form.add_error(
            None,
            _(
                "Somebody else saved this while you were writing. Copy what you want to keep, then open the"
                " page again."
            ),
        )
    return None


def status_of(request: HttpRequest) -> int:
    """Of a page that shows a form again."""
    return 422 if request.method == "POST" else 200
