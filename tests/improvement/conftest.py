"""A committee of eight, each with an account."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.accounts.models import Membership
from arrimage.apps.improvement.models import Place
from arrimage.apps.kernel.clock import now
from tests.improvement.world import SINCE, committee_of, seat
from tests.network.factories import OrganisationFactory


@pytest.fixture
def at():
    return now()


def member(organisation, name: str, role: str = "worker"):
    user = get_user_model().objects.create_user(f"{name}@essai.invalid", name=name)
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, since=date(2020, 1, 1)
    )
    user.act_as(membership)
    return user


class Table:
    """The committee, and its people by what they are there for."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory(kind="integrated_centre")
        self.committee = committee_of(self.organisation)
        self.manager = member(self.organisation, "manager", "manager")
        kinds = {
            "mado": (Place.Kind.PATIENT, "resource_patient"),
            "jo": (Place.Kind.PATIENT, "resource_patient"),
            "ana": (Place.Kind.ADMINISTRATIVE, "clinical_coordinator"),
            "max": (Place.Kind.MEDICAL, "specialist"),
            "lou": (Place.Kind.WORKER, "worker"),
            "sam": (Place.Kind.WORKER, "worker"),
            "lead": (Place.Kind.LEAD, "collaboration_lead"),
            "coach": (Place.Kind.COACH, "patient_coach"),
        }
        self.users = {name: member(self.organisation, name, role) for name, (_kind, role) in kinds.items()}
        self.holders = {
            name: seat(self.committee, kind, self.users[name], called=name.title())
            for name, (kind, _role) in kinds.items()
        }

    def user(self, name: str):
        return self.users[name]

    def holder(self, name: str):
        return self.holders[name]

    @property
    def voices(self) -> list[str]:
        return ["mado", "jo", "ana", "max", "lou", "sam"]


@pytest.fixture
def table(db) -> Table:
    return Table()


__all__ = ["SINCE", "Table", "member"]
