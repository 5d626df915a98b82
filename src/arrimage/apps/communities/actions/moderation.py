"""Reporting, removing with a reason, answering; appealing, and deciding with other eyes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Appeal, Discussion, Member, Post, Report
from arrimage.apps.communities.vocabulary import Reason

from .posts import plain, show_again
from .steps import lock, record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

WAITING = 20  # reports without an account that may wait on one contribution


@transaction.atomic
def report(post: Post, *, reason: str, by: User, at: datetime, words: str = "") -> Report:
    """Whoever reads it, with an account or not. Saying it twice changes nothing."""
    if not Post.objects.filter(policies.posts_visible_to(by), pk=post.pk).exists():
        raise PermissionDenied
    post = lock(post)
    if not post.is_shown:
        raise ValidationError(_("It was removed meanwhile."))
    who = by if by.is_authenticated else None
    waiting = post.reports.filter(state=Report.State.OPEN, reporter=who)
    found = waiting.first()
    if found and (who or waiting.count() >= WAITING):
        return found
    made = Report.objects.create(post=post, reporter=who, reason=reason, words=plain(words), made_at=at)
    # The journal does not say who: it is read by people of their organisation.
    record("reported", post.discussion.community, post, by=None, at=at)
    return made


@transaction.atomic
def remove(post: Post, *, reason: str, explanation: str, by: User, at: datetime) -> Post:
    """Its place stays, with the reason; the explanation is told to its author alone."""
    mine = policies.facilitator_in(by, post.discussion.community)
    if not explanation.strip():
        raise ValidationError({"explanation": _("Tell its author why, in a sentence: they alone read it.")})
    if reason not in Reason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    post = lock(post)
    step(post, Post.State.REMOVED)
    post.removed_by, post.removed_at, post.remover = Post.By.FACILITATOR, at, mine
    post.reason, post.explanation, post.tokens = reason, plain(explanation), ""
    post.save()
    _close_reports(post, Report.State.REMOVED, "", mine, at)
    record("removed", post.discussion.community, post, by=by, at=at, reason=reason)
    return post


@transaction.atomic
def keep(post: Post, *, answer: str, by: User, at: datetime) -> Post:
    """It stays: those who reported it are told why. Nobody decides alone about their own words."""
    mine = policies.facilitator_in(by, post.discussion.community)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why it stays: whoever reported it reads it.")})
    _check_other_eyes(mine, post.author)
    post = lock(post)
    _close_reports(post, Report.State.KEPT, plain(answer), mine, at)
    record("kept", post.discussion.community, post, by=by, at=at)
    return post


def _close_reports(post: Post, state: str, answer: str, mine: Member, at: datetime) -> None:
    for one in post.reports.select_for_update(of=("self",)).filter(state=Report.State.OPEN):
        one.state, one.answer, one.closed_at, one.closed_by = state, answer, at, mine
        one.save()


@transaction.atomic
def appeal(post: Post, *, words: str, by: User, at: datetime) -> Appeal:
    """The author asks that it be looked at again, even once they left."""
    policies.check_wrote(by, post)
    post = lock(post)
    if post.removed_by != Post.By.FACILITATOR or not post.text:
        raise ValidationError(_("Nothing of it can come back."))
    if not words.strip():
        raise ValidationError({"words": _("Say in a few words why it should come back.")})
    waiting = post.appeals.filter(restored=None).first()
    if waiting:
        return waiting
    made = Appeal.objects.create(post=post, words=plain(words), made_at=at)
    record("appealed", post.discussion.community, post, by=by, at=at)
    return made


@transaction.atomic
def decide_appeal(found: Appeal, *, restore: bool, answer: str, by: User, at: datetime) -> Appeal:
    """By a facilitator who neither removed nor wrote it, where there is one."""
    mine = policies.facilitator_in(by, found.post.discussion.community)
    _check_other_eyes(mine, found.post.author, found.post.remover)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why: its author reads it.")})
    found = lock(found)
    if found.restored is not None:
        raise ValidationError(_("Somebody answered already."))
    found.restored, found.answer, found.decided_at, found.decided_by = restore, plain(answer), at, mine
    found.save()
    if restore:
        show_again(lock(found.post))
    record("appeal_decided", found.post.discussion.community, found.post, by=by, at=at, restored=restore)
    return found


def _check_other_eyes(mine: Member, *concerned: Member | None) -> None:
    """Raises ValidationError when somebody not concerned could decide instead."""
    ids = {one.pk for one in concerned if one}
    if mine.pk in ids and others_for(mine, ids).exists():
        raise ValidationError(_("Another facilitator answers this one: you removed it, or you wrote it."))


def others_for(mine: Member, ids: set[int]):
    here = mine.community.members.filter(role=Member.Role.FACILITATOR, state=Member.State.ACTIVE)
    return here.filter(user__is_active=True).exclude(pk__in=ids)


@transaction.atomic
def close_discussion(
    discussion: Discussion, *, by: User, at: datetime, why: str = "", again: bool = False
) -> Discussion:
    """Nobody adds to it any more; it is still read, with the reason."""
    policies.facilitator_in(by, discussion.community)
    discussion = lock(discussion)
    if not again and not why.strip():
        raise ValidationError({"why": _("Say why, in a sentence: everybody who reads it sees it.")})
    step(discussion, Discussion.State.OPEN if again else Discussion.State.CLOSED)
    discussion.closed_why = "" if again else plain(why)
    discussion.save()
    record(
        "discussion_reopened" if again else "discussion_closed",
        discussion.community,
        discussion,
        by=by,
        at=at,
    )
    return discussion
