"""Which line of services each activity is of, from a CSV: « activity,line », 1, 2, 3, or other words."""

from collections.abc import Collection
from pathlib import Path

from .csv_file import Refused, content_of, rows_of, short
from .needs_words import TITLES


def read_lines(path: Path, activities: Collection[str]) -> dict[str, str]:
    """Activity → title of its line: numbers first, others in the order they come. Raises Refused."""
    told: dict[str, str] = {}
    for row, cells in rows_of(content_of(path), path.name, ("activity", "line")):
        name, line = cells["activity"], cells["line"]
        if not name or not line:
            raise Refused(f"{path.name}, ligne {row} : il faut une activité et sa ligne de services.")
        if told.setdefault(name, line) != line:
            raise Refused(f"{path.name}, ligne {row} : « {short(name)} » a déjà une autre ligne.")
    if not any(name in activities for name in told):
        raise Refused(
            f"{path.name} ne nomme aucune activité du fichier : il en connaît {short(', '.join(activities))}."
        )
    numbered = [line for line in TITLES if line in told.values()]
    order = dict.fromkeys([*numbered, *told.values()])
    return {
        name: TITLES.get(line, line)
        for line in order
        for name in told
        if told[name] == line and name in activities
    }
