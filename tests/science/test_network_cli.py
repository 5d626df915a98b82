"""`arrimage network …`: files in, JSON out, one French line and exit 2 for a file that cannot be used."""

import json
import random

import pytest
from click.testing import CliRunner

from arrimage.cli import arrimage

TIES = """source,target,weight,kind
a,b,1,referral
b,a,2,referral
b,c,2.5,referral
a,b,3,agreement
c,d,1,training
"""
NODES = "id,sector\na,health\nb,social\nc,health\nd,social\nalone,justice\n"


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(arrimage, ["network", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def measured(*arguments):
    result = run("measure", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith("\n")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_file_of_ties_is_measured(write):
    found = measured(write("t.csv", TIES), "--nodes", write("n.csv", NODES))
    assert (found["organisations"], found["ties"], found["directed"]) == (5, 4, True)
    assert found["density"] == 0.2
    assert found["reciprocity"] == 0.5
    assert (found["components"], found["largest_component"], found["diameter"]) == (2, 4, 3)
    assert found["transitivity"] == 0
    assert found["centralisation"].keys() == {"degree", "in_degree", "out_degree", "betweenness"}
    assert found["bridges"] == [["a", "b"], ["b", "c"], ["c", "d"]]
    assert found["articulation_points"] == ["b", "c"]
    assert found["clans"] == [["a", "b", "c"], ["b", "c", "d"]]
    assert sorted(name for group in found["communities"] for name in group) == ["a", "alone", "b", "c", "d"]
    b = found["by_organisation"]["b"]
    assert (b["in_degree"], b["out_degree"], b["degree"]) == (1, 2, 3)
    assert (b["betweenness"], b["betweenness_normalised"]) == (2, pytest.approx(2 / 12))
    assert (b["closeness"], b["closeness_normalised"]) == (2.5, 0.625)
    # a → b is 1 as referral and 3 as agreement: 4; with 2 back and 2.5 on.
    assert (b["weighted_degree"], b["weighted_betweenness"]) == (8.5, 2)
    alone = found["by_organisation"]["alone"]
    assert (alone["constraint"], alone["effective_size"], alone["closeness"]) == (None, 0, 0)
    assert found["overlap"][0] == {
        "kinds": ["agreement", "referral"],
        "both": 1,
        "either": 3,
        "jaccard": 1 / 3,
    }
    assert found["extent"]["sector"] == {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "d": 1 / 3, "alone": 0}
    assert found["resilience"]["b"]["alone"] == ["a"]


def test_without_direction_and_without_weights(write):
    found = measured(write("t.csv", "source,target\na,b\nb,a\nb,c\n"), "--undirected")
    assert (found["ties"], found["density"], found["reciprocity"]) == (2, pytest.approx(2 / 3), 1)
    assert found["by_organisation"]["b"]["in_degree"] == 2
    assert "weighted_degree" not in found["by_organisation"]["b"]


def test_both_sides_saying_one_tie_do_not_make_it_twice_as_strong(write):
    text = "source,target,weight,reported_by\na,b,2,a\na,b,3,b\n"
    assert measured(write("t.csv", text))["by_organisation"]["a"]["weighted_degree"] == 3
    text = "source,target,weight\na,b,2\nb,a,3\n"
    assert measured(write("t.csv", text), "--undirected")["by_organisation"]["a"]["weighted_degree"] == 3
    assert measured(write("t.csv", text))["by_organisation"]["a"]["weighted_degree"] == 5


def test_one_wave_or_one_kind(write):
    path = write("t.csv", "source,target,kind,wave\na,b,x,1\na,b,x,2\nb,c,y,2\n")
    result = run("measure", path, "--json")
    assert json.loads(result.stdout)["ties"] == 2
    assert "2 vagues" in result.stderr
    assert measured(path, "--wave", "1")["ties"] == 1
    assert measured(path, "--kind", "y")["ties"] == 1
    assert "aucun lien" in refused("measure", path, "--wave", "3")


def test_the_summary_is_french(write):
    result = run("measure", write("t.csv", TIES))
    assert result.exit_code == 0
    assert "Densité\u00a0: 0,333" in result.stdout
    assert "b (2)" in result.stdout


GRAPHML = """<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"><default>1</default></key>
<key id="s" for="node" attr.name="sector" attr.type="string"/>
<graph edgedefault="undirected"><node id="a"><data key="s">health</data></node><node id="b"/><node id="c"/>
<edge source="a" target="b"><data key="w">3</data></edge></graph></graphml>"""


def test_graphml_is_measured(write):
    found = measured(write("t.graphml", GRAPHML))
    assert (found["organisations"], found["ties"], found["directed"]) == (3, 1, False)
    assert found["by_organisation"]["a"]["weighted_degree"] == 3
    assert found["by_organisation"]["c"]["constraint"] is None
    assert found["extent"]["sector"]["b"] == 1


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("source,target\na,a\n", "ligne 2\u00a0: «\u00a0a\u00a0» est liée à elle-même"),
        ("source,target\na,b\na,zz\n", "ligne 3\u00a0: n.csv ne connaît pas «\u00a0zz\u00a0»"),
        ("source,target,weight\na,b,-2\n", "plus grand que zéro"),
        ("source,target,weight\na,b,0\n", "plus grand que zéro"),
        ("source,target,weight\na,b,fort\n", "n’est pas un nombre"),
        ("source,target,weight\na,b,nan\n", "n’est pas un nombre"),
        ("source,target,weight\na,b,1e99\n", "hors de mesure"),
        ("source,target,weight\na,b,\n", "le poids manque"),
        (
            "source,target\na,b\nb,c\na,b\n",
            "ligne 4\u00a0: le lien de «\u00a0a\u00a0» à «\u00a0b\u00a0» y est déjà",
        ),
        ("source,target,kind,wave\na,b,x,1\na,b,x,1\n", "y est déjà"),
        ("", "est vide"),
        ("\ufeff \n", "est vide"),
        ("source,target\n", "aucun lien"),
        ("from,to\na,b\n", "source, target"),
        ("source,target\na\n", "1 cellules au lieu de 2"),
        ("source,target\na,\n", "manque une organisation"),
        ('source,target\na,"b\n', "ne se lit pas"),
        ("source,target,target\na,b,c\n", "deux colonnes"),
        (b"source,target\n\xe9,b\n", "UTF-8"),
        (b"source,target\na\0,b\n", "texte"),
        (BOMB, "entités XML"),
        ("<graphml>" + "<x>" * 1000, "emboîte"),
        ("<graphml><graph>", "bien formé"),
        ("<html></html>", "n’est pas du GraphML"),
        ("<graphml></graphml>", "pas de graphe"),
        ("<graphml><graph><node id='a'/></graph></graphml>", "aucun lien"),
        ("<graphml><graph><node id='a'/><node id='a'/></graph></graphml>", "deux fois"),
        ("<graphml><graph><node id='a'/><edge source='a' target='b'/></graph></graphml>", "pas déclaré"),
        ("<graphml><graph/><graph/></graphml>", "plusieurs graphes"),
        ("<graphml><graph><hyperedge/></graph></graphml>", "plus de deux bouts"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(write, content, why):
    assert why in refused("measure", write("t.csv", content), "--nodes", write("n.csv", NODES), "--json")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("id\na\na\n", "y est déjà"),
        ("id\n", "aucune organisation"),
        ("name\na\n", "colonne id"),
        ("id,x\n,1\n", "vide"),
    ],
)
def test_a_broken_list_of_organisations_is_refused(write, content, why):
    assert why in refused("measure", write("t.csv", TIES), "--nodes", write("n.csv", content))


def test_a_file_that_is_not_there(tmp_path):
    assert "ne peut pas être ouvert" in refused("measure", str(tmp_path / "none.csv"))
    assert "ne peut pas être ouvert" in refused("measure", str(tmp_path))


def test_two_files_are_compared(write):
    first = write("a.csv", "source,target\na,b\nb,c\nc,d\nd,e\n")
    second = write("b.csv", "source,target\na,b\nb,c\ne,a\n")
    result = run("compare", first, second, "--permutations", "500", "--seed", "3", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["kept"], found["lost"], found["new"], found["jaccard"]) == (2, 2, 1, 0.4)
    assert found["lost_ties"] == [["c", "d"], ["d", "e"]]
    assert 0 < found["p_value"] <= 1
    assert (found["exact"], found["arrangements"], found["seed"], found["testable"]) == (True, 120, 3, True)
    assert "Corrélation" in run("compare", first, second).stdout


def test_three_organisations_are_too_few_to_test(write):
    path = write("a.csv", "source,target\na,b\nb,c\n")
    found = json.loads(run("compare", path, path, "--json").stdout)
    assert (found["correlation"], found["p_value"], found["testable"]) == (1, None, False)
    assert "Non testable" in run("compare", path, path).stdout


def test_the_same_seed_gives_the_same_answer(write):
    draw = random.Random(1)
    names = [f"o{number}" for number in range(12)]
    files = []
    for name in ("a.csv", "b.csv"):
        pairs = {tuple(draw.sample(names, 2)) for _ in range(40)}
        files.append(write(name, "source,target\n" + "".join(f"{a},{b}\n" for a, b in sorted(pairs))))
    answers = [run("compare", *files, "--seed", seed, "--json").stdout for seed in ("1", "1", "2")]
    assert answers[0] == answers[1] != answers[2]
    assert json.loads(answers[0])["arrangements"] == 1001


def test_files_that_cannot_be_compared_are_refused(write):
    ties, graph = write("a.csv", "source,target\na,b\n"), write("b.graphml", GRAPHML)
    assert "--undirected" in refused("compare", ties, graph)
    assert run("compare", ties, graph, "--undirected").exit_code == 0
    assert "permutations" in refused("compare", ties, ties, "--permutations", "0")
    assert "seed" in refused("compare", ties, ties, "--seed", "-1")
    assert "ne connaît pas" in refused("compare", ties, ties, "--nodes", write("n.csv", "id\na\n"))


def test_five_thousand_organisations_are_measured(write):
    draw = random.Random(5)
    names = [f"o{number}" for number in range(5_000)]
    pairs = {tuple(draw.sample(names, 2)) for _ in range(5_500)}
    text = "source,target,weight\n" + "".join(f"{a},{b},{draw.randint(1, 5)}\n" for a, b in sorted(pairs))
    found = measured(write("t.csv", text), "--nodes", write("n.csv", "id\n" + "\n".join(names)))
    assert (found["organisations"], found["ties"], found["clans"]) == (5_000, len(pairs), None)
