"""Examples of the addresses of this room, for the permission matrix of `tests/house`.

The member called «own» facilitates a public community of the organisation and has spoken there.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model

from arrimage.apps.communities.models import Community, Discussion, Member, Post, Reuse
from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.models import Programme, Theme
from tests.accounts.factories import UserFactory


def _own_member(organisation):
    """The one to whom «self» belongs in the matrix, if the organisation has accounts."""
    found = get_user_model().objects.filter(email="own-worker@essai.invalid")
    return found.filter(memberships__organisation=organisation).first()


def _theme(organisation) -> Theme:
    programme = Programme.objects.create(
        organisation=organisation, title="Parler", purpose="…", status="published", published_at=now()
    )
    return Theme.objects.create(programme=programme, title="Un thème dont on parle", summary="…")


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    at = now()
    community = Community.objects.create(
        organisation=organisation,
        name="Une communauté",
        purpose="Se parler.",
        reading="public",
        joining="open",
        opened_at=at,
    )
    own = _own_member(organisation) or UserFactory()
    told = {"community": community, "state": "active", "since": at}
    mine = Member.objects.create(user=own, called="Moi", role="facilitator", **told)
    other = Member.objects.create(user=UserFactory(), called="Une autre", **told)
    talk = Discussion.objects.create(
        community=community, title="Le soir", begun_by=mine, begun_at=at, last_at=at
    )
    post = Post.objects.create(discussion=talk, number=1, author=mine, text="Un mot.", given_at=at)
    asked = Reuse.objects.create(
        post=post,
        asked_by=other.user,
        asker_named="Une autre",
        where="report",
        words="…",
        asked_at=at,
        answer_by=at.date() + timedelta(days=30),
    )
    debate, draft = (
        Discussion.objects.create(
            community=community,
            kind="debate",
            title="Frapper ou attendre?",
            begun_by=mine,
            state=state,
            begun_at=at,
            last_at=at,
        )
        for state in ("open", "draft")
    )
    about_community = (
        "community community_edit community_join community_leave community_people community_moderation"
        " discussion_new debate_new"
    )
    return {
        **{name: {"uid": community.uid} for name in about_community.split()},
        **{name: {"uid": talk.uid} for name in "discussion discussion_close".split()},
        **{name: {"uid": post.uid} for name in "post post_mine post_report post_moderate".split()},
        "post_reuse": {"uid": post.uid},
        "reuse": {"uid": asked.uid},
        "community_follow": {"uid": community.uid},
        "discussion_follow": {"uid": talk.uid},
        "theme_discussions": {"uid": _theme(organisation).uid},
        "debate_stand": {"uid": debate.uid},
        "debate_edit": {"uid": draft.uid},
        "post_answer": {"uid": post.uid},
        "community_member": {"uid": other.uid},
    }
