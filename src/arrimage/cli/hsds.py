"""`arrimage directory export-hsds` and `import-hsds`: HSDS 3.0 from a terminal."""

import json
import sys
from pathlib import Path

import click

from . import with_django

SHOWN = 20  # refusals and notes printed; `--json` has them all


@click.command("export-hsds", help="Exporter le répertoire en HSDS 3.0 : DOSSIER/json et DOSSIER/tabular.")
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option("--with-closed", is_flag=True, help="Aussi ce qui est fermé, en le disant.")
@click.option("--force", is_flag=True, help="Remplacer un export précédent du même dossier.")
def export_hsds(folder: Path, with_closed: bool, force: bool) -> None:
    with_django()
    from arrimage.apps.kernel.clock import now
    from arrimage.interop.hsds.export import CannotExport, export

    def progress(done: int, total: int) -> None:
        click.echo(f"\r{done} fiches sur {total}", nl=False, err=True)

    try:
        made = export(folder, at=now(), with_closed=with_closed, force=force, progress=progress)
    except CannotExport as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(err=True)
    click.echo(
        f"Exporté dans {folder} : {made.organizations} organisations, {made.services} services, "
        f"{made.locations} lieux."
    )


@click.command("import-hsds", help="Importer du HSDS 3.0 : un dossier (CSV ou JSON) ou un fichier.")
@click.argument("path", metavar="DOSSIER_OU_FICHIER", type=click.Path(path_type=Path))
@click.option(
    "--source",
    metavar="NOM",
    help="Le nom de la source : le même d’une fois à l’autre. Par défaut, celui du paquet ou du dossier.",
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def import_hsds(path: Path, source: str | None, as_json: bool) -> None:
    with_django()
    from arrimage.apps.kernel.clock import now
    from arrimage.apps.kernel.reading import BrokenFile
    from arrimage.interop.hsds.importing import report, run

    def progress(step: str, done: int, total: int) -> None:
        click.echo(f"{done}/{total} {step}", err=True)

    try:
        taken, name = run(path, source=source, by=None, at=now(), progress=progress)
    except BrokenFile as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    found = report(taken, name)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for kind, label in (
        ("organizations", "Organisations"),
        ("locations", "Lieux"),
        ("services", "Services"),
        ("contacts", "Contacts"),
    ):
        counts = found[kind]
        click.echo(
            f"{label} : {counts['created']} créés, {counts['updated']} mis à jour, "
            f"{counts['unchanged']} inchangés, {counts['closed']} fermés, {counts['refused']} refusés."
        )
        _list(
            f"{label}, refusés",
            [f"{_place(row)} {row['code']} : {row['reason']}" for row in counts["refused_rows"]],
        )
        _list(f"{label}, corrigés ici et laissés tels quels", counts["kept"])
    _list("À savoir", [f"{_place(note)} {note['text']}" for note in found["notes"]])
    if taken.changed_nothing:
        click.echo("Rien n’a changé : le répertoire disait déjà tout cela.")


def _place(row: dict[str, object]) -> str:
    return f"{row['file']}, ligne {row['row']},"


def _list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"{title} :")
    for line in lines[:SHOWN]:
        click.echo(f"  - {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … et {len(lines) - SHOWN} autres (--json les donne tous).")
