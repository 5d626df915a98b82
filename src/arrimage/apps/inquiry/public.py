"""The reports anybody may read, as their latest edition says them."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.public import Kind, Told

from .models import Report
from .queries.reports import published_reports


def _told(rows: Sequence[Report]) -> list[Told]:
    language = get_language() or "fr"

    def in_words(texts: dict[str, str]) -> str:
        return texts.get(language) or texts.get("fr", "")

    return [Told(in_words(one.called), in_words(one.says)) for one in rows]


KINDS = (
    Kind(
        "rapports",
        _("Report"),
        found=published_reports,
        changed="published_at",
        came_out="published_at",
        tell=_told,
        address=lambda row: row.get_public_url(),
    ),
)
