"""What a page does with what an action refuses: the sentence goes beside the field, or on the next page."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from arrimage.apps.kernel.models import StaleVersion


def add(form: BaseForm, refusal: ValidationError) -> None:
    """Put each sentence beside its field; above the form when it has none there."""
    if hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


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


def status_of(request: HttpRequest) -> int:
    """Of a page that shows a form again."""
    return 422 if request.method == "POST" else 200
