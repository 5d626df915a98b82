"""Reading the journal, and checking that it is whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from arrimage.apps.kernel.crypto import UnreadableText

from . import policies, triggers
from .chain import FORMS, hash_of, signature_of
from .models import Checkpoint, Entry, Seal, Unsealed

BATCH = 1_000  # links read at once
SHOWN = 20  # broken rows named; after a lost key, every row is
PATIENCE = timedelta(hours=1)  # how long an entry may wait for its seal


class Fault(StrEnum):
    ALTERED = "altered"  # the row, or its seal, is not what was sealed
    DELETED = "deleted"  # sealed, and gone
    UNSEALED = "unsealed"  # waiting for its seal, and gone
    INSERTED = "inserted"  # neither sealed nor waiting: it did not come through the journal
    SEAL_MISSING = "seal_missing"  # the numbering has a hole
    SEAL_INSERTED = "seal_inserted"  # a number that had been removed, or taken
    CHECKPOINT = "checkpoint"  # the note left by retention was altered
    ANCHOR = "anchor"  # the head noted elsewhere is not the one here
    ANCHOR_REMOVED = "anchor_removed"  # it lay in what retention removed: it says nothing any more


@dataclass(frozen=True)
class Break:
    """A broken row: of the journal (`entry`), of the chain (`number`), or both."""

    fault: Fault
    entry: int | None = None
    number: int | None = None


@dataclass
class Verification:
    """What was found. `whole` is the answer; the tail only counts once it has waited over an hour."""

    at: datetime
    sealed: int = 0
    removed: int = 0
    head: str = ""  # `number:hash` of the last seal: note it elsewhere, give it back as `anchor`
    waiting: int = 0
    waiting_since: datetime | None = None
    triggers: list[str] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)

    @property
    def is_tail_late(self) -> bool:
        return self.waiting_since is not None and self.at - self.waiting_since > PATIENCE

    @property
    def whole(self) -> bool:
        return not (self.breaks or self.triggers or self.is_tail_late)


def journal_of(user) -> QuerySet[Entry]:
    """The entries this user may read, the latest first."""
    return Entry.objects.filter(policies.journal_readable_by(user)).order_by("-at", "-pk")


def matching(
    entries: QuerySet[Entry],
    *,
    who: str = "",
    action: str = "",
    subject: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Entry]:
    """Those by somebody, of an action, about something, from one day to another (both included)."""
    if who:
        entries = entries.filter(Q(actor_label__icontains=who) | Q(actor=who))
    if action:
        entries = entries.filter(action=action)
    if subject:
        # The column holds JSON: a quote is written \" there.
        entries = entries.filter(subjects__icontains=json.dumps(subject, ensure_ascii=False)[1:-1])
    if since:
        entries = entries.filter(at__gte=_midnight(since))
    if until:
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    return entries


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def verify(*, at: datetime, anchor: str = "") -> Verification:
    """Recompute the whole chain. `anchor` is a head noted earlier, elsewhere."""
    while True:
        checkpoints = list(Checkpoint.objects.all())
        found = _verify(checkpoints, at, anchor)
        if Checkpoint.objects.count() == len(checkpoints):  # else a retention ran meanwhile: again
            return found


def _verify(checkpoints: list[Checkpoint], at: datetime, anchor: str) -> Verification:
    found = Verification(at=at, triggers=triggers.faults())
    found.breaks += _checkpoint_breaks(checkpoints)
    found.removed = sum(checkpoint.count for checkpoint in checkpoints)
    number, head = (checkpoints[-1].number, checkpoints[-1].hash) if checkpoints else (0, "")
    previous: str | None = head  # None after a hole: the next link cannot be checked
    for seal, entry in _links():
        found.sealed += 1
        if seal.number <= number:
            found.breaks.append(Break(Fault.SEAL_INSERTED, seal.entry_id, seal.number))
            continue
        if seal.number > number + 1:
            found.breaks.append(Break(Fault.SEAL_MISSING, None, number + 1))
            previous = None
        if entry is None:
            found.breaks.append(Break(Fault.DELETED, seal.entry_id, seal.number))
        elif previous is not None and not _holds(seal, entry, previous):
            found.breaks.append(Break(Fault.ALTERED, seal.entry_id, seal.number))
        number, head = seal.number, seal.hash
        previous = head
        del found.breaks[SHOWN:]
    found.head = f"{number}:{head}" if number else ""
    found.breaks += _entries_apart() + _anchor_breaks(anchor, checkpoints)
    tail = Unsealed.objects.aggregate(count=Count("pk"), oldest=Min("since"))
    found.waiting, found.waiting_since = tail["count"], tail["oldest"]
    return found


def _links() -> Iterator[tuple[Seal, Entry | None]]:
    """The chain in its order, each link with its entry."""
    last = -1
    while seals := list(Seal.objects.filter(number__gt=last).order_by("number")[:BATCH]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        last = seals[-1].number


def _holds(seal: Seal, entry: Entry, previous: str) -> bool:
    try:
        return seal.form in FORMS and seal.hash == hash_of(seal, entry, previous)
    except UnreadableText:
        return False


def _checkpoint_breaks(checkpoints: list[Checkpoint]) -> list[Break]:
    breaks, previous = [], ""
    for checkpoint in checkpoints:
        try:
            holds = checkpoint.previous == previous and checkpoint.signature == signature_of(checkpoint)
        except UnreadableText:
            holds = False
        if not holds:
            breaks.append(Break(Fault.CHECKPOINT, None, checkpoint.number))
        previous = checkpoint.signature
    return breaks


def _entries_apart() -> list[Break]:
    """Entries that no seal nor queue knows, and the queue's own that are gone: one statement each."""
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    waiting = Unsealed.objects.filter(entry_id=OuterRef("pk"))
    inserted = Entry.objects.filter(~Exists(sealed), ~Exists(waiting)).order_by("pk")
    lost = Unsealed.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("pk")))).order_by("pk")
    return [Break(Fault.INSERTED, pk) for pk in inserted.values_list("pk", flat=True)[:SHOWN]] + [
        Break(Fault.UNSEALED, pk) for pk in lost.values_list("pk", flat=True)[:SHOWN]
    ]


def _anchor_breaks(anchor: str, checkpoints: list[Checkpoint]) -> list[Break]:
    if not anchor:
        return []
    number, noted = int(anchor.partition(":")[0]), anchor.partition(":")[2]
    links = {checkpoint.number: checkpoint.hash for checkpoint in checkpoints}
    links |= dict(Seal.objects.filter(number=number).values_list("number", "hash"))
    if links.get(number) == noted:
        return []
    removed = number not in links and checkpoints and number < checkpoints[-1].number
    return [Break(Fault.ANCHOR_REMOVED if removed else Fault.ANCHOR, None, number)]
