"""Two organisations at one table, and somebody of each."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.meetings.actions import meetings as actions
from arrimage.apps.meetings.actions import series as series_actions
from arrimage.apps.meetings.models import Meeting, Series
from arrimage.apps.network.models import Organisation
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory


@dataclass
class Table:
    """A series held by one organisation, to which another is invited; a third has no part in it."""

    centre: Organisation
    house: Organisation
    holder: User  # of the centre: runs
    guest: User  # of the house: is invited
    stranger: User  # of another organisation
    series: Series

    def meeting(self, **changes) -> Meeting:
        """A meeting in a week, or `days` from now; nothing is mailed for a past one."""
        days = changes.pop("days", 7)
        starts_at = (timezone.localtime(now()) + timedelta(days=days)).replace(
            hour=9, minute=30, second=0, microsecond=0
        )
        return actions.plan_meeting(
            self.series, by=self.holder, at=now(), **{"starts_at": starts_at} | changes
        )


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def table(db, mailoutbox) -> Table:
    centre = OrganisationFactory(name="Le centre", email="centre@essai.invalid")
    house = OrganisationFactory(name="La maison", email="maison@essai.invalid")
    holder = acting_user(Role.MANAGER, organisation=centre)
    guest = acting_user(Role.WORKER, organisation=house)
    series = series_actions.plan_series(
        "Table de liaison", organisation=centre, place="Salle du quai", by=holder, at=now()
    )
    series_actions.add_guest(series, organisation=house, by=holder, at=now())
    return Table(centre, house, holder, guest, acting_user(Role.MANAGER), series)
