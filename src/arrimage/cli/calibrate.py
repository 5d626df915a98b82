"""`arrimage calibrate`: a scenario from what happened, or the law that observed times follow."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from .csv_file import Refused

FILE = click.Path(path_type=Path)
REPLICATIONS = 40


def _refuse(sentence: object) -> NoReturn:
    click.echo(str(sentence), err=True)
    sys.exit(2)


@click.command(
    help="Tirer un scénario de ce qui s’est passé : FICHIER est un journal ou un magasin d’événements,"
    " ou un CSV de durées (service,days), dont la loi est cherchée."
)
@click.argument("source", metavar="FICHIER", type=FILE)
@click.option(
    "--stages", metavar="ETAPES.toml", type=FILE, help="Quelle activité demande, commence, termine quoi."
)
@click.option("--scenario", metavar="S.toml", type=FILE, help="Écrire le scénario, prêt pour `simulate`.")
@click.option("--validate", is_flag=True, help="Simuler ce scénario : retrouve-t-il la dernière année ?")
@click.option(
    "--replications", metavar="N", type=click.IntRange(2, 10_000), default=REPLICATIONS, show_default=True
)
@click.option("--html", metavar="PAGE.html", type=FILE, help="Écrire aussi une page qui se suffit.")
@click.option("--case", metavar="COLONNE", help="La personne.")
@click.option("--activity", metavar="COLONNE", help="Ce qui arrive.")
@click.option("--timestamp", metavar="COLONNE", help="Quand.")
@click.option("--sep", "separator", metavar="CARACTÈRE", help="Séparateur du CSV (deviné sinon).")
@click.option("--date-format", metavar="FORMAT", help="Par exemple %d/%m/%Y %H:%M.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Graine du hasard.")
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def calibrate(
    source: Path,
    stages: Path | None,
    scenario: Path | None,
    validate: bool,
    replications: int,
    html: Path | None,
    seed: int,
    as_json: bool,
    **how: Any,
) -> None:
    if seed < 0:
        _refuse("--seed est un entier positif ou nul.")
    try:
        if _holds_times(source):
            from .calibrate_times import told, written

            if stages or scenario or validate or html:
                raise Refused(
                    f"{source.name} n’a que des durées : pour un scénario, donnez un journal d’événements."
                )
            document = written(source, seed)
            lines = told(document)
        else:
            document, lines = _from_events(source, stages, scenario, validate, replications, html, seed, how)
    except Refused as error:
        _refuse(error)
    click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False) if as_json else "\n".join(lines))


def _holds_times(source: Path) -> bool:
    """Columns service and days; a file that is missing, empty or too narrow for events is refused there."""
    if source.suffix.lower() not in ("", ".csv", ".txt", ".tsv") or source.is_dir():
        return False
    try:
        with source.open("rb") as file:
            header = file.readline(10_000).decode("utf-8-sig", "replace")
    except OSError:
        return True
    columns = {cell.strip().strip('"') for cell in header.replace(";", ",").replace("\t", ",").split(",")}
    return {"service", "days"} <= columns or not header.strip() or len(columns) < 3


def _from_events(
    source: Path,
    stages: Path | None,
    scenario: Path | None,
    validate: bool,
    replications: int,
    html: Path | None,
    seed: int,
    how: dict[str, Any],
) -> tuple[dict[str, Any], list[str]]:
    from .calibrate_events import document_of, measured, scenario_text, told_of

    services, told, log = measured(source, stages, seed, **how)
    document, lines = document_of(services, log), told_of(services, log)
    validation = None
    if scenario or validate:
        text = scenario_text(services, told, log)
        if scenario:
            _write(scenario, text)
            lines.append(f"{scenario} : le scénario est écrit.")
        if validate:
            validation = document["validation"] = _validated(text, source.name, replications, seed)
            lines += _verdicts(validation)
    if html:
        from .calibrate_report import page

        _write(html, page(source.name, services, log, validation))
    return document, lines


def _validated(text: str, name: str, replications: int, seed: int) -> dict[str, Any]:
    import tomllib

    from .scenario_file import observed_of
    from .simulate import prepared, run
    from .simulation_document import validation_of

    document = tomllib.loads(text)
    ours = prepared(document, name, None, allow_overload=True)
    return validation_of(run(ours, name, replications, seed, None), observed_of(document, name, ours))


def _verdicts(validation: dict[str, Any]) -> list[str]:
    from .simulation_document import NAMES, shown

    return [
        f"Observé, {name}, {NAMES[measure]} : {shown(measure, one['observed'])} ; simulé de"
        f" {shown(measure, one['low'])} à {shown(measure, one['high'])} ;"
        f" {'retrouvé' if one['reproduced'] else 'non retrouvé'}"
        for name, measures in validation.items()
        for measure, one in measures.items()
    ]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        raise Refused(f"{path.name} ne peut pas être écrit : vérifiez le dossier.") from None
