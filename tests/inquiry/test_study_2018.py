"""The study of 2018 as its pages show it: every published figure, on no real organisation."""

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from arrimage.apps.inquiry.actions.demo_studies import files_of_2018
from arrimage.apps.inquiry.dataset_file import read_files
from arrimage.apps.inquiry.queries.studies import paired_of
from arrimage.apps.inquiry.results import drawn_pairs
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.items import question
from arrimage.apps.inquiry.results.pairs import Paired, Rules
from arrimage.apps.inquiry.results.protection import INSIDE, OUTSIDE
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.network.models import Organisation, Territory
from arrimage.cli import arrimage as cli
from arrimage.science.surveys import reconstruction_2018 as made
from arrimage.science.surveys.invitations import Reason
from tests.inquiry.study_world import leader, study_2018

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return leader()


@pytest.fixture
def study(by):
    return study_2018(by)


SIDES_2018 = ("centre", {"fr": "Centres"}), ("coalition", {"fr": "Regroupements"})


def sheet_of_rows(read) -> Sheet:
    people = tuple(
        Respondent(one.key, one.side, one.territory, label=one.key, answered_by=one.answered_by)
        for one in read.people
    )
    answers = {
        item.name: {one.key: one.answers[item.name] for one in read.people} for item in read.form.asked
    }
    return Sheet(
        read.form,
        people,
        answers,
        asked=sum(made.INVITED.values()),
        asked_by_stratum=made.INVITED,
        threshold=1,
        everyone_asked=True,
        nature="reconstruction",
    )


@pytest.fixture(scope="module")
def paired():
    """As the pages read it, once: `test_what_is_kept_is_what_was_brought` holds it against the database."""
    answers, codebook = files_of_2018()
    read = read_files(answers, "a.csv", title="2018", codebook=codebook, codebook_name="b.csv")
    return Paired(sheet_of_rows(read), Rules(SIDES_2018, satisfied="satisfied"))


def test_what_is_kept_is_what_was_brought(study, by, paired):
    kept = paired_of(study, by)
    assert kept.sheet.answers == paired.sheet.answers
    assert kept.sheet.form.sections == paired.sheet.form.sections
    assert (kept.sheet.asked_by_stratum, kept.sheet.threshold) == (made.INVITED, 1)
    assert kept.found == paired.found


@pytest.mark.parametrize("eye", [INSIDE, OUTSIDE])
@pytest.mark.parametrize(
    ("name", "side", "count", "base", "percent"),
    [
        ("collaborates", "centre", 20, 21, 95),
        ("satisfied", "centre", 17, 21, 81),
        ("satisfied", "coalition", 8, 15, 53),
        ("met_since_plan", "centre", 17, 21, 81),
        ("met_since_plan", "coalition", 12, 15, 80),
        ("pace_kept", "coalition", 9, 12, 75),
        ("met_last_year", "coalition", 11, 15, 73),
        ("agreements_with_relatives", "centre", 15, 21, 71),
        ("funding_target_discussed", "coalition", 4, 15, 27),
        ("funding_target_discussed", "centre", 6, 21, 29),
        ("funding_meeting_with_psoc", "coalition", 6, 15, 40),
        ("innovative_practices_recorded", "centre", 8, 21, 38),
        ("innovative_practices_recorded", "coalition", 3, 15, 20),
        ("access_to_centre_plan", "coalition", 11, 15, 73),
        ("person_first_plan", "centre", 21, 21, 100),
        ("plan_made_with_coalition", "centre", 18, 21, 86),
        ("told_of_person_first_plan", "coalition", 13, 15, 87),
    ],
)
def test_each_published_count_is_the_one_shown(paired, eye, name, side, count, base, percent):
    told = next(one for one in question(paired.sheet, name, eye, "fr").groups if one.group == side)
    assert (told.count("yes"), told.base) == (count, base)
    assert round(100 * told.share("yes")) == percent


def test_one_blank_leaves_three_centres_without_a_meeting(paired):
    told = next(
        one for one in question(paired.sheet, "met_last_year", INSIDE, "fr").groups if one.group == "centre"
    )
    assert (told.count("yes"), told.count("no"), sum(told.apart.values())) == (17, 3, 1)


def test_who_answered_is_told_by_side(paired):
    who = answering(paired.sheet, INSIDE)
    assert [(one.name, one.answered, one.asked) for one in who.strata] == [
        ("centre", 21, 22),
        ("coalition", 15, 15),
    ]


