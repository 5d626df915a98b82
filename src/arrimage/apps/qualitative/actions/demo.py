"""The demonstration of this room."""

from datetime import date


def load_qualitative(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    return 0
