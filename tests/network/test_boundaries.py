"""Real limits replace the tiles: all of a sound file, nothing of another."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from arrimage.apps.network.actions import boundaries
from arrimage.apps.network.actions.boundaries import BadBoundaryFile, Imported, import_boundaries
from arrimage.apps.network.models import Boundary
from arrimage.cli.territories import territories as command

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SQUARE = [[[-72.0, 46.0], [-71.0, 46.0], [-71.0, 47.0], [-72.0, 47.0], [-72.0, 46.0]]]
BOW_TIE = [[[-72.0, 46.0], [-71.0, 47.0], [-71.0, 46.0], [-72.0, 47.0], [-72.0, 46.0]]]


def feature(coordinates=SQUARE, **properties) -> dict:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": coordinates},
    }


def collection(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def keep(content: bytes, source: str = "essai") -> Imported:
    return import_boundaries(content, source=source, at=NOON)


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"rls_code": "0111", "rts_code": "011", "rss_code": "01"}, "0111"),
        ({"rts_code": "011", "rss_code": "01"}, "011"),
        ({"rss_code": "01"}, "01"),
        ({"RLS_CODE": 111}, "0111"),  # a spreadsheet lost the zero
        ({"rss_code": 1}, "01"),
        ({"code": "063"}, "063"),
    ],
)
def test_a_feature_says_its_territory_by_its_finest_code(territories, properties, code):
    assert keep(collection(feature(**properties))).created == 1
    assert Boundary.objects.get().territory.code == code


def test_importing_again_changes_nothing_and_another_drawing_updates(territories):
    content = collection(feature(code="06"), feature(code="05"))

    assert keep(content) == Imported(created=2, levels={"region": 2})
    assert keep(content) == Imported(unchanged=2, levels={"region": 2})
    moved = [[[x + 0.5, y] for x, y in SQUARE[0]]]
    assert keep(collection(feature(moved, code="06"), feature(code="05"))).updated == 1
    assert Boundary.objects.get(territory__code="06").geometry["coordinates"] == moved


def test_unknown_codes_are_reported_and_the_others_kept(territories):
    result = keep(collection(feature(code="06"), feature(code="ZZ"), feature(rls_code="9876")))

    assert (result.created, result.unknown) == (1, ["ZZ", "9876"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "GeoJSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"RLS_CODE,RLS_NOM\n0111,Kamouraska\n", "GeoJSON"),
        (b"[" * 100_000, "GeoJSON"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (collection(), "aucune limite"),
        (collection(feature(name="Montréal")), "n°\u00a01"),
        (collection({"type": "Feature"}), "n°\u00a01"),
        (collection("06"), "n°\u00a01"),
        (collection(feature(code="06"), feature(code="06")), "deux fois"),
        (collection(feature(code="ZZ")), "ZZ"),
        (
            collection(feature(code="06"), crs={"type": "name", "properties": {"name": "EPSG:32198"}}),
            "WGS\u00a084",
        ),
        (collection(feature(code="06"), feature(BOW_TIE, code="05")), "05\u00a0: "),
        (collection(feature(code="06"), {**feature(code="05"), "geometry": None}), "05\u00a0: "),
        (collection(feature([[[1e400, 0]] * 4], code="05")), "05\u00a0: "),
        (collection(*(feature(BOW_TIE, code=f"{n:02}") for n in range(1, 19))), "10 autres"),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why(territories, content, says):
    with pytest.raises(BadBoundaryFile, match=says) as refusal:
        keep(content)

    assert not Boundary.objects.exists()
    assert "\n" not in str(refusal.value)


def test_a_file_too_large_is_not_read(territories, monkeypatch):
    monkeypatch.setattr(boundaries, "LARGEST", 100)
    with pytest.raises(BadBoundaryFile, match="\u00a0Mo"):
        keep(collection(feature(code="06")))


def test_a_file_that_names_its_usual_coordinates_is_taken(territories):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert keep(collection(feature(code="06"), crs=crs)).created == 1


def test_an_import_is_journalled(territories):
    from arrimage.apps.audit.models import Entry

    keep(collection(feature(code="06")), source="MSSS 2020")

    assert "MSSS 2020" in Entry.objects.get(action="boundaries.imported").details


def run(*arguments: str):
    return CliRunner().invoke(command, ["import-boundaries", *arguments])


def test_the_command_answers_in_one_json_document(territories, tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_bytes(collection(feature(code="06"), feature(code="ZZ")))

    result = run(str(file), "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "levels": {"region": 1},
        "unknown": ["ZZ"],
    }
    assert result.stdout.count("\n") == 1
    assert Boundary.objects.get().source == "limites.geojson"


def test_the_command_refuses_in_one_line(territories, tmp_path):
    file = tmp_path / "limites.geojson"
    file.write_bytes(collection(feature(BOW_TIE, code="06")))

    result = run(str(file))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "06\u00a0: ses côtés se croisent" in result.stderr
    assert run(str(tmp_path / "absent.geojson")).exit_code == 2
    assert run(str(tmp_path)).exit_code == 2


def test_the_facts_load_again_from_the_terminal(territories):
    result = CliRunner().invoke(command, ["load", "--json"])

    assert json.loads(result.stdout) == {"created": 3264, "updated": 0, "unchanged": 305, "removed": 0}
    assert CliRunner().invoke(command, ["load"]).stdout.startswith("Créés\u00a0: 0")


@pytest.mark.shared
@pytest.mark.parametrize(("level", "count"), [("rls", 96), ("rts", 25), ("rss", 18)])
def test_the_official_limits_import_wholly(territories, shared, level, count):
    result = keep((shared / "geo" / f"qc_{level}_2020.geojson").read_bytes())

    assert (result.created, result.unknown) == (count, [])
    for outline in Boundary.objects.values_list("outline", flat=True):
        assert sum(len(ring) for polygon in outline["coordinates"] for ring in polygon) <= 300
