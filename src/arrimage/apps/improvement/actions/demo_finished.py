"""The demonstration's finished committee: one cycle, a thing made together, no measure, and it ended there.

Everybody and every word in it is invented.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from arrimage.apps.improvement.instruments import PUBLISHED
from arrimage.apps.improvement.models import Committee, Place
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import committees, cycles, evaluations
from .demo_meetings import hold_a_cycle, plan_series

FINISHED = "Comité de l’équipe du Plateau"
PEOPLE = [
    ("resource_patient2", Place.Kind.PATIENT, "Anatole, au Plateau"),
    (None, Place.Kind.PATIENT, "Violaine"),
    ("clinical_coordinator", Place.Kind.ADMINISTRATIVE, "Coordination du Plateau"),
    ("specialist", Place.Kind.MEDICAL, "Dre Sauvé-Lalumière, au Plateau"),
    ("worker", Place.Kind.WORKER, "Ondine, au Plateau"),
    (None, Place.Kind.WORKER, "Séverin"),
    ("collaboration_lead", Place.Kind.LEAD, "Animation du Plateau"),
    ("patient_coach", Place.Kind.COACH, "Ange-Aimée, au Plateau"),
]
LETTERS = {
    "specific": "Deux courtes vidéos où des personnes disent ce que c’est, être suivi chez soi.",
    "measurable": "Les vidéos existent, et dix personnes qui attendent un suivi les ont vues.",
    "attainable": "Un téléphone, un après-midi, et quelqu’un du service des communications.",
    "attractive": "Entendre quelqu’un qui est passé par là, avant la première visite.",
    "realistic": "Chacun dit ce qu’il veut, et coupe ce qu’il veut.",
    "time_bound": "Pour la quatrième rencontre.",
}
MARKS = ([5] * 12, [4] * 8 + [3] * 4, [5, 4] * 6, [4] * 12, [5] * 7 + [4] * 5, [4, 5, 5] * 4)


def load_finished(engagement, users: Mapping, *, on: date) -> Committee:
    """Formed, at work for one cycle of fifteen weeks, evaluated, ended."""

    def at(days_ago: int) -> datetime:
        return make_aware(datetime.combine(on - timedelta(days=days_ago), time(10)))

    committee = committees.choose_team(
        engagement,
        name=FINISHED,
        team="Suivi intensif dans le milieu, secteur du Plateau",
        why_chosen="La plus ancienne des équipes : elle voulait savoir ce qu’on dit d’elle avant de la"
        " connaître.",
        by=None,
        at=at(250),
    )
    holders = _seated(committee, users, at=at(249), since=on - timedelta(days=248))
    cycle = cycles.begin_cycle(
        committee,
        starts_on=on - timedelta(days=240),
        ends_on=on - timedelta(days=135),
        by=None,
        at=at(240),
    )
    _chosen(cycle, holders, at=at(235))
    lived = [holders["Anatole, au Plateau"]]
    held = plan_series(committee, users, at=at(248))
    hold_a_cycle(committee, held, users, days_ago=(238, 205, 170, 139), owed=lived, on=on)
    _made(cycle, holders, on=on, at=at(200))
    cycles.move(cycle, "checking", by=None, at=at(140))
    _evaluated(cycle, users, at=at(138))
    cycles.close_cycle(
        cycle,
        reached="yes",
        how_known="Les deux vidéos sont faites, et sont montrées au premier appel.",
        learned="Se faire filmer a été plus facile à deux. Une phrase coupée a été remise, à la demande de"
        " Violaine.",
        kept="Les vidéos, et l’habitude de demander qui veut se revoir avant de montrer.",
        by=None,
        at=at(134),
    )
    return committees.change_state(committee, "ended", by=None, at=at(130))


def _seated(committee: Committee, users: Mapping, *, at: datetime, since: date) -> dict:
    free = list(committee.places.order_by("id"))
    holders = {}
    for slug, kind, called in PEOPLE:
        place = next(one for one in free if one.kind == kind)
        free.remove(place)
        told = {"called": called, "user": users.get(slug), "since": since}
        holders[called] = committees.seat(place, **told, by=None, at=at)
    return holders


def _chosen(cycle, holders: Mapping, *, at: datetime) -> None:
    objective = cycles.propose_objective(
        cycle,
        words="Qu’on sache à quoi s’attendre avant la première visite",
        lived="J’ai failli ne pas ouvrir. Je croyais qu’on venait vérifier si je prenais mes pilules.",
        holder=holders["Violaine"],
        by=None,
        at=at,
    )
    cycles.make_precise(objective, by=None, at=at, since=objective.version, **LETTERS)
    for called, holder in holders.items():
        if holder.place.kind not in (Place.Kind.LEAD, Place.Kind.COACH):
            words = "Oui, et qu’on rie un peu." if called == "Violaine" else ""
            cycles.speak(objective, holder=holder, stance="with", words=words, by=None, at=at)
    objective.refresh_from_db()
    cycles.choose_objective(objective, by=None, at=at)


def _made(cycle, holders: Mapping, *, on: date, at: datetime) -> None:
    for words, deliverable, called, due in (
        ("Écrire ce qu’on veut dire, chacun le sien", "Une feuille chacun", "Violaine", 190),
        ("Filmer, et se revoir avant de montrer", "Deux vidéos de trois minutes", "Séverin", 160),
    ):
        task = cycles.share_out(
            cycle,
            words=words,
            deliverable=deliverable,
            holders=[holders[called]],
            due_on=on - timedelta(days=due),
            by=None,
            at=at,
        )
        cycles.finish_task(task, "done", came_of="Fait.", by=None, at=at)


def _evaluated(cycle, users: Mapping, *, at: datetime) -> None:
    final = evaluations.open_evaluation(cycle, "final", by=None, at=at)
    seated = [users[slug] for slug, _kind, _called in PEOPLE if slug]
    for user, marks in zip(seated, MARKS, strict=True):
        code = evaluations.begin_answer(final, by=user, at=at, language="fr")
        given = {name: value(mark) for name, mark in zip(PUBLISHED, marks, strict=True)}
        answer = response_behind(code)
        responses.save_answers(answer, given, at=at)
        responses.send_response(answer, at=at, code=code)
    evaluations.close_evaluation(final, by=None, at=at)
