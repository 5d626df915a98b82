"""Who pages are for, and what each does with a refusal."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.mixed.numbers import number_at, numbers_in, sources
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


def numbers_to_choose(request: HttpRequest, held: str = "") -> tuple[str, list, list]:
    """The source one chooses in, every source, and its numbers; the one that is held stays choosable."""
    every = sources(request.user)
    of_held = ":".join(held.split(":")[:2])
    chosen = request.GET.get("source") or of_held or (every[0][0] if every else "")
    found = numbers_in(request.user, chosen) if chosen else []
    if held and not any(ref == held for _heading, refs in found for ref, _label in refs):
        number = number_at(request.user, held)
        said = f"{number.answer} : {number.count}/{number.base}" if number else _("not there any more")
        found = [(number.question if number else "…", [(held, said)]), *found]
    return chosen, every, found
