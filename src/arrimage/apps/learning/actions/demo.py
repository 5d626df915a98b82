"""What the demonstration shows of learning. Every person in it is invented."""

from datetime import date


def load_learning(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    return 0
