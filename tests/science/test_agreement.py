"""Agreement between coders: published values, the reference packages, slow twins, laws."""

import math

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats import inter_rater

from arrimage.science.qualitative.alpha import Level, alpha
from arrimage.science.qualitative.codings import Undefined, codings
from arrimage.science.qualitative.kappa import by_code, cohen, fleiss
from tests.twins import qualitative as twin

# Krippendorff's own example: four observers, twelve units, gaps. «*»: nothing said.
REFERENCE = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""


def table_of(text: str) -> list[list[float | None]]:
    return [
        [None if cell == "*" else float(cell) for cell in line.split()] for line in text.split("\n") if line
    ]


def from_table(table):
    """Coders by units, as the packages read them."""
    return codings(
        (f"u{unit}", f"c{coder}", value)
        for unit in range(len(table[0]))
        for coder, value in enumerate(row[unit] for row in table)
    )


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_the_published_example_gives_its_published_alphas(level, published):
    found = alpha(from_table(table_of(REFERENCE)), level=Level(level), replicates=0)
    assert found.alpha == pytest.approx(published, abs=0.0005)
    assert (found.shared_units, found.values) == (11, 40)


tables = st.integers(2, 5).flatmap(
    lambda coders: st.integers(1, 9).flatmap(
        lambda units: st.lists(
            st.lists(st.none() | st.integers(1, 5), min_size=units, max_size=units),
            min_size=coders,
            max_size=coders,
        )
    )
)


@given(tables, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_the_reference_packages_to_twelve_digits(table, level):
    found = alpha(from_table(table), level=Level(level), replicates=0)
    slow = twin.alpha(
        [[row[unit] for row in table if row[unit] is not None] for unit in range(len(table[0]))], level
    )
    if slow is None:
        assert found.alpha is None
        assert found.undefined in set(Undefined)
        return
    assert found.alpha == pytest.approx(slow, abs=1e-12)
    data = [[math.nan if value is None else value for value in row] for row in table]
    reference = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    assert found.alpha == pytest.approx(reference, abs=1e-12)


@given(
    st.lists(
        st.lists(st.frozensets(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=4), min_size=1
    ),
    st.sampled_from(["jaccard", "masi"]),
)
def test_alpha_of_sets_is_its_slow_twin(units, level):
    found = alpha(
        codings((str(u), str(c), value) for u, unit in enumerate(units) for c, value in enumerate(unit)),
        level=Level(level),
        replicates=0,
    )
    slow = twin.alpha(units, level)
    assert (found.alpha is None) == (slow is None)
    assert slow is None or found.alpha == pytest.approx(slow, abs=1e-12)


def test_two_coders_who_say_the_same_sets_agree_fully():
    rows = [(unit, coder, frozenset(said)) for coder in "AB" for unit, said in (("1", "ab"), ("2", "c"))]
    assert alpha(codings(rows), level=Level.MASI, replicates=0).alpha == 1


def test_nothing_shared_and_one_value_are_said_and_are_no_figures():
    alone = alpha(codings([("1", "Ana", "x"), ("2", "Bo", "y")]))
    assert (alone.alpha, alone.low, alone.undefined) == (None, None, Undefined.NOTHING_SHARED)
    same = alpha(codings([("1", "Ana", "x"), ("1", "Bo", "x")]))
    assert (same.alpha, same.undefined) == (None, Undefined.ONE_VALUE)


def test_an_ordinal_value_outside_the_order_is_refused():
    rows = codings([("1", "Ana", "low"), ("1", "Bo", "odd"), ("2", "Ana", "low"), ("2", "Bo", "low")])
    with pytest.raises(ValueError, match="odd"):
        alpha(rows, level=Level.ORDINAL, order=["low", "high"])
    with pytest.raises(ValueError, match="numbers"):
        alpha(rows, level=Level.INTERVAL)


def test_words_in_order_are_read_as_their_ranks():
    words = [("1", "Ana", "low"), ("1", "Bo", "mid"), ("2", "Ana", "high"), ("2", "Bo", "high")]
    rank = {"low": 1, "mid": 2, "high": 3}
    one = alpha(codings(words), level=Level.ORDINAL, order=list(rank), replicates=0)
    other = alpha(codings((u, c, rank[v]) for u, c, v in words), level=Level.ORDINAL, replicates=0)
    assert one.alpha == other.alpha


def test_the_interval_is_the_same_for_the_same_seed_and_holds_the_figure():
    rows = from_table(table_of(REFERENCE))
    one, again = alpha(rows, seed=7), alpha(rows, seed=7)
    assert one == again
    assert one.low < one.alpha < one.high <= 1
    assert alpha(rows, seed=8) != one


def test_the_interval_covers_what_many_studies_would_find():
    """Studies drawn from one way of coding: about nine intervals of ten hold the alpha of a large one."""
    random = np.random.default_rng(3)

    def study(units):
        truth = random.integers(0, 3, units)
        said = [np.where(random.random(units) < 0.8, truth, random.integers(0, 3, units)) for _ in range(2)]
        return codings((u, str(c), int(v)) for c, row in enumerate(said) for u, v in enumerate(row))

    large = alpha(study(60_000), replicates=0).alpha
    found = [alpha(study(150), confidence=0.9, replicates=400, seed=n) for n in range(60)]
    assert 0.75 <= sum(one.low <= large <= one.high for one in found) / 60 <= 0.99


pairs = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), min_size=1, max_size=30)


