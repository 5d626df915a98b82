"""`arrimage simulate`: a scenario in, JSON out, one French line and exit 2 for one that cannot be run."""

import doctest
import json

import pytest
from click.testing import CliRunner

from arrimage.cli import arrimage, simulation_document, what_if
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
        p90 = one["intervals"]["wait_p90"]
        assert p90["low"] < one["wait_p90"] < p90["high"]
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


def test_a_change_said_in_one_line_is_compared_with_the_scenario_as_it_is(write):
    path = write(SCENARIO + "\n[observed]\nsiv = { wait_mean = 0.5 }\n")
    found = simulated(path, "--what-if", "siv.servers=+6")
    more = write(SCENARIO.replace("servers = 20", "servers = 26"), "more.toml")
    more = simulated(more, "--against", path)
    assert found["services"] == more["services"]
    assert found["differences"] == more["differences"]
    assert found["what_if"] == ["siv.servers=+6"]
    # Last year is what the scenario as it is must give back.
    assert found["validation"] == simulated(path)["validation"]


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ("siv.servers=-2", "servers = 20", "servers = 18"),
        ("siv.mean_service_days=8,5", "mean_service_days = 10.0", "mean_service_days = 8.5"),
        ("guichet.per_day=*0.5", "per_day = 4", "per_day = 2.0"),
        ("siv.patience=*2", "mean_days = 5.0", "mean_days = 10"),
        ("guichet -> siv = +0.1", "= 0.4", "= 0.5"),
        ("siv.room=3", "mean_service_days = 10.0", "mean_service_days = 10.0\nroom = 3"),
    ],
)
def test_each_kind_of_change_is_what_the_file_would_say(write, change, before, after):
    text = SCENARIO.replace("per_day = 1", "per_day = 0.5") if "per_day" in change else SCENARIO
    told = simulated(write(SCENARIO), "--what-if", change)["services"]
    assert told == simulated(write(text.replace(before, after), "after.toml"))["services"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("siv", "écrivez par exemple"),
        ("siv.colour=3", "une de ces clés"),
        ("sim.servers=3", "aucun service"),
        ("siv.servers=x", "écrivez par exemple"),
        ("siv.room=+2", "valeur entière"),
        ("guichet.per_day=+1", "*1.2"),
        ("siv.per_day=3", "aucune"),
        ("guichet.patience=+3", "valeur entière"),
        ("guichet->siv=1.2", "routing"),
        ("siv.servers=-40", "servers"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(write, change, sentence):
    assert sentence in refused(write(), "--what-if", change)


def test_what_if_and_against_do_not_mix(write):
    assert "s’excluent" in refused(write(), "--what-if", "siv.servers=+1", "--against", write())


def test_an_answer_within_48_hours_is_measured(write):
    text = SCENARIO.replace("servers = 3\n", "servers = 3\ntarget_days = 2\n")
    found = simulated(write(text), "--what-if", "guichet.servers=+1")
    guichet = found["services"]["guichet"]
    assert guichet["target_days"] == 2
    assert found["against"]["guichet"]["within_target"] < guichet["within_target"] <= 1
    assert found["differences"]["guichet"]["within_target"]["low"] > 0
    assert "within_target" not in found["services"]["siv"]
    assert "within_target" not in found["differences"]["siv"]


def test_steps_up_and_down_are_counted(write):
    text = SCENARIO.replace("servers = 3\n", "servers = 3\nstep = 1\n").replace(
        "servers = 20\n", "servers = 20\nstep = 3\n"
    )
    text = text.replace('"guichet->siv" = 0.4', '"guichet->siv" = 0.4\n"siv->guichet" = 0.25')
    found = simulated(write(text), "--years", "3")
    served = found["services"]["guichet"]["per_day"]  # nobody gives up there
    assert found["steps_per_year"]["up"] == pytest.approx(served * 0.4 * 365, rel=0.02)
    assert 0 < found["steps_per_year"]["down"] < found["steps_per_year"]["up"]
    assert "steps_per_year" not in simulated(write())


def test_an_overload_is_said_before_running_and_run_only_when_asked(write):
    path = write(SCENARIO.replace("servers = 3\n", "servers = 2\n"))
    assert "utilisation 1,3" in refused(path)
    result = run(path, "--allow-overload", "--replications", "3", "--json")
    assert result.exit_code == 0
    assert "recevra plus qu’il ne peut servir" in result.stderr
    found = json.loads(result.stdout)
    assert found["overloaded"] == ["guichet"]
    assert found["preview"]["guichet"] is None
    assert found["services"]["guichet"]["utilisation"] > 0.97
    longer = run(path, "--allow-overload", "--replications", "3", "--json", "--years", "6")
    assert (
        json.loads(longer.stdout)["services"]["guichet"]["wait_mean"]["value"]
        > found["services"]["guichet"]["wait_mean"]["value"]
    )


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
    assert "À côté des formules d’Erlang" in text
    assert "&lt;i&gt;urgent" in text
    assert "<script" not in text
    assert "http" not in text


def test_the_page_says_the_change_the_cost_and_last_year(write, tmp_path):
    out = tmp_path / "page.html"
    text = 'title = "Rivière-aux-Érables"\n' + SCENARIO.replace(
        "servers = 20", "servers = 20\ncost_per_day = 50"
    )
    text += "\n[observed]\nsiv = { wait_mean = 90 }\n"
    assert (
        run(write(text), "--what-if", "siv.servers=+6", "--replications", "4", "--html", str(out)).exit_code
        == 0
    )
    page = out.read_text()
    for words in (
        "<h1>Rivière-aux-Érables</h1>",
        "siv\u00a0: 6 places ou intervenants de plus",
        " d’attente de moins",
        "+109\u202f500\u00a0$",  # 6 places, 365 days, 50 $
        "<strong>non retrouvé</strong>",
        "Le scénario tel quel, seul",
        "Avec le changement, moins tel quel\u00a0: vécus par les mêmes personnes",
        "Tel quel\u00a0: en moyenne",
        "combien de personnes attendent\u00a0?",
    ):
        assert words in page, words


def test_where_nobody_waits_before_or_after_it_is_said_in_words(write, tmp_path):
    out = tmp_path / "page.html"
    quiet = SCENARIO.replace("servers = 3", "servers = 300").replace("servers = 20", "servers = 900")
    options = ("--what-if", "siv.servers=+40", "--replications", "3", "--html", str(out))
    assert run(write(quiet), *options).exit_code == 0
    assert out.read_text().count("Presque personne n’attendrait, avant comme après.") == 2


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


def test_the_examples_of_the_documentation_run():
    for module in (what_if, simulation_document):
        found = doctest.testmod(module)
        assert found.attempted
        assert not found.failed
