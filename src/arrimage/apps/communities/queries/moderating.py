"""What facilitators look at: reports, appeals. Who reported is in none of it."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Appeal, Community, Member, Post, Report


@dataclass
class Reported:
    """A contribution and what is said of it, without who."""

    post: Post
    reports: list[Report] = field(default_factory=list)


def _facilitated(user) -> QuerySet[Community]:
    return Community.objects.filter(policies.communities_facilitated_by(user)).values("pk")


def reported_posts(user, community: Community | None = None) -> list[Reported]:
    """Those that wait, oldest first."""
    waiting = Report.objects.filter(state=Report.State.OPEN).defer("reporter").order_by("made_at")
    posts = Post.objects.filter(
        discussion__community__in=_facilitated(user), pk__in=waiting.order_by().values("post")
    )
    if community is not None:
        posts = posts.filter(discussion__community=community)
    posts = posts.select_related("discussion__community", "author").prefetch_related(
        Prefetch("reports", queryset=waiting, to_attr="waiting")
    )
    return [Reported(post, post.waiting) for post in posts.order_by("given_at", "id")]


def open_appeals(user, community: Community | None = None) -> QuerySet[Appeal]:
    found = Appeal.objects.filter(
        restored=None, post__discussion__community__in=_facilitated(user)
    ).select_related("post__discussion__community", "post__author", "post__remover")
    return found if community is None else found.filter(post__discussion__community=community)


def may_decide(mine: Member, *concerned: Member | None) -> bool:
    """Whether this facilitator may: somebody not concerned, or nobody else is there."""
    ids = {one.pk for one in concerned if one}
    if mine.pk not in ids:
        return True
    here = mine.community.members.filter(role=Member.Role.FACILITATOR, state=Member.State.ACTIVE)
    return not here.filter(user__is_active=True).exclude(pk__in=ids).exists()


def last_appeal(post: Post) -> Appeal | None:
    return post.appeals.order_by("-made_at", "-id").first()


def reports_made_by(user) -> QuerySet[Report]:
    """What one reported and what was answered."""
    found = Report.objects.filter(reporter=user.pk).select_related("post__discussion__community")
    return found.order_by("-made_at", "-id")


def removed_lately(community: Community) -> QuerySet[Post]:
    """What facilitators removed, for those who facilitate: the place and the reason."""
    found = Post.objects.filter(discussion__community=community, removed_by=Post.By.FACILITATOR)
    return found.select_related("discussion__community", "author", "remover").order_by("-removed_at")
