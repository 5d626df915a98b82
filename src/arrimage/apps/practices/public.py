"""What anybody may read of practices: models and what their makers tell, each on the same footing."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.public import Kind, Told

from .models import Edition, OwnVersion
from .queries.catalogue import editions_of, read_in
from .queries.listing import Line
from .queries.own import published_versions


def _models() -> QuerySet[Edition]:
    return read_in("fr").select_related("practice")


def _told_of_models(rows: Sequence[Edition]) -> list[Told]:
    shown = editions_of([one.practice.slug for one in rows], get_language() or "fr")
    return [_told(Line(edition=one)) for one in shown]


def _told_by_makers(rows: Sequence[OwnVersion]) -> list[Told]:
    return [_told(Line(version=one)) for one in rows]


def _told(line: Line) -> Told:
    return Told(line.title, line.text)


def _address(row: Edition | OwnVersion) -> str:
    return row.practice.get_absolute_url()


KINDS = (
    Kind(
        "pratiques",
        _("Practice"),
        found=_models,
        changed="published_at",
        came_out="published_at",
        tell=_told_of_models,
        address=_address,
    ),
    Kind(
        "paroles",
        pgettext_lazy("came out", "Practice, in its own words"),
        found=published_versions,
        changed="published_at",
        came_out="published_at",
        tell=_told_by_makers,
        address=_address,
    ),
)
