"""`arrimage simulate`: what a change would do, from a scenario in TOML, without any database."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from .csv_file import Refused
from .simulation_document import (
    days,
    described,
    differences_of,
    preview_of,
    preview_told,
    services_of,
    told,
    validation_of,
)

if TYPE_CHECKING:
    from arrimage.science.simulation.running import Result
    from arrimage.science.simulation.scenario import Scenario

FILE = click.Path(path_type=Path)
MOST_REPLICATIONS = 100_000


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


@click.command(
    help="Simuler un réseau de services : attentes, files, abandons, utilisation, avec leurs intervalles."
)
@click.argument("scenario", metavar="SCENARIO.toml", type=FILE)
@click.option("--replications", metavar="N", type=int, default=100, show_default=True)
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--years", metavar="A", type=float, help="Durée en années, au lieu de days.")
@click.option(
    "--what-if", "changes", metavar="'siv.servers=+40'", multiple=True,
    help="Et si… ? Ce changement (répétable), comparé au scénario tel quel, aux mêmes personnes.",
)  # fmt: skip
@click.option(
    "--against", metavar="AUTRE.toml", type=FILE, help="Comparer à ce scénario, aux mêmes personnes."
)
@click.option(
    "--allow-overload", is_flag=True, help="Simuler quand même ce qui reçoit plus qu’il ne peut servir."
)
@click.option("--threads", metavar="N", type=int, help="Fils de calcul ; le résultat n’en dépend pas.")
@click.option("--preview", is_flag=True, help="Les formules d’Erlang seulement, sans simuler.")
@click.option("--html", metavar="PAGE.html", type=FILE, help="Écrire aussi une page qui se suffit.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def simulate(
    scenario: Path,
    replications: int,
    seed: int,
    years: float | None,
    changes: tuple[str, ...],
    against: Path | None,
    allow_overload: bool,
    threads: int | None,
    preview: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        _refuse("--replications va de 1 à 100 000.")
    if seed < 0:
        _refuse("--seed est un entier positif ou nul.")
    if years is not None and not 0 < years <= 100:
        _refuse("--years va de plus de 0 à 100.")
    if threads is not None and not 1 <= threads <= 1024:
        _refuse("--threads va de 1 à 1024.")
    if changes and against:
        _refuse("--what-if et --against s’excluent : le premier compare déjà au scénario tel quel.")
    from .scenario_file import observed_of, read_document
    from .what_if import changed

    try:
        told_as_is = read_document(scenario)
        ours = prepared(changed(told_as_is, changes), scenario.name, years, allow_overload)
        observed = observed_of(told_as_is, scenario.name, ours)
        theirs = other_name = None
        if changes:
            theirs, other_name = prepared(told_as_is, scenario.name, years, allow_overload), scenario.name
        elif against:
            theirs, other_name = (
                prepared(read_document(against), against.name, years, allow_overload),
                against.name,
            )
        if preview:
            document: dict[str, Any] = {"preview": preview_of(ours)}
        else:
            result = run(ours, scenario.name, replications, seed, threads)
            document = described(ours, result)
            if changes:
                document["what_if"] = list(changes)
            other = None
            if theirs and other_name:
                other = run(theirs, other_name, replications, seed, threads)
                document["against"] = services_of(theirs, other)
                document["differences"] = differences_of(result, other, document)
            if observed:
                # Last year is what the scenario as it is must give back, not the change.
                document["validation"] = validation_of(other if changes and other else result, observed)
            if html:
                from .simulation_report import page

                title = str(told_as_is.get("title") or f"Scénario {scenario.stem}")
                try:
                    html.write_text(page(title, ours, result, document, other), encoding="utf-8")
                except OSError:
                    raise Refused(f"{html.name} ne peut pas être écrit : vérifiez le dossier.") from None
    except Refused as error:
        _refuse(error)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join(preview_told(document["preview"]) if preview else told(document)))


def prepared(
    document: Mapping[str, Any], name: str, years: float | None, allow_overload: bool = False
) -> "Scenario":
    """Read and checked: everything that can be said before running is said here. Raises Refused."""
    from arrimage.science.simulation import scenario as rules
    from arrimage.science.simulation import traffic

    from .scenario_file import in_words, scenario_of

    found, ignored = scenario_of(document, name, years)
    try:
        rules.check(found)
        flows = traffic.flows(found)
        certain, likely = traffic.overloaded(found, flows)
        if certain and not allow_overload:
            traffic.check_can_hold(found, flows)
    except rules.Impossible as error:
        raise Refused(in_words(error, name)) from None
    for one in ignored:
        click.echo(f"{name}, {one} : clé inconnue, laissée de côté.", err=True)
    for one in certain + likely:
        perhaps = "" if one in certain else " sans doute"
        click.echo(
            f"{name} : « {one} » recevra{perhaps} plus qu’il ne peut servir (utilisation"
            f" {days(flows[one].utilisation)}) ; son attente grandira avec la durée simulée.",
            err=True,
        )
    return found


def run(scenario: "Scenario", name: str, replications: int, seed: int, threads: int | None) -> "Result":
    """Raises Refused when more people wait than a machine can hold."""
    from arrimage.science.simulation import running

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r  {name} : {done} sur {replications}", err=True, nl=done == replications)

    try:
        return running.simulate(
            scenario,
            replications=replications,
            seed=seed,
            threads=threads or os.cpu_count(),
            progress=progress,
        )
    except running.TooMany:
        raise Refused(
            f"{name} : plus de vingt millions de personnes attendraient à la fois ; raccourcissez la durée."
        ) from None
