"""`arrimage learning …`: what was done in a programme, said for other software."""

import sys
from pathlib import Path

import click

from . import with_django


@click.group(help="Apprendre ensemble : sortir ce qui a été fait d’un programme.")
def learning() -> None:
    pass


@learning.command(
    help="Écrire en énoncés xAPI 1.0.3 (un tableau JSON) ce que les équipes ont fait du programme dont voici"
    " l’identifiant. Les acteurs sont des pseudonymes propres à ce programme ; aucune adresse, aucun nom,"
    " rien de ce que les équipes ont écrit. Sans fichier, écrit à la sortie standard."
)
@click.argument("programme")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Le fichier à écrire.")
def xapi(programme: str, output: Path | None) -> None:
    with_django()
    from arrimage.apps.kernel.clock import now
    from arrimage.apps.learning.actions.statements import export_statements
    from arrimage.apps.learning.queries.programmes import programme_named

    found = programme_named(programme)
    if found is None:
        click.echo("Aucun programme n’a cet identifiant : il est dans l’adresse de sa page.", err=True)
        sys.exit(2)
    text = export_statements(found, by=None, at=now())
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"Écrit : {output}", err=True)
