"""One joins by invitation: from the host's page to the first sign-in."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from arrimage.apps.accounts import actions, queries
from arrimage.apps.accounts.models import Invitation, User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now

from .factories import PASSPHRASE, MembershipFactory, UserFactory, acting_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return acting_user(Role.MANAGER)


@pytest.fixture
def invited(host, letters, link_in):
    """Invite an address; returns the invitation and its link."""

    def sent(email="camille@essai.invalid", role=Role.WORKER, at=None):
        made = actions.invite(
            email=email, organisation=host.acting.organisation, role=role, by=host, at=at or now()
        )
        return made, link_in(letters()[-1])

    return sent


def test_the_letter_says_who_invites_where_and_as_what(host, invited, letters):
    invited()
    letter = letters()[0]
    assert letter.to == ["camille@essai.invalid"]
    assert letter.subject == f"Invitation de {host.acting.organisation}"
    assert "Votre rôle\u00a0: Intervention." in letter.body
    assert host.name in letter.body


def test_the_link_is_not_in_the_database(invited):
    made, link = invited()
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token not in str(Invitation.objects.filter(pk=made.pk).values())


def test_a_newcomer_chooses_a_name_and_a_password_and_is_in(client, invited, journalled, sign_in):
    made, link = invited("Camille@Essai.invalid")
    page = client.get(link).content.decode()
    assert "Invitation de" in page
    answer = client.post(link, {"name": "Camille Roy", "password": PASSPHRASE})
    user = User.objects.get(email="camille@essai.invalid")
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert int(client.session["_auth_user_id"]) == user.pk
    assert queries.memberships_of(user).get().role == Role.WORKER
    made.refresh_from_db()
    assert made.accepted_at
    assert journalled() == [
        "invitation.sent",
        "account.opened",
        "invitation.accepted",
        "membership.granted",
        "account.signed_in",
    ]
    assert sign_in(type(client)(), user).status_code == 302


def test_the_link_opens_once(client, invited):
    _made, link = invited()
    client.post(link, {"name": "Camille", "password": PASSPHRASE})
    other = type(client)()
    page = other.get(link)
    assert page.status_code == 404
    assert "Cette invitation ne peut plus servir" in page.content.decode()
    other.post(link, {"name": "Quelqu’un d’autre", "password": PASSPHRASE})
    assert User.objects.filter(email="camille@essai.invalid").count() == 1


@pytest.mark.parametrize("password", ["court", "camille@essai.invalid", ""])
def test_a_weak_password_opens_nothing(client, invited, password):
    _made, link = invited()
    assert client.post(link, {"name": "Camille", "password": password}).status_code == 200
    assert not User.objects.filter(email="camille@essai.invalid").exists()


def test_after_14_days_the_link_is_dead(client, invited):
    _made, link = invited(at=now() - timedelta(days=14, minutes=1))
    assert client.get(link).status_code == 404
    _made, link = invited("autre@essai.invalid", at=now() - timedelta(days=13))
    assert client.get(link).status_code == 200


def test_who_has_an_account_signs_in_then_accepts(client, invited, sign_in):
    user = UserFactory(email="camille@essai.invalid")
    _made, link = invited()
    to_sign_in = client.get(link)
    assert to_sign_in.url.startswith(reverse("account_login"))
    back = client.post(to_sign_in.url, {"login": user.email, "password": PASSPHRASE})
    assert back.url == link
    assert "Accepter" in client.get(link).content.decode()
    client.post(link)
    assert client.get(reverse("acting")).wsgi_request.user.acting.role == Role.WORKER


def test_an_invitation_to_another_address_is_refused(client, invited):
    made, link = invited()
    client.force_login(UserFactory(email="autre@essai.invalid"))
    for page in (client.get(link), client.post(link)):
        assert "Cette invitation a été envoyée à camille@essai.invalid" in page.content.decode()
    made.refresh_from_db()
    assert made.accepted_at is None


def test_the_action_itself_refuses_another_address_and_a_second_time(invited):
    made, _link = invited()
    with pytest.raises(ValidationError, match="une autre adresse"):
        actions.accept_invitation(invitation=made, by=UserFactory(), at=now())
    user = UserFactory(email="camille@essai.invalid")
    actions.accept_invitation(invitation=made, by=user, at=now())
    with pytest.raises(ValidationError, match="ne peut plus servir"):
        actions.accept_invitation(invitation=made, by=user, at=now())
    with pytest.raises(ValidationError, match="déjà un compte"):
        actions.open_account(invitation=made, name="x", password=PASSPHRASE, at=now())


def test_an_account_half_opened_is_not_opened(invited):
    made, _link = invited()
    actions.withdraw_invitation(invitation=made, by=None, at=now())
    with pytest.raises(ValidationError, match="ne peut plus servir"):
        actions.open_account(invitation=made, name="Camille", password=PASSPHRASE, at=now())
    assert not User.objects.filter(email="camille@essai.invalid").exists()


def test_inviting_again_replaces_the_first_link(client, invited):
    _made, first = invited()
    _made, second = invited()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_who_already_has_the_role_is_not_invited_to_it(host, invited):
    MembershipFactory(
        user__email="camille@essai.invalid", organisation=host.acting.organisation, role=Role.WORKER
    )
    with pytest.raises(ValidationError, match="déjà ce rôle"):
        invited()


# --- The host's page


def test_a_host_invites_and_withdraws_from_the_page(client, host, letters, link_in, journalled):
    client.force_login(host)
    client.post(reverse("members"), {"email": "camille@essai.invalid", "role": Role.WORKER})
    link = link_in(letters()[0])
    assert "camille@essai.invalid" in client.get(reverse("members")).content.decode()
    made = Invitation.objects.get()
    client.post(reverse("withdraw_invitation", args=(made.uid,)))
    assert type(client)().get(link).status_code == 404
    assert journalled()[-2:] == ["invitation.sent", "invitation.withdrawn"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PRIVACY_OFFICER, Role.NETWORK_COORDINATOR, "king", ""])
def test_the_page_offers_no_role_beyond_reach(client, host, letters, role):
    client.force_login(host)
    page = client.post(reverse("members"), {"email": "camille@essai.invalid", "role": role})
    assert page.status_code == 200
    assert page.context["form"].errors["role"]
    assert letters() == []


def test_the_invitation_of_another_organisation_does_not_exist_for_a_host(client, host):
    made = actions.invite(
        email="x@essai.invalid",
        organisation=MembershipFactory().organisation,
        role=Role.WORKER,
        by=None,
        at=now(),
    )
    client.force_login(host)
    assert client.post(reverse("withdraw_invitation", args=(made.uid,))).status_code == 404


def test_who_is_no_host_neither_invites_nor_withdraws(client, invited):
    made, _link = invited()
    client.force_login(MembershipFactory(role=Role.WORKER, organisation=made.organisation).user)
    assert client.post(reverse("members"), {"email": "x@essai.invalid", "role": "worker"}).status_code == 403
    assert client.post(reverse("withdraw_invitation", args=(made.uid,))).status_code == 403


def test_a_host_does_not_flood_mailboxes(client, host, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "1/h/user"}
    client.force_login(host)
    client.post(reverse("members"), {"email": "un@essai.invalid", "role": Role.WORKER})
    assert (
        client.post(reverse("members"), {"email": "deux@essai.invalid", "role": Role.WORKER}).status_code
        == 429
    )


def test_a_script_in_a_name_stays_text(client, invited):
    _made, link = invited()
    client.post(link, {"name": "<script>alert(1)</script>", "password": PASSPHRASE})
    page = client.get(reverse("account")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_name_ten_times_too_long_is_refused(client, invited):
    _made, link = invited()
    page = client.post(link, {"name": "C" * 1200, "password": PASSPHRASE})
    assert page.context["form"].errors["name"]
