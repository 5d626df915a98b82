"""`arrimage demo`: the invented territory, and the log-ins to visit it with."""

import sys
from datetime import datetime
from itertools import zip_longest

import click

from arrimage.cli import with_django


@click.command(help="Charger le territoire inventé de la démonstration, et dire comment y entrer.")
@click.option(
    "--size",
    type=click.Choice(["territory", "province"]),
    default="territory",
    show_default=True,
    help="« territory » : le territoire inventé. « province » : en plus, une charge de 5 000 services.",
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="Comme si l’on était ce jour-là."
)
@click.option("--yes", is_flag=True, help="Charger même si cette installation n’est pas une démonstration.")
def demo(size: str, on: datetime | None, yes: bool) -> None:
    with_django()
    from django.conf import settings
    from django.db import OperationalError, ProgrammingError, connection

    from arrimage.apps.kernel.clock import today
    from arrimage.apps.network.actions.demo import PASSPHRASE, load_province, load_territory
    from arrimage.config.demonstration import load_rooms

    if not (settings.DEMO or yes):
        click.echo(
            "Cette installation n’est pas une démonstration : rien n’a été chargé. Pour y mettre quand même"
            " des données inventées et des comptes dont la phrase de passe est connue, ajoutez --yes.",
            err=True,
        )
        sys.exit(2)
    day = on.date() if on else today()
    try:
        if size == "province":
            loaded = load_province(on=day, progress=_progress)
            click.echo(err=True)
        else:
            loaded = load_territory(on=day)
        loaded.created |= load_rooms(on=day)
    except (OperationalError, ProgrammingError):
        if connection.introspection.table_names():
            raise
        click.echo("La base de données est vide : lancez d’abord « arrimage migrate ».", err=True)
        sys.exit(2)
    _say_what_was_added(loaded.created)
    click.echo()
    click.echo("Pour entrer, une adresse de cette liste. Toutes ces personnes sont inventées.")
    click.echo(f"Phrase de passe, la même pour toutes : {PASSPHRASE}")
    click.echo()
    rows = [("Adresse", "Personne", "Rôle", "Organisation")]
    for log_in in loaded.log_ins:
        who = zip_longest((log_in.email,), (log_in.name,), log_in.memberships, fillvalue="")
        rows += [(email, name, *held) for email, name, held in who]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


LABELS = {
    "organisation": ("organisation", "organisations"),
    "site": ("lieu", "lieux"),
    "offer": ("service", "services"),
    "user": ("personne", "personnes"),
    "practice": ("pratique", "pratiques"),
    "questionnaire": ("questionnaire", "questionnaires"),
    "study": ("enquête", "enquêtes"),
    "learning": ("programme", "programmes"),
    "consultation": ("consultation", "consultations"),
    "committee": ("comité d’amélioration", "comités d’amélioration"),
    "discussion": ("communauté", "communautés"),
}


def _say_what_was_added(created: dict[str, int]) -> None:
    if not any(created.values()):
        click.echo("La démonstration est déjà là : rien n’a changé.")
        return
    told = [
        f"{created[kind]} {labels[created[kind] > 1]}" for kind, labels in LABELS.items() if created.get(kind)
    ]
    click.echo(f"Territoire inventé de la Rivière-aux-Érables, ajouté : {', '.join(told)}.")


def _progress(done: int, total: int) -> None:
    click.echo(f"\rIndex : {done} organisations sur {total}", nl=False, err=True)
