"""Examples of the addresses of this room, for the permission matrix of `tests/house`."""


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    return {}
