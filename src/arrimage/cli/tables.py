"""`arrimage directory open-network`: the first seats of a network, which then seats the others itself."""

import sys
from uuid import UUID

import click

from . import with_django


@click.command(
    "open-network",
    help="Ouvrir un réseau : un siège de chaque côté, qui décident ensuite du reste ensemble.",
)
@click.argument("name", metavar="NOM")
@click.argument("territory", metavar="CODE")
@click.option("--public", "public", type=click.UUID, required=True, help="L’organisation du côté public.")
@click.option("--community", type=click.UUID, required=True, help="Celle du côté communautaire.")
def open_network(name: str, territory: str, public: UUID, community: UUID) -> None:
    with_django()
    from django.core.exceptions import ValidationError

    from arrimage.apps.kernel.clock import now
    from arrimage.apps.network.actions.joint_seat import found_network
    from arrimage.apps.network.queries import pages, territories

    place = territories.territories_on().filter(code=territory).first()
    sides = {uid: pages.open_organisations().filter(uid=uid).first() for uid in (public, community)}
    if place is None or None in sides.values():
        click.echo(
            "Territoire ou organisation inconnu : vérifiez le code, et l’adresse de leurs pages.",
            err=True,
        )
        sys.exit(2)
    try:
        network = found_network(name, place, public=sides[public], community=sides[community], at=now())
    except ValidationError as refusal:
        click.echo(" ".join(refusal.messages), err=True)
        sys.exit(2)
    click.echo(f"{network} est ouvert : {network.get_absolute_url()}")
