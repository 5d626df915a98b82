"""The database itself refuses to change the journal."""


def install_after_migrate(using: str, **_) -> None:
    """(Re)install the triggers: SQLite drops them whenever a migration rebuilds a table."""
