"""`arrimage pathways …`: the science of trajectories on files, without any database."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from arrimage.analytics.events.reading import Mapping, Opened
    from arrimage.science.trajectories.state import Rules

FILE = click.Path(path_type=Path)
SHOWN = 8


@click.group(help="Mesurer des trajectoires à partir de fichiers d’événements, sans base de données.")
def pathways() -> None:
    pass


def _refuse(sentence: object) -> NoReturn:
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


@pathways.command(help="Mesurer : ÉVÉNEMENTS est un CSV, Parquet, XES, OCEL 2, ou un magasin.")
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@reading_options
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option(
    "--top", metavar="N", type=click.IntRange(1), default=10, show_default=True, help="Parcours nommés."
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def measure(events: Path, suppress: int, top: int, as_json: bool, **how: Any) -> None:
    from .pathways_document import described

    with _told_plainly():
        state, refused, notices = _state_of(events, **how)
    for notice in notices:
        click.echo(notice, err=True)
    document = described(state, top=top, suppress=suppress) | {"refused_rows": refused}
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        _tell(document)


@pathways.command(help="Écrire une page qui se suffit : carte des passages, attentes, parcours, continuité.")
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@click.argument("page", metavar="SORTIE.html", type=FILE)
@reading_options
@click.option(
    "--suppress", metavar="N", type=click.IntRange(0), default=5, show_default=True,
    help="Taire les groupes de moins de N.",
)  # fmt: skip
def report(events: Path, page: Path, suppress: int, **how: Any) -> None:
    from .pathways_document import described
    from .pathways_report import written

    with _told_plainly():
        state, refused, notices = _state_of(events, **how)
    document = described(state, top=20, suppress=suppress) | {"refused_rows": refused, "notices": notices}
    try:
        page.write_text(written(events.name, document, suppress), encoding="utf-8")
    except OSError:
        _refuse(f"{page} ne s’écrit pas : vérifiez le dossier et le droit d’y écrire.")
    click.echo(f"{page} : {document['persons']} personnes, {len(document['arcs'])} passages.")


@pathways.command(
    help="Garder les événements triés par personne dans DOSSIER, mesuré ensuite en une lecture."
)
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@click.argument("folder", metavar="DOSSIER", type=FILE)
@click.option("--add", is_flag=True, help="Ajouter cette période à un magasin qui existe.")
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def store(events: Path, folder: Path, add: bool, as_json: bool, memory_limit: str, **how: Any) -> None:
    from arrimage.analytics.events import store as stores

    def told(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} parts sur {total}", nl=done == total, err=True)

    with _told_plainly(), _opened(events, memory_limit, **how) as source:
        act = stores.add_to_store if add else stores.write_store
        kept = act(source, folder, told=told)
        refused = _refused(source)
    document = {
        "persons": kept.persons,
        "events": kept.events,
        "activities": len(kept.activities),
        "providers": len(kept.providers),
        "parts": len(kept.parts),
        "refused_rows": refused,
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(
            f"{folder} : {kept.events} événements de {kept.persons} personnes, {refused['count']} refusés."
        )


@pathways.command(help="Comparer deux cohortes ou deux périodes.")
@click.argument("first", metavar="A", type=FILE)
@click.argument("second", metavar="B", type=FILE)
@reading_options
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def compare(first: Path, second: Path, suppress: int, as_json: bool, **how: Any) -> None:
    from dataclasses import asdict

    from arrimage.science.trajectories.comparison import compared

    from .pathways_document import described

    with _told_plainly():
        states = [_state_of(path, **how)[0] for path in (first, second)]
    found = compared(*states)
    rows = [asdict(row) for row in found.arcs if all(not c or c >= suppress for c in row.counts)]
    renamed = [{"from": row.pop("source"), "to": row.pop("target")} | row for row in rows]
    document = {
        "first": described(states[0], suppress=suppress),
        "second": described(states[1], suppress=suppress),
        "arcs": renamed,
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    for row in renamed[:SHOWN]:
        shares = " → ".join("—" if share is None else f"{100 * share:.0f} %" for share in row["shares"])
        click.echo(f"{row['from']} → {row['to']} : {shares} des départs de {row['from']}")


@pathways.command(help="Confronter à un parcours attendu : MODÈLE est un TOML de [[rule]].")
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@click.argument("model", metavar="MODÈLE.toml", type=FILE)
@reading_options
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def conform(events: Path, model: Path, suppress: int, as_json: bool, **how: Any) -> None:
    from arrimage.science.trajectories.conformance import fits

    rules = _expected(model)
    with _told_plainly():
        state, refused, _notices = _state_of(events, **how)
    unknown = {name for rule in rules for name in (rule.activity, rule.other) if name} - set(state.activities)
    for name in sorted(unknown):
        click.echo(f"« {name} » n’arrive jamais dans {events.name} : vérifiez le modèle.", err=True)
    rows = [
        {
            "kind": str(fit.rule.kind),
            "activity": fit.rule.activity,
            "other": fit.rule.other or None,
            "why": fit.rule.why,
            "concerned": fit.concerned,
            "fitting": fit.fitting,
            "low": fit.low,
            "high": fit.high,
            "apart": [
                {"path": list(path), "persons": count} for path, count in fit.apart if count >= suppress
            ],
        }
        for fit in fits(state, rules)
    ]
    if as_json:
        document = {"persons": state.persons, "rules": rows, "refused_rows": refused}
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    for row in rows:
        about = " → ".join(name for name in (row["activity"], row["other"]) if name)
        click.echo(
            f"{row['kind']} {about} : {row['fitting']} personnes sur {row['concerned']}. {row['why']}".strip()
        )


def _expected(model: Path) -> list:
    import tomllib

    from arrimage.science.trajectories.conformance import Kind, Rule

    try:
        given = tomllib.loads(model.read_text(encoding="utf-8"))["rule"]
        return [Rule(**(row | {"kind": Kind(row["kind"])})) for row in given]
    except OSError:
        _refuse(f"{model} ne se lit pas : vérifiez le chemin.")
    except (ValueError, KeyError, TypeError) as error:
        _refuse(
            f"{model.name} n’est pas un modèle : des [[rule]] avec kind (parmi {', '.join(Kind)}), activity, "
            f"et other pour celles de deux activités ({' '.join(str(error).split())[:100]})."
        )


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What cannot be read is said in one line, and the command ends with 2."""
    from arrimage.analytics.events.reading import Unreadable

    try:
        yield
    except Unreadable as error:
        _refuse(error)


