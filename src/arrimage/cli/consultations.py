"""`arrimage consultations …`: what was published as a synthesis is still what was sealed."""

import json
import sys

import click

from . import with_django


@click.group(help="Les consultations : vérifier le sceau des synthèses publiées.")
def consultations() -> None:
    pass


@consultations.command(
    help="Recalculer l’empreinte de chaque synthèse et de chacun de ses passages. Les mots retirés par leurs"
    " auteurs n’y sont plus, et ne brisent rien. Termine avec 1 si un sceau ne tient pas."
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def verify(as_json: bool) -> None:
    with_django()
    from django.db import connection

    from arrimage.apps.deliberation.queries.syntheses import faults_of, published

    if "deliberation_synthesis" not in connection.introspection.table_names():
        click.echo("Cette base n’a pas de consultations : lancez « arrimage migrate ».", err=True)
        sys.exit(2)
    count, broken = 0, []
    for synthesis in published().iterator(chunk_size=50):
        count += 1
        if found := faults_of(synthesis):
            broken.append({"uid": str(synthesis.uid), "number": synthesis.number, "faults": found})
    if as_json:
        click.echo(json.dumps({"syntheses": count, "broken": broken}, ensure_ascii=False))
    else:
        for one in broken:
            click.echo(
                f"Sceau brisé : synthèse {one['uid']}, version {one['number']} ({', '.join(one['faults'])})"
            )
        held = "toutes intactes" if not broken else f"{len(broken)} sceau(x) brisé(s)"
        click.echo(f"Synthèses vérifiées : {count} ; {held}.")
    sys.exit(1 if broken else 0)
