"""Roles: who gives them, who ends them, and the one somebody acts under."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arrimage.apps.accounts import actions, policies, queries
from arrimage.apps.accounts.roles import GRANTABLE, HOSTS, STAFF, Role
from arrimage.apps.accounts.signals import JOURNALLED
from arrimage.apps.audit.sentences import ACTIONS
from arrimage.apps.kernel.clock import today
from tests.network.factories import OrganisationFactory

from .factories import MembershipFactory, UserFactory, acting_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 15, tzinfo=UTC)
DAY = date(2026, 3, 10)


def grant(role, *, by, organisation=None, user=None):
    return actions.grant_membership(
        user=user or UserFactory(),
        organisation=organisation or by.acting.organisation,
        role=role,
        by=by,
        at=AT,
    )


def test_a_host_gives_a_role_in_their_organisation(journalled):
    host = acting_user(Role.MANAGER)
    membership = grant(Role.WORKER, by=host)
    assert (membership.since, membership.until) == (DAY, None)
    assert journalled() == ["membership.granted"]


def test_given_twice_a_role_is_given_once(journalled):
    host, user = acting_user(), UserFactory()
    assert grant(Role.WORKER, by=host, user=user) == grant(Role.WORKER, by=host, user=user)
    assert journalled() == ["membership.granted"]


def test_a_host_gives_nothing_in_another_organisation():
    with pytest.raises(PermissionDenied, match="Vous ne pouvez pas"):
        grant(Role.WORKER, by=acting_user(), organisation=OrganisationFactory())


@pytest.mark.parametrize("giver", Role.values)
def test_nobody_gives_beyond_their_reach(giver):
    by = acting_user(giver)
    for role in Role.values:
        if role in GRANTABLE.get(giver, ()):
            policies.check_can_grant(by, by.acting.organisation, role)
        else:
            with pytest.raises(PermissionDenied):
                grant(role, by=by)


def test_whoever_watches_is_never_named_by_the_watched():
    for reach in GRANTABLE.values():
        assert not reach & {Role.AUDITOR, Role.PRIVACY_OFFICER}
    assert Role.NETWORK_COORDINATOR not in GRANTABLE[Role.MANAGER]
    assert set(GRANTABLE) == set(HOSTS) <= STAFF


def test_those_who_run_the_installation_may_give_any_role():
    assert grant(Role.AUDITOR, by=None, organisation=OrganisationFactory()).role == Role.AUDITOR


def test_a_role_ended_today_no_longer_holds_today(journalled):
    host = acting_user()
    member = MembershipFactory(organisation=host.acting.organisation, role=Role.WORKER)
    actions.end_membership(membership=member, by=host, at=AT)
    member.refresh_from_db()
    assert member.until == DAY
    assert not queries.memberships_of(member.user, on=DAY).exists()
    actions.end_membership(membership=member, by=host, at=AT + timedelta(days=3))
    member.refresh_from_db()
    assert member.until == DAY  # ended once
    assert journalled() == ["membership.ended"]


def test_a_role_given_and_ended_the_same_day_leaves_only_its_journal(journalled):
    host = acting_user()
    member = grant(Role.WORKER, by=host)
    actions.end_membership(membership=member, by=host, at=AT)
    assert not queries.memberships_of(member.user, on=DAY).exists()
    assert journalled() == ["membership.granted", "membership.ended"]


def test_a_host_ends_nothing_elsewhere():
    with pytest.raises(PermissionDenied):
        actions.end_membership(membership=MembershipFactory(role=Role.WORKER), by=acting_user(), at=AT)


def test_every_deed_has_its_sentence_in_the_journal():
    source = Path(actions.__file__).read_text(encoding="utf-8")
    written = set(re.findall(r"record\(\s*\"([a-z_.]+)\"", source)) | set(JOURNALLED.values())
    assert len(written) > 15
    assert written <= ACTIONS.keys()


# --- The pages


@pytest.fixture
def host(client):
    user = MembershipFactory(role=Role.MANAGER).user
    client.force_login(user)
    return user.act_as(user.memberships.get())


def test_one_chooses_the_role_one_acts_under(client, journalled):
    user = UserFactory()
    first = MembershipFactory(user=user, role=Role.WORKER, since=date(2019, 1, 1))
    MembershipFactory(user=user, role=Role.FACILITATOR, since=date(2021, 1, 1))
    client.force_login(user)
    assert client.get(reverse("acting")).wsgi_request.user.acting.role == Role.FACILITATOR
    client.post(reverse("acting"), {"membership": first.pk})
    assert client.get(reverse("acting")).wsgi_request.user.acting == first
    assert journalled()[-1] == "membership.chosen"


@pytest.mark.parametrize("what", ["another's", "one's own, ended", "nonsense", "nothing"])
def test_one_does_not_act_under_what_one_does_not_hold(client, what):
    user = MembershipFactory(role=Role.WORKER).user
    client.force_login(user)
    data = {
        "another's": {"membership": MembershipFactory().pk},
        "one's own, ended": {"membership": MembershipFactory(user=user, until=date(2022, 1, 1)).pk},
        "nonsense": {"membership": "1 OR 1"},
        "nothing": {},
    }[what]
    assert client.post(reverse("acting"), data).status_code == 404
    assert "acting" not in client.session


def test_a_role_that_ended_is_no_longer_acted_under(client):
    held = MembershipFactory(role=Role.WORKER)
    client.force_login(held.user)
    client.post(reverse("acting"), {"membership": held.pk})
    held.until = today()
    held.save()
    page = client.get(reverse("acting"))
    assert page.wsgi_request.user.acting is None
    assert "aucune organisation ne vous a encore donné de rôle" in page.content.decode()


def test_members_are_listed_to_their_host_only(client, host):
    MembershipFactory(organisation=host.acting.organisation, user__name="Odile Gravel")
    MembershipFactory(user__name="Quelqu’un d’ailleurs")
    page = client.get(reverse("members")).content.decode()
    assert "Odile Gravel" in page
    assert "Quelqu’un d’ailleurs" not in page
    client.force_login(MembershipFactory(role=Role.WORKER).user)
    assert client.get(reverse("members")).status_code == 403


def test_a_host_ends_a_role_from_the_page_but_not_their_own(client, host):
    member = MembershipFactory(organisation=host.acting.organisation, role=Role.WORKER)
    client.post(reverse("end_membership", args=(member.pk,)))
    member.refresh_from_db()
    assert member.until is not None
    assert client.post(reverse("end_membership", args=(host.acting.pk,))).status_code == 404
    assert client.get(reverse("end_membership", args=(member.pk,))).status_code == 405


def test_the_page_ends_nothing_of_another_organisation_nor_beyond_reach(client, host):
    elsewhere = MembershipFactory(role=Role.WORKER)
    watcher = MembershipFactory(organisation=host.acting.organisation, role=Role.AUDITOR)
    for membership in (elsewhere, watcher):
        assert client.post(reverse("end_membership", args=(membership.pk,))).status_code == 404


def test_the_list_of_members_takes_as_many_queries_for_many_as_for_one(
    client, host, django_assert_num_queries
):
    client.get(reverse("members"))
    with django_assert_num_queries(6):  # session, user, memberships, count, page, invitations
        client.get(reverse("members"))
    MembershipFactory.create_batch(30, organisation=host.acting.organisation)
    with django_assert_num_queries(6):
        client.get(reverse("members"))
