"""Opening a community, changing its rules, closing it; joining, inviting, answering, leaving."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.accounts.queries import user_with
from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Community, Member, Post
from arrimage.apps.communities.vocabulary import Joining, Reading
from arrimage.apps.kernel.search import fold

from .steps import check_open, lock, record, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State = Member.State
ALLOWED = {
    Reading.PUBLIC: (Joining.OPEN, Joining.REQUEST),
    Reading.MEMBERS: (Joining.REQUEST, Joining.INVITATION),
    Reading.HIDDEN: (Joining.INVITATION,),
}


@transaction.atomic
def open_community(
    *,
    name: str,
    purpose: str,
    reading: str,
    joining: str,
    called: str,
    by: User,
    at: datetime,
    charter: str = "",
    for_whom: str = "",
) -> Community:
    """Whoever opens it facilitates it first. Raises PermissionDenied, ValidationError."""
    if not policies.may_open(by):
        raise PermissionDenied
    check_rules(reading, joining)
    made = Community.objects.create(
        organisation=by.acting.organisation,
        name=name.strip(),
        purpose=purpose.strip(),
        charter=charter.strip(),
        for_whom=for_whom.strip(),
        reading=reading,
        joining=joining,
        opened_at=at,
    )
    Member.objects.create(
        community=made,
        user=by,
        called=_called(made, called),
        role=Member.Role.FACILITATOR,
        state=State.ACTIVE,
        since=at,
    )
    record("opened", made, by=by, at=at)
    return made


@transaction.atomic
def change_community(
    community: Community,
    *,
    since: int,
    name: str,
    purpose: str,
    charter: str,
    for_whom: str,
    joining: str,
    by: User,
    at: datetime,
) -> Community:
    """Who reads it never changes: people spoke under that promise. Raises StaleVersion."""
    policies.facilitator_in(by, community)
    check_rules(community.reading, joining)
    community.name, community.purpose = name.strip(), purpose.strip()
    community.charter, community.for_whom, community.joining = charter.strip(), for_whom.strip(), joining
    community.save_if_unchanged(since=since)
    record("changed", community, by=by, at=at)
    return community


@transaction.atomic
def close_community(community: Community, *, by: User, at: datetime, again: bool = False) -> Community:
    """It stays to be read by those who read it; `again` opens it again."""
    policies.facilitator_in(by, community)
    community = lock(community)
    community.closed_at = None if again else at
    community.save()
    record("reopened" if again else "closed", community, by=by, at=at)
    return community


def check_rules(reading: str, joining: str) -> None:
    if joining not in ALLOWED[reading]:
        raise ValidationError(
            {"joining": _("What only members read is joined by asking or by invitation; a hidden one, by"
                          " invitation; what everybody reads, at once or by asking.")}
        )  # fmt: skip


# --- In and out


@transaction.atomic
def join(community: Community, *, called: str, by: User, at: datetime, words: str = "") -> Member:
    """At once where it is open, or accepting an invitation; else a request that a facilitator answers."""
    community = lock(community)
    check_open(community)
    mine = _mine(community, by)
    if mine and mine.is_active:
        return mine
    is_invited = bool(mine and mine.state == State.INVITED)
    if is_invited or community.joining == Joining.OPEN:
        return _enter(community, mine, State.ACTIVE, called=called, by=by, at=at)
    if community.joining != Joining.REQUEST:
        raise PermissionDenied
    return _enter(community, mine, State.ASKED, called=called, words=words, by=by, at=at)


def _enter(community, mine, state, *, called, by, at, words="") -> Member:
    called = _called(community, called, but=mine)
    if mine is None:
        mine = Member(community=community, user=by, state=state)
    elif mine.state != state:
        step(mine, state)
    mine.called, mine.words, mine.since, mine.role = called, words.strip(), at, Member.Role.MEMBER
    mine.save()
    record("joined" if state == State.ACTIVE else "asked", community, by=by, at=at)
    return mine


@transaction.atomic
def answer_request(member: Member, *, accept: bool, by: User, at: datetime, answer: str = "") -> Member:
    policies.facilitator_in(by, member.community)
    member = lock(member)
    if member.state != State.ASKED:
        raise ValidationError(_("Somebody answered already."))
    step(member, State.ACTIVE if accept else State.DECLINED)
    member.answer, member.since = answer.strip(), at
    member.save()
    record("accepted" if accept else "declined", member.community, member, by=by, at=at)
    return member


@transaction.atomic
def invite(community: Community, *, email: str, by: User, at: datetime, words: str = "") -> Member | None:
    """Somebody who has an account here; nothing tells the facilitator whether that address has one."""
    policies.facilitator_in(by, community)
    check_open(community)
    user = user_with(email.strip())
    if user is None or not user.is_active:
        return None
    found = Member.objects.select_for_update(of=("self",)).filter(community=community, user=user).first()
    if found and found.state in {State.ACTIVE, State.INVITED}:
        return None
    if found and found.state == State.ASKED:
        return answer_request(found, accept=True, by=by, at=at)
    if found is None:
        found = Member(community=community, user=user, state=State.INVITED, called=_free(community, user))
    else:
        step(found, State.INVITED)
    found.words, found.since, found.role = words.strip(), at, Member.Role.MEMBER
    found.save()
    record("invited", community, found, by=by, at=at)
    return found


@transaction.atomic
def decline_invitation(member: Member, *, by: User, at: datetime) -> Member:
    member = lock(member)
    if member.user_id != by.pk:
        raise PermissionDenied
    step(member, State.DECLINED)
    member.since = at
    member.save()
    record("invitation_declined", member.community, by=by, at=at)
    return member


@transaction.atomic
def leave(community: Community, *, by: User, at: datetime, with_my_words: bool = False) -> Member:
    """Leave, or take one's request back. The last facilitator names another one first, or closes."""
    from .posts import take_away

    community = lock(community)
    mine = lock(_own(community, by))
    if mine.is_facilitator and community.is_open and not _other_facilitators(community, mine).exists():
        raise ValidationError(
            _("Name somebody else as a facilitator first: nobody else looks after this place.")
        )
    if with_my_words:
        for post in Post.objects.filter(author=mine, state=Post.State.SHOWN):
            take_away(post, by=by, at=at)
    step(mine, State.LEFT)
    mine.since, mine.role = at, Member.Role.MEMBER
    mine.save()
    record("left", community, by=by, at=at)
    return mine


