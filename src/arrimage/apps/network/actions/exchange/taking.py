"""One source, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.actions import search_index

from .heard import KINDS, Heard, Note, Outcome
from .kinds import MergeContacts, MergeOffers, MergeOrganisations, MergeSites

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

Progress = Callable[[str, int, int], None]  # step, done, total


@dataclass
class Taken:
    """What became of a source, by kind of thing."""

    outcomes: dict[str, Outcome]
    notes: list[Note]

    @property
    def changed_nothing(self) -> bool:
        return all(outcome.changed_nothing for outcome in self.outcomes.values())


@transaction.atomic
def take_in(
    heard: Heard,
    *,
    source: str,
    by: User | None,
    at: datetime,
    progress: Progress = lambda step, done, total: None,
) -> Taken:
    """Bring the directory up to date with what `source` says.

    One transaction. Idempotent: the same source twice changes nothing. Things are matched by the source's
    identifier, else by uid; a field people corrected keeps their word; what disappeared from the same source
    is closed today. Raises TooManyClosings where a source would close most of what it gave before.
    """
    register = f"hsds:{source}"
    outcomes: dict[str, Outcome] = {}
    touched: set[int] = set()
    merges = (MergeOrganisations, MergeSites, MergeOffers, MergeContacts)
    steps = (_("Organisations"), _("Places"), _("Services"), _("Contacts"))
    for number, (kind, merge, step) in enumerate(zip(KINDS, merges, steps, strict=True)):
        progress(step, number, len(KINDS) + 1)
        merging = merge(heard, register=register, by=by, at=at)
        outcomes[kind] = merging.run()
        touched |= merging.touched
    taken = Taken(outcomes, heard.notes)
    if not taken.changed_nothing:
        progress(_("Search index"), len(KINDS), len(KINDS) + 1)
        search_index.reindex(organisation_ids=sorted(touched))
        record(
            "register.imported",
            by=by,
            at=at,
            details={"register": register} | {kind: outcome.counts() for kind, outcome in outcomes.items()},
        )
    progress(_("Done"), len(KINDS) + 1, len(KINDS) + 1)
    return taken
