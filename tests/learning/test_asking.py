"""What ends is asked about, by itself and once."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions.campaigns import close_what_is_over
from arrimage.apps.inquiry.actions.campaigns_mail import write_what_is_due
from arrimage.apps.inquiry.models import Campaign, Invitation
from arrimage.apps.inquiry.populations import Asker, candidates
from arrimage.apps.kernel.due import REGISTRY
from arrimage.apps.learning.actions import asking, programmes, teams, webinars
from arrimage.apps.learning.due_work import ask_about_ends
from arrimage.apps.learning.models import Attendance, EndAsked, Theme
from arrimage.apps.learning.queries.asking import asked_in
from tests.accounts.factories import UserFactory, acting_user
from tests.network.factories import OrganisationFactory
from tests.questionnaires.factories import PublishedVersionFactory

DAY = date(2026, 3, 10)  # the theme's last day


def moment(days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(DAY + timedelta(days=days), datetime.min.time())).replace(
        hour=9
    )


@pytest.fixture
def version(school):
    return PublishedVersionFactory(instrument__organisation=school.coalition)


@pytest.fixture
def ending(school):
    """A theme that ends on DAY, and a team of the centre that tried something of it."""
    Theme.objects.filter(pk=school.theme.pk).update(starts_on=DAY - timedelta(days=30), ends_on=DAY)
    school.theme.refresh_from_db()
    team = school.team(school.supervisor)
    teams.take_step(team, school.theme, step="tried", on=DAY, by=school.supervisor, at=moment(1))
    return team


def decide(school, version, what="theme", **said):
    given = {"mode": "confidential", "words": "", "consent": "Libre.", "days_open": 21} | said
    return asking.decide(school.programme, what, version=version, by=school.author, at=moment(-5), **given)


def attendee(school, webinar, name):
    user = UserFactory(name=name)
    Attendance.objects.create(
        webinar=webinar,
        key=user.email,
        name=name,
        email=user.email,
        user=user,
        arrived_at=moment(-2),
        left_at=moment(-2) + timedelta(minutes=50),
        source="file",
    )
    return user


def held(school, title="Un webinaire", start=None, **said):
    start = start or moment(-2)
    return webinars.announce(
        school.coalition,
        title=title,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        hours=1,
        minutes_required=45,
        theme=school.theme,
        by=school.author,
        at=moment(-20),
        **said,
    )


def test_a_theme_that_ends_opens_its_questionnaire_by_itself_and_once(school, version, ending):
    decide(school, version, words="Dites-nous ce qui a changé.")
    assert asking.ask_what_ended(at=moment(0)) == 0  # its last day is not over
    assert asking.ask_what_ended(at=moment(1)) == 1
    campaign = Campaign.objects.get()
    assert campaign.is_launched
    assert (campaign.title, campaign.mode, campaign.organisation) == (
        "Les proches",
        "confidential",
        school.coalition,
    )
    assert [one.user for one in campaign.invitees.all()] == [school.supervisor]
    wave = campaign.waves.get()
    assert (wave.status, wave.opens_on, wave.closes_on) == (
        "open",
        DAY + timedelta(days=1),
        DAY + timedelta(days=22),
    )
    for days in (1, 2, 9, 40):
        assert asking.ask_what_ended(at=moment(days)) == 0
    assert Campaign.objects.count() == EndAsked.objects.count() == 1


def test_the_scheduled_work_says_what_it_did(school, version, ending):
    decide(school, version)
    assert ask_about_ends(moment(1)).startswith("1 ")
    assert ask_about_ends(moment(1)) == ""
    assert "learning.ends" in REGISTRY


def test_those_asked_are_written_to_and_reminded_as_in_any_campaign(school, version, ending):
    decide(school, version)
    asking.ask_what_ended(at=moment(1))
    assert write_what_is_due(at=moment(1)) == 1
    assert write_what_is_due(at=moment(2)) == 0
    assert write_what_is_due(at=moment(8)) == 1
    assert write_what_is_due(at=moment(15)) == 1
    assert write_what_is_due(at=moment(20)) == 0
    assert Invitation.objects.get().reminders == 2


def test_what_ended_before_it_was_decided_is_not_asked_about(school, version, ending):
    questions = decide(school, version)
    type(questions).objects.update(since=DAY + timedelta(days=1))
    assert asking.ask_what_ended(at=moment(3)) == 0
    assert not EndAsked.objects.exists()


def test_anonymous_among_too_few_is_not_asked_and_says_why(school, version, ending):
    decide(school, version, mode="anonymous")
    assert asking.ask_what_ended(at=moment(1)) == 0
    (row,) = EndAsked.objects.all()
    assert "moins de 5" in row.why_not
    assert not Campaign.objects.exists()
    # … and is tried again: four more came to a webinar of the theme.
    webinar = held(school)
    for number in range(4):
        attendee(school, webinar, f"Personne {number}")
    assert asking.ask_what_ended(at=moment(2)) == 1
    row.refresh_from_db()
    assert (row.why_not, row.campaign.mode, row.campaign.invitees.count()) == ("", "anonymous", 5)


def test_nobody_of_a_house_that_declined_is_asked(school, version, ending):
    school.borrow(school.supervisor, "declined")
    decide(school, version)
    assert asking.ask_what_ended(at=moment(1)) == 0
    assert "compte" in EndAsked.objects.get().why_not


def test_a_team_that_did_nothing_of_the_theme_is_not_asked_about_it(school, version, ending):
    other = acting_user(Role.CLINICAL_SUPERVISOR, organisation=OrganisationFactory())
    school.team(other, "Une autre")
    decide(school, version)
    asking.ask_what_ended(at=moment(1))
    assert [one.user for one in Campaign.objects.get().invitees.all()] == [school.supervisor]


def test_a_webinar_is_asked_about_the_day_after_to_those_who_were_there(school, version):
    webinar = held(school, start=moment(0))
    here = attendee(school, webinar, "Odile Gravel")
    webinars.register(webinar, by=UserFactory(), at=moment(-3))  # meant to, and did not come
    decide(school, version, "webinar")
    assert asking.ask_what_ended(at=moment(0) + timedelta(hours=3)) == 0
    assert asking.ask_what_ended(at=moment(1)) == 1
    assert [one.user for one in Campaign.objects.get().invitees.all()] == [here]


def labels(campaign) -> list[str]:
    return sorted(one.user.name for one in campaign.invitees.all())


def test_attendance_brought_later_asks_those_it_names_and_each_once(school, version):
    webinar = held(school, start=moment(0))
    attendee(school, webinar, "Odile")
    decide(school, version, "webinar")
    assert asking.ask_what_ended(at=moment(1)) == 1
    assert write_what_is_due(at=moment(1)) == 1
    campaign = Campaign.objects.get()
    attendee(school, webinar, "Ludger")  # the file of the other room, ten days later
    for _again in range(2):
        assert asking.ask_what_ended(at=moment(10)) == 0
    assert labels(campaign) == ["Ludger", "Odile"]
    assert write_what_is_due(at=moment(10)) == 2  # one invited, one reminded
    assert Campaign.objects.count() == 1
    campaign.refresh_from_db()
    assert campaign.asked_among == 2
    # Whoever is asked last has as many days as the first.
    assert campaign.waves.get().closes_on == DAY + timedelta(days=31)


def test_once_it_is_closed_those_learned_of_are_asked_apart_and_each_once(school, version):
    webinar = held(school, start=moment(0))
    attendee(school, webinar, "Odile")
    decide(school, version, "webinar", days_open=7)
    asking.ask_what_ended(at=moment(1))
    close_what_is_over(at=moment(9))
    attendee(school, webinar, "Ludger")
    assert asking.ask_what_ended(at=moment(30)) == 1
    assert asking.ask_what_ended(at=moment(30)) == 0
    attendee(school, webinar, "Maude")
    assert asking.ask_what_ended(at=moment(32)) == 0
    first, second = Campaign.objects.order_by("pk")
    assert (labels(first), labels(second)) == (["Odile"], ["Ludger", "Maude"])
    late, early = asked_in(school.programme, school.author)
    assert (late.is_late, late.campaign, early.is_late, early.campaign) == (True, second, False, first)


def test_a_file_brought_after_three_weeks_still_asks(school, version):
    webinar = held(school, start=moment(0))
    decide(school, version, "webinar")
    assert asking.ask_what_ended(at=moment(1)) == 0
    attendee(school, webinar, "Odile")
    assert asking.ask_what_ended(at=moment(22)) == 1
    assert asking.ask_what_ended(at=moment(100)) == 0


def test_those_who_registered_and_were_asked_are_not_asked_again_when_the_file_comes(school, version):
    webinar = held(school, start=moment(0))
    meant = UserFactory(name="Inscrite")
    webinars.register(webinar, by=meant, at=moment(-3))
    decide(school, version, "webinar")
    asking.ask_what_ended(at=moment(1))
    attendee(school, webinar, "Odile")
    asking.ask_what_ended(at=moment(3))
    assert labels(Campaign.objects.get()) == ["Inscrite", "Odile"]


def test_anonymous_too_few_latecomers_after_the_closing_are_not_asked_and_it_is_said(school, version):
    webinar = held(school, start=moment(0))
    for number in range(5):
        attendee(school, webinar, f"Personne {number}")
    decide(school, version, "webinar", mode="anonymous", days_open=7)
    asking.ask_what_ended(at=moment(1))
    close_what_is_over(at=moment(9))
    attendee(school, webinar, "Ludger")
    assert asking.ask_what_ended(at=moment(12)) == 0
    assert "moins de 5" in EndAsked.objects.get().why_not


def test_where_nobody_noted_who_was_there_those_registered_are_asked(school, version):
    meant = UserFactory()
    webinars.register(held(school, start=moment(0)), by=meant, at=moment(-3))
    decide(school, version, "webinar")
    asking.ask_what_ended(at=moment(1))
    assert [one.user for one in Campaign.objects.get().invitees.all()] == [meant]


def test_the_end_of_a_programme_asks_every_team_registered(school, version, ending):
    type(school.programme).objects.update(starts_on=DAY - timedelta(days=90), ends_on=DAY)
    decide(school, version, "programme")
    assert asking.ask_what_ended(at=moment(1)) == 1
    assert str(Campaign.objects.get()) == "Apprendre"


def test_a_questionnaire_retired_meanwhile_is_not_asked(school, version, ending):
    decide(school, version)
    type(version).objects.filter(pk=version.pk).update(status="retired")
    assert asking.ask_what_ended(at=moment(1)) == 0
    assert "choisissez" in EndAsked.objects.get().why_not.lower()


def test_stopped_nothing_is_asked_and_a_withdrawn_programme_asks_nothing(school, version, ending):
    questions = decide(school, version)
    asking.stop(questions, by=school.author, at=moment(0))
    assert asking.ask_what_ended(at=moment(1)) == 0
    decide(school, version)
    programmes.withdraw_programme(school.programme, by=school.author, at=moment(0))
    assert asking.ask_what_ended(at=moment(1)) == 0


def test_only_those_who_write_the_programme_decide_it(school, version):
    with pytest.raises(PermissionDenied):
        asking.decide(
            school.programme,
            "theme",
            version=version,
            mode="confidential",
            words="",
            consent="…",
            days_open=21,
            by=school.supervisor,
            at=moment(),
        )
    other = PublishedVersionFactory(instrument__organisation=school.centre)
    with pytest.raises(ValidationError):
        decide(school, other)


def test_a_team_of_another_house_is_named_and_nobody_in_it(school, ending):
    asker = Asker(None, school.coalition, None, "person", DAY)
    (one,) = candidates("learning_theme", asker, {"about": str(school.theme.uid)})
    assert one.label == "Équipe · Le centre"
    assert str(school.supervisor) not in one.label


def test_nobody_asks_the_participants_of_anothers_programme(school, ending):
    for organisation in (school.centre, school.house, None):
        asker = Asker(school.supervisor, organisation, None, "person", DAY)
        assert candidates("learning_theme", asker, {"about": str(school.theme.uid)}) == []
        assert candidates("learning_programme", asker, {"about": str(school.programme.uid)}) == []


def test_the_page_decides_and_shows_what_was_asked(client, school, version, ending):
    client.force_login(school.author)
    url = reverse("programme_questions", args=[school.programme.uid])
    given = {
        "moment": "theme",
        "do": "decide",
        "theme-version": version.pk,
        "theme-mode": "confidential",
        "theme-consent": "Libre.",
        "theme-days_open": 21,
    }
    wrong = client.post(url, given | {"theme-version": ""})
    assert wrong.status_code == 422
    assert client.post(url, given).status_code == 302
    school.programme.end_questions.update(since=DAY)
    asking.ask_what_ended(at=moment(1))
    page = client.get(url).content.decode()
    assert "une personne" in page
    assert reverse("campaign", args=[Campaign.objects.get().uid]) in page
    assert client.post(url, {"moment": "theme", "do": "stop"}).status_code == 302
    assert school.programme.end_questions.get().stopped_at


def test_what_was_asked_is_read_in_few_queries(school, version, ending, django_assert_num_queries):
    decide(school, version)
    asking.ask_what_ended(at=moment(1))
    with django_assert_num_queries(4):
        assert len(asked_in(school.programme, school.author)) == 1
