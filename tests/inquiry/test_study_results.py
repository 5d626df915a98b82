"""What a sheet says, and what it never lets anybody work out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.inquiry.results import crossing, drawn, telling
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.items import groups_for, question
from arrimage.apps.inquiry.results.protection import INSIDE, OUTSIDE
from arrimage.apps.inquiry.results.scales import spread
from arrimage.apps.questionnaires.document.questionnaire import Choice, Item, Kind
from arrimage.apps.questionnaires.document.scores import Part, Score
from arrimage.science.surveys.answers import Apart
from arrimage.science.surveys.suppression import upper_bound, with_totals
from tests.inquiry.study_world import YES_NO, sheet

HIDDEN = {"mode": "anonymous", "threshold": 5}


def people(**counts: int) -> dict:
    """`people(yes=3, no=7)`: ten respondents to one question «q»."""
    rows, names = {}, iter(range(1_000))
    for said, count in counts.items():
        for _number in range(count):
            rows[f"p{next(names)}"] = {"q": "" if said == "silent" else said}
    return rows


def test_the_denominator_is_those_who_answered_and_silences_stand_apart():
    told = question(sheet(people(yes=9, no=3, na=2, silent=1)), "q", INSIDE, "fr").all
    assert (told.count("yes"), told.base, told.people) == (9, 12, 15)
    assert told.share("yes") == 0.75
    assert told.apart == {Apart.NOT_APPLICABLE: 2, Apart.MISSING: 1}


def test_a_filtered_question_has_its_own_base():
    items = {
        "met": Item("met", Kind.SINGLE, {"fr": "Rencontrés ?"}, choices=YES_NO),
        "pace": Item("pace", Kind.SINGLE, {"fr": "Rythme ?"}, choices=YES_NO, relevant="${met} = 'yes'"),
    }
    rows = {f"r{n}": {"met": "yes", "pace": "yes" if n < 9 else "no"} for n in range(12)}
    rows |= {f"n{n}": {"met": "no", "pace": None} for n in range(3)}
    told = question(sheet(rows, items), "pace", INSIDE, "fr")
    assert (told.all.count("yes"), told.all.base) == (9, 12)
    assert told.is_filtered
    assert told.all.apart == {Apart.NOT_ASKED: 3}


def test_everybody_asked_and_answering_leaves_nothing_unknown():
    whole = sheet(people(yes=8, no=7), asked=15, everyone_asked=True)
    line = question(whole, "q", INSIDE, "fr").all.lines[0]
    assert line.low == line.high == 8 / 15
    sample = question(sheet(people(yes=8, no=7), asked=15), "q", INSIDE, "fr").all.lines[0]
    assert sample.low < 8 / 15 < sample.high


def test_named_answers_are_whole_for_the_team_and_protected_outside():
    rows = sheet(people(yes=20, no=2, na=6), mode="named", threshold=5)
    assert question(rows, "q", INSIDE, "fr").all.count("no") == 2
    outside = question(rows, "q", OUTSIDE, "fr").all
    assert outside.count("no") is None
    assert outside.hidden


def test_a_small_group_is_hidden_with_what_would_give_it_back():
    told = question(sheet(people(yes=20, no=2, na=6), **HIDDEN), "q", INSIDE, "fr").all
    shown = [told.count("yes"), told.count("no"), told.apart[Apart.NOT_APPLICABLE]]
    assert shown[1] is None
    assert shown.count(None) >= 2  # alone, it would be the total less the others
    assert told.base is None


def test_fewer_than_the_threshold_show_nothing_at_all():
    few = sheet(people(yes=3, no=1), **HIDDEN)
    found = question(few, "q", INSIDE, "fr")
    assert found.withheld
    assert found.all is None
    assert drawn.question_figure(few, found, {}, INSIDE) is None
    assert "Trop peu" in telling.headline(found, {}) or "Too few" in telling.headline(found, {})


def test_nothing_is_crossed_or_compared_where_nobody_is_to_be_known():
    rows = {f"p{n}": {"a": "yes" if n % 2 else "no", "b": "yes" if n % 3 else "no"} for n in range(40)}
    sides = {key: "x" if number < 20 else "y" for number, key in enumerate(rows)}
    hidden, named = sheet(rows, sides=sides, **HIDDEN), sheet(rows, sides=sides)
    assert crossing.crossed(named, "a", "b", INSIDE, "fr").association.p_value is not None
    assert crossing.compared(named, "a", INSIDE) is not None
    assert crossing.crossed(hidden, "a", "b", INSIDE, "fr") is None
    assert crossing.compared(hidden, "a", INSIDE) is None
    assert crossing.crossed(named, "a", "b", OUTSIDE, "fr") is None  # it leaves the team, threshold 5


def test_a_question_asked_after_another_hides_with_it():
    """«Not asked» in one is «no» in the other."""
    items = {
        "met": Item("met", Kind.SINGLE, {"fr": "Rencontrés ?"}, choices=YES_NO),
        "pace": Item("pace", Kind.SINGLE, {"fr": "Rythme ?"}, choices=YES_NO, relevant="${met} = 'yes'"),
    }
    rows = {f"r{n}": {"met": "yes", "pace": "yes" if n < 9 else "no"} for n in range(18)}
    rows |= {f"n{n}": {"met": "no", "pace": None} for n in range(3)}
    found = sheet(rows, items, **HIDDEN)
    assert question(found, "met", INSIDE, "fr").all.hidden
    assert question(found, "pace", INSIDE, "fr").withheld


def test_a_mean_does_not_give_back_a_count_that_is_hidden():
    scale = {"q": Item("q", Kind.SCALE, {"fr": "?"}, minimum=1, maximum=3)}
    rows = {f"p{n}": {"q": 1 if n < 2 else 3} for n in range(20)}
    assert question(sheet(rows, scale), "q", INSIDE, "fr").mean.value == 2.8
    assert question(sheet(rows, scale, **HIDDEN), "q", INSIDE, "fr").mean is None
    rule = Score("s", {"fr": "S"}, (Part("q"),))
    assert spread(sheet(rows, scale, **HIDDEN), rule, INSIDE, "fr").withheld


def test_a_number_somebody_alone_gave_is_not_listed():
    number = {"q": Item("q", Kind.NUMBER, {"fr": "Combien ?"})}
    rows = {f"p{n}": {"q": 37 if n == 0 else n % 3} for n in range(20)}
    told = question(sheet(rows, number, **HIDDEN), "q", INSIDE, "fr")
    assert told.all.lines == ()
    assert told.summary.lowest is None
    assert told.summary.highest is None


def test_choices_one_may_take_together_share_one_base():
    choices = tuple(Choice(code, {"fr": code}) for code in "abc")
    several = {"q": Item("q", Kind.SEVERAL, {"fr": "?"}, choices=choices)}
    rows = {f"p{n}": {"q": ("a", "b") if n < 18 else ("a", "c")} for n in range(20)}
    told = question(sheet(rows, several, **HIDDEN), "q", INSIDE, "fr").all
    assert (told.base, told.count("a")) == (20, 20)
    assert told.count("b") is None  # 20 − 18 would tell the two who did not
    assert told.count("c") is None


SAID = st.tuples(st.sampled_from(["yes", "no", "na", ""]), st.sampled_from("xy"))


@given(st.lists(SAID, min_size=3, max_size=40))
def test_every_hidden_small_count_could_as_well_have_been_large(given_rows):
    """From all that the page of a question shows, each hidden group may reach the threshold."""
    rows = {f"p{n}": {"q": said} for n, (said, _side) in enumerate(given_rows)}
    sides = {f"p{n}": side for n, (_said, side) in enumerate(given_rows)}
    found = sheet(rows, sides=sides, mode="anonymous", threshold=3)
    told = question(found, "q", INSIDE, "fr")
    if told.withheld or told.all is None:
        return
    reasons = [Apart.NOT_APPLICABLE, Apart.MISSING]
    codes = {Apart.NOT_APPLICABLE: "na", Apart.MISSING: ""}
    groups = groups_for(found, INSIDE) or {"": tuple(rows)}
    counts = [
        [sum(rows[key]["q"] == said for key in keys) for said in ("yes", "no", *codes.values())]
        for keys in groups.values()
    ]
    whole = with_totals(counts)
    parts = [*told.groups, told.all] if told.groups else [told.all, told.all]
    shown = [
        [*(line.count for line in part.lines), *(part.apart.get(one, 0) for one in reasons), part.people]
        for part in parts
    ]
    hidden = {(r, c) for r, row in enumerate(shown) for c, count in enumerate(row) if count is None}
    for (row, column), count in (((r, c), whole[r][c]) for r, c in hidden):
        if count < 3:
            most = upper_bound(whole, hidden, (row, column))
            assert most is None or most >= 3
    for r, row in enumerate(shown):
        for c, count in enumerate(row):
            assert count is None or (count == whole[r][c] and not 0 < count < 3)


def test_the_rate_is_told_by_side_with_a_test_of_silence():
    rows = people(yes=21) | {f"r{n}": {"q": "yes"} for n in range(15)}
    sides = {key: "coalition" if key.startswith("r") else "centre" for key in rows}
    found = answering(
        sheet(rows, sides=sides, asked=37, asked_by_stratum={"centre": 22, "coalition": 15}), INSIDE
    )
    assert [(one.name, one.asked, one.answered) for one in found.strata] == [
        ("centre", 22, 21),
        ("coalition", 15, 15),
    ]
    assert found.test.association.p_value == 1.0
    assert round(found.rate, 2) == 0.97


def test_a_sentence_keeps_its_denominator():
    rows = people(yes=17, no=4)
    assert "17" in telling.headline(question(sheet(rows), "q", INSIDE, "fr"), {})
    assert "21" in telling.headline(question(sheet(rows), "q", INSIDE, "fr"), {})


@pytest.mark.parametrize(
    ("mode", "eye"), [*product(["named", "confidential", "anonymous"], [INSIDE, OUTSIDE])]
)
def test_only_named_answers_seen_by_the_team_may_name(mode, eye):
    found = sheet(people(yes=9), mode=mode, threshold=5)
    assert eye.may_name(found) == (mode == "named" and eye is INSIDE)
