"""What was already measured, kept so that a new month is added without measuring the others again.

A folder: `state.npz` (a `State`, and the rules it was made under) and `events-….parquet`, one per period
added, as it came. To add a period, only the persons it speaks of are measured again: what their older
events had counted is taken away, what all their events count is put in. The result is that of all events
measured at once, to the last count. The folder a period is added to is never changed: the sum goes to
another one.
"""

import json
import os
import shutil
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from arrimage.science.trajectories.state import Rules, State, replaced, under

from .grouping import grouped
from .judging import EARLIEST_AT
from .reading import Opened, Unreadable

VERSION = 1
ABOUT = "state.npz"
ROLES = {"case": "person", "activity": "activity", "timestamp": "moment", "provider": "provider"}
ARRAYS = ("counts", "paths", "begins", "people")


def open_state(folder: Path) -> State:
    """Raises Unreadable."""
    try:
        with np.load(folder / ABOUT, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            if about.pop("version") != VERSION:
                raise Unreadable(f"{folder} a été fait par une autre version : mesurez tout de nouveau.")
            rules = about.pop("rules")
            rules["pairs"] = tuple((source, target) for source, target in rules["pairs"])
            if rules["working_days"] is not None:
                rules["working_days"] = tuple(rules["working_days"])
            about["activities"] = tuple(about["activities"])
            return State(rules=Rules(**rules), **{name: kept[name] for name in ARRAYS}, **about)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{folder} ne garde pas de mesure lisible.") from error


def keep_state(state: State, folder: Path, source: Opened, *, since: Path | None = None) -> None:
    """Write a folder anew: the state of `source` together with what `since` holds. Raises Unreadable."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unreadable(f"{folder} existe déjà : choisissez un dossier neuf pour la mesure.")
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        older = _events_of(since) if since else []
        for path in older:
            _linked(path, fresh / path.name)
        _write_events(source, fresh / f"events-{len(older):04}.parquet")
        about = {
            key: value
            for key, value in asdict(replace(state, **dict.fromkeys(ARRAYS, None))).items()
            if key not in ARRAYS
        }
        text = json.dumps(about | {"version": VERSION}, ensure_ascii=False)
        arrays = {name: getattr(state, name) for name in ARRAYS}
        np.savez(fresh / ABOUT, about=np.array(text), **arrays)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def added(source: Opened, folder: Path, rules_of, *, threads: int = 2) -> State:
    """The state of what the folder holds and of one period more. Raises Unreadable.

    rules_of: (activities, first moment, last moment) → the rules asked for.
    """
    old = open_state(folder)
    young, theirs = source.scratch / "young.parquet", source.scratch / "theirs.parquet"
    _write_events(source, young)
    listed = ", ".join(_text(path) for path in _events_of(folder))
    source.connection.execute(
        f"""copy (select * from read_parquet([{listed}]) where person in
            (select person from read_parquet({_text(young)}))) to {_text(theirs)} (format parquet)"""
    )
    how = {"earliest": EARLIEST_AT, "until": source.until, "threads": threads}
    with (
        closing(grouped([theirs], ROLES, source.scratch, **how)) as before,
        closing(grouped([theirs, young], ROLES, source.scratch, **how)) as after,
    ):
        activities = tuple(sorted({*old.activities, *after.activities}))
        moments = [at for at in (old.first_at, after.first_at, old.last_at, after.last_at) if at is not None]
        rules = rules_of(activities, min(moments, default=None), max(moments, default=None))
        try:
            old = under(old, rules)
        except ValueError as error:
            raise Unreadable(
                f"{folder} a été mesuré avec d’autres options : reprenez-les, ou mesurez tout de nouveau."
            ) from error
        gone, come = (one.measured(rules, threads=threads) for one in (before, after))
        return replaced(old, gone, come)


def _write_events(source: Opened, target: Path) -> None:
    columns = ", ".join(f"{_expression(source, role)} as {name}" for role, name in ROLES.items())
    listed = ", ".join(_text(path) for path in source.files)
    source.connection.execute(
        f"""copy (select {columns} from read_parquet([{listed}]))
        to {_text(target)} (format parquet, compression zstd)"""
    )


def _expression(source: Opened, role: str) -> str:
    if role not in source.columns:
        return "null::varchar"
    column = '"' + source.columns[role].replace('"', '""') + '"'
    return f"{column}::bigint" if role == "timestamp" else f"{column}::varchar"


def _events_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("events-*.parquet"))


def _linked(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
