"""Questionnaires as FHIR R4: every question, condition and silence is there, nothing that was not asked."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions.demo import document
from arrimage.apps.questionnaires.document.answers import DECLINED, NOT_APPLICABLE, NOT_ASKED, value
from arrimage.interop.fhir.questionnaires import questionnaire, questionnaire_response
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import OpeningFactory, PublishedVersionFactory, ResponseFactory

FORM = document("after_three_months")
SAID = questionnaire(FORM, url="https://exemple.invalid/q", version="1", status="active")
ITEMS = {item["linkId"]: item for group in SAID["item"] for item in group["item"]}
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
}


def test_every_question_is_there_in_order_with_a_type_fhir_knows():
    assert list(ITEMS) == list(FORM.items)
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
    said = questionnaire_response(
        FORM, answers, url="x", version="1", is_sent=True, at=at, scores={"experience": 87.5}
    )
    items = {item["linkId"]: item for group in said["item"] for item in group["item"]}
    assert items["listened"]["extension"][0]["valueCode"] == "not-applicable"
    assert items["choice"]["extension"][0]["valueCode"] == "asked-declined"
    assert "how_many_doors" not in items
    assert [one["valueCoding"]["code"] for one in items["what"]["answer"]] == ["peer", "group"]
    assert items["hope"]["answer"] == [{"valueInteger": 7}]
    assert (said["status"], said["questionnaire"]) == ("completed", "x|1")
    assert said["extension"][0]["extension"][1]["valueDecimal"] == 87.5


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
