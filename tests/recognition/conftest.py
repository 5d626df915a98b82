"""A team of a centre, a community organisation that coaches and recognises, and those who sit."""

from dataclasses import dataclass

import pytest

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.actions.teams import register_team
from arrimage.apps.learning.models import Team
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.apps.recognition.actions import dossiers, grids
from arrimage.apps.recognition.models import Body, Dossier, Grid
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory

CSV = """kind;code;title;text;author;reason;levels;figure
question;Q1;Comment arrive-t-on ?;;;;;
criterion;C1;On est reçu;;Un groupe;La première heure décide;pas encore|parfois|d’habitude;
criterion;C2;Des pairs sont là;;Un groupe;Cela fait rester;;peers
file;D1;Ses mots d’abord;;;;;
"""


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@dataclass
class House:
    team: Team
    supervisor: User  # of the team's organisation
    body: Body
    looker: User  # of the body
    stranger: User  # of a third organisation
    grid: Grid
    sitting: dict[str, User]

    def asked(self, **said) -> Dossier:
        given = {"why": "Pour voir plus clair.", "by": self.supervisor, "at": now()} | said
        return dossiers.ask_for_recognition(self.team, self.grid, **given)

    def filling(self) -> Dossier:
        dossier = self.asked()
        return dossiers.answer_asking(dossier, accepts=True, words="", by=self.looker, at=now())

    def visiting(self) -> Dossier:
        dossier = dossiers.ready(self.filling(), by=self.supervisor, at=now())
        for kind, user in self.sitting.items():
            place = dossier.seats.get(kind=kind)
            dossiers.seat(place, email=user.email, called=f"Siège {kind}", by=self.looker, at=now())
        return dossier

    def spoken(self) -> Dossier:
        dossier = self.visiting()
        for place in dossier.seats.all():
            dossiers.speak(place, words="J’ai été reçue.", is_stranger=True, by=place.user, at=now())
        return dossier

    def item(self, code: str):
        return self.grid.items.get(code=code)


@pytest.fixture
def house(db) -> House:
    centre = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    place = OrganisationFactory(name="Le milieu", kind=OrganisationKind.COMMUNITY)
    supervisor = acting_user(Role.CLINICAL_SUPERVISOR, organisation=centre)
    looker = acting_user(Role.MANAGER, organisation=place)
    team = register_team(
        centre, name="Équipe", kind="siv", roles={"peer_helper": 2, "worker": 5}, by=supervisor, at=now()
    )
    body = grids.say_what_we_propose(
        place, words="On vient.", coaches=True, recognises=True, by=looker, at=now()
    )
    grid = grids.write_grid(body, name="Accueillir", practice="L’accueil", source="Nous", by=looker, at=now())
    grids.bring_items(grid, CSV.encode(), by=looker, at=now())
    grid = grids.put_in_use(grid, by=looker, at=now())
    sitting = {kind: UserFactory() for kind in ("person", "relative", "coalition")}
    stranger = acting_user(Role.MANAGER, organisation=OrganisationFactory())
    return House(team, supervisor, body, looker, stranger, grid, sitting)
