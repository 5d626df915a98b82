"""The map of passages: boxes apart, lines from one to another between the others, words apart."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.cli.csv_file import Refused
from arrimage.cli.pathways_layout import NARROW, WIDE, laid_out
from arrimage.cli.pathways_lines import read_lines
from arrimage.cli.pathways_map import drawn
from tests.science.test_pathways_cli import refused, run
from tests.science.test_views import forty

NAMES = "abcdefghij"
arcs = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1]),
    st.integers(1, 500),
    min_size=1,
    max_size=40,
).map(
    lambda found: [
        {"from": one, "to": other, "count": count, "median_wait_days": 3.0, "p90_wait_days": 9.0}
        for (one, other), count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
)
lines = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["Première ligne", "Communautaire"]))


@given(arcs, lines, st.sampled_from([WIDE, NARROW]))
def test_boxes_are_apart_and_lines_go_between_them(arcs, lines, size):
    layout = laid_out(arcs, {arcs[0]["from"]: 9}, lines, size)
    assert set(layout.at) == {arc[end] for arc in arcs for end in ("from", "to")}
    for (x, y), (u, v) in combinations(layout.at.values(), 2):
        assert abs(x - u) >= size.wide or abs(y - v) >= size.high
    for x, y in layout.at.values():
        assert size.wide / 2 <= x <= layout.width - size.wide / 2
        assert size.high / 2 <= y <= layout.height - size.high / 2
    places = []
    for way in layout.ways:
        for end, point in (("from", way.points[0]), ("to", way.points[-1])):
            x, y = layout.at[way.arc[end]]
            assert abs(point[0] - x) <= size.wide / 2
            assert abs(point[1] - y) == size.high / 2
            places.append(point)
        for x, y in way.points[1:-1]:
            over = [u for u, v in layout.at.values() if v == y]
            assert all(abs(x - u) >= size.wide / 2 - 7 * len(arcs) / 2 for u in over)
    assert len(set(places)) == len(places)


@given(arcs, lines)
def test_services_of_a_line_are_on_its_rows(arcs, lines):
    layout = laid_out(arcs, {}, lines, WIDE)
    there = dict.fromkeys(title for name, title in lines.items() if name in layout.at)
    if not lines:
        assert layout.titles == ()
        return
    assert {title for title, _ in layout.titles} - {"Aucune ligne dite"} == set(there)
    heights = dict(layout.titles)
    for name, (_, height) in layout.at.items():
        mine = heights[lines.get(name, "Aucune ligne dite")]
        assert max(y for y in heights.values() if y < height) == mine


def document(arcs):
    return {"arcs": arcs, "starts": {arcs[0]["from"]: 12}}


@given(arcs)
def test_words_cover_neither_boxes_nor_each_other(arcs):
    for kind in re.findall(r'<div class="for-\w+">(.*?)</div>', drawn(document(arcs))):
        room = [
            tuple(float(one) for one in found)
            for found in re.findall(
                r'<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"', kind
            )
        ]
        for (x, y, wide, high), (u, v, broad, tall) in combinations(room, 2):
            # A pixel, since places are rounded.
            assert x + wide <= u + 1 or u + broad <= x + 1 or y + high <= v + 1 or v + tall <= y + 1


def test_a_map_says_its_busiest_ways_to_who_listens_and_marks_the_others():
    found = [
        {"from": "a", "to": name, "count": 100 - k, "median_wait_days": 8.0, "p90_wait_days": 9.0}
        for k, name in enumerate("bcdefghijklmnopqrstuvwxyz")
    ]
    told = drawn(document(found))
    assert "Les plus fréquents : a → b, 100 fois, 8 jours" in told
    assert told.count('<g class="way ">') == 2 * 10
    assert told.count('<g class="way more">') == 2 * 10
    assert told.count('<g class="way rest">') == 2 * 5
    assert "ne peut être montré" in drawn(document([{**found[0], "to": "a"}]))


def test_lines_of_services_are_read_and_their_rows_titled(tmp_path):
    (tmp_path / "log.csv").write_text(forty(), encoding="utf-8")
    (tmp_path / "lines.csv").write_text(
        "activity;line\nvisite;Communautaire\nurgence;2\nappel;1\ngroupe;Communautaire\nabsente;3\n"
    )
    out = tmp_path / "page.html"
    result = run("report", tmp_path / "log.csv", out, "--lines", tmp_path / "lines.csv")
    assert result.exit_code == 0, result.stderr
    page = out.read_text(encoding="utf-8")
    titles = re.findall(r'class="row-title"[^>]*>([^<]+)<', page.split('<div class="for-narrow">')[0])
    assert titles == ["Première ligne", "Deuxième ligne", "Communautaire"]
    assert "Chaque rangée est une ligne de services" in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("activity,line\nappel,1\nappel,2\n", "a déjà une autre ligne"),
        ("activity,line\nappel,\n", "il faut une activité et sa ligne"),
        ("activity,line\nrien,1\n", "ne nomme aucune activité"),
        ("activity\nappel\n", "n’a pas de colonne line"),
        ("", "est vide"),
    ],
)
def test_lines_that_cannot_be_used_are_refused_in_one_line(tmp_path, text, sentence):
    (tmp_path / "log.csv").write_text(forty(), encoding="utf-8")
    (tmp_path / "lines.csv").write_text(text)
    told = refused("report", tmp_path / "log.csv", tmp_path / "p.html", "--lines", tmp_path / "lines.csv")
    assert sentence in told
    with pytest.raises(Refused):
        read_lines(tmp_path / "lines.csv", ("appel",))
