"""Beginning a discussion, saying, correcting, taking away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arrimage.apps.communities import policies
from arrimage.apps.communities.finding import tokens_of
from arrimage.apps.communities.models import Community, Discussion, Member, Post, Report
from arrimage.apps.communities.naming import find, said
from arrimage.apps.learning.queries.programmes import themes_visible_to

from .steps import check_open, lock, record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

LONGEST = 6_000  # characters: a page
KEPT = timedelta(days=90)  # a removed text, for its author to appeal; then it is erased
TWICE = timedelta(minutes=2)
State = Post.State


class CouldName(ValidationError):
    """Something in the text could make somebody known: its author looks, then says that it does not."""


def check_names_nobody(*texts: str, community: Community, judged: bool) -> None:
    """Raises CouldName, showing what was found, unless its author looked already."""
    if judged:
        return
    here = community.members.filter(state=Member.State.ACTIVE).values_list("called", flat=True)
    found = [one for text in texts for one in find(text, known=here)]
    if found:
        raise CouldName(
            _("Somebody could be recognised: %(found)s. Take it out, or say below that it names nobody.")
            % {"found": said(found)},
            code="names",
        )


@transaction.atomic
def begin_discussion(
    community: Community,
    *,
    title: str,
    text: str,
    by: User,
    at: datetime,
    theme_uid: UUID | None = None,
    judged: bool = False,
) -> Discussion:
    """Its first words come with it. Raises CouldName."""
    community = lock(community)
    check_open(community)
    mine = policies.member_in(by, community)
    check_names_nobody(title, text, community=community, judged=judged)
    made = Discussion.objects.create(
        community=community,
        title=plain(title),
        theme_uid=theme_of(by, theme_uid),
        begun_by=mine,
        begun_at=at,
        last_at=at,
    )
    write(made, mine, text, at=at)
    record("begun", community, made, by=by, at=at)
    return made


@transaction.atomic
def say(
    discussion: Discussion,
    *,
    text: str,
    by: User,
    at: datetime,
    answers: Post | None = None,
    passage: str = "",
    judged: bool = False,
) -> Post:
    """One contribution. A passage quoted must be in the words it answers. Raises CouldName."""
    discussion = lock(discussion)
    mine = check_speaks(discussion, by)
    check_names_nobody(text, community=discussion.community, judged=judged)
    if answers is not None and (answers.discussion_id != discussion.pk or not answers.is_shown):
        raise ValidationError(_("What you answer was removed meanwhile. Read the discussion again."))
    passage = plain(passage)
    if passage and (answers is None or _squeezed(passage) not in _squeezed(answers.text)):
        raise ValidationError({"passage": _("Quote their own words, as they are written.")})
    # A phone that sends twice says it once.
    last = discussion.posts.filter(author=mine, given_at__gt=at - TWICE).order_by("-number").first()
    if last is not None and last.text == plain(text) and last.answers_id == (answers and answers.pk):
        return last
    made = write(discussion, mine, text, at=at, answers=answers, passage=passage)
    record("said", discussion.community, made, by=by, at=at)
    return made


@transaction.atomic
def correct(post: Post, *, text: str, by: User, at: datetime, judged: bool = False) -> Post:
    """Its author alone; a quotation that is no longer in it says so by itself."""
    policies.check_wrote(by, post)
    post = lock(post)
    check_speaks(post.discussion, by)
    if not post.is_shown:
        raise ValidationError(_("It was removed meanwhile: appeal first."))
    check_names_nobody(text, community=post.discussion.community, judged=judged)
    post.text = checked(text)
    post.tokens = tokens_of(post.discussion.title, post.text)
    post.corrected_at = at
    post.save()
    record("corrected", post.discussion.community, post, by=by, at=at)
    return post


@transaction.atomic
def take_away(post: Post, *, by: User, at: datetime) -> Post:
    """By its author, at any time, even from a community they left or that is closed."""
    policies.check_wrote(by, post)
    post = lock(post)
    step(post, State.REMOVED)
    post.removed_by, post.removed_at, post.tokens = Post.By.AUTHOR, at, ""
    post.save()
    post.reports.filter(state=Report.State.OPEN).update(state=Report.State.REMOVED, closed_at=at)
    record("taken_away", post.discussion.community, post, by=by, at=at)
    return post


@transaction.atomic
def put_back(post: Post, *, by: User, at: datetime) -> Post:
    """What one took away oneself, as long as its text is kept."""
    policies.check_wrote(by, post)
    post = lock(post)
    check_speaks(post.discussion, by)
    if post.removed_by != Post.By.AUTHOR or not post.text:
        raise PermissionDenied
    show_again(post)
    record("put_back", post.discussion.community, post, by=by, at=at)
    return post


@transaction.atomic
def erase(post: Post, *, by: User | None, at: datetime) -> Post:
    """The text of something removed, for good: its author when they wish, or time."""
    if by is not None:
        policies.check_wrote(by, post)
    post = lock(post)
    if post.is_shown:
        raise ValidationError(_("Take it away first."))
    post.text = post.passage = ""
    post.save()
    record("erased", post.discussion.community, post, by=by, at=at)
    return post


def erase_old(*, at: datetime) -> int:
    """Texts removed more than 90 days ago, that no appeal waits for."""
    old = Post.objects.filter(state=State.REMOVED, removed_at__lt=at - KEPT).exclude(
        pk__in=Post.objects.filter(appeals__restored=None, appeals__isnull=False).values("pk")
    )
    count = 0
    for post in old.order_by("id")[:500]:
        if post.text or post.passage:
            erase(post, by=None, at=at)
            count += 1
    return count


def show_again(post: Post) -> None:
    step(post, State.SHOWN)
    post.removed_by = post.reason = post.explanation = ""
    post.removed_at = post.remover = None
    post.tokens = tokens_of(post.discussion.title, post.text)
    post.save()


def check_speaks(discussion: Discussion, by: User) -> Member:
    """Raises PermissionDenied, or ValidationError when nobody speaks there now."""
    mine = policies.member_in(by, discussion.community)
    check_open(discussion.community)
    if not discussion.is_open:
        raise ValidationError(_("This discussion is closed: it is read, nobody adds to it."))
    return mine


def theme_of(by: User, uid: UUID | None) -> UUID | None:
    """A theme this user may read."""
    if uid and not themes_visible_to(by).filter(uid=uid).exists():
        raise ValidationError({"theme": _("Choose a theme of the list.")})
    return uid


def write(discussion: Discussion, author: Member, text: str, *, at: datetime, **more) -> Post:
    """The next number of a locked discussion."""
    text = checked(text)
    last = discussion.posts.aggregate(last=Max("number"))["last"] or 0
    made = Post.objects.create(
        discussion=discussion,
        number=last + 1,
        author=author,
        text=text,
        tokens=tokens_of(discussion.title, text),
        given_at=at,
        **more,
    )
    Discussion.objects.filter(pk=discussion.pk).update(last_at=at)
    return made


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked(text: str) -> str:
    text = plain(text)
    if not text:
        raise ValidationError({"text": _("Write a few words first.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("Keep it under a page: the rest may come in another contribution.")})
    return text


def _squeezed(text: str) -> str:
    return " ".join(text.split())
