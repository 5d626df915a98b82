"""A small catalogue, an organisation that tells what it does, and those who write, read and contest."""

from dataclasses import dataclass
from datetime import date

import pytest

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.models import Organisation
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.apps.practices.actions import catalogue
from arrimage.apps.practices.actions import own as own_actions
from arrimage.apps.practices.models import Edition, OwnVersion
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory

DAY = date(2026, 3, 9)
TEXTS = {
    "aim": "Tenir un logement.",
    "how": "On donne une clé.",
    "limits": "Personne n’a tout essayé.",
    "evidence": "Peu d’études.",
}


@dataclass
class World:
    house: Organisation
    other: Organisation
    keeper: User  # of the house
    stranger: User  # a keeper of the other organisation
    editor: User  # a coalition's coordinator
    second_editor: User
    reader: User  # reads from lived experience

    def edition(self, name: str = "Une clé d’abord", **values) -> Edition:
        """A published edition, written by one, read by another, published by a third."""
        draft = catalogue.begin_practice(
            name, by=self.editor, at=now(), level="limited", aim=values.pop("aim", TEXTS["aim"])
        )
        draft = catalogue.save_edition(
            draft, since=draft.version, by=self.editor, at=now(), values=TEXTS | values
        )
        return self.publish(draft)

    def publish(self, draft: Edition) -> Edition:
        catalogue.send_to_readers(draft, by=self.editor, at=now())
        catalogue.read_over(draft, agrees=True, by=self.reader, at=now())
        return catalogue.publish_edition(draft, by=self.second_editor, at=now())

    def told(self, title: str = "Le cercle du lundi", *, by: User | None = None, **said) -> OwnVersion:
        """A practice told and published by a keeper (of the house by default)."""
        by = by or self.keeper
        draft = own_actions.begin(by.acting.organisation, title=title, by=by, at=now())
        tags, links = said.pop("tags", ()), said.pop("links", ())
        values = {"story": "On s’assoit en rond."} | said
        draft = own_actions.save_draft(
            draft, since=draft.version, by=by, at=now(), values=values, tags=tags, links=links
        )
        return own_actions.publish(draft, by=by, at=now())


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world(db) -> World:
    house = OrganisationFactory(name="La maison", kind=OrganisationKind.COMMUNITY)
    other = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    coalition = OrganisationFactory(name="Le regroupement", kind=OrganisationKind.COALITION)
    return World(
        house=house,
        other=other,
        keeper=acting_user(Role.WORKER, organisation=house),
        stranger=acting_user(Role.MANAGER, organisation=other),
        editor=acting_user(Role.COALITION_COORDINATOR, organisation=coalition),
        second_editor=acting_user(Role.COALITION_COORDINATOR),
        reader=acting_user(Role.PEER_HELPER, organisation=other),
    )
