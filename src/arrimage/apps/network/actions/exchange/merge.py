"""The merge itself: three readings compared, field by field.

What the source said last time, what it says now, and what the directory reads. What moved in the source is
taken over, unless people changed that field here since: their word stays, and is said (`Outcome.kept`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from arrimage.apps.kernel.search import fold
from arrimage.apps.network.actions.record import plain, revision_of, snapshot
from arrimage.apps.network.actions.register import TooManyClosings
from arrimage.apps.network.models import Revision

from .heard import AS_CLOSED, Heard, Outcome, Refusal, Said

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

BATCH = 500
UNSAID = (None, "", [], False, "unknown")
OURS_TO_DECIDE = "is_public"  # whom we show is no news another system brings


class Refused(Exception):
    """This thing cannot be taken in; the message says why."""


def batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def ids_of(model: type[Model], uids: Iterable[str]) -> dict[str, int]:
    """uid → primary key, for those that exist."""
    found = {}
    for batch in batches(sorted(set(uids))):
        found |= {str(uid): pk for uid, pk in model.objects.filter(uid__in=batch).values_list("uid", "pk")}
    return found


class Merge:
    """One kind of thing. Each kind says what it refers to and which lists hang on it."""

    model: type[Model]
    lists: tuple[str, ...] = ()  # fields that are rows of other tables, written once the thing is saved

    def __init__(self, heard: Heard, *, register: str, by: User | None, at: datetime) -> None:
        self.heard, self.register, self.by, self.at = heard, register, by, at
        self.day = timezone.localdate(at)
        self.kind = self.model._meta.model_name
        self.said: list[Said] = heard.said[self.kind]
        self.outcome = Outcome(refusals=heard.refusals[self.kind])
        self.known = {thing.register_code: thing for thing in self.loaded().filter(register=register)}
        self.by_uid = {thing.uid: thing for thing in self.known.values()}
        for uids in batches(said.uid for said in self.said if said.uid not in self.by_uid):
            self.by_uid |= {thing.uid: thing for thing in self.loaded().filter(uid__in=uids)}
        self.new: list[Model] = []
        self.changed: list[tuple[Model, list[str]]] = []
        self.told: list[Model] = []  # the source said something new, and nothing moved here
        self.closing: list[Model] = []
        self.pending: list[tuple[Model, str, list[Any]]] = []  # lists to write: (thing, name, what it holds)

    # --- What each kind may say otherwise

    def loaded(self) -> QuerySet:
        raise NotImplementedError

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        """The values, once what they refer to is found. Raises Refused."""
        values = dict(said.values)
        if values.get("closed_on") == AS_CLOSED:
            before = thing and (thing.register_data.get("closed_on") or plain(thing.closed_on))
            values["closed_on"] = before or self.day.isoformat()
        return values

    def now(self, thing: Model, name: str) -> Any:
        """What our field reads, as a source would say it."""
        value = plain(getattr(thing, name))
        return (
            ""
            if value is None and self.model._meta.get_field(name).get_internal_type() == "DateField"
            else value
        )

    def assign(self, thing: Model, name: str, value: Any) -> None:
        if name in self.lists:
            self.pending.append((thing, name, value))
            return
        column = self.model._meta.get_field(name)
        if value in (None, ""):
            value = None if column.null else column.get_default()
        elif column.get_internal_type() == "DateField":
            value = date.fromisoformat(value)
        setattr(thing, name, value)

    def write_list(self, name: str, held: list[tuple[Model, list[Any]]]) -> None:
        raise NotImplementedError

    def is_open(self, thing: Model) -> bool:
        return thing.closed_on is None

    def close(self, thing: Model) -> None:
        thing.closed_on = max(self.day, thing.opened_on) if thing.opened_on else self.day
        thing.register_data |= {"closed_on": thing.closed_on.isoformat()}
        self.changed.append((thing, ["closed_on"]))

    # --- Merging

    def run(self) -> Outcome:
        for said in self.said:
            thing = self.known.get(said.code) or self.by_uid.get(said.uid)
            try:
                values = self.prepared(said, thing)
                if thing is None:
                    self._create(said, values)
                elif thing.register != self.register:
                    self._suggest(thing, values)
                elif thing.register_code != said.code or thing.pk is None:
                    raise Refused(_("the same identifier stands elsewhere in the source."))
                else:
                    self._update(thing, values)
            except Refused as reason:
                self._refuse(said, str(reason))
            except ValidationError as error:
                self._refuse(said, self._faults(error))
        self._close_what_disappeared()
        self._save()
        return self.outcome

    def _refuse(self, said: Said, reason: str) -> None:
        self.outcome.refusals.append(Refusal(said.file, said.row, said.code, reason))

    def _faults(self, error: ValidationError) -> str:
        found = []
        for name, messages in error.message_dict.items():
            label = "" if name == "__all__" else f"{self.model._meta.get_field(name).verbose_name}\u00a0: "
            found.append(f"{label}{' '.join(messages)}")
        return " ".join(found)

    def _create(self, said: Said, values: dict[str, Any]) -> None:
        thing = self.model(
            uid=said.uid, register=self.register, register_code=said.code, register_data=values
        )
        pending = len(self.pending)
        for name in _names(values):
            self.assign(thing, name, values[name])
        try:
            self._check(thing)
        except ValidationError:
            del self.pending[pending:]
            raise
        self._confirm(thing, values)
        self.by_uid[thing.uid] = thing
        self.new.append(thing)

    def _update(self, thing: Model, values: dict[str, Any]) -> None:
        """A thing of this source: three readings."""
        before = thing.register_data
        told = before | values  # a source may say less than last time, of what it has no table for
        news = [name for name in _names(values) if values[name] != before.get(name)]
        theirs = [name for name in news if self.now(thing, name) not in (before.get(name), values[name])]
        moved = [name for name in news if name not in theirs and self.now(thing, name) != values[name]]
        self._move(thing, moved, {name: values[name] for name in moved})
        if theirs:
            self.outcome.kept.append(f"{thing.register_code}\u00a0: {', '.join(sorted(theirs))}")
        if told != before:
            thing.register_data = told
            self._confirm(thing, values)
            if not moved:
                self.told.append(thing)

    def _suggest(self, thing: Model, values: dict[str, Any]) -> None:
        """A thing of ours, or of another register: what is said is taken, what is not said is left."""
        moved = {}
        for name in _names(values):
            said, now = values[name], self.now(thing, name)
            if name in self.lists and isinstance(said, list) and name != "opening_hours":
                said = now + [each for each in said if each[0] not in {other[0] for other in now}]
            if said not in UNSAID and _normal(said) != _normal(now) and name != OURS_TO_DECIDE:
                moved[name] = said
        self._leave_old_news(thing, moved)
        if "organisation" in moved:
            raise Refused(_("it belongs to another organisation here."))
        if moved and thing.register.startswith("hsds:"):
            raise Refused(
                _("it comes from another source (%(source)s), which says otherwise.")
                % {"source": thing.register.removeprefix("hsds:")}
            )
        self._move(thing, list(moved), moved)

    def _leave_old_news(self, thing: Model, moved: dict[str, Any]) -> None:
        """What we said ourselves before and changed since is an old export coming back, not a correction."""
        if not moved:
            return
        past = list(Revision.objects.filter(subject_uid=thing.uid).values_list("data", flat=True))
        old = sorted(name for name in moved if any(data.get(name) == moved[name] for data in past))
        for name in old:
            del moved[name]
        if old:
            self.outcome.kept.append(f"{thing.uid}\u00a0: {', '.join(old)}")

    def _move(self, thing: Model, moved: list[str], values: Mapping[str, Any]) -> None:
        if not moved:
            self.outcome.unchanged += 1
            return
        pending = len(self.pending)
        for name in moved:
            self.assign(thing, name, values[name])
        try:
            self._check(thing)
            thing.validate_constraints(exclude={"register", "register_code", "uid"})
        except ValidationError:
            del self.pending[pending:]
            raise
        self.changed.append((thing, moved))

    def _check(self, thing: Model) -> None:
        """Raises ValidationError, in sentences, for what a column cannot hold."""
        if hasattr(thing, "sort_name"):
            thing.sort_name = fold(thing.name)[:200]
        if hasattr(thing, "municipality_key"):
            thing.municipality_key = fold(thing.municipality)[:120]
        thing.clean_fields(exclude={column.name for column in self.model._meta.fields if column.is_relation})

    def _confirm(self, thing: Model, values: dict[str, Any]) -> None:
        """A source that checked later than anybody here confirms what it says."""
        if not values.get("confirmed_on"):
            return
        checked = timezone.make_aware(datetime.combine(date.fromisoformat(values["confirmed_on"]), time()))
        if checked <= self.at and (thing.confirmed_at is None or thing.confirmed_at < checked):
            thing.confirmed_at, thing.confirmed_by = checked, self.register

    def _close_what_disappeared(self) -> None:
        present = self.heard.present[self.kind]
        if not present:  # a source that says nothing of a kind does not say that it is over
            return
        still_open = [thing for thing in self.known.values() if self.is_open(thing)]
        self.closing = [thing for thing in still_open if thing.register_code not in present]
        if len(self.closing) > 20 and len(self.closing) * 2 > len(still_open):
            raise TooManyClosings(
                _(
                    "This source would close %(closing)d of the %(open)d entries it gave before: "
                    "it is probably not whole. Nothing was changed."
                )
                % {"closing": len(self.closing), "open": len(still_open)}
            )
        for thing in self.closing:
            self.close(thing)

    # --- Writing

    def _save(self) -> None:
        for thing, _moved in self.changed:
            thing.version += 1
            thing.updated_at = self.at
        # Read before they are saved, so that thousands of new things are not looked up one by one.
        new = {thing.uid: snapshot(thing) for thing in self.new}
        self.model.objects.bulk_create(self.new, batch_size=BATCH)
        columns = [column.name for column in self.model._meta.concrete_fields if not column.primary_key]
        written = [thing for thing, _moved in self.changed] + self.told
        if written:
            self.model.objects.bulk_update(written, columns, batch_size=100)
        for name in self.lists:
            held = [(thing, value) for thing, pending, value in self.pending if pending == name]
            if held:
                self.write_list(name, held)
        Revision.objects.bulk_create(self._revisions(new), batch_size=BATCH)
        self.outcome.created += len(self.new)
        self.outcome.closed += len(self.closing)
        closing = {thing.uid for thing in self.closing}
        self.outcome.updated += sum(thing.uid not in closing for thing, _moved in self.changed)

    def _revisions(self, new: Mapping[UUID, dict[str, object]]) -> Iterator[Revision]:
        common = {"by": self.by, "at": self.at, "label": self.register}
        hanging = self.hanging()
        for thing in self.new:
            data = new[thing.uid] | hanging.get(thing.uid, {})
            yield revision_of(thing, verb=Revision.Verb.IMPORTED, data=data, **common)
        closing = {thing.uid for thing in self.closing}
        for thing, moved in self.changed:
            verb = Revision.Verb.CLOSED if thing.uid in closing else Revision.Verb.IMPORTED
            yield revision_of(thing, verb=verb, changed=moved, **common)

    def hanging(self) -> dict[UUID, dict[str, object]]:
        """What the history keeps of the lists of new things."""
        return {}

    @property
    def touched(self) -> set[int]:
        """The organisations whose pages changed."""
        things = [*self.new, *(thing for thing, _moved in self.changed), *self.closing]
        return {thing.pk if self.kind == "organisation" else thing.organisation_id for thing in things}


def _names(values: Mapping[str, Any]) -> list[str]:
    return [name for name in values if name not in {"kept", "confirmed_on"}]


def _normal(value: Any) -> Any:
    """Texts differ by what they say, not by their line ends or outer blanks."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value
