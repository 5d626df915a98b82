"""Debates: a question, its positions side by side, where each person stands, and changing one's mind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community, Discussion, Position, Post
from arrimage.apps.communities.queries.debates import stand_of

from .posts import check_names_nobody, check_speaks, plain, theme_of, write
from .steps import check_open, lock, record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

FEWEST, MOST = 2, 5  # positions
State = Discussion.State


class Side(NamedTuple):
    """A position to be, and what it rests on."""

    label: str
    words: str = ""


@transaction.atomic
def prepare(
    community: Community,
    *,
    title: str,
    context: str,
    sides: Iterable[Side],
    by: User,
    at: datetime,
    theme_uid: UUID | None = None,
    judged: bool = False,
) -> Discussion:
    """A draft, read by the facilitators alone until they open it."""
    community = lock(community)
    check_open(community)
    mine = policies.facilitator_in(by, community)
    sides = _checked(sides)
    _check_names(title, context, sides, community=community, judged=judged)
    made = Discussion.objects.create(
        community=community,
        kind=Discussion.Kind.DEBATE,
        title=plain(title),
        context=plain(context),
        theme_uid=theme_of(by, theme_uid),
        begun_by=mine,
        state=State.DRAFT,
        begun_at=at,
        last_at=at,
    )
    _write_sides(made, sides)
    record("debate_prepared", community, made, by=by, at=at)
    return made


@transaction.atomic
def rewrite(
    debate: Discussion,
    *,
    title: str,
    context: str,
    sides: Iterable[Side],
    by: User,
    at: datetime,
    theme_uid: UUID | None = None,
    judged: bool = False,
) -> Discussion:
    """As long as nobody but the facilitators has read it: people will answer these very words."""
    debate = lock(debate)
    policies.facilitator_in(by, debate.community)
    if debate.state != State.DRAFT:
        raise ValidationError(_("The debate is open: its question and its positions do not change any more."))
    sides = _checked(sides)
    _check_names(title, context, sides, community=debate.community, judged=judged)
    debate.title, debate.context, debate.theme_uid = plain(title), plain(context), theme_of(by, theme_uid)
    debate.save()
    debate.positions.all().delete()
    _write_sides(debate, sides)
    record("debate_changed", debate.community, debate, by=by, at=at)
    return debate


@transaction.atomic
def open_debate(debate: Discussion, *, by: User, at: datetime) -> Discussion:
    debate = lock(debate)
    policies.facilitator_in(by, debate.community)
    check_open(debate.community)
    step(debate, State.OPEN)
    debate.begun_at = debate.last_at = at
    debate.save()
    record("debate_opened", debate.community, debate, by=by, at=at)
    return debate


@transaction.atomic
def discard(debate: Discussion, *, by: User, at: datetime) -> None:
    """A draft nobody answered yet."""
    debate = lock(debate)
    policies.facilitator_in(by, debate.community)
    if debate.state != State.DRAFT:
        raise ValidationError(_("The debate is open: close it instead."))
    record("debate_discarded", debate.community, debate, by=by, at=at)
    debate.delete()


@transaction.atomic
def take_stand(
    debate: Discussion,
    *,
    position: Position | None,
    text: str,
    by: User,
    at: datetime,
    judged: bool = False,
) -> Post:
    """Say where one stands and why; from another place than before, say what made one change.

    `position=None`: one does not know yet, or any more. Reasons are read, nobody is counted.
    """
    debate = lock(debate)
    mine = check_speaks(debate, by)
    if not debate.is_debate or (position is not None and position.discussion_id != debate.pk):
        raise ValidationError({"position": _("Choose one of the positions, or “I do not know yet”.")})
    check_names_nobody(text, community=debate.community, judged=judged)
    before = stand_of(debate, mine)
    if before is not None and before.position_id == (position and position.pk):
        raise ValidationError(
            {"position": _("You stand there already. To add a reason, answer in the discussion below.")}
        )
    made = write(
        debate,
        mine,
        text,
        at=at,
        takes_stand=True,
        position=position,
        follows=before,
    )
    record("mind_changed" if before else "stand_taken", debate.community, made, by=by, at=at)
    return made


def _checked(sides: Iterable[Side]) -> list[Side]:
    kept = [Side(plain(side.label), plain(side.words)) for side in sides if side.label.strip()]
    if not FEWEST <= len(kept) <= MOST:
        raise ValidationError(_("A debate has two to five positions: a third one often helps."))
    if len({side.label.casefold() for side in kept}) < len(kept):
        raise ValidationError(_("Two positions say the same thing."))
    return kept


def _check_names(title, context, sides, *, community, judged) -> None:
    texts = [title, context, *(text for side in sides for text in side)]
    check_names_nobody(*texts, community=community, judged=judged)


def _write_sides(debate: Discussion, sides: list[Side]) -> None:
    for number, side in enumerate(sides, 1):
        Position.objects.create(discussion=debate, number=number, label=side.label, words=side.words)
