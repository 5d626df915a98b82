"""Reading discussions. What a removed contribution said is in no answer but its author's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from arrimage.apps.communities import policies
from arrimage.apps.communities.finding import looked_for
from arrimage.apps.communities.models import Community, Discussion, Post

PAGE = 30  # contributions shown at once


def discussions_visible_to(user) -> QuerySet[Discussion]:
    found = Discussion.objects.filter(policies.discussions_visible_to(user))
    return found.select_related("community__organisation", "begun_by")


def discussions_facilitated_by(user) -> QuerySet[Discussion]:
    return Discussion.objects.filter(policies.discussions_facilitated_by(user)).select_related("community")


def discussions_in(community: Community, user) -> QuerySet[Discussion]:
    """Those that moved last first, each with its `count`."""
    found = discussions_visible_to(user).filter(community=community)
    return found.annotate(count=Count("posts")).order_by("-last_at", "-id")


def on_theme(user, uid: UUID) -> QuerySet[Discussion]:
    found = discussions_visible_to(user).filter(theme_uid=uid).exclude(state=Discussion.State.DRAFT)
    return found.annotate(count=Count("posts")).order_by("-last_at", "-id")


def posts_visible_to(user) -> QuerySet[Post]:
    found = Post.objects.filter(policies.posts_visible_to(user))
    return found.select_related("discussion__community", "author")


def posts_facilitated_by(user) -> QuerySet[Post]:
    found = Post.objects.filter(policies.posts_facilitated_by(user))
    return found.select_related("discussion__community", "author", "remover")


def posts_written_by(user) -> QuerySet[Post]:
    found = Post.objects.filter(policies.posts_written_by(user))
    return found.select_related("discussion__community", "author").order_by("-given_at", "-id")


@dataclass(frozen=True)
class Quoted:
    """The words answered, as long as they are there to be read."""

    number: int
    called: str
    words: str  # "" when they are gone
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One contribution as this reader may see it: no text of what was removed, its place and the reason."""

    uid: UUID
    number: int
    called: str
    is_mine: bool
    given_at: datetime
    corrected_at: datetime | None
    text: str
    gone: str  # "", "author" or "facilitator"
    reason: str
    quoted: Quoted | None
    takes_stand: bool
    position: str
    has_turned: bool
    before: str  # where they stood then; "" when they did not know
    is_new: bool = False
    author_id: int = field(default=0, compare=False)
    position_id: int | None = field(default=None, compare=False)


RELATED = ("author", "answers__author", "position", "follows__position")


def said(posts: Iterable[Post], user, *, since: int | None = None) -> list[Said]:
    """`since`: the number this reader had read up to."""
    return [_said(post, user, since) for post in posts]


def _said(post: Post, user, since: int | None) -> Said:
    shown = post.is_shown
    mine = user.is_authenticated and post.author.user_id == user.pk
    return Said(
        uid=post.uid,
        number=post.number,
        called=post.author.called,
        is_mine=mine,
        given_at=post.given_at,
        corrected_at=post.corrected_at if shown else None,
        text=post.text if shown else "",
        gone=post.removed_by,
        reason=post.get_reason_display() if post.reason else "",
        quoted=_quoted(post) if shown else None,
        takes_stand=post.takes_stand,
        position=str(post.position) if post.position_id else "",
        has_turned=bool(post.follows),
        before=str(post.follows.position) if post.follows and post.follows.position else "",
        is_new=since is not None and post.number > since and not mine,
        author_id=post.author_id,
        position_id=post.position_id,
    )


def _quoted(post: Post) -> Quoted | None:
    source = post.answers
    if source is None:
        return None
    still_said = source.is_shown and " ".join(post.passage.split()) in " ".join(source.text.split())
    words = post.passage if source.is_shown and still_said else ""
    return Quoted(source.number, source.author.called, words, f"{source.get_absolute_url()}")


def posts_of(discussion: Discussion) -> QuerySet[Post]:
    return discussion.posts.select_related(*RELATED).order_by("number")


def page_of(number: int) -> int:
    """On which page of its discussion a contribution stands: numbers are never taken away."""
    return max(1, (number - 1) // PAGE + 1)


def found(user, q: str) -> QuerySet[Post]:
    """Contributions one may read that say every word looked for."""
    wanted = looked_for(q)
    posts = posts_visible_to(user).filter(state=Post.State.SHOWN)
    if not wanted:
        return posts.none()
    for one in wanted:
        posts = posts.filter(tokens__contains=f" {one} ")
    return posts.select_related(*RELATED).order_by("-given_at", "-id")
