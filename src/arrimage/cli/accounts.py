"""`arrimage accounts …`: what those who run the installation do: a first invitation, a lost phone."""

import sys

import click

from . import with_django


@click.group(help="Les comptes : inviter, rouvrir la porte à qui a perdu son téléphone.")
def accounts() -> None:
    pass


@accounts.command(help="Inviter COURRIEL, sous le rôle ROLE, dans l’organisation dont l’identifiant est UID.")
@click.argument("email", metavar="COURRIEL")
@click.argument("role")
@click.argument("organisation", metavar="UID", type=click.UUID)
def invite(email: str, role: str, organisation) -> None:
    with_django()
    from django.core.exceptions import ValidationError

    from arrimage.apps.accounts import actions
    from arrimage.apps.accounts.roles import Role
    from arrimage.apps.kernel.clock import now
    from arrimage.apps.network.queries.pages import organisations

    if role not in Role.values:
        _stop(f"Il n’y a pas de rôle « {role} ». Les rôles : {', '.join(Role.values)}.")
    found = organisations().filter(uid=organisation).first()
    if found is None:
        _stop(f"Il n’y a pas d’organisation {organisation}. Son identifiant est dans l’adresse de sa page.")
    try:
        made = actions.invite(email=email, organisation=found, role=role, by=None, at=now())
    except ValidationError as error:
        _stop(" ".join(error.messages))
    click.echo(f"{made.email} : invitation à {found}, {made.get_role_display()}. Le courriel est en route.")


@accounts.command(help="Retirer la double vérification de COURRIEL, une fois certain de qui le demande.")
@click.argument("email", metavar="COURRIEL")
def remove_second_factor(email: str) -> None:
    with_django()
    from arrimage.apps.accounts import actions, queries
    from arrimage.apps.kernel.clock import now

    user = queries.user_with(email)
    if user is None:
        _stop(f"Aucun compte n’a l’adresse {email}. Vérifiez-la.")
    removed = actions.remove_second_factor(user=user, by=None, at=now())
    click.echo(f"{user.email} : {'double vérification retirée' if removed else 'il n’y en avait pas'}.")


def _stop(said: str) -> None:
    click.echo(said, err=True)
    sys.exit(1)
