"""A coalition that publishes a programme, a centre and a house that answer it, and somebody of each."""

from dataclasses import dataclass

import pytest

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.actions import programmes, teams, themes
from arrimage.apps.learning.models import Programme, Team, Theme
from arrimage.apps.network.models import Organisation
from arrimage.apps.network.vocabulary import OrganisationKind
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@dataclass
class School:
    coalition: Organisation
    centre: Organisation
    house: Organisation
    author: User  # of the coalition: writes the programme
    supervisor: User  # of the centre: registers teams
    worker: User  # of the house
    programme: Programme
    theme: Theme

    def borrow(self, by: User, answer: str = "borrowed") -> None:
        programmes.answer_programme(self.programme, by.acting.organisation, answer=answer, by=by, at=now())

    def team(self, by: User, name: str = "Équipe", **said) -> Team:
        """A team registered in the programme, its organisation having borrowed it."""
        self.borrow(by)
        team = teams.register_team(
            by.acting.organisation, name=name, by=by, at=now(), **{"kind": "siv"} | said
        )
        teams.enrol(team, self.programme, by=by, at=now())
        return team


@pytest.fixture
def school(db) -> School:
    coalition = OrganisationFactory(name="Le regroupement", kind=OrganisationKind.COALITION)
    centre = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    house = OrganisationFactory(name="La maison", kind=OrganisationKind.COMMUNITY)
    author = acting_user(Role.FACILITATOR, organisation=coalition)
    programme = programmes.create_programme(
        coalition, title="Apprendre", purpose="Ensemble.", concerns=["Le risque"], by=author, at=now()
    )
    theme = themes.add_theme(programme, title="Les proches", summary="Avec nous.", by=author, at=now())
    programme = programmes.publish_programme(programme, by=author, at=now())
    return School(
        coalition,
        centre,
        house,
        author,
        acting_user(Role.CLINICAL_SUPERVISOR, organisation=centre),
        acting_user(Role.WORKER, organisation=house),
        programme,
        theme,
    )
