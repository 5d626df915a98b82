"""The database itself refuses to change the journal; this file says how on each engine, and checks it.

They hold against the application and against SQL typed by hand. They do not hold against whoever may
drop them: the chain shows that one (`chain.py`), and `faults` names what is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# table → the columns of which an existing value must not come again
TABLES = {
    "audit_entry": ("id",),
    "audit_seal": ("number", "entry_id"),
    "audit_checkpoint": ("number",),
}

REFUSAL = "BEGIN RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = '23000'; END"


def install_after_migrate(using: str, **_) -> None:
    """(Re)install the triggers: SQLite drops them whenever a migration rebuilds a table."""
    if set(TABLES) <= set(connections[using].introspection.table_names()):
        install(using)


def install(using: str = "default") -> None:
    """Put every trigger in place, whole, whatever was there."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        _drop(connection, cursor)
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSAL}$$"
            )
        for name, (table, sql) in _expected(connection).items():
            cursor.execute(sql)
            if connection.vendor == "postgresql":
                # ALWAYS: it also fires where session_replication_role is `replica`.
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without triggers inside one transaction: for retention, and for emptying a test database."""
    connection = connections[using]
    with transaction.atomic(using):
        with connection.cursor() as cursor:
            _drop(connection, cursor)
        yield
        install(using)


def faults(using: str = "default") -> list[str]:
    """The names of the triggers that are missing, altered or switched off."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc('audit_refuse')")
            sound = cursor.fetchone() == (REFUSAL,)
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled = 'A' AND tgrelid = ANY(%s::regclass[])",
                [list(TABLES)],
            )
        else:
            sound = True
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
    expected = _expected(connection)
    return [name for name, (_, sql) in expected.items() if not sound or found.get(name) != sql]


def _drop(connection: BaseDatabaseWrapper, cursor) -> None:
    for name, (table, _) in _expected(connection).items():
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _expected(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """name → (table, the statement that makes it, word for word as the engine gives it back)."""
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    return {
        name: (table, sql) for table, columns in TABLES.items() for name, sql in make(table, columns).items()
    }


def _on_postgresql(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    # By row, not by statement: a statement on a parent table would pass a child's statement triggers.
    refuse = "EXECUTE FUNCTION audit_refuse()"
    return {
        f"{table}_stays": (
            f"CREATE TRIGGER {table}_stays BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW {refuse}"
        ),
        f"{table}_whole": (
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        ),
    }


def _on_sqlite(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    # REPLACE removes the old row without firing DELETE triggers, so it is stopped before the insertion;
    # a rowid may be given too, even where it is not the key.
    taken = " OR ".join(f"{column} = NEW.{column}" for column in dict.fromkeys(("rowid", *columns)))
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 (our own names)
    refuse = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    return {
        f"{table}_unchanged": f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}",
        f"{table}_kept": f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
        f"{table}_new": f"CREATE TRIGGER {table}_new BEFORE INSERT ON {table} WHEN {exists} {refuse}",
    }
