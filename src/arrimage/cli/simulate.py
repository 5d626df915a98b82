"""`arrimage simulate`: what a change would do, from a scenario in TOML, without any database."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from .csv_file import Refused
from .simulation_report import days, share

if TYPE_CHECKING:
    from arrimage.science.simulation.erlang import Queue
    from arrimage.science.simulation.intervals import Estimate
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
    "--against", metavar="AUTRE.toml", type=FILE, help="Comparer à ce scénario, aux mêmes personnes."
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
    against: Path | None,
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
    from arrimage.science.simulation import running

    from .scenario_file import read_observed

    try:
        ours = _prepared(scenario, years)
        observed = read_observed(scenario, ours)
        theirs = _prepared(against, years) if against else None
        if preview:
            document: dict[str, object] = {"preview": _preview(ours)}
        else:
            result = _run(ours, scenario.name, replications, seed, threads)
            document = _document(ours, result)
            if observed:
                document["validation"] = _validation(result, observed)
            if theirs and against:
                other = _run(theirs, against.name, replications, seed, threads)
                document["against"] = _services(theirs, other)
                document["differences"] = {
                    name: {measure: asdict(one) for measure, one in measures.items()}
                    for name, measures in running.compare(result, other).items()
                }
            if html:
                from .simulation_report import page

                try:
                    html.write_text(page(scenario.stem, ours, result, document), encoding="utf-8")
                except OSError:
                    raise Refused(f"{html.name} ne peut pas être écrit : vérifiez le dossier.") from None
    except Refused as error:
        _refuse(error)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
    elif preview:
        click.echo("\n".join(_preview_told(ours)))
    else:
        click.echo("\n".join(told(ours, document)))


def _prepared(path: Path, years: float | None) -> "Scenario":
    """Read and checked: everything that can be said before running is said here. Raises Refused."""
    from arrimage.science.simulation import scenario as rules
    from arrimage.science.simulation import traffic

    from .scenario_file import in_words, read_scenario

    found, ignored = read_scenario(path, years)
    try:
        rules.check(found)
        likely = traffic.check_can_hold(found, traffic.flows(found))
    except rules.Impossible as error:
        raise Refused(in_words(error, path.name)) from None
    for one in ignored:
        click.echo(f"{path.name}, {one} : clé inconnue, laissée de côté.", err=True)
    for name in likely:
        click.echo(
            f"{path.name} : « {name} » recevra sans doute plus qu’il ne peut servir ; son attente grandira"
            " avec la durée simulée.",
            err=True,
        )
    return found


def _run(scenario: "Scenario", name: str, replications: int, seed: int, threads: int | None) -> "Result":
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


def _document(scenario: "Scenario", result: "Result") -> dict[str, object]:
    return {
        "services": _services(scenario, result),
        "preview": _preview(scenario),
        "days": scenario.days,
        "warmup": scenario.warmup,
        "settles_after_days": result.settles_after,
        "replications": result.replications,
        "seed": result.seed,
    }


def _services(scenario: "Scenario", result: "Result") -> dict[str, object]:
    found: dict[str, object] = {}
    for service in scenario.services:
        one = result.services[service.name]
        told: dict[str, object] = {
            "wait_mean": asdict(one.wait_mean),
            "wait_p90": one.wait_p90,
            "queue_mean": one.queue_mean.value,
            "utilisation": one.utilisation.value,
            "abandoned_share": one.abandoned_share.value,
            "per_day": one.per_day,
            "intervals": {
                name: _bounds(getattr(one, name)) for name in ("queue_mean", "utilisation", "abandoned_share")
            },
        }
        if list(one.by_class) != [""]:
            told["wait_by_class"] = {name: asdict(wait) for name, wait in one.by_class.items()}
        if service.room is not None:
            told["turned_away_share"] = one.turned_away_share
        if service.cost is not None:
            told["cost_per_year"] = service.cost * service.mean_servers(scenario.days) * 365
        found[service.name] = told
    return found


def _validation(result: "Result", observed: dict[str, dict[str, float]]) -> dict[str, object]:
    """Does it give back what was observed? Between what 95 % of replications give."""
    from arrimage.science.simulation import running

    found: dict[str, dict[str, object]] = {}
    for name, told in observed.items():
        for measure, value in told.items():
            if answer := running.reproduces(result, name, measure, value):
                low, high, reproduced = answer
                one = {"observed": value, "low": low, "high": high, "reproduced": reproduced}
                found.setdefault(name, {})[measure] = one
    return found


def _bounds(one: "Estimate") -> dict[str, float | None]:
    return {"low": one.low, "high": one.high}


def _preview(scenario: "Scenario") -> dict[str, object]:
    """Erlang's formulas, each service alone; null where they do not speak."""
    from arrimage.science.simulation import traffic

    answers = traffic.preview(scenario, traffic.flows(scenario))
    return {name: None if one is None else asdict(one) for name, one in answers.items()}


def _preview_told(scenario: "Scenario") -> list[str]:
    from arrimage.science.simulation import traffic

    answers: dict[str, Queue | None] = traffic.preview(scenario, traffic.flows(scenario))
    return [
        f"{name} : les formules d’Erlang ne s’appliquent pas ici ; simulez."
        if one is None
        else f"{name} : attente {days(one.wait_mean)} jours, {days(one.queue_mean)} personnes en attente,"
        f" utilisation {share(one.utilisation)}, abandons {share(one.abandoned_share)} (formules d’Erlang)"
        for name, one in answers.items()
    ]


def told(scenario: "Scenario", document: dict) -> list[str]:
    """The findings in French sentences."""
    spans = f"{days(scenario.days)} jours, les {days(scenario.warmup)} premiers non mesurés"
    lines = [f"{document['replications']} répétitions de {spans}, graine {document['seed']}"]
    if document["settles_after_days"] > scenario.warmup:
        lines.append(
            f"Le départ se voit encore jusqu’au jour {days(document['settles_after_days'])} :"
            " un warmup plus long serait plus juste."
        )
    for name, one in document["services"].items():
        wait = one["wait_mean"]
        between = "" if wait["low"] is None else f" (de {days(wait['low'])} à {days(wait['high'])})"
        lines.append(
            f"{name} : attente {days(wait['value'])} jours{between}, 9 sur 10 sous"
            f" {days(one['wait_p90'])} ; {days(one['queue_mean'])} en attente ;"
            f" utilisation {share(one['utilisation'])} ; abandons {share(one['abandoned_share'])}"
        )
        for group, its in one.get("wait_by_class", {}).items():
            lines.append(f"  {group or 'sans classe'} : attente {days(its['value'])} jours")
    for name, measures in document.get("validation", {}).items():
        for measure, one in measures.items():
            verdict = "retrouvé" if one["reproduced"] else "non retrouvé : revoyez le scénario"
            lines.append(
                f"Observé, {name}, {measure} : {days(one['observed'])} ; simulé de {days(one['low'])}"
                f" à {days(one['high'])} ; {verdict}"
            )
    for name, measures in document.get("differences", {}).items():
        wait = measures["wait_mean"]
        lines.append(
            f"Différence, {name} : attente {days(wait['value'])} jours"
            f" (de {days(wait['low'])} à {days(wait['high'])})"
        )
    return lines
