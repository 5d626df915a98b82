"""What is done in meetings, and who may not."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from icalendar import Calendar

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.meetings import hosts
from arrimage.apps.meetings.actions import (
    agenda,
    attendance,
    documents,
    mailing,
    meetings,
    minutes,
    series,
)
from arrimage.apps.meetings.models import Correction, Guest, Invitation, Item, Meeting, Series, Stay
from arrimage.apps.meetings.queries import agenda as agendas
from arrimage.apps.meetings.queries import meetings as queries
from arrimage.apps.meetings.queries import rhythm
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def moment(*parts) -> datetime:
    return timezone.make_aware(datetime(*parts))


# --- Series


@pytest.mark.parametrize(
    ("shape", "last", "after", "expected"),
    [
        ({"rhythm": "by_hand"}, None, date(2026, 11, 22), None),
        ({"rhythm": "months", "nth": 1, "weekday": 1}, None, date(2026, 11, 1), date(2026, 11, 3)),
        ({"rhythm": "months", "nth": 1, "weekday": 1}, None, date(2026, 11, 3), date(2026, 12, 1)),
        (
            {"rhythm": "months", "nth": 1, "weekday": 1},
            date(2026, 12, 2),
            date(2026, 12, 2),
            date(2027, 1, 5),
        ),
        (
            {"rhythm": "months", "nth": -1, "weekday": 4, "every": 3},
            date(2026, 11, 27),
            date(2026, 11, 27),
            date(2027, 2, 26),
        ),
        ({"rhythm": "weeks", "weekday": 3, "every": 2}, None, date(2026, 11, 22), date(2026, 11, 26)),
        (
            {"rhythm": "weeks", "weekday": 3, "every": 2},
            date(2026, 11, 25),
            date(2026, 11, 25),
            date(2026, 12, 10),
        ),
        (
            {"rhythm": "weeks", "weekday": 3, "every": 2},
            date(2026, 1, 1),
            date(2026, 11, 22),
            date(2026, 12, 3),
        ),
    ],
)
def test_a_rhythm_proposes_its_next_day(shape, last, after, expected):
    assert rhythm.next_day(Series(**shape), last=last, after=after) == expected


def test_a_series_is_opened_by_a_keeper_of_the_organisation_that_holds_it(table):
    assert list(table.series.guests.values_list("organisation__name", flat=True)) == [
        "La maison",
        "Le centre",
    ]
    with pytest.raises(PermissionDenied):
        series.plan_series("Chez vous", organisation=table.centre, by=table.guest, at=now())
    with pytest.raises(ValidationError, match="jour"):
        series.plan_series("x", organisation=table.centre, rhythm="weeks", by=table.holder, at=now())
    assert Series.objects.count() == 1


def test_a_series_changes_ends_and_resumes(table):
    changed = series.change_series(
        table.series, name="Table", rhythm="weeks", weekday=2, every=2, by=table.holder, at=now()
    )
    assert (changed.name, changed.weekday, changed.place) == ("Table", 2, "Salle du quai")
    series.end_series(changed, by=table.holder, at=now())
    with pytest.raises(ValidationError, match="pris fin"):
        table.meeting()
    series.resume_series(changed, by=table.holder, at=now())
    assert table.meeting().state == "planned"
    for refused in (series.change_series, series.end_series, series.resume_series):
        with pytest.raises(PermissionDenied):
            refused(table.series, by=table.guest, at=now())


def test_guests_come_and_go_but_the_holder_stays(table):
    person = UserFactory()
    guest = series.add_guest(table.series, user=person, by=table.holder, at=now())
    assert series.add_guest(table.series, user=person, by=table.holder, at=now()) == guest
    assert queries.series_visible_to(person.act_as(None)).exists()
    series.remove_guest(guest, by=table.holder, at=now())
    assert not queries.series_visible_to(person).exists()
    with pytest.raises(ValidationError):
        series.remove_guest(Guest.objects.get(organisation=table.centre), by=table.holder, at=now())
    with pytest.raises(ValidationError):
        series.add_guest(table.series, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        series.add_guest(table.series, user=person, by=table.guest, at=now())


def test_a_context_above_says_who_sees_and_runs_its_own_series(table, monkeypatch):
    uid = table.house.uid
    monkeypatch.setitem(
        hosts.HOSTS,
        "committee",
        hosts.Host(
            kind="committee",
            label="Comité",
            seen_by=lambda user: hosts.Q(about_uid=uid),
            run_by=lambda user: hosts.Q(about_uid=uid) if user == table.guest else hosts.NOBODY,
            link=lambda found: f"/comites/{found.about_uid}/",
        ),
    )
    held = series.plan_series("Comité", kind="committee", about_uid=uid, by=table.guest, at=now())
    assert hosts.link_of(held) == f"/comites/{uid}/"
    assert held in queries.series_visible_to(table.stranger)
    assert held not in queries.series_run_by(table.stranger)
    assert list(queries.series_about("committee", uid)) == [held]
    assert table.series not in queries.series_visible_to(table.stranger)
    with pytest.raises(PermissionDenied):
        series.plan_series("Comité", kind="committee", about_uid=uid, by=table.stranger, at=now())


def test_a_secretary_runs_while_they_see_the_series(table):
    series.change_series(table.series, secretary=table.guest, by=table.holder, at=now())
    assert queries.series_run_by(table.guest).exists()
    series.remove_guest(Guest.objects.get(organisation=table.house), by=table.holder, at=now())
    assert not queries.series_run_by(table.guest).exists()


# --- Planning and inviting


def test_planning_invites_the_guests_with_a_calendar_file(table, mailoutbox):
    meeting = table.meeting()
    assert {str(one) for one in meeting.invitations.all()} == {"Le centre", "La maison"}
    assert meeting.invitations.filter(mailed_at=None).count() == 0
    to = {mail.to[0] for mail in mailoutbox}
    assert to == {"centre@essai.invalid", "maison@essai.invalid", table.holder.email, table.guest.email}
    event = Calendar.from_ical(mailoutbox[0].attachments[0][1]).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["STATUS"], event["LOCATION"]) == (0, "CONFIRMED", "Salle du quai")
    assert event.decoded("DTSTART") == meeting.starts_at


def test_a_past_meeting_is_written_down_without_mail(table, mailoutbox):
    assert table.meeting(days=-30).invitations.count() == 2
    assert not mailoutbox


def test_only_who_runs_a_series_plans_and_a_meeting_ends_after_it_starts(table):
    with pytest.raises(PermissionDenied):
        meetings.plan_meeting(table.series, starts_at=now(), by=table.guest, at=now())
    with pytest.raises(ValidationError):
        table.meeting(ends_at=now())
    with pytest.raises(ValidationError):
        table.meeting(ends_at=now() + timedelta(days=30))


def test_a_change_a_cancellation_and_a_return_reach_the_calendars(table, mailoutbox):
    meeting = table.meeting()
    mailoutbox.clear()
    same = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    meetings.change_meeting(meeting, by=table.holder, at=now(), **same)
    assert not mailoutbox
    meetings.change_meeting(meeting, by=table.holder, at=now(), **same | {"place": "Ailleurs"})
    event = Calendar.from_ical(mailoutbox[-1].attachments[0][1]).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["LOCATION"]) == (1, "Ailleurs")
    with pytest.raises(ValidationError, match="pourquoi"):
        meetings.cancel_meeting(meeting, why=" ", by=table.holder, at=now())
    meeting = meetings.cancel_meeting(meeting, why="Tempête", by=table.holder, at=now())
    calendar = Calendar.from_ical(mailing.calendar_of(meeting))
    assert calendar["METHOD"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] == 2
    assert "Tempête" in mailoutbox[-1].body
    count = len(mailoutbox)
    meetings.cancel_meeting(meeting, why="Tempête", by=table.holder, at=now())
    assert len(mailoutbox) == count
    meeting = meetings.restore_meeting(meeting, by=table.holder, at=now())
    assert (meeting.state, meeting.sequence, meeting.why_cancelled) == ("planned", 3, "")
    for refused, more in (
        (meetings.cancel_meeting, {"why": "x"}),
        (meetings.restore_meeting, {}),
        (meetings.change_meeting, same),
        (meetings.invite, {}),
    ):
        with pytest.raises(PermissionDenied):
            refused(meeting, by=table.guest, at=now(), **more)


def test_more_are_invited_once_and_an_invitation_may_be_withdrawn_before(table):
    meeting = table.meeting()
    third, person = OrganisationFactory(), UserFactory()
    made = meetings.invite(
        meeting, organisations=[third, table.house], users=[person], by=table.holder, at=now()
    )
    assert {one.organisation or one.user for one in made} == {third, person}
    assert made[0].mailed_at is None or made[1].mailed_at is None  # the third has nobody to write to
    meetings.withdraw_invitation(made[0], by=table.holder, at=now())
    assert meeting.invitations.count() == 3
    attendance.open_meeting(meeting, by=table.holder, at=now())
    with pytest.raises(ValidationError):
        meetings.withdraw_invitation(made[1], by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        meetings.withdraw_invitation(made[1], by=table.guest, at=now())


def test_an_invitation_is_answered_by_its_organisation_alone(table):
    meeting = table.meeting()
    invitation = meeting.invitations.get(organisation=table.house)
    meetings.answer_invitation(invitation, answer="yes", words="Nous serons deux", by=table.guest, at=now())
    answered = meetings.answer_invitation(invitation, answer="maybe", by=None, at=now())
    assert (answered.answer, answered.answered_by) == ("maybe", "par le lien envoyé par courriel")
    with pytest.raises(PermissionDenied):
        meetings.answer_invitation(invitation, answer="no", by=table.holder, at=now())
    with pytest.raises(ValidationError):
        meetings.answer_invitation(invitation, answer="oui", by=table.guest, at=now())
    with pytest.raises(ValidationError):
        meetings.answer_invitation(invitation, answer="no", by=table.guest, at=meeting.ends_at)


def test_a_link_opens_one_invitation_until_the_meeting_is_over(table):
    meeting = table.meeting()
    invitation = meeting.invitations.get(organisation=table.house)
    token = queries.token_of(invitation)
    assert queries.invitation_behind(token, at=now()) == invitation
    assert queries.invitation_behind(token, at=meeting.ends_at) is None
    assert queries.invitation_behind(token + "x", at=now()) is None


# --- During


def test_one_may_come_leave_and_come_back(table):
    meeting = table.meeting(days=-1)
    start = meeting.starts_at
    attendance.open_meeting(meeting, by=table.holder, at=start)
    odile = attendance.arrive(
        meeting, name="Odile  Gravel", organisation=table.house, by=table.holder, at=start
    )
    attendance.leave(odile, by=table.holder, at=start + timedelta(minutes=20))
    again = attendance.arrive(
        meeting,
        name="odile gravel",
        organisation=table.house,
        by=table.holder,
        at=start + timedelta(minutes=40),
    )
    assert again == odile
    attendance.arrive(meeting, name="Odile Gravel", organisation=table.house, by=table.holder, at=start)
    held = attendance.hold(meeting, by=table.holder, at=start + timedelta(minutes=90))
    assert held.state == Meeting.State.HELD
    spans = [(stay.arrived_at - start, stay.left_at - start) for stay in odile.stays.all()]
    assert [(a.seconds // 60, b.seconds // 60) for a, b in spans] == [(0, 20), (40, 90)]
    resumed = attendance.resume_meeting(meeting, by=table.holder, at=now())
    assert resumed.state == Meeting.State.PLANNED
    assert Stay.objects.filter(left_at=None).count() == 1
    with pytest.raises(ValidationError):
        attendance.arrive(meeting, name=" ", by=table.holder, at=start)
    with pytest.raises(PermissionDenied):
        attendance.arrive(meeting, name="Moi", by=table.guest, at=start)
    attendance.remove_presence(odile, by=table.holder, at=start)
    assert not meeting.presences.exists()


def test_a_meeting_is_neither_opened_nor_ended_by_a_guest_nor_before_its_hour(table):
    meeting = table.meeting()
    for refused in (attendance.open_meeting, attendance.hold, attendance.resume_meeting):
        with pytest.raises(PermissionDenied):
            refused(meeting, by=table.guest, at=now())
    with pytest.raises(ValidationError, match="pas encore"):
        attendance.hold(meeting, by=table.holder, at=now())


def test_anybody_invited_proposes_and_who_runs_takes_or_sets_aside(table):
    meeting = table.meeting()
    ours = agenda.add_item(meeting, title="Le budget", by=table.holder, at=now())
    theirs = agenda.add_item(meeting, title="Le répit", weight="decided", by=table.guest, at=now())
    assert (ours.state, theirs.state, theirs.organisation) == ("on", "proposed", table.house)
    with pytest.raises(PermissionDenied):
        agenda.add_item(meeting, title="x", by=table.stranger, at=now())
    agenda.change_item(theirs, title="Le répit des proches", by=table.guest, at=now())
    agenda.take_item(theirs, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        agenda.change_item(theirs, title="Autre", by=table.guest, at=now())
    agenda.move_item(theirs, up=True, by=table.holder, at=now())
    assert [line.item.title for line in agendas.agenda_of(meeting).lines] == [
        "Le répit des proches",
        "Le budget",
    ]
    agenda.move_item(theirs, up=True, by=table.holder, at=now())
    with pytest.raises(ValidationError, match="pourquoi"):
        agenda.set_item_aside(theirs, why="", by=table.holder, at=now())
    agenda.set_item_aside(theirs, why="En janvier", by=table.holder, at=now())
    found = agendas.agenda_of(meeting)
    assert [one.why_set_aside for one in found.set_aside] == ["En janvier"]
    for refused, more in (
        (agenda.take_item, {}),
        (agenda.set_item_aside, {"why": "x"}),
        (agenda.move_item, {"up": True}),
        (agenda.note_item, {"said": "x"}),
    ):
        with pytest.raises(PermissionDenied):
            refused(theirs, by=table.guest, at=now(), **more)


def test_each_item_has_its_hour_and_a_long_agenda_says_so(table):
    meeting = table.meeting()
    for takes in (30, 45, 60):
        agenda.add_item(meeting, title=f"{takes} minutes", takes=takes, by=table.holder, at=now())
    found = agendas.agenda_of(meeting)
    assert [timezone.localtime(line.begins_at).strftime("%H:%M") for line in found.lines] == [
        "09:30",
        "10:00",
        "10:45",
    ]
    assert found.overruns_by == 45


def test_two_secretaries_do_not_write_over_each_other(table):
    item = agenda.add_item(table.meeting(), title="x", by=table.holder, at=now())
    first = agenda.note_item(item, said="Un", since=item.version, by=table.holder, at=now())
    with pytest.raises(StaleVersion):
        agenda.note_item(item, said="Deux", since=item.version, by=table.holder, at=now())
    assert (
        agenda.note_item(item, said="Trois", since=first.version, by=table.holder, at=now()).said == "Trois"
    )


def test_each_organisation_names_who_relays_and_says_when_it_is_told(table):
    item = agenda.add_item(table.meeting(), title="x", by=table.holder, at=now())
    relay = agenda.say_who_relays(item, organisation=table.house, name="Odile", by=table.guest, at=now())
    with pytest.raises(PermissionDenied):
        agenda.say_who_relays(item, organisation=table.centre, name="Toi", by=table.guest, at=now())
    with pytest.raises(PermissionDenied):
        agenda.note_relayed(relay, by=table.stranger, at=now())
    assert agenda.note_relayed(relay, by=table.guest, at=now()).relayed_at
    agenda.say_who_relays(item, organisation=table.house, name="", by=table.guest, at=now())
    assert not item.relays.exists()


# --- Minutes


def written(table, *, days=-40) -> tuple[Meeting, Item]:
    meeting = table.meeting(days=days)
    item = agenda.add_item(meeting, title="Le répit", by=table.holder, at=meeting.starts_at)
    agenda.note_item(item, said="On en a parlé", decision="On essaie", by=table.holder, at=meeting.starts_at)
    attendance.hold(meeting, by=table.holder, at=meeting.ends_at)
    return minutes.write_minutes(meeting, by=table.holder, at=meeting.ends_at), item


def test_minutes_go_to_all_invited_then_change_by_corrections_only(table, mailoutbox):
    meeting, item = written(table)
    assert {mail.to[0] for mail in mailoutbox} >= {"maison@essai.invalid", table.guest.email}
    assert "On en a parlé" in mailoutbox[0].body
    with pytest.raises(ValidationError, match="correction"):
        agenda.note_item(item, said="Autre chose", by=table.holder, at=now())
    asked = minutes.ask_correction(item, words="On n’a rien décidé", by=table.guest, at=now())
    with pytest.raises(ValidationError, match="attendent"):
        minutes.adopt(meeting, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        minutes.make_correction(asked, said="x", decision="", by=table.guest, at=now())
    made = minutes.make_correction(asked, said="On en a parlé", decision="", by=table.holder, at=now())
    assert made.before == "On en a parlé\n\nOn essaie"
    item.refresh_from_db()
    assert item.decision == ""
    other = minutes.ask_correction(item, words="Et le transport ?", by=table.guest, at=now())
    minutes.note_correction(other, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        minutes.ask_correction(item, words="x", by=table.stranger, at=now())
    assert [one.state for one in Correction.objects.all()] == ["made", "noted"]


def test_minutes_are_adopted_at_a_later_meeting_and_wait_on_its_agenda(table):
    meeting, item = written(table)
    following = table.meeting(days=3)
    assert agendas.agenda_of(following).to_adopt == [meeting]
    with pytest.raises(ValidationError):
        minutes.adopt(following, in_meeting=meeting, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        minutes.adopt(meeting, in_meeting=following, by=table.guest, at=now())
    adopted = minutes.adopt(meeting, in_meeting=following, by=table.holder, at=now())
    assert (adopted.state, adopted.adopted_in) == ("adopted", following)
    assert agendas.agenda_of(following).to_adopt == [meeting]  # it was adopted there: the trace stays
    assert agendas.agenda_of(table.meeting(days=9)).to_adopt == []
    late = minutes.ask_correction(item, words="Trop tard, mais", by=table.guest, at=now())
    assert late.state == "noted"


def test_minutes_need_a_held_meeting_and_something_said(table):
    meeting = table.meeting()
    with pytest.raises(ValidationError):
        minutes.write_minutes(meeting, by=table.holder, at=now())
    item = agenda.add_item(meeting, title="x", by=table.holder, at=now())
    with pytest.raises(ValidationError):
        minutes.write_minutes(meeting, by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        minutes.write_minutes(meeting, by=table.guest, at=now())
    with pytest.raises(ValidationError, match="s’écrit encore"):
        minutes.ask_correction(item, words="x", by=table.guest, at=now())


# --- Documents


class File:
    def __init__(self, name="ordre-du-jour.pdf", data=b"%PDF-1.4"):
        self.name, self.data = name, data

    def read(self):
        return self.data


def test_documents_are_read_by_those_they_are_for(table):
    meeting = table.meeting()
    shared = documents.add_document(meeting, file=File(), by=table.guest, at=now())
    kept = documents.add_document(meeting, file=File(), readers="running", by=table.holder, at=now())
    assert list(queries.documents_visible_to(table.guest, meeting)) == [shared]
    assert list(queries.documents_visible_to(table.holder, meeting)) == [shared, kept]
    assert not queries.documents_visible_to(table.stranger, meeting).exists()
    assert bytes(shared.content.data) == b"%PDF-1.4"
    for user, readers in ((table.guest, "running"), (table.stranger, "invited")):
        with pytest.raises(PermissionDenied):
            documents.add_document(meeting, file=File(), readers=readers, by=user, at=now())
    with pytest.raises(PermissionDenied):
        documents.remove_document(kept, by=table.guest, at=now())
    documents.remove_document(shared, by=table.guest, at=now())
    assert meeting.documents.get() == kept


# --- The visibility law


def test_whoever_is_invited_to_one_meeting_sees_that_one_alone(table):
    meeting, other = table.meeting(), table.meeting(days=20)
    colleague = acting_user(Role.WORKER, organisation=table.stranger.acting.organisation)
    meetings.invite(meeting, organisations=[colleague.acting.organisation], by=table.holder, at=now())
    assert list(queries.meetings_visible_to(table.stranger)) == [meeting]
    assert list(queries.meetings_visible_to(colleague)) == [meeting]
    assert not queries.series_visible_to(table.stranger).exists()
    assert set(queries.meetings_visible_to(table.guest)) == {meeting, other}
    auditor = acting_user(Role.AUDITOR, organisation=table.house)
    assert not queries.meetings_visible_to(auditor).exists()
    assert Invitation.objects.count() == 5