@given(pairs)
def test_kappa_is_statsmodels(said):
    found = cohen(said, replicates=0)
    slow = twin.cohen(said)
    assert (found.kappa is None) == (slow is None)
    if slow is None:
        assert found.undefined is Undefined.ONE_VALUE
        return
    values = sorted({value for pair in said for value in pair})
    cells = np.zeros((len(values), len(values)))
    for one, other in said:
        cells[values.index(one), values.index(other)] += 1
    assert found.kappa == pytest.approx(slow, abs=1e-12)
    assert found.kappa == pytest.approx(inter_rater.cohens_kappa(cells, return_results=False), abs=1e-12)


@given(
    st.integers(2, 5).flatmap(
        lambda coders: st.lists(
            st.lists(st.sampled_from("xyz"), min_size=coders, max_size=coders), min_size=1, max_size=20
        )
    )
)
def test_kappa_of_several_is_statsmodels(units):
    found, slow = fleiss(units, replicates=0), twin.fleiss(units)
    assert (found.kappa is None) == (slow is None)
    if slow is None:
        return
    assume(slow is not None)
    table, _values = inter_rater.aggregate_raters(np.array(units))
    assert found.kappa == pytest.approx(slow, abs=1e-12)
    assert found.kappa == pytest.approx(inter_rater.fleiss_kappa(table), abs=1e-12)


def test_the_published_kappa_of_fleiss():
    # Fleiss (1971), table 1: thirty patients, six psychiatrists, five diagnoses: κ = 0.430.
    text = """
    0 0 0 6 0|0 3 0 0 3|0 1 4 0 1|0 0 0 0 6|0 3 0 3 0|2 0 4 0 0|0 0 4 0 2|2 0 3 1 0|2 0 0 4 0|0 0 0 0 6
    1 0 0 5 0|1 1 0 4 0|0 3 3 0 0|1 0 0 5 0|0 2 0 3 1|0 0 5 0 1|3 0 0 1 2|5 1 0 0 0|0 2 0 4 0|1 0 2 0 3
    0 0 0 0 6|0 1 0 5 0|0 2 0 1 3|2 0 0 4 0|1 0 0 4 1|0 5 0 1 0|4 0 0 0 2|0 2 0 4 0|1 0 5 0 0|0 0 0 0 6
    """
    rows = [
        list(map(int, cell.split())) for line in text.split("\n") if line.strip() for cell in line.split("|")
    ]
    units = [[diagnosis for diagnosis, times in enumerate(row) for _ in range(times)] for row in rows]
    found = fleiss(units)
    assert found.kappa == pytest.approx(0.430, abs=0.001)
    assert found.low < found.kappa < found.high


def test_units_with_other_numbers_of_coders_are_refused_by_fleiss():
    with pytest.raises(ValueError, match="same number"):
        fleiss([["x", "y"], ["x"]])


def test_a_code_neither_used_has_no_kappa_and_is_not_in_full_agreement():
    found = by_code([(frozenset({"hope"}), frozenset()), (frozenset(), frozenset())], ["hope", "work"])
    assert found["hope"].kappa == 0
    assert (found["work"].kappa, found["work"].agreement) == (None, 1.0)
    assert found["work"].undefined is Undefined.ONE_VALUE


def test_a_unit_coded_twice_by_one_coder_is_refused():
    with pytest.raises(ValueError, match="twice"):
        codings([("1", "Ana", "x"), ("1", "Ana", "y")])
