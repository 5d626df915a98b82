"""`arrimage pathways …`: the science of trajectories on files, without any database."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .pathways_reading import (
    events_of,
    reading,
    reading_options,
    refuse,
    refused_rows,
    state_of,
    told_plainly,
)

if TYPE_CHECKING:
    from arrimage.science.trajectories.conformance import Fit
    from arrimage.science.trajectories.state import State

FILE = click.Path(path_type=Path)
SHOWN = 8


@click.group(help="Mesurer des trajectoires à partir de fichiers d’événements, sans base de données.")
def pathways() -> None:
    pass


@pathways.command(help="Mesurer : ÉVÉNEMENTS est un CSV, Parquet, XES, OCEL 2, ou un magasin.")
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@reading_options
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option(
    "--top", metavar="N", type=click.IntRange(1), default=10, show_default=True, help="Parcours nommés."
)
@click.option(
    "--state-in",
    metavar="DOSSIER",
    type=FILE,
    help="Ajouter ces événements à ceux déjà mesurés là ; rien n’y est changé.",
)
@click.option(
    "--state-out",
    metavar="DOSSIER",
    type=FILE,
    help="Garder la mesure (dossier neuf), pour y ajouter plus tard une période.",
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def measure(events: Path, suppress: int, top: int, as_json: bool, **how: Any) -> None:
    from .pathways_document import described

    with told_plainly():
        state, refused, notices = state_of(events, **how)
    for notice in notices:
        click.echo(notice, err=True)
    check_enough(state, events, suppress)
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
@click.option("--cohort", metavar="COLONNE", help="Ce qui parte les personnes en cohortes à montrer à part.")
@click.option(
    "--lines", metavar="F.csv", type=FILE, help="La ligne de services de chaque activité (activity,line)."
)
def report(events: Path, page: Path, suppress: int, lines: Path | None, **how: Any) -> None:
    from .csv_file import Refused
    from .pathways_lines import read_lines
    from .pathways_report import written
    from .pathways_views import views_of

    with told_plainly(), reading(events, **how) as read:
        check_enough(read.state, events, suppress)
        try:
            rows = read_lines(lines, read.state.activities) if lines else None
        except Refused as error:
            refuse(error)
        views, pairs = views_of(read, suppress)
    document = views[0].document | {"refused_rows": read.refused, "notices": read.notices}
    try:
        page.write_text(written(events.name, document, views, pairs, suppress, rows), encoding="utf-8")
    except OSError:
        refuse(f"{page} ne s’écrit pas : vérifiez le dossier et le droit d’y écrire.")
    click.echo(f"{page} : {many(document['persons'], 'personne')}, {many(len(document['arcs']), 'passage')}.")


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

    with told_plainly(), events_of(events, memory_limit, **how) as source:
        act = stores.add_to_store if add else stores.write_store
        source = source.judged()
        kept = act(source, folder, told=told)
        refused = refused_rows(source)
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
            f"{folder} : {many(kept.events, 'événement')} de {many(kept.persons, 'personne')},"
            f" {many(refused['count'], 'refusé')}."
        )


@pathways.command(help="Comparer deux cohortes ou deux périodes.")
@click.argument("first", metavar="A", type=FILE)
@click.argument("second", metavar="B", type=FILE)
@reading_options
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def compare(first: Path, second: Path, suppress: int, as_json: bool, **how: Any) -> None:
    from dataclasses import asdict

    from arrimage.science.trajectories.arcs import arcs
    from arrimage.science.trajectories.comparison import compared

    from .pathways_document import described

    with told_plainly():
        states = [state_of(path, **how)[0] for path in (first, second)]
    for state, path in zip(states, (first, second), strict=True):
        check_enough(state, path, suppress)
    told = [described(state, suppress=suppress) for state in states]
    unsaid = [
        {(arc.source, arc.target) for arc in arcs(state)} - {(arc["from"], arc["to"]) for arc in one["arcs"]}
        for state, one in zip(states, told, strict=True)
    ]
    rows = [
        asdict(row)
        for row in compared(*states).arcs
        if not any((row.source, row.target) in cells for cells in unsaid)
    ]
    renamed = [{"from": row.pop("source"), "to": row.pop("target")} | row for row in rows]
    document = {"first": told[0], "second": told[1], "arcs": renamed}
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
    with told_plainly():
        state, refused, _notices = state_of(events, **how)
    check_enough(state, events, suppress)
    unknown = {name for rule in rules for name in (rule.activity, rule.other) if name} - set(state.activities)
    for name in sorted(unknown):
        click.echo(f"« {name} » n’arrive jamais dans {events.name} : vérifiez le modèle.", err=True)
    rows = [_told(fit, suppress) for fit in fits(state, rules)]
    if as_json:
        document = {"persons": state.persons, "rules": rows, "refused_rows": refused}
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    for row in rows:
        about = " → ".join(name for name in (row["activity"], row["other"]) if name)
        fitting = (
            f"{row['fitting']} personnes sur {row['concerned']}"
            if row["fitting"] is not None
            else f"tu, moins de {suppress} personnes"
        )
        click.echo(f"{row['kind']} {about} : {fitting}. {row['why']}".strip())


@pathways.command(help="Grouper les parcours qui se ressemblent, autour d’un parcours typique.")
@click.argument("events", metavar="ÉVÉNEMENTS", type=FILE)
@reading_options
@click.option(
    "--groups", metavar="K", type=click.IntRange(2, 20), help="Combien (choisi par la silhouette sinon)."
)
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--suppress", metavar="N", type=click.IntRange(0), default=0, help="Taire les groupes sous N.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def profiles(events: Path, groups: int | None, seed: int, suppress: int, as_json: bool, **how: Any) -> None:
    from arrimage.science.trajectories.profiles import profiles as grouped

    with told_plainly():
        state, refused, _notices = state_of(events, **how)
    check_enough(state, events, suppress)
    if groups and groups > len(state.people):
        refuse(f"{events.name} n’a que {len(state.people)} parcours différents : demandez moins de groupes.")
    found = grouped(state, groups=groups, seed=seed)
    if found is None:
        refuse(f"{events.name} a moins de trois parcours différents : rien à grouper.")
    rows = [
        {
            "typical": list(profile.typical),
            "persons": profile.persons,
            "width": profile.width,
            "stability": profile.stability,
            "nearest": [
                {"path": list(path), "persons": count} for path, count in profile.nearest if count >= suppress
            ],
        }
        for profile in found.profiles
        if profile.persons >= suppress
    ]
    if as_json:
        document = {
            "persons": state.persons,
            "profiles": rows,
            "silhouette": {str(k): value for k, value in found.silhouette.items()},
            "covered": found.covered,
            "seed": seed,
            "refused_rows": refused,
        }
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    for row in rows:
        firm = "se retrouve" if row["stability"] >= 0.75 else "fragile : ne pas lui donner de nom"
        click.echo(f"{row['persons']} personnes ({firm}) : {' → '.join(row['typical'])}")


def _told(fit: "Fit", suppress: int) -> dict[str, Any]:
    """One rule and whom it fits; no count when it would tell of fewer than `suppress` persons."""
    parts = (fit.concerned, fit.fitting, fit.concerned - fit.fitting)
    known = not any(0 < part < suppress for part in parts)
    return {
        "kind": str(fit.rule.kind),
        "activity": fit.rule.activity,
        "other": fit.rule.other or None,
        "why": fit.rule.why,
        "concerned": fit.concerned if known else None,
        "fitting": fit.fitting if known else None,
        "low": fit.low if known else None,
        "high": fit.high if known else None,
        "apart": [{"path": list(path), "persons": count} for path, count in fit.apart if count >= suppress],
    }


def check_enough(state: "State", events: Path, suppress: int) -> None:
    if state.persons < suppress:
        refuse(
            f"{events.name} parle de moins de {suppress} personnes : rien ne peut en être montré"
            " (--suppress 0 pour vos propres données)."
        )


def _expected(model: Path) -> list:
    import tomllib

    from arrimage.science.trajectories.conformance import Kind, Rule

    try:
        given = tomllib.loads(model.read_text(encoding="utf-8"))["rule"]
        return [Rule(**(row | {"kind": Kind(row["kind"])})) for row in given]
    except OSError:
        refuse(f"{model} ne se lit pas : vérifiez le chemin.")
    except (ValueError, KeyError, TypeError) as error:
        refuse(
            f"{model.name} n’est pas un modèle : des [[rule]] avec kind (parmi {', '.join(Kind)}), activity, "
            f"et other pour celles de deux activités ({' '.join(str(error).split())[:100]})."
        )


def _days(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} j".replace(".", ",")


def many(count: int, one: str, several: str = "") -> str:
    """« 1 personne », « 3 personnes ».

    >>> many(1, "parcours différent", "parcours différents"), many(2, "personne")
    ('1 parcours différent', '2 personnes')
    """
    return f"{count} {one}" if count < 2 else f"{count:,} {several or one + 's'}".replace(",", "\u202f")


def _tell(document: dict[str, Any]) -> None:
    ways = many(document["variants"], "parcours différent", "parcours différents")
    click.echo(
        f"{many(document['persons'], 'personne')}, {many(document['events'], 'événement')},"
        f" {many(document['activities'], 'activité')}, {ways}."
    )
    spell = document["duration_days"]
    click.echo(
        f"Du premier au dernier événement : {_days(spell['median'])} en médiane, "
        f"{_days(spell['p90'])} pour 9 sur 10."
    )
    unit = "à la microseconde" if document["wait_resolution"] == "microsecond" else "au jour près"
    if document["arcs"]:
        click.echo(f"Passages les plus fréquents (attentes {unit}) :")
    for arc in document["arcs"][:SHOWN]:
        click.echo(
            f"  {arc['from']} → {arc['to']} : {arc['count']} fois, "
            f"{_days(arc['median_wait_days'])} en médiane, {_days(arc['p90_wait_days'])} pour 9 sur 10"
        )
    usual = document["continuity"]["usual_provider"]
    if usual["mean"] is not None:
        who = (
            ""
            if usual["persons"] is None
            else f" ({many(usual['persons'], 'personne')} de deux visites ou plus"
        )
        left = usual["excluded_share"]
        beside = "" if left is None else f" ; {100 * left:.0f} % en ont moins, et sont laissées de côté"
        click.echo(
            f"Continuité : {100 * usual['mean']:.0f} % des visites chez l’intervenant habituel"
            f"{who}{beside}{')' if who else ''}."
        )
    if refused := document["refused_rows"]["count"]:
        first = document["refused_rows"]["rows"][0]
        lines = many(refused, "ligne refusée", "lignes refusées")
        click.echo(f"{lines} ; la première : {first['row']} ({first['reason']}).")
    click.echo("La suite avec --json ; une page à partager avec `arrimage pathways report`.")
