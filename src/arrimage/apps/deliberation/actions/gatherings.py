"""A live meeting: tables that write on a shared laptop, one clock, nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Consultation,
    Contribution,
    Gathering,
    Question,
    Table,
    TableNote,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.texts import plain
from arrimage.apps.deliberation.vocabulary import Means, Naming, Side
from arrimage.apps.questionnaires import codes

from .contributions import LONGEST, checked, reword, rules_for, write
from .steps import record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

TABLES = 60
ELSEWHERE = "\n\n— {} —\n\n"  # between two texts typed at once


@transaction.atomic
def plan_gathering(
    consultation: Consultation,
    *,
    title: str,
    starts_at: datetime,
    by: User | None,
    at: datetime,
    reach: str = Gathering.Reach.REGIONAL,
    place: str = "",
    tables: int = 0,
) -> Gathering:
    policies.check(by, consultation, policies.moderated_by)
    gathering = Gathering.objects.create(
        consultation=consultation,
        title=" ".join(title.split())[:160],
        reach=reach,
        place=place[:200],
        starts_at=starts_at,
    )
    record("gathering_planned", consultation, gathering, by=by, at=at)
    if tables:
        add_tables(gathering, tables, by=by, at=at)
    return gathering


@transaction.atomic
def add_tables(gathering: Gathering, count: int, *, by: User | None, at: datetime) -> list[Table]:
    """So many more tables, each with a code of eight letters and digits to type on its laptop."""
    policies.check(by, gathering.consultation, policies.moderated_by)
    last = gathering.tables.aggregate(last=Max("number"))["last"] or 0
    if not 0 < count <= TABLES - last:
        raise ValidationError(_("Between one and sixty tables."))
    made = []
    for number in range(last + 1, last + count + 1):
        code = codes.new_code()[:9]  # two groups of four
        made.append(
            Table.objects.create(
                gathering=gathering, number=number, code=code, code_digest=codes.digest_of(code)
            )
        )
    return made


@transaction.atomic
def move(gathering: Gathering, state: str, *, by: User | None, at: datetime) -> Gathering:
    """It begins, it is over (what tables wrote is then handed in for them), it goes on."""
    policies.check(by, gathering.consultation, policies.moderated_by)
    consultation = queries.lock(gathering.consultation)
    gathering = Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
    if state == Gathering.State.LIVE and not consultation.is_open:
        raise ValidationError(_("Open the consultation first: only then can tables write."))
    if not step(gathering, state):
        return gathering
    gathering.closed_at = at if state == Gathering.State.OVER else None
    if state == Gathering.State.LIVE and gathering.question is None:
        gathering.question = consultation.questions.first()
    gathering.rings_at = None
    gathering.save()
    if state == Gathering.State.OVER and consultation.is_open:
        for note in TableNote.objects.filter(table__gathering=gathering).select_related("table", "question"):
            _hand_in(consultation, note, at=at)
    record("gathering_moved", consultation, gathering, by=by, at=at)
    return gathering


@transaction.atomic
def ring(
    gathering: Gathering, *, question: Question, minutes: int, by: User | None, at: datetime
) -> Gathering:
    """All tables turn to this question, for so many minutes (0: without a clock)."""
    policies.check(by, gathering.consultation, policies.moderated_by)
    if question.consultation_id != gathering.consultation_id or not 0 <= minutes <= 240:
        raise ValidationError(_("Choose one of the questions, and at most four hours."))
    gathering = Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
    gathering.question = question
    gathering.rings_at = at + timedelta(minutes=minutes) if minutes else None
    gathering.save()
    return gathering


@dataclass(frozen=True)
class Saved:
    note: TableNote
    was_elsewhere: bool  # somebody else had typed meanwhile: both texts are there


@transaction.atomic
def save_note(
    table: Table, question: Question, *, shared: str, apart: str, since: int, at: datetime
) -> Saved:
    """Keep what a table types. Typed on two devices at once, or sent late by one that had lost the network,
    both texts are kept: nothing typed is lost."""
    if question.consultation_id != table.gathering.consultation_id:
        raise ValidationError(_("This question belongs to another consultation."))
    if table.gathering.state == Gathering.State.PLANNED:
        raise ValidationError(_("The meeting has not begun yet: wait for whoever runs it."))
    TableNote.objects.get_or_create(table=table, question=question)
    note = TableNote.objects.select_for_update(of=("self",)).get(table=table, question=question)
    shared, apart = plain(shared), plain(apart)
    was_elsewhere = since != note.version and (shared, apart) != (note.shared, note.apart)
    if was_elsewhere:
        shared, apart = _both(note.shared, shared), _both(note.apart, apart)
    if max(len(shared), len(apart)) > LONGEST * 2:
        raise ValidationError(_("It is too long for one question: hand it in, then go on."))
    if (shared, apart) != (note.shared, note.apart):
        note.shared, note.apart = shared, apart
        note.version += 1
        note.saved_at = at
        note.save()
        Table.objects.filter(pk=table.pk).update(seen_at=at)
    return Saved(note, was_elsewhere)


def _both(there: str, here: str) -> str:
    """Both texts, once each where one goes on from the other."""
    if here.startswith(there):
        return here
    if there.startswith(here) or here in there:
        return there
    return there + ELSEWHERE.format(_("typed at the same time, elsewhere")) + here


@transaction.atomic
def hand_in(table: Table, question: Question, *, at: datetime) -> TableNote:
    """Give what the table wrote on a question: it becomes its contribution, and what was not shared by all a
    contribution of its own. Handing in again corrects them. Raises Closed."""
    consultation = queries.lock(table.gathering.consultation)
    note = (
        TableNote.objects.select_for_update(of=("self",))
        .select_related("table", "question")
        .filter(table=table, question=question)
        .first()
    )
    if note is None or not (note.shared or note.apart):
        raise ValidationError(_("Nothing is written on this question yet."))
    return _hand_in(consultation, note, at=at)


def _hand_in(consultation: Consultation, note: TableNote, *, at: datetime) -> TableNote:
    rules = rules_for(consultation, Naming.TABLE)
    for text, is_apart in ((note.shared, False), (note.apart, True)):
        pieces = [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]
        given = list(
            note.table.contributions.filter(question=note.question, is_apart=is_apart).order_by("number")
        )
        for piece, former in zip_longest(pieces, given):
            if piece and former is None:
                write(
                    consultation,
                    question=note.question,
                    rules=rules,
                    means=Means.TABLE,
                    naming=Naming.TABLE,
                    side=Side.TABLE,
                    table=note.table,
                    is_apart=is_apart,
                    text=checked(piece),
                    at=at,
                )
            # What was given is never emptied from here: its table withdraws it, if it wishes to.
            elif piece and not former.is_withdrawn and _differs(former, piece):
                reword(former, checked(piece), at=at)
    if note.shared or note.apart:
        note.handed_in_at = at
        note.save()
    return note


def _differs(given: Contribution, text: str) -> bool:
    return given.wordings.get(number=given.wording).text != plain(text)
