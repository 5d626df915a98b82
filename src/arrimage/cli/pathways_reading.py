"""What every `arrimage pathways …` reads: the options, the file or the store, the rules of the pass."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from arrimage.analytics.events.parting import Runs
    from arrimage.analytics.events.reading import Mapping, Opened
    from arrimage.science.trajectories.state import Rules, State


def refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


def reading_options(command: Callable) -> Callable:
    for option in reversed(
        (
            click.option("--case", metavar="COLONNE", help="La personne (ou le cas)."),
            click.option("--activity", metavar="COLONNE", help="Ce qui arrive : le service, l’étape."),
            click.option("--timestamp", metavar="COLONNE", help="Quand."),
            click.option("--provider", metavar="COLONNE", help="Par qui, pour la continuité."),
            click.option("--sep", "separator", metavar="CARACTÈRE", help="Séparateur du CSV (deviné sinon)."),
            click.option("--date-format", metavar="FORMAT", help="Par exemple %d/%m/%Y %H:%M."),
            click.option("--object-type", metavar="SORTE", help="OCEL : les objets dont suivre l’histoire."),
            click.option("--memory-limit", metavar="TAILLE", default="", help="Par exemple 1GB."),
            click.option("--threads", metavar="N", type=click.IntRange(1, 64), default=2, show_default=True),
            click.option("--exact", is_flag=True, help="Attentes à la microseconde (au jour près sinon)."),
            click.option("--working-days", is_flag=True, help="Attentes en jours ouvrables au Québec."),
            click.option(
                "--episode-gap", metavar="JOURS", type=click.IntRange(1, 3_650), default=90,
                show_default=True, help="Jours sans venir à un service qui séparent deux épisodes.",
            ),
            click.option(
                "--follow-up", "pairs", metavar="'A->B'", multiple=True,
                help="Après chaque A, dans quel délai vient le premier B ? (répétable)",
            ),
            click.option(
                "--engine", type=click.Choice(("duckdb", "spark")), default="duckdb", show_default=True,
                help="Spark : l’option [spark] installée et Java 17.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@contextmanager
def told_plainly() -> Iterator[None]:
    """What cannot be read is said in one line, and the command ends with 2."""
    import pyarrow as pa

    from arrimage.analytics.events.reading import Unreadable

    try:
        yield
    except Unreadable as error:
        refuse(error)
    except (pa.ArrowException, OSError) as error:
        told = " ".join(str(error).split())[:160]
        refuse(
            f"La lecture s’est arrêtée ({told}) : vérifiez le fichier, et la place qui reste sur le disque."
        )


@contextmanager
def events_of(events: Path, memory_limit: str, threads: int, **how: Any) -> Iterator["Opened"]:
    from arrimage.analytics.events.reading import opened

    until = int((datetime.now(UTC) + timedelta(days=1)).timestamp() * 1_000_000)
    mapping = _mapping(**how)
    with (
        progress() as told,
        opened(events, mapping, until=until, memory_limit=memory_limit, threads=threads, told=told) as source,
    ):
        yield source


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """How many rows are read, on one line that goes once everything is; to a person only, past a second."""
    began, shown = monotonic(), False

    def told(rows: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() and monotonic() - began > 1:
            shown = True
            click.echo(f"\r{rows:,} lignes lues".replace(",", "\u202f"), nl=False, err=True)

    try:
        yield told
    finally:
        if shown:
            click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


def _mapping(
    case=None, activity=None, timestamp=None, provider=None, separator=None, date_format=None,
    object_type=None, cohort=None, **_,
) -> "Mapping":  # fmt: skip
    from arrimage.analytics.events.reading import Mapping

    separator = "\t" if separator == "\\t" else separator
    if separator is not None and not 1 <= len(separator.encode()) <= 4:
        refuse("Le séparateur a de 1 à 4 caractères : --sep ';' ou '||' par exemple.")
    return Mapping(case, activity, timestamp, provider, separator, date_format, object_type, cohort)


@dataclass(frozen=True)
class Read:
    """What a command reads. runs: everybody once more, None where the engine cannot. cohorts: by code, None
    when no column was asked for."""

    state: "State"
    refused: dict[str, Any]
    notices: list[str]
    runs: "Runs | None" = None
    providers: int = 0
    cohort: str = ""
    cohorts: tuple[str, ...] | None = None


def state_of(events: Path, **how: Any) -> tuple["State", dict[str, Any], list[str]]:
    """(state, refused rows, notices). Raises Unreadable."""
    with reading(events, **how) as read:
        return read.state, read.refused, read.notices


@contextmanager
def reading(
    events: Path,
    *,
    memory_limit: str,
    threads: int,
    engine: str,
    cohort: str | None = None,
    state_in: Path | None = None,
    state_out: Path | None = None,
    **how: Any,
) -> Iterator[Read]:
    """Raises Unreadable."""
    from arrimage.analytics.events import measuring
    from arrimage.analytics.events import store as stores
    from arrimage.analytics.events.reading import Unreadable

    remembered = bool(state_in or state_out)
    if stores.is_store(events):
        if remembered:
            raise Unreadable("--state-in et --state-out vont avec un fichier d’événements, pas un magasin.")
        if cohort:
            raise Unreadable("Un magasin ne garde pas les cohortes : donnez le fichier d’événements.")
        kept = stores.open_store(events)
        rules = _rules(kept.activities, kept.first_at, kept.last_at, **how)
        state = stores.measured_store(kept, rules, threads=threads)
        nothing = {"count": 0, "rows": []}
        yield Read(state, nothing, [], partial(stores.people_of, kept), len(kept.providers))
        return
    with events_of(events, memory_limit, threads, cohort=cohort, **how) as source:
        if remembered:
            yield Read(*_with_memory(source, state_in, state_out, threads, **how))
            return
        if engine == "spark":
            yield Read(*_with_spark(source, **how))
            return
        shared, source = measuring.shared_out(source, threads=threads)
        if not shared.events:
            raise Unreadable(f"{events.name} n’a aucun événement utilisable.{_first_refusal(source)}")
        with closing(shared):
            rules = _rules(shared.activities, shared.first_at, shared.last_at, **how)
            state = shared.measured(rules, threads=threads)
            yield Read(
                state, refused_rows(source), source.notices, shared.runs, shared.providers,
                cohort or "", shared.cohorts if cohort else None,
            )  # fmt: skip


def _with_memory(source: "Opened", state_in: Path | None, state_out: Path | None, threads: int, **how: Any):
    from arrimage.analytics.events import measuring, memory
    from arrimage.analytics.events.reading import Unreadable

    source = source.judged()
    if state_in:
        state = memory.added(source, state_in, partial(_rules, **how), threads=threads)
    else:
        shared, source = measuring.shared_out(source, threads=threads)
        with closing(shared):
            rules = _rules(shared.activities, shared.first_at, shared.last_at, **how)
            state = shared.measured(rules, threads=threads)
    if not state.events:
        raise Unreadable(f"{source.name} n’a aucun événement utilisable.{_first_refusal(source)}")
    if state_out:
        memory.keep_state(state, state_out, source, since=state_in)
    return state, refused_rows(source), source.notices


def _with_spark(source: "Opened", **how: Any):
    from arrimage.analytics.events import measuring, spark
    from arrimage.analytics.events.reading import Unreadable

    source = source.judged()
    names = source.names("activity")
    if not names:
        raise Unreadable(f"{source.name} n’a aucun événement utilisable.{_first_refusal(source)}")
    window = measuring.span(source) if how["working_days"] else (None, None)
    return spark.measured(source, _rules(names, *window, **how)), refused_rows(source), source.notices


def _rules(
    activities,
    first_at,
    last_at,
    *,
    exact: bool,
    working_days: bool,
    pairs: tuple[str, ...],
    episode_gap: int,
    **_,
) -> "Rules":
    from arrimage.analytics.events.measuring import rules_for
    from arrimage.science.trajectories.calendar import working_days as days_between

    asked = []
    for pair in pairs:
        source, arrow, target = (part.strip() for part in pair.partition("->"))
        if not arrow or source not in activities or target not in activities:
            refuse(
                f"« {pair} » n’est pas une suite d’activités du fichier : écrivez 'A->B', avec deux de "
                f"celles-ci : {', '.join(activities[:12])}."
            )
        asked.append((source, target))
    if working_days and exact:
        refuse(
            "--exact et --working-days s’excluent : une attente en jours ouvrables se compte au jour près."
        )
    calendar = None
    if working_days and first_at is not None:
        first, last = (
            date(1970, 1, 1) + timedelta(moment // 86_400_000_000) for moment in (first_at, last_at)
        )
        calendar = days_between(first - timedelta(7), last + timedelta(7))
    return rules_for(
        tuple(activities),
        exact=exact,
        pairs=tuple(asked),
        working_days=calendar,
        episode_gap=episode_gap,
    )


def refused_rows(source: "Opened") -> dict[str, Any]:
    rows = [{"row": row, "reason": reason} for row, reason in source.refused.rows]
    return {"count": source.refused.count, "rows": rows}


def _first_refusal(source: "Opened") -> str:
    if not source.refused.rows:
        return ""
    row, reason = source.refused.rows[0]
    how = (
        " : dites comment les dates s’écrivent, par exemple --date-format %d/%m/%Y"
        if "illisible" in reason
        else ""
    )
    return f" Première ligne refusée : {row} ({reason}){how}."
