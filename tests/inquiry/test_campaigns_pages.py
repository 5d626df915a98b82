"""Campaigns on the page: preparing, launching, leading; being asked, answering, refusing, passing it on."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.models import Campaign, Invitation
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.kernel import clock
from arrimage.apps.questionnaires.models import Response
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import PublishedVersionFactory

from . import campaign_world as world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The pages are opened the day after the opening."""
    travel(monkeypatch, 1)


def travel(monkeypatch, days: int) -> None:
    moment = world.on(days)
    for module in ("campaigns", "campaigns_waves", "campaigns_answering"):
        for name in ("now", "today"):
            path = f"arrimage.apps.inquiry.views.{module}.{name}"
            monkeypatch.setattr(path, lambda name=name: moment if name == "now" else moment.date())
    for name in ("now", "today"):
        path = f"arrimage.apps.questionnaires.views.answering.{name}"
        monkeypatch.setattr(path, lambda name=name: moment if name == "now" else moment.date())
    monkeypatch.setattr("arrimage.apps.kernel.mail.now", lambda: clock.now())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def terms(version, **more) -> dict:
    return {
        "version": version.pk,
        "title": "Ce que vous vivez",
        "words": "Pour mieux vous entendre.",
        "unit": "person",
        "mode": "anonymous",
        "opens_on": "2026-03-03",
        "closes_on": "2026-03-24",
        "reminder_days": "7, 14",
        "target": "60",
        "consent": "Répondre est volontaire.",
        "threshold": "5",
        **more,
    }


def test_a_campaign_is_prepared_looked_at_and_launched():
    by = world.leader()
    version = PublishedVersionFactory(instrument__organisation=by.acting.organisation)
    client = signed_in(by)
    assert client.get(reverse("campaign_new")).status_code == 200
    answered = client.post(reverse("campaign_new"), terms(version))
    campaign = Campaign.objects.get()
    assert answered["Location"] == reverse("campaign_population", args=[campaign.uid])
    assert "liste d’adresses" in client.get(answered["Location"]).content.decode()
    answered = client.post(answered["Location"] + "?de=list", {"addresses": world.addresses(8)})
    assert answered["Location"] == reverse("campaign_launch", args=[campaign.uid])
    page = client.get(answered["Location"]).content.decode()
    assert "Personne 7" in page
    assert "[le lien de chaque personne]" in page
    assert not Invitation.objects.exists()
    client.post(answered["Location"])
    campaign.refresh_from_db()
    assert campaign.is_launched
    assert campaign.parameters == {}
    assert Invitation.objects.count() == 8
    assert re.search(r"espéré\s: 60\s%", client.get(campaign.get_absolute_url()).content.decode())


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on": "2026-03-01"},
        {"mode": "anonymous", "threshold": "3"},
        {"reminder_days": "bientôt"},
        {"reminder_days": "1 2 3 4 5"},
        {"consent": ""},
        {"target": "140"},
    ],
)
def test_terms_nobody_could_keep_are_refused_with_what_to_do(wrong):
    by = world.leader()
    version = PublishedVersionFactory(instrument__organisation=by.acting.organisation)
    answered = signed_in(by).post(reverse("campaign_new"), terms(version, **wrong))
    assert answered.status_code == 422
    assert not Campaign.objects.exists()


def test_the_questionnaire_of_another_organisation_is_not_asked():
    version = PublishedVersionFactory()
    answered = signed_in(world.leader()).post(reverse("campaign_new"), terms(version))
    assert answered.status_code == 422


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_somebody_answers_from_the_link_to_thank_you(mode):
    wave = world.launched(mode=mode)
    token = links.token_of(world.invitation(wave, 0))
    client = Client()
    asked = reverse("asked", args=[token])
    page = client.get(asked)
    assert "Ce que vous acceptez" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"
    assert not Response.objects.exists()  # opening it writes nothing
    assert client.post(asked, {"do": "begin"}).status_code == 422  # one agrees first
    first = client.post(asked, {"do": "begin", "agreed": "on"})["Location"]
    second = client.post(first, {"met": "no", "liked": "yes", "shown": "met liked", "do": "next"})["Location"]
    review = client.post(second, {"harm": "no", "shown": "words harm", "do": "next"})["Location"]
    thanks = client.post(review, follow=True)
    assert "Merci" in thanks.content.decode()
    assert Response.objects.get().is_sent
    assert "comptent" in client.get(asked).content.decode()
    again = client.post(asked, {"do": "begin", "agreed": "on"})
    assert Response.objects.count() == 1, again


def test_whoever_refuses_is_left_alone_and_may_take_it_back(mailoutbox):
    by = world.leader()
    wave = world.launched(by)
    one = world.invitation(wave, 0)
    asked = reverse("asked", args=[links.token_of(one)])
    client = Client()
    client.post(asked, {"do": "refuse"})
    one.refresh_from_db()
    assert one.status == Invitation.Status.REFUSED
    assert "aucun rappel" in client.get(asked).content.decode()
    client.post(asked, {"do": "undo"})
    one.refresh_from_db()
    assert one.status == Invitation.Status.INVITED


