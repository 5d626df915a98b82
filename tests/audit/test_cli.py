"""`arrimage audit …` and `arrimage keys …`: what they print, and how they end."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection

from arrimage.apps.audit import triggers
from arrimage.apps.audit.actions import record
from arrimage.apps.audit.models import Entry, Unsealed
from arrimage.apps.kernel.due import run_due
from arrimage.cli import arrimage

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.fixture
def run(db):
    def run(*arguments):
        result = CliRunner().invoke(arrimage, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def tamper(sql):
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_empty_journal_is_whole(run):
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert "0 entrée scellée." in result.output
    assert "intact" in result.output


def test_seal_then_verify(run, journal):
    record("journal.read")
    assert "1 entrée attend son sceau" in run("audit", "verify").output
    assert run("audit", "seal").output == "1 entrée scellée.\n"
    found = run("audit", "verify", "--json")
    assert found.output.count("\n") == 1
    document = json.loads(found.output)
    assert (document["whole"], document["sealed"], document["waiting"]) == (True, 11, 0)
    assert run("audit", "verify", "--anchor", document["head"]).exit_code == 0


def test_the_first_broken_row_is_named_and_the_end_is_1(run, journal):
    tamper(f"UPDATE audit_entry SET actor_label = 'x' WHERE id IN ({journal[3]}, {journal[7]})")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert f"Première rupture : l’entrée {journal[3]} (ou son sceau 4) a été modifiée." in result.output
    document = json.loads(run("audit", "verify", "--json").stdout)
    assert document["breaks"][0] == {
        "fault": "altered",
        "entry": journal[3],
        "number": 4,
        "says": f"l’entrée {journal[3]} (ou son sceau 4) a été modifiée",
    }


def test_a_missing_trigger_ends_with_1(run, journal):
    name = next(iter(triggers._expected(connection)))
    with connection.cursor() as cursor:
        table = " ON audit_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{table}")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert f"Garde absente ou modifiée : {name}" in result.output


def test_a_late_tail_says_what_to_do(run, journal):
    record("journal.read")
    Unsealed.objects.update(since=AT)
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "arrimage audit seal" in result.output


@pytest.mark.parametrize("anchor", ["x", "1:abc", "-1:" + "a" * 64])
def test_an_anchor_that_is_none_is_refused(run, anchor):
    assert run("audit", "verify", "--anchor", anchor).exit_code == 2


def test_retention_says_what_it_removed(run, journal):
    assert "Rien à retirer" in run("audit", "retain", "--before", "2020-01-01").output
    assert run("audit", "retain", "--before", "hier").exit_code == 2
    result = run("audit", "retain", "--before", "2026-06-01", "--by", "Ada")
    assert result.output == "10 entrées retirées, du 2026-03-02 au 2026-03-02 (UTC).\n"
    assert Entry.objects.get().details == '{"before":"2026-06-01","by":"Ada","count":10}'
    assert "10 entrées plus anciennes sous un point de contrôle signé." in run("audit", "verify").output


def test_retention_of_a_broken_journal_is_refused(run, journal):
    tamper(f"DELETE FROM audit_entry WHERE id = {journal[3]}")
    result = run("audit", "retain", "--before", "2026-06-01")
    assert result.exit_code == 1
    assert "Rien n’est retiré" in result.output


def test_sealing_is_scheduled(journal):
    record("journal.read")
    (outcome,) = run_due(at=AT, only=["audit.seal"])
    assert (outcome.succeeded, outcome.said) == (True, "1 entrée scellée")


class TestKeys:
    @pytest.fixture(autouse=True)
    def keys(self, settings, tmp_path):
        settings.FIELD_KEYS, settings.FIELD_KEYS_FILE = "", tmp_path / "keys.json"

    def test_a_new_key_becomes_the_current_one_and_is_journalled(self, run):
        assert "k1 : 0 valeur · clé courante" in run("keys", "list").output
        assert "Clé courante : k2" in run("keys", "rotate", "--new").output
        assert "k2 : 0 valeur · clé courante\nk1 : 0 valeur\n" in run("keys", "list").output
        assert Entry.objects.get(action="keys.rotated").details == '{"key":"k2","values":0}'

    def test_the_journals_key_is_renewed_and_the_chain_holds(self, run, settings, tmp_path):
        settings.JOURNAL_KEYS, settings.JOURNAL_KEYS_FILE = "", tmp_path / "journal.json"
        record("journal.read")
        run("audit", "seal")
        assert "k2" in run("keys", "renew-journal").output
        assert run("audit", "seal").output == "1 entrée scellée.\n"
        assert run("audit", "verify").exit_code == 0

    def test_keys_of_the_environment_are_changed_there(self, run, settings):
        run("keys", "list")
        settings.FIELD_KEYS = settings.FIELD_KEYS_FILE.read_text()
        result = run("keys", "rotate", "--new")
        assert result.exit_code == 2
        assert "ARRIMAGE_FIELD_KEYS" in result.output
