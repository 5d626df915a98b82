"""`arrimage …`: the same actions and the same science from a terminal.

Each group is imported only when it is called, so that `--help` stays quick; what is not one of ours
(`migrate`, `runserver`, …) goes to Django.
"""

import os
import sys
from importlib import import_module

import click

# command → module of this package holding a click command of the same name
GROUPS = {
    "accounts": "accounts",
    "audit": "audit",
    "calibrate": "calibrate",
    "coding": "coding",
    "consultations": "consultations",
    "demo": "demo",
    "directory": "directory",
    "keys": "keys",
    "learning": "learning",
    "needs": "needs",
    "network": "network",
    "pathways": "pathways",
    "questionnaires": "questionnaires",
    "refi": "refi",
    "run-due": "work",
    "serve": "serve",
    "simulate": "simulate",
    "survey": "survey",
    "territories": "territories",
    "worker": "work",
}


class Arrimage(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(GROUPS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in GROUPS:
            return None
        module = import_module(f"arrimage.cli.{GROUPS[name]}")
        return getattr(module, name.replace("-", "_"))


@click.command(cls=Arrimage, help="Arrimage : le réseau de santé mentale d’un territoire, outillé.")
@click.version_option(package_name="arrimage")
def arrimage() -> None:
    pass


def with_django() -> None:
    """Set Django up, for the commands that need the database."""
    import django

    django.setup()


def main(arguments: list[str] | None = None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
    arguments = sys.argv[1:] if arguments is None else arguments
    ours = not arguments or arguments[0].startswith("-") or arguments[0] in GROUPS
    if ours:
        arrimage.main(args=arguments, prog_name="arrimage")
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["arrimage", *arguments])
