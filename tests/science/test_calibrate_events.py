"""A scenario from a log: the parameters that made it come back, and the simulation gives its year back."""

import doctest
import json
import random
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from arrimage.science.simulation import censored
from arrimage.science.simulation.episodes import (
    ASKED,
    BEGAN,
    CAME_BACK,
    ENDED,
    GAVE_UP,
    LEFT,
    OUTSIDE,
    SENT,
    episodes,
)
from tests.science import events_made

DAY = 86_400_000_000
TWO = "case,activity,timestamp\n1,x,2024-01-01\n1,y,2024-02-01\n"


@pytest.fixture(scope="module")
def events():
    return events_made.log(4 * 365, seed=3)


@pytest.fixture
def made(tmp_path, events):
    """(log, stages) as files."""
    log, stages = tmp_path / "log.csv", tmp_path / "stages.toml"
    events_made.written(log, events)
    stages.write_text(events_made.STAGES)
    return log, stages


@pytest.fixture
def few(monkeypatch):
    """Fewer samples of the bootstrap, where its p-value is not the subject."""
    monkeypatch.setattr(censored, "BOOTSTRAP", 9)
    monkeypatch.setattr("arrimage.science.simulation.fitting.BOOTSTRAP", 9)


def test_the_examples_of_the_documentation_run():
    found = doctest.testmod(censored)
    assert found.attempted
    assert not found.failed


def test_what_made_the_log_is_found_again(made, answer, few):
    log, stages = made
    found = answer("calibrate", log, "--stages", stages)
    guichet, siv = found["services"]["guichet"], found["services"]["siv"]
    rates = {one["group"]: one["per_day"] for one in guichet["arrivals"]}
    assert rates == {"courant": pytest.approx(1.5, rel=0.1), "urgent": pytest.approx(0.5, rel=0.15)}
    assert all(0.7 < one["dispersion"] < 1.35 and not one["seasons"] for one in guichet["arrivals"])
    assert guichet["service_days"]["mean_days"] == pytest.approx(1.5, rel=0.08)
    assert siv["service_days"]["mean_days"] == pytest.approx(60, rel=0.12)
    assert siv["service_days"]["laws"][0]["distribution"] == "gamma"
    assert siv["service_days"]["laws"][0]["variation"] == pytest.approx(0.5**0.5, rel=0.15)
    assert siv["service_days"]["going_on"] <= 14
    assert (guichet["capacity"]["proposed"], siv["capacity"]["proposed"]) == (4, 14)
    assert guichet["routing"] == {"siv": pytest.approx(0.15, abs=0.03)}
    assert siv["routing"] == {"guichet": pytest.approx(0.1, abs=0.05)}
    assert siv["patience"]["mean_days"] == pytest.approx(40, rel=0.3)
    assert siv["patience"]["to"] == "guichet"
    assert guichet["patience"] is None
    assert siv["arrivals"] == []


def test_the_scenario_gives_back_the_year_it_comes_from(made, answer, few, tmp_path):
    log, stages = made
    out = tmp_path / "scenario.toml"
    found = answer(
        "calibrate", log, "--stages", stages, "--scenario", out, "--validate", "--replications", 20
    )
    verdicts = [one["reproduced"] for service in found["validation"].values() for one in service.values()]
    assert len(verdicts) == 10
    assert sum(verdicts) >= 8  # a year is one life: one in twenty may fall outside
    for one in found["validation"]["siv"].values():
        assert one["low"] <= one["simulated"] <= one["high"]
    # What was written is what was validated.
    again = answer("simulate", out, "--replications", 20)
    assert again["validation"] == found["validation"]
    assert again["services"]["siv"]["cost_per_year"] == 14 * 30 * 365


