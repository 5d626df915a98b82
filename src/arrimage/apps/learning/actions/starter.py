"""The programme shipped with the software, for whoever wants to begin from it. Nobody has to."""

from datetime import datetime
from importlib.resources import files

from django.db import connection, transaction

from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.models import (
    Activity,
    Concern,
    Programme,
    PublishedCount,
    Team,
    Theme,
    ThemeSource,
)

from .starter_pieces import french, load_pieces

DATA = files("arrimage.apps.learning").joinpath("data", "starter")


def load_starter_once(sender, using: str = "default", **_) -> None:
    """After migrate: the programme is there without a command to know."""
    if using == "default" and Programme._meta.db_table in connection.introspection.table_names():
        load_starter(at=now())


@transaction.atomic
def load_starter(*, at: datetime) -> Programme:
    """The starter programme, written if it is not there yet."""
    content = french(DATA.joinpath("programme.toml"))
    programme, is_new = Programme.objects.get_or_create(
        slug=content["slug"],
        defaults={
            "title": content["title"],
            "purpose": content["purpose"].strip(),
            "status": Programme.Status.PUBLISHED,
            "published_at": at,
        },
    )
    if is_new:
        _add_themes(programme, content)
        _add_counts(programme, content["pilot"])
    load_pieces(programme, at=at)
    return programme


def _add_themes(programme: Programme, content: dict) -> None:
    Concern.objects.bulk_create(
        Concern(programme=programme, position=place, words=words)
        for place, words in enumerate(content["concerns"])
    )
    for place, row in enumerate(content["theme"]):
        sources, activities = row.pop("source"), row.pop("activity")
        theme = Theme.objects.create(programme=programme, position=place, **row)
        ThemeSource.objects.bulk_create(
            ThemeSource(theme=theme, kind=kind, title=title) for kind, title in sources
        )
        Activity.objects.bulk_create(
            Activity(theme=theme, position=order, kind=kind, title=title, words=words)
            for order, (kind, title, words) in enumerate(activities)
        )


def _add_counts(programme: Programme, pilot: dict) -> None:
    """The pilot's published figures, one row a count."""
    measure = PublishedCount.Measure
    rows = []
    for place, sim, siv, workers in pilot["teams"]:
        rows += [(measure.TEAMS, place, Team.Kind.SIM, sim), (measure.TEAMS, place, Team.Kind.SIV, siv)]
        rows.append((measure.WORKERS, place, "", workers))
    rows += [(measure.REGISTERED, place, "", number) for place, number in pilot["registered"]]
    PublishedCount.objects.bulk_create(
        PublishedCount(
            programme=programme,
            measure=what,
            place=place,
            kind=kind,
            value=value,
            source=pilot["source"],
            position=order,
        )
        for order, (what, place, kind, value) in enumerate(rows)
        if value
    )
