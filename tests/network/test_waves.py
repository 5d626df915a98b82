"""A wave is led by the coordinator both sides mandated: asked, opened, reminded, closed, published."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.models import Mail
from arrimage.apps.network.actions import tie_kinds, ties, waves
from arrimage.apps.network.due_work import look_after_waves
from arrimage.apps.network.models import TieKind, Wave
from arrimage.apps.network.queries.ties import kinds_of, waves_visible_to
from arrimage.apps.network.vocabulary_ties import ShippedKind, WaveStatus
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory
from tests.network.tie_world import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_a_new_wave_asks_the_table_and_both_sides_of_the_territory(asked):
    invited = {entry.organisation for entry in asked.wave.entries.select_related("organisation")}
    assert invited == {asked.centre, asked.coalition, asked.house, asked.café}


@pytest.mark.parametrize("who", ["by_centre", "by_house"])
def test_only_the_mandated_coordinator_leads(asked, who):
    by = getattr(asked, who)
    for act in (
        lambda: waves.step(asked.wave, "open", by=by, at=asked.at),
        lambda: waves.invite(asked.wave, [], by=by, at=asked.at),
        lambda: waves.remind(asked.wave, by=by, at=asked.at),
        lambda: tie_kinds.add_tie_kind(asked.network, name="Prêt", by=by, at=asked.at),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_coordinator_without_both_yeses_leads_nothing(asked):
    other = acting_user(Role.NETWORK_COORDINATOR, organisation=asked.centre)
    with pytest.raises(PermissionDenied):
        waves.step(asked.wave, "open", by=other, at=asked.at)


def test_opening_invites_each_organisation_once(asked):
    asked.open()
    sent = Mail.objects.filter(template="network/mail/wave_invitation.txt")
    assert sent.filter(to="maison@essai.invalid").count() == 1
    before = sent.count()
    waves.step(asked.wave, "open", by=asked.coordinator, at=asked.at)
    assert sent.count() == before
    assert asked.entry(asked.house).invited_at == asked.at


def test_a_wave_goes_only_where_next_allows(asked):
    for status in ("closed", "published"):
        with pytest.raises(ValidationError):
            waves.step(asked.wave, status, by=asked.coordinator, at=asked.at)
    asked.open()
    asked.publish()
    asked.wave = waves.step(asked.wave, "closed", by=asked.coordinator, at=asked.at)
    asked.wave = waves.step(asked.wave, "open", by=asked.coordinator, at=asked.at)
    assert asked.wave.is_open
    said = list(
        Entry.objects.filter(action__startswith="wave.").order_by("pk").values_list("action", flat=True)
    )
    assert said == [
        "wave.created",
        "wave.opened",
        "wave.closed",
        "wave.published",
        "wave.unpublished",
        "wave.opened",
    ]


def test_every_status_has_its_next_steps():
    assert set(Wave.NEXT) == set(WaveStatus)


def test_a_wave_closes_after_it_opens(asked):
    day = localdate(asked.at)
    with pytest.raises(ValidationError):
        waves.change_wave(
            asked.wave, name="X", opens_on=day, closes_on=day, by=asked.coordinator, at=asked.at
        )


def test_two_waves_of_a_network_have_two_names(asked):
    day = localdate(asked.at)
    with pytest.raises(ValidationError):
        waves.create_wave(
            asked.network,
            name="  Automne ",
            opens_on=day,
            closes_on=day + timedelta(days=3),
            by=asked.coordinator,
            at=asked.at,
        )


def test_somebody_asked_late_is_invited_at_once(asked):
    asked.open()
    late = OrganisationFactory(email="tard@essai.invalid")
    waves.invite(asked.wave, [late], by=asked.coordinator, at=asked.at)
    assert Mail.objects.filter(to="tard@essai.invalid").count() == 1
    assert waves.invite(asked.wave, [late], by=asked.coordinator, at=asked.at) == []


def test_who_has_begun_stays_on_the_roster(asked):
    asked.open()
    waves.leave_out(asked.entry(asked.café), by=asked.coordinator, at=asked.at)
    assert not asked.wave.entries.filter(organisation=asked.café).exists()
    ties.tick(asked.entry(asked.house), with_=[asked.centre], by=asked.by_house, at=asked.at)
    with pytest.raises(ValidationError):
        waves.leave_out(asked.entry(asked.house), by=asked.coordinator, at=asked.at)


def test_reminders_spare_those_who_finished_declined_or_were_just_written_to(asked):
    asked.open()
    asked.submit(asked.by_centre)
    ties.decline(asked.entry(asked.café), by=asked.by_café, at=asked.at)
    assert waves.remind(asked.wave, by=asked.coordinator, at=asked.at) == 0
    later = asked.at + timedelta(days=6)
    waves.remind(asked.wave, by=asked.coordinator, at=later)
    reminded = asked.wave.entries.filter(reminded_at=later)
    assert {entry.organisation for entry in reminded} == {asked.house, asked.coalition}
    waves.remind(asked.wave, by=asked.coordinator, at=later + timedelta(days=1))
    assert not asked.wave.entries.filter(reminded_at__gt=later).exists()


def test_the_platform_reminds_a_week_before_and_closes_on_the_day(asked):
    asked.open()
    assert look_after_waves(asked.at + timedelta(days=10)) == ""
    assert look_after_waves(asked.at + timedelta(days=24)) != ""
    assert asked.entry(asked.house).reminded_at
    assert look_after_waves(asked.at + timedelta(days=25)) == ""
    look_after_waves(asked.at + timedelta(days=30))
    asked.wave.refresh_from_db()
    assert asked.wave.status == "closed"
    assert look_after_waves(asked.at + timedelta(days=31)) == ""


def test_a_draft_wave_is_seen_by_its_coordinator_alone(asked):
    assert asked.wave in waves_visible_to(asked.coordinator)
    assert asked.wave not in waves_visible_to(asked.by_house)
    asked.open()
    assert asked.wave in waves_visible_to(asked.by_house)


# --- Kinds


def test_the_shipped_kinds_are_loaded_once():
    assert tie_kinds.load_tie_kinds() == len(ShippedKind)
    assert tie_kinds.load_tie_kinds() == 0
    directed = TieKind.objects.filter(is_directed=True).values_list("code", flat=True)
    assert set(directed) == {"referral", "liaison_agent"}


def test_a_network_adds_retires_and_takes_back_its_own_kinds(asked):
    given = {"by": asked.coordinator, "at": asked.at}
    kind = tie_kinds.add_tie_kind(asked.network, name="Prêt de pair", is_directed=True, **given)
    assert kind.code == "pret_de_pair"
    assert kind in kinds_of(asked.network)
    asked.open()
    asked.report(asked.by_house, asked.centre, "pret_de_pair:out")
    tie_kinds.retire_tie_kind(kind, **given)
    assert kind not in kinds_of(asked.network)
    again = tie_kinds.add_tie_kind(asked.network, name="Prêt de pair", **given)
    assert (again.pk, again.is_directed) == (kind.pk, True)


def test_a_kind_is_not_named_twice(asked):
    given = {"by": asked.coordinator, "at": asked.at}
    tie_kinds.add_tie_kind(asked.network, name="Prêt", **given)
    for name in ("prêt", "Entente écrite", "Referral", "!!"):
        with pytest.raises(ValidationError):
            tie_kinds.add_tie_kind(asked.network, name=name, **given)
