"""Every page and letter of the accounts, allauth's included: our base, our French, no English left."""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from arrimage.apps import accounts
from arrimage.apps.accounts import actions
from arrimage.apps.accounts import urls as accounts_urls
from arrimage.apps.accounts.access import ALLAUTH_AUDIENCES
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.mail import send

from .conftest import code_of
from .factories import MembershipFactory, UserFactory, acting_user

pytestmark = pytest.mark.django_db
HERE = Path(accounts.__file__).parent
OURS = HERE / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"


class Text(HTMLParser):
    """What a reader of the page reads: text, and the labels that are read aloud."""

    SPOKEN = {"alt", "title", "placeholder", "aria-label", "value"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.silent += tag in {"script", "style"}
        if attrs.get("lang") != "en" and attrs.get("type") != "hidden":
            self.said += [value for name, value in attrs.items() if name in self.SPOKEN and value]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


def english() -> set[str]:
    """The English of our catalogue and of allauth's, where French differs."""
    found = set()
    ours = HERE / "locale/fr/LC_MESSAGES/django.po"
    theirs = Path(allauth.__file__).parent / "locale/fr/LC_MESSAGES/django.po"
    for path in (ours, theirs):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                for english in [message.id] if isinstance(message.id, str) else message.id:
                    if "%" not in english and len(english) > 3 and message.string != english:
                        found.add(english)
    return found - {"Arrimage", "Code", "Patient coach", "Codes"}


def check(page, status: int = 200) -> None:
    assert page.status_code == status
    html = page.content.decode()
    assert '<html lang="fr">' in html
    assert 'class="top"' in html  # our base
    assert re.search(r"<h1>\s*\S", html)
    reader = Text()
    reader.feed(html)
    assert not english() & set(reader.said)


def test_every_address_has_an_audience_and_each_audience_an_address():
    named = {pattern.name for pattern in accounts_urls.urlpatterns}
    assert ALLAUTH_AUDIENCES.keys() <= named
    for pattern in accounts_urls.urlpatterns:
        assert pattern.callback.audience is ALLAUTH_AUDIENCES.get(pattern.name, pattern.callback.audience)


@pytest.mark.parametrize(
    "name", ["account_confirm_login_code", "mfa_download_recovery_codes", "mfa_list_webauthn"]
)
def test_what_we_do_not_use_has_no_address(name):
    assert name not in get_resolver().reverse_dict


def test_every_template_allauth_may_show_is_ours():
    """Those of the pages we keep; what it builds its own pages with goes unused."""
    kept = {
        view.template_name
        for pattern in accounts_urls.urlpatterns
        for view in [getattr(pattern.callback, "view_class", None)]
        if view is not None and hasattr(view, "template_name")
    }
    kept |= {
        "account/signup_closed.html",
        "account/confirm_email_verification_code.html",
        "socialaccount/authentication_error.html",
    }
    kept -= {"account/signup.html", "account/verification_sent.html"}  # closed; replaced by the code
    assert len(kept) > 15
    for name in kept:
        assert (THEIRS / name).exists(), name
        assert Path(get_template(name).origin.name).is_relative_to(OURS), name


def test_every_message_allauth_may_say_is_ours_or_of_a_page_we_removed():
    removed = re.compile("phone|webauthn|login_code|socialaccount/messages/account_")
    for path in THEIRS.glob("*/messages/*.txt"):
        name = path.relative_to(THEIRS).as_posix()
        if not removed.search(name):
            assert Path(get_template(name).origin.name).is_relative_to(OURS), name


ENTRANCE = [name for name, audience in ALLAUTH_AUDIENCES.items() if audience is EVERYONE]
INSIDE = [name for name, audience in ALLAUTH_AUDIENCES.items() if audience is SIGNED_IN]
MOVED = {
    "account_email_verification_sent",
    "mfa_authenticate",
    "account_logout",
}  # only in the middle of a step
WITH_ARGUMENTS = {"account_reset_password_from_key", "openid_connect_login", "openid_connect_callback"}


@pytest.mark.parametrize("name", sorted(set(ENTRANCE) - MOVED - WITH_ARGUMENTS))
def test_a_page_of_the_entrance(client, name):
    check(client.get(reverse(name)), 401 if name == "socialaccount_login_error" else 200)


@pytest.mark.parametrize("name", sorted(MOVED))
def test_a_step_out_of_its_time_leads_back(client, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", sorted({*INSIDE, "account_logout", "account", "acting", "members"}))
def test_a_page_inside(client, sign_in, second_factor, name):
    """Each, with and without a second factor; a page that has no sense then leads to another."""
    for protected in (False, True):
        user, browser = MembershipFactory(role=Role.MANAGER).user, Client()
        if protected:
            code = second_factor(user)
            sign_in(browser, user)
            browser.post(reverse("mfa_authenticate"), {"code": code()})
        else:
            sign_in(browser, user)
        page = browser.get(reverse(name))
        if page.status_code == 404:
            assert name in {"mfa_view_recovery_codes", "mfa_deactivate_totp"}
        elif page.status_code == 302:
            check(browser.get(page.url))
        else:
            check(page)


@pytest.mark.parametrize("name", sorted({*INSIDE, "account", "acting", "members"}))
def test_a_page_inside_asks_a_visitor_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"login": "", "password": ""}),
        ("account_login", {"login": "pas une adresse", "password": "x"}),
        ("account_reset_password", {"email": "pas une adresse"}),
        ("account_reset_password", {"email": "a" * 400 + "@essai.invalid"}),
    ],
)
def test_a_mistake_at_the_entrance(client, name, data):
    check(client.post(reverse(name), data))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_email", {"action_add": "", "email": ""}),
        ("account_email", {"action_add": "", "email": "personne@essai.invalid"}),
        ("account_change_password", {"oldpassword": "x", "password1": "1234", "password2": "5678"}),
        ("account", {"name": ""}),
        ("members", {"email": "x", "role": "x"}),
    ],
)
def test_a_mistake_inside(client, sign_in, name, data):
    user = MembershipFactory(role=Role.MANAGER, user__email="personne@essai.invalid").user
    sign_in(client, user)
    check(client.post(reverse(name), data))


