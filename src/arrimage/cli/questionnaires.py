"""`arrimage questionnaires …`: what was published has not changed, and scores are what answers add up to."""

import json
import sys

import click

from . import with_django


@click.group(help="Les questionnaires : vérifier que rien de publié n’a changé.")
def questionnaires() -> None:
    pass


@questionnaires.command(
    help="Recalculer l’empreinte de chaque version publiée, et les scores gardés à partir des réponses."
    " Un score qui ne s’accorde pas est recalculé et marqué. Termine avec 1 si quelque chose clochait."
)
@click.option("--json", "as_json", is_flag=True, help="Un document JSON sur une ligne.")
def verify(as_json: bool) -> None:
    with_django()
    from django.db import connection

    from arrimage.apps.kernel.clock import now
    from arrimage.apps.questionnaires.actions.scores import correct_scores
    from arrimage.apps.questionnaires.queries.instruments import published_versions
    from arrimage.apps.questionnaires.queries.responses import sent_responses_to

    if "questionnaires_version" not in connection.introspection.table_names():
        click.echo("Cette base n’a pas de questionnaires : lancez « arrimage migrate ».", err=True)
        sys.exit(2)
    versions = answers = 0
    changed: list[dict] = []
    corrected: list[dict] = []
    for version in published_versions():
        versions += 1
        named = {"uid": str(version.instrument.uid), "number": version.number}
        if version.digest != version.digest_now():
            # Its scores are left alone: rules that changed prove nothing about answers.
            changed.append({**named, "title": version.instrument.title})
            continue
        for response in sent_responses_to(version):
            answers += 1
            if names := correct_scores(response, at=now()):
                corrected.append({"response": str(response.uid), "scores": names})
    if as_json:
        found = {"versions": versions, "changed": changed, "responses": answers, "corrected": corrected}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell(versions, changed, answers, corrected)
    sys.exit(1 if changed or corrected else 0)


def _tell(versions: int, changed: list[dict], answers: int, corrected: list[dict]) -> None:
    for one in changed:
        click.echo(
            f"Changée depuis sa publication : {one['title']}, version {one['number']} ({one['uid']})."
            " Remettez-la d’une sauvegarde.",
            err=True,
        )
    for one in corrected:
        scores = ", ".join(one["scores"])
        click.echo(f"Recalculé et marqué : {scores}, réponse {one['response']}.", err=True)
    click.echo(f"Versions publiées : {versions}, dont {len(changed)} changées.")
    click.echo(f"Réponses envoyées : {answers}, dont {len(corrected)} aux scores recalculés.")
