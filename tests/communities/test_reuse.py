"""Quoting elsewhere: asked, granted for these very words, or no; and silence is a no."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.communities.actions import moderation, posts
from arrimage.apps.communities.actions import reuse as actions
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.waiting import waiting_for
from tests.accounts.factories import UserFactory, acting_user

ASKED = {"where": "report", "words": "Le rapport annuel du regroupement."}


@pytest.fixture
def post(circle):
    return circle.discussion(text="On ferme à dix heures.").posts.get()


def asked(post, by=None):
    return actions.ask(post, by=by or acting_user("facilitator"), at=now(), **ASKED)


def test_a_yes_is_for_these_very_words(client, circle, post):
    asker = acting_user("facilitator")
    request = actions.grant(asked(post, asker), named="Mado", by=circle.mado, at=now())
    posts.correct(post, text="On ferme tard.", by=circle.mado, at=now())
    client.force_login(asker)
    html = client.get(request.get_absolute_url()).content.decode()
    assert "On ferme à dix heures." in html
    assert "Mado" in html


def test_silence_is_a_no(client, circle, post):
    request = asked(post)
    assert actions.end_unanswered(at=now() + timedelta(days=30)) == 0
    assert actions.end_unanswered(at=now() + timedelta(days=31)) == 1
    request.refresh_from_db()
    assert (request.state, request.text) == ("unanswered", "")
    with pytest.raises(ValidationError):
        actions.grant(request, named="", by=circle.mado, at=now())


def test_past_the_day_a_yes_is_too_late_even_before_the_night(circle, post):
    with pytest.raises(ValidationError):
        actions.grant(asked(post), named="", by=circle.mado, at=now() + timedelta(days=31))


def test_its_author_alone_answers(circle, post):
    request = asked(post)
    for other in (circle.fanny, UserFactory(), AnonymousUser()):
        with pytest.raises(PermissionDenied):
            actions.grant(request, named="", by=other, at=now())
        with pytest.raises(PermissionDenied):
            actions.refuse(request, by=other, at=now())


def test_no_reason_is_owed(client, circle, post):
    asker = acting_user("facilitator")
    request = actions.refuse(asked(post, asker), by=circle.mado, at=now())
    client.force_login(asker)
    html = client.get(request.get_absolute_url()).content.decode()
    assert "Tu ne peux pas citer ces mots" in html
    assert "On ferme" not in html


def test_a_yes_is_taken_back_and_the_words_with_it(client, circle, post):
    asker = acting_user("facilitator")
    request = actions.grant(asked(post, asker), named="", by=circle.mado, at=now())
    with pytest.raises(PermissionDenied):
        actions.take_back(request, by=asker, at=now())
    actions.take_back(request, by=circle.mado, at=now())
    client.force_login(asker)
    assert "On ferme" not in client.get(request.get_absolute_url()).content.decode()


def test_what_is_removed_after_a_yes_is_not_to_be_quoted(client, circle, post):
    asker = acting_user("facilitator")
    request = actions.grant(asked(post, asker), named="Mado", by=circle.mado, at=now())
    moderation.remove(post, reason="names", explanation="Un nom.", by=circle.fanny, at=now())
    client.force_login(asker)
    html = client.get(request.get_absolute_url()).content.decode()
    assert "On ferme à dix heures." not in html
    assert "ne les cite pas" in html


def test_without_a_name_nothing_on_the_page_names_the_author(client, circle, post):
    asker = acting_user("facilitator")
    request = actions.grant(asked(post, asker), named="", by=circle.mado, at=now())
    client.force_login(asker)
    assert "Mado" not in client.get(request.get_absolute_url()).content.decode()


def test_one_asks_only_for_what_one_reads_and_not_for_ones_own(circle, closed_circle, post):
    private = closed_circle.discussion().posts.get()
    for by, what in ((circle.fanny, private), (AnonymousUser(), post)):
        with pytest.raises(PermissionDenied):
            actions.ask(what, by=by, at=now(), **ASKED)
    with pytest.raises(ValidationError):
        actions.ask(post, by=circle.mado, at=now(), **ASKED)
    asker = acting_user("facilitator")
    assert asked(post, asker) == asked(post, asker)


def test_it_waits_on_the_first_page_of_its_author(circle, post):
    request = asked(post, circle.fanny)
    (one,) = waiting_for(circle.mado, at=now())
    assert (one.title, one.by) == ("Fanny aimerait te citer", request.answer_by)
    assert not list(waiting_for(circle.fanny, at=now()))


def test_it_waits_in_the_room_too_for_whoever_acts_for_nobody(client, circle, post):
    asked(post, circle.fanny)
    client.force_login(circle.mado)
    assert "Fanny aimerait te citer" in client.get("/echanges/").content.decode()


def test_what_is_removed_is_granted_to_nobody(circle, post):
    request = asked(post)
    posts.take_away(post, by=circle.mado, at=now())
    with pytest.raises(ValidationError):
        actions.grant(request, named="", by=circle.mado, at=now())
    with pytest.raises(ValidationError):
        asked(post)
