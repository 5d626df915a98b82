"""A joint display from its first line to its publication; what those it quotes do with their words."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.mixed import policies
from arrimage.apps.mixed.models import Ask, Box, Display, LogicModel, Move, Quote, Row
from arrimage.apps.mixed.numbers import number_at
from arrimage.apps.mixed.pieces import piece_at
from arrimage.apps.mixed.queries import displays as queries
from arrimage.apps.qualitative.actions.corpora import add_question
from arrimage.apps.qualitative.queries.corpora import corpora_led_by

if TYPE_CHECKING:
    from uuid import UUID

    from arrimage.apps.accounts.models import User
    from arrimage.apps.qualitative.models import Question

SHORTEST_READING = timedelta(days=7)


@transaction.atomic
def begin_display(model: LogicModel, *, title: str, question: str, by: User | None, at: datetime) -> Display:
    policies.check_leads(by, model.organisation_id)
    display = Display.objects.create(
        model=model, organisation_id=model.organisation_id, title=title.strip(), question=question.strip()
    )
    record("mixed.display_begun", by=by, at=at, subjects=[display])
    return display


@transaction.atomic
def write_row(
    display: Display,
    *,
    by: User,
    at: datetime,
    row: Row | None = None,
    figure: str = "",
    theme: str = "",
    theme_ref: str = "",
    box: Box | None = None,
    meta: str = "",
    inference: str = "",
) -> Row:
    """A line, or a line changed. Raises PermissionDenied, ValidationError."""
    display = lock(display, by)
    _check_writing(display)
    if box is not None and box.model_id != display.model_id:
        raise ValidationError(_("Choose a box of this model."))
    if row is None:
        last = display.rows.aggregate(last=Max("place"))["last"] or 0
        row = Row(display=display, place=last + 1)
    if figure != row.figure or (figure and not row.seen):
        number = number_at(by, figure) if figure else None
        if figure and number is None:
            raise ValidationError(_("This number may not be shown, or is not there: choose another."))
        row.figure, row.seen, row.seen_at = figure, number.kept() if number else {}, at if number else None
    if theme_ref:
        kind, _colon, ref = theme_ref.partition(":")
        piece = piece_at(by, kind, ref)
        if piece is None:
            raise ValidationError(_("This code is not there any more: choose another, or type the theme."))
        theme = theme or piece.label
    row.theme, row.theme_ref, row.box = theme.strip()[:300], theme_ref, box
    row.meta, row.inference = meta, inference.strip()
    row.save()
    record("mixed.display_changed", by=by, at=at, subjects=[display])
    return row


@transaction.atomic
def remove_row(row: Row, *, by: User, at: datetime) -> None:
    display = lock(row.display, by)
    _check_writing(display)
    row.delete()
    record("mixed.display_changed", by=by, at=at, subjects=[display])


@transaction.atomic
def note_move(row: Row, *, words: str, by: User, at: datetime) -> Move:
    """The number is not what it was: say what that changes, or that it changes nothing.

    Raises PermissionDenied, ValidationError.
    """
    display = lock(row.display, by)
    _check_writing(display)
    row = Row.objects.select_for_update(of=("self",)).get(pk=row.pk)
    number = number_at(by, row.figure)
    if number is None or number.kept() == row.seen:
        raise ValidationError(_("This number has not moved."))
    if not words.strip():
        raise ValidationError(_("Say what it changes; “nothing” is an answer."))
    move = Move.objects.create(
        row=row,
        before=row.seen,
        after=number.kept(),
        words=words.strip(),
        noted_at=at,
        noted_by=str(by)[:200],
    )
    row.seen, row.seen_at = number.kept(), at
    row.save()
    record("mixed.move_noted", by=by, at=at, subjects=[display])
    return move


# --- Words of people


@transaction.atomic
def use_quote(
    row: Row,
    *,
    by_line: str,
    agreed: str,
    by: User,
    at: datetime,
    text: str = "",
    ref: str = "",
    user: User | None = None,
) -> Quote:
    """Words beside a number: typed, or taken where interviews hold them. Where they agreed is said."""
    display = lock(row.display, by)
    _check_writing(display)
    if ref:
        kind, _colon, uid = ref.partition(":")
        piece = piece_at(by, kind, uid)
        if piece is None:
            raise ValidationError(_("These words are not there any more, or may not be quoted."))
        text, by_line = piece.label, by_line or piece.source
    if not text.strip() or not by_line.strip() or not agreed.strip():
        raise ValidationError(
            _("Write their words, how their author is said, and where they agreed to be quoted.")
        )
    quote = Quote.objects.create(
        row=row,
        ref=ref,
        text="" if ref else text.strip(),
        by_line=by_line.strip(),
        agreed=agreed.strip(),
        user=user,
    )
    record("mixed.display_changed", by=by, at=at, subjects=[display])
    return quote


@transaction.atomic
def drop_quote(quote: Quote, *, by: User, at: datetime) -> None:
    display = lock(quote.row.display, by)
    _check_writing(display)
    quote.delete()
    record("mixed.display_changed", by=by, at=at, subjects=[display])


@transaction.atomic
def answer_quote(
    quote: Quote, *, state: str, answer: str, by: User | None, at: datetime, by_link: bool = False
) -> Quote:
    """Whoever said it agrees, answers, or takes it back, until it is published.

    Words taken back are erased, and cannot be put back but by being said again. Raises PermissionDenied
    (they are somebody else's), ValidationError (they are published).
    """
    if not by_link and (by is None or quote.user_id != by.pk):
        raise PermissionDenied
    display = Display.objects.select_for_update(of=("self",)).get(pk=quote.row.display_id)
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if display.state == Display.State.PUBLISHED:
        raise ValidationError(
            _("It is published already, and does not change. Write to those who lead the study.")
        )
    if state != quote.state and state not in Quote.NEXT[Quote.State(quote.state)]:
        raise ValidationError(_("These words were taken back: they are kept nowhere."))
    quote.state, quote.answered_at = state, at
    if state == Quote.State.WITHDRAWN:
        quote.text, quote.answer, quote.ref = "", "", ""
    else:
        quote.answer = answer.strip()
    quote.save()
    record("mixed.quote_answered", by=by, at=at, subjects=[display], details={"state": state})
    return quote


# --- Questions from one kind of knowledge to the other


@transaction.atomic
def ask(row: Row, *, of: str, words: str, by: User, at: datetime) -> Ask:
    """A number opens a question for interviews; a theme asks for a number."""
    display = lock(row.display, by)
    _check_writing(display)
    if of == Ask.Of.WORDS and not row.figure:
        raise ValidationError(_("A number opens a question: choose the number first."))
    if of == Ask.Of.NUMBER and not (row.theme or row.quotes.exists()):
        raise ValidationError(_("A theme asks for a number: write the theme first."))
    if not words.strip():
        raise ValidationError(_("Write the question."))
    found = Ask.objects.create(row=row, of=of, words=words.strip())
    record("mixed.display_changed", by=by, at=at, subjects=[display])
    return found


@transaction.atomic
def settle(found: Ask, *, state: str, came_of: str, by: User, at: datetime) -> Ask:
    """Answered (by what), left aside, or open again."""
    display = lock(found.row.display, by)
    _check_writing(display)
    if state != found.state and state not in Ask.NEXT[Ask.State(found.state)]:
        raise ValidationError(_("Choose one of the answers."))
    if state == Ask.State.ANSWERED and not came_of.strip():
        raise ValidationError(_("Say what came of it."))
    found.state, found.came_of = state, came_of.strip()
    found.closed_at = None if state == Ask.State.OPEN else at
    found.save()
    record("mixed.display_changed", by=by, at=at, subjects=[display])
    return found


@transaction.atomic
def send_to_guide(found: Ask, corpus_uid: UUID, *, by: User, at: datetime) -> Question:
    """A number's question goes into a guide of interviews one leads, tied to its figure and its box.

    Whatever the state of the display: nothing of it changes. Raises PermissionDenied (of either room),
    ValidationError.
    """
    row = found.row
    display = lock(row.display, by)
    if found.of != Ask.Of.WORDS:
        raise ValidationError(_("This one asks for a number: it does not go into a guide."))
    if found.state != Ask.State.OPEN:
        raise ValidationError(_("This question is closed: take it up again first."))
    corpus = corpora_led_by(by, on=localdate(at)).filter(uid=corpus_uid).first()
    if corpus is None:
        raise ValidationError(_("Choose a project of interviews that you lead."))
    shown = number_at(by, row.figure) if row.figure else None
    made = add_question(
        corpus,
        words=found.words,
        lights_ref=str(row.box.uid) if row.box else "",
        figure_ref=row.figure if shown else "",
        asked_ref=str(found.uid),
        by=by,
        at=at,
    )
    record("mixed.question_sent", by=by, at=at, subjects=[display])
    return made


# --- Reading, publishing


@transaction.atomic
def offer(display: Display, *, until: date, by: User, at: datetime) -> Display:
    """Let those it quotes read it first. Raises PermissionDenied, ValidationError (line by line)."""
    display = lock(display, by)
    if display.state == Display.State.OFFERED:
        return display
    _step(display, Display.State.OFFERED)
    if until < localdate(at) + SHORTEST_READING:
        raise ValidationError(_("Leave at least a week to those it quotes: choose a later day."))
    if problems := queries.problems_of(queries.lines_of(display, by)):
        raise ValidationError([str(one) for one in problems])
    display.offered_at, display.read_until = at, until
    display.save()
    record("mixed.display_offered", by=by, at=at, subjects=[display])
    return display


@transaction.atomic
def take_back(display: Display, *, by: User, at: datetime) -> Display:
    display = lock(display, by)
    if display.state == Display.State.OFFERED:
        _step(display, Display.State.WRITING)
        display.save()
        record("mixed.display_taken_back", by=by, at=at, subjects=[display])
    return display


@transaction.atomic
def publish(display: Display, *, by: User, at: datetime) -> Display:
    """To everyone, once those it quotes have answered or had their time. Twice changes nothing.

    Raises PermissionDenied, ValidationError.
    """
    display = lock(display, by)
    if display.state == Display.State.PUBLISHED:
        return display
    _step(display, Display.State.PUBLISHED)
    waits = Quote.objects.filter(row__display=display, state=Quote.State.USED)
    if localdate(at) <= display.read_until and waits.exists():
        raise ValidationError(
            _("Those it quotes are still reading: publish after %(day)s, or once all have answered.")
            % {"day": date_format(display.read_until, "DATE_FORMAT")}
        )
    lines = queries.lines_of(display, by)
    if problems := queries.problems_of(lines):
        raise ValidationError([str(one) for one in problems])
    display.content = queries.content_of(display, lines)
    text = json.dumps(display.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    display.digest = hashlib.sha256(text.encode()).hexdigest()
    display.published_at, display.published_by = at, str(by)[:200]
    display.save()
    record("mixed.display_published", by=by, at=at, subjects=[display], details={"digest": display.digest})
    return display


def lock(display: Display, by: User | None) -> Display:
    policies.check_leads(by, display.organisation_id)
    found = Display.objects.select_for_update(of=("self",)).select_related("model", "organisation")
    return found.get(pk=display.pk)


def _check_writing(display: Display) -> None:
    if display.state != Display.State.WRITING:
        raise ValidationError(_("It is being read, or is published: take it back to write again."))


def _step(display: Display, to: str) -> None:
    if to not in Display.NEXT[Display.State(display.state)]:
        raise ValidationError(_("It cannot go there from where it is."))
    display.state = to
