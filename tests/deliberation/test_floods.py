"""Whoever speaks without a name is slowed down past a room full of people; following costs little."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from arrimage.apps.audit.models import Entry
from arrimage.apps.deliberation.actions import gatherings
from arrimage.apps.deliberation.models import Contribution
from arrimage.apps.deliberation.views import shared
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.floods import Limit

from .test_pages import signed_in

pytestmark = pytest.mark.django_db
WORD = {"text": "Un mot.", "naming": "anonymous", "side": "person"}


@pytest.fixture
def two_at_most(monkeypatch):
    monkeypatch.setattr(shared, "WITHOUT_A_NAME", (Limit("deliberation.write", most=2, minutes=10),))


def page_of(room) -> str:
    return reverse("contribute", args=[room.consultation.uid, room.first.uid])


def test_a_flood_without_a_name_is_held_back_and_keeps_its_words(room, two_at_most):
    for _time in range(2):
        assert Client().post(page_of(room), WORD).status_code == 302
    entries = Entry.objects.count()
    held = Client().post(page_of(room), WORD | {"text": "Une troisième parole."})
    assert held.status_code == 422
    shown = held.content.decode()
    assert "Rien de vous n’a été noté" in shown
    assert "Une troisième parole." in shown
    assert Contribution.objects.count() == 2
    assert Entry.objects.count() == entries


def test_an_account_does_not_open_a_way_round_and_signed_words_are_not_held(room, two_at_most):
    client = signed_in(room.invited)
    for _time in range(2):
        client.post(page_of(room), WORD)
    assert client.post(page_of(room), WORD).status_code == 422
    assert client.post(page_of(room), WORD | {"naming": "organisation"}).status_code == 302


def test_a_reason_and_a_correction_by_code_count_too(room, two_at_most):
    about, _code = room.says("Un.")
    mine, code = room.says("À moi.")
    reason = WORD | {"stance": "agree"}
    assert Client().post(about.get_absolute_url(), reason).status_code == 302
    by_code = {"do": "correct", "contribution": mine.uid, "text": "Mieux dit."}
    page = f"/consultations/ma-parole/{code}/"
    assert Client().post(page, by_code).status_code == 302
    assert Client().post(page, by_code | {"text": "Encore mieux."}).status_code == 422
    assert Client().post(about.get_absolute_url(), reason).status_code == 422
    # Taking one's words back is never held.
    assert Client().post(page, {"do": "withdraw", "contribution": mine.uid}).status_code == 302


def test_an_assembly_of_forty_behind_one_address_is_not_held(room):
    for _person in range(40):
        assert Client().post(page_of(room), WORD).status_code == 302


# --- Following a meeting


@pytest.fixture
def meeting(room):
    found = gatherings.plan_gathering(
        room.consultation, title="Souper", starts_at=now(), tables=3, by=room.moderator, at=now()
    )
    return gatherings.move(found, "live", by=room.moderator, at=now())


def test_a_table_is_told_nothing_again_as_long_as_nothing_changed(room, meeting, django_assert_num_queries):
    address = reverse("table_state", args=[meeting.tables.first().code])
    client = Client()
    first = client.get(address)
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    with django_assert_num_queries(1):
        again = client.get(address, **known)
    assert (again.status_code, again.content) == (304, b"")
    gatherings.ring(meeting, question=room.second, minutes=5, by=room.moderator, at=now())
    told = client.get(address, **known)
    assert told.status_code == 200
    assert told.json()["question"] == str(room.second.uid)
    # The seconds that pass change nothing: the page counts them.
    assert client.get(address, HTTP_IF_NONE_MATCH=told["ETag"]).status_code == 304
    type(meeting).objects.update(rings_at=now() - timedelta(seconds=1))
    assert client.get(address, HTTP_IF_NONE_MATCH=told["ETag"]).json()["rung"] is True


def test_a_board_that_shows_it_already_receives_nothing(room, meeting):
    client, page = signed_in(room.moderator), reverse("gathering_board", args=[meeting.uid])
    gatherings.ring(meeting, question=room.first, minutes=9, by=room.moderator, at=now())

    def follow():
        since = client.get(page).content.decode().partition("?since=")[2][:16]
        return f"{page}?since={since}"

    asked = follow()
    assert client.get(asked, HTTP_HX_REQUEST="true").status_code == 204
    gatherings.save_note(meeting.tables.first(), room.first, shared="On reste.", apart="", since=0, at=now())
    told = client.get(asked, HTTP_HX_REQUEST="true")
    assert told.status_code == 200
    assert "On reste." in told.content.decode()
    assert client.get(follow(), HTTP_HX_REQUEST="true").status_code == 204
    # Without JavaScript the page is drawn whole, whatever it says it knows.
    assert client.get(asked).status_code == 200
