"""`arrimage pathways …`: files in, JSON out, one French line and exit 2 for a file that cannot be used."""

import doctest
import gzip
import json
import random
import subprocess
import sys
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.cli import arrimage, pathways, pathways_tables
from tests.twins import trajectories as twin

HEAD = "case,activity,timestamp,provider\n"
SMALL = HEAD + "".join(
    f"{row}\n"
    for row in (
        "NA,appel,2024-01-01,ana",
        "NA,visite,2024-01-04,ana",
        "NA,visite,2024-01-10,bob",
        "2,appel,2024-01-02,bob",
        "2,visite,2024-01-03,bob",
        "3,appel,2024-02-01,",
    )
)


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(arrimage, ["pathways", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def measured(*arguments):
    result = run("measure", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*arguments):
    result = run(*arguments)
    assert result.exit_code == 2, result.stdout
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_the_examples_of_the_documentation_run():
    for module in (pathways, pathways_tables):
        found = doctest.testmod(module)
        assert found.attempted
        assert not found.failed


def test_a_small_file_says_it_all(write):
    found = measured(write("small.csv", SMALL))
    assert (found["persons"], found["events"], found["activities"], found["variants"]) == (3, 6, 2, 3)
    assert found["arcs"] == [
        {"from": "appel", "to": "visite", "count": 2, "median_wait_days": 2.0, "p90_wait_days": 2.8},
        {"from": "visite", "to": "visite", "count": 1, "median_wait_days": 6.0, "p90_wait_days": 6.0},
    ]
    assert found["starts"] == {"appel": 3}
    assert found["ends"] == {"visite": 2, "appel": 1}
    assert found["duration_days"] == {"median": 1.0, "mean": pytest.approx(10 / 3), "p90": pytest.approx(7.4)}
    assert found["continuity"]["usual_provider"] == {
        "mean": pytest.approx(5 / 6),
        "persons": 2,
        "excluded": 1,
        "excluded_share": pytest.approx(1 / 3),
    }
    assert found["continuity"]["bice_boxerman"]["mean"] == pytest.approx((1 / 3 + 1) / 2)
    assert found["returns"]["visite"]["within_days"] == {"7": 1, "30": 1, "90": 1}
    assert found["refused_rows"] == {"count": 0, "rows": []}


def test_a_case_called_na_is_a_case(write):
    assert (
        measured(write("na.csv", HEAD + "NA,a,2024-01-01,\nNULL,a,2024-01-01,\nnan,a,2024-01-01,\n"))[
            "persons"
        ]
        == 3
    )


def test_rows_that_cannot_be_used_are_counted_with_their_reason(write):
    rows = [
        "1,a,2024-01-01,",
        ",a,2024-01-01,",
        "1,,2024-01-02,",
        "1,a,hier,",
        "1,a,,",
        "1,a,2999-01-01,",
        "1,a,1066-10-14,",
    ]
    found = measured(write("bad.csv", HEAD + "\n".join(rows) + "\n"))
    assert found["events"] == 1
    assert found["refused_rows"] == {
        "count": 6,
        "rows": [
            {"row": 2, "reason": "sans personne"},
            {"row": 3, "reason": "sans activité"},
            {"row": 4, "reason": "date illisible"},
            {"row": 5, "reason": "sans date"},
            {"row": 6, "reason": "date dans le futur"},
            {"row": 7, "reason": "date avant 1900"},
        ],
    }


def test_the_same_rows_are_refused_in_parquet(write, tmp_path):
    table = pa.table(
        {
            "case": pa.array(["1", "", None, "1", "1"]),
            "activity": ["a", "a", "a", " ", "a"],
            "timestamp": pa.array([datetime(2024, 1, 1)] * 4 + [datetime(2999, 1, 1)], pa.timestamp("ms")),
        }
    )
    pq.write_table(table, tmp_path / "bad.parquet")
    found = measured(tmp_path / "bad.parquet")
    assert found["events"] == 1
    assert [row["row"] for row in found["refused_rows"]["rows"]] == [2, 3, 4, 5]


def test_equal_moments_keep_the_order_of_the_file(write):
    rows = "".join(f"1,{name},2024-01-01,\n" for name in ("b", "a", "c", "a"))
    assert measured(write("ties.csv", HEAD + rows))["top_variants"] == [
        {"path": ["b", "a", "c", "a"], "persons": 1}
    ]


def test_columns_separator_and_dates_can_be_named(write):
    path = write("named.csv", "qui;quoi;quand\n1;a;31/12/2023 08:30\n1;b;02/01/2024 08:30\n")
    options = ["--case", "qui", "--activity", "quoi", "--timestamp", "quand", "--sep", ";"]
    found = measured(path, *options, "--date-format", "%d/%m/%Y %H:%M")
    assert found["arcs"][0]["median_wait_days"] == 2
    assert "--date-format %d/%m/%Y" in refused("measure", path, *options)
    assert "n’a pas de colonne « qui? »" in refused("measure", path, "--case", "qui?")
    assert "nommez-la avec --case" in refused("measure", path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", " ", "::", "||"])
def test_any_separator_does(write, separator):
    rows = (("case", "activity", "timestamp"), ("NA", "é,b;c", "2024-01-01"), ("NA", "b", "2024-01-03"))
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    guessed = () if separator in ",;\t|^~" else ("--sep", separator)
    found = measured(write("any.csv", text), *guessed)
    assert found["top_variants"] == [{"path": ["é,b;c", "b"], "persons": 1}]
    told = run("measure", write("any.csv", text), *guessed).stdout
    assert told.startswith("1 personne, 2 événements, 2 activités, 1 parcours différent.")


def test_other_encodings_are_read_or_refused_in_one_line(write):
    text = "case\tactivity\ttimestamp\nNA\tévaluation\t2024-01-01\n"
    for content in (text.encode("latin-1"), b"\xff\xfe" + text.encode("utf-16-le")):
        assert measured(write("office.csv", content))["starts"] == {"évaluation": 1}
    assert "CSV UTF-8" in refused("measure", write("big.csv", b"\xfe\xff" + text.encode("utf-16-be")))
    assert "de 1 à 4 caractères" in refused("measure", write("any.csv", text), "--sep", "")


def test_mixed_time_zones_are_said(write):
    path = write("zones.csv", HEAD + "1,a,2024-01-01T10:00:00-05:00,\n1,b,2024-01-02 15:00:00,\n")
    result = run("measure", path, "--exact", "--json")
    assert json.loads(result.stdout)["arcs"][0]["median_wait_days"] == 1.0
    assert "1 dates sans fuseau" in result.stderr


def test_small_groups_can_be_left_out(write):
    rows = "".join(
        f"{who},{name},2024-01-{day:02},ana\n"
        for who in range(30)
        for day, name in enumerate(("appel", "visite") if who < 20 else ("appel", "groupe", "visite"), 1)
    )
    lone = "seule,crise,2024-01-01,bob\nseule,visite,2024-01-09,bob\n"
    path = write("log.csv", HEAD + rows + lone)
    found = measured(path, "--suppress", "5")
    # «crise → visite» is one person, whom «groupe → visite» would give back.
    assert [(arc["to"], arc["count"]) for arc in found["arcs"]] == [("visite", 20), ("groupe", 10)]
    assert found["arcs_suppressed"] == 2
    assert found["top_variants"] == [{"path": ["appel", "visite"], "persons": 20}]
    assert "crise" not in json.dumps(found)
    assert "parle de moins de 40 personnes" in refused("measure", path, "--suppress", "40")
    assert "parle de moins de 40 personnes" in refused("report", path, path + ".html", "--suppress", "40")


def test_an_assessment_done_twice_and_stories_cut_by_the_window_are_counted(write):
    rows = "1,évaluation,2024-01-01,\n1,évaluation,2024-02-01,\n1,évaluation,2024-03-01,\n"
    rows += "2,évaluation,2024-01-05,\n2,visite,2024-09-01,\n3,visite,2024-12-01,\n"
    found = measured(write("twice.csv", HEAD + rows))
    assert found["repeats"] == {"évaluation": {"persons": 2, "persons_again": 1, "events_again": 2}}
    assert (found["window"]["persons_early"], found["window"]["persons_late"]) == (2, 1)


def test_what_follows_can_be_asked_and_working_days_counted(write):
    path = write("small.csv", SMALL)
    (found,) = measured(path, "--follow-up", "appel->visite")["follow_ups"]
    assert (found["from"], found["to"], found["events"], found["within_days"]["7"]) == (
        "appel",
        "visite",
        3,
        2,
    )
    waits = measured(path, "--working-days")["arcs"]
    assert waits[1]["median_wait_days"] == 4  # Thursday the 4th to Wednesday the 10th of January 2024
    assert "n’est pas une suite" in refused("measure", path, "--follow-up", "appel->rien")
    assert "s’excluent" in refused("measure", path, "--working-days", "--exact")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("head.csv", HEAD.encode()),
        ("dates.csv", (HEAD + "1,a,hier,\n").encode()),
        ("binary.csv", bytes(range(256)) * 20),
        ("cut.parquet", b"PAR1 and nothing else"),
        ("cut.xes", b"<log><trace>"),
        ("cut.xes.gz", gzip.compress(b"<log>" * 500, mtime=0)[:40]),
        ("list.json", b"[]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_without_an_event_is_refused_in_one_line(write, name, content):
    refused("measure", write(name, content))


def test_an_absent_file_and_an_xml_bomb_are_refused(write, tmp_path):
    assert "n’existe pas" in refused("measure", tmp_path / "absent.csv")
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><log><trace><a b="&c;"/></trace></log>'
    assert "XES" in refused("measure", write("bomb.xes", bomb))


def test_a_folder_is_one_log_and_a_damaged_file_is_said(write, tmp_path):
    folder, at = tmp_path / "log", pa.array([datetime(2024, 1, 1)] * 3, pa.timestamp("us"))
    folder.mkdir()
    words = pa.array(["a", "b", "a"])
    pq.write_table(pa.table({"case": words, "activity": words, "timestamp": at}), folder / "1.parquet")
    kept = pa.table({"case": words, "activity": words.dictionary_encode(), "timestamp": at})
    pq.write_table(kept, folder / "2.parquet")
    assert measured(folder)["events"] == 6
    pq.write_table(
        pa.table({"case": pa.array([1, 2, 3]), "activity": words, "timestamp": at}), folder / "3.parquet"
    )
    assert "la même colonne « case »" in refused("measure", folder)
    whole = (folder / "1.parquet").read_bytes()
    # One page of names lost in the middle, everything else whole.
    place = whole.index(b"\x00\x00\x00a\x01\x00\x00\x00b") - 8
    cut = write("cut.parquet", whole[:place] + bytes(8) + whole[place + 8 :])
    refused("measure", cut)


def test_one_event_is_enough(write):
    found = measured(write("one.csv", HEAD + "1,a,2024-01-01,x\n"))
    assert (found["persons"], found["arcs"], found["duration_days"]["median"]) == (1, [], 0.0)


def test_an_ocel_log_is_read_by_the_objects_asked_for(write):
    def event(name, kind, when, *objects):
        related = [{"objectId": found, "qualifier": ""} for found in objects]
        return {"id": name, "type": kind, "time": when, "relationships": related}

    document = {
        "objects": [{"id": "o1", "type": "person"}, {"id": "o2", "type": "place"}],
        "events": [
            event("e1", "appel", "2024-01-01T00:00:00Z", "o1", "o2"),
            event("e2", "visite", "2024-01-03T00:00:00Z", "o1"),
        ],
    }
    path = write("log.json", json.dumps(document))
    found = measured(path, "--object-type", "person")
    assert (found["persons"], found["events"], found["arcs"][0]["median_wait_days"]) == (1, 2, 2.0)
    assert "person, place" in refused("measure", path)


def test_a_store_gives_the_same_document_and_takes_one_month_more(write, tmp_path):
    path = write("small.csv", SMALL)
    assert run("store", path, tmp_path / "kept").exit_code == 0
    whole = measured(path)
    assert measured(tmp_path / "kept") == whole
    rows = SMALL.splitlines(keepends=True)
    run("store", write("first.csv", "".join(rows[:4])), tmp_path / "grown")
    assert (
        run(
            "store", write("second.csv", "".join([rows[0], *rows[4:]])), tmp_path / "grown", "--add"
        ).exit_code
        == 0
    )
    assert measured(tmp_path / "grown") == whole
    assert "autre chose" in refused("store", path, tmp_path)


def test_two_periods_are_compared(write):
    path = write("small.csv", SMALL)
    found = json.loads(run("compare", path, path, "--json").stdout)
    assert found["arcs"][0]["difference"] == 0
    assert found["arcs"][0]["low"] < 0 < found["arcs"][0]["high"]
    assert found["arcs"][0]["wait_difference_days"] == {"value": 0.0, "low": None, "high": None}
    assert run("compare", path, path).stdout.startswith("appel → visite : 100 % → 100 %")


MODEL = """
[[rule]]
kind = "starts_with"
activity = "appel"
why = "On entre par un appel."

[[rule]]
kind = "response"
activity = "appel"
other = "visite"

[[rule]]
kind = "at_most"
activity = "visite"
times = 1
"""


def test_stories_are_set_beside_the_one_expected(write):
    path = write("small.csv", SMALL)
    found = json.loads(run("conform", path, write("model.toml", MODEL), "--json").stdout)
    assert [(rule["fitting"], rule["concerned"]) for rule in found["rules"]] == [(3, 3), (2, 3), (2, 3)]
    assert found["rules"][1]["apart"] == [{"path": ["appel"], "persons": 1}]
    quiet = json.loads(run("conform", path, write("model.toml", MODEL), "--json", "--suppress", "2").stdout)
    assert [(rule["fitting"], rule["concerned"]) for rule in quiet["rules"]] == [
        (3, 3),
        (None, None),
        (None, None),
    ]
    assert "n’est pas un modèle" in refused(
        "conform", path, write("bad.toml", MODEL.replace("response", "hope"))
    )
    assert "n’est pas un modèle" in refused(
        "conform", path, write("one.toml", MODEL.replace('other = "visite"', ""))
    )
    assert "ne se lit pas" in refused("conform", path, "absent.toml")


def test_the_page_suffices_to_itself_and_leaves_small_groups_out(write, tmp_path):
    rows = "".join(
        f"{who},{what},2024-01-0{day},ana\n" for who in range(6) for what, day in (("a<b", 1), ("c", 3))
    )
    rows += "1,oubli,,\n"
    rows += "".join(f"{who},d,2024-01-01,ana\n{who},c,2024-01-02,ana\n" for who in range(10, 18))
    path = write("log.csv", HEAD + rows + "9,seul,2024-01-01,bob\n9,fin,2024-01-02,bob\n")
    assert run("report", path, tmp_path / "page.html").exit_code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "a&lt;b → c : 6 fois, 2 jours en médiane" in page
    assert "du 1er janvier 2024 au 3 janvier 2024" in page
    assert "1 ligne n’a pas pu être lue (sans date) et ne compte pas" in page
    assert "Rien n’est dit de ce que moins de 5 personnes ont vécu" in page
    assert ">seul" not in page
    assert "<script" not in page
    assert "http" not in page
    everything = run("report", path, tmp_path / "all.html", "--suppress", "0")
    assert everything.exit_code == 0
    assert ">seul" in (tmp_path / "all.html").read_text(encoding="utf-8")
    assert "ne s’écrit pas" in refused("report", path, tmp_path / "nowhere" / "page.html")


def test_stories_that_resemble_each_other_are_grouped(write):
    def told(who, story):
        return "".join(f"{who},{name},2024-01-{day:02},\n" for day, name in enumerate(story, 1))

    stories = ["abab"] * 6 + ["ababab"] * 4 + ["aab"] * 3 + ["cdcd"] * 6 + ["cdd"] * 4 + ["ccd"] * 3
    path = write("ways.csv", HEAD + "".join(told(who, story) for who, story in enumerate(stories)))
    found = json.loads(run("profiles", path, "--json").stdout)
    assert [(row["typical"], row["persons"]) for row in found["profiles"]] == [
        (["a", "b", "a", "b"], 13),
        (["c", "d", "c", "d"], 13),
    ]
    assert run("profiles", path).stdout.startswith("13 personnes")
    assert "moins de trois" in refused("profiles", write("one.csv", HEAD + "1,a,2024-01-01,\n"))
    assert "moins de groupes" in refused("profiles", path, "--groups", "12")


moments = st.integers(0, 500).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours))
logs = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "NA", "é"]),
        st.sampled_from("abc"),
        moments,
        st.sampled_from(["", "x", "y"]),
    ),
    min_size=1,
    max_size=25,
)


