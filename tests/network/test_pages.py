"""Keeping a page true: drafts seen by their own side alone, versions, signatures, and nobody overwritten."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions import pages as actions
from arrimage.apps.network.hours import read_hours, write_hours
from arrimage.apps.network.models import Contact, Draft, Offer, Revision
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.vocabulary import OrganisationKind
from tests.accounts.factories import acting_user
from tests.network.factories import (
    ContactFactory,
    OfferFactory,
    OrganisationFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(name="La Lanterne", own_words="On écoute.")


@pytest.fixture
def keeper(organisation):
    return acting_user(organisation=organisation, role=Role.WORKER)


@pytest.fixture
def stranger():
    return acting_user(
        organisation=OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE), role=Role.MANAGER
    )


def address(organisation, name="organisation_edit", **more):
    return reverse(name, kwargs={"uid": organisation.uid, **more})


def form(organisation, **values):
    return {
        "name": organisation.name,
        "own_words": organisation.own_words,
        "legal_regime": "law_25",
        "version": organisation.version,
        "do": "publish",
        **values,
    }


def test_publishing_versions_signs_confirms_and_is_found(client, organisation, keeper):
    client.force_login(keeper)
    response = client.post(address(organisation), form(organisation, own_words="On écoute, de nuit aussi."))
    assert response.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.own_words, organisation.version) == ("On écoute, de nuit aussi.", 2)
    assert organisation.confirmed_by == str(keeper)
    revision = Revision.objects.get(subject_uid=organisation.uid)
    assert (revision.verb, revision.number, revision.by) == ("changed", 2, keeper)
    assert "own_words" in revision.changed
    assert revision.for_organisation == "La Lanterne"


def test_two_people_cannot_overwrite_each_other_without_knowing(client, organisation, keeper):
    client.force_login(keeper)
    old = form(organisation, own_words="Ma version.")
    client.post(address(organisation), form(organisation, own_words="La sienne."))
    response = client.post(address(organisation), old)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Ma version." in page
    assert "La sienne." in page
    organisation.refresh_from_db()
    assert organisation.own_words == "La sienne."
    # Having read, publishing again is a choice.
    client.post(address(organisation), {**old, "version": response.context["form"].data["version"]})
    organisation.refresh_from_db()
    assert organisation.own_words == "Ma version."


def test_the_action_itself_refuses_a_stale_version(organisation, keeper):
    organisation.name = "Autre"
    with pytest.raises(StaleVersion):
        actions.publish(organisation, since=7, by=keeper, at=now())
    organisation.refresh_from_db()
    assert organisation.name == "La Lanterne"


def test_a_draft_is_seen_by_its_own_organisation_alone(client, organisation, keeper, stranger):
    client.force_login(keeper)
    client.post(address(organisation), form(organisation, own_words="Un secret.", do="draft"))
    assert Draft.objects.get().saved_by == keeper
    assert "Un secret." in client.get(address(organisation)).content.decode()
    colleague = acting_user(organisation=organisation, role=Role.PEER_HELPER)
    client.force_login(colleague)
    assert "Un secret." in client.get(address(organisation)).content.decode()

    client.force_login(stranger)
    assert client.get(address(organisation)).status_code == 404
    for page in (organisation.get_absolute_url(), address(organisation, "organisation_history")):
        assert "Un secret." not in client.get(page).content.decode()
    assert queries.draft_visible_to(stranger, organisation.uid) is None
    organisation.refresh_from_db()
    assert organisation.own_words == "On écoute."


def test_publishing_ends_the_draft_and_discarding_it_changes_nothing(client, organisation, keeper):
    client.force_login(keeper)
    client.post(address(organisation), form(organisation, own_words="Brouillon.", do="draft"))
    client.post(address(organisation), form(organisation, own_words="Publié."))
    assert not Draft.objects.exists()
    organisation.refresh_from_db()
    client.post(address(organisation), form(organisation, own_words="Encore.", do="draft"))
    client.post(address(organisation, "draft_discard", part=organisation.uid))
    organisation.refresh_from_db()
    assert organisation.own_words == "Publié."
    assert not Draft.objects.exists()


def test_a_stranger_cannot_publish_by_the_action_either(organisation, stranger):
    organisation.name = "À nous"
    with pytest.raises(PermissionDenied):
        actions.publish(organisation, since=1, by=stranger, at=now())


def test_an_offer_is_written_with_its_hours_needs_and_places(client, organisation, keeper):
    client.force_login(keeper)
    site = SiteFactory(organisation=organisation)
    elsewhere = SiteFactory()
    page = client.get(address(organisation, "part_new", kind="offer"))
    response = client.post(
        page["Location"],
        {
            "name": "Ligne d’écoute",
            "own_words": "Quelqu’un répond.",
            "needs": ["listening", "now"],
            "askers": ["person"],
            "sites": [site.pk],
            "hours_0": "18 h à 22 h 30",
            "hours_6": "9h-12h, 13:00-16:00",
            "cost": "free",
            "version": 0,
            "do": "publish",
        },
    )
    assert response.status_code == 302, response.context and response.context["form"].errors
    offer = Offer.objects.get()
    assert offer.organisation == organisation
    assert sorted(offer.needs.values_list("need", flat=True)) == ["listening", "now"]
    assert list(offer.sites.all()) == [site]
    assert [(h.weekday, h.opens_at) for h in offer.opening_hours.all()] == [
        (0, time(18)),
        (6, time(9)),
        (6, time(13)),
    ]
    assert offer.category == ""
    # A place of somebody else's is no choice.
    refused = client.post(
        address(organisation, "offer_edit", part=offer.uid),
        {"name": "X", "sites": [elsewhere.pk], "cost": "free", "version": 1, "do": "publish"},
    )
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "A" * 2000}, "name"),
        ({"age_from": "30", "age_to": "20"}, "age_to"),
        ({"wait_days": "10"}, "wait_noted_on"),
        ({"capacity": "10"}, "capacity_unit"),
        ({"hours_2": "le soir"}, "hours_2"),
        ({"hours_2": "17 h à 9 h"}, "hours_2"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "pas une adresse"}, "email"),
    ],
)
def test_what_cannot_be_published_is_said_at_its_field_and_nothing_is_written(
    client, organisation, keeper, values, field
):
    client.force_login(keeper)
    response = client.post(
        address(organisation, "offer_edit", part=uuid4()),
        {"name": "Groupe", "cost": "free", "version": 0, "do": "publish", **values},
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Offer.objects.exists()


def test_closing_leaves_the_search_and_can_be_undone(client, organisation, keeper):
    client.force_login(keeper)
    offer = OfferFactory(organisation=organisation, name="Groupe du mardi")
    closing = address(organisation, "part_close", kind="offer", part=offer.uid)
    client.post(closing, {"do": "close"})
    client.post(closing, {"do": "close"})  # twice is harmless
    offer.refresh_from_db()
    assert offer.closed_on
    assert Revision.objects.filter(subject_uid=offer.uid).count() == 1
    client.post(closing, {"do": "reopen"})
    offer.refresh_from_db()
    assert offer.closed_on is None


def test_a_removed_contact_leaves_no_number_behind(client, organisation, keeper):
    client.force_login(keeper)
    page = client.get(address(organisation, "part_new", kind="contact"))
    client.post(
        page["Location"],
        {"name": "Mireille", "phone": "418 555-0142", "version": 0, "do": "publish"},
    )
    contact = Contact.objects.get()
    assert "555-0142" not in str(list(Revision.objects.values_list("data", flat=True)))
    client.post(address(organisation, "contact_remove", part=contact.uid))
    assert not Contact.objects.exists()


def test_contacts_for_partners_are_not_for_everyone(client, organisation, stranger):
    ContactFactory(organisation=organisation, name="Publique", is_public=True)
    ContactFactory(organisation=organisation, name="Interne", is_public=False)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "Publique" in page
    assert "Interne" not in page
    client.force_login(stranger)
    assert "Interne" in client.get(organisation.get_absolute_url()).content.decode()


def test_a_confidential_address_is_shown_nowhere(client, organisation, keeper):
    site = SiteFactory(organisation=organisation, address="7, rue Cachée", is_address_hidden=True)
    OfferFactory(organisation=organisation, sites=[site])
    for page in (
        organisation.get_absolute_url(),
        site.get_absolute_url(),
        organisation.offers.get().get_absolute_url(),
    ):
        assert "rue Cachée" not in client.get(page).content.decode()


def test_own_words_come_first_and_a_script_is_only_text(client):
    organisation = OrganisationFactory(
        name="<script>alert(1)</script>", own_words="<img src=x onerror=alert(2)>", declines_categories=True
    )
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.index("onerror") < page.index('id="offers"')


def test_the_page_of_a_large_organisation_costs_as_much_as_a_small_one(client, django_assert_max_num_queries):
    small, large = OrganisationFactory(), OrganisationFactory()
    for organisation, size in ((small, 1), (large, 15)):
        sites = [SiteFactory(organisation=organisation) for _ in range(size)]
        for _ in range(size):
            OfferFactory(organisation=organisation, sites=sites[:2])
        ContactFactory(organisation=organisation)
    for organisation in (small, large):
        with django_assert_max_num_queries(16):
            assert client.get(organisation.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("typed", ["Etape du Nord", "L’ÉTAPE", "étape"])
def test_a_name_is_found_as_one_types_it(typed):
    name = "L’Étape du Nord"
    found = OrganisationFactory(name=name, sort_name=sort_key(name))
    OrganisationFactory(name="La Halte", sort_name=sort_key("La Halte"))
    assert list(queries.listed_organisations(words=typed)) == [found]


def test_the_list_exports_and_costs_few_queries(client, django_assert_max_num_queries):
    for number in range(30):
        OfferFactory(organisation=OrganisationFactory(name=f"=Org {number}"))
    with django_assert_max_num_queries(6):
        assert client.get(reverse("organisations")).status_code == 200
    export = client.get(reverse("organisations") + "?export=csv")
    content = b"".join(export.streaming_content if export.streaming else [export.content])
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n=Org" not in content


def test_history_shows_what_moved_and_who(client, organisation, keeper):
    client.force_login(keeper)
    client.post(address(organisation), form(organisation, own_words="Neuf."))
    page = client.get(address(organisation, "organisation_history")).content.decode()
    assert "Neuf." in page
    assert str(keeper) in page


def test_hours_read_back_as_written():
    for text in ("9 h à 12 h, 13 h à 16 h 30", "8h30-17h", "0h-24h", "18:00–22:15"):
        stretches = read_hours(text)
        assert read_hours(write_hours(stretches)) == stretches
    for wrong in ("soir", "25h-26h", "12h-9h", "9h-12h, 11h-13h", "9h-24h, 10h-11h"):
        with pytest.raises(ValueError, match=r".*"):
            read_hours(wrong)


def test_a_wait_is_shown_with_its_date(client):
    offer = OfferFactory(wait_days=35, wait_noted_on=date(2026, 11, 2))
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "35" in page
    assert "2 novembre 2026" in page
