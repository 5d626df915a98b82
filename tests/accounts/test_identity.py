"""Signing in through one's organisation (OpenID Connect), without leaving this machine."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import reverse

from arrimage.apps.accounts import actions
from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now

from .factories import UserFactory, acting_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider that vouches for whoever it is told to; `come_back` walks through it."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": "CISSS d’essai",
                    "client_id": "arrimage",
                    "secret": "secret",
                    "settings": {"server_url": "https://identite.invalid"},
                }
            ],
        }
    }
    where = {
        "authorization_endpoint": "https://identite.invalid/autorise",
        "token_endpoint": "https://identite.invalid/jeton",
        "userinfo_endpoint": "https://identite.invalid/qui",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", where)
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *a, **k: {"access_token": "x"})


@pytest.fixture
def come_back(client, provider, monkeypatch):
    def through(next_url="", client=client, process="login", **identity):
        said = {"sub": "42", "name": "Camille Roy"} | identity
        monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda *a: said)
        start = reverse("openid_connect_login", args=("organisation",))
        away = client.get(start, {"next": next_url, "process": process})
        query = parse_qs(urlsplit(away.url).query)
        assert urlsplit(away.url).netloc == "identite.invalid"
        assert query["code_challenge_method"] == ["S256"]
        back = reverse("openid_connect_callback", args=("organisation",))
        return client.get(back, {"state": query["state"][0], "code": "c"})

    return through


def is_in(client, user):
    return client.session.get("_auth_user_id") == str(user.pk)


def test_the_sign_in_page_offers_it_when_it_is_configured(client, provider):
    assert "Se connecter avec CISSS d’essai" in client.get(reverse("account_login")).content.decode()


def test_without_settings_there_is_none(client):
    assert "Se connecter avec" not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("openid_connect_login", args=("organisation",))).status_code == 404


def test_a_verified_address_opens_the_account_that_has_it(client, come_back):
    user = UserFactory(email="camille@essai.invalid")
    come_back(email="Camille@Essai.invalid", email_verified=True)
    assert is_in(client, user)
    assert SocialAccount.objects.get().user == user
    come_back(client=type(client)(), email="autre@essai.invalid", email_verified=True)  # known by now
    assert User.objects.count() == 1


@pytest.mark.parametrize("word", [False, "false", "true", None, 1])
def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client, come_back, word):
    UserFactory(email="camille@essai.invalid")
    page = come_back(email="camille@essai.invalid", email_verified=word)
    assert "On entre sur invitation" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_nobody_comes_in_uninvited(client, come_back):
    page = come_back(email="camille@essai.invalid", email_verified=True)
    assert "On entre sur invitation" in page.content.decode()
    assert not User.objects.exists()


def test_an_invited_identity_opens_its_account_and_takes_its_place(client, come_back, letters, link_in):
    host = acting_user(Role.MANAGER)
    actions.invite(
        email="camille@essai.invalid",
        organisation=host.acting.organisation,
        role=Role.WORKER,
        by=host,
        at=now(),
    )
    link = link_in(letters()[0])
    assert "Se connecter avec CISSS d’essai" in client.get(link).content.decode()
    assert come_back(link, email="camille@essai.invalid", email_verified=True).url == link
    client.post(link)
    user = User.objects.get(email="camille@essai.invalid")
    assert is_in(client, user)
    assert user.name == "Camille Roy"
    assert not user.has_usable_password()
    assert user.memberships.get().role == Role.WORKER
    assert "Choisir un mot de passe" in client.get(reverse("account")).content.decode()


def test_an_invitation_does_not_vouch_for_an_unverified_address(client, come_back):
    host = acting_user(Role.MANAGER)
    actions.invite(
        email="camille@essai.invalid",
        organisation=host.acting.organisation,
        role=Role.WORKER,
        by=host,
        at=now(),
    )
    come_back(email="camille@essai.invalid", email_verified="false")
    assert not User.objects.filter(email="camille@essai.invalid").exists()


def test_a_second_factor_is_asked_all_the_same(client, come_back, second_factor):
    user = UserFactory(email="camille@essai.invalid")
    second_factor(user)
    answer = come_back(email="camille@essai.invalid", email_verified=True)
    assert answer.url == reverse("mfa_authenticate")


def test_nobody_attaches_an_identity_to_an_account_by_a_link(client, come_back, sign_in):
    sign_in(client, UserFactory())
    answer = come_back(process="connect", email="autre@essai.invalid", email_verified=True)
    assert answer.url == reverse("account")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("name", ["openid_connect_login", "openid_connect_callback"])
def test_a_provider_that_does_not_answer_gets_a_french_page(client, provider, monkeypatch, name):
    start = reverse("openid_connect_login", args=("organisation",))
    state = parse_qs(urlsplit(client.get(start).url).query)["state"][0]

    def silence(*_args):
        raise requests.ConnectionError

    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", property(silence))
    answer = client.get(reverse(name, args=("organisation",)), {"state": state, "code": "c"}, follow=True)
    assert answer.status_code == 401
    assert "n’a pas répondu comme prévu" in answer.content.decode()


def test_a_stopped_or_broken_sign_in_says_so_in_french(client, provider):
    start = reverse("openid_connect_login", args=("organisation",))
    state = parse_qs(urlsplit(client.get(start).url).query)["state"][0]
    back = reverse("openid_connect_callback", args=("organisation",))
    stopped = client.get(back, {"state": state, "error": "access_denied"}, follow=True).content.decode()
    assert "La connexion par votre organisation s’est arrêtée avant la fin" in stopped
    broken = client.get(back, {"state": "faux", "code": "c"})
    assert broken.status_code == 401
    assert "n’a pas répondu comme prévu" in broken.content.decode()


def test_the_address_of_a_newcomer_is_known_to_be_theirs(client, sign_in):
    user = UserFactory()
    sign_in(client, user)
    assert EmailAddress.objects.get(user=user).verified
