"""Questionnaires as FHIR R4: every question, condition and silence is there, nothing that was not asked."""

import json
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions.demo import document
from arrimage.apps.questionnaires.document.answers import DECLINED, NOT_APPLICABLE, NOT_ASKED, Reading, value
from arrimage.apps.questionnaires.document.known import known_instrument, known_instruments
from arrimage.apps.questionnaires.document.scores import Score
from arrimage.apps.questionnaires.document.scoring import Outcome, Result, apply
from arrimage.interop.fhir.questionnaires import questionnaire, questionnaire_response
from arrimage.interop.fhir.scores import fhirpath, link_id
from tests.accounts.factories import acting_user
from tests.interop import fhir_r4
from tests.questionnaires.factories import OpeningFactory, PublishedVersionFactory, ResponseFactory

FORM = document("after_three_months")
SAID = questionnaire(FORM, url="https://exemple.invalid/q", version="1", status="active")
ITEMS = {item["linkId"]: item for group in SAID["item"] for item in group["item"]}
RESULT = Result("experience", Outcome.VALUE, 87.5, 10.5, 12.0, 3, 0, 0, None, ())
TYPES = {
    "group",
    "display",
    "boolean",
    "decimal",
    "integer",
    "date",
    "string",
    "text",
    "choice",
    "open-choice",
    "attachment",
}


def test_every_question_is_there_in_order_with_a_type_fhir_knows():
    assert list(ITEMS) == [*FORM.items, "arrimage-score-experience"]
    assert {item["type"] for item in ITEMS.values()} <= TYPES
    assert (SAID["resourceType"], SAID["status"], SAID["version"]) == ("Questionnaire", "active", "1")


def test_the_same_text_is_there_in_the_other_language():
    told = {part["url"]: part for part in ITEMS["listened"]["_text"]["extension"][0]["extension"]}
    assert told["lang"]["valueCode"] == "en"
    assert told["content"]["valueString"] == "I felt listened to, in my own way."


def test_a_simple_condition_is_said_as_fhir_has_it_and_any_other_is_kept():
    assert ITEMS["group_words"]["enableWhen"] == [
        {"question": "what", "operator": "=", "answerCoding": {"code": "group"}}
    ]
    assert "enableWhen" not in ITEMS["how_many_doors"]
    kept = {one["url"].rsplit("/", 1)[-1]: one for one in ITEMS["how_many_doors"]["extension"]}
    assert kept["relevant"]["valueString"] == "${doors} >= 3"
    assert kept["minValue"]["valueInteger"] == 1


def test_points_travel_with_the_answers():
    voice = document("after_the_meeting")
    said = questionnaire(voice, url="x", version="1", status="draft")["item"][0]["item"][1]
    assert [option["valueCoding"]["extension"][0]["valueDecimal"] for option in said["answerOption"]] == [
        1,
        0.5,
        0,
    ]


def test_fhir_has_no_empty_field():
    def look(thing):
        if isinstance(thing, dict):
            assert all(part not in (None, "", [], {}) for part in thing.values())
            for part in thing.values():
                look(part)
        elif isinstance(thing, list):
            for part in thing:
                look(part)

    look(SAID)


def test_each_silence_says_which_it_is():
    answers = {
        "listened": NOT_APPLICABLE,
        "choice": DECLINED,
        "how_many_doors": NOT_ASKED,
        "what": value(("peer", "group")),
        "hope": value(7),
    }
    at = datetime(2026, 5, 1, tzinfo=UTC)
    said = questionnaire_response(FORM, answers, url="x", version="1", is_sent=True, at=at, results=[RESULT])
    items = {item["linkId"]: item for group in said["item"] for item in group["item"]}
    assert items["listened"]["extension"][0]["valueCode"] == "not-applicable"
    assert items["choice"]["extension"][0]["valueCode"] == "asked-declined"
    assert "how_many_doors" not in items
    assert [one["valueCoding"]["code"] for one in items["what"]["answer"]] == ["peer", "group"]
    assert items["hope"]["answer"] == [{"valueInteger": 7}]
    assert (said["status"], said["questionnaire"]) == ("completed", "x|1")
    assert items["arrimage-score-experience"]["answer"] == [{"valueDecimal": 87.5}]


def test_an_anonymous_response_says_no_moment():
    said = questionnaire_response(FORM, {}, url="x", version="1", is_sent=True, at=None)
    assert "authored" not in said


