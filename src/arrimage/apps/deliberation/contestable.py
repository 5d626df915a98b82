"""What may be contested: the rooms that show a figure say so here, when they start.

    register_contestable(Contestable("norm", _("Norm"), label=lambda key: …, link=lambda key: …))

`label` gives a figure its name, or None when there is none of that key; `link` leads to where it is shown.
Beside the figure, the room shows `queries.contestations.contestations_of(kind, keys)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Contestable:
    kind: str
    name: str | Promise
    label: Callable[[str], str | None] | None = None
    link: Callable[[str], str] | None = None


KINDS: dict[str, Contestable] = {}


def register_contestable(one: Contestable) -> None:
    """Register a kind of figure; registering it again replaces it."""
    KINDS[one.kind] = one


# What the sources speak of. A room that shows such figures registers again, with their labels and links.
register_contestable(Contestable("indicator", pgettext_lazy("contestable", "An indicator")))
register_contestable(Contestable("norm", pgettext_lazy("contestable", "A norm")))
register_contestable(Contestable("target", pgettext_lazy("contestable", "A target")))
