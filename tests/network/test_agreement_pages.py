"""The pages of agreements and funding, as their parties, others and everyone see them."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import agreement_results as results
from arrimage.apps.network.actions import funding
from arrimage.apps.network.models import Agreement, AgreementParty, FundingLine, HopedNumber, Network
from arrimage.apps.network.queries.funding import coalition_budgets
from arrimage.apps.network.vocabulary import FundingKind, Mechanism, Publication
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory
from tests.network.test_agreements import Two

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made = Two()
    region = TerritoryFactory(code="98", kind="region")
    for organisation in (made.centre, made.relatives):
        CoverageFactory(organisation=organisation, territory=region)
    return made


def text(response) -> str:
    return response.content.decode()


def signed_in(client, user):
    client.force_login(user)
    return client


# --- Writing


def test_an_agreement_is_written_worded_proposed_and_signed_on_the_pages(client, two):
    signed_in(client, two.director)
    sent = {"title": "Pour les proches", "with_1": two.centre.pk, "purpose": "Ne laisser personne seul."}
    assert client.post(reverse("agreement_new"), sent).status_code == 302
    agreement = Agreement.objects.get()
    row = {
        "row0-origin": two.centre.pk,
        "row0-destination": two.relatives.pk,
        "row0-what": "Les proches",
        "row0-mechanism": Mechanism.WARM,
    }
    edit = reverse("agreement_edit", args=[agreement.uid])
    assert client.post(edit, sent | row | {"version": 1}).status_code == 302
    assert agreement.ways.get().mechanism == Mechanism.WARM
    decide = reverse("agreement_decide", args=[agreement.uid])
    client.post(decide, {"do": "propose"})
    client.post(decide, {"do": "sign"})
    signed_in(client, two.manager)
    assert "Votre mot est attendu" in text(client.get(agreement.get_absolute_url()))
    assert agreement.title in text(client.get("/"))
    assert "l’entente tient" in text(client.post(decide, {"do": "sign"}, follow=True))


def test_a_way_half_filled_is_sent_back_with_what_was_typed(client, two):
    agreement = two.propose()
    signed_in(client, two.manager)
    sent = {"title": "T", "purpose": "P", "version": agreement.version, "row0-what": "Des jeunes"}
    page = client.post(reverse("agreement_edit", args=[agreement.uid]), sent)
    assert page.status_code == 422
    assert "Des jeunes" in text(page)
    agreement.refresh_from_db()
    assert agreement.title == "Pour les proches"


def test_two_texts_are_shown_when_two_people_word_it_at_once(client, two):
    agreement = two.propose()
    signed_in(client, two.manager)
    sent = {"title": "Le mien", "purpose": "P", "version": agreement.version - 1}
    page = text(client.post(reverse("agreement_edit", args=[agreement.uid]), sent))
    assert "Ce qu’elle dit maintenant" in page
    assert "Le mien" in page
    assert agreement.title in page


def test_a_no_without_words_is_sent_back(client, two):
    agreement = two.propose()
    signed_in(client, two.manager)
    decide = reverse("agreement_decide", args=[agreement.uid])
    assert client.post(decide, {"do": "refuse", "refuse-words": " "}).status_code == 422
    client.post(decide, {"do": "refuse", "refuse-words": "Pas sans financement."})
    page = text(signed_in(client, two.director).get(agreement.get_absolute_url()))
    assert "Pas sans financement." in page


# --- Living with it


def test_counts_hopes_and_questions_are_noted_on_the_page(client, two):
    agreement = two.sign()
    note = reverse("agreement_note", args=[agreement.uid])
    signed_in(client, two.manager).post(note, {"do": "hope", "hope-number": "60"})
    hope = HopedNumber.objects.get()
    signed_in(client, two.director).post(note, {"do": "agree", "which": hope.uid})
    sent = {
        "do": "count",
        "count-number": "3",
        "count-since": today() - timedelta(days=180),
        "count-last_day": today() - timedelta(days=1),
    }
    page = text(client.post(note, sent, follow=True))
    assert "Une question pour votre prochaine rencontre" in page
    count = agreement.counts.get()
    prefix = f"k{count.uid.hex[:8]}"
    signed_in(client, two.manager)
    client.post(note, {"do": "contest", "which": count.uid, f"{prefix}-words": "Plutôt trente."})
    assert "Plutôt trente." in text(client.get(agreement.get_absolute_url()))
    client.post(note, {"do": "uncontest", "which": count.uid})
    question = agreement.questions.get()
    prefix = f"c{question.uid.hex[:8]}"
    sent = {f"{prefix}-conclusion": "Présenter aux équipes.", f"{prefix}-on": today()}
    client.post(note, {"do": "conclude", "which": question.uid} | sent)
    question.refresh_from_db()
    assert question.conclusion == "Présenter aux équipes."


def test_a_period_not_over_is_said_beside_its_field(client, two):
    agreement = two.sign()
    signed_in(client, two.manager)
    sent = {"do": "count", "count-number": "3", "count-since": today(), "count-last_day": today()}
    page = client.post(reverse("agreement_note", args=[agreement.uid]), sent)
    assert page.status_code == 422
    assert "période terminée" in text(page)


def test_what_belongs_to_another_agreement_is_not_reached_through_this_one(client, two):
    one, other = two.sign(), two.sign(title="Une autre")
    obstacle = results.note_obstacle(other, "Difficile.", by=two.manager, at=now())
    signed_in(client, two.manager)
    note = reverse("agreement_note", args=[one.uid])
    for which in (obstacle.uid, "x", ""):
        assert client.post(note, {"do": "lift", "which": which}).status_code == 404
    obstacle.refresh_from_db()
    assert obstacle.lifted_at is None


# --- Who reads what


def test_a_stranger_finds_nothing_until_all_publish(client, two):
    agreement = two.sign()
    results.note_obstacle(agreement, "On ne se rappelle pas.", by=two.manager, at=now())
    for user in (None, two.stranger):
        if user:
            signed_in(client, user)
        assert client.get(agreement.get_absolute_url()).status_code == 404
        for name in ("agreement_edit", "agreement_decide", "agreement_note"):
            sent = client.post(reverse(name, args=[agreement.uid]), {"do": "sign"})
            assert sent.status_code in (302, 404)
    client.logout()
    AgreementParty.objects.update(publication=Publication.EXISTENCE)
    page = text(client.get(agreement.get_absolute_url()))
    assert two.centre.name in page
    assert agreement.title not in page
    assert agreement.purpose not in page
    AgreementParty.objects.update(publication=Publication.ALL)
    page = text(client.get(agreement.get_absolute_url()))
    assert agreement.purpose in page
    assert "On ne se rappelle pas." not in page


def test_lists_do_not_say_the_title_of_what_keeps_its_content(client, two):
    agreement = two.sign()
    AgreementParty.objects.update(publication=Publication.EXISTENCE)
    network = Network.objects.create(
        name="Réseau d’essai", territory=TerritoryFactory(code="98", kind="region")
    )
    for address in (
        reverse("organisation_agreements", args=[two.centre.uid]),
        reverse("network_agreements", args=[network.uid]),
    ):
        page = text(client.get(address))
        assert two.relatives.name in page
        assert agreement.title not in page
    export = client.get(address + "?export=csv")
    assert agreement.title not in b"".join(export.streaming_content).decode()
    signed_in(client, two.worker)
    assert agreement.title in text(client.get(address))


def test_our_list_reads_in_few_queries_and_leaves_as_csv(client, two, django_assert_max_num_queries):
    for number in range(6):
        two.propose(title=f"Entente {number}")
    two.write(title="Un brouillon à eux")
    signed_in(client, two.manager)
    with django_assert_max_num_queries(22):
        page = text(client.get(reverse("agreements")))
    assert "Entente 5" in page
    assert "Un brouillon à eux" not in page
    response = client.get(reverse("agreements") + "?export=csv")
    sent = b"".join(response.streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(sent)))) == 7
    assert "Un brouillon à eux" not in sent
    assert client.get(reverse("agreements") + "?export=xlsx")["Content-Type"].endswith("sheet")


def test_public_lists_read_as_few_queries_for_many_as_for_one(client, two, django_assert_max_num_queries):
    for number in range(5):
        two.sign(title=f"Entente {number}")
    AgreementParty.objects.update(publication=Publication.ALL)
    network = Network.objects.create(
        name="Réseau d’essai", territory=TerritoryFactory(code="98", kind="region")
    )
    for name, thing in (("organisation_agreements", two.centre), ("network_agreements", network)):
        with django_assert_max_num_queries(7):
            assert "Entente 4" in text(client.get(reverse(name, args=[thing.uid])))


def test_the_matrix_is_public_and_leaves_as_csv(client, two):
    two.sign()
    AgreementParty.objects.update(publication=Publication.EXISTENCE)
    page = text(client.get(reverse("relatives_matrix")))
    assert "15 sur 21" in page
    assert "Entente signée" in page
    response = client.get(reverse("relatives_matrix") + "?export=csv")
    assert "Les proches" in b"".join(response.streaming_content).decode()


# --- Funding


def line_of(user, **more) -> FundingLine:
    said = {"kind": FundingKind.MISSION, "year": 2025, "amount": 28790, "funder": "Un ministère"} | more
    return funding.note_funding(user.acting.organisation, by=user, at=now(), **said)


def test_a_line_is_its_own_s_until_they_publish_it(client, two):
    line = line_of(two.director)
    public = reverse("organisation_agreements", args=[two.relatives.uid])
    assert "28\u00a0790" not in text(client.get(public))
    signed_in(client, two.manager)
    assert client.get(reverse("funding_edit", args=[line.uid])).status_code == 404
    publish = reverse("funding_publish", args=[line.uid])
    assert client.post(publish, {"do": "publish"}).status_code == 404  # not even whoever gave it
    signed_in(client, two.worker).post(publish, {"do": "publish"})
    client.logout()
    assert "28\u00a0790\u00a0$" in text(client.get(public))
    export = client.get(public + "?f-export=csv")
    assert "28790" in b"".join(export.streaming_content).decode()
    signed_in(client, two.worker).post(publish, {"do": "unpublish"})
    line.refresh_from_db()
    assert line.published_at is None
    client.post(publish, {"do": "remove"})
    assert not FundingLine.objects.exists()


def test_a_line_is_noted_and_corrected_on_the_pages(client, two):
    signed_in(client, two.worker)
    sent = {"kind": "project", "year": "2024", "amount": "0", "funder": "Personne"}
    assert client.post(reverse("funding_new"), sent).status_code == 302
    line = FundingLine.objects.get()
    assert (line.amount, line.organisation) == (0, two.relatives)
    edit = reverse("funding_edit", args=[line.uid])
    assert client.post(edit, sent | {"amount": "-5", "version": 1}).status_code == 422
    client.post(edit, sent | {"amount": "1200", "version": 1})
    assert "entre-temps" in text(client.post(edit, sent | {"amount": "7", "version": 1}))
    line.refresh_from_db()
    assert line.amount == 1200


def test_a_line_is_tied_to_one_s_own_agreements_only(client, two):
    other = Two()
    agreement = other.sign()
    signed_in(client, two.worker)
    sent = {"kind": "agreement", "year": "2024", "amount": "5", "funder": "x", "agreement": agreement.pk}
    assert client.post(reverse("funding_new"), sent).status_code == 422
    assert not FundingLine.objects.exists()


def test_the_fifteen_budgets_of_2018_are_those_published(client):
    budgets = {row.name: row.dollars for row in coalition_budgets()}
    assert len(budgets) == 15
    assert budgets["Laval"] == 0
    assert budgets["Montréal"] == 146_981
    # What the study says of them: over half under 20,000 $, one without, four above 100,000 $.
    amounts = list(budgets.values())
    assert sum(amount < 20_000 for amount in amounts) == 8
    assert sum(amount < 15_000 for amount in amounts) == 7
    assert sum(amount > 100_000 for amount in amounts) == 4
    page = text(client.get(reverse("coalition_budgets")))
    assert "146\u00a0981\u00a0$" in page
    response = client.get(reverse("coalition_budgets") + "?export=csv")
    assert "146981" in b"".join(response.streaming_content).decode()


def test_a_partner_s_page_leads_to_a_proposal(client, two):
    other = OrganisationFactory(name="Ailleurs")
    signed_in(client, two.worker)
    page = text(client.get(reverse("organisation_agreements", args=[other.uid])))
    address = reverse("agreement_new") + f"?with={other.uid}"
    assert address in page
    assert f'<option value="{other.pk}" selected>' in text(client.get(address))
