"""Sources as they come: broken, odd, official, or our own export come back."""

import csv
import shutil

import pytest

from arrimage.apps.kernel.reading import BrokenFile
from arrimage.apps.network.models import Contact, Coverage, Offer, Organisation, Revision, Site

from .test_hsds_export import export_to
from .test_hsds_import import HOUSE, counts, service, take

# --- Refused, or broken


@pytest.mark.django_db
def test_what_cannot_be_used_is_refused_with_its_line(write):
    found = take(
        write(
            service(),
            service(id="a" * 65),
            service(id="66666666-6666-4666-8666-666666666666", name=""),
            service(id="77777777-7777-4777-8777-777777777777", name="x" * 2000),
            service(id="88888888-8888-4888-8888-888888888888", name="nul\x00"),
            service(id="99999999-9999-4999-8999-999999999999", name=["liste"]),
        )
    )
    assert counts(found, "services") == (1, 0, 0, 0, 5)
    assert all(
        row["row"] > 40 and row["file"] == "services.json" for row in found["services"]["refused_rows"]
    )
    assert all(row["reason"] for row in found["services"]["refused_rows"])


@pytest.mark.django_db
def test_what_depends_on_something_refused_is_refused(write):
    found = take(write(service(organization={"id": HOUSE, "name": "", "description": "…"})))
    assert counts(found, "organizations")[4] == 1
    assert counts(found, "services")[4] == counts(found, "locations")[4] == 1
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_bad_detail_is_left_out_and_noted(write):
    found = take(write(service(email="pas un courriel", url="javascript:alert(1)", minimum_age="beaucoup")))
    offer = Offer.objects.get()
    assert (offer.email, offer.website, offer.age_from) == ("", "", None)
    assert len(found["notes"]) == 3


@pytest.mark.django_db
def test_a_script_in_a_name_is_only_text(write, client):
    take(write(service(name="<script>alert(1)</script>")))
    assert Offer.objects.get().name == "<script>alert(1)</script>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("services.json", b'[{"id": "1", '),
        ("services.json", b'[{"id": "1"}] et puis'),
        ("services.json", b"\xff\xfe\x00"),
        ("services.json", b'["pas un service"]'),
        ("services.json", b'[{"id": "1", "name": "x", "status": "active", "phones": "418"}]'),
        ("services.json", b"[" * 100_000),
        ("services.json", b""),
        ("services.csv", b"id,name\n1,Groupe\n"),
        ("services.csv", b"id,organization_id,name,status\n1,2\n"),
        ("services.csv", b"id,organization_id,name,status\n1,2,\xe9,active\n"),
        ("autre.csv", b"a,b\n1,2\n"),
        ("autre.json", b'{"bonjour": 1}'),
    ],
)
def test_a_broken_file_changes_nothing_and_says_why(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BrokenFile) as error:
        take(path)
    assert len(str(error.value)) > 20
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_an_identifier_twice_in_a_table_is_refused_the_second_time(directory, tmp_path):
    out = export_to(tmp_path / "out") / "tabular"
    with (out / "services.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    with (out / "services.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*lines, lines[-1]])
    found = take(out)
    assert counts(found, "services")[4] == 1
    assert "déjà" in found["services"]["refused_rows"][0]["reason"]


@pytest.mark.django_db
def test_a_path_that_does_not_exist_is_said(tmp_path):
    with pytest.raises(BrokenFile, match="n’existe pas"):
        take(tmp_path / "rien")
    with pytest.raises(BrokenFile):
        take(tmp_path)


# --- The official examples


@pytest.mark.django_db
@pytest.mark.shared
@pytest.mark.parametrize(
    "example",
    [
        "csv",
        "tabular.json",
        "service_full.json",
        "service_list.json",
        "organization_full.json",
        "service_at_location_full.json",
        "service_at_location_list.json",
        "organization_list.json",
        "",
    ],
)
def test_the_official_examples_are_accepted(shared, example):
    path = shared / "hsds" / "examples" / example
    found = take(path)
    assert counts(found, "organizations")[0] == 1
    assert all(counts(found, kind)[4] == 0 for kind in ("organizations", "locations", "services", "contacts"))
    assert all(
        counts(take(path), kind)[2] == sum(counts(found, kind)) for kind in ("organizations", "services")
    )


@pytest.mark.django_db
@pytest.mark.shared
def test_the_official_example_reads_well(shared):
    take(shared / "hsds" / "examples" / "csv")
    offer = Offer.objects.get()
    assert offer.name == "Community Counselling"
    assert (offer.age_from, offer.age_to, offer.cost, offer.languages) == (12, 100, "paid", ["ur"])
    assert offer.phone == "+44 1234 234567 poste 100"
    assert offer.organisation.short_name == "Example Org"
    assert offer.hours_note.startswith("The service is available from 10 am")
    assert "Classé ailleurs : name (taxonomy) : value" not in offer.description  # it hangs on another thing
    site = Site.objects.get()
    assert site.municipality == "MyCity"
    assert site.address == "1-30 Main Street, MyVillage, MyState, US, ABC 1234"
    assert Contact.objects.get().title == "Reception Manager, Reception"


# --- There and back


def neutral(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name != "last_modified"}


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["tabular", "json"])
@pytest.mark.parametrize("with_closed", [False, True])
def test_an_export_taken_in_elsewhere_exports_the_same(directory, tmp_path, form, with_closed):
    first = export_to(tmp_path / "first", with_closed=with_closed)
    empty_the_directory()
    found = take(first / form)
    assert counts(found, "organizations")[0] > 2
    assert found["notes"] == []
    second = export_to(tmp_path / "second", with_closed=with_closed)
    for path in sorted((first / "tabular").glob("*.csv")):
        if path.name == "metadata.csv":  # it tells of the import itself
            continue
        with (
            path.open(encoding="utf-8") as before,
            (second / "tabular" / path.name).open(encoding="utf-8") as after,
        ):
            expected = sorted(map(str, map(neutral, csv.DictReader(before))))
            assert sorted(map(str, map(neutral, csv.DictReader(after)))) == expected, path.name
    shutil.rmtree(first)
    for kind in ("organizations", "locations", "services", "contacts"):
        assert counts(take(second), kind)[:2] == (0, 0)


def empty_the_directory() -> None:
    Revision.objects.all().delete()
    Coverage.objects.all().delete()
    Organisation.objects.update(parent=None)
    Organisation.objects.all().delete()
