"""The page's views by cohort, entry door, year: no small group can be found from what is shown."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arrimage.cli.pathways_views import quiet
from tests.science.test_pathways_cli import refused, run

HEAD = "case,activity,timestamp,provider,age\n"


@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 12), st.integers(0, 6))
def test_what_is_left_out_is_never_a_small_group(counts, others, suppress):
    total = sum(counts) + others
    out = quiet(total, counts, suppress)
    assert all(place in out for place, count in enumerate(counts) if 0 < count < suppress)
    hidden = total - sum(count for place, count in enumerate(counts) if place not in out)
    shown = [place for place, count in enumerate(counts) if count and place not in out]
    assert hidden == 0 or hidden >= suppress or not shown


def story(who, names, start, age):
    days = (start + timedelta(4 * step) for step in range(len(names)))
    return "".join(f"{who},{name},{day:%Y-%m-%d},ana,{age}\n" for name, day in zip(names, days, strict=True))


def forty():
    told = HEAD
    for who in range(40):
        door, after = "appel" if who % 2 else "urgence", "visite" if who % 3 else "groupe"
        age = "jeune" if who < 25 else "âgé"
        told += story(who, (door, after, "visite"), datetime(2022 + who % 2, 3, 1), age)
    return told


def page_of(tmp_path, text):
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    assert run("report", tmp_path / "log.csv", tmp_path / "page.html", "--cohort", "age").exit_code == 0
    return read(tmp_path / "page.html")


def read(path):
    """Spaces that never break are spaces."""
    return path.read_text(encoding="utf-8").replace("\u00a0", " ")


def test_cohorts_doors_and_years_are_shown_apart_and_compared(tmp_path):
    told = page_of(tmp_path, forty())
    for label in ("Tout le monde", "jeune", "âgé", "appel", "urgence", "2022", "2023"):
        assert f"> {label}</label>" in told
    assert "age : jeune (25 personnes)" in told
    assert "age : jeune et âgé, part des départs de chaque service, et attente médiane" in told
    assert "Année d’entrée : 2022 et 2023" in told
    assert "<script" not in told
    refusal = refused("report", tmp_path / "log.csv", tmp_path / "page.html", "--cohort", "rien")
    assert "n’a pas de colonne" in refusal


def test_somebody_alone_is_not_found_by_taking_the_others_away(tmp_path):
    lone = story("unique", ("rare", "visite"), datetime(2021, 1, 1), "discret")
    told = page_of(tmp_path, forty() + lone)
    for unsaid in ("unique", "rare", "discret", "2020", "> âgé</label>"):
        assert unsaid not in told
    assert "(40 personnes)" not in told


def test_a_store_has_views_but_no_cohort(tmp_path):
    rows = "".join(story(who, ("ab"[who % 2], "c"), datetime(2022, 1, 1), "x") for who in range(20))
    (tmp_path / "log.csv").write_text(HEAD + rows, encoding="utf-8")
    run("store", tmp_path / "log.csv", tmp_path / "kept")
    assert run("report", tmp_path / "kept", tmp_path / "page.html").exit_code == 0
    assert "Porte d’entrée : a (10 personnes)" in read(tmp_path / "page.html")
    assert "cohortes" in refused("report", tmp_path / "kept", tmp_path / "page.html", "--cohort", "age")
