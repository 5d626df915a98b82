"""`arrimage consultations …`: what was sealed still is, and what organisations contest of figures."""

import csv
import json
import sys

import click

from . import with_django


@click.group(
    help="Les consultations : vérifier les sceaux des synthèses, sortir ce que des organismes contestent."
)
def consultations() -> None:
    pass


@consultations.command(
    help="Recalculer l’empreinte de chaque synthèse et de chacun de ses passages. Les mots retirés par leurs"
    " auteurs n’y sont plus, et ne brisent rien. Termine avec 1 si un sceau ne tient pas."
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def verify(as_json: bool) -> None:
    _with_consultations()
    from arrimage.apps.deliberation.queries.syntheses import faults_of, published

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


@consultations.command(
    help="Ce que des organismes contestent d’un indicateur, d’une norme ou d’une cible, dans leurs mots :"
    " un CSV que « arrimage needs gap --contested » met à côté de chaque chiffre."
)
@click.option("--kind", metavar="SORTE", help="Seulement indicator, norm ou target.")
def contested(kind: str | None) -> None:
    _with_consultations()
    from django.contrib.auth.models import AnonymousUser
    from django.utils.timezone import localdate

    from arrimage.apps.deliberation.contestable import KINDS
    from arrimage.apps.deliberation.queries.outcomes import contestations_read_by

    if kind is not None and kind not in KINDS:
        click.echo(f"--kind est l’une de : {', '.join(sorted(KINDS))}.", err=True)
        sys.exit(2)
    # As anybody reads them: the name of a consultation among invited ones is not said.
    found = contestations_read_by(AnonymousUser(), kind=kind or "")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["kind", "key", "label", "contested_by", "since", "words", "consultation"])
    for one in reversed(found):
        words = " ".join(one.words.split())
        about = str(one.consultation or "")
        since = f"{localdate(one.contested_at):%Y-%m-%d}"
        writer.writerow([one.kind, one.key, one.label, one.organisation.name, since, words, about])


def _with_consultations() -> None:
    """The database, or a sentence when it has no consultations."""
    with_django()
    from django.db import connection

    if "deliberation_synthesis" not in connection.introspection.table_names():
        click.echo("Cette base n’a pas de consultations : lancez « arrimage migrate ».", err=True)
        sys.exit(2)
