"""What is said stays true: a gentle reminder after six months, one tap to say so."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel import due
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.actions import reminders as actions
from arrimage.apps.network.models import Offer, Organisation, Revision
from arrimage.apps.network.queries import reminders as queries
from tests.accounts.factories import MembershipFactory, acting_user
from tests.network.factories import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

MONTHS = timedelta(days=30)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def confirmed(ago: timedelta, **more) -> Organisation:
    more = {"email": "maison@essai.invalid"} | more
    return OrganisationFactory(confirmed_at=now() - ago, confirmed_by="Lise", **more)


def test_a_page_silent_for_six_months_is_reminded_of_once_a_month(mailoutbox):
    confirmed(MONTHS * 5)
    stale = confirmed(MONTHS * 7)
    assert actions.send_reminders(at=now()) == 1
    assert actions.send_reminders(at=now()) == 0
    assert actions.send_reminders(at=now() + timedelta(days=29)) == 0
    assert actions.send_reminders(at=now() + timedelta(days=31)) == 1
    assert len(mailoutbox) == 2
    assert stale.name in mailoutbox[0].subject


def test_an_offer_grown_old_is_reminded_of_with_its_organisation(mailoutbox):
    organisation = confirmed(MONTHS)
    OfferFactory(organisation=organisation, confirmed_at=now() - MONTHS * 7)
    assert actions.send_reminders(at=now()) == 1
    assert [mail.to for mail in mailoutbox] == [["maison@essai.invalid"]]


def test_who_has_closed_or_cannot_be_reached_or_is_a_register_s_is_not_written_to(mailoutbox):
    confirmed(MONTHS * 7, closed_on=now().date())
    confirmed(MONTHS * 7, email="")
    confirmed(MONTHS * 7, register="m02", register_code="1")
    assert actions.send_reminders(at=now()) == 0
    assert not mailoutbox


def test_those_who_keep_a_register_s_page_are_written_to(mailoutbox):
    kept = confirmed(MONTHS * 7, register="m02", register_code="1", email="")
    manager = MembershipFactory(organisation=kept).user
    actions.send_reminders(at=now())
    assert [mail.to for mail in mailoutbox] == [[manager.email]]


def test_a_page_just_created_is_left_in_peace(mailoutbox):
    OrganisationFactory(email="maison@essai.invalid")
    assert actions.send_reminders(at=now()) == 0
    assert actions.send_reminders(at=now() + MONTHS * 7) == 1


def test_those_without_an_address_do_not_stand_before_the_others(mailoutbox, monkeypatch):
    monkeypatch.setattr(actions, "A_RUN", 1)
    MembershipFactory(organisation=confirmed(MONTHS * 9, email=""), role=Role.AUDITOR)
    confirmed(MONTHS * 7)
    assert actions.send_reminders(at=now()) == 0
    assert actions.send_reminders(at=now()) == 1


def test_run_due_sends_them(mailoutbox):
    confirmed(MONTHS * 7)
    (outcome,) = due.run_due(at=now(), only=["network.reminders"])
    assert outcome.said == "1 rappel envoyé"


# --- The link


@pytest.fixture
def link(mailoutbox):
    def of(organisation) -> str:
        actions.send_reminders(at=now())
        return re.search(r"/toujours-vrai/\S+", mailoutbox[0].body)[0]

    return of


def test_opening_the_link_confirms_nothing_and_the_button_does(client, link):
    organisation = confirmed(MONTHS * 7)
    offer = OfferFactory(organisation=organisation, confirmed_at=now() - MONTHS * 8)
    address = link(organisation)
    before = organisation.confirmed_at
    page = client.get(address)
    organisation.refresh_from_db()
    assert organisation.confirmed_at == before
    assert offer.name in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert client.post(address).status_code == 200
    organisation.refresh_from_db()
    offer.refresh_from_db()
    assert organisation.confirmed_at > before
    assert offer.confirmed_at == pytest.approx(organisation.confirmed_at, abs=timedelta(seconds=1))
    assert organisation.confirmed_by == f"par le lien envoyé à {organisation.name}"
    assert set(Revision.objects.values_list("verb", "subject")) == {
        ("confirmed", "organisation"),
        ("confirmed", "offer"),
    }


def test_the_link_lasts_sixty_days(client, link):
    address = link(confirmed(MONTHS * 7))
    with time_machine.travel(now() + timedelta(days=61)):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_a_link_made_up_confirms_nothing(client):
    organisation = confirmed(MONTHS * 7)
    token = queries.token_of(organisation)
    for wrong in ("x", token[:-2], token.replace(":", "-"), organisation.uid.hex):
        assert client.post(reverse("still_true_by_link", args=[wrong])).status_code == 404
    assert not Revision.objects.exists()


# --- One tap


def test_a_keeper_confirms_by_one_tap_and_may_undo_it(client):
    organisation = confirmed(MONTHS * 7)
    before = organisation.confirmed_at
    keeper = acting_user(Role.WORKER, organisation=organisation)
    client.force_login(keeper)
    address = reverse("still_true", args=[organisation.uid])
    assert address in client.get(organisation.get_absolute_url()).content.decode()
    page = client.post(address, follow=True).content.decode()
    organisation.refresh_from_db()
    assert organisation.confirmed_by == str(keeper)
    assert organisation.version == 1
    assert "Vous venez de confirmer" in page
    client.post(address, {"do": "undo"})
    organisation.refresh_from_db()
    assert (organisation.confirmed_at, organisation.confirmed_by) == (before, "Lise")
    client.post(address, {"do": "undo"})  # nothing left to undo
    assert Revision.objects.count() == 2


def test_an_offer_is_confirmed_alone(client):
    offer = OfferFactory(confirmed_at=None)
    client.force_login(acting_user(Role.WORKER, organisation=offer.organisation))
    client.post(reverse("offer_still_true", args=[offer.uid]))
    assert Offer.objects.get().confirmed_at is not None
    assert Organisation.objects.get().confirmed_at is None


def test_a_stranger_confirms_nothing(client):
    organisation = confirmed(MONTHS * 7)
    stranger = acting_user(Role.MANAGER)
    with pytest.raises(PermissionDenied):
        actions.confirm(organisation, by=stranger, at=now())
    with pytest.raises(PermissionDenied):
        actions.undo_confirmation(organisation, by=stranger, at=now(), former=None, former_by="")
    client.force_login(stranger)
    assert client.post(reverse("still_true", args=[organisation.uid])).status_code == 404
    assert not Revision.objects.exists()


def test_a_visitor_sees_no_button(client):
    organisation = confirmed(MONTHS * 7)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert reverse("still_true", args=[organisation.uid]) not in page
    assert client.get(reverse("still_true", args=[organisation.uid])).status_code == 405
