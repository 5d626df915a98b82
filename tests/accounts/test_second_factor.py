"""Staff prove themselves twice, where the installation asks for it."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from arrimage.apps.accounts.roles import Role

from .conftest import code_of
from .factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_for(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def staff(role=Role.WORKER):
    return MembershipFactory(role=role).user


@pytest.fixture
def set_up(client):
    """Set it up by the page; returns the key."""

    def through_the_page():
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        return secret, client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    return through_the_page


@pytest.mark.parametrize("name", ["account", "acting", "usersessions_list", "home"])
def test_staff_without_it_go_and_set_it_up(client, sign_in, name):
    sign_in(client, staff())
    assert client.get(reverse(name)).url == reverse("mfa_activate_totp")


def test_the_page_says_why_and_lets_one_sign_out_or_change_language(client, sign_in):
    sign_in(client, staff())
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "Un mot de passe volé ne doit pas suffire" in page
    assert client.post(reverse("set_language"), {"language": "en"}).url != reverse("mfa_activate_totp")
    assert client.get(reverse("account_logout")).status_code == 200


def test_one_who_has_just_signed_in_is_not_asked_for_the_password_again(client, sign_in):
    sign_in(client, staff())
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_once_set_up_the_house_opens_and_codes_are_shown_once(
    client, sign_in, set_up, letters, django_capture_on_commit_callbacks
):
    sign_in(client, staff())
    with django_capture_on_commit_callbacks(execute=True):
        _secret, answer = set_up()
    assert answer.url == reverse("mfa_view_recovery_codes")
    first = client.get(answer.url)
    codes = first.context["unused_codes"]
    assert len(codes) == 10
    page = first.content.decode()
    assert all(code in page for code in codes)
    assert 'download="codes-arrimage.txt"' in page
    again = client.get(answer.url).content.decode()
    assert not any(code in again for code in codes)
    assert "Il vous reste 10 codes." in again
    assert client.get(reverse("account")).status_code == 200
    assert letters()[-1].subject == "La double vérification est activée"


def test_a_wrong_code_is_refused(client, sign_in):
    sign_in(client, staff())
    client.get(reverse("mfa_activate_totp"))
    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon" in page
    assert not Authenticator.objects.exists()


def test_the_code_is_asked_at_the_next_sign_in(client, sign_in, second_factor):
    user = staff()
    code = second_factor(user)
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert client.get(reverse("account")).status_code == 302  # not in yet
    assert (
        "Ce code n’est pas le bon"
        in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    )
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(reverse("account")).status_code == 200


def test_a_recovery_code_opens_once(client, sign_in, set_up):
    user = staff()
    sign_in(client, user)
    _secret, answer = set_up()
    spare = client.get(answer.url).context["unused_codes"][0]
    for opens in (True, False):
        other = type(client)()
        sign_in(other, user)
        other.post(reverse("mfa_authenticate"), {"code": spare})
        assert ("_auth_user_id" in other.session) is opens


def test_the_key_is_unreadable_in_the_database(client, sign_in, set_up):
    sign_in(client, staff())
    secret, _answer = set_up()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored


def test_changing_device_asks_to_set_it_up_again_at_once(client, sign_in, set_up):
    sign_in(client, staff())
    set_up()
    client.get(reverse("account"))
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("account")).url == reverse("mfa_activate_totp")


def test_it_is_looked_up_once_a_session(client, sign_in, set_up, django_assert_num_queries):
    sign_in(client, staff())
    set_up()
    client.get(reverse("acting"))
    with django_assert_num_queries(3):  # session, user, memberships
        client.get(reverse("acting"))


def test_a_resource_patient_comes_as_themselves(client, sign_in):
    sign_in(client, staff(Role.RESOURCE_PATIENT))
    assert client.get(reverse("account")).status_code == 200


def test_another_role_of_staff_counts_even_when_not_acted_under(client, sign_in):
    user = staff(Role.RESOURCE_PATIENT)
    MembershipFactory(user=user, role=Role.WORKER)
    sign_in(client, user)
    chosen = user.memberships.get(role=Role.RESOURCE_PATIENT)
    assert client.post(reverse("acting"), {"membership": chosen.pk}).url == reverse("mfa_activate_totp")


def test_somebody_without_a_role_is_not_asked(client, sign_in):
    sign_in(client, UserFactory())
    assert client.get(reverse("account")).status_code == 200


def test_where_the_installation_does_not_ask_nobody_has_to(client, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, staff())
    assert client.get(reverse("account")).status_code == 200
