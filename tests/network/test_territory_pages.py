"""The pages of the territories: own words first, absence said plainly, always few queries."""

import csv
import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Boundary, Territory
from arrimage.apps.network.queries import offerings
from arrimage.apps.network.queries.territories import lineage
from arrimage.apps.network.vocabulary import Line, OrganisationKind

from .factories import CoverageFactory, OfferFactory, OrganisationFactory, SiteFactory, TerritoryFactory


def territory(code: str) -> Territory:
    return Territory.objects.get(code=code)


def text(client, address: str) -> str:
    """The page as a reader has it: words alone, spaces as one."""
    response = client.get(address)
    assert response.status_code == 200
    page = re.sub(r"<style>.*?</style>|<script.*?</script>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def resource(code: str, **fields):
    """An organisation with a site there."""
    organisation = OrganisationFactory(**fields)
    SiteFactory(organisation=organisation, territory=territory(code))
    return organisation


def test_the_province_shows_its_map_and_its_regions(populated, client):
    page = text(client, "/territoires/?year=2020")

    assert "8 539 073 personnes en 2020" in page
    assert "Saguenay–Lac-Saint-Jean" in page
    links = re.findall(r'href="(/territoires/\w+/)"', client.get("/territoires/").content.decode())
    assert {f"/territoires/{code:02}/" for code in range(1, 19)} <= set(links)


def test_the_map_splits_into_territories(populated, client):
    page = client.get("/territoires/?kind=territory").content.decode()

    assert page.count('class="tilemap"') == 1
    for code in ("061", "065", "111", "163", "180"):
        assert f'href="/territoires/{code}/"' in page


def test_the_list_filters_by_level_and_region(populated, client):
    page = text(client, "/territoires/?kind=local&region=16")

    assert "RLS du Suroît" in page
    assert "RLS de Sherbrooke" not in page


def test_what_is_asked_wrongly_breaks_nothing(populated, client):
    page = text(client, "/territoires/?kind=planète&region=zz&year=²")

    assert "Aucun territoire ici" in page


def test_the_list_leaves_as_csv_and_xlsx(populated, client):
    answer = client.get("/territoires/?kind=local&year=2020&export=csv")
    rows = list(csv.DictReader(StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert len(rows) == 93
    assert rows[0]["Population en 2020"] == "20780"
    assert rows[0]["Code"] == "0111"
    assert "MSSS" in rows[0]["Source"]
    book = load_workbook(BytesIO(client.get("/territoires/?export=xlsx&year=2020").content))
    assert len(list(book.active.rows)) == 19


def test_the_list_works_before_any_population(territories, client):
    assert "Montréal" in text(client, "/territoires/")
    assert "Montréal" in text(client, "/territoires/06/")


def test_a_page_shows_how_many_live_there_in_the_year_asked(populated, client):
    page = text(client, "/territoires/05/?year=2020")

    assert "493 163 personnes en 2020" in page
    assert "ISQ et MSSS" in page


def test_a_category_without_an_offer_reads_none_declared(territories, client):
    page = text(client, "/territoires/0811/")

    assert page.count("aucune déclarée") == 25
    assert "manquant" not in page


def test_own_words_come_before_families(territories, client):
    resource("0811", name="Le Quai", own_words="Ici on jase, on ne remplit rien.")
    other = resource("0811", name="Clinique du Nord", kind=OrganisationKind.CLINIC)
    OfferFactory(organisation=other, name="Médecine de famille", category="medical", line=1)

    page = text(client, "/territoires/0811/")

    assert page.index("Ici on jase") < page.index("Médecine de famille")
    assert page.count("aucune déclarée") == 24


def test_who_declines_categories_is_there_as_itself_and_in_no_category(territories, client):
    free = resource("0811", name="Sans étiquette", declines_categories=True)
    OfferFactory(organisation=free, name="Marcher ensemble", category="leisure")

    page = text(client, "/territoires/0811/")

    assert "Sans étiquette" in page
    assert page.count("Marcher ensemble") == 1  # under its own name only
    assert page.count("aucune déclarée") == 25


def test_offers_are_counted_once_by_family_and_line(territories, django_assert_num_queries):
    organisation = resource("0811")
    sites = [SiteFactory(organisation=organisation, territory=territory(code)) for code in ("0811", "0812")]
    for number in range(6):
        OfferFactory(organisation=organisation, name=f"Répit {number}", category="relatives", sites=sites)
    OfferFactory(
        organisation=organisation, category="relatives", line=2
    )  # nowhere in particular: where they are
    OfferFactory(organisation=organisation, category="relatives", line=None, closed_on=date(2020, 1, 1))
    OfferFactory(organisation=organisation, category="")

    place = territory("08")
    with django_assert_num_queries(1):
        kin = lineage(place)
    with django_assert_num_queries(1):
        families, uncategorised = offerings.offers_by_family(place, kin.ids, today())

    relatives = next(c for family in families for c in family.categories if c.code == "relatives")
    assert [(line.line, line.count, line.others) for line in relatives.lines] == [
        (str(Line.FIRST.label), 6, 2),
        (str(Line.SECOND.label), 1, 0),
    ]
    assert uncategorised.count == 1


def test_what_is_elsewhere_or_closed_is_not_here(territories, client):
    resource("0511", name="Ailleurs", own_words="Loin d’ici.")
    resource("0811", name="Fermé", own_words="C’était bien.", closed_on=date(2020, 1, 1))
    closed_site = OrganisationFactory(name="Déménagé", own_words="On a bougé.")
    SiteFactory(organisation=closed_site, territory=territory("0811"), closed_on=date(2020, 1, 1))

    page = text(client, "/territoires/0811/")

    for name in ("Ailleurs", "Fermé", "Déménagé"):
        assert name not in page


def test_a_confidential_address_is_not_told_by_a_local_network(territories, client):
    shelter = OrganisationFactory(name="Maison discrète", own_words="Tu es en sécurité.")
    site = SiteFactory(organisation=shelter, territory=territory("0811"), is_address_hidden=True)
    OfferFactory(organisation=shelter, name="Une chambre", sites=[site])

    assert "Maison discrète" not in text(client, "/territoires/0811/")
    assert "Une chambre" not in text(client, "/territoires/0811/")
    assert "Maison discrète" in text(client, "/territoires/081/")


def test_centre_and_coalition_are_named_at_every_level(territories, client):
    centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="CISSS des Îles")
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION, name="Regroupement du Golfe")
    CoverageFactory(organisation=centre, territory=territory("112"))
    CoverageFactory(organisation=coalition, territory=territory("11"))

    for code in ("11", "112", "1121"):
        page = text(client, f"/territoires/{code}/")
        assert "CISSS des Îles" in page
        assert "Regroupement du Golfe" in page
    assert "CISSS des Îles" not in text(client, "/territoires/111/")


@pytest.mark.parametrize("code", ["10", "100", "17", "18"])
def test_the_north_has_no_coalition_said_plainly(territories, client, code):
    assert "aucun regroupement" in text(client, f"/territoires/{code}/")


def test_elsewhere_a_coalition_may_only_be_unknown_to_the_directory(territories, client):
    page = text(client, "/territoires/08/")

    assert "aucun regroupement" not in page
    assert "aucun au répertoire" in page


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("06", ["Ses territoires ont changé", "Montréal, d’un seul tenant avant 2015 → RTS de l’Ouest"]),
        ("063", ["Issu d’un territoire plus vaste", "Montréal, d’un seul tenant avant 2015"]),
        ("051", ["A reçu une partie de\u00a0: Montérégie", "RLS de La Pommeraie, RLS de La Haute-Yamaska"]),
        (
            "0511",
            ["Passé à un autre territoire", "Montérégie, d’un seul tenant avant 2015 → RTS de l’Estrie"],
        ),
        ("160", ["Ce territoire n’existe plus depuis le 1er avril 2015", "Remplacé par 3 territoires"]),
        ("160", ["Une partie est passée ailleurs", "RTS de l’Estrie"]),
    ],
)
def test_history_is_told(territories, client, code, says):
    page = client.get(f"/territoires/{code}/").content.decode()

    assert [words for words in ["1er avril 2015", *says] if words not in unescape(page)] == []


