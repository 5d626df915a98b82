"""What one follows, how far one read, what is new: always through what one may read now."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community, Digest, Discussion, Following, Post, ReadMark


def follows(user, **what) -> bool:
    return user.is_authenticated and Following.objects.filter(user=user.pk, **what).exists()


def followed_by(user) -> QuerySet[Following]:
    """Those that may still be read: what one lost sight of is not even named."""
    found = Following.objects.filter(user=user.pk).select_related("community", "discussion__community")
    return found.filter(
        Q(theme_uid__isnull=False)
        | Q(community__in=Community.objects.filter(policies.communities_read_by(user)).values("pk"))
        | Q(discussion__in=Discussion.objects.filter(policies.discussions_visible_to(user)).values("pk"))
    ).order_by("id")


def rhythm_of(user) -> str:
    found = Digest.objects.filter(user=user.pk).values_list("rhythm", flat=True).first()
    return found or "never"


def mark_of(user, discussion: Discussion) -> int | None:
    """The number read up to, or None before the first visit."""
    if not user.is_authenticated:
        return None
    marks = ReadMark.objects.filter(user=user.pk, discussion=discussion)
    return marks.values_list("number", flat=True).first()


def with_unread(discussions: QuerySet[Discussion], user) -> QuerySet[Discussion]:
    """`unread`: what others added since one's last visit; nothing where one never came."""
    if not user.is_authenticated:
        return discussions
    mark = ReadMark.objects.filter(user=user.pk, discussion=OuterRef("pk")).values("number")[:1]
    newer = (
        Post.objects.filter(
            discussion=OuterRef("pk"), state=Post.State.SHOWN, number__gt=OuterRef("read_up_to")
        )
        .exclude(author__user=user.pk)
        .order_by()
        .values("discussion")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return discussions.annotate(read_up_to=Subquery(mark)).annotate(unread=Coalesce(Subquery(newer), 0))


@dataclass(frozen=True)
class News:
    """One line of a digest. Of a private community, nothing but that there is something."""

    title: str
    community: str
    count: int
    url: str

    @property
    def is_private(self) -> bool:
        return not self.title


def news_for(user, *, since: datetime, until: datetime) -> list[News]:
    """What others said in what this user follows and may read now. Two queries."""
    mine = Following.objects.filter(user=user.pk)
    followed = (
        Q(community__in=mine.filter(community__isnull=False).values("community"))
        | Q(pk__in=mine.filter(discussion__isnull=False).values("discussion"))
        | Q(theme_uid__in=mine.filter(theme_uid__isnull=False).values("theme_uid"))
    )
    seen = Discussion.objects.filter(policies.discussions_visible_to(user), followed)
    said = Post.objects.filter(discussion__in=seen.exclude(state=Discussion.State.DRAFT).values("pk"))
    said = said.filter(given_at__gt=since, given_at__lte=until, state=Post.State.SHOWN)
    # Not with `~Q` in a count: that would leave out discussions where this user ever spoke.
    said = said.exclude(author__user=user.pk).order_by().values_list("discussion")
    added = dict(said.annotate(count=Count("pk")))
    found = Discussion.objects.filter(pk__in=added).select_related("community")
    news, private = [], 0
    for one in found.order_by("community__name", "-last_at", "id"):
        if one.community.is_private:
            private += 1
        else:
            url = settings.BASE_URL.rstrip("/") + one.get_absolute_url()
            news.append(News(one.title, one.community.name, added[one.pk], url))
    return [*news, News("", "", 0, "")] if private else news
