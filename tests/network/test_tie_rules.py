"""The pure rules of ties: what two words make together, what is shown, where a relation stands."""

import pytest

from arrimage.apps.network.continuum import POINTS_TO, propose
from arrimage.apps.network.tie_status import shown_to_everyone, status_of, weight_of
from arrimage.apps.network.vocabulary_ties import CountingRule, Reading, Shown, Status


@pytest.mark.parametrize(
    ("both_report", "reply", "finished", "expected"),
    [
        (True, "", False, "confirmed"),
        (True, "", True, "confirmed"),
        (True, "contests", True, "confirmed"),
        (False, "confirms", False, "confirmed"),
        (False, "confirms", True, "confirmed"),
        (False, "contests", False, "contested"),
        (False, "contests", True, "contested"),
        (False, "", True, "claimed"),
        (False, "", False, "unanswered"),
    ],
)
def test_the_status_of_a_tie_follows_the_table(both_report, reply, finished, expected):
    assert status_of(both_report=both_report, reply=reply, other_has_finished=finished) == expected


def test_silence_never_contests():
    for finished in (True, False):
        assert status_of(both_report=False, reply="", other_has_finished=finished) != Status.CONTESTED


@pytest.mark.parametrize(
    ("rule", "weights"),
    [
        (CountingRule.CONFIRMED, (1, 0, 0, 0)),
        (CountingRule.ANY_CLAIM, (1, 1, 1, 1)),
        (CountingRule.WEIGHTED, (2, 1, 0, 1)),
    ],
)
def test_each_counting_rule_weighs_the_statuses(rule, weights):
    assert tuple(weight_of(status, rule) for status in Status) == weights


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("one", Shown)
@pytest.mark.parametrize("other", Shown)
def test_the_more_restrained_choice_holds_and_a_contested_tie_is_never_shown(status, one, other):
    shown = shown_to_everyone(status, one, other)
    assert shown == (Shown.NOTHING if status == Status.CONTESTED else min(one, other))


def test_too_few_answers_propose_nothing():
    assert propose({}) is None
    assert propose({"governance": 2, "extent": None}) is None


@pytest.mark.parametrize(
    ("grades", "reading"),
    [
        ((1, 1, 1, 1, 1), Reading.MUTUAL_ADJUSTMENT),
        ((2, 2, 2, 2, 2), Reading.ALLIANCE),
        ((3, 3, 3, 2, 3), Reading.INTEGRATION),
        ((2, 3, 2, 2, 2), Reading.ALLIANCE),
    ],
)
def test_the_columns_of_the_grid_give_their_own_name(grades, reading):
    assert propose(dict(zip(POINTS_TO, grades, strict=True))).reading == reading


def test_when_two_forms_fit_equally_the_less_integrated_is_proposed_and_the_other_named():
    proposal = propose({"formalisation": 3, "extent": 2})
    assert (proposal.reading, proposal.rival) == (Reading.ALLIANCE, Reading.INTEGRATION)


def test_the_proposal_says_which_answers_pull_where():
    proposal = propose({"governance": 1, "formalisation": 2, "sanctions": 2})
    assert proposal.reading == Reading.ALLIANCE
    assert {pull.criterion for pull in proposal.towards} == {"formalisation", "sanctions"}
    assert {pull.criterion for pull in proposal.away} == {"governance"}
