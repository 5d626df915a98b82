"""The pieces of the search, each alone: thesaurus, slips, postings, hours, distances."""

import csv
import doctest
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel.search import words
from arrimage.apps.network import postings
from arrimage.apps.network.models import OpeningHours
from arrimage.apps.network.postings import pack, unpack
from arrimage.apps.network.queries import matching, places
from arrimage.apps.network.queries.hours import opening, stretches
from arrimage.apps.network.queries.matching import differ_at_most
from arrimage.apps.network.thesaurus import TABLE, thesaurus
from arrimage.apps.network.vocabulary import Category, Need, OrganisationKind
from tests.twins.search import edits, kilometres


@pytest.mark.parametrize("module", [matching, places, postings])
def test_the_examples_of_the_docstrings_run(module):
    assert doctest.testmod(module).failed == 0


def test_every_equivalent_is_one_word_that_is_indexed():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert [word for word in row["words"].split() if len(words(word)) != 1] == []


def test_every_code_has_its_words():
    wanted = {f"need:{code}" for code in Need.values} | {f"category:{code}" for code in Category.values}
    wanted |= {f"kind:{code}" for code in OrganisationKind.values} - {"kind:other"}
    assert wanted <= thesaurus().of_code.keys()


def test_rows_of_one_code_do_not_mix():
    assert words("deuil")[0].stem not in thesaurus().related(words("violence")[0].stem).stems


letters = st.text("abc", max_size=7)


@given(letters, letters, st.integers(0, 2))
def test_slips_are_counted_as_the_whole_table_counts_them(typed, known, slips):
    assert differ_at_most(typed, known, slips) == (edits(typed, known) <= slips)


@given(st.dictionaries(st.integers(1, 6), st.sets(st.integers(1, 2**32 - 1), min_size=1)))
def test_postings_come_back_as_they_went(by_field):
    assert {where: set(ids) for where, ids in unpack(pack(by_field)).items()} == by_field
    assert unpack(b"") == {}


def test_distances_are_those_of_the_twin():
    for one, other in [
        ((45.5, -73.6), (46.8, -71.2)),
        ((60.0, -77.0), (60.0, -77.001)),
        ((45, -73), (45, -73)),
    ]:
        assert places.distance(*one, *other) == pytest.approx(kilometres(one, other), abs=1e-6)


def week(*rows: tuple[int, int, int]) -> list[tuple[int, int]]:
    return stretches(
        OpeningHours(weekday=day, opens_at=time(opens), closes_at=time(closes)) for day, opens, closes in rows
    )


MONDAY = datetime(2026, 11, 16)


@pytest.mark.parametrize(
    ("rows", "day", "hour", "said"),
    [
        ([(0, 9, 17)], 16, 12, "jusqu’à 17 h"),
        ([(0, 9, 17)], 16, 17, "lundi à 9 h"),
        ([(0, 9, 12), (0, 13, 17)], 16, 12, "lundi à 13 h"),
        ([(4, 18, 0), (5, 0, 2)], 20, 23, "jusqu’à 2 h"),  # past midnight is two rows
        ([(6, 22, 0), (0, 0, 6)], 16, 3, "jusqu’à 6 h"),  # Sunday night into Monday
        ([(6, 22, 0), (0, 0, 6)], 22, 23, "jusqu’à 6 h"),
        ([(day, 0, 0) for day in range(7)], 18, 3, "jour et nuit"),
    ],
)
def test_hours_are_said_of_the_usual_week(rows, day, hour, said):
    assert said in str(opening(week(*rows), MONDAY.replace(day=day, hour=hour))).replace("\u00a0", " ")


def test_no_hours_say_nothing():
    assert opening([], MONDAY) is None