@pytest.mark.django_db
def test_the_team_takes_them_out_and_the_reading_is_journalled(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    author = acting_user(Role.MANAGER)
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    response = ResponseFactory(opening=OpeningFactory(questionnaire=version), status="sent", sent_at=now())
    client.force_login(author)
    sent = client.get(reverse("version_fhir", args=[version.instrument.uid, 1]))
    assert sent["Content-Type"].startswith("application/fhir+json")
    assert json.loads(sent.content)["status"] == "active"
    assert (
        json.loads(client.get(reverse("response_fhir", args=[response.uid])).content)["status"] == "completed"
    )
    assert Entry.objects.filter(action="questionnaire.answers_read").count() == 1
    client.force_login(acting_user(Role.MANAGER))
    assert client.get(reverse("response_fhir", args=[response.uid])).status_code == 404


# --- Against R4 and Structured Data Capture


@pytest.mark.shared
def test_our_reading_of_r4_passes_the_official_examples(shared):
    files = [*(shared / "fhir").glob("*/Questionnaire-*.json")]
    responses = [*(shared / "fhir").glob("*/QuestionnaireResponse-*.json")]
    assert len(files) >= 10
    assert len(responses) >= 5
    for file in files:
        resource = json.loads(file.read_text("utf-8"))
        found = fhir_r4.faults_of(resource)
        if file.name == "Questionnaire-qs1.json":  # its items have no linkId, which R4 does not allow
            assert {fault.split(":")[0] for fault in found} == {"?"}
        else:
            assert found == [], file.name
    for file in responses:
        assert fhir_r4.faults_of_response(json.loads(file.read_text("utf-8"))) == [], file.name


def test_our_reading_of_r4_refuses_what_is_wrong():
    assert fhir_r4.faults_of({"status": "new", "item": [{"linkId": "a", "type": "group", "mistake": 1}]})
    wrong = {"status": "completed", "item": [{"linkId": "zz", "answer": [{"valueInteger": 1}]}]}
    assert fhir_r4.faults_of_response(wrong, SAID) == ["zz: nobody asked"]


@pytest.mark.parametrize("name", ["after_three_months", "after_the_meeting"])
def test_what_goes_out_is_r4(name):
    form = document(name)
    out = questionnaire(form, url="https://exemple.invalid/q", version="1", status="active")
    assert fhir_r4.faults_of(out) == []
    answers = {"hope": value(7), "listened": value("4"), "what": value(("peer",)), "useful": value(4),
               "successes": value(("a", "b")), "choice": DECLINED, "voice": value("yes")}  # fmt: skip
    final = Reading(form, {k: v for k, v in answers.items() if k in form.items}, on=date(2026, 5, 1)).final()
    results = [apply(rule, form, final) for rule in form.scores]
    sent = questionnaire_response(
        form, final, url="x", version="1", is_sent=True, at=None, results=results, file_url=str
    )
    assert fhir_r4.faults_of_response(sent, out) == []
    assert [item["linkId"] for item in sent["item"]][-1] == "arrimage-scores"


@pytest.mark.parametrize("slug", [one.slug for one in known_instruments() if one.form])
def test_known_instruments_go_out_as_r4_with_their_scores(slug):
    form = known_instrument(slug).form
    out = questionnaire(form, url="x", version="1", status="draft")
    assert fhir_r4.faults_of(out) == []
    group = out["item"][-1]
    assert [item["linkId"] for item in group["item"]] == [link_id(rule) for rule in form.scores]
    for item, rule in zip(group["item"], form.scores, strict=True):
        calculated, whole = item["extension"]
        assert calculated["url"].endswith("/sdc-questionnaire-calculatedExpression")
        assert calculated["valueExpression"]["language"] == "text/fhirpath"
        assert Score.from_data(json.loads(whole["valueString"])) == rule


def test_a_plain_sum_is_said_in_fhirpath_and_what_fhirpath_would_not_say_exactly_is_not():
    gad = known_instrument("gad-7").form
    path = fhirpath(gad.scores[0], gad)
    assert path.count("where(linkId='gad7_1').answer.value.weight()") == 2
    assert path.endswith(".sum(), {})")
    assert "count() >= 7" in path
    assert fhirpath(FORM.scores[0], FORM) == ""  # a share


def test_a_score_that_is_none_says_why():
    away = Result("experience", Outcome.NOT_APPLICABLE, None, None, None, 0, 3, 0, None, ())
    said = questionnaire_response(FORM, {}, url="x", version="1", is_sent=True, at=None, results=[away])
    (score,) = said["item"][0]["item"]
    assert score["extension"][0]["valueCode"] == "not-applicable"
    assert "answer" not in score
