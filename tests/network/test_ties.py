"""What an organisation says of its ties is its own until submitted, and nobody else's until both agree."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from arrimage.apps.accounts.models import User
from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.actions import tie_replies, ties, waves
from arrimage.apps.network.models import TieReply, TieReport
from arrimage.apps.network.queries import relations, rosters
from arrimage.apps.network.queries import ties as queries
from arrimage.apps.network.vocabulary_ties import CountingRule, Shown, Status
from tests.accounts.factories import acting_user
from tests.network.tie_world import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Asked:
    made = Asked()
    made.open()
    return made


def statuses(asked: Asked, user) -> list[str]:
    return [tie.status.value for tie in queries.ties_seen_by(user, asked.wave)[0]]


# --- Writing


def test_a_tick_opens_an_empty_card_and_unticking_takes_it_away(asked):
    entry = asked.entry(asked.house)
    ties.tick(entry, with_=[asked.centre, asked.café], by=asked.by_house, at=asked.at)
    ties.tick(entry, with_=[], without=[asked.café], by=asked.by_house, at=asked.at)
    assert [report.about for report in rosters.own_reports(asked.by_house, asked.wave)] == [asked.centre]


def test_unticking_never_loses_a_card_somebody_filled(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    ties.tick(asked.entry(asked.house), with_=[], without=[asked.centre], by=asked.by_house, at=asked.at)
    assert rosters.own_reports(asked.by_house, asked.wave).count() == 1


def test_a_card_says_kinds_frequency_and_words(asked):
    report = asked.report(
        asked.by_house, asked.centre, "referral:out", "agreement", frequency=4, own_words="Ça va."
    )
    assert (report.frequency, report.own_words) == (4, "Ça va.")
    said = {(claim.kind.code, claim.direction) for claim in report.claims.all()}
    assert said == {("referral", "out"), ("agreement", "")}


def test_a_direction_is_refused_where_there_is_none(asked):
    with pytest.raises(ValidationError):
        asked.report(asked.by_house, asked.centre, "agreement:out")
    with pytest.raises(ValidationError):
        asked.report(asked.by_house, asked.centre, "referral")


def test_nobody_writes_another_organisations_card(asked):
    with pytest.raises(PermissionDenied):
        ties.save_card(
            asked.entry(asked.house), asked.centre, claims=[], said={}, by=asked.coordinator, at=asked.at
        )


def test_nobody_reports_of_itself(asked):
    with pytest.raises(ValidationError):
        asked.report(asked.by_house, asked.house, "agreement")
    with pytest.raises(IntegrityError), transaction.atomic():
        TieReport.objects.create(wave=asked.wave, reporter=asked.house, about=asked.house)


def test_a_closed_wave_takes_no_card(asked):
    asked.publish()
    with pytest.raises(ValidationError):
        asked.report(asked.by_house, asked.centre, "agreement")


def test_a_ticked_organisation_without_a_card_is_not_submitted(asked):
    ties.tick(asked.entry(asked.house), with_=[asked.centre], by=asked.by_house, at=asked.at)
    asked.submit(asked.by_house)
    assert not TieReport.objects.filter(submitted_at__isnull=False).exists()
    assert asked.entry(asked.house).finished_at


def test_what_may_be_published_is_chosen_to_submit(asked):
    with pytest.raises(ValidationError):
        ties.submit(asked.entry(asked.house), shown=None, by=asked.by_house, at=asked.at)


def test_declining_is_no_answer_and_may_be_taken_back(asked):
    ties.decline(asked.entry(asked.house), by=asked.by_house, at=asked.at)
    assert queries.response_of(asked.wave).declined == 1
    assert not rosters.entries_waiting_for(asked.by_house).exists()
    ties.tick(asked.entry(asked.house), with_=[asked.café], by=asked.by_house, at=asked.at)
    assert asked.entry(asked.house).declined_at is None


def test_taking_up_again_keeps_what_was_submitted(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    ties.take_up_again(asked.entry(asked.house), by=asked.by_house, at=asked.at)
    assert asked.entry(asked.house).finished_at is None
    assert rosters.reports_about_us(asked.by_centre, asked.wave).count() == 1


def test_the_journal_never_names_whom_an_unsubmitted_card_is_about(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    ties.remove_card(asked.entry(asked.house), asked.centre, by=asked.by_house, at=asked.at)
    for entry in Entry.objects.filter(action__in=["tie.reported", "tie.removed"]):
        assert str(asked.centre.uid) not in str(entry.subjects)


# --- Who reads


def everything_read_by(user, asked: Asked) -> set[str]:
    """All the words and organisations any query of ties gives this user."""
    seen, _tally = queries.ties_seen_by(user, asked.wave)
    found = {f"{tie.source}-{tie.target}" for tie in seen}
    for report in [
        *rosters.own_reports(user, asked.wave),
        *rosters.reports_about_us(user, asked.wave),
        *(one.theirs for one in relations.relations_of(user, asked.wave) if one.theirs),
    ]:
        found.add(report.own_words)
    analysis = queries.ties_for_analysis(asked.wave, user=user, rule=CountingRule.ANY_CLAIM, on=today())
    found |= {f"{one.tie.source}-{one.tie.target}" for one in analysis.ties}
    return found


def test_an_unsubmitted_report_is_read_by_its_author_alone(asked):
    asked.report(asked.by_house, asked.centre, "agreement", own_words="Notre secret.")
    assert "Notre secret." in everything_read_by(asked.by_house, asked)
    for other in (asked.by_centre, asked.by_café, asked.coordinator):
        assert not everything_read_by(other, asked)


def test_a_submitted_report_reaches_whom_it_is_about_and_nobody_else(asked):
    asked.report(asked.by_house, asked.centre, "agreement", own_words="Notre secret.")
    asked.submit(asked.by_house, Shown.DETAILS)
    assert "Notre secret." in everything_read_by(asked.by_centre, asked)
    for other in (asked.by_café, asked.coordinator):
        assert not everything_read_by(other, asked)


def test_a_coordinator_reads_no_report_about_the_organisation_that_seats_them(asked):
    asked.report(asked.by_house, asked.coalition, "agreement", own_words="Notre secret.")
    asked.submit(asked.by_house, Shown.DETAILS)
    colleague = acting_user(Role.WORKER, organisation=asked.coalition)
    assert "Notre secret." in everything_read_by(colleague, asked)
    assert not everything_read_by(asked.coordinator, asked)
    with pytest.raises(PermissionDenied):
        ties.tick(asked.entry(asked.coalition), with_=[asked.house], by=asked.coordinator, at=asked.at)
    with pytest.raises(PermissionDenied):
        tie_replies.answer_claim(
            asked.claim(asked.house, asked.coalition), answer="confirms", by=asked.coordinator, at=asked.at
        )


def test_a_coordinator_counts_ties_once_it_is_closed_and_three_have_submitted(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    asked.submit(asked.by_café)
    asked.submit(asked.by_centre)
    asked.wave = waves.step(asked.wave, "closed", by=asked.coordinator, at=asked.at)
    seen, tally = queries.ties_seen_by(asked.coordinator, asked.wave)
    assert (seen, dict(tally)) == ([], {Status.CLAIMED: 1})


def test_no_count_moves_as_an_organisation_submits(asked):
    """Before and after it, the difference would be its report."""
    for by in (asked.by_house, asked.by_centre, asked.by_café):
        asked.submit(by)
    by_coalition = acting_user(Role.WORKER, organisation=asked.coalition)
    readers = (asked.coordinator, asked.by_house)
    before = [queries.ties_seen_by(reader, asked.wave)[1] for reader in readers]
    asked.report(by_coalition, asked.café, "agreement", "concertation")
    asked.submit(by_coalition)
    assert [queries.ties_seen_by(reader, asked.wave)[1] for reader in readers] == before


def test_nobody_takes_its_own_ties_off_a_count_to_read_those_of_the_two_others(asked):
    asked.report(asked.by_centre, asked.café, "agreement")
    for by in (asked.by_house, asked.by_centre, asked.by_café):
        asked.submit(by)
    asked.publish()
    assert not queries.ties_seen_by(asked.by_house, asked.wave)[1]


@pytest.mark.parametrize("house", Shown)
@pytest.mark.parametrize("centre", Shown)
def test_once_published_everyone_reads_no_more_than_both_let(asked, house, centre):
    asked.report(asked.by_house, asked.centre, "agreement", frequency=4)
    asked.report(asked.by_centre, asked.house, "agreement", frequency=3)
    asked.submit(asked.by_house, house)
    asked.submit(asked.by_centre, centre)
    assert not queries.ties_seen_by(asked.by_café, asked.wave)[0]
    asked.publish()
    for reader in (asked.by_café, asked.coordinator):
        seen, _tally = queries.ties_seen_by(reader, asked.wave)
        assert len(seen) == (min(house, centre) >= Shown.EXISTENCE)
        for tie in seen:
            in_full = min(house, centre) == Shown.DETAILS
            assert tie.frequency == (4 if in_full else None)
            assert bool(tie.reported_by) == in_full


def test_what_one_alone_says_is_not_published_by_its_word_alone(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house, Shown.DETAILS)
    asked.submit(asked.by_centre, Shown.DETAILS)
    asked.publish()
    assert not queries.ties_seen_by(asked.by_café, asked.wave)[0]
    tie_replies.choose_shown(asked.wave, asked.house, shown=Shown.EXISTENCE, by=asked.by_centre, at=asked.at)
    assert statuses(asked, asked.by_café) == ["claimed"]


def test_whoever_declines_after_all_lets_nothing_be_published_any_more(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.report(asked.by_centre, asked.house, "agreement")
    asked.submit(asked.by_house, Shown.DETAILS)
    asked.submit(asked.by_centre, Shown.DETAILS)
    ties.decline(asked.entry(asked.house), by=asked.by_house, at=asked.at)
    asked.publish()
    assert not queries.ties_seen_by(asked.by_café, asked.wave)[0]


def test_a_choice_for_one_relation_holds_over_the_general_one(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.report(asked.by_centre, asked.house, "agreement")
    asked.submit(asked.by_house, Shown.DETAILS)
    asked.submit(asked.by_centre, Shown.DETAILS)
    asked.publish()
    assert statuses(asked, asked.by_café) == ["confirmed"]
    given = {"by": asked.by_house, "at": asked.at}
    tie_replies.choose_shown(asked.wave, asked.centre, shown=Shown.NOTHING, **given)
    assert statuses(asked, asked.by_café) == []
    tie_replies.choose_shown(asked.wave, asked.centre, shown=None, **given)
    assert statuses(asked, asked.by_café) == ["confirmed"]


def test_nobody_decides_of_a_relation_it_reads_nothing_of(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    with pytest.raises(PermissionDenied):
        tie_replies.choose_shown(asked.wave, asked.house, shown=Shown.DETAILS, by=asked.by_café, at=asked.at)


# --- Both words


def test_two_reports_of_the_same_tie_confirm_it(asked):
    asked.report(asked.by_house, asked.centre, "agreement", "referral:out")
    asked.report(asked.by_centre, asked.house, "agreement", "referral:in")
    asked.submit(asked.by_house)
    asked.submit(asked.by_centre)
    assert statuses(asked, asked.by_house) == ["confirmed", "confirmed"]


def test_a_referral_the_other_way_is_another_tie(asked):
    asked.report(asked.by_house, asked.centre, "referral:out")
    asked.report(asked.by_centre, asked.house, "referral:out")
    asked.submit(asked.by_house)
    asked.submit(asked.by_centre)
    seen, _tally = queries.ties_seen_by(asked.by_house, asked.wave)
    assert {(tie.source, tie.target) for tie in seen} == {
        (asked.house.pk, asked.centre.pk),
        (asked.centre.pk, asked.house.pk),
    }
    assert {tie.status for tie in seen} == {Status.CLAIMED}


def test_silence_is_unanswered_then_claimed_and_never_contested(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    assert statuses(asked, asked.by_house) == ["unanswered"]
    asked.submit(asked.by_centre)
    assert statuses(asked, asked.by_house) == ["claimed"]


def test_an_answer_confirms_contests_and_may_be_taken_back(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    claim, given = asked.claim(asked.house, asked.centre), {"by": asked.by_centre, "at": asked.at}
    tie_replies.answer_claim(claim, answer="contests", words="Rien n’est signé.", **given)
    assert statuses(asked, asked.by_house) == ["contested"]
    tie_replies.answer_claim(claim, answer="confirms", **given)
    assert statuses(asked, asked.by_house) == ["confirmed"]
    tie_replies.answer_claim(claim, answer="", **given)
    assert not TieReply.objects.exists()


def test_only_whom_it_is_about_answers_a_claim_and_only_once_submitted(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    claim = asked.claim(asked.house, asked.centre)
    with pytest.raises(PermissionDenied):
        tie_replies.answer_claim(claim, answer="confirms", by=asked.by_centre, at=asked.at)
    asked.submit(asked.by_house)
    for other in (asked.by_house, asked.by_café, asked.coordinator):
        with pytest.raises(PermissionDenied):
            tie_replies.answer_claim(claim, answer="confirms", by=other, at=asked.at)


def test_one_does_not_contest_what_one_says_too(asked):
    asked.report(asked.by_house, asked.centre, "referral:out")
    asked.report(asked.by_centre, asked.house, "referral:in")
    asked.submit(asked.by_house)
    asked.submit(asked.by_centre)
    claim = asked.claim(asked.house, asked.centre)
    with pytest.raises(ValidationError):
        tie_replies.answer_claim(claim, answer="contests", by=asked.by_centre, at=asked.at)


def test_both_names_of_a_relation_stay_beside_the_proposal(asked):
    grades = {"governance": 2, "formalisation": 2, "sanctions": 2}
    asked.report(asked.by_house, asked.centre, "agreement", **grades)
    asked.submit(asked.by_house)
    at = {"at": asked.at}
    tie_replies.name_relation(asked.wave, asked.centre, reading=1, words="", by=asked.by_house, **at)
    tie_replies.name_relation(asked.wave, asked.house, reading=3, words="Unis", by=asked.by_centre, **at)
    told = relations.relation_with(asked.by_centre, asked.wave, asked.house)
    assert (told.their_reading.reading, told.our_reading.reading) == (1, 3)
    assert told.their_proposal.reading == 2
    tie_replies.name_relation(asked.wave, asked.house, reading=None, by=asked.by_centre, **at)
    assert relations.relation_with(asked.by_centre, asked.wave, asked.house).our_reading is None


def test_what_awaits_us_is_what_we_neither_answered_nor_say(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.submit(asked.by_house)
    assert rosters.words_awaiting_us(asked.by_centre) == {asked.wave.pk: 1}
    tie_replies.answer_claim(
        asked.claim(asked.house, asked.centre), answer="confirms", by=asked.by_centre, at=asked.at
    )
    assert not rosters.words_awaiting_us(asked.by_centre)


# --- For analysis


def test_the_counting_rule_weighs_what_the_reader_sees(asked):
    asked.report(asked.by_house, asked.centre, "agreement")
    asked.report(asked.by_centre, asked.house, "agreement")
    asked.report(asked.by_house, asked.café, "concertation")
    asked.submit(asked.by_house)
    asked.submit(asked.by_centre)

    def weights(rule: str) -> list[int]:
        found = queries.ties_for_analysis(asked.wave, user=asked.by_house, rule=rule, on=today())
        return sorted(one.weight for one in found.ties)

    assert [weights(rule) for rule in CountingRule] == [[1], [1, 1], [1, 2]]


def test_an_analysis_keeps_the_isolated_and_names_the_missing(asked):
    asked.submit(asked.by_house)
    found = queries.ties_for_analysis(asked.wave, user=asked.by_house, on=today())
    assert {asked.house, asked.café} <= set(found.organisations)
    assert asked.café in found.missing
    assert asked.house not in found.missing
    assert (found.response.asked, found.response.finished) == (4, 1)


def test_reading_a_waves_ties_takes_four_queries_whatever_their_number(asked, django_assert_max_num_queries):
    for other in (asked.centre, asked.café, asked.coalition):
        asked.report(asked.by_house, other, "agreement", "referral:out", "concertation")
    asked.submit(asked.by_house)
    user = User.objects.get(pk=asked.by_house.pk).act_as(asked.by_house.acting)
    with django_assert_max_num_queries(4):
        seen, _tally = queries.ties_seen_by(user, asked.wave)
        assert len(seen) == 9
        assert all(str(tie.kind) for tie in seen)
