"""What the demonstration shows of campaigns and studies. Every person in it is invented."""

from datetime import date

from .demo_campaigns import load_campaigns


def load_inquiry(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    return load_campaigns(on=on)
