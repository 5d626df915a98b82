"""The demonstration territory, once loaded."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit import queries as journal
from arrimage.apps.meetings.models import Series
from arrimage.apps.network.actions import demo as actions
from arrimage.apps.network.actions.demo import province
from arrimage.apps.network.actions.demo.content import MARK, SOURCE
from arrimage.apps.network.models import (
    Affiliation,
    Agreement,
    Contact,
    Draft,
    Mandate,
    Network,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Population,
    Revision,
    SearchPoint,
    Site,
    Territory,
)
from arrimage.apps.network.policies import pages as policies
from arrimage.apps.network.queries.search import search_directory
from arrimage.apps.network.queries.territories import population
from arrimage.apps.network.vocabulary import OrganisationKind
from arrimage.cli.demo import demo as command

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db
INVENTED = Organisation.objects.exclude(kind=OrganisationKind.FEDERATION)


class Undone(Exception):
    """Whatever was loaded is rolled back."""


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the file, and undone after it."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield actions.load_territory(on=TODAY)
                raise Undone
        except Undone:
            pass


def everything() -> dict[str, list]:
    """Every row that tells something, ids of rows left out: they depend on what the tables held before."""
    return {
        "territory": list(Territory.objects.filter(source=SOURCE).order_by("code").values("code", "name")),
        "population": list(
            Population.objects.filter(source=SOURCE)
            .order_by("territory__code", "year", "sex")
            .values_list("territory__code", "year", "sex", *Population.BANDS)
        ),
        **{
            model.__name__: [
                {
                    name: value
                    for name, value in row.items()
                    if not name.endswith("_id") and name not in {"id", "data"}
                }
                for row in model.objects.order_by(*order).values()
            ]
            for model, order in (
                (Organisation, ["uid"]),
                (Site, ["uid"]),
                (Offer, ["uid"]),
                (Contact, ["uid"]),
                (OfferNeed, ["offer__uid", "need"]),
                (OpeningHours, ["offer__uid", "weekday", "opens_at"]),
                (Affiliation, ["organisation__uid", "federation__uid"]),
                (Revision, ["subject_uid", "number"]),
                (Mandate, ["uid"]),
                (Network, ["uid"]),
                (Draft, ["subject_uid"]),
            )
        },
    }


def test_loading_twice_changes_nothing():
    before, entries = everything(), journal.Entry.objects.count()
    again = actions.load_territory(on=TODAY + timedelta(days=90))
    assert not any(again.created.values())
    assert everything() == before
    assert journal.Entry.objects.count() == entries


def test_what_people_wrote_meanwhile_stays():
    Organisation.objects.filter(name__startswith="Le Fil de nuit").update(description="Réécrit.")
    actions.load_territory(on=TODAY)
    assert Organisation.objects.get(name__startswith="Le Fil de nuit").description == "Réécrit."


def test_the_same_day_gives_the_same_territory():
    first = everything()
    for model in (Series, Agreement, Draft, Mandate, Network):
        model.objects.filter(pk__in=list(model.objects.values_list("pk", flat=True))).delete()
    get_user_model().objects.all().delete()
    INVENTED.filter(parent__isnull=False).delete()
    Organisation.objects.all().delete()
    actions.load_territory(on=TODAY)
    assert everything() == first


def test_everything_passes_its_own_rules():
    for model in (Organisation, Site, Offer, Contact, OfferNeed):
        for thing in model.objects.all():
            thing.full_clean()


def test_every_invented_name_says_so():
    assert INVENTED.count() >= 60
    assert not INVENTED.exclude(name__contains=MARK).exists()
    assert all(MARK in network.name for network in Network.objects.all())
    assert all("territoire inventé" in each.name for each in Territory.objects.filter(code__startswith="99"))


def test_nothing_is_said_in_the_name_of_a_real_federation():
    real = Organisation.objects.filter(kind=OrganisationKind.FEDERATION)
    assert real.count() == 3
    assert not real.filter(name__contains=MARK).exists()
    assert not real.exclude(own_words="", own_values="", email="", phone="", confirmed_by="").exists()
    written = Revision.objects.filter(organisation__in=real).values_list("by_label", "for_organisation")
    assert set(written) == {("Démonstration", "")}


def test_the_sums_of_quebec_are_not_disturbed():
    real = Population.objects.filter(year=2020).exclude(source=SOURCE)
    assert sum(real.aggregate(*(map(Sum, Population.BANDS))).values()) == 8_539_073
    invented = population(Territory.objects.get(code="99"), 2020)
    assert 50_000 < invented.total < 80_000
    assert invented.source == SOURCE
    parts = [population(Territory.objects.get(code=code), 2028).total for code in ("9911", "9912", "9913")]
    assert population(Territory.objects.get(code="991"), 2028).total == sum(parts)


def test_every_role_signs_in_with_the_printed_passphrase(loaded, client):
    acting = set()
    for log_in in loaded.log_ins:
        user = get_user_model().objects.get(email=log_in.email)
        acting.add(memberships_of(user, on=TODAY).first().role)
    assert acting == set(Role.values)
    answer = client.post(
        reverse("account_login"), {"login": loaded.log_ins[0].email, "password": actions.PASSPHRASE}
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"]


def test_some_pages_are_stale_some_never_confirmed_some_closed():
    half_a_year = TODAY - timedelta(days=183)
    assert INVENTED.filter(confirmed_at__date__lt=half_a_year, closed_on=None).count() >= 5
    assert INVENTED.filter(confirmed_at=None).exists()
    closed = INVENTED.get(closed_on__isnull=False)
    assert closed.closed_on < TODAY
    assert closed.revisions.first().verb == Revision.Verb.CLOSED


def test_a_page_tells_what_it_used_to_say():
    house = INVENTED.get(name__startswith="La Maison des Saules")
    changed = list(house.revisions.order_by("number"))
    assert [revision.verb for revision in changed] == ["created", "changed", "changed"]
    assert changed[0].data["declines_categories"] is False
    assert changed[1].data["description"] != changed[2].data["description"] == house.description
    assert house.version == 3


def test_one_coordinator_has_both_yeses_and_the_other_waits_for_the_community():
    in_force = Mandate.objects.get(Mandate.in_force(TODAY))
    waiting = Mandate.objects.exclude(pk=in_force.pk).get()
    assert in_force.user.name == "Imane"
    assert in_force.public_yes_user != in_force.community_yes_user
    assert waiting.public_yes_at
    assert waiting.community_yes_at is None
    assert {seat.side for seat in waiting.network.seats.all()} == {"public", "community"}


def test_a_manager_of_the_centre_reads_no_draft_of_the_community_side():
    def drafts(slug):
        user = get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")
        user.act_as(memberships_of(user, on=TODAY).first())
        return Draft.objects.filter(policies.drafts_visible_to(user)).count()

    assert Draft.objects.count() == 2
    assert drafts("manager") == drafts("network_coordinator2") == 0
    assert drafts("manager2") == drafts("coalition_coordinator") == 1


def test_a_draft_is_found_again_in_the_form_it_was_left_in(client):
    house = INVENTED.get(name__startswith="Le Rez-de-jardin")
    client.force_login(get_user_model().objects.get(email="manager2@demo.arrimage.invalid"))
    page = client.get(reverse("organisation_edit", args=[house.uid])).content.decode()
    assert "on attend d’avoir signé" in page
    assert f'value="{house.phone}"' in page


def test_it_is_found_in_the_words_of_whoever_looks():
    for words, name in (
        ("entendre des voix", "Voix de traverse"),
        ("aide aux proches", "L’Entre-deux-Rives"),
        ("suicide", "Garde la lampe"),
    ):
        found = search_directory(words, territory="99", size=20).hits
        assert any(hit.organisation.name.startswith(name) for hit in found), words
    closed = search_directory("café tilleuls", territory="99", size=50).hits
    assert not [hit for hit in closed if hit.organisation.name.startswith("Le Café des Tilleuls")]


def test_every_point_is_in_the_empty_forest_and_secret_addresses_give_none():
    for site in Site.objects.all():
        assert 47.0 < site.latitude < 47.35
        assert -72.45 < site.longitude < -72.05
    secret = Site.objects.filter(is_address_hidden=True)
    assert secret.count() == 2
    hidden = {site.organisation_id for site in secret}
    assert not SearchPoint.objects.filter(organisation__in=hidden).exists()


# --- A load as large as the province


@pytest.fixture
def small(monkeypatch):
    for name, count in (("ORGANISATIONS", 12), ("SITES", 16), ("OFFERS", 50)):
        monkeypatch.setattr(province, name, count)


def load() -> list:
    return list(
        Organisation.objects.filter(email__contains="charge-").order_by("uid").values_list("uid", "name")
    )


def test_the_load_is_the_same_for_the_same_seed_and_is_made_once(small):
    loaded = actions.load_province(on=TODAY)
    assert (loaded.created["organisation"], loaded.created["site"], loaded.created["offer"]) == (12, 16, 50)
    first = load()
    assert not any(actions.load_province(on=TODAY).created.values())
    made = Organisation.objects.filter(email__contains="charge-")
    assert all(MARK in name for name in made.values_list("name", flat=True))
    assert not Site.objects.filter(organisation__in=made, territory__source=SOURCE).exists()
    made.delete()
    actions.load_province(on=TODAY)
    assert load() == first


# --- The command


def test_an_installation_that_is_no_demonstration_refuses_it(settings):
    settings.DEMO = False
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "n’est pas une démonstration" in answer.stderr
    assert CliRunner().invoke(command, ["--yes"]).exit_code == 0


def test_the_command_prints_every_log_in_in_french(settings, loaded):
    settings.DEMO = True
    CliRunner().invoke(command, ["--on", "2026-11-22"])  # what other rooms add to the territory
    answer = CliRunner().invoke(command, ["--on", "2026-11-22"])
    assert answer.exit_code == 0
    assert "rien n’a changé" in answer.output
    assert actions.PASSPHRASE in answer.output
    for log_in in loaded.log_ins:
        assert f"\n{log_in.email} " in answer.output
