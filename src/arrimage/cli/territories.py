"""`arrimage territories …`: the facts, and the real limits that replace the tiles."""

import json

import click

from arrimage.cli import with_django


@click.group(help="Les territoires du Québec : codes, population, limites.")
def territories() -> None:
    with_django()


def _progress(step: str) -> None:
    click.echo(f"  {step}", err=True)


@territories.command(help="Charger les faits livrés avec Arrimage. Recommencer ne change rien.")
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON, sur une ligne.")
def load(as_json: bool) -> None:
    from dataclasses import asdict

    from arrimage.apps.network.actions.territories import load_facts

    loaded = load_facts(_progress)
    if as_json:
        click.echo(json.dumps(asdict(loaded)))
    else:
        click.echo(
            f"Créés : {loaded.created} · modifiés : {loaded.updated} · inchangés : {loaded.unchanged}"
            f" · retirés : {loaded.removed}"
        )
