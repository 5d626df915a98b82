"""The official register: merged by code, never undoing what people wrote, or not at all."""

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.reading import BrokenFile
from arrimage.apps.network.actions.register import TooManyClosings, import_m02
from arrimage.apps.network.actions.register.m02 import ESTABLISHMENT_COLUMNS, INSTALLATION_COLUMNS
from arrimage.apps.network.actions.register.names import readable
from arrimage.apps.network.models import Coverage, Organisation, Revision, Site
from arrimage.cli import arrimage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]

PLACE = {
    "ADRESSE": "1, rue des Essais",
    "CODE_POSTA": "G1A1A1",
    "MUN_NOM": "Québec",
    "RSS_CODE": "03",
    "RLS_CODE": "0312",
    "LONGITUDE": "-71.2",
    "LATITUDE": "46.8",
    "DATE_MAJ": "2026-03-23",
}


def establishment(code="11045135", **values):
    row = dict.fromkeys(ESTABLISHMENT_COLUMNS, "Non") | PLACE
    name = "Centre intégré universitaire de santé et de services sociaux de la Capitale-Nationale"
    return (
        row | {"ETAB_CODE": code, "ETAB_NOM": name, "ETAB_NOM_A": "CIUSSS de la Capitale-Nationale"} | values
    )


def installation(code="51220001", **values):
    row = dict.fromkeys(INSTALLATION_COLUMNS, "Non") | PLACE
    row |= {"INSTAL_COD": code, "INSTAL_NOM": "CLSC DE LA BASSE-VILLE", "ETAB_CODE": "11045135"}
    return row | {"DATE_OUVER": " ", "CLSC": "Oui"} | values


def as_csv(rows, columns=None):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def load(installations=None, establishments=None):
    return import_m02(
        as_csv(installations if installations is not None else [installation()]),
        as_csv(establishments if establishments is not None else [establishment()]),
        by=None,
        at=now(),
    )


@pytest.mark.shared
def test_the_real_register_is_loaded_whole_and_a_second_time_changes_nothing(shared):
    files = [
        (shared / "geo" / name).read_bytes() for name in ("m02_installations.csv", "m02_etablissements.csv")
    ]
    first = import_m02(*files, by=None, at=now())
    assert (first.establishments.created, first.installations.created) == (127, 1592)
    assert first.integrated_centres == 22
    assert not first.installations.refusals
    assert not first.establishments.refusals
    assert Site.objects.filter(territory=None).count() == 0
    assert Site.objects.exclude(territory__kind="local").count() == 54

    second = import_m02(*files, by=None, at=now())
    assert second.changed_nothing
    assert (second.establishments.unchanged, second.installations.unchanged) == (127, 1592)
    assert Coverage.objects.filter(organisation__kind="integrated_centre").count() == 22


@pytest.mark.shared
def test_the_command_prints_one_json_document_on_one_line(shared):
    geo = shared / "geo"
    result = CliRunner().invoke(
        arrimage,
        [
            "directory",
            "import-m02",
            str(geo / "m02_installations.csv"),
            str(geo / "m02_etablissements.csv"),
            "--json",
        ],
    )
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout)["installations"]["created"] == 1592
    assert "1/4" in result.stderr


def test_a_row_becomes_a_place_of_its_establishment():
    load()
    site = Site.objects.get()
    assert site.name == "CLSC de la Basse-Ville"
    assert site.organisation.name.startswith("Centre intégré universitaire")
    assert site.organisation.kind == "integrated_centre"
    assert (site.territory.code, site.postal_code, site.missions) == ("0312", "G1A 1A1", ["CLSC"])
    assert Revision.objects.filter(subject_uid=site.uid, by_label="Registre M02").count() == 1
    coverage = Coverage.objects.get()
    assert (coverage.territory.code, coverage.since) == ("031", date(2015, 4, 1))


@pytest.mark.parametrize(
    ("row", "territory"),
    [
        ({"RSS_CODE": "10", "RLS_CODE": " "}, "100"),  # the region's only territory
        ({"RSS_CODE": "03", "RLS_CODE": "9999"}, "031"),
        ({"RSS_CODE": "06", "RLS_CODE": " "}, "06"),  # five territories, and a centre from elsewhere
    ],
)
def test_without_a_local_network_the_finest_place_known_is_kept(row, territory):
    load([installation(**row)])
    assert Site.objects.get().territory.code == territory


def test_a_changed_row_updates_and_leaves_a_revision():
    load()
    result = load([installation(ADRESSE="2, rue Neuve")])
    assert (result.installations.updated, result.installations.unchanged) == (1, 0)
    site = Site.objects.get()
    assert (site.address, site.version) == ("2, rue Neuve", 2)
    assert Revision.objects.filter(subject_uid=site.uid).order_by("-id").first().changed == ["address"]


