"""The directory for other machines: the same things as the export, a page at a time."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

from arrimage.apps.network.actions.search_index import reindex
from arrimage.apps.network.models import Offer
from arrimage.interop.hsds import saying, terms
from arrimage.interop.hsds.api import api
from tests.network import factories as make

from .conftest import SECRET

ROOT = "/api/hsds"
LISTS = ("services", "organizations", "locations", "service_at_locations", "taxonomies", "taxonomy_terms")
OFFICIAL = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
}


@pytest.fixture
def get(client):
    def got(path: str, status: int = 200, **query):
        response = client.get(f"{ROOT}/{path}", query)
        assert response.status_code == status, response.content
        assert response["Content-Type"].startswith("application/json")
        return response.json()

    return got


def names(page: dict) -> set[str]:
    return {each["name"] for each in page["contents"]}


@pytest.mark.django_db
def test_the_root_says_what_this_is(get):
    said = get("")
    assert said["version"] == "3.0"
    assert said["openapi_url"].endswith("/api/hsds/openapi.json")
    assert said["profile"].endswith("/api/hsds/docs/")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_page(directory, get, name):
    page = get(name, per_page=1)
    assert (page["size"], page["page_number"], page["first_page"], page["empty"]) == (1, 1, True, False)
    assert page["total_pages"] == page["total_items"] > 1
    assert not page["last_page"]
    last = get(name, per_page=1, page=page["total_pages"])
    assert last["last_page"]
    assert last["contents"] != page["contents"]
    beyond = get(name, page=9999)
    assert (beyond["contents"], beyond["empty"]) == ([], True)


@pytest.mark.parametrize("name", LISTS)
def test_each_element_is_found_by_its_id(directory, get, name):
    for each in get(name)["contents"]:
        assert get(f"{name}/{each['id']}")["id"] == each["id"]


@pytest.mark.shared
@pytest.mark.parametrize("name", OFFICIAL)
def test_lists_are_valid_against_the_official_schemas(directory, get, shared, name):
    folder = shared / "hsds" / "schema" / "compiled"
    brief = json.loads((folder / f"{OFFICIAL[name]}_list.json").read_text())
    whole = json.loads((folder / "service_with_definitions.json").read_text())
    definitions = whole.pop("definitions")
    definitions["service"] = whole
    full = {"$ref": f"#/definitions/{OFFICIAL[name]}", "definitions": definitions}
    for schema, query in ((brief, {}), (full, {"full": "true"})):
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        for each in get(name, **query)["contents"]:
            assert [error.message for error in validator.iter_errors(each)] == []


def test_a_service_is_whole_with_its_organisation_and_places(directory, get):
    said = get(f"services/{directory.group.uid}")
    assert said["organization"]["name"] == "La Maison des Bouleaux"
    assert {each["location"]["name"] for each in said["service_at_locations"]} == {
        "Les Bouleaux",
        "La roulotte",
    }
    assert [each["name"] for each in said["contacts"]] == ["Réjean"]


def test_an_organisation_lists_its_services_and_says_them_whole_if_asked(directory, get):
    brief = get(f"organizations/{directory.house.uid}")["services"]
    assert brief == [{"id": str(directory.group.uid), "name": "Groupe du mardi", "status": "active"}]
    whole = get(f"organizations/{directory.house.uid}", full_service="true")["services"]
    assert whole[0]["schedules"]


@pytest.mark.parametrize("query", [{}, {"full": "true"}])
def test_a_confidential_address_is_nowhere(directory, client, query):
    for name in LISTS:
        text = client.get(f"{ROOT}/{name}", query).content.decode()
        for secret in (
            SECRET,
            "Secretville",
            "G9Z",
            "46.123456",
            "Partenaire Secret",
            "Ancien service",
            "87654321",
        ):
            assert secret not in text


def test_nothing_closed_is_found_by_its_id(directory, get):
    closed = Offer.objects.get(name="Ancien service")
    assert get(f"services/{closed.uid}", 404)["detail"].startswith("Service introuvable")


# --- Filters


def test_services_are_filtered_by_term_and_taxonomy(directory, get):
    def found(**query):
        return names(get("services", **query))

    assert found(taxonomy_term_id=terms.id_of("need", "isolation")) == {"Groupe du mardi"}
    assert found(taxonomy_term_id=terms.id_of("severity", "severe")) == {"Groupe du mardi"}
    assert found(taxonomy_term_id=terms.id_of("asker", "person")) == {
        "Groupe du mardi",
        "Un toit pour la nuit",
    }
    assert found(taxonomy_term_id=terms.id_of("territory", "9801")) == {"Groupe du mardi"}
    assert found(taxonomy_term_id="inconnu") == set()
    for taxonomy in ("need", "line", "severity", "capacity", "territory"):
        assert found(taxonomy_id=terms.id_of(taxonomy)) == {"Groupe du mardi"}
    # It is in self-help as well, but would rather not be put in categories.
    assert found(taxonomy_term_id=terms.id_of("category", "self_help")) == {"Groupe du mardi"}


def test_services_are_filtered_by_organisation_and_date(directory, get):
    assert names(get("services", organization_id=str(directory.refuge.uid))) == {"Un toit pour la nuit"}
    assert names(get("services", organization_id="x")) == set()
    Offer.objects.filter(pk=directory.group.pk).update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert names(get("services", modified_after="2021-01-01T00:00:00Z")) == {"Un toit pour la nuit"}
    assert len(names(get("services", modified_after="2019-01-01T00:00:00"))) == 2
    assert names(get("services", modified_after="9999-12-31T23:59:59-12:00")) == set()


def test_services_are_searched_with_everyday_words(directory, get):
    reindex()
    assert names(get("services", search="groupe mardi")) == {"Groupe du mardi"}
    assert names(get("organizations", search="bouleaux")) == {"La Maison des Bouleaux"}
    page = get("service_at_locations", search="groupe mardi")
    assert page["total_items"] == 2
    assert get("services", search="xyzzy")["empty"]


def test_places_near_a_postal_code(directory, get):
    def found(**query):
        return {each["location"]["name"] for each in get("service_at_locations", **query)["contents"]}

    near = make.SiteFactory(name="À côté", postal_code="G1A 1A1", latitude=46.905, longitude=-71.6)
    make.OfferFactory(organisation=near.organisation, sites=[near])
    assert found(postcode="G0X 0X0") == {"Les Bouleaux"}
    assert found(postcode="g0x", proximity=5000) == {"Les Bouleaux", "À côté"}
    assert found(postcode="G0X", proximity=10) == {"Les Bouleaux"}
    assert found(postcode="G9Z") == set()  # a confidential address is near nothing


def test_minimal_gives_every_id_in_one_page(directory, get):
    page = get("services", minimal="true", per_page=1)
    assert page["size"] == page["total_items"] == 2
    assert set(page["contents"][0]) == {"id", "modified_date"}


def test_lines_give_everything(directory, client):
    response = client.get(f"{ROOT}/services", {"format": "ndjson", "full": "true", "per_page": 1})
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert {each["name"] for each in lines} == {"Groupe du mardi", "Un toit pour la nuit"}
    assert response["Content-Type"] == "application/x-ndjson"


# --- Errors, caches, cost


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/x", 404),
        ("locations/00000000-0000-0000-0000-000000000000", 404),
        ("service_at_locations/x", 404),
        ("taxonomies/x", 404),
        ("nulle/part", 404),
        ("services?page=0", 422),
        ("services?page=abc", 422),
        ("services?per_page=1000", 422),
        ("services?modified_after=hier", 422),
        ("services?format=xml", 422),
        ("services?search=" + "x" * 201, 422),
    ],
)
def test_errors_are_a_french_sentence_in_json(client, path, status):
    response = client.get(f"{ROOT}/{path}", headers={"accept-language": "en"})
    assert response.status_code == status
    assert response.json()["detail"].endswith((".", "/"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(directory, client, method):
    refused = getattr(client, method)(f"{ROOT}/services")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert "se lit seulement" in refused.json()["detail"]


def test_a_head_asks_the_same_without_the_body(directory, client):
    head = client.head(f"{ROOT}/services")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(f"{ROOT}/services")["ETag"]


def test_an_answer_already_held_is_not_sent_again(directory, client):
    first = client.get(f"{ROOT}/services")
    assert "public" in first["Cache-Control"]
    again = client.get(f"{ROOT}/services", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.OfferFactory()
    assert client.get(f"{ROOT}/services", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_answer_is_french_whoever_asks(directory, client):
    french = client.get(f"{ROOT}/services/{directory.group.uid}")
    english = client.get(f"{ROOT}/services/{directory.group.uid}", headers={"accept-language": "en"})
    assert french.content == english.content


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("services", 8),
        ("services?full=true", 9),
        ("organizations", 6),
        ("organizations?full=true&full_service=true", 13),
        ("locations?full=true", 3),
        ("service_at_locations", 10),
        ("service_at_locations?full=true", 11),
        ("taxonomy_terms", 2),
    ],
)
def test_a_page_costs_the_same_whatever_the_size(
    directory, client, path, most, django_assert_max_num_queries
):
    for _each in range(20):
        site = make.SiteFactory()
        make.OfferNeedFactory(offer=make.OfferFactory(organisation=site.organisation, sites=[site]))
    with django_assert_max_num_queries(most):
        client.get(f"{ROOT}/{path}")


def test_a_pair_is_found_by_its_made_up_id(directory, get):
    site = directory.group.sites.get(name="Les Bouleaux")
    said = get(f"service_at_locations/{saying.pair_id(directory.group.uid, site.uid)}")
    assert (said["service"]["name"], said["location"]["name"]) == ("Groupe du mardi", "Les Bouleaux")


# --- Described


@pytest.mark.django_db
def test_the_page_for_people_needs_no_script(client):
    response = client.get(reverse("hsds_docs"))
    page = response.content.decode()
    assert response.status_code == 200
    for name in LISTS:
        assert f"GET {ROOT}/{name}" in page
    assert "taxonomy_term_id" in page
    assert "swagger" not in page.lower()


def test_every_official_operation_is_answered(shared_openapi):
    ours = api.get_openapi_schema()["paths"]
    for path, described in shared_openapi["paths"].items():
        operation = ours[f"{ROOT}{path}"]["get"]
        wanted = {
            (each.get("$ref") or each["name"]).rsplit("/", 1)[-1]
            for each in [*described["get"].get("parameters", ()), *described.get("parameters", ())]
        }
        assert wanted <= {each["name"] for each in operation.get("parameters", ())}, path


@pytest.fixture
def shared_openapi(request):
    if not request.getfixturevalue("shared").is_dir():
        pytest.skip("the real files of ../shared/data are not here")
    return json.loads((request.getfixturevalue("shared") / "hsds" / "schema" / "openapi.json").read_text())
