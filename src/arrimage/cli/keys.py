"""`arrimage keys …`: the keys that make sensitive text unreadable in the database."""

import sys

import click

from . import with_django


@click.group(help="Les clés de chiffrement : les voir, en changer.")
def keys() -> None:
    pass


@keys.command("list", help="Les clés, et combien de valeurs chacune a chiffrées. Aucune clé n’est montrée.")
def list_keys() -> None:
    with_django()
    from arrimage.apps.accounts.queries import second_factors_by_key
    from arrimage.apps.kernel.crypto import keyring
    from arrimage.apps.kernel.fields import count_by_key, encrypted_fields

    counts = [(field, count_by_key(field)) for field in encrypted_fields()]
    counts.append((None, second_factors_by_key()))
    ring = keyring("FIELD")
    for name in ring.keys:
        total = sum(count.get(name, 0) for _, count in counts)
        note = " · clé courante" if name == ring.current else ""
        click.echo(f"{name} : {_values(total)}{note}")
    lost = {name for _, count in counts for name in count} - set(ring.keys)
    for name in sorted(lost):
        click.echo(f"{name} : clé absente; ce qu’elle a chiffré est illisible. Remettez-la.", err=True)
    sys.exit(1 if lost else 0)


@keys.command("renew-journal", help="Faire une nouvelle clé pour les sceaux à venir du journal.")
def renew_journal() -> None:
    with_django()
    from django.core.exceptions import ImproperlyConfigured

    from arrimage.apps.audit.actions import record
    from arrimage.apps.kernel.crypto import add_key

    try:
        name = add_key("JOURNAL")
    except ImproperlyConfigured:
        click.echo("Les clés viennent de ARRIMAGE_JOURNAL_KEYS : mettez-y la nouvelle en premier.", err=True)
        sys.exit(2)
    record("keys.renewed", details={"key": name})
    click.echo(f"Clé courante du journal : {name}. Gardez les anciennes : elles vérifient les vieux sceaux.")


@keys.command(help="Chiffrer de nouveau, avec la clé courante, tout ce qu’une autre clé a chiffré.")
@click.option(
    "--new", is_flag=True, help="Faire d’abord une nouvelle clé (quand elles sont dans un fichier)."
)
def rotate(new: bool) -> None:
    with_django()
    from django.core.exceptions import ImproperlyConfigured

    from arrimage.apps.accounts.actions import reencrypt_second_factors
    from arrimage.apps.audit.actions import record
    from arrimage.apps.kernel.crypto import UnreadableText, add_key, keyring
    from arrimage.apps.kernel.fields import encrypted_fields, rewrite

    if new:
        try:
            add_key("FIELD")
        except ImproperlyConfigured:
            click.echo(
                "Les clés viennent de ARRIMAGE_FIELD_KEYS : mettez-y la nouvelle en premier, puis relancez "
                "sans --new.",
                err=True,
            )
            sys.exit(2)
    current = keyring("FIELD").current
    total = 0
    for field in encrypted_fields():
        try:
            for done in rewrite(field):
                total += done
                click.echo(f"{field.context} : {_values(total)}", err=True)
        except UnreadableText as error:
            click.echo(f"Arrêt : {error}", err=True)
            sys.exit(1)
    try:
        total += reencrypt_second_factors()
    except UnreadableText as error:
        click.echo(f"Arrêt : {error}", err=True)
        sys.exit(1)
    if new or total:
        record("keys.rotated", details={"key": current, "values": total})
    click.echo(f"Clé courante : {current}. {_values(total)} de nouveau sous cette clé.")
    if total:
        click.echo("Gardez les anciennes clés tant que vous gardez de vieilles sauvegardes.")


def _values(number: int) -> str:
    return f"{number} valeur" if number < 2 else f"{number} valeurs"