def test_the_middle_of_each_step(client, sign_in, second_factor, letters, link_in):
    check(client.get(reverse("account_reset_password_from_key", args=("1", "faux"))))
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    check(client.get(link_in(letters()[-1]), follow=True))
    sign_in(client, user)
    client.post(reverse("account_email"), {"action_add": "", "email": "autre@essai.invalid"})
    check(client.get(reverse("account_email_verification_sent")))
    other = Client()
    second_factor(user)
    sign_in(other, user)
    check(other.get(reverse("mfa_authenticate")))
    check(other.post(reverse("mfa_authenticate"), {"code": "1"}))


def test_recovery_codes_shown_and_shown_no_more(client, sign_in):
    sign_in(client, UserFactory())
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    for _time in range(2):
        check(client.get(reverse("mfa_view_recovery_codes")))


def test_the_pages_of_an_invitation(client, letters, link_in):
    host = acting_user(Role.MANAGER)
    asked = {"organisation": host.acting.organisation, "role": Role.WORKER, "by": host, "at": now()}
    actions.invite(email="camille@essai.invalid", **asked)
    link = link_in(letters()[-1])
    check(client.get(link))
    client.force_login(UserFactory())
    check(client.get(link))
    client.force_login(UserFactory(email="camille@essai.invalid"))
    check(client.get(link))
    check(client.get(reverse("acting")))
    check(client.get(reverse("invitation", args=("faux",))), 404)


def test_the_page_of_too_many_requests(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(reverse("account_login"), {})
    check(client.post(reverse("account_login"), {}), 429)


LETTERS = sorted(path.relative_to(OURS).as_posix() for path in OURS.glob("*/email/*.txt"))


def test_every_letter_allauth_may_send_is_ours():
    removed = re.compile("phone|webauthn|login_code|password_reset_code|unknown_account|base_|disconnected")
    wanted = {
        path.relative_to(THEIRS).as_posix().replace("_subject", "")
        for path in THEIRS.glob("*/email/*_subject.txt")
    }
    assert {name for name in wanted if not removed.search(name)} <= set(LETTERS)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_reads_in_french(letters, name):
    host = acting_user(Role.MANAGER)
    made = actions.invite(
        email="x@essai.invalid",
        organisation=host.acting.organisation,
        role=Role.WORKER,
        by=host,
        at=now(),
    )
    context = {
        "code": "ABCD-EFG",
        "deleted_email": "a@essai.invalid",
        "email": "a@essai.invalid",
        "from_email": "a@essai.invalid",
        "invitation": made,
        "ip": "192.0.2.1",
        "link": "http://essai.invalid/lien/",
        "password_reset_url": "http://essai.invalid/lien/",
        "provider": {"name": "CISSS d’essai"},
        "timestamp": now(),
        "to_email": "b@essai.invalid",
        "user_agent": "Un navigateur",
    }
    with translation.override("en"):
        send(name, "a@essai.invalid", context)
    letter = letters()[-1]
    assert letter.subject
    assert letter.body.startswith("Bonjour,\n\n")
    assert "  " not in letter.body.replace("\u00a0", " ")
    lines = {line.strip() for line in [letter.subject, *letter.body.splitlines()]}
    assert not english() & lines