def test_what_people_corrected_is_kept_and_said():
    load()
    Site.objects.update(address="3, rue Vraie")
    result = load([installation(ADRESSE="2, rue Neuve", MUN_NOM="Lévis")])
    site = Site.objects.get()
    assert (site.address, site.municipality) == ("3, rue Vraie", "Lévis")
    assert result.installations.kept == ["51220001: address"]
    assert load([installation(ADRESSE="2, rue Neuve", MUN_NOM="Lévis")]).changed_nothing


def test_what_disappeared_is_closed_at_the_files_date_and_reopens_when_it_comes_back():
    load([installation(), installation("51220002")])
    Site.objects.filter(register_code="51220002").update(accessibility="Rampe")
    result = load()
    assert (result.installations.closed, result.installations.unchanged) == (1, 1)
    gone = Site.objects.get(register_code="51220002")
    assert (gone.closed_on, gone.accessibility) == (date(2026, 3, 23), "Rampe")
    assert load([installation(), installation("51220002")]).installations.updated == 1
    assert Site.objects.get(register_code="51220002").closed_on is None


def test_a_place_people_added_is_left_alone():
    load()
    organisation = Organisation.objects.get()
    Site.objects.create(organisation=organisation, name="Local des groupes", sort_name="local des groupes")
    assert load().changed_nothing
    assert Site.objects.filter(closed_on=None).count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"INSTAL_COD": "12"}, "INSTAL_COD"),
        ({"INSTAL_NOM": " "}, "INSTAL_NOM"),
        ({"INSTAL_NOM": "A" * 2000}, "2000"),
        ({"LATITUDE": "120"}, "LATITUDE"),
        ({"LATITUDE": "nan"}, "LATITUDE"),
        ({"DATE_OUVER": "hier"}, "DATE_OUVER"),
        ({"RSS_CODE": "77", "RLS_CODE": " "}, "77"),
        ({"ETAB_CODE": "99999999"}, "99999999"),
        ({"ADRESSE": "bip\x07"}, "ADRESSE"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line_and_the_rest_goes_in(values, said):
    result = load([installation(), installation("51220002", **values)])
    (refusal,) = result.installations.refusals
    assert refusal.row == 3
    assert said in refusal.reason
    assert result.installations.created == 1


def test_the_same_code_twice_is_refused_the_second_time_and_both_times_when_the_rows_disagree():
    result = load([installation(), installation()])
    assert [refusal.row for refusal in result.installations.refusals] == [3]
    result = load([installation("51220003"), installation(), installation(ADRESSE="Ailleurs")])
    assert [refusal.row for refusal in result.installations.refusals] == [3, 4]
    # A refused row is no disappearance: the place stays open.
    assert Site.objects.get(register_code="51220001").closed_on is None


def test_a_script_in_a_name_is_only_text(client):
    load([installation(INSTAL_NOM="<script>alert(1)</script>")])
    site = Site.objects.get()
    page = client.get(f"/lieux/{site.uid}/").content.decode()
    assert "&lt;script&gt;" in page.lower()
    assert "<script>alert" not in page.lower()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        as_csv([installation()], None).decode().replace("É", "é").encode("latin-1", "replace"),
        as_csv([establishment()]),  # the wrong file
        as_csv([installation()]).replace(b"LATITUDE", b"LAT"),  # a column is missing
        as_csv([installation()])[: -len("Non") - 8],  # cut short
        as_csv([installation()]).split(b"\r\n")[0] + b"\r\n",  # a header alone
        b"\x89PNG\r\n\x1a\n\0\0\0",
    ],
)
def test_a_broken_file_changes_nothing(content, tmp_path):
    good, bad = tmp_path / "etab.csv", tmp_path / "inst.csv"
    good.write_bytes(as_csv([establishment()]))
    bad.write_bytes(content)
    result = CliRunner().invoke(arrimage, ["directory", "import-m02", str(bad), str(good)])
    assert result.exit_code == 2
    assert "Rien n’a été changé" in result.stderr
    assert "inst.csv" in result.stderr
    assert not Organisation.objects.exists()


def test_a_file_in_latin_1_is_named_as_such():
    content = as_csv([installation(MUN_NOM="Québec")]).decode("utf-8-sig").encode("latin-1")
    with pytest.raises(BrokenFile, match="UTF-8"):
        import_m02(content, as_csv([establishment()]), by=None, at=now())


def test_a_file_that_would_close_most_of_the_register_is_refused():
    load([installation(f"5122{number:04d}") for number in range(60)])
    with pytest.raises(TooManyClosings):
        load([installation("51220000")])
    assert Site.objects.filter(closed_on=None).count() == 60


def test_names_no_longer_shout():
    assert readable("CENTRE D'HÉBERGEMENT SAINT-JACQUES") == "Centre d'hébergement Saint-Jacques"
    assert readable("La Maison Michel-Sarrazin") == "La Maison Michel-Sarrazin"


def test_the_import_takes_few_queries_whatever_the_size(django_assert_max_num_queries):
    rows = [installation(f"5122{number:04d}") for number in range(100)]
    load(rows)
    with django_assert_max_num_queries(15):
        load(rows)
