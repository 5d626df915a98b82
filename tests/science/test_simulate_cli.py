"""`arrimage simulate`: a scenario in, JSON out, one French line and exit 2 for one that cannot be run."""

import json

import pytest
from click.testing import CliRunner

from arrimage.cli import arrimage
from arrimage.science.simulation import erlang

SCENARIO = """
[horizon]
days = 800
warmup = 100

[[service]]
id = "guichet"
servers = 3
mean_service_days = 0.5

[[service]]
id = "siv"
servers = 20
mean_service_days = 10.0
distribution = "gamma"

[[arrival]]
service = "guichet"
per_day = 4
class = "adulte"
priority = 2

[[arrival]]
service = "guichet"
per_day = 1
class = "urgent"
priority = 1

[routing]
"guichet->siv" = 0.4

[patience]
siv = { mean_days = 5.0, to = "guichet" }
"""


@pytest.fixture
def write(tmp_path):
    def write(text=SCENARIO, name="s.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(arrimage, ["simulate", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def simulated(*arguments):
    result = run(*arguments, "--replications", "5", "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def refused(*arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_scenario_is_simulated(write):
    found = simulated(write())
    assert found["services"].keys() == {"guichet", "siv"}
    for one in found["services"].values():
        assert one["wait_mean"]["low"] < one["wait_mean"]["value"] < one["wait_mean"]["high"]
        assert {"wait_p90", "queue_mean", "utilisation", "abandoned_share"} <= one.keys()
    guichet, siv = found["services"]["guichet"], found["services"]["siv"]
    assert (guichet["abandoned_share"], found["days"], found["warmup"]) == (0, 800, 100)
    assert 0 < siv["abandoned_share"] < 0.4
    assert guichet["wait_by_class"]["urgent"]["value"] < guichet["wait_by_class"]["adulte"]["value"]
    assert found["preview"]["siv"]["abandoned_share"] == pytest.approx(siv["abandoned_share"], abs=0.1)


def test_seed_threads_and_years(write):
    path = write()
    assert simulated(path, "--threads", "1") == simulated(path, "--threads", "3")
    assert simulated(path, "--seed", "2") != simulated(path)
    assert simulated(path, "--years", "1")["days"] == 365


def test_two_scenarios_are_lived_by_the_same_people(write):
    more = write(SCENARIO.replace("servers = 20", "servers = 26"), "more.toml")
    found = simulated(more, "--against", write())
    assert found["differences"]["siv"]["wait_mean"]["high"] < 0
    assert found["against"]["siv"]["utilisation"] > found["services"]["siv"]["utilisation"]


def test_the_preview_is_erlangs(write):
    text = SCENARIO[: SCENARIO.index("[routing]")]
    result = run(write(text), "--preview", "--json")
    known = erlang.erlang_c(5.0, 0.5, 3)
    assert json.loads(result.stdout)["preview"]["guichet"]["wait_mean"] == pytest.approx(known.wait_mean)
    assert "formules d’Erlang" in run(write(text), "--preview").stdout


def test_calendars_seasons_room_returns_and_costs_are_read(write):
    text = SCENARIO.replace(
        "servers = 3\n",
        "servers = 4\nweekly = [5, 5, 5, 5, 5, 0, 0]\nchanges = [[400, 6]]\ncost_per_day = 10\n",
    ).replace("servers = 20\n", "servers = 40\nroom = 3\n")
    text = text.replace("per_day = 1\n", "per_day = 1\nseasons = [1, 2, 1, 0]\n")
    text = (
        text[: text.index("[patience]")]
        + '[returns]\nsiv = { share = 0.1, mean_days = 30, to = "guichet" }\n'
    )
    found = simulated(write(text))["services"]
    days = 58 * 7 - 400
    assert days == 6
    assert found["guichet"]["cost_per_year"] == pytest.approx(10 * 365 * (286 * 5 + 400 * 6) / 800)
    assert "turned_away_share" in found["siv"]


def test_last_years_waits_are_compared_with_lives_of_the_network(write):
    text = (
        SCENARIO
        + "\n[observed]\nsiv = { wait_mean = 0.5 }\nguichet = { wait_mean = 90, utilisation = 0.83 }\n"
    )
    found = simulated(write(text))["validation"]
    assert found["guichet"]["wait_mean"]["reproduced"] is False
    assert found["guichet"]["utilisation"]["low"] < found["guichet"]["utilisation"]["high"]
    assert found["siv"]["wait_mean"]["observed"] == 0.5
    assert "non retrouvé" in run(write(text), "--replications", "3").stdout
    assert "nowhere" in refused(write(SCENARIO + "\n[observed]\nnowhere = { wait_mean = 1 }\n"))
    assert "speed" in refused(write(SCENARIO + "\n[observed]\nsiv = { speed = 1 }\n"))


def test_people_read_sentences(write):
    text = run(write(), "--replications", "3").stdout
    assert "siv : attente" in text
    assert "urgent : attente" in text


def test_the_page_suffices_to_itself(write, tmp_path):
    out = tmp_path / "page.html"
    more = write(
        SCENARIO.replace("servers = 20", "servers = 26").replace('"urgent"', '"<i>urgent"'), "more.toml"
    )
    result = run(more, "--against", write(), "--replications", "3", "--html", str(out))
    assert result.exit_code == 0
    text = out.read_text()
    assert "Ce que le changement ferait" in text
    assert "&lt;i&gt;urgent" in text
    assert "<script" not in text
    assert "http" not in text


def test_an_unknown_key_is_said_and_ignored(write):
    result = run(write(SCENARIO.replace("servers = 3", "servers = 3\nservres = 9")), "--preview")
    assert result.exit_code == 0
    assert "servres" in result.stderr


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (SCENARIO, "", "vide"),
        (SCENARIO, "a = ", "TOML"),
        (SCENARIO, "[horizon]\ndays = 10\n", "aucun service"),
        ("servers = 3", "servers = 2", "utilisation 1,3"),
        ("servers = 3", "servers = 0", "servers"),
        ("servers = 3", "servers = 2.5", "entier"),
        ("servers = 3", 'servers = "3"', "nombre"),
        ("mean_service_days = 0.5", "mean_service_days = nan", "mean_service_days"),
        ("days = 800", "days = 0", "days"),
        ("warmup = 100", "warmup = 900", "warmup"),
        ('distribution = "gamma"', 'distribution = "weibull"', "weibull"),
        ('distribution = "gamma"', 'distribution = "empirical"', "values"),
        ('"guichet->siv" = 0.4', '"guichet->siv" = 0.8\n"guichet->guichet" = 0.3', "plus que 1"),
        ('"guichet->siv" = 0.4', '"guichet->sim" = 0.4', "sim"),
        ('"guichet->siv" = 0.4', '"guichet" = 0.4', "de->vers"),
        ('"guichet->siv" = 0.4', '"guichet->guichet" = 1.0', "sort"),
        ('to = "guichet"', 'to = "nulle part"', "nulle part"),
        ('id = "siv"', 'id = "guichet"', "deux fois"),
        ("per_day = 4", "per_day = -4", "per_day"),
    ],
)
def test_a_scenario_that_cannot_be_run_is_refused_in_one_line(write, before, after, sentence):
    assert sentence in refused(write(SCENARIO.replace(before, after)))


def test_options_out_of_reach_are_refused(write):
    assert "--replications" in refused(write(), "--replications", "0")
    assert "--seed" in refused(write(), "--seed", "-1")
    assert "--years" in refused(write(), "--years", "0")
    assert "UTF-8" in refused(write(b"\xff\xfe\x00"))
    assert "ouvert" in refused("/nowhere/s.toml")
