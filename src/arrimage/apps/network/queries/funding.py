"""Reading what organisations received: their own lines, what they published, and what a study published."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet

from arrimage.apps.network.models import FundingLine, Organisation
from arrimage.apps.network.policies import agreements as policies

from .agreements import published_agreements_of

DATA = Path(__file__).resolve().parents[1] / "data" / "funding"


def funding_of(user) -> QuerySet[FundingLine]:
    """The lines of the organisation acted for, published or not."""
    return FundingLine.objects.filter(policies.funding_of(user)).select_related(
        "organisation", "funder_organisation", "agreement"
    )


def published_funding_of(organisation: Organisation) -> QuerySet[FundingLine]:
    return FundingLine.objects.filter(policies.published_funding(), organisation=organisation).select_related(
        "organisation", "funder_organisation"
    )


def has_public_part(organisation: Organisation) -> bool:
    """Whether there is anything to read on its page of agreements and funding. One query or two."""
    return published_funding_of(organisation).exists() or published_agreements_of(organisation).exists()


@dataclass(frozen=True)
class CoalitionBudget:
    """The budget of a region's coalition for 2018–2019, as published."""

    region: str  # code
    name: str
    dollars: int
    source: str


@lru_cache(maxsize=1)
def coalition_budgets() -> tuple[CoalitionBudget, ...]:
    """The fifteen of source 002, section 12, in the order of the regions' codes: no ranking."""
    with (DATA / "coalition_budgets_2018_2019.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            CoalitionBudget(row["region"], row["coalition"], int(row["dollars"]), row["source"])
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda row: row.region))
