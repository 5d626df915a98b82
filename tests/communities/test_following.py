"""Taking up where one left, following, and a mail that says little, when one wishes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import localdate

from arrimage.apps.communities.actions import following as actions
from arrimage.apps.communities.actions import moderation, places, posts
from arrimage.apps.communities.models import Digest, Post
from arrimage.apps.communities.queries import following as queries
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.waiting import waiting_for
from tests.accounts.factories import UserFactory

DAY = timedelta(days=1)


def long_discussion(circle, count: int = 70):
    talk = circle.discussion()
    author = circle.member_of(circle.fanny)
    Post.objects.bulk_create(
        Post(discussion=talk, number=number, author=author, text=f"Mot {number}.", given_at=now())
        for number in range(2, count + 1)
    )
    return talk


def test_one_takes_up_where_one_left(client, circle):
    talk = long_discussion(circle)
    client.force_login(circle.mado)
    first = client.get(talk.get_absolute_url())
    assert [one.number for one in first.context["posts"]][-1] == 30
    assert queries.mark_of(circle.mado, talk) == 30
    again = client.get(talk.get_absolute_url())
    assert again.context["first_new"] == 31
    assert "Nouveau depuis ta dernière visite" in again.content.decode()
    client.get(talk.get_absolute_url(), {"page": 1})
    assert queries.mark_of(circle.mado, talk) == 60  # a mark never goes back


def test_a_visitor_without_an_account_leaves_no_mark(client, circle):
    talk = circle.discussion()
    client.get(talk.get_absolute_url())
    assert queries.mark_of(circle.mado, talk) is None


def test_what_is_new_is_marked_where_one_came_before_and_nowhere_else(circle):
    seen, unseen = circle.discussion(), circle.discussion(title="Autre")
    actions.mark_read(seen, 1, by=circle.mado, at=now())
    circle.says(seen, "Du neuf.", by=circle.fanny)
    circle.says(seen, "De moi.")
    circle.says(unseen, "Du neuf.", by=circle.fanny)
    found = queries.with_unread(circle.community.discussions.order_by("id"), circle.mado)
    assert [one.unread for one in found] == [1, 0]


def test_one_follows_only_what_one_reads(circle, hidden_circle):
    for stranger in (UserFactory(), circle.fanny):
        with pytest.raises(PermissionDenied):
            actions.follow(community=hidden_circle.community, by=stranger, at=now())
        with pytest.raises(PermissionDenied):
            actions.follow(discussion=hidden_circle.discussion(), by=stranger, at=now())
    actions.follow(community=circle.community, by=UserFactory(), at=now())


def digest_of(user, circle, at, mailoutbox, *, rhythm="day"):
    actions.follow(community=circle.community, by=user, at=at)
    actions.choose_rhythm(rhythm, by=user, at=at)
    circle.says(
        circle.discussion(title="Les soirs d’hiver"), "Des mots que nul mail ne porte.", by=circle.fanny
    )
    Post.objects.update(given_at=at + timedelta(hours=3))
    actions.send_digests(at=at + DAY)
    return "".join(f"{mail.subject}\n{mail.body}" for mail in mailoutbox)


def test_a_digest_says_what_is_new_in_what_everybody_reads(circle, mailoutbox):
    said = digest_of(UserFactory(), circle, now(), mailoutbox)
    assert "Les soirs d’hiver" in said
    assert "2 nouvelles paroles" in said
    assert "Des mots que" not in said


@pytest.mark.parametrize("which", ["closed_circle", "hidden_circle"])
def test_of_a_private_community_a_digest_says_only_that_there_is_something(db, request, mailoutbox, which):
    circle = request.getfixturevalue(which)
    said = digest_of(circle.mado, circle, now(), mailoutbox)
    assert "Il y a du nouveau" in said
    for secret in (
        "Les soirs",
        "Des mots que",
        circle.community.name,
        "Fanny",
        str(circle.community.uid),
        "2 ",
    ):
        assert secret not in said


def test_whoever_left_is_told_nothing_more(hidden_circle, mailoutbox):
    at = now()
    actions.follow(community=hidden_circle.community, by=hidden_circle.mado, at=at)
    talk = hidden_circle.discussion()
    actions.follow(discussion=talk, by=hidden_circle.mado, at=at)
    places.leave(hidden_circle.community, by=hidden_circle.mado, at=at)
    circle_says = hidden_circle.says(talk, "Après son départ.", by=hidden_circle.fanny)
    Post.objects.filter(pk=circle_says.pk).update(given_at=at + timedelta(hours=1))
    actions.choose_rhythm("day", by=hidden_circle.mado, at=at)
    assert actions.send_digests(at=at + DAY) == 0
    assert not queries.followed_by(hidden_circle.mado).exists()
    assert mailoutbox == []


def test_what_was_removed_or_is_ones_own_is_no_news(circle, mailoutbox):
    at = now()
    actions.follow(community=circle.community, by=circle.mado, at=at - DAY)
    actions.choose_rhythm("day", by=circle.mado, at=at - DAY)
    talk = circle.discussion()
    gone = circle.says(talk, "À retirer.", by=circle.fanny)
    posts.take_away(gone, by=circle.fanny, at=at)
    assert actions.send_digests(at=at + DAY) == 0


def test_a_digest_comes_once_a_day_or_once_a_week(circle, mailoutbox):
    at = now()
    user = UserFactory()
    digest_of(user, circle, at, mailoutbox, rhythm="week")
    assert mailoutbox == []
    assert actions.send_digests(at=at + 7 * DAY) == 1
    assert actions.send_digests(at=at + 7 * DAY) == 0
    assert actions.send_digests(at=at + 14 * DAY) == 0  # nothing new


def test_a_run_taken_up_again_tells_nothing_twice(circle, mailoutbox):
    at = now()
    digest_of(UserFactory(), circle, at, mailoutbox)
    assert len(mailoutbox) == 1
    actions.send_digests(at=at + DAY)
    actions.send_digests(at=at + DAY + timedelta(minutes=5))
    assert len(mailoutbox) == 1


def test_one_stops_in_one_tap_without_signing_in_and_opening_stops_nothing(client, circle):
    user = UserFactory()
    actions.choose_rhythm("day", by=user, at=now())
    digest = Digest.objects.get(user=user)
    address = f"/echanges/courriels/{actions.token_of(digest)}/"
    page = client.get(address)
    assert page.content.decode().count('<button class="button big"') == 1
    assert user.email not in page.content.decode()
    digest.refresh_from_db()
    assert digest.rhythm == "day"
    client.post(address)
    digest.refresh_from_db()
    assert digest.rhythm == "never"
    client.post(address, {"again": "day"})
    digest.refresh_from_db()
    assert digest.rhythm == "day"


def test_a_made_up_link_stops_nobody(client, circle):
    actions.choose_rhythm("day", by=circle.mado, at=now())
    token = actions.token_of(Digest.objects.get())
    for wrong in (token[:-1] + "x", str(Digest.objects.get().uid), "n’importe quoi"):
        assert client.post(f"/echanges/courriels/{wrong}/").status_code == 404
    assert Digest.objects.get().rhythm == "day"


def test_choosing_again_after_a_silence_tells_nothing_old(circle, mailoutbox):
    at = now()
    actions.follow(community=circle.community, by=circle.mado, at=at)
    actions.choose_rhythm("never", by=circle.mado, at=at)
    circle.discussion(by=circle.fanny)
    actions.choose_rhythm("day", by=circle.mado, at=at + 30 * DAY)
    assert actions.send_digests(at=at + 31 * DAY) == 0


def test_the_first_page_tells_a_facilitator_what_waits_and_nobody_else(closed_circle):
    person = UserFactory()
    places.join(closed_circle.community, called="Léo", by=person, at=now())
    post = closed_circle.discussion().posts.get()
    moderation.report(post, reason="hurts", by=closed_circle.mado, at=now())
    mine = [one.title for one in waiting_for(closed_circle.fanny, at=now())]
    assert mine == ["1 personne demande à se joindre · Entre nous", "1 signalement à regarder · Entre nous"]
    for other in (closed_circle.mado, person, UserFactory()):
        assert not [one for one in waiting_for(other, at=now()) if "Entre nous" in one.title]


def test_an_invitation_waits_on_the_first_page(hidden_circle):
    person = UserFactory(email="lea@essai.invalid")
    places.invite(hidden_circle.community, email=person.email, by=hidden_circle.fanny, at=now())
    (one,) = waiting_for(person, at=now())
    assert "Sous la lampe" in one.title
    assert one.by is None or one.by >= localdate()
    # They act for no organisation: the page says it before anything else.
    for user, is_told in ((person, True), (UserFactory(), False), (None, False)):
        client = Client()
        if user:
            client.force_login(user)
        page = client.get("/").content.decode()
        assert ("Sous la lampe" in page) == ("Ce qui vous attend" in page) == is_told
        assert 'name="q"' in page
