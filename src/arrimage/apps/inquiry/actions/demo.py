"""What the demonstration shows of campaigns and studies. Every person in it is invented."""

from datetime import date

from .studies_demo import load_studies


def load_inquiry(*, on: date) -> int:
    """Add what is missing; how many things that makes."""
    made = 0
    # Studies and reports
    made += load_studies(on=on)
    return made
