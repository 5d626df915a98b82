import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import altair as alt
import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from django.utils.safestring import mark_safe

from arrimage.design.figures import Figure, Shape, Steps, limits_map, population_pyramid, tile_map
from arrimage.design.figures.boundaries import lambert
from arrimage.design.figures.tilemap import PARTS, REGIONS, territory_codes
from arrimage.design.numbers import compact
from arrimage.design.styleguide import MEASURES, MEN, WOMEN, figures

WORDS = {"title": "Combien ?", "summary": "Entre 12 et 27.", "source": "inventé"}
EVIL = '<script>alert("x")</script>'


def elements(figure, css_class):
    """The elements of a drawing that carry a class."""
    root = ET.fromstring(str(figure.drawing))
    return [node for node in root.iter() if css_class in node.get("class", "").split()]


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html, flags=re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


# --- the figure
@pytest.mark.parametrize("number", range(5))
def test_every_figure_has_its_question_reading_table_and_source(draw, number):
    figure = figures()[number]
    html = draw("{% figure figure %}", figure=figure)
    assert figure.summary in html
    assert f"Source\u00a0: {figure.source}" in html
    header, *rows = cells(html)
    assert header == [*figure.header]
    assert rows == [[draw("{{ v|shown }}", v=value) for value in row] for row in figure.rows]
    assert f'aria-labelledby="{figure.key}-title"' in html
    assert f'<title id="{figure.key}-title">' in html
    assert f'<desc id="{figure.key}-desc">' in html


def test_a_row_that_does_not_fit_the_header_is_refused():
    with pytest.raises(ValueError, match="2 cells under 1"):
        Figure(chart=mark_safe("<svg></svg>"), header=["a"], rows=[[1, 2]], **WORDS)


def test_a_drawing_nobody_vouches_for_is_refused():
    with pytest.raises(TypeError):
        Figure(chart="<svg></svg>", header=[], rows=[], **WORDS)


def test_a_script_in_a_name_stays_text_in_a_chart_its_table_and_its_live_form(draw):
    chart = alt.Chart(alt.Data(values=[{"nom": EVIL, "n": 2}])).mark_bar().encode(x="n:Q", y="nom:N")
    words = WORDS | {"title": EVIL, "summary": EVIL, "source": EVIL}
    html = draw("{% figure figure %}", figure=Figure(chart=chart, header=["x"], rows=[[EVIL]], **words))
    assert "<script>alert" not in html
    spec = re.search(r'<script type="application/json">(.*?)</script>', html, flags=re.S).group(1)
    assert EVIL in json.dumps(json.loads(spec), ensure_ascii=False).replace('\\"', '"')


def test_a_chart_takes_the_roles_of_the_page_and_keeps_its_ids_to_itself():
    figure = population_pyramid(WOMEN, MEN, **WORDS)
    svg = str(figure.drawing)
    assert "var(--public,#12706c)" in svg
    assert 'role="img"' in svg
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert all(name.startswith(figure.key) for name in ids)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)


def test_a_chart_is_hatched_where_it_asks_for_no_data():
    from arrimage.design.tokens import light

    chart = alt.Chart(alt.Data(values=[{"n": 1}])).mark_bar(color=light()["no-data"]).encode(x="n:Q")
    figure = Figure(chart=chart, header=[], rows=[], **WORDS)
    assert f"url(#{figure.key}-hatch)" in str(figure.drawing)


def test_numbers_on_an_axis_follow_the_language():
    def axis():
        chart = alt.Chart(alt.Data(values=[{"n": 4000.5}])).mark_bar().encode(x="n:Q")
        return str(Figure(chart=chart, header=[], rows=[], **WORDS).drawing)

    assert "4\u00a0000" in axis()
    with translation.override("en"):
        assert "4,000" in axis()


def test_a_chart_may_not_fetch_anything():
    chart = alt.Chart("https://example.invalid/x.csv").mark_bar().encode(x="n:Q")
    with pytest.raises(ValueError, match=r"(?i)not allowed|external|base url"):
        str(Figure(chart=chart, header=[], rows=[], **WORDS).drawing)


def test_the_pyramid_refuses_lists_of_different_lengths():
    with pytest.raises(ValueError, match="zip"):
        population_pyramid(WOMEN[:9], MEN, **WORDS)


# --- the tile map
def test_the_map_has_eighteen_tiles_and_no_two_at_one_place():
    assert len(elements(tile_map(MEASURES, measure="n", **WORDS), "tile")) == 18
    assert len({(tile.column, tile.row) for tile in REGIONS.values()}) == 18


def test_three_regions_split_into_their_territories():
    figure = tile_map({"061": 3}, measure="n", level="territory", **WORDS)
    parts = elements(figure, "part")
    assert {region: len(codes) for region, codes in PARTS.items()} == {"06": 5, "11": 2, "16": 3}
    assert len(parts) == 10
    assert len(elements(figure, "tile")) == 25
    text = str(figure.drawing)
    for code in ("061", "065", "111", "112", "161", "163"):
        assert code in text


def test_the_parts_of_a_tile_fill_it_without_overlap():
    figure = tile_map({}, measure="n", level="territory", **WORDS)
    boxes = []
    for part in elements(figure, "part"):
        rect = next(node for node in part.iter() if node.tag.endswith("rect"))
        boxes.append([float(rect.get(name)) for name in ("x", "y", "width", "height")])
    for i, (x, y, w, h) in enumerate(boxes):
        for X, Y, W, H in boxes[:i]:
            assert x >= X + W or x + w <= X or y >= Y + H - 0.2 or y + h - 0.2 <= Y