def test_the_scores_of_both_sides_are_those_published(paired):
    centre, coalition = (paired.found.sides[key] for key in ("centre", "coalition"))
    assert (round(float(centre.mean_score), 1), round(float(coalition.mean_score), 1)) == (12.9, 6.4)
    assert sum(centre.yes) in (270, 271)
    assert sum(coalition.yes) == 96
    assert centre.highest == 17
    assert centre.yes.count(17) >= 2
    assert sum(15 <= score <= 17 for score in centre.yes) == 7
    nine = [one for one in centre.scores.values() if (len(one.yes), len(one.na)) == (9, 10)]
    assert [one.share_of_applicable for one in nine] == [1]


def test_the_pairs_shown_are_27_26_and_five_at_23_of_38(paired):
    _header, rows = drawn_pairs.pairs_table(paired, "fr")
    scores = sorted((row[3] for row in rows), reverse=True)
    assert scores[:8][:7] == [27, 26, 23, 23, 23, 23, 23]
    assert scores[7] < 23
    assert {row[4] for row in rows} == {38}
    assert len(rows) == 15


def test_agreement_adds_up_to_the_pairs_for_every_question(paired):
    rows = drawn_pairs.agreement_rows(paired)
    assert len(rows) == 19
    assert {sum(counts) for _name, counts in rows} == {15}


def test_the_pages_say_the_same_as_the_terminal(paired):
    """`arrimage survey pair` on the same rows."""
    result = CliRunner().invoke(cli, ["survey", "pair", str(made.FOLDER / "measures.csv"), "--json"])
    told = json.loads(result.stdout)
    for name, item in told["items"].items():
        counts = dict(drawn_pairs.agreement_rows(paired))[name]
        pairs = item["pairs"]
        assert counts == tuple(
            pairs[key]
            for key in ("both_yes", "only_centre", "only_coalition", "both_no", "one_na", "incomplete")
        )
    for name, territory in told["territories"].items():
        assert float(paired.found.territories[name].pair_score) == territory["pair_score"]


def test_meeting_is_an_invitation_in_the_order_of_the_study(paired):
    places = [one.territory for one in paired.invited]
    assert places == sorted(places)
    felt = {one.territory for one in paired.invited if Reason.FELT_APART in one.reasons}
    assert all(paired.gap(name) in (1, -1) for name in felt)


def test_every_page_says_that_it_is_a_reconstruction(client, by, study):
    client.force_login(by)
    source = study.sources.get()
    pages = [
        *(
            reverse(name, args=[study.uid])
            for name in ("study", "study_questions", "study_pairs", "study_meet", "study_method")
        ),
        reverse("study_pair", args=[study.uid, 3]),
        reverse("results", args=["fichier", source.uid]),
        reverse("results_item", args=["fichier", source.uid, "satisfied"]),
        reverse("results_score", args=["fichier", source.uid, "score1"]),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert "Reconstruction" in response.content.decode(), page


def test_no_invented_answer_is_on_a_real_organisation_or_region(study, paired):
    """No organisation, no region, no amount goes with a row; the published budgets are joined to nothing."""
    assert {one.organisation_id for one in paired.sheet.respondents} == {None}
    names = {one.territory for one in paired.sheet.respondents}
    assert names == {f"Pair {number:02}" for number in range(1, 16)}
    assert not paired.rules.codes
    real = set(made.published_budgets())
    real |= set(Organisation.objects.values_list("name", flat=True)) - {"Qui mène"}
    real |= set(Territory.objects.values_list("name", flat=True))
    text = json.dumps(
        [
            [one.key, one.side, one.territory, one.stratum, one.answered_by]
            for one in paired.sheet.respondents
        ],
        ensure_ascii=False,
    )
    assert not [name for name in real if name in text]
    # A class of budget holds four pairs or more: none can be told.
    classes = list(made.budget_classes().values())
    assert min(classes.count(one) for one in set(classes)) >= 4
    assert not set(map(str, made.published_budgets().values())) & set(classes)


def test_the_study_opens_in_a_counted_number_of_queries(client, by, study, django_assert_max_num_queries):
    client.force_login(by)
    with django_assert_max_num_queries(22):
        client.get(study.get_absolute_url())
