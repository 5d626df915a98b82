"""A project of interviews: one who leads, two who code, and a manager who is of no team."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.accounts.models import Membership
from arrimage.apps.kernel.clock import now
from arrimage.apps.qualitative.models import Code
from tests.network.factories import OrganisationFactory
from tests.qualitative.world import corpus_of, text_of


@pytest.fixture
def at():
    return now()


def member_of(organisation, name: str, role: str = "worker"):
    user = get_user_model().objects.create_user(f"{name}@essai.invalid", name=name)
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, since=date(2020, 1, 1)
    )
    return user.act_as(membership)


class Study:
    """The corpus, its people by name, two texts and three codes."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory(kind="integrated_centre")
        self.lead = member_of(self.organisation, "lea", "evaluator")
        self.ana = member_of(self.organisation, "ana")
        self.bo = member_of(self.organisation, "bo", "resource_patient")
        self.manager = member_of(self.organisation, "gaston", "manager")
        self.corpus = corpus_of(self.organisation, self.lead, coders=(self.ana, self.bo))
        self.text = text_of(self.corpus)
        self.other = text_of(self.corpus, "Jo")
        self.codes = [
            Code.objects.create(corpus=self.corpus, name=name, place=place)
            for place, name in enumerate(("Se parler", "Peur", "Temps"), 1)
        ]

    def member(self, user):
        return self.corpus.members.get(user=user)

    @property
    def together(self):
        return self.corpus.rounds.get(kind="open")


@pytest.fixture
def study(db) -> Study:
    return Study()


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
