"""`arrimage network …`: the science of networks on files, without any database."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from arrimage.analytics.ties_file import TiesFile
    from arrimage.science.networks.network import Network
    from arrimage.science.networks.panel import Panel

SHOWN = 5  # organisations named in the summary; `--json` has them all
FILE = click.Path(path_type=Path)
TOLD = ("kept", "lost", "new")


@click.group(help="Mesurer un réseau à partir de fichiers, sans base de données.")
def network() -> None:
    pass


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


@network.command(help="Mesurer un réseau : LIENS est un CSV (source,target…) ou un GraphML.")
@click.argument("ties", metavar="LIENS", type=FILE)
@click.option("--nodes", metavar="NOEUDS.csv", type=FILE, help="Toutes les organisations (colonne id).")
@click.option("--undirected", is_flag=True, help="Un lien vaut dans les deux sens.")
@click.option("--kind", metavar="SORTE", help="Seulement cette sorte de liens.")
@click.option("--wave", metavar="VAGUE", help="Seulement cette vague.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def measure(
    ties: Path,
    nodes: Path | None,
    undirected: bool,
    kind: str | None,
    wave: str | None,
    seed: int,
    as_json: bool,
) -> None:
    from arrimage.analytics.ties_file import Refused, check_known, network_of, read_nodes, read_ties
    from arrimage.science.networks import document, panel

    try:
        known = read_nodes(nodes) if nodes else None
        file = read_ties(ties).only(kind=kind, wave=wave)
        if known is not None and nodes:
            check_known(file, known, nodes.name)
    except Refused as error:
        _refuse(error)
    if wave is None and len(waves := {report.wave for report in file.reports}) > 1:
        click.echo(f"{len(waves)} vagues prises ensemble ; --wave en choisit une.", err=True)
    about = known or file.organisations
    built = network_of(file.reports, about, directed=file.directed and not undirected)
    found = panel.measure(built, seed=seed)
    if as_json:
        whole = document.document(built, found) | _kinds(file, built) | _groups(built, about)
        click.echo(json.dumps(whole, ensure_ascii=False, allow_nan=False))
    else:
        _tell(built, found)


def _kinds(file: "TiesFile", built: "Network") -> dict[str, object]:
    """Overlap of kinds, where the file tells kinds."""
    from arrimage.analytics.ties_file import network_of
    from arrimage.science.networks.document import kinds_document

    by_kind: dict[str, list] = {}
    for report in file.reports:
        if report.kind:
            by_kind.setdefault(report.kind, []).append(report)
    return kinds_document(
        {
            kind: network_of(reports, built.organisations, directed=built.directed).ties
            for kind, reports in by_kind.items()
        }
    )


def _groups(built: "Network", about: dict[str, dict[str, str]]) -> dict[str, object]:
    """Brokerage and extent by sector, line, level, where the nodes have them."""
    from arrimage.analytics.ties_file import ABOUT
    from arrimage.science.networks.document import groups_document

    groups = {name: [about[one].get(name) or None for one in built.organisations] for name in ABOUT}
    return dict(groups_document(built, groups))


def _tell(built: "Network", found: "Panel") -> None:
    between = sorted(
        zip(built.organisations, found.by_organisation, strict=True), key=lambda row: -row[1].betweenness
    )
    first = [f"{name} ({_number(row.betweenness)})" for name, row in between[:SHOWN] if row.betweenness]
    lines = [
        f"Organisations : {found.organisations}",
        f"Liens : {found.ties}",
        f"Densité : {_number(found.density)}",
        f"Réciprocité : {_number(found.reciprocity)}",
        f"Morceaux : {found.components} ; le plus grand compte {found.largest_component} organisations",
        f"Diamètre : {_number(found.diameter)}",
        f"Transitivité : {_number(found.transitivity)}",
        f"Centralisation (degré) : {_number(found.centralisation.degree)}",
        f"Ponts : {len(found.bridges)}",
        f"Points d’articulation : {len(found.articulation_points)}",
        f"Communautés : {len(found.communities.groups)} (graine {found.communities.seed})",
        f"Clans : {'non listés' if found.clans is None else len(found.clans)}",
        f"Les plus souvent entre deux autres : {', '.join(first) or 'aucune'}",
    ]
    click.echo("\n".join(lines))


@network.command(help="Comparer deux vagues ou deux relations, corrélation testée par permutations (QAP).")
@click.argument("first", metavar="A", type=FILE)
@click.argument("second", metavar="B", type=FILE)
@click.option("--nodes", metavar="NOEUDS.csv", type=FILE, help="Toutes les organisations (colonne id).")
@click.option("--undirected", is_flag=True, help="Un lien vaut dans les deux sens.")
@click.option("--permutations", metavar="N", type=int, default=1000, show_default=True)
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def compare(
    first: Path,
    second: Path,
    nodes: Path | None,
    undirected: bool,
    permutations: int,
    seed: int,
    as_json: bool,
) -> None:
    from arrimage.analytics.ties_file import Refused, check_known, network_of, read_nodes, read_ties
    from arrimage.science.networks import comparison

    if not 1 <= permutations <= 1_000_000:
        _refuse("--permutations va de 1 à 1 000 000.")
    if seed < 0:
        _refuse("--seed est un entier positif ou nul.")
    try:
        known = read_nodes(nodes) if nodes else None
        files = [read_ties(path) for path in (first, second)]
        for file in files:
            if known is not None and nodes:
                check_known(file, known, nodes.name)
    except Refused as error:
        _refuse(error)
    ways = {file.directed and not undirected for file in files}
    if len(ways) > 1:
        _refuse("L’un des fichiers a des liens avec direction, l’autre non : ajoutez --undirected.")
    # Both as counts or strengths, or both as there or not: a mix would compare two different things.
    valued = all(report.weight is not None for file in files for report in file.reports)
    organisations = list(known or dict.fromkeys(name for file in files for name in file.organisations))
    before, after = (
        network_of(
            file.reports if valued else (replace(report, weight=None) for report in file.reports),
            organisations,
            directed=ways == {True},
        )
        for file in files
    )
    changes = comparison.changes(before, after)
    found = comparison.qap(before, after, permutations=permutations, seed=seed)
    if as_json:
        names = before.organisations
        told = {key: [[names[one] for one in tie] for tie in getattr(changes, key)] for key in TOLD}
        document = asdict(found) | {
            "organisations": len(before),
            "directed": before.directed,
            "valued": valued,
            "testable": found.p_value is not None,
            "jaccard": changes.jaccard,
            **{key: len(ties) for key, ties in told.items()},
            **{f"{key}_ties": ties for key, ties in told.items()},
        }
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    click.echo(
        f"Liens gardés : {len(changes.kept)} ; perdus : {len(changes.lost)} ; nouveaux : {len(changes.new)}\n"
        f"Jaccard : {_number(changes.jaccard)}\n"
        f"Corrélation : {_number(found.correlation)}"
    )
    if found.p_value is None:
        click.echo("Non testable : trop peu d’organisations, ou un réseau sans contraste.")
    else:
        how = "toutes" if found.exact else f"dont {permutations} tirées, graine {seed}"
        click.echo(f"p = {_number(found.p_value)} ({found.arrangements} dispositions, {how})")
