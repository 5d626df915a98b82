"""The register's facts, merged into the directory in one transaction."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.reading import BrokenFile
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions import search_index
from arrimage.apps.network.actions.record import revision_of, snapshot
from arrimage.apps.network.actions.territories import load_facts
from arrimage.apps.network.models import Coverage, Organisation, Revision, Site, Territory, TerritoryParent
from arrimage.apps.network.models.period import holding_on

from .m02 import REGISTER, Fact, Facts, Refusal, codes_of, read_establishments, read_installations

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

CENTRES = Path(__file__).resolve().parents[2] / "data" / "register" / "centres.csv"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://arrimage.invalid/register/m02")
LABEL = "Registre M02"
BATCH = 500

Progress = Callable[[str, int, int], None]  # step, done, total


class TooManyClosings(BrokenFile):
    """The file would close most of the register: it is probably not whole."""


@dataclass
class Outcome:
    """What happened to one file’s rows; `kept` names what people had corrected and the register left."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "refused": len(self.refusals),
            "refused_rows": [
                {"row": refusal.row, "code": refusal.code, "reason": refusal.reason}
                for refusal in self.refusals
            ],
            "kept": self.kept,
        }


@dataclass
class RegisterOutcome:
    installations: Outcome
    establishments: Outcome
    integrated_centres: int

    @property
    def changed_nothing(self) -> bool:
        return not any(
            outcome.created + outcome.updated + outcome.closed
            for outcome in (self.installations, self.establishments)
        )

    def as_json(self) -> dict[str, object]:
        return {
            "installations": self.installations.as_json(),
            "establishments": self.establishments.as_json(),
            "integrated_centres": self.integrated_centres,
        }


class Places:
    """The finest territory a register row allows."""

    def __init__(self, centres: Mapping[str, str], day: date) -> None:
        self.id_of = dict(Territory.objects.values_list("code", "id"))
        self.centre_territory = centres
        self.region_of: dict[str, str] = {}
        in_region: dict[str, list[str]] = {}
        links = TerritoryParent.objects.filter(holding_on(day), parent__kind="region").values_list(
            "territory__code", "parent__code"
        )
        for territory, region in links:
            self.region_of[territory] = region
            in_region.setdefault(region, []).append(territory)
        self.only_territory = {region: codes[0] for region, codes in in_region.items() if len(codes) == 1}

    def __call__(self, region: str, local: str, centre: str) -> str:
        """Local network, else the region's only territory, else its centre's there, else the region."""
        if local in self.id_of:
            return local
        if region in self.only_territory:
            return self.only_territory[region]
        territory = self.centre_territory.get(centre, "")
        if territory and self.region_of.get(territory) == region:
            return territory
        return region if region in self.id_of else ""


def centres() -> dict[str, tuple[str, date | None]]:
    """The territory each centre answers for, and since when, by official code."""
    with CENTRES.open(encoding="utf-8", newline="") as file:
        return {
            row["establishment"]: (
                row["territory"],
                date.fromisoformat(row["since"]) if row["since"] else None,
            )
            for row in csv.DictReader(file)
        }


def _assign(target: Model, fact: Fact, ids: Mapping[str, int], names: Iterable[str]) -> None:
    """Write the register's word for these fields, and what follows from them."""
    for name in names:
        value = fact.fields[name]
        if name == "territory":
            target.territory_id = ids[value]
        elif name == "opened_on":
            target.opened_on = date.fromisoformat(value) if value else None
        else:
            setattr(target, name, value)
    target.sort_name = sort_key(target.name)
    if isinstance(target, Site):
        target.municipality_key = sort_key(target.municipality, 120)
    target.register_data = fact.fields


def _says(target: Model, name: str, ids: Mapping[str, int]) -> object:
    """What our field says now, in the register's terms."""
    if name == "territory":
        return next((code for code, pk in ids.items() if pk == target.territory_id), None)
    value = getattr(target, name)
    return value.isoformat() if isinstance(value, date) else value