def test_a_store_and_rows_in_another_order_say_the_same(made, answer, call, few, tmp_path):
    log, stages = made
    plain = answer("calibrate", log, "--stages", stages)
    assert call("pathways", "store", log, tmp_path / "store").exit_code == 0
    kept = answer("calibrate", tmp_path / "store", "--stages", stages)
    head, *rows = log.read_text().splitlines()
    random.Random(4).shuffle(rows)
    log.write_text("\n".join([head, *rows]))
    shuffled = answer("calibrate", log, "--stages", stages)
    for other in (kept, shuffled):
        assert other["episodes"] == plain["episodes"]
        for name, one in plain["services"].items():
            for key in ("episodes", "arrivals", "routing", "capacity"):
                assert other["services"][name][key] == one[key]
            assert other["services"][name]["observed"] == pytest.approx(one["observed"])


def test_the_page_shows_how_well_the_law_fits(made, call, few, tmp_path):
    log, stages = made
    out = tmp_path / "page.html"
    assert call("calibrate", log, "--stages", stages, "--html", out).exit_code == 0
    text = out.read_text()
    assert "combien de temps les gens y restent-ils" in text
    assert "Loi proposée" in text
    assert "<script" not in text
    assert "http" not in text


def test_names_that_tell_their_stage_need_no_file(made, answer, few):
    log, _ = made
    log.write_text(log.read_text().replace("urgence", "guichet:demande"))
    found = answer("calibrate", log)
    assert set(found["services"]) == {"guichet", "siv"}
    assert found["services"]["guichet"]["arrivals"][0]["per_day"] == pytest.approx(2, rel=0.1)


def test_the_terminal_says_it_in_sentences(made, call, few):
    log, stages = made
    text = call("calibrate", log, "--stages", stages).stdout
    assert "loi proposée" in text
    assert "ensuite : siv" in text


@pytest.mark.parametrize(
    ("rows", "stages", "sentence"),
    [
        ("", None, "vide"),
        ("a,b,c\n", None, "colonne"),
        ("case,activity,timestamp\n", None, "aucun événement"),
        ("case,activity,timestamp\n1,siv:début,2024-01-01\n", None, "qu’un moment"),
        (TWO, None, "--stages"),
        ("case,activity,timestamp\n1,x,hier\n", None, "aucun événement"),
        (
            TWO,
            "[[service]]\nid='s'\nbegan='z'",
            "« z »",
        ),
        (TWO, "[[service]]\nid='s'", "began"),
        (TWO, "a =", "TOML"),
        (
            TWO,
            "[[service]]\nid='s'\nbegan='x'\nended='x'",
            "deux fois",
        ),
    ],
)
def test_a_log_that_says_nothing_is_refused_in_one_line(tmp_path, refusal, rows, stages, sentence):
    log = tmp_path / "log.csv"
    log.write_text(rows)
    arguments = [log]
    if stages is not None:
        (tmp_path / "stages.toml").write_text(stages)
        arguments += ["--stages", tmp_path / "stages.toml"]
    assert sentence in refusal("calibrate", *arguments)


def test_seasons_are_told_where_they_are(tmp_path, answer, few):
    """Twice as many people from January to June; told month by month, and not where nothing differs."""
    chance = random.Random(2)
    rows = []
    for k in range(3 * 365 * 4):
        day = chance.random() * 3 * 365
        if (day % 365) < 181 or chance.random() < 0.5:
            moment = datetime(2021, 1, 1) + timedelta(days=day)
            rows += [
                (f"p{k}", "siv:début", moment),
                (f"p{k}", "siv:fin", moment + timedelta(days=chance.expovariate(0.2))),
            ]
    path = tmp_path / "log.csv"
    lines = [f"{who},{what},{when.isoformat()}" for who, what, when in rows]
    path.write_text("\n".join(["case,activity,timestamp", *lines]))
    found = answer("calibrate", path)["services"]["siv"]
    (arrivals,) = found["arrivals"]
    assert arrivals["seasons_p"] < 1e-6
    assert np.mean(arrivals["seasons"]) == pytest.approx(1)
    assert np.mean(arrivals["seasons"][:6]) / np.mean(arrivals["seasons"][6:]) == pytest.approx(2, rel=0.15)
    assert found["notes"] == ["no_requests"]


