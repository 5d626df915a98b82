"""A new installation: made from the models, or by every migration in turn, it is the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SCHEMA = """
import django, json
django.setup()
from django.db import connection

about, found = connection.introspection, {}
with connection.cursor() as cursor:
    for table in about.get_table_list(cursor):
        columns = [
            (column.name, str(column.type_code), column.display_size, column.null_ok, column.default)
            for column in about.get_table_description(cursor, table.name)
        ]
        constraints = about.get_constraints(cursor, table.name)
        for one in constraints.values():
            one["columns"] = sorted(one["columns"] or [])
        # SQLite numbers the constraints that have no name of their own, in the order of the columns.
        named = sorted(f"{name.strip('_0123456789')} {one}" for name, one in constraints.items())
        found[table.name] = {"columns": sorted(map(repr, columns)), "constraints": named}
    cursor.execute("select app, name from django_migrations order by app, name")
    found["applied"] = cursor.fetchall()
    if connection.vendor == "sqlite":
        cursor.execute("select name, sql from sqlite_master where type in ('trigger', 'index') order by name")
        found["made"] = cursor.fetchall()
print(json.dumps(found, default=str))
"""


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(folder: Path, *options: str) -> dict:
    """The schema of a new installation, whose journal and models were checked."""
    environment = {
        "ARRIMAGE_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'new.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "arrimage.config.settings",
    }
    for arguments in (
        ["migrate", "-v0", *options],
        ["makemigrations", "--check", "--dry-run"],
        ["audit", "verify"],
    ):
        run(environment, "-m", "arrimage.cli", *arguments)
    return json.loads(run(environment, "-c", SCHEMA))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="they make SQLite databases of their own")
def test_a_new_installation_is_the_same_at_once_or_by_each_migration(tmp_path):
    (tmp_path / "at_once").mkdir()
    (tmp_path / "by_each").mkdir()
    at_once, by_each = made(tmp_path / "at_once"), made(tmp_path / "by_each", "--each")
    assert at_once.keys() == by_each.keys()
    assert len(at_once) > 200
    for table in at_once:
        assert at_once[table] == by_each[table], table


@pytest.mark.django_db
def test_an_empty_database_is_told_from_one_that_holds_tables(monkeypatch):
    from arrimage.apps.kernel.management.commands import migrate

    command, asked = migrate.Command(), []
    monkeypatch.setattr(migrate.Migrate, "handle", lambda self, *args, **options: asked.append(options))
    monkeypatch.setattr(migrate.Command, "make", lambda self, connection: asked.append("made"))
    options = dict.fromkeys((*migrate.PARTIAL, "each", "prune"), False) | {
        "database": "default",
        "verbosity": 0,
    }
    command.handle(**options)  # the test database has its tables
    assert "made" not in asked

    monkeypatch.setattr(connection.introspection, "table_names", list)
    command.handle(**options)
    command.handle(**options | {"each": True})
    command.handle(**options | {"app_label": "kernel"})
    assert asked.count("made") == 1
