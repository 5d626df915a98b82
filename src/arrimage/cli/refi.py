"""`arrimage refi …`: projects of other software for reading texts (REFI-QDA)."""

import json
import sys
from pathlib import Path

import click

from . import with_django


@click.group(help="Les projets d’analyse de textes d’autres logiciels (REFI-QDA).")
def refi() -> None:
    pass


@refi.command(
    help="Vérifier un projet (.qdpx, .qde) ou un dictionnaire de codes (.qdc), ligne par ligne. Sort avec 0"
    " si tout va, 1 s’il y a des fautes, 2 si ce n’est pas un projet."
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def check(file: Path, as_json: bool) -> None:
    with_django()
    from arrimage.interop.refi_qda.files import check, selections_in
    from arrimage.interop.refi_qda.package import NotAProject

    try:
        content = file.read_bytes()
        checked = check(content)
    except OSError:
        _refuse(f"{file.name} ne peut pas être ouvert : vérifiez le chemin et les droits.")
    except NotAProject as refusal:
        _refuse(f"{file.name} : {refusal}")
    document = {
        "valid": not checked.faults,
        "codes": checked.codes,
        "sources": checked.sources,
        "selections": selections_in(content),
        "errors": [str(fault) for fault in checked.faults],
        "remarks": [str(remark) for remark in checked.remarks],
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        counted = f"{checked.codes} codes, {checked.sources} sources, {document['selections']} passages"
        click.echo(f"{file.name} : {counted}.")
        for sentence in (*document["errors"], *document["remarks"]):
            click.echo(f"  {sentence}")
        click.echo("Rien à corriger." if document["valid"] else f"{len(checked.faults)} à corriger.")
    sys.exit(0 if document["valid"] else 1)


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(2)
