"""What the demonstration shows of improvement committees. Every person and every word in it is invented.

One team has finished a cycle and let others read it; its next one is choosing an objective. Another has ended
(`demo_finished`).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.improvement.instruments import PUBLISHED
from arrimage.apps.improvement.models import Committee, Contact, Place
from arrimage.apps.meetings.actions import meetings
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import (
    accompaniment,
    committees,
    cycles,
    evaluations,
    hours,
    measures,
    sharing,
)
from .demo_balance import load_balance
from .demo_finished import load_finished
from .demo_meetings import hold, hold_a_cycle, plan_series

DOMAIN = "demo.arrimage.invalid"
NAME = "Comité de l’équipe de suivi intensif"

# slug of the account, or none; the place; what to call them
PEOPLE = [
    ("resource_patient", Place.Kind.PATIENT, "Rosalie"),
    ("resource_patient2", Place.Kind.PATIENT, "Anatole"),
    ("clinical_coordinator", Place.Kind.ADMINISTRATIVE, "Coordination clinique"),
    ("specialist", Place.Kind.MEDICAL, "Dre Sauvé-Lalumière"),
    ("worker", Place.Kind.WORKER, "Ondine"),
    (None, Place.Kind.WORKER, "Marcellin"),
    ("collaboration_lead", Place.Kind.LEAD, "Animation"),
    ("patient_coach", Place.Kind.COACH, "Ange-Aimée"),
]
LETTERS = {
    "specific": "La première semaine : qui appelle, qui rencontre, et ce qu’on laisse à la personne.",
    "measurable": "Une feuille d’accueil faite ensemble, et combien de personnes ont été vues à deux.",
    "attainable": "Oui : cela ne demande que notre horaire et une heure d’écriture.",
    "attractive": "Ne plus attendre seul entre l’appel et la première visite.",
    "realistic": "Deux demi-journées à trois, puis un essai de deux mois.",
    "time_bound": "Avant la fin du printemps.",
}
WEEKS = [(2, 9), (1, 7), (3, 10), (2, 8), (1, 9), (2, 7), (6, 9), (7, 8), (8, 10), (6, 7), (8, 9), (9, 9)]
MARKS = ([5] * 6 + [4] * 6, [4] * 12, [5] * 12, [4, 3] * 6, [5, 4, 5] * 4, [4] * 8 + [5] * 4)


@transaction.atomic
def load_improvement(*, on: date) -> int:
    """Add what is missing; how many committees that makes. The territory must be there already."""
    if Committee.objects.filter(name=NAME).exists():
        return 0
    _Load(on).load()
    return 2


class _Load:
    def __init__(self, on: date) -> None:
        self.on = on
        self.users = {slug: self._user(slug) for slug, _kind, _called in PEOPLE if slug}
        self.holders: dict[str, object] = {}

    def _user(self, slug: str):
        user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
        return user.act_as(memberships_of(user, on=self.on).first())

    def at(self, days_ago: int) -> datetime:
        return make_aware(datetime.combine(self.on - timedelta(days=days_ago), time(10)))

    def load(self) -> None:
        committee = self._committee()
        self.meetings = plan_series(committee, self.users, at=self.at(250))
        load_balance(committee, self.users, on=self.on)
        cycle = self._first_cycle(committee)
        self._second_cycle(committee)
        self._between(committee)
        self._shared(committee, cycle)
        self._conversation(committee)
        load_finished(committee.engagement, self.users, on=self.on)

    def _committee(self) -> Committee:
        organisation = self.users["collaboration_lead"].acting.organisation
        at = self.at(260)
        engagement = committees.engage(
            organisation,
            words="Du temps pour les personnes qui viennent, deux places au moins pour celles qui ont vécu"
            " nos services, et une réponse écrite à ce qu’elles demandent.",
            sponsor="Eudoxie Bellavance, directrice de la santé mentale",
            by=None,
            at=at,
        )
        committee = committees.choose_team(
            engagement,
            name=NAME,
            team="Suivi intensif dans le milieu, secteur de la Rivière",
            why_chosen="L’équipe l’a demandé : les premières semaines se passent mal, et elle veut"
            " l’apprendre des personnes.",
            by=None,
            at=at,
        )
        places = list(committee.places.order_by("id"))
        for slug, kind, called in PEOPLE:
            place = next(one for one in places if one.kind == kind)
            places.remove(place)
            self.holders[called] = committees.seat(
                place,
                called=called,
                user=self.users.get(slug),
                by=None,
                at=at,
                since=self.on - timedelta(days=250),
            )
        committees.choose_name(
            self.holders["Rosalie"], called="Rosalie", named="name", by=self.users["resource_patient"], at=at
        )
        return committee

    def _first_cycle(self, committee: Committee):
        begun = self.at(200)
        cycle = cycles.begin_cycle(
            committee,
            starts_on=self.on - timedelta(days=200),
            ends_on=self.on - timedelta(days=95),
            by=None,
            at=begun,
        )
        objective = cycles.propose_objective(
            cycle,
            words="Que personne ne passe sa première semaine à attendre",
            lived="On m’a dit « on va vous rappeler ». J’ai gardé le téléphone dans ma main trois jours.",
            holder=self.holders["Rosalie"],
            by=self.users["resource_patient"],
            at=begun,
        )
        cycles.make_precise(objective, by=None, at=begun, since=objective.version, **LETTERS)
        said = {
            "Rosalie": ("with", "C’est ce que j’aurais voulu."),
            "Anatole": ("rather", "J’aurais commencé par la sortie de l’hôpital. Je suis le groupe."),
            "Coordination clinique": ("with", ""),
            "Dre Sauvé-Lalumière": ("with", "Et j’apprends quelque chose."),
            "Ondine": ("with", ""),
            "Marcellin": ("with", ""),
        }
        for called, (stance, words) in said.items():
            cycles.speak(
                objective, holder=self.holders[called], stance=stance, words=words, by=None, at=begun
            )
        objective.refresh_from_db()
        cycles.choose_objective(objective, by=None, at=begun)
        self._work(cycle, objective)
        lived = [self.holders["Rosalie"], self.holders["Anatole"]]
        days = {"days_ago": (199, 165, 130, 102), "owed": lived, "on": self.on}
        hold_a_cycle(committee, self.meetings, self.users, **days)
        return self._closed(cycle)

    def _work(self, cycle, objective) -> None:
        at = self.at(180)
        pair = [self.holders["Anatole"], self.holders["Ondine"]]
        group = cycles.form_group(cycle, name="La feuille d’accueil", holders=pair, by=None, at=at)
        tasks = [
            ("Écrire la feuille d’accueil", "Une page, dans des mots de tous les jours", pair, group, 170),
            (
                "Trouver un moment à deux la première semaine",
                "L’horaire changé",
                [self.holders["Marcellin"]],
                None,
                160,
            ),
            (
                "La faire lire à cinq personnes suivies",
                "Ce qu’elles en disent",
                [self.holders["Rosalie"]],
                None,
                150,
            ),
        ]
        for words, deliverable, holders, within, due in tasks:
            task = cycles.share_out(
                cycle,
                words=words,
                deliverable=deliverable,
                holders=holders,
                group=within,
                due_on=self.on - timedelta(days=due),
                by=None,
                at=at,
            )
            cycles.finish_task(task, "done", came_of="Fait, et changé deux fois en route.", by=None, at=at)
        measure = measures.define_measure(
            objective,
            name="Personnes vues à deux la première semaine",
            why="Pour voir si le changement tient. Ne dit rien de ce que la visite a valu.",
            defined_by="tout le comité",
            chart="p",
            unit="part des personnes",
            before_until=self.on - timedelta(days=160),
            by=None,
            at=at,
        )
        for week, (count, size) in enumerate(WEEKS):
            measures.add_point(
                measure,
                on=self.on - timedelta(days=195 - 7 * week),
                count=Decimal(count),
                size=Decimal(size),
                note="La feuille est prête" if week == 6 else "",
                by=None,
                at=at,
            )

    def _closed(self, cycle):
        at = self.at(100)
        cycles.move(cycle, "checking", by=None, at=at)
        final = evaluations.open_evaluation(cycle, "final", by=None, at=at)
        for slug, marks in zip(list(self.users)[:6], MARKS, strict=True):
            code = evaluations.begin_answer(final, by=self.users[slug], at=at, language="fr")
            answer = response_behind(code)
            given = {name: value(mark) for name, mark in zip(PUBLISHED, marks, strict=True)}
            responses.save_answers(answer, given, at=at)
            responses.send_response(answer, at=at, code=code)
        evaluations.close_evaluation(final, by=None, at=at)
        return cycles.close_cycle(
            cycle,
            reached="partly",
            how_known="Presque tout le monde est vu à deux. La fin de semaine, pas encore.",
            learned="Écrire à deux, avec quelqu’un qui a attendu, a donné une page qu’on lit.",
            kept="La feuille reste. La visite à deux aussi. On reprendra la fin de semaine avec la garde.",
            by=None,
            at=at,
        )

    def _second_cycle(self, committee: Committee) -> None:
        at = self.at(12)
        cycle = cycles.begin_cycle(committee, starts_on=self.on - timedelta(days=12), by=None, at=at)
        first = cycles.propose_objective(
            cycle,
            words="Que chacun reparte avec son plan, écrit pour lui",
            lived="Mon plan, je l’ai vu sur un écran, de côté.",
            holder=self.holders["Anatole"],
            by=self.users["resource_patient2"],
            at=at,
        )
        cycles.propose_objective(
            cycle,
            words="Préparer la sortie de l’hôpital avant la sortie",
            holder=self.holders["Ondine"],
            by=self.users["worker"],
            at=at,
        )
        cycles.speak(
            first,
            holder=self.holders["Rosalie"],
            stance="with",
            words="Et qu’on puisse l’annoter.",
            by=self.users["resource_patient"],
            at=at,
        )

    def _between(self, committee: Committee) -> None:
        at = self.at(11)
        past = meetings.plan_meeting(self.meetings, starts_at=self.at(30), by=None, at=self.at(40))
        hold(past, self.users, subject="Par quoi continuer")
        meetings.plan_meeting(self.meetings, starts_at=self.at(-9), by=None, at=at)
        accompaniment.plan_contacts(committee, at=at)
        accompaniment.agree_on_signs(
            self.holders["Rosalie"],
            signs="Je réponds par un seul mot, et je remets au lendemain.",
            helps="Qu’on me le dise simplement, et qu’on marche un peu.",
            call="Ma sœur. Pas mon médecin sans m’en parler.",
            pace="Le matin, par texto.",
            by=self.users["resource_patient"],
            at=at,
        )
        lived = {"holder": self.holders["Anatole"], "when": "before"}
        before = Contact.objects.get(**lived, due_on__gt=self.on)
        accompaniment.note_contact(
            before,
            state="had",
            channel="phone",
            had_on=self.on - timedelta(days=2),
            words="Il veut parler en premier. On a préparé sa phrase.",
            by=self.users["patient_coach"],
            at=self.at(2),
        )
        hours.compensate(self.holders["Rosalie"], meeting=past.uid, amount=Decimal(60), by=None, at=at)
        hours.note_training(
            self.holders["Animation"],
            kind="observed",
            on=self.on - timedelta(days=300),
            words="Un cycle entier, dans une équipe d’un autre territoire",
            by=None,
            at=at,
        )
        hours.note_training(
            self.holders["Ange-Aimée"],
            kind="peers",
            on=self.on - timedelta(days=30),
            words="Une rencontre de celles et ceux qui accompagnent",
            by=None,
            at=at,
        )
        hours.note_hours(
            self.holders["Rosalie"],
            on=self.on - timedelta(days=12),
            minutes=45,
            what="Préparer la rencontre, avec Ange-Aimée",
            amount=Decimal(60),
            by=None,
            at=at,
        )

    def _conversation(self, committee: Committee) -> None:
        """With a relative who may come; she reads what was kept of it, and decides."""
        committees.write_conversation(
            committee,
            called="Solange",
            user=self._user("family_peer_helper"),
            lived="Dix ans à accompagner son frère. Elle en parle avec du recul, et de l’humour.",
            speaking="Elle écoute d’abord. Elle dit qu’elle n’est pas d’accord quand elle ne l’est pas.",
            time="Le jeudi, en fin de journée ; et savoir le sujet la semaine d’avant.",
            by=self.users["collaboration_lead"],
            at=self.at(6),
        )

    def _shared(self, committee: Committee, cycle) -> None:
        at = self.at(60)
        made = sharing.prepare(
            committee,
            kind="tool",
            title="Une feuille d’accueil pour la première semaine",
            words="Une page écrite à deux : qui vous appelle, quel jour, ce que vous pouvez demander, ce"
            " qui peut attendre. Changée deux fois après lecture. Prenez-la, changez-la aussi.",
            cycle=cycle,
            by=None,
            at=at,
        )
        for called in (
            "Rosalie",
            "Anatole",
            "Coordination clinique",
            "Dre Sauvé-Lalumière",
            "Ondine",
            "Marcellin",
        ):
            sharing.agree(made, holder=self.holders[called], by=None, at=at)
