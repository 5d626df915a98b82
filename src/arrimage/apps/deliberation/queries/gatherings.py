"""Reading a meeting with tables: what each writes, how much time is left."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from arrimage.apps.deliberation.models import Consultation, Gathering, Table, TableNote
from arrimage.apps.questionnaires import codes

from .consultations import moderated_by


def gathering_in(consultation: Consultation, uid) -> Gathering | None:
    return consultation.gatherings.select_related("question").filter(uid=uid).first()


def gatherings_run_by(user) -> QuerySet[Gathering]:
    runs = moderated_by(user).order_by().values("pk")
    return Gathering.objects.filter(consultation__in=runs).select_related(
        "consultation__organisation", "consultation__network", "question"
    )


def tables_of(gathering: Gathering) -> QuerySet[Table]:
    notes = TableNote.objects.select_related("question").order_by("question__position")
    return gathering.tables.prefetch_related(Prefetch("notes", notes)).order_by("number")


def table_behind(code: str) -> Table | None:
    """The table this code opens, whatever the state of its meeting."""
    if not codes.spelled(code):
        return None
    return (
        Table.objects.filter(code_digest=codes.digest_of(code))
        .select_related(
            "gathering__consultation__organisation", "gathering__consultation__network", "gathering__question"
        )
        .first()
    )


@dataclass(frozen=True)
class Clock:
    """Time left, in seconds; None when nothing is timed. `rung`: it has rung less than ten minutes ago."""

    left: int | None
    rung: bool


def moment_of(gathering: Gathering, clock: "Clock") -> str:
    """Changes when what a table is shown changes, the seconds left apart: its page counts those by itself."""
    return _digest(gathering.state, gathering.question_id, gathering.rings_at, clock.left is None, clock.rung)


def board_moment_of(gathering: Gathering, clock: "Clock") -> str:
    """The same, of the board: what tables write has versions, so that nothing is decrypted. One query."""
    tables = gathering.tables.order_by("number").values_list("pk", "name", _version_of(gathering))
    return _digest(moment_of(gathering, clock), *tables)


def _version_of(gathering: Gathering) -> Subquery:
    notes = TableNote.objects.filter(table=OuterRef("pk"), question=gathering.question_id)
    return Subquery(notes.values("version")[:1])


def _digest(*parts) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def clock_of(gathering: Gathering, *, at: datetime) -> Clock:
    if gathering.rings_at is None or gathering.state != Gathering.State.LIVE:
        return Clock(None, False)
    left = int((gathering.rings_at - at).total_seconds())
    if left > 0:
        return Clock(left, False)
    return Clock(None, left > -600)


@dataclass(frozen=True)
class OnTheBoard:
    table: Table
    note: TableNote | None


def board_of(gathering: Gathering) -> list[OnTheBoard]:
    """What each table has written on the present question. Two queries."""
    found = gathering.tables.prefetch_related(
        Prefetch("notes", TableNote.objects.filter(question=gathering.question_id), to_attr="now")
    )
    return [OnTheBoard(table, table.now[0] if table.now else None) for table in found.order_by("number")]