@transaction.atomic
def remove_member(member: Member, *, answer: str, by: User, at: datetime) -> Member:
    """The reason is told to them, and to nobody else."""
    policies.facilitator_in(by, member.community)
    member = lock(member)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why: it is told to this person, and to nobody else.")})
    if member.is_facilitator:
        raise ValidationError(_("A facilitator is not removed by another: talk about it, or they step back."))
    step(member, State.REMOVED)
    member.answer, member.since = answer.strip(), at
    member.save()
    record("member_removed", member.community, member, by=by, at=at)
    return member


@transaction.atomic
def name_facilitator(member: Member, *, by: User, at: datetime) -> Member:
    policies.facilitator_in(by, member.community)
    member = lock(member)
    if not member.is_active:
        raise ValidationError(_("Somebody changed this meanwhile. Read the page again."))
    member.role = Member.Role.FACILITATOR
    member.save()
    record("facilitator_named", member.community, member, by=by, at=at)
    return member


@transaction.atomic
def step_back(community: Community, *, by: User, at: datetime) -> Member:
    """A facilitator becomes a member again, once there is another."""
    mine = lock(policies.facilitator_in(by, lock(community)))
    if not _other_facilitators(community, mine).exists():
        raise ValidationError(
            _("Name somebody else as a facilitator first: nobody else looks after this place.")
        )
    mine.role = Member.Role.MEMBER
    mine.save()
    record("facilitator_left", community, by=by, at=at)
    return mine


@transaction.atomic
def be_called(community: Community, *, called: str, by: User, at: datetime) -> Member:
    """One's name there, on all one said there."""
    mine = lock(policies.member_in(by, lock(community)))
    mine.called = _called(community, called, but=mine)
    mine.save()
    record("called", community, by=by, at=at)
    return mine


def _other_facilitators(community: Community, mine: Member):
    here = community.members.filter(role=Member.Role.FACILITATOR, state=State.ACTIVE)
    return here.filter(user__is_active=True).exclude(pk=mine.pk)


def _mine(community: Community, user) -> Member | None:
    return Member.objects.select_for_update(of=("self",)).filter(community=community, user=user).first()


def _own(community: Community, user) -> Member:
    found = community.members.filter(user=user, state__in=[State.ACTIVE, State.ASKED]).first()
    if found is None:
        raise PermissionDenied
    return found


def _called(community: Community, called: str, *, but: Member | None = None) -> str:
    """Nobody takes another's name. An address is no name."""
    called = " ".join(called.split())[:60]
    if not called or "@" in called:
        raise ValidationError({"called": _("Choose a name to be called by here: a first name is enough.")})
    others = community.members.exclude(pk=but.pk if but else None)
    if fold(called) in {fold(name) for name in others.values_list("called", flat=True)}:
        raise ValidationError({"called": _("Somebody here is called that already: add something to it.")})
    return called


def _free(community: Community, user) -> str:
    """A first name to begin with, until they choose; never their address."""
    first = (user.name.split() or [_("Guest")])[0][:50]
    taken = {fold(name) for name in community.members.values_list("called", flat=True)}
    number = 1
    called = first
    while fold(called) in taken:
        number += 1
        called = f"{first} {number}"
    return called
