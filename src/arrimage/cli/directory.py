"""`arrimage directory …`: the directory from a terminal."""

import json
import sys

import click

from . import with_django


@click.group(help="Le répertoire : chercher, importer, réindexer.")
def directory() -> None:
    pass


@directory.command(help="Chercher dans le répertoire avec des mots de tous les jours.")
@click.argument("text", metavar="MOTS")
@click.option("--territory", metavar="CODE", help="Dans un territoire : code de région, de RTS ou de RLS.")
@click.option("--near", metavar="LIEU", help="Près d’une municipalité ou d’un code postal (H1T).")
@click.option("--need", metavar="CODE", help="Ce qui répond à un besoin (housing, relative…).")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Une liste JSON sur une ligne.")
def search(
    text: str, territory: str | None, near: str | None, need: str | None, limit: int, as_json: bool
) -> None:
    with_django()
    from arrimage.apps.network.queries import search as queries

    try:
        results = queries.search_directory(text, territory=territory, near=near, need=need, size=limit)
    except queries.SearchError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if queries.is_stale():
        click.echo("L’index est à refaire : lancez « arrimage directory reindex ».", err=True)
    if as_json:
        click.echo(json.dumps([as_document(hit) for hit in results.hits], ensure_ascii=False))
        return
    for hit in results.hits:
        about = [hit.name, hit.organisation.name if hit.kind != "organisation" else ""]
        about += [hit.municipality or (hit.territory.name if hit.territory else "")]
        about += [f"{hit.distance:.1f} km".replace(".", ",") if hit.distance is not None else ""]
        click.echo(" · ".join(filter(None, about)))
        if hit.why:
            click.echo(f"    {hit.why}")
    click.echo(results.summary, err=True)


def as_document(hit) -> dict[str, str | None]:
    return {
        "id": str(hit.uid),
        "name": hit.name,
        "organisation": hit.organisation.name,
        "territory": hit.territory.code if hit.territory else None,
        "why": hit.why,
    }


@directory.command(help="Refaire l’index de recherche.")
def reindex() -> None:
    with_django()
    from arrimage.apps.network.actions.search_index import reindex as run

    def progress(done: int, total: int) -> None:
        click.echo(f"\r{done} organisations sur {total}", nl=False, err=True)

    outcome = run(progress=progress)
    click.echo(err=True)
    click.echo(
        f"Index refait : {outcome.documents} fiches ({outcome.organisations} organisations, "
        f"{outcome.sites} lieux, {outcome.offers} services), {outcome.words} mots."
    )


# Imports and exports live beside, one file a format.
from .hsds import export_hsds, import_hsds  # noqa: E402
from .register import import_m02  # noqa: E402
from .tables import open_network  # noqa: E402

directory.add_command(import_m02)
directory.add_command(open_network)
directory.add_command(export_hsds)
directory.add_command(import_hsds)
