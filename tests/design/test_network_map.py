"""The map of a network reads without colour, without JavaScript, and on a phone."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from arrimage.design.figures import Link, Node, network_map
from arrimage.design.figures.labels import Mark, lines, placed
from arrimage.design.figures.network_map import LOOKS

EVIL = '<script>alert("x")</script>'
GROUPS = ["Public", "Communautaire"]
STYLES = [("plain", "confirmé"), ("dots", "pas de réponse")]


def made(names=("Le Relais", "La Rive", "L’Envol"), **more):
    nodes = [
        Node(
            str(n),
            name,
            n / 2,
            n % 2,
            group=n % 2,
            size=n / 2,
            url=f"/o/{n}/",
            is_open=n == 2,
            is_here=n == 1,
        )
        for n, name in enumerate(names)
    ]
    links = [Link("0", "1"), Link("1", "2", line="dots", note="Le Relais – La Rive")]
    words = {"title": "Qui ?", "summary": "Trois.", "source": "inventé", "header": ["Qui"], "rows": [["a"]]}
    return network_map(
        nodes, links, groups=GROUPS, styles=STYLES, open_label="n’a pas répondu", **{**words, **more}
    )


def test_it_is_drawn_twice_and_each_drawing_is_named():
    drawn = str(made().drawing)
    roots = [ET.fromstring(part) for part in re.split(r"(?=<svg)", drawn) if part]
    assert [root.get("class").split()[-1] for root in roots] == ["for-wide", "for-narrow"]
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))


def test_groups_have_their_own_shape_and_ties_their_own_line():
    shapes = [shape for _token, shape, _style in LOOKS]
    assert len(set(shapes)) == len(shapes)
    drawn = str(made().drawing)
    assert drawn.count("stroke-dasharray") >= 2
    labels = {key.label: key.swatch for key in made().legend}
    assert labels["Public"].startswith("mark mark-circle")
    assert labels["Communautaire"].startswith("mark mark-square")
    assert labels["n’a pas répondu"].endswith("open")
    assert labels["pas de réponse"] == "tie tie-dots"


def test_links_lead_to_our_own_pages_and_are_left_out_of_the_tab_order():
    drawn = str(made().drawing)
    assert re.findall(r'<a tabindex="-1" aria-hidden="true" href="([^"]+)"', drawn)[:3] == [
        "/o/0/",
        "/o/1/",
        "/o/2/",
    ]
    assert "invalid" not in drawn + json.dumps(made().live)


def test_the_file_stands_by_itself():
    file = made().file
    ET.fromstring(file)
    assert "<a " not in file
    assert "var(--" not in file


def test_a_script_in_a_name_stays_text():
    drawn = str(made(names=(EVIL, "b", "c")).drawing)
    assert "<script" not in drawn


def test_a_tie_to_somebody_unknown_is_refused():
    with pytest.raises(KeyError):
        network_map(
            [],
            [Link("0", "1")],
            groups=GROUPS,
            styles=STYLES,
            title="",
            summary="",
            source="",
            header=[],
            rows=[],
        )


def test_names_cover_neither_marks_nor_one_another():
    marks = [Mark(20 + 37 * (n % 8), 20 + 31 * (n // 8), 8, ["Un nom assez long"]) for n in range(40)]
    found = placed(marks, width=340, height=200, size=12)
    boxes = []
    for label in found:
        wide = 17 * 12 * 0.57
        left = {"start": label.x, "middle": label.x - wide / 2, "end": label.x - wide}[label.anchor]
        boxes.append((left, label.y - 6.9, left + wide, label.y + 6.9))
    for number, one in enumerate(boxes):
        assert min(one[0], 340 - one[2]) >= 0
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_name_keeps_away_from_lines_where_it_can():
    to_the_right = [(70 + step * 5, 50) for step in range(20)]
    mark = [Mark(60, 50, 8, ["Nom"])]
    free = placed(mark, width=200, height=100, size=12)[0]
    crossed = placed(mark, width=200, height=100, size=12, crossed=to_the_right)[0]
    assert (free.anchor, crossed.anchor) == ("start", "end")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Le Relais", ["Le Relais"]),
        ("Office d’habitation de la rivière", ["Office", "d’habitation de…"]),
        ("Anticonstitutionnellement", ["Anticonstitutionnellement"]),
    ],
)
def test_a_long_name_takes_two_lines(name, told):
    found = lines(name)
    assert len(found) <= 2
    assert found[0] == told[0] or name.startswith(found[0])
