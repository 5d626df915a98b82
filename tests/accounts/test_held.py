"""A session that runs out in the middle of a form loses nothing, and shows nothing to anybody else."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arrimage.apps.accounts import held
from arrimage.apps.kernel.clock import now

from .factories import PASSPHRASE, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME = "Odile Gravel-Côté <b>&"


def form_owner(client, page: str) -> str:
    """The mark that the forms of this page carry for this user."""
    request = client.get(page).wsgi_request
    mark = held.owner_input(request)
    assert 'name="form_owner"' in mark
    return mark.split('value="')[1].rstrip('">')


def run_out(client) -> None:
    """The session ends on the server; the browser still sends its cookie."""
    client.session.flush()


@pytest.fixture
def user():
    return MembershipFactory(role="worker").user


@pytest.fixture
def typed(client, user, sign_in):
    """The account form, sent after the session ran out. Returns where the browser is sent."""

    def sent(page=None, to=None, client=client, **fields):
        page = page or reverse("account")
        sign_in(client, user)
        mark = form_owner(client, page)
        run_out(client)
        return client.post(to or page, {"form_owner": mark, **(fields or {"name": NAME})})

    return sent


def signs_in_after(client, answer, user):
    assert urlsplit(answer.url).path == reverse("account_login")
    return client.post(answer.url, {"login": user.email, "password": PASSPHRASE})


def test_every_form_of_a_signed_in_user_is_marked(client, user, sign_in):
    sign_in(client, user)
    assert 'name="form_owner"' in client.get(reverse("account")).content.decode()
    assert 'name="form_owner"' not in Client().get(reverse("account_login")).content.decode()


def test_what_was_typed_is_there_after_signing_in_again(client, typed, user):
    back = signs_in_after(client, typed(), user)
    assert back.url == reverse("account")
    page = client.get(back.url)
    assert page.context["form"]["name"].value() == NAME
    said = page.content.decode()
    assert "Votre session avait expiré. Rien n’est perdu\u00a0: relisez et enregistrez." in said
    assert "Odile Gravel-Côté &lt;b&gt;&amp;" in said
    user.refresh_from_db()
    assert user.name != NAME  # nothing is written without them


def test_it_is_given_once(client, typed, user):
    back = signs_in_after(client, typed(), user)
    client.get(back.url)
    assert client.get(back.url).context["form"]["name"].value() != NAME
    assert held.KEY not in client.session


def test_it_waits_through_the_second_step(client, typed, user, second_factor):
    code = second_factor(user)
    page = reverse("account")
    client.force_login(user)
    mark = form_owner(client, page)
    run_out(client)
    answer = client.post(page, {"form_owner": mark, "name": NAME})
    signs_in_after(client, answer, user)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(page).context["form"]["name"].value() == NAME


def test_another_user_of_that_browser_never_sees_it(client, typed, user):
    answer = typed()
    stranger = UserFactory()
    signs_in_after(client, answer, stranger)
    assert held.KEY not in client.session
    assert NAME not in client.get(reverse("account")).content.decode()
    assert client.get(reverse("account")).context["form"]["name"].value() == stranger.name


def test_it_is_unreadable_in_the_session_and_lasts_an_hour(client, typed, user):
    answer = typed()
    assert "Odile" not in str(dict(client.session))
    assert client.session.get_expiry_age() <= held.HOUR
    with time_machine.travel(now() + timedelta(minutes=61), tick=False):
        client.post(answer.url, {"login": user.email, "password": PASSPHRASE})
        assert client.get(reverse("account")).context["form"]["name"].value() == user.name


def test_after_signing_in_the_session_lasts_as_usual(client, typed, user):
    signs_in_after(client, typed(), user)
    assert client.session.get_expiry_age() > held.HOUR


@pytest.mark.parametrize("mark", ["", "nonsense", "a:b", None])
def test_a_form_without_a_true_mark_is_not_kept(client, mark):
    client.post(reverse("account"), {"name": NAME} | ({"form_owner": mark} if mark is not None else {}))
    assert held.KEY not in client.session


def test_passwords_codes_and_keys_are_never_kept(client, typed, user):
    secrets = {"oldpassword": "secret", "password1": "secret", "code": "12 34", "csrfmiddlewaretoken": "x y"}
    answer = typed(to=reverse("account_change_password"), name="Odile", **secrets)
    kept = held.kept_for(answer.wsgi_request, user)
    assert kept.data().dict() == {"name": "Odile"}


def test_a_button_pressed_too_late_is_said_not_done(client, typed, user):
    other = MembershipFactory(user=user)
    answer = typed(page=reverse("acting"), membership=str(other.pk))
    back = signs_in_after(client, answer, user)
    page = client.get(back.url).content.decode()
    assert "Mes rôles" in page
    assert "Votre session avait expiré\u00a0: cela n’a pas été fait. Recommencez." in page
    assert held.KEY not in client.session


def test_an_address_that_only_receives_leads_back_to_its_page(client, user, sign_in):
    host = MembershipFactory(role="manager")
    theirs = MembershipFactory(organisation=host.organisation, role="worker")
    sign_in(client, host.user)
    mark = form_owner(client, reverse("members"))
    run_out(client)
    answer = client.post(reverse("end_membership", args=(theirs.pk,)), {"form_owner": mark})
    assert signs_in_after(client, answer, host.user).url == reverse("members")


def test_files_are_said_to_be_chosen_again(client, typed, user):
    answer = typed(name=NAME, file=SimpleUploadedFile("a.txt", b"x"))
    back = signs_in_after(client, answer, user)
    assert "Les fichiers joints sont à choisir de nouveau." in client.get(back.url).content.decode()


def test_a_page_that_does_not_take_it_shows_it_ready_to_send(client, typed, user):
    answer = typed(page=reverse("acting"), to=reverse("account"), name=NAME, note="une ligne\nune autre")
    back = signs_in_after(client, answer, user)
    assert back.url == reverse("acting")  # the page of the form, not where it was sent
    page = client.get(back.url)
    said = page.content.decode()
    assert "Ce que vous aviez écrit" in said
    assert f'action="{reverse("account")}"' in said
    assert "une ligne\nune autre</textarea>" in said
    assert "Ce que vous aviez écrit" not in client.get(back.url).content.decode()


def test_the_role_one_was_acting_under_comes_back_with_it(client, user, sign_in):
    older = MembershipFactory(user=user, role="facilitator", since="2012-01-01")
    sign_in(client, user)
    client.post(reverse("acting"), {"membership": older.pk})
    mark = form_owner(client, reverse("account"))
    run_out(client)
    answer = client.post(reverse("account"), {"form_owner": mark, "name": NAME})
    signs_in_after(client, answer, user)
    assert client.get(reverse("account")).wsgi_request.user.acting == older


def test_a_fragment_sends_the_whole_window_to_sign_in(client, user, sign_in):
    sign_in(client, user)
    mark = form_owner(client, reverse("account"))
    run_out(client)
    answer = client.post(
        reverse("account"), {"form_owner": mark, "name": NAME}, headers={"HX-Request": "true"}
    )
    sent_to = urlsplit(answer.headers["HX-Redirect"])
    assert sent_to.path == reverse("account_login")
    assert parse_qs(sent_to.query)["next"] == [reverse("account")]
    assert held.KEY in client.session


# --- The form's key no longer holds (a new sign-in changed it)


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


def test_a_form_opened_before_signing_in_elsewhere_comes_back_filled(strict, user):
    strict.force_login(user)
    mark = form_owner(strict, reverse("account"))
    answer = strict.post(reverse("account"), {"form_owner": mark, "name": NAME})
    assert answer.url == reverse("account")
    assert strict.get(answer.url).context["form"]["name"].value() == NAME


def test_without_a_session_nor_a_key_it_waits_too(strict, user):
    strict.force_login(user)
    mark = form_owner(strict, reverse("account"))
    strict.cookies.clear()
    answer = strict.post(reverse("account"), {"form_owner": mark, "name": NAME})
    assert urlsplit(answer.url).path == reverse("account_login")
    strict.force_login(user)
    assert strict.get(reverse("account")).context["form"]["name"].value() == NAME


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_a_form_sent_from_elsewhere_gets_a_plain_refusal(strict, user, whose):
    other = Client()
    other.force_login(UserFactory())
    mark = form_owner(other, reverse("account")) if whose == "another's" else ""
    strict.force_login(user)
    answer = strict.post(reverse("account"), {"form_owner": mark, "name": NAME})
    assert answer.status_code == 403
    assert held.KEY not in strict.session
