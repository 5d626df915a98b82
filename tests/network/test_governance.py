"""How a network is governed: both sides' yes, visible vacancies, persons named only as they chose."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions import agenda, attendance, meetings
from arrimage.apps.meetings.queries import meetings as meetings_queries
from arrimage.apps.network.actions import governance as actions
from arrimage.apps.network.actions import joint_seat
from arrimage.apps.network.models import Committee, CommitteeSeat, SeatHolder
from arrimage.apps.network.queries import governance as queries
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory
from tests.network.test_strategies import Table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Governed(Table):
    def __init__(self) -> None:
        super().__init__()
        self.coordinating = acting_user(Role.COALITION_COORDINATOR, organisation=self.coalition)

    def both(self, proposal):
        """The other side's yes."""
        return joint_seat.say_yes(proposal, by=self.coordinating, at=now())

    def committee(self, name: str = "Comité de liaison") -> Committee:
        proposal = actions.propose_committee(
            self.network, name=name, level="tactical", mandate="Tenir les liens.", by=self.manager, at=now()
        )
        self.both(proposal)
        Committee.objects.update(since=date(2021, 1, 1))
        return Committee.objects.get(name=name)

    def seat(self, committee: Committee, kind: str, **said) -> CommitteeSeat:
        proposal = actions.propose_committee_seat(committee, kind, by=self.manager, at=now(), **said)
        self.both(proposal)
        CommitteeSeat.objects.update(since=date(2021, 1, 1))
        return committee.seats.order_by("-id").first()

    def welcome(self, seat: CommitteeSeat, called: str = "Mado", shown_to: str = "network", user=None):
        return actions.welcome(seat, called=called, shown_to=shown_to, user=user, by=self.manager, at=now())

    def seen(self, user):
        (seated,) = queries.committees(self.network, user=user)
        return seated


@pytest.fixture
def table():
    return Governed()


class Anonymous:
    is_authenticated = False
    acting = None


# --- Both sides


def test_a_form_holds_with_both_yeses_and_the_next_one_ends_it(table):
    first = actions.propose_form(table.network, "self_governed", by=table.manager, at=now())
    assert queries.form_of(table.network) is None
    table.both(first)
    assert queries.form_of(table.network) == first
    type(first).objects.update(since=date(2022, 1, 1))
    second = actions.propose_form(
        table.network, "lead", organisation=table.coalition, by=table.manager, at=now()
    )
    assert queries.form_of(table.network) == first
    table.both(second)
    assert queries.form_of(table.network) == second
    first.refresh_from_db()
    assert first.until == today()
    with pytest.raises(ValidationError):
        joint_seat.end(second, by=table.manager, at=now())  # one side alone does not undo it


def test_a_led_network_says_who_leads_and_one_form_is_proposed_at_a_time(table):
    with pytest.raises(ValidationError):
        actions.propose_form(table.network, "lead", by=table.manager, at=now())
    actions.propose_form(table.network, "self_governed", by=table.manager, at=now())
    with pytest.raises(ValidationError):
        actions.propose_form(table.network, "self_governed", by=table.manager, at=now())


def test_a_committee_opens_changes_and_closes_with_both_yeses(table):
    committee = table.committee()
    with pytest.raises(ValidationError):
        table.committee("comité de liaison")
    change = actions.propose_mandate(committee, "Tenir et compter.", by=table.manager, at=now())
    committee.refresh_from_db()
    assert committee.mandate == "Tenir les liens."
    table.both(change)
    committee.refresh_from_db()
    assert committee.mandate == "Tenir et compter."
    seat = table.seat(committee, "organisation", organisation=table.centre)
    table.both(actions.propose_closing(committee, by=table.manager, at=now()))
    committee.refresh_from_db()
    seat.refresh_from_db()
    assert committee.until == seat.until == today()
    with pytest.raises(ValidationError):
        actions.propose_mandate(committee, "X", by=table.manager, at=now())


def test_a_side_that_says_no_is_heard_and_nothing_is_done(table):
    proposal = actions.propose_committee(
        table.network, name="X", level="tactical", mandate="Y", by=table.manager, at=now()
    )
    joint_seat.end(proposal, by=table.coordinating, at=now())
    with pytest.raises(ValidationError):
        table.both(proposal)
    assert not Committee.objects.exists()


