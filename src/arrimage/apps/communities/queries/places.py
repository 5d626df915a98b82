"""Reading communities: those one sees, those one is in, who is there."""

from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community, Discussion, Member
from arrimage.apps.kernel.search import binary
from arrimage.apps.learning.queries.programmes import themes_visible_to

from .following import with_unread

ACTIVE = Member.State.ACTIVE


def communities_visible_to(user) -> QuerySet[Community]:
    return Community.objects.filter(policies.communities_visible_to(user)).select_related("organisation")


def communities_read_by(user) -> QuerySet[Community]:
    return Community.objects.filter(policies.communities_read_by(user)).select_related("organisation")


def communities_joined_by(user) -> QuerySet[Community]:
    found = Community.objects.filter(policies.communities_joined_by(user)).select_related("organisation")
    return found.order_by(binary("name"), "id")


def communities_facilitated_by(user) -> QuerySet[Community]:
    return Community.objects.filter(policies.communities_facilitated_by(user)).select_related("organisation")


def others_to_join(user) -> QuerySet[Community]:
    """Those one sees and is not in, open ones."""
    found = communities_visible_to(user).filter(closed_at=None)
    return found.exclude(policies.communities_joined_by(user)).order_by(binary("name"), "id")


def membership_of(user, community: Community) -> Member | None:
    """However this user stands there, or None."""
    if not user.is_authenticated:
        return None
    return Member.objects.filter(community=community, user=user.pk).select_related("community").first()


def memberships_at_the_door(user) -> QuerySet[Member]:
    """Invitations to answer."""
    if not user.is_authenticated:
        return Member.objects.none()
    found = Member.objects.filter(user=user.pk, state=Member.State.INVITED, community__closed_at=None)
    return found.select_related("community")


def members_of(community: Community) -> list[Member]:
    """Facilitators first, then by name."""
    here = community.members.filter(state=ACTIVE).order_by("role", binary("called"), "id")
    return list(here)


def facilitators_of(community: Community) -> list[Member]:
    here = community.members.filter(state=ACTIVE, role=Member.Role.FACILITATOR)
    return list(here.order_by(binary("called"), "id"))


def requests_of(community: Community) -> QuerySet[Member]:
    return community.members.filter(state=Member.State.ASKED).order_by("since", "id")


def invited_in(community: Community) -> QuerySet[Member]:
    return community.members.filter(state=Member.State.INVITED).order_by("since", "id")


def member_facilitated(user, uid: UUID) -> QuerySet[Member]:
    """A member of a community this user facilitates."""
    held = Community.objects.filter(policies.communities_facilitated_by(user)).values("pk")
    return Member.objects.filter(community__in=held, uid=uid).select_related("community")


def with_latest(communities: QuerySet[Community], user) -> list[Community]:
    """Each with the three discussions that moved last, for whoever reads them (`latest`)."""
    visible = Discussion.objects.filter(policies.discussions_visible_to(user)).exclude(state="draft")
    lately = with_unread(visible.order_by("-last_at", "-id").annotate(count=Count("posts")), user)
    found = list(communities.prefetch_related(Prefetch("discussions", queryset=lately, to_attr="visible")))
    for one in found:
        one.latest = one.visible[:3]
    return found


def theme_titles(user, uids) -> dict[UUID, str]:
    """The themes this user may read, by uid."""
    wanted = [uid for uid in uids if uid]
    if not wanted:
        return {}
    return dict(themes_visible_to(user).filter(uid__in=wanted).values_list("uid", "title"))


def themes_to_choose(user) -> list[tuple[str, list[tuple[str, str]]]]:
    """By programme, the themes one may talk about."""
    groups: dict[str, list[tuple[str, str]]] = {}
    found = themes_visible_to(user).order_by("programme__organisation", "programme__title", "position", "id")
    for theme in found:
        groups.setdefault(str(theme.programme), []).append((str(theme.uid), theme.title))
    return list(groups.items())
