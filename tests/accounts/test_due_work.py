"""What accounts leave behind goes in time."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from arrimage.apps.accounts.models import Invitation
from arrimage.apps.kernel import due
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_unused_invitations_and_ended_sessions_are_forgotten(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    for number, ago in enumerate((89, 91)):
        Invitation.objects.create(
            email=f"invite{number}@essai.invalid",
            organisation=OrganisationFactory(),
            role="worker",
            digest=str(number),
            sent_at=now(),
            expires_at=now() - timedelta(days=ago),
        )
    user = acting_user()
    client.force_login(user)
    client.get(reverse("acting"))
    UserSession.objects.create(user=user, session_key="a-session-that-ended", ip="127.0.0.1", user_agent="")
    (outcome,) = due.run_due(at=now(), only=["accounts.forget"])
    assert outcome.succeeded
    assert outcome.said.count("1") == 2
    assert Invitation.objects.count() == 1
    assert UserSession.objects.count() == 1  # the one that lives
