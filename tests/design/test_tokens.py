import re

import pytest

from arrimage.design import tokens

SHEETS = ("base", "components", "print")
WORDS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "river", "alarm", "maple")
        for ground in ("paper", "card", "sand")
    ),
    *((f"on-{g}", g) for g in ("river", "river-soft", "maple-soft", "wait-soft", "alarm-soft", "no-data")),
    *((f"on-step-{step}", f"step-{step}") for step in range(1, 6)),
    ("on-river", "river-deep"),
    ("river-deep", "paper"),
    ("ink", "river-soft"),
]
WORDS.remove(("maple", "sand"))  # maple words stand on paper and on cards only
MARKS = [
    (mark, ground)
    for mark in (
        *("edge", "river", "maple", "public", "community", "family", "intersectoral"),
        *(f"group-{number}" for number in range(5, 9)),
    )
    for ground in ("paper", "card")
]


@pytest.mark.parametrize("hour", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(hour, ink, ground):
    colours = getattr(tokens, hour)()
    assert tokens.contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("hour", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(hour, mark, ground):
    colours = getattr(tokens, hour)()
    assert tokens.contrast(colours[mark], colours[ground]) >= 3


def test_the_known_contrasts_are_right():
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_night_gives_every_colour_a_role_of_its_own():
    night = set(re.findall(r"--([a-z0-9-]+):\s*#", (tokens.STATIC / "dark.css").read_text(encoding="utf-8")))
    assert night == set(tokens.light())


def test_each_day_colour_is_one_role_so_that_figures_can_be_turned_into_roles():
    values = list(tokens.light().values())
    assert len(values) == len(set(values))


@pytest.mark.parametrize("sheet", SHEETS)
def test_components_name_roles_and_never_colours(sheet):
    css = re.sub(r"/\*.*?\*/", "", (tokens.STATIC / f"{sheet}.css").read_text(encoding="utf-8"), flags=re.S)
    literals = set(re.findall(r"#[0-9a-f]{3,8}\b", css))
    assert literals <= ({"#10181a80"} if sheet == "base" else set()) or sheet == "print"
    declared = set(re.findall(r"--([a-z0-9-]+):", (tokens.STATIC / "tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\(--([a-z0-9-]+)", css)) <= declared
