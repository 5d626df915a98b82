"""Between a coach and a person: what nobody else reads, and a contact that cannot go missing in silence."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.actions import accompaniment as actions
from arrimage.apps.improvement.actions import committees as seats
from arrimage.apps.improvement.actions import hours as hours_given
from arrimage.apps.improvement.models import Contact, Conversation, Holder
from arrimage.apps.improvement.queries import accompaniment as queries
from arrimage.apps.meetings.actions import meetings, series


@pytest.fixture
def planned(table, at):
    """A meeting in ten days, and the contacts around it."""
    held = series.plan_series(
        "Nos rencontres",
        kind="improvement",
        about_uid=table.committee.uid,
        organisation=table.organisation,
        by=table.user("lead"),
        at=at,
    )
    meeting = meetings.plan_meeting(held, starts_at=at + timedelta(days=10), by=table.user("lead"), at=at)
    actions.plan_contacts(table.committee, at=at)
    return meeting


def test_each_person_has_a_contact_before_and_after_each_meeting(table, at, planned):
    found = Contact.objects.values_list("holder__called", "when", "due_on")
    day = localdate(planned.starts_at)
    assert set(found) == {
        (name, when, due)
        for name in ("Mado", "Jo")
        for when, due in (("before", day - timedelta(days=3)), ("after", day + timedelta(days=4)))
    }
    assert actions.plan_contacts(table.committee, at=at) == 0


def test_a_meeting_that_moves_moves_its_contacts(table, at, planned):
    later = planned.starts_at + timedelta(days=7)
    meetings.change_meeting(
        planned, starts_at=later, ends_at=later + timedelta(hours=2), by=table.user("lead"), at=at
    )
    actions.plan_contacts(table.committee, at=at)
    due = set(Contact.objects.filter(when="before").values_list("due_on", flat=True))
    assert due == {localdate(later) - timedelta(days=3)}


def test_only_the_two_of_them_read_a_contact(table, at, planned):
    mado = Contact.objects.get(holder=table.holder("mado"), when="before")
    actions.note_contact(mado, state="had", words="Elle dort mal.", by=table.user("coach"), at=at)
    day = localdate(at)
    readers = {
        name
        for name, user in {**table.users, "manager": table.manager}.items()
        if queries.contacts_visible_to(user, on=day).filter(pk=mado.pk).exists()
    }
    assert readers == {"mado", "coach"}
    stored = Contact.objects.filter(pk=mado.pk).extra(select={"raw": "words"}).values_list("raw", flat=True)
    assert "dort" not in stored.get()


def test_a_new_coach_reads_nothing_of_what_was_had_before_them(table, at, planned):
    mado = Contact.objects.get(holder=table.holder("mado"), when="before")
    actions.note_contact(mado, state="had", words="Entre nous.", by=table.user("coach"), at=at)
    place = seats.leave(table.holder("coach"), by=table.user("lead"), at=at)
    from tests.improvement.conftest import member

    other = member(table.organisation, "nouvelle-coach", "patient_coach")
    newcomer = seats.seat(place, called="Lili", user=other, by=table.user("lead"), at=at)
    day = localdate(at)
    seen = queries.contacts_visible_to(other, on=day)
    assert mado not in seen
    assert set(seen) == set(Contact.objects.filter(state="planned"))
    assert {one.coach_id for one in seen} == {newcomer.pk}
    assert not queries.contacts_visible_to(table.user("coach"), on=day).exists()


def test_a_missing_contact_is_seen_by_the_coach_first_then_counted_for_the_lead(table, at, planned):
    due = Contact.objects.order_by("due_on").first().due_on
    assert queries.missing_contacts(table.user("coach"), on=due).count() == 0
    assert queries.missing_contacts(table.user("coach"), on=due + timedelta(days=1)).count() == 2
    assert queries.missing_contacts(table.user("lead"), on=due + timedelta(days=1)).count() == 0
    assert queries.missing_for_lead(table.committee, on=due + timedelta(days=7)) == 0
    assert queries.missing_for_lead(table.committee, on=due + timedelta(days=8)) == 2


def test_nobody_but_the_coach_notes_a_contact(table, at, planned):
    contact = Contact.objects.first()
    for name in ("lead", "mado", "ana"):
        with pytest.raises(PermissionDenied):
            actions.note_contact(contact, state="had", by=table.user(name), at=at)


def test_the_person_alone_writes_the_signs_and_the_coach_alone_reads_them(table, at):
    with pytest.raises(PermissionDenied):
        actions.agree_on_signs(table.holder("mado"), signs="Je me tais.", by=table.user("coach"), at=at)
    actions.agree_on_signs(table.holder("mado"), signs="Je me tais.", by=table.user("mado"), at=at)
    day = localdate(at)
    assert {one.called for one in queries.accompanied_by(table.user("coach"), on=day)} == {"Mado", "Jo"}
    for user in (table.user("lead"), table.manager, table.user("ana")):
        assert not queries.accompanied_by(user, on=day).exists()


def test_a_person_decides_how_they_are_named_and_nobody_for_them(table, at):
    with pytest.raises(PermissionDenied):
        seats.choose_name(
            table.holder("mado"), called="Madeleine", named="name", by=table.user("lead"), at=at
        )
    seats.choose_name(table.holder("mado"), called="Mado", named="place", by=table.user("mado"), at=at)
    assert Holder.objects.get(pk=table.holder("mado").pk).said == "Patient ressource"


def test_a_conversation_is_read_by_two_and_the_person_decides(table, at):
    talk = seats.write_conversation(
        table.committee,
        called="Mado",
        user=table.user("mado"),
        lived="Longtemps.",
        by=table.user("lead"),
        at=at,
    )
    readers = {
        name
        for name, user in {**table.users, "manager": table.manager}.items()
        if Conversation.objects.filter(policies.conversations_visible_to(user), pk=talk.pk).exists()
    }
    assert readers == {"lead", "mado"}
    with pytest.raises(PermissionDenied):
        seats.decide_to_join(talk, decision="yes", may_be_known="Tout", by=table.user("lead"), at=at)
    seats.decide_to_join(talk, decision="later", may_be_known="", by=table.user("mado"), at=at)
    talk.refresh_from_db()
    assert (talk.decision, talk.may_be_known) == ("later", "")


def test_no_page_shows_a_manager_or_a_lead_what_is_between_two(table, at, planned, client):
    mado = Contact.objects.get(holder=table.holder("mado"), when="before")
    actions.note_contact(mado, state="had", words="Elle dort mal.", by=table.user("coach"), at=at)
    actions.agree_on_signs(table.holder("mado"), signs="Je me tais.", by=table.user("mado"), at=at)
    pages = [
        f"/ameliorer/contacts/{mado.uid}/",
        f"/ameliorer/ma-place/{table.holder('mado').uid}/",
        "/ameliorer/contacts/",
        table.committee.get_absolute_url(),
        f"/ameliorer/places/{table.holder('mado').place.uid}/",
        "/",
    ]
    for user in (table.manager, table.user("lead"), table.user("ana"), table.user("jo")):
        client.force_login(user)
        for page in pages:
            shown = client.get(page).content.decode()
            assert "Elle dort mal" not in shown
            assert "Je me tais" not in shown
    client.force_login(table.user("coach"))
    assert "Elle dort mal" in client.get(pages[0]).content.decode()


def test_what_is_known_of_somebody_is_written_by_them_alone(table, at):
    talk = seats.write_conversation(
        table.committee, called="Lili", user=(lili := _member(table)), by=table.user("lead"), at=at
    )
    seats.decide_to_join(talk, decision="yes", may_be_known="J’ai été suivie ici.", by=lili, at=at)
    place = seats.open_place(table.committee, "patient", by=table.user("lead"), at=at)
    holder = seats.seat(place, called="Lili", user=lili, by=table.user("lead"), at=at)
    assert Holder.objects.get(pk=holder.pk).known == "J’ai été suivie ici."
    with pytest.raises(PermissionDenied):
        seats.say_what_is_known(holder, known="Son diagnostic", by=table.user("lead"), at=at)
    seats.say_what_is_known(holder, known="", by=lili, at=at)
    assert Holder.objects.get(pk=holder.pk).known == ""


def _member(table):
    from tests.improvement.conftest import member

    return member(table.organisation, "lili", "resource_patient")


def test_hours_are_read_by_whom_they_are_of_and_compensation_noted_by_the_lead(table, at):
    day = localdate(at)
    own = {"on": day, "minutes": 90, "what": "Rencontre", "by": table.user("mado"), "at": at}
    hours = hours_given.note_hours(table.holder("mado"), **own)
    with pytest.raises(PermissionDenied):
        hours_given.note_hours(table.holder("mado"), amount=60, **own)
    from arrimage.apps.improvement.queries.committees import hours_visible_to

    readers = {name for name, user in table.users.items() if hours in hours_visible_to(user, on=day)}
    assert readers == {"mado", "lead"}
