"""The pages of this room, for the walk of `tests/browser`."""


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    return {}
