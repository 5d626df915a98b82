"""Time given counts once, from the meetings themselves; what is owed is kept; how one learns to lead."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.improvement.actions import committees as seats
from arrimage.apps.improvement.actions import hours as actions
from arrimage.apps.improvement.models import Holder, Hours, Place
from arrimage.apps.improvement.queries import hours as queries
from arrimage.apps.meetings.actions import attendance, meetings, series
from arrimage.apps.meetings.models import Guest, Invitation

from .conftest import member
from .world import seat


def met(table, at, *, days_ago: int, minutes: int = 90, who=("mado", "lou")):
    lead = table.user("lead")
    held = series.plan_series(
        "Nos rencontres",
        kind="improvement",
        about_uid=table.committee.uid,
        organisation=table.organisation,
        by=lead,
        at=at - timedelta(days=days_ago + 9),
    )
    for user in table.users.values():
        series.add_guest(held, user=user, by=lead, at=at - timedelta(days=days_ago + 9))
    begun = at - timedelta(days=days_ago)
    meeting = meetings.plan_meeting(held, starts_at=begun, by=lead, at=begun - timedelta(days=8))
    attendance.open_meeting(meeting, by=lead, at=begun)
    for name in who:
        user = table.user(name)
        attendance.arrive(meeting, name=user.name, user=user, by=lead, at=begun)
    attendance.hold(meeting, by=lead, at=begun + timedelta(minutes=minutes))
    return meeting


def given(table, name: str) -> queries.Given:
    return next(one for one in queries.given_in(table.committee) if one.holder == table.holder(name))


def test_time_at_a_meeting_is_counted_from_the_presence_noted_there(table, at):
    met(table, at, days_ago=3)
    assert given(table, "lou").minutes == 90
    assert given(table, "sam").minutes == 0
    (row,) = queries.own_time(table.user("lou"))
    assert (row.in_hours, row.on) == (Decimal("1.50"), localdate(at - timedelta(days=3)))


def test_leaving_the_room_and_coming_back_counts_the_time_that_was_there(table, at):
    meeting = met(table, at, days_ago=3)
    presence = meeting.presences.get(user=table.user("lou"))
    stay = presence.stays.get()
    stay.left_at = stay.arrived_at + timedelta(minutes=20)
    stay.save()
    presence.stays.create(
        arrived_at=stay.arrived_at + timedelta(minutes=50), left_at=stay.arrived_at + timedelta(minutes=90)
    )
    assert given(table, "lou").minutes == 60


def test_a_meeting_before_one_came_or_after_one_left_is_not_ones_own(table, at):
    met(table, at, days_ago=3)
    Holder.objects.filter(pk=table.holder("lou").pk).update(since=localdate(at))
    assert given(table, "lou").minutes == 0


def test_what_is_noted_by_hand_is_added_and_a_compensated_meeting_is_not_counted_twice(table, at):
    meeting = met(table, at, days_ago=3)
    lead = {"by": table.user("lead"), "at": at}
    actions.compensate(table.holder("mado"), meeting=meeting.uid, amount=Decimal(60), **lead)
    actions.compensate(table.holder("mado"), meeting=meeting.uid, amount=Decimal(70), **lead)
    actions.note_hours(table.holder("mado"), on=localdate(at), minutes=45, what="Préparer", **lead)
    found = given(table, "mado")
    assert (found.minutes, found.in_meetings, found.owed, found.paid) == (135, 90, 70, 0)
    actions.pay(Hours.objects.get(meeting_uid=meeting.uid), on=localdate(at), **lead)
    found = given(table, "mado")
    assert (found.owed, found.paid) == (0, 70)
    with pytest.raises(ValidationError, match="déjà"):
        actions.compensate(table.holder("mado"), meeting=meeting.uid, amount=Decimal(10), **lead)


def test_whoever_left_is_still_owed_what_they_gave(table, at):
    met(table, at, days_ago=3)
    seats.leave(table.holder("mado"), by=table.user("mado"), at=at)
    assert [one.minutes for one in given(table, "mado").without_amount] == [90]


def test_compensation_is_for_who_comes_for_themselves_and_was_there(table, at):
    meeting = met(table, at, days_ago=3)
    lead = {"by": table.user("lead"), "at": at, "amount": Decimal(60)}
    with pytest.raises(ValidationError, match="vécu"):
        actions.compensate(table.holder("lou"), meeting=meeting.uid, **lead)
    with pytest.raises(ValidationError, match="Personne"):
        actions.compensate(table.holder("jo"), meeting=meeting.uid, **lead)


def test_a_manager_reads_nobody_s_hours_and_pays_nobody(table, at, client):
    meeting = met(table, at, days_ago=3)
    page = reverse("committee_hours", args=[table.committee.uid])
    for user in (table.manager, table.user("ana"), table.user("mado"), table.user("coach")):
        client.force_login(user)
        assert client.get(page).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.compensate(table.holder("mado"), meeting=meeting.uid, amount=Decimal(60), by=user, at=at)
    client.force_login(table.user("lead"))
    shown = client.get(page)
    assert "Compensation de Mado" in shown.content.decode()
    sent = {"do": "amount", "for": f"{table.holder('mado').uid}:{meeting.uid}", "amount": "60"}
    assert client.post(page, sent).status_code == 302
    hours = Hours.objects.get()
    assert client.post(page, {"do": f"pay-{hours.uid}"}).status_code == 302
    hours.refresh_from_db()
    assert hours.paid_on is not None


def test_the_page_of_a_committee_reads_its_hours_in_few_queries(
    table, at, client, django_assert_max_num_queries
):
    for days_ago in (3, 10, 17):
        met(table, at, days_ago=days_ago, who=tuple(table.users))
    client.force_login(table.user("lead"))
    page = reverse("committee_hours", args=[table.committee.uid])
    client.get(page)
    with django_assert_max_num_queries(16):
        client.get(page)


def test_my_time_leaves_for_a_spreadsheet_and_is_mine_alone(table, at, client):
    met(table, at, days_ago=3)
    client.force_login(table.user("lou"))
    sent = client.get(reverse("my_hours"), {"export": "csv"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert "1.50" in text or "1,50" in text
    assert "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in client.get(reverse("my_hours")).content.decode()
    assert "présence notée" in text
    client.force_login(table.user("sam"))
    assert "Nos rencontres" not in client.get(reverse("my_hours")).content.decode()


def test_whoever_observes_leads_after_a_whole_cycle_and_not_before(table, at):
    learner = member(table.organisation, "relève", "collaboration_lead")
    holder = seat(table.committee, Place.Kind.LEAD, learner, called="Relève", learns=True)
    lead = {"by": table.user("lead"), "at": at}
    with pytest.raises(ValidationError, match="observe"):
        actions.begin_to_lead(holder, **lead)
    actions.note_training(holder, kind="observed", on=localdate(at), words="Ailleurs", by=learner, at=at)
    assert actions.begin_to_lead(holder, **lead).learns is False


def test_a_worker_has_no_training_to_lead_noted(table, at):
    with pytest.raises(ValidationError, match="accompagn"):
        actions.note_training(
            table.holder("lou"), kind="course", on=localdate(at), words="", by=table.user("lou"), at=at
        )


def test_whoever_comes_is_invited_to_the_meetings_and_whoever_leaves_no_longer(table, at):
    lead = table.user("lead")
    held = series.plan_series(
        "Nos rencontres",
        kind="improvement",
        about_uid=table.committee.uid,
        organisation=table.organisation,
        by=lead,
        at=at,
    )
    meetings.plan_meeting(held, starts_at=at + timedelta(days=9), by=lead, at=at)
    place = seats.open_place(table.committee, Place.Kind.PATIENT, by=lead, at=at)
    newcomer = member(table.organisation, "nouvelle", "resource_patient")
    holder = seats.seat(place, called="Lili", user=newcomer, by=lead, at=at)
    assert Guest.objects.filter(series=held, user=newcomer).exists()
    assert Invitation.objects.filter(meeting__series=held, user=newcomer).exists()
    seats.leave(holder, by=newcomer, at=at)
    assert not Guest.objects.filter(series=held, user=newcomer).exists()
    assert not Invitation.objects.filter(meeting__series=held, user=newcomer).exists()