def test_codes_of_territories_are_the_official_ones():
    assert territory_codes("01") == ["011"]
    assert territory_codes("10") == ["100"]
    assert territory_codes("06") == ["061", "062", "063", "064", "065"]


def test_where_there_is_no_data_the_tile_is_hatched_and_says_so():
    figure = tile_map({"06": 1, "05": None}, measure="n", **WORDS)
    none = elements(figure, "none")
    assert len(none) == 17
    assert "05 Estrie\u00a0: pas de données" in str(figure.drawing)
    assert figure.legend[-1].swatch == "none"
    assert ["05", "Estrie", None] in figure.rows


def test_a_tile_leads_somewhere_and_the_map_is_then_a_group_of_links():
    figure = tile_map({"06": 1}, measure="n", links={"06": '/t/06/?a=1&b="'}, here="06", **WORDS)
    (link,) = [
        node
        for node in ET.fromstring(str(figure.drawing)).iter()
        if node.tag.endswith("}a") or node.tag == "a"
    ]
    assert link.get("href") == '/t/06/?a=1&b="'
    assert "here" in link.get("class")
    assert 'role="group"' in str(figure.drawing)
    assert 'role="img"' in str(tile_map({}, measure="n", **WORDS).drawing)


def test_a_code_that_is_on_no_tile_is_refused():
    with pytest.raises(KeyError, match="19"):
        tile_map({"19": 1}, measure="n", **WORDS)
    with pytest.raises(KeyError):
        tile_map({"06": 1}, measure="n", level="territory", **WORDS)


def test_steps_are_of_equal_width_and_the_legend_says_what_they_hold():
    steps = Steps.over([12, 27, None, 20])
    assert [steps.of(v) for v in (12, 15, 18, 21, 24, 27, 5)] == [1, 2, 3, 4, 5, 5, 1]
    assert [(k.label, k.swatch) for k in steps.legend([12, 13, 27, None])] == [
        ("12 à 13", "step-1"),
        ("27", "step-5"),
        ("pas de données", "none"),
    ]
    assert Steps.over([]).legend([]) == []
    assert Steps.over([3, 3]).of(3) == 1


@pytest.mark.parametrize(
    ("value", "short"), [(27, "27"), (9999, "9\u00a0999"), (493163, "493\u00a0k"), (2065657, "2,1\u00a0M")]
)
def test_a_number_fits_in_its_tile(value, short):
    assert compact(value) == short


# --- real limits
def square(west, south, size=1.0, turn=False):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring[::-1] if turn else ring]}


def test_the_direction_of_a_ring_changes_nothing():
    def path(turn):
        shapes = [Shape("A", "A", square(-72, 46, turn=turn)), Shape("B", "B", square(-70, 46))]
        figure = limits_map(shapes, {"A": 1}, measure="n", **WORDS)
        area = elements(figure, "area")[0].get("d")
        return set(re.findall(r"[\d.]+,[\d.]+", area))

    assert path(True) == path(False)


def test_the_projection_keeps_north_up_and_west_left():
    (x, y), (east, _y), (_x, north) = lambert(-72, 46), lambert(-70, 46), lambert(-72, 50)
    assert east > x
    assert north > y


def test_a_geometry_that_is_no_surface_is_named():
    with pytest.raises(ValueError, match="Z9"):
        limits_map([Shape("Z9", "x", {"type": "Point", "coordinates": [0, 0]})], {}, measure="n", **WORDS)
    with pytest.raises(ValueError, match="at least one"):
        limits_map([], {}, measure="n", **WORDS)


@pytest.mark.shared
def test_the_official_limits_make_a_light_page(shared):
    features = json.loads((shared / "geo" / "qc_rts_2020.geojson").read_text(encoding="utf-8"))["features"]
    shapes = [Shape(f["properties"]["rts_code"], f["properties"]["rss_nom"], f["geometry"]) for f in features]
    values = {f["properties"]["rts_code"]: f["properties"]["pop_2020"] for f in features}
    figure = limits_map(shapes, values, measure="Population", here="051", **WORDS)
    assert len(elements(figure, "area")) == 25
    assert len(str(figure.drawing)) < 200_000


# --- the interactive layer
def test_the_vega_runtime_is_found_made_whole_and_not_committed(tmp_path, settings):
    settings.BUILT_STATIC = tmp_path
    finders.get_finder.cache_clear()
    try:
        finder = finders.get_finder("arrimage.design.figures.runtime.RuntimeFinder")
        path = finder.find("arrimage/vega.js")
        assert path.startswith(str(tmp_path))
        assert finder.find("arrimage/autre.js") == []
        assert [name for name, _storage in finder.list([])] == ["arrimage/vega.js"]
        text = Path(path).read_text(encoding="utf-8")
        assert "export{" in text.replace(" ", "")[-60:]
        assert len(text) > 500_000
    finally:
        finders.get_finder.cache_clear()


def test_places_stand_side_by_side_in_the_order_given_and_the_unknown_has_no_bar():
    from arrimage.design.figures import side_by_side

    figure = side_by_side(
        [("Lits", [("L’Ailleurs", 144.0, "144"), ("Ici", None, "inconnu ici")])],
        title="Combien ?",
        summary="144 ailleurs, inconnu ici.",
        header=["Où", "Combien"],
        rows=[["L’Ailleurs", "144"], ["Ici", "inconnu ici"]],
        source="essai",
    )
    drawn = figure.drawing
    assert drawn.index("L’Ailleurs") < drawn.index("Ici")
    assert "inconnu ici" in drawn
