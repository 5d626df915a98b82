"""What was published has not changed, and the scores kept are what the answers add up to."""

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions import openings as opening_actions
from arrimage.apps.questionnaires.actions import responses as answering
from arrimage.apps.questionnaires.actions.scores import correct_scores
from arrimage.apps.questionnaires.document.answers import NOT_APPLICABLE, value
from arrimage.apps.questionnaires.models import ResponseScore, Version
from arrimage.cli.questionnaires import questionnaires
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import FORM, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def author():
    return acting_user(Role.MANAGER)


@pytest.fixture
def opening(author):
    version = writing.publish(writing.create_instrument(FORM, by=author, at=now()), by=author, at=now())
    return opening_actions.open_questionnaire(version, title="Essai", told=[author], by=author, at=now())


def answered(opening, **answers):
    response, _code = answering.start_response(opening, at=now())
    answers = {name: value(one) for name, one in answers.items()} or {"met": value("yes")}
    answering.save_answers(response, {"liked": NOT_APPLICABLE} | answers, at=now())
    return answering.send_response(response, at=now())


def verified(*options: str):
    done = CliRunner().invoke(questionnaires, ["verify", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


# --- Scores


def test_a_score_that_agrees_is_left_as_it_is(author, opening):
    response = answered(opening)
    assert correct_scores(response, at=now()) == []
    assert not response.scores.get().disagrees
    assert not Entry.objects.filter(action="questionnaire.scores_corrected").exists()


@pytest.mark.parametrize(
    "kept",
    [
        {"value": "7"},
        {"value": ""},
        {"value": "n’importe quoi"},
        {"value": "[1]"},
        {"value": "", "outcome": "not_enough"},
    ],
)
def test_a_score_that_disagrees_is_worked_out_again_and_marked(author, opening, kept):
    response = answered(opening)
    score = response.scores.get()
    for name, one in kept.items():
        setattr(score, name, one)
    score.save()
    assert correct_scores(response, at=now(), by=author) == ["useful"]
    score.refresh_from_db()
    assert (json.loads(score.value), score.outcome, score.disagrees) == (1, "value", True)
    assert correct_scores(response, at=now(), by=author) == []
    assert Entry.objects.filter(action="questionnaire.scores_corrected").count() == 1


def test_a_score_that_was_lost_is_worked_out_again(opening):
    response = answered(opening)
    response.scores.all().delete()
    assert correct_scores(response, at=now()) == ["useful"]
    assert response.scores.get().disagrees


def test_what_is_not_sent_has_no_score_to_correct(opening):
    response, _code = answering.start_response(opening, at=now())
    assert correct_scores(response, at=now()) == []
    assert not ResponseScore.objects.exists()


def test_the_page_of_an_answer_says_that_its_score_was_wrong(client, author, opening):
    response = answered(opening)
    client.force_login(author)
    page = reverse("response", args=[response.uid])
    assert "calculé de nouveau" not in client.get(page).content.decode()
    ResponseScore.objects.update(outcome="not_applicable")
    for _ in range(2):  # it is still said later on
        assert "calculé de nouveau" in client.get(page).content.decode()


# --- The command


def test_when_nothing_has_changed_the_command_says_so(opening):
    answered(opening)
    VersionFactory()
    done = verified("--json")
    found = {"versions": 1, "changed": [], "responses": 1, "corrected": []}
    assert (done.exit_code, json.loads(done.output)) == (0, found)


def test_a_published_version_that_changed_is_reported_and_its_scores_left_alone(opening):
    response = answered(opening)
    version = opening.questionnaire
    content = version.content | {"scores": [version.content["scores"][0] | {"multiplied_by": 10}]}
    Version.objects.filter(pk=version.pk).update(content=content)
    done = verified("--json")
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert [one["number"] for one in found["changed"]] == [1]
    assert json.loads(response.scores.get().value) == 1
    assert "Changée depuis sa publication : Un essai, version 1" in verified().output


def test_a_retired_version_is_verified_too(author, opening):
    writing.retire(opening.questionnaire, by=author, at=now())
    Version.objects.update(content={})
    assert verified().exit_code == 1


def test_a_wrong_score_is_reported_once(opening):
    response = answered(opening)
    ResponseScore.objects.update(outcome="not_applicable")
    done = verified()
    assert done.exit_code == 1
    assert f"useful, réponse {response.uid}" in done.output
    assert verified().exit_code == 0


def test_verifying_many_answers_costs_few_queries(opening, django_assert_max_num_queries):
    for _ in range(12):
        answered(opening)
    with django_assert_max_num_queries(6):
        assert verified().exit_code == 0
