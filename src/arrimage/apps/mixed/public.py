"""The joint displays anybody may read."""

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.public import Kind, Told

from .models import Display
from .queries.displays import published_displays


def _told(rows: Sequence[Display]) -> list[Told]:
    return [Told(one.content["title"], one.content["question"]) for one in rows]


KINDS = (
    Kind(
        "mises-en-regard",
        pgettext_lazy("came out", "Figures and words, side by side"),
        found=published_displays,
        changed="published_at",
        came_out="published_at",
        tell=_told,
        address=lambda row: row.get_public_url(),
    ),
)
