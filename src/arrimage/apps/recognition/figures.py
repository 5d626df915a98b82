"""The team's own figures, each with the rows it is counted from: what a dossier may be filled with.

A figure is computed for the team that looks, and goes to a dossier only when the team puts it there; its rows
are then kept as they were, so that whoever opens the figure sees what was counted.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.learning.queries import together


@dataclass(frozen=True)
class Row:
    words: str
    on: str = ""  # a day, as ISO 8601 writes it
    number: int = 1


@dataclass(frozen=True)
class Figure:
    """`value` is the sum of its rows' numbers: nothing is counted that is not shown."""

    code: str
    value: int
    day: str  # when it was counted
    rows: tuple[Row, ...]

    def to_data(self) -> dict:
        return asdict(self) | {"rows": [asdict(row) for row in self.rows]}


@dataclass(frozen=True)
class Kind:
    label: str | Promise
    rows: Callable[..., list[Row]]


def _counted(found) -> list[Row]:
    return [Row(words, day.isoformat() if day else "", number) for words, day, number in found]


FIGURES: dict[str, Kind] = {
    "members": Kind(
        lazy("Members of the team, by role"), lambda team, on: _counted(together.members_of(team))
    ),
    "peers": Kind(lazy("Peer helpers in the team"), lambda team, on: _counted(together.peers_of(team))),
    "themes": Kind(
        lazy("What the team read, discussed or tried, in two years"),
        lambda team, on: _counted(together.steps_since(team, on)),
    ),
    "supervisions": Kind(
        lazy("Supervisions held by the team, in a year"),
        lambda team, on: _counted(together.supervisions_since(team, on)),
    ),
    "partners": Kind(
        lazy("Published agreements of its organisation"),
        lambda team, on: _counted(together.agreements_of(team)),
    ),
}


def figure(code: str, team, on: date) -> Figure:
    """Raises KeyError for a code that is not one."""
    rows = tuple(FIGURES[code].rows(team, on))
    return Figure(code, sum(row.number for row in rows), on.isoformat(), rows)
