"""What the two who run a team answer: apart, side by side, and nobody else's to read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.improvement.actions import assessments, tandem
from arrimage.apps.improvement.models import Assessment
from arrimage.apps.improvement.queries import tandem as queries
from arrimage.apps.improvement.queries.waiting import waiting
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.queries.responses import response_behind


@pytest.fixture
def asked(table, at) -> Assessment:
    look = assessments.begin_assessment(table.committee, by=table.user("lead"), at=at)
    return tandem.ask_tandem(look, by=table.user("lead"), at=at)


def answered(table, asked, name, at, **words) -> None:
    code = tandem.begin_as_tandem(asked, by=table.user(name), at=at, language="fr")
    response = response_behind(code)
    told = {"time": 2, "proud": "On se parle."} | words
    responses.save_answers(response, {item: value(said) for item, said in told.items()}, at=at)
    responses.send_response(response, at=at, code=code)


def test_the_two_answer_apart_and_are_read_side_by_side(table, at, asked):
    answered(table, asked, "ana", at)
    found = queries.sides_of(asked, on=localdate(at))
    assert found.awaited == ("Tandem\xa0: côté médical (Max)",)
    answered(table, asked, "max", at, time=4, proud="On rit.")
    found = queries.sides_of(asked, on=localdate(at))
    assert found.who == ("Tandem\xa0: côté administratif", "Tandem\xa0: côté médical")
    rows = {row.question: row.answers for row in found.rows}
    assert rows["L’horaire laisse du temps pour réfléchir ensemble."] == ("2", "4")
    assert ("On se parle.", "On rit.") in rows.values()


def test_coming_back_opens_the_same_answers(table, at, asked):
    first = tandem.begin_as_tandem(asked, by=table.user("ana"), at=at, language="fr")
    again = tandem.begin_as_tandem(asked, by=table.user("ana"), at=at, language="fr")
    assert response_behind(first) is None
    assert response_behind(again).opening_id == asked.opening_id
    assert asked.opening.responses.count() == 1


def test_nobody_else_answers_for_them(table, at, asked):
    for name in ("lou", "mado", "lead", "coach"):
        with pytest.raises(ValidationError):
            tandem.begin_as_tandem(asked, by=table.user(name), at=at, language="fr")
    look = Assessment.objects.get()
    with pytest.raises(PermissionDenied):
        tandem.ask_tandem(look, by=table.user("lou"), at=at)


def test_what_they_say_is_read_by_them_and_whoever_animates(table, at, asked, client):
    answered(table, asked, "ana", at, proud="Rien que pour nous.")
    page = reverse("team_assessment", args=[asked.uid])

    def reads(user) -> bool:
        client.force_login(user)
        found = client.get(page)
        return found.status_code == 200 and "Rien que pour nous" in found.content.decode()

    everybody = {**table.users, "manager": table.manager}
    assert {name for name, user in everybody.items() if reads(user)} == {"ana", "max", "lead"}
    told = {"strengths": "On se parle.", "to_improve": "", "evidence": "Deux réponses."}
    assessments.write_balance(asked, **told, share=True, by=table.user("lead"), at=at)
    assert {name for name, user in everybody.items() if reads(user)} == {"ana", "max", "lead"}
    client.force_login(table.user("mado"))
    assert "On se parle." in client.get(page).content.decode()


def test_once_the_balance_is_shared_nobody_answers_any_more(table, at, asked):
    told = {"strengths": "On se parle.", "to_improve": "", "evidence": "Deux réponses."}
    assessments.write_balance(asked, **told, share=True, by=table.user("lead"), at=at)
    asked.opening.refresh_from_db()
    assert not asked.opening.is_open(localdate(at))


def test_it_waits_for_the_two_until_it_is_sent(table, at, asked):
    def waits(name) -> bool:
        url = reverse("team_assessment", args=[asked.uid])
        return url in {one.url for one in waiting(table.user(name), at)}

    assert [name for name in table.users if waits(name)] == ["ana", "max"]
    answered(table, asked, "ana", at)
    assert not waits("ana")


def test_writing_the_balance_from_an_older_page_loses_nothing_of_what_was_asked(table, at):
    look = assessments.begin_assessment(table.committee, by=table.user("lead"), at=at)
    older = Assessment.objects.get(pk=look.pk)
    tandem.ask_tandem(look, by=table.user("lead"), at=at)
    told = {"strengths": "On se parle.", "to_improve": "", "evidence": "Deux réponses."}
    kept = assessments.write_balance(older, **told, by=table.user("lead"), at=at)
    assert kept.opening_id is not None
