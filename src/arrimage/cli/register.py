"""`arrimage directory import-m02`: the official register from a terminal."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import with_django

if TYPE_CHECKING:
    from arrimage.apps.network.actions.register import Outcome

SHOWN = 20  # refusals printed before we say how many more there are


def tell(name: str, outcome: "Outcome") -> None:
    click.echo(
        f"{name} : {outcome.created} créés, {outcome.updated} mis à jour, {outcome.unchanged} inchangés, "
        f"{outcome.closed} fermés, {len(outcome.refusals)} refusés"
    )
    for refusal in outcome.refusals[:SHOWN]:
        click.echo(f"  ligne {refusal.row} ({refusal.code}) : {refusal.reason}")
    if len(outcome.refusals) > SHOWN:
        click.echo(f"  … et {len(outcome.refusals) - SHOWN} autres (--json les donne toutes)")
    for kept in outcome.kept[:SHOWN]:
        click.echo(f"  corrigé chez nous, gardé tel quel : {kept}")


@click.command(
    "import-m02",
    help="Charger le registre officiel (M02) : installations, puis établissements, tels que publiés.",
)
@click.argument("installations", type=click.Path(path_type=Path), metavar="INSTALLATIONS.csv")
@click.argument("establishments", type=click.Path(path_type=Path), metavar="ETABLISSEMENTS.csv")
@click.option("--json", "as_json", is_flag=True, help="Le bilan en JSON, sur une ligne.")
def import_m02(installations: Path, establishments: Path, as_json: bool) -> None:
    with_django()
    from arrimage.apps.kernel.clock import now
    from arrimage.apps.kernel.reading import BrokenFile, read_bytes
    from arrimage.apps.network.actions import register

    def progress(step: str, done: int, total: int) -> None:
        click.echo(f"{done}/{total} {step}", err=True)

    try:
        result = register.import_m02(
            read_bytes(installations),
            read_bytes(establishments),
            by=None,
            at=now(),
            names=(installations.name, establishments.name),
            progress=progress,
        )
    except BrokenFile as error:
        click.echo(f"{error} Rien n’a été changé.", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
        return
    tell("Établissements", result.establishments)
    tell("Installations", result.installations)
    click.echo(f"Centres intégrés reconnus : {result.integrated_centres}")
    if result.changed_nothing:
        click.echo("Tout était déjà à jour : rien n’a changé.")