class Merge:
    """One file's facts into one table. What people wrote wins over the register, and is said."""

    def __init__(self, model: type[Model], facts: Facts, ids: Mapping[str, int], at: datetime) -> None:
        self.model, self.facts, self.ids, self.at = model, facts, ids, at
        self.kind = model._meta.model_name
        self.outcome = Outcome(refusals=facts.refusals)
        self.known = {
            thing.register_code: thing
            for thing in model.objects.select_for_update().filter(register=REGISTER)
        }
        self.new: list[Model] = []
        self.changed: list[tuple[Model, list[str]]] = []
        self.closing: list[Model] = []

    def run(self, extra: Callable[[Fact], dict[str, object]] = lambda fact: {}) -> Outcome:
        for fact in self.facts.facts:
            if existing := self.known.get(fact.code):
                self._update(existing, fact, extra(fact))
            else:
                self._create(fact, extra(fact))
        present = set(codes_of(self.facts))
        self.closing = [
            thing for code, thing in self.known.items() if code not in present and thing.closed_on is None
        ]
        open_before = sum(thing.closed_on is None for thing in self.known.values())
        if len(self.closing) > 20 and len(self.closing) * 2 > open_before:
            raise TooManyClosings(
                _(
                    "This file would close %(closing)d of the %(open)d entries of the register: "
                    "it is probably not whole."
                )
                % {"closing": len(self.closing), "open": open_before}
            )
        self._save()
        return self.outcome

    def _create(self, fact: Fact, extra: dict[str, object]) -> None:
        thing = self.model(
            uid=uuid.uuid5(NAMESPACE, f"{self.kind}/{fact.code}"),
            register=REGISTER,
            register_code=fact.code,
            **extra,
        )
        _assign(thing, fact, self.ids, fact.fields)
        self.new.append(thing)

    def _update(self, thing: Model, fact: Fact, extra: dict[str, object]) -> None:
        before = thing.register_data
        news = [name for name, value in fact.fields.items() if before.get(name) != value]
        theirs = [
            name for name in news if _says(thing, name, self.ids) not in (before.get(name), fact.fields[name])
        ]
        moved = [name for name in news if name not in theirs]
        for name, value in extra.items():
            if getattr(thing, name) != value:
                setattr(thing, name, value)
                moved.append(name.removesuffix("_id"))
        if thing.closed_on is not None:
            thing.closed_on = None
            moved.append("closed_on")
        if theirs:
            self.outcome.kept.append(f"{fact.code}: {', '.join(sorted(theirs))}")
        if moved or theirs:
            _assign(thing, fact, self.ids, [name for name in moved if name in fact.fields])
            self.changed.append((thing, moved))
        else:
            self.outcome.unchanged += 1

    def _save(self) -> None:
        day = self.facts.dated or self.at.date()
        for thing in self.closing:
            thing.closed_on = max(day, thing.opened_on) if thing.opened_on else day
            self.changed.append((thing, ["closed_on"]))
        for thing, _moved in self.changed:
            thing.version += 1
            thing.updated_at = self.at
        self.model.objects.bulk_create(self.new, batch_size=BATCH)
        if self.changed:
            names = [field.name for field in self.model._meta.concrete_fields if not field.primary_key]
            self.model.objects.bulk_update([thing for thing, _moved in self.changed], names, batch_size=100)
        Revision.objects.bulk_create(
            [
                *(self._revision(thing, Revision.Verb.IMPORTED, []) for thing in self.new),
                *(
                    self._revision(
                        thing,
                        Revision.Verb.CLOSED if thing.closed_on else Revision.Verb.IMPORTED,
                        moved,
                    )
                    for thing, moved in self.changed
                ),
            ],
            batch_size=BATCH,
        )
        self.outcome.created = len(self.new)
        self.outcome.closed = len(self.closing)
        self.outcome.updated = len(self.changed) - len(self.closing)

    def _revision(self, thing: Model, verb: str, changed: list[str]) -> Revision:
        return revision_of(
            thing, verb=verb, by=None, at=self.at, changed=changed, data=snapshot(thing), label=LABEL
        )


def _cover(outcome_of: Merge, centre_of: Mapping[str, tuple[str, date | None]]) -> None:
    """Each centre answers for one territory; people's own corrections of it stay."""
    organisations = dict(
        Organisation.objects.filter(register=REGISTER, register_code__in=centre_of).values_list(
            "register_code", "id"
        )
    )
    covered = set(Coverage.objects.filter(register=REGISTER).values_list("organisation_id", flat=True))
    Coverage.objects.bulk_create(
        Coverage(
            organisation_id=organisation,
            territory_id=outcome_of.ids[centre_of[code][0]],
            since=centre_of[code][1],
            register=REGISTER,
        )
        for code, organisation in organisations.items()
        if organisation not in covered and centre_of[code][0] in outcome_of.ids
    )


def _without_their_establishment(facts: Facts, known: Mapping[str, int]) -> Facts:
    """Installations of an establishment nobody knows are refused."""
    kept = []
    for fact in facts.facts:
        if fact.establishment in known:
            kept.append(fact)
        else:
            facts.refusals.append(
                Refusal(
                    fact.row,
                    fact.code,
                    _("its establishment %(code)s is not in the file of establishments.")
                    % {"code": fact.establishment},
                )
            )
    facts.refusals.sort(key=lambda refusal: refusal.row)
    return Facts(kept, facts.refusals, facts.dated)


@transaction.atomic
def import_m02(
    installations: bytes,
    establishments: bytes,
    *,
    by: User | None,
    at: datetime,
    names: tuple[str, str] = ("INSTALLATIONS.csv", "ETABLISSEMENTS.csv"),
    progress: Progress = lambda step, done, total: None,
) -> RegisterOutcome:
    """Bring the directory up to date with the two official files.

    One transaction: a broken file changes nothing. Idempotent: the same files twice change nothing.
    Entries are matched by official code; a field people corrected keeps their word (`kept`); what
    disappeared is closed at the file's date, never deleted. Raises BrokenFile with a sentence to show.
    """
    if not Territory.objects.exists():
        load_facts()
    centre_of = centres()
    places = Places({code: territory for code, (territory, _since) in centre_of.items()}, at.date())

    progress(_("Reading the files"), 0, 4)
    read_e = read_establishments(establishments, name=names[1], place=places)
    read_i = read_installations(installations, name=names[0], place=places)

    progress(_("Establishments"), 1, 4)
    merge_e = Merge(Organisation, read_e, places.id_of, at)
    outcome_e = merge_e.run()
    _cover(merge_e, centre_of)

    progress(_("Installations"), 2, 4)
    known = dict(Organisation.objects.filter(register=REGISTER).values_list("register_code", "id"))
    read_i = _without_their_establishment(read_i, known)
    outcome_i = Merge(Site, read_i, places.id_of, at).run(
        lambda fact: {"organisation_id": known[fact.establishment]}
    )

    result = RegisterOutcome(outcome_i, outcome_e, sum(fact.is_integrated_centre for fact in read_e.facts))
    if not result.changed_nothing:
        progress(_("Search index"), 3, 4)
        search_index.reindex(organisation_ids=list(known.values()))
        record(
            "register.imported",
            by=by,
            at=at,
            details={
                "register": REGISTER,
                "installations": {k: v for k, v in outcome_i.as_json().items() if isinstance(v, int)},
                "establishments": {k: v for k, v in outcome_e.as_json().items() if isinstance(v, int)},
            },
        )
    progress(_("Done"), 4, 4)
    return result
