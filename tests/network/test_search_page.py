"""/trouver/: for anybody, without an account, without JavaScript, and without leaving a trace."""

import json

import pytest
from click.testing import CliRunner
from django.core.cache import cache

from arrimage.apps.network.actions.search_index import reindex
from arrimage.cli.directory import directory
from tests.network.factories import OfferFactory, OpeningHoursFactory, OrganisationFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern():
    organisation = OrganisationFactory(name="La Lanterne", own_words="Ici, on souffle entre proches.")
    SiteFactory(organisation=organisation, name="Maison", municipality="Val-Inventé")
    offer = OfferFactory(organisation=organisation, name="Répit <b>", description="Deux nuits.", category="")
    OpeningHoursFactory(offer=offer)
    reindex()
    return organisation


def page(client, **query) -> str:
    response = client.get("/trouver/", query)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_anybody_finds_and_is_told_why(client, lantern):
    shown = page(client, q="proches")
    assert "La Lanterne" in shown
    assert "en ses mots" in shown
    assert "Trouvé : « proches » en ses mots." in shown
    assert lantern.get_absolute_url() in shown


def test_what_people_wrote_is_shown_as_text(client, lantern):
    shown = page(client, q="répit")
    assert "Répit &lt;b&gt;" in shown
    assert "Répit <b>" not in shown
    assert "<script>alert" not in page(
        client, q="<script>alert(1)</script>", near="<script>alert(1)</script>"
    )


def test_help_lines_are_there_whatever_happens(client, lantern):
    for query in ({}, {"q": "répit"}, {"q": "xylophone"}, {"q": "répit", "print": "1"}):
        assert 'href="tel:988"' in page(client, **query).split("<footer")[0]


def test_words_of_danger_put_the_help_lines_first(client, lantern):
    shown = page(client, q="je veux mourir").split("<main")[1]
    assert shown.index('href="tel:988"') < shown.index("search-count")


def test_nothing_found_says_what_to_do(client, lantern):
    shown = page(client, q="xylophone", near="Val-Inventé")
    assert "Rien ne répond exactement à ça" in shown
    assert "radius=100" in shown


def test_an_unknown_place_is_said_and_the_rest_is_shown(client, lantern):
    shown = page(client, q="répit", near="Nullepart")
    assert "« Nullepart »" in shown
    assert "Répit" in shown


DAMAGED = [
    *({"page": number} for number in ("0", "-3", "999", "x", "²")),
    *(
        {name: "x' \x00"}
        for name in "q near territory need what kind category line radius direct open".split()
    ),
    {"radius": "1e9"},
    {"territory": "0" * 500},
    {"q": "répit " * 300},
]


@pytest.mark.parametrize("query", DAMAGED)
def test_a_damaged_address_still_answers(client, lantern, query):
    page(client, **({"q": "répit"} | query))


def test_what_one_looks_for_is_kept_by_no_cache_and_told_to_nobody(client, lantern, caplog):
    caplog.set_level("DEBUG", logger="arrimage")
    response = client.get("/trouver/", {"q": "suicide"})
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in response.cookies
    assert "suicide" not in caplog.text
    assert cache.get("suicide") is None


def test_typing_receives_the_results_alone_and_a_clean_address(client, lantern):
    response = client.get(
        "/trouver/", {"q": "répit", "near": "", "radius": "30"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in response.content.decode()
    assert response["HX-Replace-Url"] == "/trouver/?q=r%C3%A9pit"
    assert "HX-Request" in response["Vary"]


def test_a_need_stays_while_words_change(client, lantern):
    assert '<input type="hidden" name="need" value="relative">' in page(client, need="relative")


def test_pages_follow_one_another(client):
    for number in range(25):
        OrganisationFactory(name=f"Répit {number:02}")
    reindex()
    first, second = page(client, q="répit"), page(client, q="répit", page="2")
    assert "Répit 19" in first
    assert "Répit 20" not in first
    assert "Répit 20" in second
    assert page(client, q="répit", page="7").count('class="search-why"') == 5  # past the end: the last one
    assert page(client, q="répit", print="1").count('class="search-why"') == 25


def test_a_page_asks_at_most_eight_queries(client, lantern, django_assert_max_num_queries):
    for number in range(30):
        OpeningHoursFactory(offer=OfferFactory(organisation=lantern, name=f"Répit {number}"))
    reindex()
    for query in (
        {"q": "répit"},
        {"q": "répits xylofone", "near": "Val-Inv", "need": "housing", "direct": "1", "open": "1"},
        {"q": "répit", "near": "Bas-Saint-Laurent", "territory": "01"},
    ):
        with django_assert_max_num_queries(8):
            page(client, **query)


# --- From a terminal
def run(*arguments: str):
    return CliRunner().invoke(directory, list(arguments))


def test_the_terminal_gives_the_same_answers(lantern):
    result = run("search", "aide aux proches", "--json")
    (found,) = json.loads(result.stdout)
    assert found.keys() == {"id", "name", "organisation", "territory", "why"}
    assert found["name"] == found["organisation"] == "La Lanterne"
    assert found["id"] == str(lantern.uid)
    assert "La Lanterne" in run("search", "aide aux proches").stdout


def test_nothing_found_is_an_empty_list_and_no_failure(lantern):
    result = run("search", "xylophone", "--json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_an_unknown_territory_is_one_sentence_and_a_failure(lantern):
    result = run("search", "répit", "--territory", "9999", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "9999" in result.stderr


def test_reindexing_from_a_terminal_says_what_it_did(lantern):
    result = run("reindex")
    assert result.exit_code == 0
    assert "3 fiches (1 organisations, 1 lieux, 1 services)" in result.stdout
