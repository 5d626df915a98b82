"""`arrimage coding agreement`: codings in, JSON out; one French line and exit 2 for a file that is no use."""

import json

import pytest
from click.testing import CliRunner

from arrimage.cli import arrimage

HEAD = "unit,coder,value\n"
# Krippendorff's own example, as a long file.
REFERENCE = """
A 1 2 3 3 2 1 4 1 2 * * *
B 1 2 3 3 2 2 4 1 2 5 * 3
C * 3 3 3 2 3 4 2 2 5 1 *
D 1 2 3 3 2 4 4 1 2 5 1 *
"""


def reference() -> str:
    rows = []
    for line in REFERENCE.strip().splitlines():
        coder, *cells = line.split()
        rows += [f"u{n},{coder},{'' if cell == '*' else cell}" for n, cell in enumerate(cells)]
    return HEAD + "\n".join(rows)


@pytest.fixture
def run(tmp_path):
    def run(content: str | bytes, *options: str):
        path = tmp_path / "codages.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(arrimage, ["coding", "agreement", str(path), *options])

    return run


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_published_example(run, level, alpha):
    found = json.loads(run(reference(), "--level", level, "--json").output)
    assert found["alpha"] == pytest.approx(alpha, abs=0.0005)
    assert (found["units"], found["shared_units"], found["coders"], found["values"]) == (12, 11, 4, 40)
    assert found["low"] < found["alpha"] < found["high"]
    assert len(found["pairwise"]) == 6
    assert found["pairwise"]["A|B"]["units"] == 9


def test_without_json_it_is_said_in_words(run):
    result = run(reference())
    assert "Alpha de Krippendorff (nominal) : 0,743" in result.output
    assert "A et B : kappa 0," in result.output


def test_sets_of_codes_are_compared_as_sets(run):
    content = HEAD + "1,Ana,espoir; travail\n1,Bo,travail;espoir\n2,Ana,-\n2,Bo,-\n"
    found = json.loads(run(content, "--sets", "--json").output)
    assert (found["alpha"], found["level"]) == (1, "masi")


def test_no_figure_is_said_and_never_a_zero(run):
    found = json.loads(run(HEAD + "1,Ana,x\n1,Bo,x\n", "--json").output)
    assert (found["alpha"], found["undefined"]) == (None, "one_value")
    assert found["pairwise"]["Ana|Bo"]["kappa"] is None
    assert "rien ne pouvait différer" in run(HEAD + "1,Ana,x\n1,Bo,x\n").output


def test_a_value_called_na_is_a_value(run):
    found = json.loads(run(HEAD + "1,Ana,NA\n1,Bo,NA\n2,Ana,x\n2,Bo,NA\n", "--json").output)
    assert found["values"] == 4


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("", (), "est vide"),
        ("unit,coder\n1,Ana\n", (), "colonne value"),
        (HEAD, (), "aucun codage"),
        (HEAD + ",Ana,x\n", (), "ligne 2 : la colonne unit est vide"),
        (HEAD + "1,Ana,x\n1,Ana,y\n", (), "ligne 3 : « Ana » a déjà codé « 1 »"),
        (HEAD + "1,Ana,bas\n1,Bo,haut\n", ("--level", "ordinal"), "n’est pas un nombre"),
        (HEAD + "1,Ana,bas\n", ("--level", "ordinal", "--order", "haut,moyen"), "n’est pas dans --order"),
        (HEAD + "1,Ana,x\n", ("--order", "x,y"), "n’ont pas d’ordre"),
        (HEAD + "1,Ana,x\n", ("--replicates", "-1"), "va de 0 à 100000"),
        (b"\xff\xfe\x00", (), "UTF-8"),
    ],
)
def test_a_file_that_is_no_use_is_refused_in_one_line(run, content, options, says):
    result = run(content, *options, "--json")
    assert result.exit_code == 2
    assert says in result.output
    assert result.output.count("\n") == 1
