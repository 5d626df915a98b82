"""The study of 2018: every figure it published, computed anew from the raw rows of the reconstruction."""

import csv
from collections import Counter

import pytest

import arrimage
from arrimage.science.surveys import reconstruction_2018 as made
from arrimage.science.surveys.answers import Apart, Method, sort_out
from arrimage.science.surveys.invitations import Reason, invitations
from arrimage.science.surveys.pairing import Rule, pair
from arrimage.science.surveys.proportions import proportion
from arrimage.science.surveys.rank_correlation import rank_correlation
from arrimage.science.surveys.reconstruction_2018 import rebuild

FILES = sorted(made.FOLDER.glob("*.csv"))
ANSWERED = [path for path in FILES if path.name not in ("published_budgets.csv", "items.csv")]
LARGE, MIDDLE, SMALL = rebuild.LARGE, rebuild.MIDDLE, rebuild.SMALL


@pytest.fixture(scope="module")
def found():
    return pair(made.study(), rule=Rule.MEAN)


def yes(question, side):
    """(how many said yes, of how many)"""
    values = sort_out(made.answers(question, side), Method.FREQUENCY).values
    return values.count("yes"), len(values)


def test_twenty_one_centres_and_fifteen_coalitions_answered(found):
    assert (len(found.sides["centre"].scores), len(found.sides["coalition"].scores)) == (21, 15)
    assert (len(found.territories), len(found.items)) == (15, 19)
    assert all(item.pairs for item in found.items.values())


def test_one_centre_of_twenty_two_did_not_answer(found):
    assert {side: made.INVITED[side] - len(found.sides[side].scores) for side in found.sides} == {
        "centre": 1,
        "coalition": 0,
    }
    satisfied = [
        proportion(made.answers("satisfied", side), {"yes"}, population=made.INVITED[side])
        for side in ("centre", "coalition")
    ]
    # Only one centre is unknown: the interval is narrow; all coalitions answered: there is none.
    assert 0.75 < satisfied[0].low < 17 / 21 < satisfied[0].high < 0.86
    assert satisfied[1].low == satisfied[1].high == pytest.approx(8 / 15)


@pytest.mark.parametrize(
    ("question", "side", "count", "base", "percent"),
    [
        ("collaborates", "centre", 20, 21, 95),
        ("satisfied", "centre", 17, 21, 81),
        ("satisfied", "coalition", 8, 15, 53),
        ("met_since_plan", "centre", 17, 21, 81),
        ("met_since_plan", "coalition", 12, 15, 80),
        ("pace_kept", "coalition", 9, 12, 75),  # of those who had met
        ("met_last_year", "coalition", 11, 15, 73),
        ("agreements_with_relatives", "centre", 15, 21, 71),
        ("funding_target_discussed", "coalition", 4, 15, 27),
        ("funding_target_discussed", "centre", 6, 21, 29),
        ("funding_meeting_with_psoc", "coalition", 6, 15, 40),
        ("innovative_practices_recorded", "centre", 8, 21, 38),
        ("innovative_practices_recorded", "coalition", 3, 15, 20),
        ("access_to_centre_plan", "coalition", 11, 15, 73),  # four had none
        ("person_first_plan", "centre", 21, 21, 100),
        ("plan_made_with_coalition", "centre", 18, 21, 86),  # three made it without
        ("told_of_person_first_plan", "coalition", 13, 15, 87),  # two were not told
    ],
)
def test_each_published_count_comes_out(question, side, count, base, percent):
    assert yes(question, side) == (count, base)
    assert round(100 * count / base) == percent


def test_three_centres_had_no_meeting_in_the_last_year_and_one_left_it_blank():
    met, last = made.answers("met_since_plan", "centre"), made.answers("met_last_year", "centre")
    assert Counter(last.values()) == {"yes": 17, "no": 3, Apart.MISSING: 1}
    assert all(met[name] == "yes" for name in last if last[name] == "yes")


def test_one_coalition_never_met_its_centre():
    assert Counter(made.answers("met_since_plan", "coalition").values())["no"] == 3
    never = [split for split in pair(made.study()).sides["coalition"].scores.values() if not split.yes]
    assert len(never) == 1


def test_most_centres_work_first_with_groups_of_a_sub_region():
    count, base = yes("first_with_sub_regional_groups", "centre")
    assert count > 2 * base / 3


def test_the_scores_of_the_centres(found):
    centre = found.sides["centre"]
    assert round(float(centre.mean_score), 1) == 12.9
    assert sum(centre.yes) in (270, 271)
    assert centre.highest == 17
    assert centre.yes.count(17) >= 2
    assert sum(15 <= score <= 17 for score in centre.yes) == 7
    assert centre.lowest in (8, 9)
    nine = [split for split in centre.scores.values() if (len(split.yes), len(split.na)) == (9, 10)]
    assert len(nine) == 1
    assert nine[0].share_of_applicable == 1


def test_the_scores_of_the_coalitions(found):
    coalition = found.sides["coalition"]
    assert round(float(coalition.mean_score), 1) == 6.4
    assert sum(coalition.yes) == 96
    first_measure = [any(item.startswith("m1_") for item in split.yes) for split in coalition.scores.values()]
    assert sum(first_measure) > 15 / 2


