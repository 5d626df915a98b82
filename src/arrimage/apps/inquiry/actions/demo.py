"""What the demonstration shows of campaigns and studies. Every person in it is invented."""

from datetime import date

from .demo_campaigns import load_campaigns
from .demo_studies import load_studies


def load_inquiry(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    return load_campaigns(on=on) + load_studies(on=on)
