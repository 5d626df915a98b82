"""`arrimage survey pair`: long CSV in, JSON out; one French line and exit 2 for a file that is no use."""

import csv
import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.cli import arrimage
from tests.twins import surveys as twin

HEAD = "respondent,side,territory,item,answer\n"
GOOD = "c,centre,A,q,yes\nr,coalition,A,q,yes\n"
SMALL = (
    HEAD
    + """c1,centre,North,housing,yes
c1,centre,North,peers,na
c2,centre,North,housing,no
c2,centre,North,peers,no
r1,coalition,North,housing,no
r1,coalition,North,peers,yes
r1,coalition,North,funding,yes
c3,centre,South,housing,yes
c3,centre,South,peers,na
c3,centre,South,agreements,
r2,coalition,South,housing,yes
r2,coalition,South,peers,
r2,coalition,South,funding,no
"""
)


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(arrimage, ["survey", "pair", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def paired(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("\n")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_both_sides_are_put_side_by_side(write):
    assert paired(write("a.csv", SMALL)) == {
        "sides": {
            "centre": {
                "respondents": 3,
                "mean_score": pytest.approx(2 / 3),
                "median_score": 1,
                "min": 0,
                "max": 1,
                # 1 of 1, 0 of 2, 1 of 1
                "mean_share_of_applicable": pytest.approx(2 / 3),
                "scores": {"c1": 1, "c2": 0, "c3": 1},
            },
            "coalition": {
                "respondents": 2,
                "mean_score": 1,
                "median_score": 1,
                "min": 1,
                "max": 1,
                "mean_share_of_applicable": 0.75,
                "scores": {"r1": 1, "r2": 1},
            },
        },
        "items": {
            "housing": {
                "centre": {"yes": 2, "no": 1, "na": 0, "missing": 0},
                "coalition": {"yes": 1, "no": 1, "na": 0, "missing": 0},
                "pairs": {
                    "both_yes": 1,
                    "both_no": 0,
                    "only_centre": 1,
                    "only_coalition": 0,
                    "one_na": 0,
                    "incomplete": 0,
                },
            },
            "peers": {
                "centre": {"yes": 0, "no": 1, "na": 2, "missing": 0},
                "coalition": {"yes": 1, "no": 0, "na": 0, "missing": 1},
                "pairs": {
                    "both_yes": 0,
                    "both_no": 0,
                    "only_centre": 0,
                    "only_coalition": 1,
                    "one_na": 0,
                    "incomplete": 1,  # South: not applicable against silence; silence comes first
                },
            },
            "funding": {"coalition": {"yes": 1, "no": 1, "na": 0, "missing": 0}},
            "agreements": {"centre": {"yes": 0, "no": 0, "na": 0, "missing": 3}},
        },
        "territories": {
            "North": {"scores": {"centre": 0.5, "coalition": 1}, "pair_score": 1.5, "max": 4},
            "South": {"scores": {"centre": 1, "coalition": 1}, "pair_score": 2, "max": 4},
        },
        "rule": "mean",
    }


def test_the_rule_for_several_respondents_is_chosen(write):
    path = write("a.csv", SMALL)
    most = paired(path, "--rule", "maximum")
    assert (most["rule"], most["territories"]["North"]["pair_score"]) == ("maximum", 2)
    apart = paired(path, "--rule", "apart")["territories"]
    assert apart["North"] == {
        "scores": {"centre": None, "coalition": 1},
        "pair_score": None,
        "max": 4,
        "apart": [
            {"respondents": {"centre": "c1", "coalition": "r1"}, "score": 2},
            {"respondents": {"centre": "c2", "coalition": "r1"}, "score": 1},
        ],
    }
    assert apart["South"]["pair_score"] == 2


def test_not_applicable_is_no_refusal(write):
    rows = [f"c,centre,A,q{number},{'yes' if number < 9 else 'na'}" for number in range(19)]
    rows += [f"r,coalition,A,q{number},no" for number in range(19)]
    sides = paired(write("a.csv", HEAD + "\n".join(rows)))["sides"]
    assert (sides["centre"]["mean_score"], sides["centre"]["mean_share_of_applicable"]) == (9, 1)
    nothing = "c,centre,A,q,na\nr,coalition,A,q,no\n"
    assert paired(write("b.csv", HEAD + nothing))["sides"]["centre"]["mean_share_of_applicable"] is None


def test_an_absent_side_leaves_no_pair_score(write):
    found = paired(write("a.csv", HEAD + "c,centre,A,q,yes\nr,coalition,B,q,yes\n"))
    assert found["territories"] == {
        "A": {"scores": {"centre": 1, "coalition": None}, "pair_score": None, "max": 2},
        "B": {"scores": {"centre": None, "coalition": 1}, "pair_score": None, "max": 2},
    }
    assert found["items"]["q"]["pairs"]["incomplete"] == 2


def test_another_file_places_the_respondents(write):
    path = write("a.csv", HEAD + "c,centre,,q,yes\nr,coalition,B,q,yes\n")
    found = paired(path, "--pairs", write("p.csv", "respondent,territory\nc,B\n"))
    assert found["territories"]["B"]["pair_score"] == 2
    assert "territoire" in refused(path)


def test_another_file_says_who_is_asked(write):
    path = write("a.csv", HEAD + "c,centre,A,q,yes\nc,centre,A,own,yes\nr,coalition,A,q,yes\n")
    assert "pairs" not in paired(path)["items"]["own"]
    both = paired(path, "--items", write("i.csv", "item,sides\nown,centre;coalition\n"))
    assert both["items"]["own"]["coalition"] == {"yes": 0, "no": 0, "na": 0, "missing": 1}
    assert (both["items"]["own"]["pairs"]["incomplete"], both["territories"]["A"]["max"]) == (1, 4)
    every = paired(path, "--items", write("j.csv", "item,sides\nown,\nlater,coalition\n"))
    assert every["territories"]["A"]["max"] == 4
    assert every["items"]["later"] == {"coalition": {"yes": 0, "no": 0, "na": 0, "missing": 1}}


def test_empty_lines_of_the_other_side_are_no_answer(write):
    path = write("a.csv", HEAD + GOOD + "c,centre,A,own,no\nr,coalition,A,own,\n")
    assert paired(path)["items"]["own"]["pairs"]["incomplete"] == 1
    told = paired(path, "--items", write("i.csv", "item,sides\nown,centre\nq,both\n"))
    assert told["items"]["own"] == {"centre": {"yes": 0, "no": 1, "na": 0, "missing": 0}}
    assert told["territories"]["A"]["max"] == 2


def test_the_answers_are_not_written_over(write):
    path = write("a.csv", SMALL)
    assert "autre nom" in refused(path, "--csv", path)
    assert paired(path)["rule"] == "mean"


def test_a_summary_is_readable(write):
    shown = run(write("a.csv", SMALL)).stdout
    assert "North : centre 0,5, coalition 1 ; ensemble 1,5 sur 4" in shown
    assert "la moyenne des répondants" in shown
    assert "c2 et r1 : 1" in run(write("a.csv", SMALL), "--rule", "apart").stdout


def test_who_said_nothing_is_named(write):
    result = run(write("a.csv", HEAD + "c,centre,A,q,\nr,coalition,A,q,yes\n"), "--json")
    assert result.exit_code == 0
    assert "« c » n’a répondu à aucune" in result.stderr


def test_a_formula_leaves_as_text(write, tmp_path):
    table = tmp_path / "t.csv"
    path = write("a.csv", HEAD + '=1+1,centre,"=HYPERLINK(""http://x"")",q,yes\nr,+side,-b,q,yes\n')
    result = run(path, "--csv", str(table), "--json")
    assert result.exit_code == 0
    assert "formule" in result.stderr
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["territory", "centre", "'+side", "pair_score", "max", "rule"]
    assert rows[1] == ['\'=HYPERLINK("http://x")', "1", "", "", "2", "mean"]
    assert rows[2][0] == "'-b"
    assert "ne peut pas être écrit" in refused(path, "--csv", str(tmp_path / "no" / "t.csv"))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "vide"),
        ("\n\n", "vide"),
        (HEAD, "aucune réponse"),
        ("respondent,side,territory,item\n" + GOOD, "colonne answer"),
        ("respondent;side;territory;item;answer\n", "aucune réponse"),  # Excel’s semicolons are read
        ("respondent:side:territory:item:answer\n", "colonne"),
        ("respondent,side,territory,item,answer,answer\n", "du même nom"),
        (HEAD + GOOD + "c,centre,A,p,oui\n", "« oui » est inconnue"),
        (HEAD + GOOD + "c,centre,A,p,YES\n", "inconnue"),
        (HEAD + GOOD + "c,centre,A,q,no\n", "ligne 4 : « c » a déjà répondu"),
        (HEAD + GOOD + "c,coalition,A,p,no\n", "un nom à chaque répondant"),
        (HEAD + GOOD + "c,centre,B,p,no\n", "gardez un territoire"),
        (HEAD + GOOD + ",centre,B,p,no\n", "respondent est vide"),
        (HEAD + GOOD + "d,,B,p,no\n", "side est vide"),
        (HEAD + GOOD + "d,centre,,p,no\n", "n’a pas de territoire"),
        (HEAD + GOOD + "d,centre,A,,no\n", "item est vide"),
        (HEAD + GOOD + "d,team,A,q,no\n", "3 côtés"),
        (HEAD + "c,centre,A,q,yes\n", "un seul côté"),
        (HEAD + "c,pairs,A,q,yes\nr,coalition,A,q,no\n", "autre nom"),
        (HEAD + GOOD + "d,centre,A,q\n", "4 cellules au lieu de 5"),
        (HEAD + GOOD + "d,centre,A," + "x" * 300 + ",no\n", "200 caractères"),
        (HEAD + GOOD + "d,centre,A," + "x" * 5_000_000 + ",no\n", "trop longue"),
        (HEAD + GOOD + "d,centre,A,q," + "x" * 5_000 + "\n", "inconnue"),
        (HEAD + GOOD + 'd,centre,A,q,"no\n', "ne se lit pas"),
        ((HEAD + GOOD).encode("utf-16"), "UTF-8"),
        (HEAD + GOOD + "\0", "texte"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(write, content, word):
    assert word in refused(write("a.csv", content))


@pytest.mark.parametrize(
    ("option", "content", "word"),
    [
        ("--pairs", "respondent,territory\nnobody,A\n", "« nobody » n’a rien répondu"),
        ("--pairs", "respondent,territory\nc,A\nc,A\n", "déjà"),
        ("--pairs", "respondent,territory\nc,\n", "vide"),
        ("--pairs", "respondent,territory\n", "personne"),
        ("--pairs", "respondent,place\nc,A\n", "colonne territory"),
        ("--items", "item,sides\nq,coalition\n", "« q » ne s’adresse pas à « centre »"),
        ("--items", "item,sides\nq,team\n", "n’est pas un côté"),
        ("--items", "item,sides\nq,\nq,\n", "déjà"),
        ("--items", "item,sides\n,centre\n", "vide"),
        ("--items", "item,sides\n", "aucune question"),
        ("--items", "item\nq\n", "colonne sides"),
    ],
)
def test_a_companion_that_cannot_be_used_is_refused(write, option, content, word):
    assert word in refused(write("a.csv", HEAD + GOOD), option, write("b.csv", content))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "ne peut pas être ouvert" in refused(str(tmp_path / "none.csv"))


@st.composite
def studies(draw):
    people = draw(
        st.lists(st.tuples(st.sampled_from("LR"), st.sampled_from("ABC")), min_size=2, max_size=7).filter(
            lambda places: len({side for side, _ in places}) == 2
        )
    )
    items = draw(
        st.dictionaries(st.sampled_from("uvwx"), st.sampled_from(["LR", "LR", "L", "R"]), min_size=1)
    )
    rows = []
    for number, (side, territory) in enumerate(people):
        asked = [item for item in items if side in items[item]]
        answers = st.lists(st.sampled_from(["yes", "no", "na", ""]), min_size=len(asked), max_size=len(asked))
        rows += [
            (f"p{number}", side, territory, item, answer)
            for item, answer in zip(asked, draw(answers), strict=True)
        ]
    return draw(st.permutations(rows)) if len({row[1] for row in rows}) == 2 else None


@given(studies().filter(bool), st.sampled_from(["mean", "maximum"]))
@settings(max_examples=60, deadline=None)
def test_it_answers_as_its_twin(tmp_path_factory, rows, rule):
    path = tmp_path_factory.mktemp("s") / "a.csv"
    path.write_text(HEAD + "".join(",".join(row) + "\n" for row in rows))
    found = paired(str(path), "--rule", rule)
    people = list(dict.fromkeys(row[:3] for row in rows))
    sides = list(dict.fromkeys(row[1] for row in rows))
    territories = list(dict.fromkeys(row[2] for row in rows))
    items = {
        row[3]: "".join(side for side in sides if (side, row[3]) in {r[1:4:2] for r in rows}) for row in rows
    }
    answers = {(row[0], row[3]): row[4] for row in rows}
    expected = twin.paired(people, sides, items, territories, answers, rule)
    assert found["items"] == expected["items"]
    assert {side: found["sides"][side]["scores"] for side in sides} == expected["scores"]
    for name, one in found["territories"].items():
        score = expected["pair_scores"][name]
        assert one["pair_score"] == (None if score is None else pytest.approx(float(score)))
        assert one["max"] == expected["max"]
    for item in found["items"].values():
        assert "pairs" not in item or sum(item["pairs"].values()) == len(territories)
        for side in item.keys() - {"pairs"}:
            assert sum(item[side].values()) == found["sides"][side]["respondents"]
    for side in sides:
        scores = list(expected["scores"][side].values())
        assert found["sides"][side]["mean_score"] == pytest.approx(sum(scores) / len(scores))


NOISE = st.sampled_from([*'ab,"\n=é', "yes", "na", "\r\n", "c,L,A,q,yes\n", "r,R,A,q,no\n", ",,,,\n"])


@given(st.lists(NOISE).map("".join))
@settings(max_examples=100, deadline=None)
def test_whatever_the_file_it_answers_or_refuses_in_one_line(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("n") / "a.csv"
    path.write_text(HEAD + text, encoding="utf-8", newline="")
    result = run(str(path), "--json")
    if result.exit_code == 0:
        assert json.loads(result.stdout)["rule"] == "mean"
    else:
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_ten_thousand_respondents_are_paired(write):
    rows = [
        f"p{n},{'LR'[n % 2]},t{n // 2},q{q},{('yes', 'no', 'na', '')[(n * 7 + q) % 4]}\n"
        for n in range(10_000)
        for q in range(10)
    ]
    found = paired(write("a.csv", HEAD + "".join(rows)))
    assert len(found["territories"]) == 5_000
    assert sum(found["items"]["q0"]["pairs"].values()) == 5_000