def test_the_scores_of_the_pairs_and_their_budgets(found):
    scores = {name: one.pair_score for name, one in found.territories.items()}
    budgets = made.budget_classes()
    highest = sorted(scores, key=lambda name: -scores[name])[:7]
    assert [scores[name] for name in highest] == [27, 26, 23, 23, 23, 23, 23]
    assert sorted(scores.values())[-8] < 23
    assert [budgets[name] for name in highest[:2]] == [LARGE, LARGE]
    assert Counter(budgets[name] for name in highest[2:]) == {LARGE: 2, MIDDLE: 1, SMALL: 2}
    assert {one.highest_possible for one in found.territories.values()} == {38}


def test_the_budgets_where_a_centre_has_fifteen_or_more(found):
    budgets, centre = made.budget_classes(), found.sides["centre"].scores
    places = {
        name
        for name, one in found.territories.items()
        if any(len(centre[who].yes) >= 15 for who in one.respondents["centre"])
    }
    assert Counter(budgets[name] for name in places)[LARGE] == 2
    assert Counter(budgets[name] for name in places)[MIDDLE] == 2


def test_the_budgets_of_the_four_coalitions_with_most_collaborations(found):
    budgets = made.budget_classes()
    scores = {name: one.scores["coalition"] for name, one in found.territories.items()}
    order = sorted(scores, key=lambda name: -scores[name])
    assert scores[order[3]] > scores[order[4]]
    assert Counter(budgets[name] for name in order[:4]) == {LARGE: 3, SMALL: 1}


def test_centres_without_their_coalition_collaborated_on_fewer_measures(found):
    scores, alone = found.sides["centre"].scores, made.answers("plan_made_with_coalition", "centre")

    def mean(said):
        own = [len(scores[name].yes) for name in alone if alone[name] == said]
        return sum(own) / len(own)

    assert mean("no") < mean("yes")


def test_the_published_budgets():
    budgets = sorted(made.published_budgets().values())
    assert (len(budgets), budgets[0]) == (15, 0)
    assert sum(amount < 20_000 for amount in budgets) == 8  # the majority
    assert sum(amount < 15_000 for amount in budgets) == 7
    assert sum(amount > 100_000 for amount in budgets) == 4
    assert Counter(made.budget_classes().values()) == {SMALL: 7, MIDDLE: 4, LARGE: 4}


def test_every_row_says_that_it_is_a_reconstruction():
    for path in ANSWERED:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert {row["nature"] for row in rows} == {"reconstruction"}


def test_no_invented_answer_is_pinned_on_a_real_organisation_or_region(found):
    """Neither by a name, nor by what only one region has: its number of centres, its budget."""
    territories = next(iter(arrimage.__path__)) + "/apps/network/data/territories/"
    names = set(made.published_budgets())
    for file in ("regions.csv", "territories.csv", "local_networks.csv"):
        with open(territories + file, encoding="utf-8", newline="") as source:
            names |= {row[column] for row in csv.DictReader(source) for column in ("name", "short_name")}
    for path in ANSWERED:
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in names if name and name.lower() in text]
        assert "cisss" not in text
        assert "ciusss" not in text
    for number, name in enumerate(found.territories, start=1):
        assert name == f"Pair {number:02}"
    # Montréal has five centres, Montérégie three: no pair has, and several have two.
    centres = Counter(len(one.respondents["centre"]) for one in found.territories.values())
    assert centres == {1: 9, 2: 6}
    # A class of budget holds at least four regions; the amounts are in a file without pairs.
    assert min(Counter(made.budget_classes().values()).values()) >= 4
    budgets = (made.FOLDER / "published_budgets.csv").read_text(encoding="utf-8")
    assert budgets.splitlines()[0] == "region,budget_2018_2019,nature"
    assert "Pair" not in budgets


def test_the_files_are_those_the_script_writes():
    for name, rows in rebuild.files().items():
        with (made.FOLDER / name).open(encoding="utf-8", newline="") as file:
            assert [tuple(row) for row in csv.reader(file)] == [tuple(row) for row in rows]


def test_budget_and_collaboration_are_crossed_with_the_caution_that_fifteen_deserve(found):
    order = {SMALL: 1, MIDDLE: 2, LARGE: 3}
    budgets = {name: order[one] for name, one in made.budget_classes().items()}
    crossed = rank_correlation(found.pair_scores(), budgets)
    assert crossed.few
    assert crossed.basis.base == 15
    assert 0 < crossed.low < crossed.rho < crossed.high < 1
    assert crossed.high - crossed.low > 0.5


def test_an_invitation_to_meet_is_no_ranking(found):
    study = made.study()
    satisfied = {
        side: {
            one.territory: made.answers("satisfied", side)[one.name] == "yes"
            for one in reversed(study.respondents)  # of several centres, the first
            if one.side == side
        }
        for side in study.sides
    }
    invited = invitations(found, satisfied)
    assert [one.territory for one in invited] == sorted(one.territory for one in invited)
    felt = {one.territory for one in invited if Reason.FELT_APART in one.reasons}
    assert felt == {
        name for name in found.territories if satisfied["centre"][name] != satisfied["coalition"][name]
    }
    for one in invited:
        seen_apart = sum(map(len, one.alone.values())) > len(one.agreed)
        assert (Reason.SEEN_APART in one.reasons) == seen_apart
        assert Reason.SILENT not in one.reasons
