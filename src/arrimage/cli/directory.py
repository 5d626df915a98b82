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
@click.option(
    "--territory", metavar="CODE", help="Seulement dans ce territoire (code de région, de RTS ou de RLS)."
)
@click.option("--near", metavar="LIEU", help="Près d’une municipalité ou d’un code postal (H1T).")
@click.option("--need", metavar="CODE", help="Seulement ce qui répond à ce besoin (housing, relative…).")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Une liste JSON sur une ligne.")
def search(
    text: str, territory: str | None, near: str | None, need: str | None, limit: int, as_json: bool
) -> None:
    with_django()
    from arrimage.apps.network.queries.search import SearchError, search_directory

    try:
        results = search_directory(text, territory=territory, near=near, need=need, size=limit)
    except SearchError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if results.is_stale:
        click.echo("L’index date d’une version précédente : lancez « arrimage directory reindex ».", err=True)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "id": str(hit.uid),
                        "name": hit.name,
                        "organisation": hit.organisation.name,
                        "territory": hit.territory.code if hit.territory else None,
                        "why": hit.why,
                    }
                    for hit in results.hits
                ],
                ensure_ascii=False,
            )
        )
        return
    for hit in results.hits:
        click.echo(hit.line)
    click.echo(results.summary, err=True)


@directory.command(help="Refaire l’index de recherche.")
def reindex() -> None:
    with_django()
    from arrimage.apps.network.actions.search_index import reindex as run

    def progress(done: int, total: int) -> None:
        click.echo(f"\r{done} organisations sur {total}", nl=False, err=True)

    outcome = run(progress=progress)
    click.echo(err=True)
    click.echo(
        f"Index refait : {outcome.documents} fiches ({outcome.organisations} organisations, {outcome.sites} lieux, "
        f"{outcome.offers} services), {outcome.words} mots."
    )
