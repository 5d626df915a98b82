"""A tile for each place, where neither limits nor the tile map will do."""

import xml.etree.ElementTree as ET

import pytest

from arrimage.design.figures import mosaic

WORDS = {"title": "Combien ?", "summary": "Entre 2 et 9.", "source": "inventé", "measure": "Mesure"}


def test_every_place_has_its_tile_under_its_region_and_its_row():
    figure = mosaic(
        {"0111": 2.0, "0112": None, "0511": 9.0, "ailleurs": 4.0}, names={"0111": "L’Érable"}, **WORDS
    )
    drawing = ET.fromstring(str(figure.drawing))
    tiles = [node for node in drawing.iter() if "tile" in node.get("class", "").split()]
    assert [tile.find("title").text for tile in tiles] == [
        "0111 L’Érable\u00a0: 2",
        "0112\u00a0: pas de données",
        "0511\u00a0: 9",
        "ailleurs\u00a0: 4",
    ]
    regions = [node.text for node in drawing.iter() if node.get("class") == "mosaic-region"]
    assert regions == ["01 Bas-Saint-Laurent", "05 Estrie"]
    assert figure.rows == [
        ["0111", "L’Érable", 2.0],
        ["0112", "—", None],
        ["0511", "—", 9.0],
        ["ailleurs", "—", 4.0],
    ]
    assert figure.legend[-1].swatch == "none"


def test_no_tile_lies_over_another():
    figure = mosaic({f"{region:02}{k:02}": 1.0 for region in (1, 2) for k in range(7)}, **WORDS)
    drawing = ET.fromstring(str(figure.drawing))
    places = [(node.get("x"), node.get("y")) for node in drawing.iter() if node.get("class") == "area"]
    assert len(places) == len(set(places)) == 14


def test_a_name_is_text_and_no_place_is_refused():
    figure = mosaic({"<b>": 1.0}, names={"<b>": "<i>"}, **WORDS)
    assert "<b>" not in str(figure.drawing)
    with pytest.raises(ValueError, match="at least one"):
        mosaic({}, **WORDS)
