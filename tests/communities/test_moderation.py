"""Quiet moderation: reasons told, other eyes, appeals; and who reported is told to nobody."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.audit.models import Entry
from arrimage.apps.communities.actions import moderation as actions
from arrimage.apps.communities.actions import posts
from arrimage.apps.communities.models import Report
from arrimage.apps.communities.queries import moderating, saying
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory

WHY = {"reason": "hurts", "explanation": "Parle de ce que tu vis plutôt que d’elle."}


@pytest.fixture
def post(circle):
    circle.discussion()
    return circle.says(circle.community.discussions.get(), "Elle ne comprend jamais rien.")


def reported(circle, post, by=None, **more):
    return actions.report(post, by=by or UserFactory(), at=now(), **{"reason": "hurts"} | more)


def test_what_is_removed_leaves_its_place_with_the_reason_and_not_the_explanation(client, circle, post):
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    html = client.get(post.discussion.get_absolute_url()).content.decode()
    assert "elle blesse ou rabaisse quelqu’un" in html
    assert "ne comprend jamais" not in html
    assert "ce que tu vis" not in html
    assert not saying.found(circle.fanny, "comprend").exists()


def test_its_author_reads_why_and_keeps_a_copy(client, circle, post):
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    address = f"/echanges/paroles/{post.uid}/la-mienne/"
    client.force_login(circle.mado)
    html = client.get(address).content.decode()
    assert "Elle ne comprend jamais rien." in html
    assert "ce que tu vis" in html
    client.force_login(circle.fanny)
    assert client.get(address).status_code == 404


def test_a_removal_says_its_reason_and_tells_its_author(circle, post):
    with pytest.raises(ValidationError):
        actions.remove(post, by=circle.fanny, at=now(), reason="hurts", explanation=" ")
    with pytest.raises(ValidationError):
        actions.remove(post, by=circle.fanny, at=now(), reason="parce que", explanation="Voilà.")
    with pytest.raises(PermissionDenied):
        actions.remove(post, by=circle.mado, at=now(), **WHY)


def test_nobody_learns_who_reported(client, circle, post):
    reporter = UserFactory(name="Rita Rapporteuse")
    reported(circle, post, by=reporter, words="Cela m’a blessée.")
    client.force_login(circle.fanny)
    for address in (
        f"/echanges/communautes/{circle.community.uid}/moderation/",
        f"/echanges/paroles/{post.uid}/moderer/",
    ):
        html = client.get(address).content.decode()
        assert "Cela m’a blessée." in html
        assert "Rita" not in html
        assert reporter.email not in html
    journal = [f"{one.actor_label} {one.subjects} {one.details}" for one in Entry.objects.all()]
    assert not [line for line in journal if "Rita" in line]


def test_whoever_reported_reads_what_was_answered(circle, post):
    reporter = UserFactory()
    reported(circle, post, by=reporter)
    with pytest.raises(ValidationError):
        actions.keep(post, answer="", by=circle.fanny, at=now())
    actions.keep(post, answer="C’est un désaccord.", by=circle.fanny, at=now())
    (mine,) = moderating.reports_made_by(reporter)
    assert (mine.state, mine.answer) == ("kept", "C’est un désaccord.")
    assert moderating.reported_posts(circle.fanny) == []


def test_without_an_account_one_reports_what_everybody_reads_and_nothing_else(circle, closed_circle, post):
    assert reported(circle, post, by=AnonymousUser()).reporter is None
    private = closed_circle.discussion().posts.get()
    for stranger in (AnonymousUser(), circle.fanny):
        with pytest.raises(PermissionDenied):
            actions.report(private, reason="hurts", by=stranger, at=now())


def test_reporting_twice_waits_once(circle, post):
    reporter = UserFactory()
    assert reported(circle, post, by=reporter) == reported(circle, post, by=reporter)
    for _again in range(actions.WAITING + 5):
        reported(circle, post, by=AnonymousUser())
    assert Report.objects.filter(reporter=None).count() == actions.WAITING


def test_a_removal_answers_the_reports(circle, post):
    reporter = UserFactory()
    reported(circle, post, by=reporter)
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    assert moderating.reports_made_by(reporter).get().state == "removed"


def test_the_facilitator_of_another_community_moderates_nothing_here(circle, closed_circle, post):
    stranger = closed_circle.fanny
    reported(circle, post)
    assert not saying.posts_facilitated_by(stranger).filter(pk=post.pk).exists()
    assert moderating.reported_posts(stranger) == []
    for act in (
        lambda: actions.remove(post, by=stranger, at=now(), **WHY),
        lambda: actions.keep(post, answer="Oui.", by=stranger, at=now()),
        lambda: actions.close_discussion(post.discussion, why="Non.", by=stranger, at=now()),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_appeal_is_decided_by_other_eyes_where_there_are_some(circle, post):
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    appeal = actions.appeal(post, words="Je parlais d’une loi.", by=circle.mado, at=now())
    other = circle.member("Odile", facilitates=True)
    with pytest.raises(ValidationError):
        actions.decide_appeal(appeal, restore=False, answer="Non.", by=circle.fanny, at=now())
    actions.decide_appeal(appeal, restore=True, answer="C’est vrai.", by=other, at=now())
    post.refresh_from_db()
    assert (post.is_shown, post.reason, post.explanation) == (True, "", "")
    assert saying.found(other, "comprend").exists()


def test_alone_a_facilitator_looks_again_at_their_own_decision(circle, post):
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    appeal = actions.appeal(post, words="Je parlais d’une loi.", by=circle.mado, at=now())
    actions.decide_appeal(appeal, restore=False, answer="Je la relis, et non.", by=circle.fanny, at=now())
    appeal.refresh_from_db()
    assert appeal.restored is False
    with pytest.raises(ValidationError):
        actions.decide_appeal(appeal, restore=True, answer="Oui.", by=circle.fanny, at=now())


def test_a_facilitator_does_not_keep_their_own_words_when_another_could_say(circle):
    own = circle.says(circle.discussion(), "Vous exagérez.", by=circle.fanny)
    other = circle.member("Odile", facilitates=True)
    reported(circle, own)
    with pytest.raises(ValidationError):
        actions.keep(own, answer="Cela reste.", by=circle.fanny, at=now())
    actions.keep(own, answer="Cela reste.", by=other, at=now())


def test_only_its_author_appeals_and_once_at_a_time(circle, post):
    with pytest.raises(ValidationError):
        actions.appeal(post, words="Rien n’est retiré.", by=circle.mado, at=now())
    actions.remove(post, by=circle.fanny, at=now(), **WHY)
    with pytest.raises(PermissionDenied):
        actions.appeal(post, words="Pour elle.", by=circle.fanny, at=now())
    first = actions.appeal(post, words="Je parlais d’une loi.", by=circle.mado, at=now())
    assert actions.appeal(post, words="Encore.", by=circle.mado, at=now()) == first


def test_what_its_author_took_away_is_read_by_no_facilitator(client, circle, post):
    posts.take_away(post, by=circle.mado, at=now())
    client.force_login(circle.fanny)
    html = client.get(f"/echanges/paroles/{post.uid}/moderer/").content.decode()
    assert "ne comprend jamais" not in html


def test_a_closed_discussion_says_why(client, circle, post):
    with pytest.raises(ValidationError):
        actions.close_discussion(post.discussion, why="", by=circle.fanny, at=now())
    actions.close_discussion(post.discussion, why="On continue mardi.", by=circle.fanny, at=now())
    assert "On continue mardi" in client.get(post.discussion.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError):
        circle.says(post.discussion, "Attendez!")
