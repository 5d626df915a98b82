"""What became of it: answers with reasons, silence as silence, a year later; contested figures."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.accounts.roles import Role
from arrimage.apps.deliberation.actions import outcomes as actions
from arrimage.apps.deliberation.actions import publishing
from arrimage.apps.deliberation.actions.reminders import run_calendar
from arrimage.apps.deliberation.models import Conclusion
from arrimage.apps.deliberation.queries import outcomes as queries
from arrimage.apps.deliberation.queries.waiting import waiting_for
from arrimage.apps.kernel.clock import now, today
from tests.accounts.factories import acting_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(room, mailoutbox) -> Conclusion:
    """Asked of the invited organisation, to be answered within ten days."""
    room.place(room.says("Un.")[0], room.idea())
    actions.write_conclusion(
        room.consultation,
        text="Un lieu ouvert la nuit.",
        asked_of=room.other,
        answer_by=today() + timedelta(days=10),
        by=room.synthesist,
        at=now(),
    )
    room.close()
    publishing.publish(room.consultation, by=room.synthesist, at=now())
    mailoutbox.clear()
    room.manager = acting_user(Role.MANAGER, organisation=room.other)
    return Conclusion.objects.get()


def test_an_answer_has_reasons_somebody_and_a_date(room, asked):
    given = {"by": room.manager, "at": now()}
    for wrong in (
        {"decision": "kept", "reasons": ""},
        {"decision": "kept", "reasons": "Oui."},
        {"decision": "kept", "reasons": "Oui.", "owner": "Odile"},
    ):
        with pytest.raises(ValidationError):
            actions.answer_conclusion(asked, **wrong, **given)
    actions.answer_conclusion(
        asked, decision="kept", reasons="Oui.", owner="Odile", due_on=today() + timedelta(days=90), **given
    )
    refused = actions.answer_conclusion(asked, decision="refused", reasons="Le budget manque.", **given)
    assert (refused.owner, refused.due_on) == ("", None)
    told = queries.told(Conclusion.objects.get(), at=now())
    assert [one.decision for one in told.answers] == ["kept", "refused"], "the former answer stays"
    assert told.answer.decision == "refused"


def test_only_the_organisation_it_is_asked_of_answers(room, asked):
    for somebody in (room.leader, room.invited, room.synthesist, room.stranger):
        with pytest.raises(PermissionDenied):
            actions.answer_conclusion(asked, decision="refused", reasons="Non.", by=somebody, at=now())
        with pytest.raises(PermissionDenied):
            actions.tell_step(asked, progress="done", words="Fait.", by=somebody, at=now())


def test_silence_is_shown_as_silence_and_recalled_once_a_week(room, asked, mailoutbox):
    soon, late = now() + timedelta(days=5), now() + timedelta(days=12)
    assert not queries.told(asked, at=soon).is_silent
    assert run_calendar(at=soon) == (0, 0)
    assert queries.told(asked, at=late).is_silent
    assert queries.told(asked, at=late).days_late == 2
    assert run_calendar(at=late) == (0, 1)
    assert run_calendar(at=late + timedelta(days=2)) == (0, 0)
    assert run_calendar(at=late + timedelta(days=8)) == (0, 1)
    assert {address for mail in mailoutbox for address in mail.to} == {
        "maison@essai.invalid", room.manager.email, room.invited.email,
    }  # fmt: skip


def test_a_promise_past_its_date_is_recalled_until_it_is_told_done(room, asked):
    actions.answer_conclusion(
        asked, decision="changed", reasons="Autrement.", owner="Odile", due_on=today() + timedelta(days=20),
        by=room.manager, at=now(),
    )  # fmt: skip
    late = now() + timedelta(days=22)
    assert run_calendar(at=late) == (0, 1)
    actions.tell_step(asked, progress="done", words="C’est fait.", by=room.manager, at=late)
    assert run_calendar(at=late + timedelta(days=10)) == (0, 0)


def test_a_year_later_it_is_asked_once_and_what_is_told_is_read(room, asked, mailoutbox):
    actions.answer_conclusion(asked, decision="refused", reasons="Non.", by=room.manager, at=now())
    year = now() + timedelta(days=366)
    mailoutbox.clear()
    assert run_calendar(at=year) == (0, 1)
    assert run_calendar(at=year + timedelta(days=30)) == (0, 0)
    assert "Un an après" in mailoutbox[0].subject
    told = queries.told(Conclusion.objects.get(), at=year)
    assert told.is_a_year_old
    assert told.year_step is None
    actions.tell_step(asked, progress="stopped", words="Rien n’a changé.", by=room.manager, at=year)
    assert queries.told(Conclusion.objects.get(), at=year).year_step.words == "Rien n’a changé."


def test_what_is_owed_waits_on_the_first_page(room, asked):
    assert [one.url for one in waiting_for(room.manager, now())] == [
        room.consultation.get_absolute_url()
    ] or asked.get_absolute_url() in [one.url for one in waiting_for(room.manager, now())]
    actions.answer_conclusion(asked, decision="refused", reasons="Non.", by=room.manager, at=now())
    assert asked.get_absolute_url() not in [one.url for one in waiting_for(room.manager, now())]


# --- Contestations


def test_a_figure_is_contested_in_an_organisations_own_words_and_found_beside_it(room):
    given = {"by": room.invited, "at": now()}
    made = actions.contest("norm", "siv/places", label="250 places", words="Pas nos places.", **given)
    with pytest.raises(ValidationError):
        actions.contest("norm", "siv/places", label="250 places", words="Encore.", **given)
    actions.contest("norm", "sim/places", label="70 places", words="Non plus.", **given)
    found = queries.contestations_of("norm", ["siv/places", "first_line/gp"])
    assert {key: [one.words for one in rows] for key, rows in found.items()} == {
        "siv/places": ["Pas nos places."]
    }
    with pytest.raises(PermissionDenied):
        actions.stop_contesting(made, by=room.leader, at=now())
    actions.stop_contesting(made, by=room.invited, at=now())
    assert queries.contestations_of("norm", ["siv/places"]) == {}


def test_one_query_for_as_many_figures_as_a_page_shows(room, django_assert_num_queries):
    actions.contest("target", "a", label="A", words="Non.", by=room.invited, at=now())
    with django_assert_num_queries(1):
        found = queries.contestations_of("target", [f"cible-{number}" for number in range(200)] + ["a"])
        assert [one.organisation.name for one in found["a"]] == ["La maison"]


def test_a_room_that_shows_figures_names_those_that_exist(room, monkeypatch):
    from arrimage.apps.deliberation import contestable

    known = contestable.Contestable(
        "norm", "Norme", label={"siv": "250 places"}.get, link=lambda key: f"/{key}/"
    )
    monkeypatch.setitem(contestable.KINDS, "norm", known)
    given = {"words": "Non.", "by": room.invited, "at": now()}
    assert actions.contest("norm", "siv", label="Faux", **given).label == "250 places"
    with pytest.raises(ValidationError):
        actions.contest("norm", "inconnue", label="Vrai", **given)


def test_somebody_without_an_organisation_contests_nothing(room):
    with pytest.raises(PermissionDenied):
        actions.contest("norm", "siv", label="250", words="Non.", by=room.moderator, at=now())
