"""Tables that write on a shared laptop: no account, one clock, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.deliberation.actions import gatherings as actions
from arrimage.apps.deliberation.models import Contribution, Gathering
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.deliberation.queries import gatherings as queries
from arrimage.apps.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(room) -> Gathering:
    planned = actions.plan_gathering(
        room.consultation, title="Rencontre de l’est", starts_at=now(), tables=3, by=room.moderator, at=now()
    )
    return actions.move(planned, Gathering.State.LIVE, by=room.moderator, at=now())


def write(table, question, shared="", apart="", since=0):
    return actions.save_note(table, question, shared=shared, apart=apart, since=since, at=now())


def test_each_table_has_a_code_of_its_own_that_opens_it(meeting):
    tables = list(meeting.tables.all())
    assert len({table.code for table in tables}) == 3
    assert queries.table_behind(tables[0].code.upper().replace("-", "")) == tables[0]
    assert queries.table_behind("") is None
    assert queries.table_behind("zzzz-zzzz") is None


def test_somebody_of_elsewhere_runs_no_meeting_here(room, meeting):
    for somebody in (room.stranger, room.invited, room.synthesist):
        with pytest.raises(PermissionDenied):
            actions.move(meeting, Gathering.State.OVER, by=somebody, at=now())
        with pytest.raises(PermissionDenied):
            actions.add_tables(meeting, 1, by=somebody, at=now())


def test_tables_write_once_the_meeting_has_begun(room):
    planned = actions.plan_gathering(
        room.consultation, title="Plus tard", starts_at=now(), tables=1, by=room.moderator, at=now()
    )
    with pytest.raises(ValidationError):
        write(planned.tables.get(), room.first, "Trop tôt.")


def test_what_a_table_hands_in_is_a_contribution_and_a_voice_apart_another(room, meeting):
    table = meeting.tables.first()
    write(table, room.first, "On reste.", "Moi, je pars.")
    actions.hand_in(table, room.first, at=now())
    together, apart = Contribution.objects.order_by("number")
    assert [said.words_of(one) for one in (together, apart)] == ["On reste.", "Moi, je pars."]
    assert (together.is_apart, apart.is_apart) == (False, True)
    assert (together.naming, together.author, together.organisation) == ("table", None, None)
    assert list(said.behind_code(table.code)) == [together, apart], "the table follows with its code"


def test_handing_in_again_corrects_and_never_adds(room, meeting):
    table = meeting.tables.first()
    saved = write(table, room.first, "On reste.")
    actions.hand_in(table, room.first, at=now())
    actions.hand_in(table, room.first, at=now())
    write(table, room.first, "On reste là.", since=saved.note.version)
    actions.hand_in(table, room.first, at=now())
    contribution = Contribution.objects.get()
    assert [wording.text for wording in contribution.wordings.all()] == ["On reste.", "On reste là."]


def test_typed_on_two_devices_at_once_both_texts_are_kept(room, meeting):
    table = meeting.tables.first()
    first = write(table, room.first, "Le portable.")
    assert not first.was_elsewhere
    late = write(table, room.first, "Le téléphone, qui avait perdu le réseau.", since=0)
    assert late.was_elsewhere
    assert "Le portable." in late.note.shared
    assert "Le téléphone" in late.note.shared


def test_the_same_text_sent_twice_after_a_cut_is_kept_once(room, meeting):
    table = meeting.tables.first()
    write(table, room.first, "Un mot.")
    again = write(table, room.first, "Un mot.", since=0)
    assert (again.note.shared, again.was_elsewhere) == ("Un mot.", False)
    longer = write(table, room.first, "Un mot. Puis deux.", since=0)
    assert longer.note.shared == "Un mot. Puis deux."


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "ab", "c d", "é"]), st.booleans()), max_size=5))
def test_no_order_of_saves_loses_what_was_typed(room, meeting, typed):
    table = (
        actions.add_tables(meeting, 1, by=room.moderator, at=now())[0]
        if meeting.tables.count() < 60
        else None
    )
    if table is None:
        return
    version, last = 0, ""
    for text, is_late in typed:
        saved = write(table, room.first, text, since=0 if is_late else version)
        assert text in saved.note.shared
        if is_late:
            assert last in saved.note.shared, "a late device takes nothing away"
        version, last = saved.note.version, saved.note.shared


def test_the_end_of_the_meeting_hands_in_what_was_forgotten(room, meeting):
    write(meeting.tables.first(), room.second, "Oublié sur la table.")
    actions.move(meeting, Gathering.State.OVER, by=room.moderator, at=now())
    assert said.words_of(Contribution.objects.get()) == "Oublié sur la table."


def test_the_clock_runs_then_rings(room, meeting):
    at = now()
    assert queries.clock_of(meeting, at=at) == queries.Clock(None, False)
    meeting = actions.ring(meeting, question=room.second, minutes=10, by=room.moderator, at=at)
    assert queries.clock_of(meeting, at=at + timedelta(minutes=4)).left == 360
    assert queries.clock_of(meeting, at=at + timedelta(minutes=11)) == queries.Clock(None, True)
    assert queries.clock_of(meeting, at=at + timedelta(minutes=30)) == queries.Clock(None, False)
    with pytest.raises(ValidationError):
        actions.ring(meeting, question=room.second, minutes=500, by=room.moderator, at=at)


def test_a_very_long_note_becomes_several_contributions(room, meeting):
    table = meeting.tables.first()
    write(table, room.first, "a" * 9_000)
    actions.hand_in(table, room.first, at=now())
    assert sorted(len(said.words_of(one)) for one in Contribution.objects.all()) == [1_000, 8_000]


def test_a_live_table_asks_the_time_in_one_query(meeting, client, django_assert_num_queries):
    address = f"/consultations/table/{meeting.tables.first().code}/etat/"
    client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address).json()["state"] == "live"
