"""What waits for somebody in learning and in inquiry, on their first page."""

from datetime import timedelta

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.queries.campaign_links import link_of
from arrimage.apps.inquiry.queries.waiting import waiting as waiting_in_inquiry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.actions import teams, webinars
from arrimage.apps.learning.models import Theme
from arrimage.apps.learning.queries.waiting import waiting
from tests.accounts.factories import UserFactory, acting_user
from tests.inquiry import campaign_world as world
from tests.learning.test_asking import held


def titles(user, at=None, ask=waiting) -> list[str]:
    return [one.title for one in ask(user, at or now())]


def test_a_webinar_one_registered_for_waits_until_it_is_over(school):
    webinar = held(school, start=now() + timedelta(days=2))
    user = UserFactory()
    assert titles(user) == []
    webinars.register(webinar, by=user, at=now())
    assert titles(user) == ["Votre webinaire approche"]
    assert titles(user, now() + timedelta(days=2, hours=2)) == []


def test_attendance_waits_for_whoever_runs_the_webinar(school):
    held(school, start=now() - timedelta(days=1))
    assert titles(school.author) == ["Apporter les présences"]
    assert titles(school.supervisor) == []


def test_a_theme_that_ends_waits_for_a_team_that_noted_nothing(school):
    Theme.objects.filter(pk=school.theme.pk).update(
        starts_on=today() - timedelta(days=20), ends_on=today() + timedelta(days=5)
    )
    team = school.team(school.supervisor)
    (one,) = waiting(school.supervisor, now())
    assert (one.words, one.by) == ("Les proches", today() + timedelta(days=5))
    colleague = acting_user(Role.CLINICAL_SUPERVISOR, organisation=school.centre)
    assert titles(colleague) == []
    teams.take_step(team, school.theme, step="seen", on=today(), by=school.supervisor, at=now())
    assert titles(school.supervisor) == []


def test_what_one_is_asked_waits_with_its_own_link_until_it_is_answered_or_refused(db):
    by, member = world.leader(), UserFactory()
    wave = world.launched(by, day=today(), at=now())
    one = world.invitation(wave, 0)
    type(one.invitee).objects.filter(pk=one.invitee_id).update(user=member)
    (found,) = waiting_in_inquiry(member, now())
    assert found.url == link_of(one)
    type(one).objects.filter(pk=one.pk).update(holder_email="collegue@essai.invalid")
    assert titles(member, ask=waiting_in_inquiry) == []
    type(one).objects.filter(pk=one.pk).update(holder_email="", status="refused")
    assert titles(member, ask=waiting_in_inquiry) == []


def test_campaigns_to_launch_and_about_to_close_wait_for_who_leads_them(db):
    by = world.leader()
    campaign = world.prepared(by, day=today())
    assert titles(by, ask=waiting_in_inquiry) == ["Une campagne attend d’être lancée"]
    assert titles(world.leader(), ask=waiting_in_inquiry) == []
    campaigns.launch(campaign, by=by, at=now())
    assert titles(by, ask=waiting_in_inquiry) == []
    assert titles(by, now() + timedelta(days=18), ask=waiting_in_inquiry) == ["Une campagne va se fermer"]


@pytest.mark.parametrize("ask", [waiting, waiting_in_inquiry])
def test_the_first_page_asks_few_questions(school, ask, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        ask(school.author, now())
