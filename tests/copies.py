"""Databases beside the tests' own: what takes long to load is loaded once a run, then looked at again.

A module that needs the demonstration has its connection lead to a copy of the empty test database in which it
was loaded; each test there undoes what it did, as everywhere, and the next module finds the same copy.
"""

from collections.abc import Callable
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


class Copies:
    """Of one process: each worker of a run has its own database, and so its own copies."""

    def __init__(self) -> None:
        self.kept: dict[str, BaseDatabaseWrapper] = {}

    @contextmanager
    def shown(self, name: str):
        own = connections["default"]
        connections["default"] = self.kept[name]
        try:
            yield
        finally:
            connections["default"] = own

    def load(self, name: str, load: Callable[[], object], *, upon: str | None = None) -> None:
        """Make the copy `name`, of the test database or of another copy, unless it is there already."""
        if name in self.kept:
            return
        self.kept[name] = copied(self.kept[upon] if upon else connections["default"], name)
        with self.shown(name), transaction.atomic():
            load()
            transaction.get_connection().run_on_commit.clear()  # as in a test: nothing leaves

    def drop(self) -> None:
        for copy in self.kept.values():
            copy.close()
            if copy.vendor == "postgresql":
                with copy._nodb_cursor() as cursor:
                    cursor.execute(f'drop database if exists "{copy.settings_dict["NAME"]}" with (force)')
        self.kept.clear()


def copied(source: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    """A connection to a new database, that holds what `source` does."""
    if source.vendor == "sqlite":
        copy = _beside(source, f"file:copy_{name}?mode=memory&cache=shared")
        source.ensure_connection()
        copy.ensure_connection()
        source.connection.backup(copy.connection)
        return copy
    original, name = source.settings_dict["NAME"], f"{source.settings_dict['NAME']}_{name}"
    source.close()  # nobody may be in a database that is copied
    with source._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}" template "{original}"')
    return _beside(source, name)


def _beside(source: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    return type(source)({**source.settings_dict, "NAME": name}, alias="default")