@contextmanager
def _opened(events: Path, memory_limit: str, threads: int, **how: Any) -> Iterator["Opened"]:
    from arrimage.analytics.events.reading import opened

    until = int((datetime.now(UTC) + timedelta(days=1)).timestamp() * 1_000_000)
    mapping = _mapping(**how)
    with opened(events, mapping, until=until, memory_limit=memory_limit, threads=threads) as source:
        yield source


def _mapping(
    case=None, activity=None, timestamp=None, provider=None, separator=None, date_format=None,
    object_type=None, **_,
) -> "Mapping":  # fmt: skip
    from arrimage.analytics.events.reading import Mapping

    separator = "\t" if separator == "\\t" else separator
    if separator is not None and len(separator) != 1:
        _refuse("Le séparateur est un seul caractère : --sep ';' par exemple.")
    return Mapping(case, activity, timestamp, provider, separator, date_format, object_type)


def _state_of(events: Path, *, memory_limit: str, threads: int, engine: str, **how: Any):
    """(state, refused rows, notices). Raises Unreadable."""
    from arrimage.analytics.events import measuring
    from arrimage.analytics.events import store as stores
    from arrimage.analytics.events.reading import Unreadable

    if stores.is_store(events):
        kept = stores.open_store(events)
        rules = _rules(kept.activities, kept.first_at, kept.last_at, **how)
        return stores.measured_store(kept, rules, threads=threads), {"count": 0, "rows": []}, []
    with _opened(events, memory_limit, threads, **how) as source:
        if not source.names("activity"):
            raise Unreadable(f"{events.name} n’a aucun événement utilisable.{_first_refusal(source)}")
        first_at, last_at = (None, None) if not how["working_days"] else measuring.span(source)
        rules = _rules(source.names("activity"), first_at, last_at, **how)
        if engine == "spark":
            from arrimage.analytics.events.spark import measured
        else:
            measured = measuring.measured
        return measured(source, rules), _refused(source), source.notices


def _rules(
    activities, first_at, last_at, *, exact: bool, working_days: bool, pairs: tuple[str, ...], **_
) -> "Rules":
    from arrimage.analytics.events.measuring import rules_for
    from arrimage.science.trajectories.calendar import working_days as days_between

    asked = []
    for pair in pairs:
        source, arrow, target = (part.strip() for part in pair.partition("->"))
        if not arrow or source not in activities or target not in activities:
            _refuse(
                f"« {pair} » n’est pas une suite d’activités du fichier : écrivez 'A->B', avec deux de "
                f"celles-ci : {', '.join(activities[:12])}."
            )
        asked.append((source, target))
    if working_days and exact:
        _refuse(
            "--exact et --working-days s’excluent : une attente en jours ouvrables se compte au jour près."
        )
    calendar = None
    if working_days and first_at is not None:
        first, last = (
            date(1970, 1, 1) + timedelta(moment // 86_400_000_000) for moment in (first_at, last_at)
        )
        calendar = days_between(first - timedelta(7), last + timedelta(7))
    return rules_for(tuple(activities), exact=exact, pairs=tuple(asked), working_days=calendar)


def _refused(source: "Opened") -> dict[str, Any]:
    rows = [{"row": row, "reason": reason} for row, reason in source.refused.rows]
    return {"count": source.refused.count, "rows": rows}


def _first_refusal(source: "Opened") -> str:
    if not source.refused.rows:
        return ""
    row, reason = source.refused.rows[0]
    return f" Première ligne refusée : {row} ({reason})."


def _days(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} j".replace(".", ",")


def _tell(document: dict[str, Any]) -> None:
    click.echo(
        f"{document['persons']} personnes, {document['events']} événements, "
        f"{document['activities']} activités, {document['variants']} parcours différents."
    )
    spell = document["duration_days"]
    click.echo(
        f"Du premier au dernier événement : {_days(spell['median'])} en médiane, "
        f"{_days(spell['p90'])} pour 9 sur 10."
    )
    unit = "à la microseconde" if document["wait_resolution"] == "microsecond" else "au jour près"
    click.echo(f"Passages les plus fréquents (attentes {unit}) :")
    for arc in document["arcs"][:SHOWN]:
        click.echo(
            f"  {arc['from']} → {arc['to']} : {arc['count']} fois, "
            f"{_days(arc['median_wait_days'])} en médiane, {_days(arc['p90_wait_days'])} pour 9 sur 10"
        )
    usual = document["continuity"]["usual_provider"]
    if usual["mean"] is not None:
        click.echo(
            f"Continuité : {100 * usual['mean']:.0f} % des visites chez l’intervenant habituel "
            f"({usual['persons']} personnes de deux visites ou plus)."
        )
    if refused := document["refused_rows"]["count"]:
        first = document["refused_rows"]["rows"][0]
        click.echo(f"{refused} lignes refusées ; la première : {first['row']} ({first['reason']}).")
    click.echo("La suite avec --json ; une page à partager avec `arrimage pathways report`.")