def test_who_does_not_speak_at_the_table_proposes_nothing(table):
    for user in (table.worker, acting_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.propose_form(table.network, "self_governed", by=user, at=now())


def test_a_vacant_seat_is_shown_then_filled_by_the_organisation_found(table):
    committee = table.committee()
    table.seat(committee, "organisation", role="Un médecin de famille")
    assert [place.is_vacant for place in table.seen(Anonymous()).places] == [True]
    house = OrganisationFactory(name="La Clinique", kind="clinic")
    table.seat(committee, "organisation", organisation=house)
    (place,) = table.seen(Anonymous()).places
    assert (place.label, place.seat.role) == ("La Clinique", "Un médecin de famille")
    with pytest.raises(ValidationError):
        table.seat(committee, "organisation", organisation=house)
    table.both(actions.propose_seat_removal(place.seat, by=table.manager, at=now()))
    assert table.seen(Anonymous()).places == []


# --- Persons


def test_a_person_alone_has_a_second_place_opened_and_nothing_is_blocked(table):
    committee = table.committee()
    seat = table.seat(committee, "lived", role="Dire ce qui se vit")
    table.welcome(seat)
    seated = table.seen(table.worker)
    assert seated.is_alone
    (vacant,) = seated.vacancies
    assert (vacant.seat.kind, vacant.seat.role) == ("lived", "Dire ce qui se vit")
    assert "participation.place_opened" in Entry.objects.values_list("action", flat=True)
    table.welcome(vacant.seat, called="Jo")
    assert not table.seen(table.worker).is_alone
    assert len(table.seen(table.worker).places) == 2  # no third place opens


@pytest.mark.parametrize(
    ("shown_to", "to_all", "to_network"),
    [("nobody", "", ""), ("network", "", "Mado"), ("everyone", "Mado", "Mado")],
)
def test_a_person_is_named_to_those_they_chose(table, shown_to, to_all, to_network):
    table.welcome(table.seat(table.committee(), "lived"), shown_to=shown_to)
    for user, called in (
        (Anonymous(), to_all),
        (acting_user(Role.MANAGER), to_all),
        (table.worker, to_network),
    ):
        assert table.seen(user).places[0].called == called
    assert SeatHolder.objects.filter(called="").exists() == (shown_to == "nobody")


def test_withdrawing_consent_or_leaving_erases_the_name(table):
    person = UserFactory()
    holder = table.welcome(table.seat(table.committee(), "lived"), user=person)
    SeatHolder.objects.update(since=date(2022, 1, 1))
    said = {"brought": "Une carte.", "came_of_it": "Elle est affichée.", "at": now()}
    with pytest.raises(PermissionDenied):  # it has an account: it speaks for itself
        actions.say_about_oneself(holder, called="X", shown_to="everyone", by=table.manager, **said)
    actions.say_about_oneself(holder, called="Mado", shown_to="nobody", by=person, **said)
    holder.refresh_from_db()
    assert (holder.called, holder.brought) == ("", "Une carte.")
    actions.say_about_oneself(holder, called="Mado", shown_to="everyone", by=person, **said)
    actions.leave(holder, by=person, at=now())
    holder.refresh_from_db()
    assert (holder.called, holder.until, holder.brought) == ("", today(), "Une carte.")
    assert table.seen(table.worker).places[0].is_vacant


def test_no_name_of_a_person_reaches_the_journal(table):
    table.welcome(table.seat(table.committee(), "lived"), called="Mado-la-Belle", shown_to="everyone")
    written = " ".join(f"{entry.subjects} {entry.details}" for entry in Entry.objects.all())
    assert "Mado" not in written


def test_only_those_who_lead_welcome_and_only_in_a_persons_free_seat(table):
    committee = table.committee()
    seat = table.seat(committee, "relative")
    with pytest.raises(PermissionDenied):
        actions.welcome(seat, called="", shown_to="nobody", by=table.worker, at=now())
    table.welcome(seat)
    with pytest.raises(ValidationError):
        table.welcome(seat)
    with pytest.raises(ValidationError):
        table.welcome(table.seat(committee, "organisation", organisation=table.centre))
    with pytest.raises(PermissionDenied):
        actions.arrange(seat, role="R", support="", compensation="", by=table.worker, at=now())
    arranged = actions.arrange(seat, role="R", support="S", compensation="50 $", by=table.manager, at=now())
    assert arranged.compensation == "50 $"


# --- Meetings


def test_those_who_sit_see_the_meetings_of_their_committee_and_others_do_not(table):
    committee = table.committee()
    table.seat(committee, "organisation", organisation=table.coalition)
    person = UserFactory()
    table.welcome(table.seat(committee, "lived"), user=person)
    series = actions.open_meetings(committee, by=table.manager, at=now())
    assert actions.open_meetings(committee, by=table.manager, at=now()) == series
    planned = meetings.plan_meeting(series, starts_at=now() + timedelta(days=9), by=None, at=now())
    person = type(person).objects.get(pk=person.pk).act_as(None) if hasattr(person, "act_as") else person
    for user, sees in (
        (table.worker, True),
        (person, True),
        (table.manager, False),  # the centre has no seat on this committee
        (acting_user(Role.MANAGER), False),
    ):
        assert meetings_queries.meetings_visible_to(user).filter(pk=planned.pk).exists() == sees, user
        work = queries.work_of(committee, user=user, at=now())
        assert bool(work.coming) == sees
    assert meetings_queries.series_run_by(table.coordinating).filter(pk=series.pk).exists()
    assert not meetings_queries.series_run_by(table.worker).filter(pk=series.pk).exists()
    newcomer = OrganisationFactory(name="La Maison")
    table.seat(committee, "organisation", organisation=newcomer)
    assert series.guests.filter(organisation=newcomer).exists()
    with pytest.raises(PermissionDenied):
        actions.open_meetings(table.committee("Un autre"), by=table.worker, at=now())


def test_who_leaves_a_seat_leaves_its_meetings_but_those_they_came_to(table):
    committee = table.committee()
    seat = table.seat(committee, "organisation", organisation=table.coalition)
    person = UserFactory()
    holder = table.welcome(table.seat(committee, "lived"), user=person)
    SeatHolder.objects.update(since=date(2021, 1, 1))
    series = actions.open_meetings(committee, by=table.manager, at=now())
    given = {"by": None, "at": now()}
    past = meetings.plan_meeting(series, starts_at=now() - timedelta(days=9), **given)
    coming = meetings.plan_meeting(series, starts_at=now() + timedelta(days=9), **given)
    holder.refresh_from_db()
    actions.leave(holder, by=person, at=now())
    table.both(actions.propose_seat_removal(seat, by=table.manager, at=now()))
    later = meetings.plan_meeting(series, starts_at=now() + timedelta(days=30), **given)
    for user in (person, table.worker):
        seen = meetings_queries.meetings_visible_to(user)
        assert set(seen) == {past}, user
        assert not meetings_queries.series_visible_to(user).exists()
    assert not coming.invitations.exists()
    assert not later.invitations.exists()


@pytest.mark.parametrize("shown_to", ["nobody", "network", "everyone"])
def test_a_person_is_called_at_meetings_as_they_chose(client, table, shown_to):
    committee = table.committee()
    table.seat(committee, "organisation", organisation=table.coalition)
    person = UserFactory(name="Madeleine Tremblay")
    holder = table.welcome(table.seat(committee, "lived"), called="Mado", shown_to=shown_to, user=person)
    SeatHolder.objects.update(since=date(2021, 1, 1))
    series = actions.open_meetings(committee, by=table.manager, at=now())
    planned = meetings.plan_meeting(series, starts_at=now() + timedelta(days=9), by=None, at=now())
    agenda.add_item(planned, title="Un sujet", by=person, at=now())
    pages = [reverse("meeting", args=[planned.uid]), reverse("series", args=[series.uid])]
    client.force_login(table.coordinating)
    pages.append(reverse("meeting_guests", args=[planned.uid]))
    for url in pages:
        text = client.get(url).text
        assert "Tremblay" not in text, url
        assert ("Mado" in text) == (shown_to != "nobody"), url
    attendance.open_meeting(planned, by=None, at=now())
    invited = planned.invitations.get(user=person)
    run, attend = (reverse(name, args=[planned.uid]) for name in ("meeting_run", "attend"))
    assert str(invited.uid) in client.get(run).text
    said = {"do": "arrive", "name": "Mado", "invited": invited.uid}
    assert "Tremblay" not in client.post(attend, said, follow=True).text
    assert planned.presences.get().user == person
    pages += [run, reverse("minutes", args=[planned.uid])]
    for url in pages:
        assert ("Mado" in client.get(url).text) == (shown_to != "nobody"), url
    holder.refresh_from_db()
    actions.leave(holder, by=person, at=now())
    for url in pages:
        text = client.get(url).text
        assert "Tremblay" not in text, url
        assert "Mado" not in text, url


# --- Pages


def test_anybody_sees_the_form_the_committees_and_the_vacancies(client, table, django_assert_max_num_queries):
    committee = table.committee()
    table.welcome(table.seat(committee, "lived"), called="Mado", shown_to="network")
    table.both(actions.propose_form(table.network, "self_governed", by=table.manager, at=now()))
    address = reverse("governance", args=[table.network.uid])
    with django_assert_max_num_queries(12):
        page = client.get(address).content.decode()
    assert "Comité de liaison" in page
    assert "Place à pourvoir" in page
    assert "Autogouverné" in page
    assert "Mado" not in page
    exported = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "libre" in exported
    assert "Mado" not in exported
    assert client.get(committee.get_absolute_url()).status_code == 200
    client.force_login(table.worker)
    assert "Mado" in client.get(address).content.decode()


def test_changes_are_proposed_and_answered_from_the_pages(client, table):
    client.force_login(table.manager)
    address = reverse("governance_propose", args=[table.network.uid])
    assert client.get(address).status_code == 200
    assert client.post(address, {"do": "form", "governance-form": "lead"}).status_code == 422
    form = {"do": "form", "governance-form": "self_governed"}
    assert client.post(address, form).status_code == 302
    opening = {"do": "committee", "committee-name": "Tactique", "committee-level": "tactical"}
    assert client.post(address, opening).status_code == 422
    assert client.post(address, opening | {"committee-mandate": "M"}).status_code == 302
    assert client.post(address, {"do": "dance"}).status_code == 400
    client.force_login(table.coordinating)
    page = client.get(reverse("network_table", args=[table.network.uid])).content.decode()
    assert "Un comité ouvrirait\u00a0: Tactique" in page
    for proposal in (*table.network.governances.all(), *table.network.committee_proposals.all()):
        answer = reverse("table_answer", args=[table.network.uid, proposal.uid])
        assert client.post(answer, {"do": "yes"}).status_code == 302
    committee = Committee.objects.get()
    about = f"{address}?comite={committee.uid}"
    assert client.get(about).status_code == 200
    assert client.get(f"{address}?comite=rien").status_code == 400
    assert client.post(about, {"do": "seat", "seat-kind": "lived"}).status_code == 302
    assert client.post(about, {"do": "mandate", "mandate-mandate": "N"}).status_code == 302
    assert client.post(about, {"do": "unseat"}).status_code == 422
    assert client.post(about, {"do": "close"}).status_code == 302


def test_a_place_is_prepared_taken_and_left_from_the_pages(client, table):
    committee = table.committee()
    seat = table.seat(committee, "lived")
    client.force_login(table.manager)
    address = reverse("seat_person", args=[table.network.uid, seat.pk])
    assert client.post(address, {"do": "arrange"}).status_code == 422
    assert client.post(address, {"do": "arrange", "arrange-role": "Dire"}).status_code == 302
    told = {"do": "welcome", "welcome-called": "Mado", "welcome-shown_to": "everyone"}
    assert client.post(address, told).status_code == 422  # consent was not said
    assert client.post(address, told | {"welcome-consents": "on"}).status_code == 302
    assert client.post(address, {"do": "dance"}).status_code == 400
    holder = SeatHolder.objects.get()
    place = reverse("place_for", args=[table.network.uid, holder.uid])
    assert client.get(place).status_code == 200
    assert client.post(place, {"shown_to": "x"}).status_code == 422
    assert client.post(place, {"shown_to": "nobody", "brought": "Une carte"}).status_code == 302
    holder.refresh_from_db()
    assert holder.called == ""
    assert client.post(place, {"do": "leave"}).status_code == 302
    person = UserFactory()
    mine = reverse("place", args=[table.network.uid, table.welcome(seat, user=person).uid])
    assert client.get(mine).status_code == 404  # theirs alone
    client.force_login(person)
    assert client.get(mine).status_code == 200
    client.force_login(table.manager)
    begin = reverse("committee_meet", args=[table.network.uid, committee.uid])
    assert client.post(begin).status_code == 302