def lived(*events, services=2, asked=(True, True), follow=30.0):
    """Episodes of one or more persons, by hand: (opens a person, service, role, day)."""
    activity = [service * 4 + role for _, service, role, _ in events]
    found = episodes(
        np.array([first for first, *_ in events]),
        np.array(activity),
        np.array([int(day * DAY) for *_, day in events]),
        np.repeat(np.arange(services), 4),
        np.tile(np.arange(4), services),
        np.zeros(services * 4, np.int64),
        np.array(asked),
        services,
        0.0,
        follow,
    )
    rows = list(zip(*(column.tolist() for column in found[:8]), strict=True))
    return [
        (s, asked, began, ended, left, origin, how) for s, _, asked, began, ended, left, origin, how in rows
    ], found[8:]


def test_a_person_waits_is_served_is_sent_on_and_comes_back():
    found, counts = lived(
        (True, 0, ASKED, 0), (False, 0, ASKED, 1), (False, 0, BEGAN, 2), (False, 0, ENDED, 5),
        (False, 1, ASKED, 6), (False, 1, LEFT, 16), (False, 0, ASKED, 20), (False, 0, BEGAN, 21),
        (False, 0, ENDED, 22), (False, 0, ASKED, 100), (False, 1, ENDED, 101),
        (True, 1, ASKED, 3), (False, 1, BEGAN, 4),
    )  # fmt: skip
    assert found == [
        (0, 0, 2, 5, -1, -1, OUTSIDE),
        (1, 6, -1, -1, 16, 0, SENT),
        (0, 20, 21, 22, -1, 1, GAVE_UP),
        (0, 100, -1, -1, -1, 2, CAME_BACK),
        (1, 3, 4, -1, -1, -1, OUTSIDE),
    ]
    assert counts == (1, 1)  # one request doubled, one end without a beginning


def test_a_service_whose_requests_are_not_known_begins_when_it_begins():
    found, _ = lived((True, 0, BEGAN, 3), (False, 0, ENDED, 4), services=1, asked=(False,))
    assert found == [(0, 3, 3, 4, -1, -1, OUTSIDE)]
    found, _ = lived((True, 0, BEGAN, 3), services=1, asked=(True,))
    assert found == [(0, -1, 3, -1, -1, -1, OUTSIDE)]


def test_estimates_under_censoring_are_scipys():
    rng = np.random.default_rng(5)
    whole, limits = rng.gamma(2.0, 30.0, 300), rng.uniform(5, 150, 300)
    days, over = np.minimum(whole, limits), whole <= limits
    told = {law.distribution: law for law in censored.fits_of(days, over, limits, seed=1)}
    data = stats.CensoredData(uncensored=days[over], right=days[~over])
    shape, _, scale = stats.gamma.fit(data, floc=0)
    assert told["gamma"].mean_days == pytest.approx(shape * scale, rel=1e-2)
    assert told["gamma"].variation == pytest.approx(shape**-0.5, rel=1e-2)
    sigma, _, median = stats.lognorm.fit(data, floc=0)
    assert told["lognormal"].mean_days == pytest.approx(median * np.exp(sigma**2 / 2), rel=2e-2)
    assert told["exponential"].mean_days == pytest.approx(days.sum() / over.sum())
    assert told["gamma"].p_value > 0.05
    # Leaving out those still going on would keep the short ones.
    assert days[over].mean() < 0.8 * told["gamma"].mean_days


def test_the_share_who_go_on_is_that_of_statsmodels():
    rng = np.random.default_rng(6)
    days, over = rng.integers(1, 20, 200).astype(float), rng.random(200) < 0.7
    ends, share = censored.survival(days, over)
    known = SurvfuncRight(days, over.astype(int))
    assert ends == pytest.approx(known.surv_times)
    assert share == pytest.approx(known.surv_prob)


def test_the_same_log_gives_the_same_twice(made, answer, few):
    log, stages = made
    one, two = (answer("calibrate", log, "--stages", stages) for _ in range(2))
    assert json.dumps(one) == json.dumps(two)
