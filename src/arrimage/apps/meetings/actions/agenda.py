"""The agenda: anybody invited may propose; whoever runs the meeting puts in order and notes what is said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Item, Meeting, Relay

from .meetings import lock
from .steps import own_place, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

ITEMS = 60  # in one meeting; beyond, it is several meetings
SUBJECT = ("title", "details", "weight", "takes", "organisation", "brought_by")
NOTES = ("said", "decision", "in_words_of")


@transaction.atomic
def add_item(meeting: Meeting, *, by: User | None, at: datetime, title: str, **subject) -> Item:
    """Put a subject on the agenda, or propose one: whoever runs the meeting then takes it or sets it aside.

    `subject` is among `SUBJECT`. Raises PermissionDenied (not invited), ValidationError (it is too late).
    """
    _check_names(subject, SUBJECT)
    policies.check_sees(by, meeting)
    meeting = lock(meeting)
    runs = by is None or policies.runs(by, meeting.series)
    _check_takes_items(meeting, runs=runs)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    acting = getattr(by, "acting", None)
    by_name = (own_place(by, meeting.series) or str(by)) if by else ""
    if "organisation" not in subject and not subject.get("brought_by"):
        subject |= {"organisation": acting.organisation if acting else None, "brought_by": by_name}
    item = Item.objects.create(
        meeting=meeting,
        position=last + 1,
        title=_title(title),
        state=Item.State.ON if runs else Item.State.PROPOSED,
        proposed_by=by,
        **subject,
    )
    record("agenda.added" if runs else "agenda.proposed", by=by, at=at, subjects=[meeting])
    return item


@transaction.atomic
def change_item(item: Item, *, by: User | None, at: datetime, **subject) -> Item:
    """Change the subject of an item not yet treated. Whoever proposed it may, until it is taken."""
    _check_names(subject, SUBJECT)
    item = _held(item)
    mine = by is not None and item.proposed_by_id == by.pk and item.state == Item.State.PROPOSED
    if not mine:
        policies.check_runs(by, item.meeting.series)
    _check_unsent(item.meeting)
    if "title" in subject:
        subject["title"] = _title(subject["title"])
    for name, value in subject.items():
        setattr(item, name, value)
    item.save()
    record("agenda.changed", by=by, at=at, subjects=[item.meeting])
    return item


@transaction.atomic
def move_item(item: Item, *, by: User | None, at: datetime, up: bool) -> Item:
    """One place earlier or later; at either end, nothing happens."""
    item = _run(item, by)
    order = list(item.meeting.items.filter(state=Item.State.ON).order_by("position", "id"))
    here = next((n for n, one in enumerate(order) if one.pk == item.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is not None and 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for position, one in enumerate(order, start=1):
            one.position = position
        Item.objects.bulk_update(order, ["position"])
        record("agenda.changed", by=by, at=at, subjects=[item.meeting])
    return item


@transaction.atomic
def take_item(item: Item, *, by: User | None, at: datetime) -> Item:
    """Put on the agenda what was proposed, or set aside."""
    item = _run(item, by)
    if step(item, Item.State.ON):
        item.why_set_aside = ""
        item.save()
        record("agenda.taken", by=by, at=at, subjects=[item.meeting])
    return item


@transaction.atomic
def set_item_aside(item: Item, *, by: User | None, at: datetime, why: str) -> Item:
    """Set a subject aside, saying why: whoever proposed it reads it. It can be taken back."""
    item = _run(item, by)
    if not why.strip():
        raise ValidationError({"why": _("Say why, in a few words: whoever proposed it will read it.")})
    if step(item, Item.State.SET_ASIDE):
        item.why_set_aside = why.strip()[:500]
        item.save()
        record("agenda.set_aside", by=by, at=at, subjects=[item.meeting])
    return item


@transaction.atomic
def note_item(item: Item, *, by: User | None, at: datetime, since: int | None = None, **notes) -> Item:
    """Write what is said, what is decided and in whose words; saved as one goes, not journalled each time.

    With `since`, refuses to write over what somebody else noted meanwhile (StaleVersion).
    """
    _check_names(notes, NOTES)
    item = _run(item, by)
    for name, value in notes.items():
        setattr(item, name, value.strip())
    return item.save_if_unchanged(since=item.version if since is None else since)


@transaction.atomic
def say_who_relays(item: Item, *, by: User | None, at: datetime, organisation, name: str) -> Relay | None:
    """Name who tells it inside their organisation; an empty name removes it.

    Each organisation names its own; whoever runs the meeting may note it for any.
    """
    item = _held(item)
    if by is not None and not policies.runs(by, item.meeting.series):
        policies.check_sees(by, item.meeting)
        policies.check_keeps(by, organisation.pk)
    name = " ".join(name.split())[:160]
    if not name:
        item.relays.filter(organisation=organisation).delete()
        return None
    relay, _made = Relay.objects.update_or_create(
        item=item, organisation=organisation, defaults={"name": name, "relayed_at": None}
    )
    record("agenda.relay_named", by=by, at=at, subjects=[item.meeting, organisation])
    return relay


@transaction.atomic
def note_relayed(relay: Relay, *, by: User | None, at: datetime) -> Relay:
    """It has been told inside the organisation."""
    if by is not None and not policies.runs(by, relay.item.meeting.series):
        policies.check_keeps(by, relay.organisation_id)
    if relay.relayed_at is None:
        relay.relayed_at = at
        relay.save()
        record("agenda.relayed", by=by, at=at, subjects=[relay.item.meeting, relay.organisation])
    return relay


def _held(item: Item) -> Item:
    meeting = lock(item.meeting)
    item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    item.meeting = meeting
    return item


def _run(item: Item, by: User | None) -> Item:
    item = _held(item)
    policies.check_runs(by, item.meeting.series)
    _check_unsent(item.meeting)
    return item


def _check_unsent(meeting: Meeting) -> None:
    if meeting.has_minutes:
        raise ValidationError(_("The minutes have been sent: ask for a correction instead."))


def _check_takes_items(meeting: Meeting, *, runs: bool) -> None:
    """During the meeting and until the minutes leave, only whoever runs it adds a subject."""
    _check_unsent(meeting)
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError(_("This meeting is cancelled: put it back first."))
    if not runs and meeting.state != Meeting.State.PLANNED:
        raise ValidationError(_("This meeting is over: propose your subject for the next one."))
    if meeting.items.count() >= ITEMS:
        raise ValidationError(_("This agenda is full: keep the subject for another meeting."))


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("Write the subject in a few words.")})
    return title[:200]


def _check_names(given: dict, known: tuple[str, ...]) -> None:
    if unknown := given.keys() - set(known):
        raise TypeError(f"an item has no {', '.join(sorted(unknown))}")