def test_an_invitation_passed_on_is_held_by_one_colleague_and_the_former_link_says_who(mailoutbox):
    wave = world.launched(unit="organisation", mode="named")
    one = world.invitation(wave, 0)
    former = links.token_of(one)
    code = world.begin(one)
    client = Client()
    answered = client.post(
        reverse("asked_pass_on", args=[former]), {"label": "Dominique", "email": "dominique@essai.invalid"}
    )
    assert answered.status_code == 302
    assert mailoutbox[-1].to == ["dominique@essai.invalid"]
    page = client.get(reverse("asked", args=[former])).content.decode()
    assert "Dominique" in page
    assert "J’accepte" not in page
    assert client.get(reverse("answer", args=[code, 1])).status_code == 404
    token = re.search(r"/enquete/(\S+?)/", mailoutbox[-1].body)[1]
    going_on = client.post(reverse("asked", args=[token]), {"do": "begin", "agreed": "on"})
    assert client.get(going_on["Location"]).status_code == 200
    assert Response.objects.count() == 1  # what was begun went along


def test_a_campaign_that_asks_persons_is_not_passed_on():
    wave = world.launched(unit="person")
    one = world.invitation(wave, 0)
    answered = Client().post(
        reverse("asked_pass_on", args=[links.token_of(one)]), {"email": "autre@essai.invalid"}
    )
    one.refresh_from_db()
    assert answered.status_code == 302
    assert one.holder_email == ""


def test_for_whom_one_answers_is_asked_before_the_questions():
    wave = world.launched(unit="organisation", mode="named", capacities=["Présidence", "Employée ou employé"])
    one = world.invitation(wave, 0)
    asked = reverse("asked", args=[links.token_of(one)])
    assert Client().post(asked, {"do": "begin", "agreed": "on"}).status_code == 422
    Client().post(asked, {"do": "begin", "agreed": "on", "capacity": "Présidence"})
    one.refresh_from_db()
    assert one.capacity == "Présidence"


@pytest.mark.parametrize("token", ["rien", "0" * 32, "0" * 32 + ".1.abcdef"])
def test_a_link_made_up_opens_nothing(token):
    assert Client().get(reverse("asked", args=[token])).status_code == 404


def test_a_link_says_what_it_is_worth_before_and_after(monkeypatch):
    by = world.leader()
    wave = world.launched(by)
    asked = reverse("asked", args=[links.token_of(world.invitation(wave, 0))])
    travel(monkeypatch, 21)
    assert "fermée" in Client().get(asked).content.decode()
    Client().post(asked, {"do": "begin", "agreed": "on"})
    assert not Response.objects.exists()


def test_the_pages_of_a_wave_show_and_export_those_who_are_asked(django_assert_max_num_queries):
    by = world.leader()
    wave = world.launched(by)
    client = signed_in(by)
    people = reverse("campaign_people", args=[wave.uid])
    with django_assert_max_num_queries(15):
        assert "personne3@essai.invalid" in client.get(people).content.decode()
    assert "personne3@essai.invalid" in b"".join(client.get(people + "?export=csv")).decode()
    for name in ("campaign_reminders", "campaign_bounces", "campaign_close"):
        assert client.get(reverse(name, args=[wave.uid])).status_code == 200
    assert client.get(reverse("campaign_wave_new", args=[wave.campaign.uid])).status_code == 200
    with django_assert_max_num_queries(16):
        assert client.get(reverse("campaigns")).status_code == 200


def test_in_an_anonymous_campaign_no_page_says_who_answered():
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=14)
    for number in range(6):
        world.answer(world.invitation(wave, number))
    assert wave.invitations.filter(status="answered").count() >= 5
    client = signed_in(by)
    page = client.get(reverse("campaign_people", args=[wave.uid])).content.decode()
    assert "A répondu" not in page
    one = wave.invitations.filter(status="answered").first()
    silent = wave.invitations.exclude(status="answered").first()

    def shown(invitation):
        page = client.get(reverse("campaign_invitation", args=[invitation.uid])).content.decode()
        page = page[page.index("<main") : page.index("</main>")]
        for own in (str(invitation), invitation.address, str(invitation.uid)):
            page = page.replace(own, "")
        return re.sub(r'value="[^"]{30,}"|Token": "\w+"', "", page)

    assert shown(one) == shown(silent)


def test_another_organisation_finds_nothing_of_a_campaign():
    by = world.leader()
    wave = world.launched(by)
    stranger = signed_in(acting_user(role=Role.MANAGER))
    for name, uid in (
        ("campaign", wave.campaign.uid),
        ("campaign_people", wave.uid),
        ("campaign_reminders", wave.uid),
        ("campaign_close", wave.uid),
        ("campaign_invitation", world.invitation(wave, 0).uid),
    ):
        assert stranger.get(reverse(name, args=[uid])).status_code == 404
    assert "Notre essai" not in stranger.get(reverse("campaigns")).content.decode()


def test_a_campaign_is_closed_on_its_page_and_for_good():
    by = world.leader()
    wave = world.launched(by)
    client = signed_in(by)
    address = reverse("campaign_close", args=[wave.uid])
    client.post(address, {"do": "move", "closes_on": "2026-04-02"})
    wave.refresh_from_db()
    assert str(wave.closes_on) == "2026-04-02"
    client.post(address, {"do": "close"})
    wave.refresh_from_db()
    assert wave.is_closed
    with pytest.raises(ValueError, match="does not go from closed to open"):
        wave.step_to("open")
    assert campaigns.close_wave(wave, by=by, at=world.on(3)).closed_at == wave.closed_at
