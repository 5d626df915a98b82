"""From a terminal: one document on one line of stdout, progress on stderr, French sentences, exit codes."""

import json

import pytest
from click.testing import CliRunner

from arrimage.apps.network.models import Organisation
from arrimage.cli.directory import directory as command


@pytest.fixture
def arrimage(directory):
    def run(*arguments: object):
        return CliRunner().invoke(command, [str(argument) for argument in arguments])

    return run


def test_an_export_and_its_import_from_the_terminal(arrimage, tmp_path):
    made = arrimage("export-hsds", tmp_path / "out")
    assert (made.exit_code, made.stdout.count("\n")) == (0, 1)
    assert "3 organisations, 2 services, 3 lieux" in made.stdout
    again = arrimage("import-hsds", tmp_path / "out", "--json")
    assert again.exit_code == 0
    assert again.stdout.count("\n") == 1
    found = json.loads(again.stdout)
    assert found["organizations"] == {
        "created": 0,
        "updated": 0,
        "unchanged": 3,
        "closed": 0,
        "refused": 0,
        "refused_rows": [],
        "kept": [],
    }
    assert again.stderr
    assert "Rien n’a changé" in arrimage("import-hsds", tmp_path / "out").stdout


def test_a_folder_in_use_is_refused_in_one_line(arrimage, tmp_path):
    (tmp_path / "a.txt").write_text("")
    refused = arrimage("export-hsds", tmp_path)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)


def test_a_broken_file_changes_nothing(arrimage, tmp_path):
    (tmp_path / "services.json").write_text("[{")
    before = Organisation.objects.count()
    refused = arrimage("import-hsds", tmp_path / "services.json", "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Rien n’a été changé" in refused.stderr
    assert Organisation.objects.count() == before
