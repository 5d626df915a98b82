"""What leaves the directory: whole, valid, in order, and nothing that should stay."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from arrimage.apps.kernel.clock import now
from arrimage.apps.network.models import Draft, Offer, Organisation, Revision
from arrimage.interop.hsds.export import WRITTEN, CannotExport, export
from arrimage.interop.hsds.spec import TABLES
from tests.network import factories as make

from .conftest import AT, SECRET


def export_to(folder: Path, **options) -> Path:
    export(folder, at=AT, progress=lambda done, total: None, **options)
    return folder


def things(folder: Path, name: str) -> list[dict]:
    return json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tabular" / TABLES[table].file).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(found: list[dict], name: str) -> dict:
    return next(each for each in found if each["name"] == name)


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*")))


# --- What is said


def test_an_organisation_is_described_in_its_own_words_first(directory, tmp_path):
    house = named(things(export_to(tmp_path / "out"), "organizations"), "La Maison des Bouleaux")
    assert house["description"].startswith("Ici on prend le temps.")
    assert "Un lieu d’entraide." in house["description"]
    assert house["description"].endswith("L’accueil, d’abord.")
    assert house["alternate_name"] == "Les Bouleaux"
    assert house["organization_identifiers"][0]["identifier"] == "12345678"


def test_a_service_says_its_hours_as_weekly_rules(directory, tmp_path):
    group = named(things(export_to(tmp_path / "out"), "services"), "Groupe du mardi")
    weekly = [
        (rule["byday"], rule["opens_at"], rule["closes_at"]) for rule in group["schedules"] if "byday" in rule
    ]
    assert weekly == [("MO,TU", "09:00:00", "17:00:00"), ("FR", "20:00:00", "00:00:00")]
    assert {rule.get("freq") for rule in group["schedules"]} == {"WEEKLY", None}
    assert group["schedules"][-1]["description"] == "Fermé en juillet."


def test_codes_are_terms_of_taxonomies_that_explain_themselves(directory, tmp_path):
    group = named(things(export_to(tmp_path / "out"), "services"), "Groupe du mardi")
    codes = {attribute["taxonomy_term"]["code"] for attribute in group["attributes"]}
    assert {"need:listening", "need:isolation", "category:self_help", "line:1", "severity:severe"} <= codes
    for attribute in group["attributes"]:
        term = attribute["taxonomy_term"]
        assert term["name"]
        assert term["taxonomy_detail"]["description"]


def test_an_organisation_that_declines_categories_is_put_in_none(directory, tmp_path):
    night = named(things(export_to(tmp_path / "out"), "services"), "Un toit pour la nuit")
    codes = {attribute["taxonomy_term"]["code"].split(":")[0] for attribute in night["attributes"]}
    assert not codes & {"category", "line", "level"}


def test_the_last_change_says_when_and_for_whom_never_who(directory, tmp_path):
    Revision.objects.create(
        organisation=directory.house,
        subject="organisation",
        subject_uid=directory.house.uid,
        verb="changed",
        number=2,
        data={"phone": "418 555-0199"},
        changed=["own_words", "phone"],
        by_label="Nom de la personne",
        for_organisation="La Maison des Bouleaux",
        at=AT,
    )
    out = export_to(tmp_path / "out")
    said = named(things(out, "organizations"), "La Maison des Bouleaux")["metadata"]
    assert [(each["field_name"], each["updated_by"]) for each in said] == [
        ("description", "La Maison des Bouleaux"),
        ("phones", "La Maison des Bouleaux"),
    ]
    assert {each["last_action_date"] for each in said} == {"2026-03-10"}
    assert "Nom de la personne" not in everything(out)
    assert "418 555-0199" not in everything(out)


# --- What is never said


def test_a_confidential_address_is_nowhere(directory, tmp_path):
    text = everything(export_to(tmp_path / "out", with_closed=True))
    for secret in (SECRET, "Secretville", "G9Z 9Z9", "46.123456", "-71.654321", "87654321"):
        assert secret not in text
    assert "418 555-0109" in text


def test_contacts_for_partners_and_drafts_are_nowhere(directory, tmp_path):
    Draft.objects.create(
        organisation=directory.house,
        subject="organisation",
        subject_uid=directory.house.uid,
        data={"own_words": ["Brouillon jamais dit"]},
        saved_by_label="Quelqu’un",
        saved_at=now(),
    )
    text = everything(export_to(tmp_path / "out"))
    assert "Partenaire Secret" not in text
    assert "Brouillon jamais dit" not in text
    assert "Solange" in text


def test_what_is_closed_is_left_out(directory, tmp_path):
    text = everything(export_to(tmp_path / "out"))
    assert "Ancien service" not in text
    assert "Organisme fermé" not in text


def test_what_is_closed_can_be_asked_for_and_says_so(directory, tmp_path):
    gone = make.OfferFactory(organisation=Organisation.objects.get(name="Organisme fermé"), name="Orphelin")
    out = export_to(tmp_path / "out", with_closed=True)
    services = things(out, "services")
    assert named(services, "Ancien service")["status"] == "inactive"
    assert named(services, gone.name)["status"] == "defunct"
    assert named(services, "Groupe du mardi")["status"] == "active"


def test_what_is_not_open_yet_is_left_out(directory, tmp_path):
    make.OfferFactory(organisation=directory.house, name="L’an prochain", opened_on=date(2027, 1, 1))
    assert "L’an prochain" not in everything(export_to(tmp_path / "out"))


# --- Form


@pytest.mark.shared
def test_json_is_valid_against_the_official_schemas(directory, tmp_path, shared):
    out = export_to(tmp_path / "out", with_closed=True)
    folder = shared / "hsds" / "schema" / "compiled"
    whole = json.loads((folder / "service_with_definitions.json").read_text())
    for name, files in (
        ("organization", "organizations"),
        ("location", "locations"),
        ("taxonomy", "taxonomies"),
        ("taxonomy_term", "taxonomy_terms"),
    ):
        schema = {"$ref": f"#/definitions/{name}", "definitions": whole["definitions"]}
        check(schema, things(out, files))
    check(whole, things(out, "services"))
    check(json.loads((folder / "service.json").read_text()), things(out, "services"))
    brief = json.loads((folder / "service_at_location_list.json").read_text())
    check(brief, things(out, "service_at_locations"))


def check(schema: dict, found: list[dict]) -> None:
    assert found
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    for each in found:
        assert [error.message for error in validator.iter_errors(each)] == []


@pytest.mark.shared
def test_tables_are_valid_against_the_official_schema(directory, tmp_path, shared):
    out = export_to(tmp_path / "out")
    schema = json.loads((shared / "hsds" / "schema" / "compiled" / "tabular.json").read_text())
    document = {}
    for name in WRITTEN:
        numbers = {column.name for column in TABLES[name].columns if not column.is_text}
        document[name] = [
            {key: float(value) if key in numbers else value for key, value in row.items() if value}
            for row in rows(out, name)
        ]
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document)
    assert [error.message for error in errors] == []


@pytest.mark.shared
def test_our_tables_are_the_official_ones(shared):
    official = json.loads((shared / "hsds" / "datapackage.json").read_text())
    for resource in official["resources"]:
        table = TABLES[resource["name"]]
        assert table.file == resource["path"]
        for column, theirs in zip(table.columns, resource["schema"]["fields"], strict=True):
            assert column.as_field()["name"] == theirs["name"]
            assert column.type == theirs["type"]
            assert column.format == theirs.get("format")
            assert column.required == theirs["constraints"]["required"]
            assert column.enum == theirs["constraints"].get("enum")


def test_tables_keep_what_their_datapackage_promises(directory, tmp_path):
    """Columns, required and unique values, enumerations, references: read from our own datapackage.json."""
    out = export_to(tmp_path / "out", with_closed=True)
    package = json.loads((out / "tabular" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    tables = {resource["name"]: rows(out, resource["name"]) for resource in package["resources"]}
    ids = {name: {row["id"] for row in found} for name, found in tables.items()}
    for resource in package["resources"]:
        found, schema = tables[resource["name"]], resource["schema"]
        with (out / "tabular" / resource["path"]).open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            values = [row[field["name"]] for row in found]
            said = [value for value in values if value]
            where = f"{resource['name']}.{field['name']}"
            assert not field["constraints"]["required"] or said == values, where
            assert not field["constraints"]["unique"] or len(set(said)) == len(said), where
            assert set(said) <= set(field["constraints"].get("enum", said)), where
        for key in schema.get("foreignKeys", ()):
            referred = {row[key["fields"]] for row in found} - {""}
            assert referred <= ids[key["reference"]["resource"]], (resource["name"], key["fields"])


def test_the_same_directory_gives_the_same_bytes(directory, tmp_path):
    first, second = export_to(tmp_path / "a"), export_to(tmp_path / "b")
    for path in sorted(first.rglob("*.*")):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()


def test_queries_do_not_grow_with_the_directory(directory, tmp_path, django_assert_max_num_queries):
    for _each in range(30):
        make.OfferFactory(organisation=directory.house)
        make.SiteFactory(organisation=make.OrganisationFactory())
    assert Offer.objects.count() > 30
    with django_assert_max_num_queries(19):
        export_to(tmp_path / "out")


# --- Folders


def test_a_folder_that_holds_something_is_not_written_over(directory, tmp_path):
    (tmp_path / "notes.txt").write_text("à moi")
    with pytest.raises(CannotExport, match="--force"):
        export_to(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_earlier_export_can_be_replaced_and_nothing_else_is_touched(directory, tmp_path):
    export_to(tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("à moi")
    Offer.objects.filter(name="Groupe du mardi").update(name="Groupe du jeudi")
    export_to(tmp_path / "out", force=True)
    assert named(things(tmp_path / "out", "services"), "Groupe du jeudi")
    assert (tmp_path / "out" / "notes.txt").read_text() == "à moi"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(CannotExport):
        export_to(tmp_path / "out")
