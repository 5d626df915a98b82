"""Somebody's HSDS brought into the directory."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from arrimage.apps.network.actions.exchange import Taken, take_in

from . import source as reading
from . import terms
from .hearing import hear

NAMES = {"organisation": "organizations", "site": "locations", "offer": "services", "contact": "contacts"}


def run(
    path: Path,
    *,
    source: str | None,
    by: Any,
    at: datetime,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> tuple[Taken, str]:
    """Read a folder or file and take it in. Returns what became of it, and the name of the source.

    Raises BrokenFile (a sentence to show) when it cannot be used as a whole: nothing is then changed.
    """
    progress(_("Reading"), 0, 1)
    with terms.french():  # what is written under descriptions must not depend on who imports
        tables, own_name = reading.read(path)
        name = (slugify(source or own_name) or "hsds")[:50]
        heard = hear(tables, source=name)
        del tables
        return take_in(heard, source=name, by=by, at=at, progress=progress), name


def report(taken: Taken, source: str) -> dict[str, Any]:
    """The outcome as plain data: counts by kind of thing, each refusal with its file and line."""
    found: dict[str, Any] = {"source": source}
    for kind, outcome in taken.outcomes.items():
        refusals = sorted(outcome.refusals, key=lambda refusal: (refusal.file, refusal.row))
        found[NAMES[kind]] = outcome.counts() | {
            "refused_rows": [asdict(refusal) for refusal in refusals],
            "kept": outcome.kept,
        }
    return found | {"notes": [asdict(note) for note in taken.notes]}
