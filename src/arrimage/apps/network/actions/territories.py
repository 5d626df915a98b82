"""Load the facts we carry on Québec's territories: codes, names, what is part of what, and when, population.

The files of `data/territories` are the truth for the codes they hold; codes they do not hold (the invented
territory of the demonstration) are left alone. Loading twice changes nothing.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from arrimage.apps.network.models import Population, Succession, Territory, TerritoryParent
from arrimage.apps.network.vocabulary import TerritoryKind

FACTS = Path(__file__).resolve().parents[1] / "data" / "territories"
LEVELS = {
    "regions": TerritoryKind.REGION,
    "territories": TerritoryKind.TERRITORY,
    "local_networks": TerritoryKind.LOCAL,
}


@dataclass(frozen=True)
class Loaded:
    """How many rows each verb touched."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


@transaction.atomic
def load_facts(progress: Callable[[str], None] | None = None, *, with_population: bool = True) -> Loaded:
    """Make the tables equal to the files, for the codes the files hold. Idempotent.

    `progress` is told each step, in French. Returns the counts over all tables.
    """
    say = progress or (lambda step: None)
    citations = {row["source"]: row["citation"] for row in _rows("sources")}

    say(_("Regions, territories and local networks"))
    territories = list(_territories(citations))
    ours = Territory.objects.filter(code__in=[row["code"] for row in territories])
    loaded = _make_equal(ours, territories, key=("code",))
    ids = dict(ours.values_list("code", "pk"))

    say(_("What is part of what, and what came before"))
    loaded += _make_equal(
        TerritoryParent.objects.filter(territory__in=ids.values()),
        [
            {
                "territory_id": ids[row["code"]],
                "parent_id": ids[row["parent"]],
                **_period(row),
                "source": citations[row["source"]],
            }
            for row in _rows("parents")
        ],
        key=("territory_id", "parent_id", "since"),
    )
    loaded += _make_equal(
        Succession.objects.filter(predecessor__in=ids.values()),
        [
            {
                "predecessor_id": ids[row["predecessor"]],
                "successor_id": ids[row["successor"]],
                "on": date.fromisoformat(row["on"]),
                "is_partial": row["is_partial"] == "1",
                "source": citations[row["source"]],
            }
            for row in _rows("successions")
        ],
        key=("predecessor_id", "successor_id"),
    )
    if with_population:
        say(_("Population, by year, sex and age"))
        loaded += _make_equal(
            Population.objects.filter(territory__in=ids.values()),
            list(_population(ids, citations)),
            key=("territory_id", "year", "sex"),
        )
    return loaded


def load_facts_once(sender, verbosity: int = 1, using: str = "default", **kwargs) -> None:
    """After `migrate`: a new installation knows its territories. Nothing is done where some are known."""
    if using != "default" or Territory._meta.db_table not in connection.introspection.table_names():
        return  # another database, or the migrations were being undone
    if not Territory.objects.exists():
        # `migrate` speaks no language of its own; the installation does.
        with translation.override(settings.LANGUAGE_CODE):
            load_facts((lambda step: print(f"  {step}")) if verbosity else None)  # noqa: T201


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _period(row: dict[str, str]) -> dict[str, date | None]:
    return {edge: date.fromisoformat(row[edge]) if row[edge] else None for edge in ("since", "until")}


def _territories(citations: dict[str, str]) -> Iterator[dict]:
    for file, kind in LEVELS.items():
        for row in _rows(file):
            yield {
                "code": row["code"],
                "kind": kind.value,
                "name": row["name"],
                "short_name": row["short_name"],
                "place_kind": row["place_kind"],
                **_period(row),
                "is_pseudo": row.get("is_pseudo") == "1",
                "has_no_coalition": row.get("has_no_coalition") == "1",
                "source": "\u00a0; ".join(
                    citations[row[key]] for key in ("source", "other_source") if row[key]
                ),
            }


def _population(ids: dict[str, int], citations: dict[str, str]) -> Iterator[dict]:
    for row in _rows("population"):
        code, year, sex, *counts, source = row.values()
        yield {
            "territory_id": ids[code],
            "year": int(year),
            "sex": sex,
            **dict(zip(Population.BANDS, map(int, counts), strict=True)),
            "source": citations[source],
        }


def _make_equal(scope: models.QuerySet, rows: list[dict], *, key: tuple[str, ...]) -> Loaded:
    """Create, update and remove, so that `scope` holds exactly `rows`."""
    model, fields = scope.model, list(rows[0])

    def keyed(row: dict) -> tuple:
        return tuple(row[name] for name in key)

    there = {keyed(row): row for row in scope.values("pk", *fields)}
    wanted = {keyed(row): row for row in rows}
    missing = [model(**row) for place, row in wanted.items() if place not in there]
    changed = [
        model(pk=there[place]["pk"], **row)
        for place, row in wanted.items()
        if place in there and any(there[place][name] != row[name] for name in fields)
    ]
    gone = [row["pk"] for place, row in there.items() if place not in wanted]
    # What is gone goes first: a link that moved would else be open twice.
    model.objects.filter(pk__in=gone).delete()
    moving = [name for name in fields if name not in key]
    model.objects.bulk_update(changed, moving, batch_size=200)
    model.objects.bulk_create(missing, batch_size=1000)
    return Loaded(len(missing), len(changed), len(wanted) - len(missing) - len(changed), len(gone))
