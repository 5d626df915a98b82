"""Signing in and out, passwords, addresses, devices."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.urls import reverse

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.templatetags.accounts import device

from .factories import PASSPHRASE, UserFactory

pytestmark = pytest.mark.django_db
NEW = "une autre phrase de passe bien longue"


def test_one_signs_in_whatever_the_case_of_the_address(client, sign_in):
    user = UserFactory(email="odile.gravel@essai.invalid")
    answer = sign_in(client, "Odile.GRAVEL@Essai.invalid")
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == user.pk


def test_a_wrong_password_says_what_to_check_and_no_more(client, sign_in):
    UserFactory(email="odile@essai.invalid")
    known = sign_in(client, "odile@essai.invalid", "pas la bonne").content.decode()
    unknown = sign_in(client, "personne@essai.invalid", "pas la bonne").content.decode()
    said = "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux."
    assert said in known
    assert said in unknown


def test_the_sixth_wrong_password_has_to_wait(client, sign_in):
    user = UserFactory()
    for _time in range(5):
        sign_in(client, user, "pas la bonne")
    answer = sign_in(client, user)
    assert "Trop d’essais. Attendez cinq minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_requests_get_a_french_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(reverse("account_login"), {})
    answer = client.post(reverse("account_login"), {})
    assert answer.status_code == 429
    assert "Un peu de patience" in answer.content.decode()


def test_a_closed_account_does_not_open(client, sign_in):
    answer = sign_in(client, UserFactory(is_active=False))
    assert answer.url == reverse("account_inactive")


def test_nobody_signs_up_uninvited(client):
    page = client.post(reverse("account_signup"), {"email": "x@essai.invalid", "password1": NEW})
    assert "On entre sur invitation" in page.content.decode()
    assert not User.objects.exists()


def test_the_database_itself_refuses_an_address_twice_whatever_the_case():
    UserFactory(email="odile@essai.invalid")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ODILE@essai.invalid")


def test_an_address_is_stored_in_lower_case():
    assert User.objects.create_user(" Odile@ESSAI.invalid ").email == "odile@essai.invalid"


def test_asking_for_a_password_does_not_tell_who_has_an_account(client, letters):
    UserFactory(email="odile@essai.invalid")
    known = client.post(reverse("account_reset_password"), {"email": "odile@essai.invalid"})
    unknown = client.post(reverse("account_reset_password"), {"email": "personne@essai.invalid"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in letters()] == [["odile@essai.invalid"]]


def test_a_forgotten_password_is_chosen_anew_by_the_link_once(client, sign_in, letters, link_in):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = link_in(letters()[0])
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sign_in(client, user, NEW).status_code == 302
    assert "Ce lien ne fonctionne plus" in client.get(link, follow=True).content.decode()


def test_a_new_password_closes_the_other_devices(client, sign_in, letters):
    user, other = UserFactory(), type(client)()
    sign_in(other, user)
    sign_in(client, user)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSPHRASE, "password1": NEW, "password2": NEW}
    )
    assert client.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 302
    assert letters()[-1].subject == "Votre mot de passe a été changé"


def test_a_weak_password_is_refused_in_french(client, sign_in):
    user = UserFactory()
    sign_in(client, user)
    weak = {"oldpassword": PASSPHRASE, "password1": "court", "password2": "court"}
    assert "trop court" in client.post(reverse("account_change_password"), weak).content.decode()


def test_an_address_changes_with_the_code_sent_to_the_new_one(client, sign_in, letters):
    user = UserFactory(email="ancienne@essai.invalid")
    sign_in(client, user)
    client.post(reverse("account_email"), {"email": "Nouvelle@essai.invalid", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "ancienne@essai.invalid"  # not before the code
    letter = letters()[-1]
    assert letter.to == ["nouvelle@essai.invalid"]
    code = re.search(r"^[A-Z0-9-]{6,9}$", letter.body, re.MULTILINE).group()
    wrong = client.post(reverse("account_email_verification_sent"), {"action": "verify", "code": "AAA-AAA"})
    assert "Ce code n’est pas le bon" in wrong.content.decode()
    client.post(reverse("account_email_verification_sent"), {"action": "verify", "code": code})
    user.refresh_from_db()
    assert user.email == "nouvelle@essai.invalid"
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == ["nouvelle@essai.invalid"]
    assert letters()[-1].to == ["ancienne@essai.invalid"]  # the former address is told


def test_holding_a_second_factor_does_not_stop_a_change_of_address(client, sign_in, letters, second_factor):
    user = UserFactory()
    code = second_factor(user)
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    client.post(reverse("account_email"), {"email": "nouvelle@essai.invalid", "action_add": ""})
    assert letters()[-1].to == ["nouvelle@essai.invalid"]


def test_an_address_of_another_account_is_not_taken(client, sign_in, letters):
    UserFactory(email="prise@essai.invalid")
    user = UserFactory()
    sign_in(client, user)
    client.post(reverse("account_email"), {"email": "prise@essai.invalid", "action_add": ""})
    for letter in letters():
        if match := re.search(r"^[A-Z0-9-]{6,9}$", letter.body, re.MULTILINE):
            data = {"action": "verify", "code": match.group()}
            answer = client.post(reverse("account_email_verification_sent"), data)
            assert "Un autre compte a cette adresse" in answer.content.decode()
    user.refresh_from_db()
    assert user.email != "prise@essai.invalid"


def test_after_a_while_touching_the_account_asks_who_one_is(client, sign_in, settings):
    user = UserFactory()
    sign_in(client, user)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    change = {"email": "nouvelle@essai.invalid", "action_add": ""}
    answer = client.post(reverse("account_email"), change)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    refused = client.post(answer.url, {"password": "pas la bonne"})
    assert "Ce n’est pas votre mot de passe" in refused.content.decode()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(answer.url, {"password": PASSPHRASE}).url == reverse("account_email_verification_sent")


def test_one_sees_ones_devices_and_signs_the_others_out(client, sign_in):
    user, other = UserFactory(), type(client)(headers={"user-agent": "Le téléphone"})
    sign_in(other, user)
    sign_in(client, user)
    assert "Le téléphone" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert UserSession.objects.filter(user=user).count() == 1


def test_activity_is_not_written_at_every_page(client, sign_in, django_assert_num_queries):
    sign_in(client, UserFactory())
    client.get(reverse("acting"))
    with django_assert_num_queries(3):  # session, user, memberships
        client.get(reverse("acting"))


def test_signing_out_asks_for_a_button_and_says_goodbye(client, sign_in):
    sign_in(client, UserFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout")).url == reverse("home")
    assert "_auth_user_id" not in client.session
    assert "Votre session est fermée. À bientôt." in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("un robot", "un robot"),
    ],
)
def test_a_device_is_named_as_its_owner_would(user_agent, said):
    assert device(user_agent) == said


def test_one_changes_ones_name(client, sign_in):
    user = UserFactory()
    sign_in(client, user)
    client.post(reverse("account"), {"name": "Odile Gravel"})
    user.refresh_from_db()
    assert user.name == "Odile Gravel"


def test_a_name_cannot_be_blank(client, sign_in):
    user = UserFactory(name="Odile")
    sign_in(client, user)
    page = client.post(reverse("account"), {"name": "   "})
    user.refresh_from_db()
    assert page.status_code == 200
    assert user.name == "Odile"
