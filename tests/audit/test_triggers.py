"""The database refuses to change the journal: every forbidden thing is tried in raw SQL."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from arrimage.apps.audit import actions, queries, triggers

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
TABLES = sorted(triggers.TABLES)
ON_POSTGRESQL = connection.vendor == "postgresql"
sqlite_only = pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's own way of writing over a row")
postgresql_only = pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's own")


def run(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def refused(sql, parameters=None):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(sql, parameters)


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


def columns_of(table):
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def others(table, key):
    return set(triggers.TABLES[table]) - {key}


@pytest.fixture
def full(journal):
    """Rows in each of the three tables."""
    actions.retain(before=AT.date(), by="x", at=AT)  # nothing that old yet
    early = actions.retain(before=AT.date().replace(day=3), by="essai", at=AT)
    assert early.count == 10
    for _ in range(3):
        actions.record("journal.read", at=AT)
    actions.seal(at=AT)
    assert all(rows_of(table) for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
class TestEachTable:
    def test_refuses_an_update(self, full, table):
        before = rows_of(table)
        for column in columns_of(table):
            refused(f'UPDATE {table} SET "{column}" = "{column}"')
        assert rows_of(table) == before

    def test_refuses_a_deletion(self, full, table):
        refused(f"DELETE FROM {table}")
        refused(f"DELETE FROM {table} WHERE {triggers.TABLES[table][0]} = {rows_of(table)[0][0]}")

    def test_refuses_an_existing_row_written_again(self, full, table):
        columns = columns_of(table)
        key = triggers.TABLES[table][0]
        names, sets = (
            ", ".join(f'"{c}"' for c in columns),
            ", ".join(f'"{c}" = EXCLUDED."{c}"' for c in columns),
        )
        refused(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE true"
                f" ON CONFLICT ({key}) DO UPDATE SET {sets}")  # fmt: skip

    @sqlite_only
    def test_refuses_insert_or_replace_by_any_unique_column(self, full, table):
        columns = columns_of(table)
        before = rows_of(table)
        for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"):
            refused(f"{verb} INTO {table} SELECT * FROM {table}")
        names = ", ".join(columns)
        for key in triggers.TABLES[table]:  # the same value there, a new one in the other keys
            values = ", ".join(f"{c} + 1000" if c in others(table, key) else c for c in columns)
            refused(f"INSERT OR REPLACE INTO {table} SELECT {values} FROM {table}")
        if columns[0] != "id":  # else the rowid is the id
            values = ", ".join(f"{c} + 1000" if c in triggers.TABLES[table] else c for c in columns)
            refused(f"REPLACE INTO {table} (rowid, {names}) SELECT rowid, {values} FROM {table}")
        assert rows_of(table) == before

    @postgresql_only
    def test_refuses_truncate(self, full, table):
        refused(f"TRUNCATE {table}")
        refused(f"TRUNCATE {table} CASCADE")

    @postgresql_only
    def test_refuses_where_replication_skips_ordinary_triggers(self, full, table):
        run("SET LOCAL session_replication_role = replica")
        refused(f"DELETE FROM {table}")
        run("SET LOCAL session_replication_role = origin")

    def test_still_takes_new_rows(self, full, table):
        before = len(rows_of("audit_seal"))
        actions.record("journal.read", at=AT)
        assert actions.seal(at=AT) == 1
        assert len(rows_of("audit_seal")) == before + 1


def test_a_missing_trigger_is_named(journal):
    for name, (table, _sql) in triggers._expected(connection).items():
        with transaction.atomic():
            run(f"DROP TRIGGER {name}" + (f" ON {table}" if ON_POSTGRESQL else ""))
            assert queries.verify(at=AT).triggers == [name]
            assert not queries.verify(at=AT).whole
            transaction.set_rollback(True)
    assert queries.verify(at=AT).whole


@sqlite_only
def test_an_emptied_trigger_is_named(journal):
    run("DROP TRIGGER audit_entry_kept")
    run("CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry BEGIN SELECT 1; END")
    assert triggers.faults() == ["audit_entry_kept"]


@postgresql_only
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays",
        "ALTER TABLE audit_entry ENABLE REPLICA TRIGGER audit_entry_stays",
        "CREATE OR REPLACE TRIGGER audit_entry_stays AFTER UPDATE ON audit_entry EXECUTE FUNCTION f()",
    ],
)
def test_a_weakened_trigger_is_named(journal, sql):
    run("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    run(sql)
    assert triggers.faults() == ["audit_entry_stays"]


@postgresql_only
def test_an_emptied_function_disables_every_trigger_and_is_said(journal):
    nothing = "LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
    run(f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger {nothing}")
    assert len(triggers.faults()) == 6


def test_every_migrate_puts_the_triggers_back(journal):
    with connection.cursor() as cursor:
        triggers._drop(connection, cursor)
    assert triggers.faults()
    call_command("migrate", verbosity=0)
    assert triggers.faults() == []


def test_a_lift_that_fails_leaves_the_triggers_in_place(journal):
    with pytest.raises(ZeroDivisionError), triggers.lifted():
        raise ZeroDivisionError
    refused("DELETE FROM audit_entry")


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_leaves_an_empty_guarded_journal():
    actions.record("journal.read", at=AT)


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_it_empty_and_guarded():
    assert rows_of("audit_entry") == []
    assert triggers.faults() == []
    actions.record("journal.read", at=AT)
    refused("DELETE FROM audit_entry")
