"""A consultation for tests: who leads it, who writes its synthesis, who speaks, who has no part in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.deliberation.actions import consultations, contributions, placing
from arrimage.apps.deliberation.actions.contributions import Speaker
from arrimage.apps.deliberation.models import Consultation, Contribution, Idea
from arrimage.apps.deliberation.vocabulary import Duty, Naming, Side
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.models import Organisation
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory

NOBODY = Speaker(Naming.ANONYMOUS, Side.PERSON)
MYSELF = Speaker(Naming.NAMED, Side.PERSON)
OURSELVES = Speaker(Naming.ORGANISATION, Side.COMMUNITY)
RULES = {
    "use": "Une synthèse sera publiée, puis discutée en assemblée.",
    "decides": "L’assemblée des membres.",
    "reading_days": 0,
}


@dataclass
class Room:
    consultation: Consultation
    house: Organisation  # leads
    other: Organisation  # is invited
    leader: User
    moderator: User
    synthesist: User
    invited: User  # keeps the invited organisation
    stranger: User  # manages an organisation that has no part in it

    @property
    def first(self):
        return self.consultation.questions.order_by("position").first()

    @property
    def second(self):
        return self.consultation.questions.order_by("position").last()

    def says(self, text: str = "Un mot.", *, question=None, by=None, speaker=NOBODY, at=None, **more):
        """Somebody says this; the contribution and its code."""
        return contributions.contribute(
            self.consultation,
            question=question or self.first,
            text=text,
            speaker=speaker,
            by=by,
            at=at or now(),
            **more,
        )

    def idea(self, title: str = "Une idée", **more) -> Idea:
        return placing.write_idea(
            self.consultation,
            title=title,
            by=self.synthesist,
            at=now(),
            question=more.pop("question", self.first),
            **more,
        )

    def place(self, contribution: Contribution, idea: Idea | None, how: str = "cited", **more):
        if idea is None:
            how = "singular"
        return placing.place(contribution, idea=idea, how=how, by=self.synthesist, at=now(), **more)

    def close(self, at: datetime | None = None) -> Consultation:
        self.consultation = consultations.close_consultation(
            self.consultation, by=self.leader, at=at or now()
        )
        return self.consultation

    def fresh(self) -> Consultation:
        self.consultation.refresh_from_db()
        return self.consultation


def room(
    *, audience: str = "public", is_open: bool = True, rules: dict | None = None, questions: int = 2
) -> Room:
    house = OrganisationFactory(name="Le regroupement", email="regroupement@essai.invalid")
    other = OrganisationFactory(name="La maison", email="maison@essai.invalid")
    leader = acting_user(Role.MANAGER, organisation=house)
    consultation = draft(house, leader, audience=audience, rules=rules, questions=questions)
    at = consultation.created_at
    consultations.invite(consultation, organisation=other, why="Ses membres le vivent.", by=leader, at=at)
    moderator, synthesist = UserFactory(), acting_user(Role.WORKER)
    for user, duty in ((moderator, Duty.MODERATOR), (synthesist, Duty.SYNTHESIST)):
        consultations.name_for(consultation, user, duty, by=leader, at=at)
    if is_open:
        consultation = consultations.open_consultation(consultation, by=leader, at=at)
    return Room(
        consultation=consultation,
        house=house,
        other=other,
        leader=leader,
        moderator=moderator,
        synthesist=synthesist,
        invited=acting_user(Role.WORKER, organisation=other),
        stranger=acting_user(Role.MANAGER),
    )


def draft(
    house: Organisation, leader: User | None, *, audience: str, rules: dict | None = None, questions: int = 2
) -> Consultation:
    at = now() - timedelta(hours=1)
    consultation = consultations.prepare(
        organisation=house,
        title="Nos pratiques",
        summary="Ce que nous faisons, et ce qu’on voudrait nous faire faire.",
        context="Un contexte.",
        audience=audience,
        who_and_why="Toutes les ressources membres : elles le vivent.",
        by=leader,
        at=at,
    )
    asked = [(f"Question {number} ?", "") for number in range(1, questions + 1)]
    consultations.set_questions(consultation, asked, by=leader, at=at)
    consultations.write_rules(consultation, **(RULES | (rules or {})), by=leader, at=at)
    return consultation