@given(logs, st.randoms())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_random_log_gives_what_the_slow_version_gives(tmp_path, rows, chance: random.Random):
    csv = HEAD + "".join(f"{who},{what},{when.isoformat()},{by}\n" for who, what, when, by in rows)
    (tmp_path / "log.csv").write_text(csv, encoding="utf-8")
    found = measured(tmp_path / "log.csv")
    epoch = datetime(1970, 1, 1)
    plain = [
        (who, what, (when - epoch) // timedelta(microseconds=1), by or None) for who, what, when, by in rows
    ]
    assert {
        (a["from"], a["to"]): (a["count"], a["median_wait_days"], pytest.approx(a["p90_wait_days"]))
        for a in found["arcs"]
    } == twin.arcs(plain)
    assert sum(v["persons"] for v in found["top_variants"]) == sum(
        count for _, count in twin.variants(plain).most_common(10)
    )
    if len({(who, when) for who, _, when, _ in rows}) == len(rows):
        chance.shuffle(rows)
        csv = HEAD + "".join(f"{who},{what},{when.isoformat()},{by}\n" for who, what, when, by in rows)
        (tmp_path / "shuffled.csv").write_text(csv, encoding="utf-8")
        assert measured(tmp_path / "shuffled.csv") == found


PUBLISHED = {  # cases, events, activities, variants, arcs
    "receipt.csv": (1434, 8577, 27, 116, 99),
    "running-example.csv": (6, 42, 8, 6, 16),
    "running-example.xes": (6, 42, 8, 6, 16),
    "roadtraffic100traces.xes": (100, 390, 10, 10, 18),
    "12_roadtraffic_1t_per_variant.xes.gz": (231, 1891, 11, 231, 70),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", PUBLISHED)
def test_public_logs_give_their_published_counts(shared, name):
    """Arcs are those of pm4py's directly-follows graph."""
    found = measured(shared / "eventlogs" / name)
    counts = tuple(found[key] for key in ("persons", "events", "activities", "variants"))
    assert (*counts, len(found["arcs"])) == PUBLISHED[name]


@pytest.mark.shared
def test_artificial_patients_have_their_published_counts(shared):
    found = measured(shared / "eventlogs" / "patients_eventdataR.csv")
    assert (found["persons"], found["events"], found["activities"]) == (500, 5442, 7)


@pytest.mark.shared
def test_spark_counts_exactly_what_duckdb_counts(shared):
    pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
    path = shared / "eventlogs" / "receipt.csv"
    # In a process of its own: Spark talks to its Java half through a socket, which tests may not open.
    spark = [sys.executable, "-m", "arrimage.cli", "pathways", "measure", path, "--engine", "spark", "--json"]
    result = subprocess.run(spark, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == measured(path)


def test_spark_counts_random_logs_the_same_even_when_its_tasks_fail_the_first_time():
    pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
    command = [sys.executable, "-m", "tests.science.spark_logs"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.endswith("equal\n")
