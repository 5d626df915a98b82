"""`arrimage audit …`: the journal from a terminal."""

import getpass
import json
import re
import sys
from datetime import datetime

import click

from . import with_django

# Fault → what happened; {entry} and {number} name the row of the journal and of the chain.
FAULTS = {
    "altered": "l’entrée {entry} (ou son sceau {number}) a été modifiée",
    "deleted": "l’entrée {entry} (sceau {number}) a été supprimée",
    "unsealed": "l’entrée {entry}, qui attendait son sceau, a été supprimée",
    "inserted": "l’entrée {entry} a été insérée hors du journal",
    "seal_missing": "le sceau {number} manque",
    "seal_inserted": "le sceau {number} a été inséré après coup",
    "checkpoint": "le point de contrôle {number} a été modifié",
    "anchor": "le sceau {number} n’est pas celui que vous aviez noté",
    "anchor_removed": "le sceau noté ({number}) a été retiré avec les vieilles entrées : notez le nouveau",
}


@click.group(help="Le journal : sceller, vérifier, retirer ce qui est trop vieux.")
def audit() -> None:
    pass


def _with_journal() -> None:
    with_django()
    from django.db import connection

    if "audit_entry" not in connection.introspection.table_names():
        click.echo("Cette base n’a pas encore de journal : lancez « arrimage migrate ».", err=True)
        sys.exit(2)


@audit.command(help="Sceller les entrées qui attendent.")
def seal() -> None:
    _with_journal()
    from arrimage.apps.audit import actions
    from arrimage.apps.kernel.clock import now

    sealed = actions.seal(at=now())
    click.echo(f"{_count(sealed, 'entrée scellée', 'entrées scellées')}.")


@audit.command(help="Recalculer toute la chaîne. Termine avec 1 si le journal n’est pas intact.")
@click.option(
    "--anchor", metavar="NUMÉRO:EMPREINTE", default="", help="Un sceau noté ailleurs, qui doit être là."
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def verify(anchor: str, as_json: bool) -> None:
    if anchor and not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", anchor):
        raise click.BadParameter("donnez le sceau tel que « audit verify » l’a écrit (NUMÉRO:EMPREINTE).")
    _with_journal()
    from arrimage.apps.audit import queries
    from arrimage.apps.kernel.clock import now

    found = queries.verify(at=now(), anchor=anchor)
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False))
    else:
        _tell(found)
    sys.exit(0 if found.whole else 1)


@audit.command(help="Retirer les entrées scellées d’avant une date; un point de contrôle signé les remplace.")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="AAAA-MM-JJ")
@click.option("--by", metavar="NOM", default=getpass.getuser, help="Qui en décide (le compte du système).")
def retain(before: datetime, by: str) -> None:
    _with_journal()
    from arrimage.apps.audit import actions
    from arrimage.apps.kernel.clock import now

    try:
        checkpoint = actions.retain(before=before.date(), by=by, at=now())
    except actions.BrokenJournal:
        click.echo(
            "Rien n’est retiré : le journal n’est pas intact. Voyez « arrimage audit verify ».", err=True
        )
        sys.exit(1)
    if checkpoint is None:
        click.echo("Rien à retirer : aucune entrée scellée n’est si vieille.")
        return
    click.echo(
        f"{_count(checkpoint.count, 'entrée retirée', 'entrées retirées')}, "
        f"du {checkpoint.first_at:%Y-%m-%d} au {checkpoint.last_at:%Y-%m-%d} (UTC)."
    )


def _tell(found) -> None:
    click.echo(f"{_count(found.sealed, 'entrée scellée', 'entrées scellées')}.")
    if found.removed:
        click.echo(
            f"{_count(found.removed, 'entrée plus ancienne', 'entrées plus anciennes')} "
            "sous un point de contrôle signé."
        )
    if found.waiting:
        late = " : il y a plus d’une heure, lancez « arrimage audit seal »" if found.is_tail_late else ""
        click.echo(f"{_count(found.waiting, 'entrée attend son', 'entrées attendent leur')} sceau{late}.")
    for name in found.triggers:
        click.echo(
            f"Garde absente ou modifiée : {name}. « arrimage migrate » la remet; cherchez qui l’a ôtée.",
            err=True,
        )
    for number, rupture in enumerate(found.breaks):
        word = "Première rupture" if number == 0 else "Aussi"
        click.echo(f"{word} : {_sentence(rupture)}.", err=True)
    if found.whole:
        head = f" Dernier sceau, à noter ailleurs : {found.head}" if found.head else ""
        click.echo(f"Le journal est intact.{head}")


def _sentence(rupture) -> str:
    return FAULTS[rupture.fault].format(entry=rupture.entry, number=rupture.number)


def _document(found) -> dict:
    return {
        "whole": found.whole,
        "sealed": found.sealed,
        "removed": found.removed,
        "head": found.head,
        "waiting": found.waiting,
        "waiting_since": found.waiting_since.isoformat() if found.waiting_since else None,
        "triggers": found.triggers,
        "breaks": [
            {"fault": str(each.fault), "entry": each.entry, "number": each.number, "says": _sentence(each)}
            for each in found.breaks
        ],
    }


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number < 2 else many}"
