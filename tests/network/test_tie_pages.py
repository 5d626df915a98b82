"""The pages of ties: on a phone, without JavaScript, and never more than one may read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arrimage.apps.network.models import TieKind, TieReport, Wave
from arrimage.apps.network.vocabulary_ties import Shown
from tests.network.factories import OrganisationFactory
from tests.network.tie_world import Asked

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def asked() -> Asked:
    made = Asked()
    made.open()
    return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args) -> str:
    return reverse(name, args=args)


def test_the_way_from_the_roster_to_the_end_without_javascript(asked):
    client, wave = signed_in(asked.by_house), asked.wave.uid
    page = client.get(at("our_ties")).content.decode()
    assert at("wave_answer", wave) in page
    answer = client.post(
        at("wave_answer", wave),
        {"with": [str(asked.centre.uid)], "listed": [str(asked.centre.uid)], "do": "next"},
    )
    card = at("wave_card", wave, asked.centre.uid)
    assert answer["Location"] == card
    assert "Fiche 1 sur 1" in client.get(card).content.decode()
    said = {"claims": ["referral:out", "agreement"], "frequency": "4", "own_words": "Ça va.", "do": "next"}
    answer = client.post(card, said)
    assert answer["Location"] == at("wave_finish", wave)
    answer = client.post(at("wave_finish", wave), {"shown": "1", "do": "submit"})
    assert answer["Location"] == at("wave_relations", wave)
    report = TieReport.objects.get()
    assert (report.frequency, report.claims.count()) == (4, 2)
    assert report.submitted_at
    assert asked.entry(asked.house).shown == Shown.EXISTENCE


def test_a_tick_is_kept_as_it_is_made(asked):
    answer = signed_in(asked.by_house).post(
        at("wave_answer", asked.wave.uid), {"with": [str(asked.centre.uid)], "do": "save"}, **HTMX
    )
    assert "1 organisation cochée" in answer.content.decode()
    assert TieReport.objects.get().saved_at is None


def test_a_card_is_kept_while_one_writes_and_taken_up_elsewhere(asked):
    card = at("wave_card", asked.wave.uid, asked.centre.uid)
    answer = signed_in(asked.by_house).post(
        card, {"claims": ["agreement"], "own_words": "Je commence"}, **HTMX
    )
    assert answer.content.decode().startswith("Gardé à")
    assert "Je commence" in signed_in(asked.by_house).get(card).content.decode()


def test_submitting_asks_what_may_be_published_and_preselects_nothing(asked):
    client = signed_in(asked.by_house)
    finish = at("wave_finish", asked.wave.uid)
    assert "checked" not in client.get(finish).content.decode()
    assert client.post(finish, {"do": "submit"}).status_code == 422
    assert asked.entry(asked.house).finished_at is None


def test_a_closed_wave_refuses_in_french_and_loses_nothing(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.publish()
    card = at("wave_card", asked.wave.uid, asked.centre.uid)
    answer = signed_in(asked.by_house).post(card, {"claims": [], "do": "next"}, follow=True)
    assert "Cette vague est fermée" in answer.content.decode()
    assert TieReport.objects.get().claims.count() == 1


def test_one_reads_what_others_say_and_answers(asked):
    asked.report(asked.by_house, asked.centre, "agreement", own_words="On s’appelle le lundi.")
    asked.submit(asked.by_house)
    client = signed_in(asked.by_centre)
    assert "1 organisation dit travailler avec vous" in client.get(at("home")).content.decode()
    page = at("wave_relation", asked.wave.uid, asked.house.uid)
    assert "On s’appelle le lundi." in client.get(page).content.decode()
    claim = asked.claim(asked.house, asked.centre)
    name = f"claim_{claim.uid.hex}"
    answer = client.post(
        page, {name: "contests", f"{name}_words": "Rien de signé.", "shown": "0", "reading": "1"}
    )
    assert answer.status_code == 302
    assert (
        "Rien de signé."
        in signed_in(asked.by_house)
        .get(at("wave_relation", asked.wave.uid, asked.centre.uid))
        .content.decode()
    )


def test_nobody_opens_a_relation_that_is_not_told_to_them(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    page = at("wave_relation", asked.wave.uid, asked.house.uid)
    assert signed_in(asked.by_centre).get(page).status_code == 404
    asked.submit(asked.by_house)
    assert signed_in(asked.by_centre).get(page).status_code == 200
    for other in (asked.by_café, asked.coordinator):
        assert signed_in(other).get(page).status_code in (403, 404)


@pytest.mark.parametrize("form", ["", "?export=csv", "?export=graphml"])
def test_no_page_nor_file_of_a_wave_tells_an_unpublished_report(asked, form):
    asked.report(asked.by_house, asked.centre, "agreement", own_words="Notre secret.")
    asked.submit(asked.by_house, Shown.DETAILS)
    asked.submit(asked.by_centre, Shown.NOTHING)
    asked.submit(asked.by_café)
    asked.publish()
    page = at("wave", asked.wave.uid) + form
    for client in (Client(), signed_in(asked.by_café), signed_in(asked.coordinator)):
        answer = client.get(page)
        assert answer.status_code == 200
        text = answer.getvalue().decode()
        assert "Notre secret." not in text
        assert "agreement" not in text
        assert "Entente écrite" not in text
    assert (
        "agreement"
        in signed_in(asked.by_house).get(at("wave", asked.wave.uid) + "?export=csv").getvalue().decode()
    )


def test_leading_from_preparation_to_publication(asked):
    client, lead = signed_in(asked.coordinator), at("wave_lead", asked.wave.uid)
    new = at("wave_new", asked.network.uid)
    answer = client.post(new, {"name": "Hiver", "opens_on": "2030-01-10", "closes_on": "2030-02-10"})
    made = Wave.objects.get(name="Hiver")
    assert answer["Location"] == at("wave_lead", made.uid)
    assert (
        client.post(new, {"name": "Hiver", "opens_on": "2030-03-10", "closes_on": "2030-02-10"}).status_code
        == 422
    )
    late = OrganisationFactory(name="L’atelier tardif")
    assert "L’atelier tardif" in client.get(lead, {"q": "tardif"}).content.decode()
    client.post(lead, {"do": "invite", "organisation": [str(late.uid)]})
    entry = asked.entry(late)
    client.post(at("wave_leave_out", asked.wave.uid, entry.uid))
    assert not asked.wave.entries.filter(organisation=late).exists()
    for status in ("closed", "published"):
        client.post(lead, {"do": status})
    asked.wave.refresh_from_db()
    assert asked.wave.status == "published"
    assert client.post(lead, {"do": "draft"}, follow=True).status_code == 200
    assert client.post(lead, {"do": "nonsense"}).status_code == 400


def test_a_network_adds_its_own_kind_on_a_page(asked):
    client, page = signed_in(asked.coordinator), at("network_tie_kinds", asked.network.uid)
    client.post(page, {"do": "add", "name": "Salle partagée", "description": ""})
    kind = TieKind.objects.get(network=asked.network)
    card = at("wave_card", asked.wave.uid, asked.centre.uid)
    assert "Salle partagée" in signed_in(asked.by_house).get(card).content.decode()
    assert client.post(page, {"do": "add", "name": "Salle partagée"}).status_code == 422
    client.post(page, {"do": "retire", "kind": str(kind.uid)})
    assert "Salle partagée" not in signed_in(asked.by_house).get(card).content.decode()


def test_a_file_is_read_and_a_fault_is_one_sentence(asked):
    client, page = signed_in(asked.by_house), at("wave_import", asked.wave.uid)
    good = SimpleUploadedFile("liens.csv", b"source,target,kind\nLa maison,Le centre,agreement\n")
    assert client.post(page, {"file": good})["Location"] == at("wave_answer", asked.wave.uid)
    bad = SimpleUploadedFile("liens.csv", b"source,target,kind\nLa maison,Nulle part,agreement\n")
    answer = client.post(page, {"file": bad})
    assert answer.status_code == 422
    assert "Nulle part" in answer.content.decode()


def test_a_study_is_loaded_on_a_page(asked):
    file = SimpleUploadedFile("e.csv", b"source,target,kind\nLa maison,Le centre,agreement\n")
    data = {"name": "Étude", "source": "Une équipe", "opens_on": "2019-01-01", "closes_on": "2019-02-01"}
    answer = signed_in(asked.coordinator).post(at("network_study", asked.network.uid), data | {"file": file})
    assert answer.status_code == 302
    assert Wave.objects.get(name="Étude").source == "Une équipe"


@pytest.mark.parametrize(
    ("name", "who", "most"),
    [
        ("our_ties", "by_house", 16),
        ("wave_answer", "by_house", 19),
        ("wave_relations", "by_house", 24),
        ("wave", "by_house", 20),
        ("wave_lead", "coordinator", 22),
        ("network_waves", "coordinator", 16),
    ],
)
def test_lists_take_few_queries_whatever_their_length(asked, name, who, most, django_assert_max_num_queries):
    for other in (asked.centre, asked.café, asked.coalition):
        asked.report(asked.by_house, other, "agreement", "referral:out")
    asked.submit(asked.by_house)
    args = {"our_ties": [], "network_waves": [asked.network.uid]}.get(name, [asked.wave.uid])
    client = signed_in(getattr(asked, who))
    with django_assert_max_num_queries(most):
        assert client.get(at(name, *args)).status_code == 200


def test_a_list_submitted_too_soon_is_taken_up_again(asked):
    asked.submit(asked.by_house)
    client, page = signed_in(asked.by_house), at("wave_answer", asked.wave.uid)
    assert "En fait, nous n’avons pas terminé" in client.get(page).content.decode()
    assert "Votre liste est rouverte" in client.post(page, {"do": "again"}, follow=True).content.decode()
    assert asked.entry(asked.house).finished_at is None


def test_an_organisation_may_prefer_not_to_answer(asked):
    client, page = signed_in(asked.by_house), at("wave_answer", asked.wave.uid)
    assert "rien ne vous est reproché" in client.post(page, {"do": "decline"}, follow=True).content.decode()
    assert asked.entry(asked.house).declined_at
