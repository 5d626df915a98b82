"""Asking to quote a contribution elsewhere; its author's yes, no, silence, and change of mind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Post, Reuse

from .posts import plain
from .steps import lock, record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

DAYS = 30  # to answer; then silence is a no
State = Reuse.State


@transaction.atomic
def ask(post: Post, *, where: str, words: str, by: User, at: datetime) -> Reuse:
    """Whoever reads it asks its author, saying what for. Asking twice changes nothing."""
    seen = Post.objects.filter(policies.posts_visible_to(by), pk=post.pk)
    if not by.is_authenticated or not seen.exists():
        raise PermissionDenied
    post = lock(post)
    if not post.is_shown:
        raise ValidationError(_("It was removed meanwhile."))
    if post.author.user_id == by.pk:
        raise ValidationError(_("These are your own words: you need nobody's yes."))
    if not words.strip():
        raise ValidationError({"words": _("Say what for, and who will read it.")})
    waiting = post.reuses.filter(asked_by=by, state=State.ASKED).first()
    if waiting:
        return waiting
    made = Reuse.objects.create(
        post=post,
        asked_by=by,
        asker_named=_named(post, by),
        where=where,
        words=plain(words),
        asked_at=at,
        answer_by=localdate(at) + timedelta(days=DAYS),
    )
    record("reuse_asked", post.discussion.community, post, by=by, at=at)
    return made


@transaction.atomic
def grant(reuse: Reuse, *, named: str, by: User, at: datetime, answer: str = "") -> Reuse:
    """A yes to these very words, signed as the author wishes (`named=""`: without a name)."""
    reuse = _answered(reuse, by, at)
    if not reuse.post.is_shown:
        raise ValidationError(_("It was removed meanwhile."))
    step(reuse, State.GRANTED)
    reuse.named, reuse.text, reuse.answer = " ".join(named.split())[:60], reuse.post.text, plain(answer)
    reuse.save()
    record("reuse_granted", reuse.post.discussion.community, reuse.post, by=by, at=at)
    return reuse


@transaction.atomic
def refuse(reuse: Reuse, *, by: User, at: datetime, answer: str = "") -> Reuse:
    """No reason is owed."""
    reuse = _answered(reuse, by, at)
    step(reuse, State.REFUSED)
    reuse.answer = plain(answer)
    reuse.save()
    record("reuse_refused", reuse.post.discussion.community, reuse.post, by=by, at=at)
    return reuse


@transaction.atomic
def take_back(reuse: Reuse, *, by: User, at: datetime) -> Reuse:
    """The author, of a yes; whoever asked, of their request. What is printed stays printed."""
    reuse = lock(reuse)
    if reuse.is_granted:
        policies.check_answers(by, reuse)
    elif reuse.asked_by_id != by.pk:
        raise PermissionDenied
    step(reuse, State.TAKEN_BACK)
    reuse.named, reuse.text, reuse.answered_at = "", "", at
    reuse.save()
    record("reuse_taken_back", reuse.post.discussion.community, reuse.post, by=by, at=at)
    return reuse


@transaction.atomic
def end_unanswered(*, at: datetime) -> int:
    """Without an answer by its day, it is a no."""
    late = Reuse.objects.filter(state=State.ASKED, answer_by__lt=localdate(at))
    return late.update(state=State.UNANSWERED, answered_at=at)


def _answered(reuse: Reuse, by: User, at: datetime) -> Reuse:
    policies.check_answers(by, reuse)
    reuse = lock(reuse)
    if reuse.is_asked and reuse.answer_by < localdate(at):
        raise ValidationError(_("The day to answer has passed: it is a no. They may ask again."))
    reuse.answered_at = at
    return reuse


def _named(post: Post, by: User) -> str:
    """Their name in that community; else their own, and for whom they act."""
    member = post.discussion.community.members.filter(user=by, state="active").first()
    if member is not None:
        return member.called
    held = by.acting
    name = by.name or _("Somebody")
    return f"{name}, {held.organisation}"[:200] if held else name