def test_nothing_changed_where_nothing_did(territories, client):
    assert "Ce qui a changé" not in text(client, "/territoires/031/")


def test_a_pseudo_code_leads_to_its_territory_and_an_unknown_one_nowhere(territories, client):
    assert client.get("/territoires/1701/").url == "/territoires/170/"
    assert client.get("/territoires/zz/").status_code == 404


def test_real_limits_replace_the_tiles(territories, client):
    square = [[[-72.0, 46.0], [-71.0, 46.0], [-71.0, 47.0], [-72.0, 47.0], [-72.0, 46.0]]]
    drawn = {"type": "Polygon", "coordinates": square}

    def draw(places):
        for place in places:
            Boundary.objects.create(
                territory=place,
                geometry=drawn,
                outline=drawn,
                source="limites d’essai",
                imported_at=datetime(2026, 1, 1, tzinfo=UTC),
            )

    regions = Territory.objects.filter(kind="region")
    draw(regions[:17])
    assert 'class="tilemap"' in client.get("/territoires/").content.decode()  # one is missing
    assert 'class="limits"' in client.get("/territoires/01/").content.decode()
    draw(regions[17:])
    assert 'class="limits"' in client.get("/territoires/").content.decode()
    assert "limites\u00a0: limites d’essai" in unescape(client.get("/territoires/").content.decode())


def test_an_invented_territory_is_on_no_tile_and_in_no_total(populated, client):
    TerritoryFactory(code="99", kind="region", name="Rivière-aux-Érables")

    assert "Rivière-aux-Érables" in text(client, "/territoires/")
    assert "8 539 073 personnes en 2020" in text(client, "/territoires/?year=2020")
    assert "Rivière-aux-Érables" in text(client, "/territoires/99/")


def test_names_are_never_markup(territories, client):
    resource("0811", name="<script>alert(1)</script>", own_words="<b>gras</b>")
    page = client.get("/territoires/0811/").content.decode()

    assert "<script>alert" not in page
    assert "<b>gras</b>" not in page


def test_a_page_costs_at_most_twelve_queries_whatever_its_size(
    populated, client, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            organisation = resource("0631", own_words=f"Ici, {number} fois bienvenue.")
            OfferFactory(organisation=organisation, category="crisis", line=number % 3 or None)

    for count in (0, 2, 20):
        fill(count)
        for code in ("06", "063", "0631", "060"):
            with django_assert_max_num_queries(12):
                client.get(f"/territoires/{code}/?page=2")
    with django_assert_max_num_queries(7):
        client.get("/territoires/?kind=local")
