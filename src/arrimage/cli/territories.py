"""`arrimage territories …`: the facts, and the real limits that replace the tiles."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from arrimage.cli import with_django


@click.group(help="Les territoires du Québec : codes, population, limites.")
def territories() -> None:
    pass


def _with_territories() -> None:
    with_django()
    from django.db import connection

    if "network_territory" not in connection.introspection.table_names():
        _refuse("La base n’est pas prête : lancez d’abord « arrimage migrate ».")


def _progress(step: str) -> None:
    if sys.stderr.isatty():  # a refusal read by a program stays one line
        click.echo(f"  {step}", err=True)


@territories.command(help="Charger les faits livrés avec Arrimage. Recommencer ne change rien.")
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON, sur une ligne.")
def load(as_json: bool) -> None:
    _with_territories()
    from arrimage.apps.network.actions.territories import load_facts

    loaded = load_facts(_progress)
    if as_json:
        click.echo(json.dumps(asdict(loaded)))
    else:
        click.echo(
            f"Créés : {loaded.created} · modifiés : {loaded.updated} · inchangés : {loaded.unchanged}"
            f" · retirés : {loaded.removed}"
        )


@territories.command("import-boundaries")
@click.argument("file", metavar="FICHIER.geojson", type=click.Path(path_type=Path))
@click.option(
    "--source", default="", metavar="TEXTE", help="D’où viennent ces limites (sinon, le nom du fichier)."
)
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON, sur une ligne.")
def import_boundaries(file: Path, source: str, as_json: bool) -> None:
    """Remplacer les tuiles par de vraies limites.

    FICHIER.geojson : une FeatureCollection en longitude et latitude (WGS 84). Chaque élément dit son
    territoire par la propriété rls_code, rts_code, rss_code ou code. Une seule géométrie fautive, et rien
    n’est importé ; un code inconnu est seulement signalé.
    """
    _with_territories()
    from arrimage.apps.kernel.clock import now
    from arrimage.apps.network.actions.boundaries import LARGEST, BadBoundaryFile
    from arrimage.apps.network.actions.boundaries import import_boundaries as keep

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        result = keep(content, source=source or file.name, at=now(), progress=_progress)
    except OSError:
        _refuse(f"Le fichier « {file} » n’est pas lisible : vérifiez son nom et son chemin.")
    except BadBoundaryFile as refusal:
        _refuse(str(refusal))
    if as_json:
        click.echo(json.dumps(asdict(result), ensure_ascii=False))
        return
    click.echo(f"Créées : {result.created} · modifiées : {result.updated} · inchangées : {result.unchanged}")
    if result.unknown:
        click.echo(f"Codes inconnus, laissés de côté : {', '.join(result.unknown)}", err=True)


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
