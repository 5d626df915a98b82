"""Writing the journal. Whoever cannot write it does not read or change the thing either."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest

from arrimage.apps.kernel.clock import now

from .models import Entry, Unsealed


class Subject(NamedTuple):
    """What an entry is about. Choose a label that says no more than its reader may know."""

    kind: str
    id: str
    label: str = ""


@transaction.atomic(savepoint=False)
def record(
    action: str,
    *,
    by=None,
    subjects: Iterable[Any] = (),
    purpose: str = "",
    request: HttpRequest | None = None,
    at: datetime | None = None,
    details: dict[str, Any] | None = None,
) -> Entry:
    """Write one entry, in the caller's transaction: what is undone was never done.

    `action` is a code of `sentences.ACTIONS`. `by` is the user (who acts as `by.acting`), or None for the
    installation itself. `subjects` are model instances, `Subject`s or plain strings. `details` are small
    plain values, never free text about a person: the journal is not encrypted.
    """
    acting = getattr(by, "acting", None)
    known = by is not None and by.is_authenticated
    entry = Entry.objects.create(
        at=at or now(),
        action=action,
        actor=str(by.uid) if known else "",
        actor_label=str(by)[:200] if known else "",
        role=acting.role if acting else "",
        organisation=str(acting.organisation.uid) if acting else "",
        organisation_label=str(acting.organisation)[:200] if acting else "",
        subjects=_canonical([s._asdict() for s in dict.fromkeys(_subject(thing) for thing in subjects)]),
        purpose=purpose[:200],
        request=_id_of(request),
        details=_canonical(details or {}),
    )
    Unsealed.objects.create(entry_id=entry.pk)
    return entry


class Shown(list):
    """The subjects a request has shown so far."""

    def __call__(self, things):
        """Note these as shown, and hand them back: `plans = shown(queries.plans_visible_to(user))`."""
        self.extend(things)
        return things

    def one(self, thing):
        self.append(thing)
        return thing


@contextmanager
def seen(
    action: str, *, by, purpose: str = "", request: HttpRequest | None = None, at: datetime | None = None
) -> Iterator[Shown]:
    """A reading: one entry for the request and purpose, listing all it showed.

    Written on the way out, before the answer leaves; if it cannot be, the reading fails:

        with seen("plan.read", by=request.user, purpose="follow-up", request=request) as shown:
            plans = shown(queries.plans_visible_to(request.user))
            response = render(request, "care/plans.html", {"plans": plans})
        return response

    Nothing shown, nothing written.
    """
    shown = Shown()
    yield shown
    if shown:
        record(action, by=by, subjects=shown, purpose=purpose, request=request, at=at)


def _subject(thing: Any) -> Subject:
    if isinstance(thing, Subject):
        return Subject(thing.kind, str(thing.id), thing.label[:200])
    if isinstance(thing, str):
        return Subject("", "", thing[:200])
    return Subject(thing._meta.label_lower, str(getattr(thing, "uid", thing.pk)), str(thing)[:200])


def _id_of(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    if not hasattr(request, "journal_id"):
        request.journal_id = str(uuid.uuid4())
    return request.journal_id


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
