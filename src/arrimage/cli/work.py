"""Background work from a terminal: `arrimage worker`, `arrimage run-due`."""

import json
import os
import socket
import sys
import time

import click

BEHIND = 15  # niceness: what nobody waits for gives way to the pages people wait for


@click.command(help="Fait le travail en attente (imports, courriels…), jusqu’à ce qu’on l’arrête.")
@click.option("--interval", default=1.0, show_default=True, help="Secondes de pause quand rien n’attend.")
@click.option("--batch", is_flag=True, help="S’arrête dès que la file est vide.")
def worker(interval: float, batch: bool) -> None:
    """Several may run at once. SIGTERM (or Ctrl-C) finishes the task under way, then stops."""
    from arrimage.cli import with_django

    os.nice(BEHIND)

    with_django()
    from django.conf import settings
    from django.db import DatabaseError, InterfaceError, connections
    from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
    from django_tasks_db.management.commands.db_worker import Worker

    if settings.TASKS_AT_ONCE:
        raise click.ClickException("ARRIMAGE_TASKS_AT_ONCE est en vigueur : rien n’attend.")
    runner = Worker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        excluded_queue_names=[],
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        worker_id=f"{socket.gethostname()[:40]}-{os.getpid()}",
        interval=interval,
        batch=batch,
        startup_delay=not batch,
        max_tasks=None,
    )
    runner.configure_signals()
    click.echo("Au travail. Ctrl-C pour arrêter.", err=True)
    pause = 1.0
    while runner.running:
        started = time.monotonic()
        try:
            runner.run()
            break
        except (DatabaseError, InterfaceError) as error:
            # A long writing holds SQLite, or PostgreSQL is starting again: wait for it, do not die.
            connections.close_all()
            pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, 60.0)
            what = type(error).__name__
            click.echo(
                f"La base de données ne répond pas ({what}) ; nouvel essai dans {pause:.0f} s.", err=True
            )
            time.sleep(pause)


@click.command(help="Fait ce qui est dû : rappels, courriels à reprendre, scellement du journal, ménage.")
@click.option("--only", "names", multiple=True, metavar="NOM", help="Seulement ce travail, dû ou non.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne de JSON sur la sortie standard.")
def run_due(names: tuple[str, ...], as_json: bool) -> None:
    """To be called every minute. Two at once share the work."""
    from arrimage.cli import with_django

    if not names:
        os.nice(BEHIND)

    with_django()
    from django.conf import settings
    from django.utils import translation

    from arrimage.apps.kernel import due
    from arrimage.apps.kernel.clock import now

    translation.activate(settings.LANGUAGE_CODE)
    try:
        outcomes = due.run_due(at=now(), only=names)
    except KeyError as unknown:
        known = ", ".join(sorted(due.REGISTRY))
        raise click.UsageError(f"Aucun travail ne s’appelle {unknown}. Choisir parmi : {known}.") from None
    if as_json:
        click.echo(json.dumps([vars(outcome) for outcome in outcomes], ensure_ascii=False))
    else:
        for outcome in outcomes:
            said = outcome.said or "rien à faire"
            click.echo(f"{outcome.name} : {said if outcome.succeeded else f'a échoué ({said})'}")
        if not outcomes:
            click.echo("Rien n’est dû.")
    if not all(outcome.succeeded for outcome in outcomes):
        sys.exit(1)
