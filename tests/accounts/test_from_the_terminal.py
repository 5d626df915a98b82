"""`arrimage accounts`, and the rotation of the keys that protect second factors."""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.urls import reverse

from arrimage.apps.accounts import actions, queries
from arrimage.apps.accounts.models import Invitation
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel import crypto
from arrimage.cli.accounts import accounts
from tests.network.factories import OrganisationFactory

from .factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(accounts, [str(argument) for argument in arguments])


def test_the_first_person_of_an_organisation_is_invited_from_the_terminal(letters):
    organisation = OrganisationFactory()
    said = run("invite", "Odile@essai.invalid", "auditor", organisation.uid)
    assert said.exit_code == 0
    assert Invitation.objects.get().role == Role.AUDITOR
    assert letters()[0].to == ["odile@essai.invalid"]
    assert "Invitation envoyée par" not in letters()[0].body


@pytest.mark.parametrize(
    ("email", "role", "known", "said"),
    [
        ("odile@essai.invalid", "roi", True, "Il n’y a pas de rôle « roi »"),
        ("odile@essai.invalid", "manager", False, "Il n’y a pas d’organisation"),
        ("pas une adresse", "manager", True, ""),
    ],
)
def test_a_wrong_word_says_what_to_write_and_writes_nothing(email, role, known, said):
    answer = run("invite", email, role, OrganisationFactory().uid if known else uuid.uuid4())
    assert answer.exit_code == 1
    assert said in answer.output
    assert not Invitation.objects.exists()


def test_a_lost_phone_does_not_close_the_door_for_ever(client, sign_in, second_factor, journalled):
    user = UserFactory()
    second_factor(user)
    assert run("remove-second-factor", user.email.upper()).exit_code == 0
    assert journalled() == ["account.second_factor_removed"]
    assert sign_in(client, user).url == reverse("home")
    assert "il n’y en avait pas" in run("remove-second-factor", user.email).output
    assert run("remove-second-factor", "personne@essai.invalid").exit_code == 1


def test_second_factors_follow_when_the_key_changes(client, sign_in, second_factor, settings, tmp_path):
    settings.FIELD_KEYS, settings.FIELD_KEYS_FILE = "", tmp_path / "keys.json"
    user = UserFactory()
    code = second_factor(user)
    former = crypto.keyring("FIELD").current
    assert queries.second_factors_by_key() == {former: 1}
    current = crypto.add_key("FIELD")
    assert actions.reencrypt_second_factors() == 1
    assert queries.second_factors_by_key() == {current: 1}
    assert actions.reencrypt_second_factors() == 0
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert "_auth_user_id" in client.session
    assert Authenticator.objects.count() == 1
