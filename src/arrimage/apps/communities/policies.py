"""Who may read, join, write, facilitate.

| what | who |
|---|---|
| see that a community exists | everybody, unless it is hidden; a hidden one: its members, those invited |
| read its discussions, their search, their news | everybody where it is public; else its members |
| read a draft of a debate | the facilitators of its community |
| open a community | whoever acts for an organisation, except those who watch over it |
| join | whoever has an account, as its rules say; invited ones who accept |
| write, follow, answer, quote, ask to reuse | its members, while it is open |
| correct, remove, appeal | the author |
| remove with a reason, answer reports and requests, invite, change its rules | its facilitators |
| decide an appeal | a facilitator who neither removed nor wrote it, where there is one |
| report | whoever reads, without an account where it is public |
| ask to quote a contribution elsewhere | whoever reads it, with an account; its author alone answers |

Membership is a person's own: acting for an organisation, or hosting the community, opens nothing.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import Role

from .models import Community, Discussion, Member, Post, Reuse
from .vocabulary import Reading

NOBODY = Q(pk__in=[])
WATCHERS = frozenset({Role.AUDITOR, Role.PRIVACY_OFFICER, Role.EVALUATOR})
OPENERS = frozenset(Role) - WATCHERS
HELD = (Member.State.ACTIVE,)
AT_THE_DOOR = (Member.State.ACTIVE, Member.State.INVITED)


def _of(user, states, **more):
    """Communities in which this user stands so."""
    return Member.objects.filter(user=user.pk, state__in=states, **more).values("community")


def may_open(user) -> bool:
    held = user.acting if user.is_authenticated else None
    return bool(held and held.role in OPENERS)


def communities_visible_to(user) -> Q:
    """That it exists, what it is for, how to join."""
    found = ~Q(reading=Reading.HIDDEN)
    return found | Q(pk__in=_of(user, AT_THE_DOOR)) if user.is_authenticated else found


def communities_read_by(user) -> Q:
    """What is said there."""
    public = Q(reading=Reading.PUBLIC)
    return public | Q(pk__in=_of(user, HELD)) if user.is_authenticated else public


def communities_joined_by(user) -> Q:
    return Q(pk__in=_of(user, HELD)) if user.is_authenticated else NOBODY


def communities_facilitated_by(user) -> Q:
    if not user.is_authenticated:
        return NOBODY
    return Q(pk__in=_of(user, HELD, role=Member.Role.FACILITATOR))


def discussions_visible_to(user) -> Q:
    """Drafts are their facilitators' own."""
    read = Community.objects.filter(communities_read_by(user)).values("pk")
    facilitated = Community.objects.filter(communities_facilitated_by(user)).values("pk")
    begun = ~Q(state=Discussion.State.DRAFT)
    return begun & Q(community__in=read) | Q(community__in=facilitated)


def discussions_facilitated_by(user) -> Q:
    return Q(community__in=Community.objects.filter(communities_facilitated_by(user)).values("pk"))


def posts_visible_to(user) -> Q:
    """Those that stand in a discussion one reads; what a removed one said is another question."""
    return Q(discussion__in=Discussion.objects.filter(discussions_visible_to(user)).values("pk"))


def posts_facilitated_by(user) -> Q:
    return Q(discussion__in=Discussion.objects.filter(discussions_facilitated_by(user)).values("pk"))


def posts_written_by(user) -> Q:
    """One's own words, even after one left: they stay one's own."""
    return Q(author__user=user.pk) if user.is_authenticated else NOBODY


def reuses_seen_by(user) -> Q:
    """By who asks and by the author; the words granted, as long as they are."""
    return Q(asked_by=user.pk) | Q(post__author__user=user.pk) if user.is_authenticated else NOBODY


def check_answers(user, reuse: Reuse) -> None:
    """Raises PermissionDenied unless this user wrote what is asked for."""
    if user is None or not user.is_authenticated or reuse.post.author.user_id != user.pk:
        raise PermissionDenied


# --- Checks, for actions


def member_in(user, community: Community) -> Member:
    """The membership this user writes under. Raises PermissionDenied."""
    found = None
    if user is not None and user.is_authenticated:
        found = Member.objects.filter(community=community, user=user.pk, state__in=HELD).first()
    if found is None:
        raise PermissionDenied
    return found


def facilitator_in(user, community: Community) -> Member:
    found = member_in(user, community)
    if not found.is_facilitator:
        raise PermissionDenied
    return found


def check_wrote(user, post: Post) -> None:
    if not Post.objects.filter(posts_written_by(user), pk=post.pk).exists():
        raise PermissionDenied
