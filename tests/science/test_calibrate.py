"""Laws fitted to observed times: against SciPy, on samples whose law is known, and from the terminal."""

import doctest
import json

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from arrimage.cli import arrimage
from arrimage.science.simulation import fitting


def test_the_examples_of_the_documentation_run():
    found = doctest.testmod(fitting)
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize("shape", [0.3, 1.0, 2.3, 200.0])
def test_the_gamma_function_is_scipys(shape):
    x = np.array([1e-6, 0.01, 0.5, 1.0, 3.0, 9.0, 40.0, 190.0, 230.0])
    assert fitting.gamma_below(shape, x) == pytest.approx(stats.gamma.cdf(x, shape), abs=1e-12)


def test_estimates_and_distances_are_scipys():
    days = np.sort(np.random.default_rng(3).gamma(2.3, 4.0, 400))
    shape, scale = fitting.Gamma.estimate(days)
    known = stats.gamma.fit(days, floc=0)
    assert (shape, scale) == (pytest.approx(known[0], rel=1e-6), pytest.approx(known[2], rel=1e-6))
    (gamma,) = (fit for fit in fitting.fits(days, seed=1) if fit.distribution == "gamma")
    assert gamma.distance == pytest.approx(stats.kstest(days, "gamma", (shape, 0, scale)).statistic)
    likelihood = stats.gamma.logpdf(days, shape, 0, scale).sum()
    assert gamma.aic == pytest.approx(4 - 2 * likelihood)


@pytest.mark.parametrize(
    ("law", "draw"),
    [
        ("exponential", lambda rng: rng.exponential(9.0, 600)),
        ("gamma", lambda rng: rng.gamma(4.0, 3.0, 600)),
        ("lognormal", lambda rng: rng.lognormal(2.0, 1.0, 600)),
    ],
)
def test_the_law_that_made_the_times_fits_them(law, draw):
    found = {fit.distribution: fit for fit in fitting.fits(draw(np.random.default_rng(8)), seed=1)}
    assert found[law].p_value > 0.05
    assert found[law].aic <= min(fit.aic for fit in found.values()) + 2


def test_the_same_seed_gives_the_same():
    days = np.random.default_rng(1).exponential(2.0, 60)
    assert fitting.fits(days, seed=4) == fitting.fits(days[::-1], seed=4)


def test_times_that_say_too_little_are_refused():
    for days in ([1.0] * 30, [1.0, 2.0], [0.0, *range(1, 40)]):
        with pytest.raises(ValueError, match="times"):
            fitting.fits(np.array(days), seed=1)


def run(*arguments):
    return CliRunner().invoke(arrimage, ["calibrate", *arguments])


def test_a_file_of_times_is_read_and_its_bad_lines_told(tmp_path):
    path = tmp_path / "t.csv"
    rng = np.random.default_rng(2)
    rows = [f"siv,{day}" for day in rng.gamma(3.0, 30.0, 200)] + [f"guichet,{day}" for day in (1, 2, 3)]
    two_peaks = [f"court,{day}" for day in np.r_[rng.normal(5, 0.1, 150), rng.normal(50, 0.1, 150)]]
    path.write_text("\n".join(["service,days", *rows, *two_peaks, "siv,-2", "siv,deux", ",3"]))
    found = json.loads(run(str(path), "--json").stdout)
    assert found["services"]["siv"]["proposed"] == "gamma"
    assert found["services"]["guichet"] == {
        "observed": 3,
        "mean_days": 2,
        "laws": [],
        "proposed": "empirical",
    }
    assert found["services"]["court"]["proposed"] == "empirical"
    assert [row["line"] for row in found["refused_rows"]["rows"]] == [505, 506, 507]
    assert "Proposée : gamma" in run(str(path)).stdout


@pytest.mark.parametrize("text", ["", "service,days\n", "service,days\nsiv,0\n", "a,b\n1,2\n"])
def test_a_file_without_times_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text)
    result = run(str(path))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
