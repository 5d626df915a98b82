"""Obstacles in each party's words, counts both see, numbers hoped for together, questions and no quota."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions.meetings import invite, plan_meeting
from arrimage.apps.meetings.actions.series import plan_series
from arrimage.apps.network.actions import agreement_results as actions
from arrimage.apps.network.models import Agreement, AgreementQuestion, HopedNumber, ReferralCount
from arrimage.apps.network.queries import agreements as queries
from tests.accounts.factories import acting_user
from tests.network.test_agreements import Two

pytestmark = pytest.mark.django_db

START = date(2024, 1, 1)
HALF = date(2024, 7, 1)  # 182 days later


@pytest.fixture
def two(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Two()


@pytest.fixture
def signed(two) -> Agreement:
    return two.sign(since=START)


def count(agreement, number, by, *, since=START, until=HALF):
    return actions.note_count(agreement, number, since=since, until=until, by=by, at=now())


def hoped(agreement, number, two) -> HopedNumber:
    hope = actions.hope_for(agreement, number, by=two.manager, at=now())
    return actions.agree_to_hope(hope, by=two.director, at=now())


# --- Obstacles


def test_each_party_notes_obstacles_in_its_words_and_lifts_its_own(two, signed):
    obstacle = actions.note_obstacle(signed, "L’information se perd.", by=two.worker, at=now())
    with pytest.raises(PermissionDenied):
        actions.lift_obstacle(obstacle, by=two.manager, at=now())
    assert actions.lift_obstacle(obstacle, by=two.worker, at=now()).lifted_at
    assert actions.lift_obstacle(obstacle, by=two.worker, at=now()).lifted_at is None  # pressed again


def test_an_obstacle_has_words_and_a_party(two, signed):
    with pytest.raises(ValidationError, match="en vos mots"):
        actions.note_obstacle(signed, "  ", by=two.worker, at=now())
    with pytest.raises(PermissionDenied):
        actions.note_obstacle(signed, "Nous aussi.", by=two.stranger, at=now())


# --- Counts


def test_each_party_counts_and_the_other_may_contest(two, signed):
    ours = count(signed, 12, two.worker)
    theirs = count(signed, 30, two.manager)
    with pytest.raises(PermissionDenied):
        actions.contest_count(ours, "Non.", by=two.worker, at=now())
    actions.contest_count(ours, "Nous en comptons trente.", by=two.manager, at=now())
    page = queries.agreement_page(queries.agreements_of(two.manager).get(), user=two.manager)
    assert {each.number for each in page.counts} == {12, 30}
    ours.refresh_from_db()
    assert ours.contested_for == two.centre
    actions.contest_count(ours, "", by=two.manager, at=now())  # taken back
    ours.refresh_from_db()
    assert ours.contested_for is None
    with pytest.raises(ValidationError, match="en vos mots"):
        actions.contest_count(theirs, "", by=two.worker, at=now())


def test_counting_again_replaces_and_settles(two, signed):
    first = count(signed, 12, two.worker)
    actions.contest_count(first, "Trente.", by=two.manager, at=now())
    count(signed, 28, two.worker)
    (held,) = ReferralCount.objects.all()
    assert (held.number, held.contested_for) == (28, None)


def test_a_count_is_of_a_signed_agreement_and_of_a_period_that_is_over(two):
    with pytest.raises(ValidationError, match="une fois l’entente signée"):
        count(two.propose(title="Pas signée"), 3, two.manager)
    signed = two.sign()
    for since, until in ((START, today() + timedelta(days=1)), (HALF, START)):
        with pytest.raises(ValidationError, match="période terminée"):
            count(signed, 3, two.manager, since=since, until=until)


def test_nobody_else_counts_or_takes_away(two, signed):
    with pytest.raises(PermissionDenied):
        count(signed, 3, two.stranger)
    ours = count(signed, 3, two.worker)
    with pytest.raises(PermissionDenied):
        actions.remove_count(ours, by=two.manager, at=now())
    actions.remove_count(ours, by=two.worker, at=now())
    assert not ReferralCount.objects.exists()


# --- Numbers hoped for


def test_a_hoped_number_holds_once_both_said_yes(two, signed):
    hope = actions.hope_for(signed, 60, by=two.manager, at=now())
    assert queries.hope_in_force(signed) is None
    actions.agree_to_hope(hope, by=two.manager, at=now())  # one's own yes, twice
    assert queries.hope_in_force(signed) is None
    actions.agree_to_hope(hope, by=two.director, at=now())
    assert queries.hope_in_force(signed) == hope


def test_any_party_withdraws_it(two, signed):
    hope = hoped(signed, 60, two)
    actions.end_hope(hope, by=two.director, at=now())
    assert queries.hope_in_force(signed) is None
    with pytest.raises(ValidationError, match="n’est plus proposé"):
        actions.agree_to_hope(hope, by=two.manager, at=now())


def test_a_new_number_takes_the_place_of_the_former_only_when_both_agree(two, signed):
    former = hoped(signed, 60, two)
    proposed = actions.hope_for(signed, 20, by=two.director, at=now())
    assert queries.hope_in_force(signed) == former
    with pytest.raises(ValidationError, match="déjà proposé"):
        actions.hope_for(signed, 40, by=two.manager, at=now())
    actions.agree_to_hope(proposed, by=two.manager, at=now())
    assert queries.hope_in_force(signed) == proposed


def test_a_worker_or_a_stranger_hopes_for_nobody(two, signed):
    for user in (two.worker, two.stranger):
        with pytest.raises(PermissionDenied):
            actions.hope_for(signed, 10, by=user, at=now())
    with pytest.raises(ValidationError, match="entente signée"):
        actions.hope_for(two.propose(title="Pas signée"), 10, by=two.manager, at=now())


# --- Questions


def test_a_low_count_raises_a_question_and_nothing_else(two, signed):
    hoped(signed, 60, two)
    count(signed, 12, two.worker)
    (question,) = AgreementQuestion.objects.all()
    assert question.hoped == 29  # 60 a year, over 182 days
    signed.refresh_from_db()
    assert signed.state == Agreement.State.SIGNED
    assert signed in queries.waiting_for(two.manager)


def test_without_a_number_set_together_no_count_is_low(two, signed):
    actions.hope_for(signed, 60, by=two.manager, at=now())  # one party's hope alone
    count(signed, 0, two.worker)
    assert not AgreementQuestion.objects.exists()


def test_a_count_corrected_upwards_takes_its_question_away(two, signed):
    hoped(signed, 60, two)
    count(signed, 12, two.worker)
    count(signed, 29, two.worker)
    assert not AgreementQuestion.objects.exists()


def test_what_was_said_is_written_down_by_a_party(two, signed):
    hoped(signed, 60, two)
    count(signed, 12, two.worker)
    question = AgreementQuestion.objects.get()
    given = {"on": today(), "at": now()}
    with pytest.raises(PermissionDenied):
        actions.conclude_question(question, "x", by=two.stranger, **given)
    with pytest.raises(ValidationError, match="en quelques mots"):
        actions.conclude_question(question, " ", by=two.manager, **given)
    actions.conclude_question(question, "Présenter l’entente aux équipes.", by=two.worker, **given)
    question.refresh_from_db()
    assert question.concluded_for == two.relatives
    assert queries.waiting_for(two.manager) == []


def test_with_three_parties_all_three_must_hope(two):
    third = acting_user(Role.MANAGER)
    from arrimage.apps.network.actions import agreements

    agreement = agreements.write_agreement(
        two.relatives,
        [two.centre, third.acting.organisation],
        title="À trois",
        purpose="x",
        by=two.director,
        at=now(),
    )
    agreements.propose_agreement(agreement, by=two.director, at=now())
    for user in (two.director, two.manager):
        agreements.sign_agreement(agreement, by=user, at=now())
    agreement.refresh_from_db()
    assert agreement.state == Agreement.State.UNDER_WAY
    agreements.sign_agreement(agreement, by=third, at=now())
    hope = actions.hope_for(agreement, 10, by=third, at=now())
    actions.agree_to_hope(hope, by=two.manager, at=now())
    assert queries.hope_in_force(agreement) is None
    actions.agree_to_hope(hope, by=two.director, at=now())
    assert queries.hope_in_force(agreement) == hope


# --- The agenda of a meeting


def test_a_question_is_proposed_for_a_meeting_where_another_party_is_invited(two, signed, client):
    hoped(signed, 60, two)
    count(signed, 12, two.worker)
    question = AgreementQuestion.objects.get()
    at = now()
    series = plan_series("Table de liaison", by=two.manager, at=at, organisation=two.centre)
    apart = plan_meeting(series, by=two.manager, at=at, starts_at=at + timedelta(days=2))
    with pytest.raises(PermissionDenied):  # the other party would not be there
        actions.propose_for_meeting(question, apart, by=two.manager, at=at)
    meeting = plan_meeting(series, by=two.manager, at=at, starts_at=at + timedelta(days=9))
    invite(meeting, organisations=[two.relatives], by=two.manager, at=at)
    client.force_login(two.worker)
    note = reverse("agreement_note", args=[signed.uid])
    sent = {"do": "agenda", "which": question.uid, f"a{question.uid.hex[:8]}-meeting": meeting.uid}
    page = client.post(note, sent, follow=True).content.decode()
    assert "Proposée à l’ordre du jour" in page
    (item,) = meeting.items.all()
    # Others may be invited, and nobody but the parties knows of this agreement.
    assert "Les proches" not in item.title + item.details
    assert "entente" not in item.title + item.details
    question.refresh_from_db()
    assert question.meeting_uid == meeting.uid
    with pytest.raises(PermissionDenied):
        actions.propose_for_meeting(question, meeting, by=two.stranger, at=at)
    signed.parties.update(publication="existence")
    later = plan_meeting(series, by=two.manager, at=at, starts_at=at + timedelta(days=30))
    invite(later, organisations=[two.relatives], by=two.manager, at=at)
    actions.propose_for_meeting(question, later, by=two.worker, at=at)
    (item,) = later.items.all()
    assert "Les proches" in item.title
    assert "12" not in item.title + item.details  # the numbers stay between the parties
