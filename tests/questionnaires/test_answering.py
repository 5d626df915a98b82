"""Answering: kept as one goes, resumed elsewhere, sent once, changed until the closing."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import Mail
from arrimage.apps.questionnaires.actions import responses as actions
from arrimage.apps.questionnaires.actions.responses import Closed
from arrimage.apps.questionnaires.document.answers import DECLINED, NO_ANSWER, NOT_APPLICABLE, value
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    to_data,
)
from arrimage.apps.questionnaires.models import Alert, Response, ResponseAnswer
from arrimage.apps.questionnaires.queries import responses as queries
from tests.accounts.factories import MembershipFactory, acting_user
from tests.questionnaires.factories import OpeningFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def opening():
    return OpeningFactory()


def begin(client, opening) -> str:
    """Press «begin» on the page; the personal code."""
    response = client.post(reverse("questionnaire", args=[opening.uid]))
    return re.search(r"mes-reponses/([\w-]+)/1/", response["Location"]).group(1)


def states(response: Response) -> dict[str, str]:
    return dict(response.answers.values_list("item", "state"))


# --- The pages


def test_opening_the_page_begins_nothing(client, opening):
    page = client.get(reverse("questionnaire", args=[opening.uid]))
    assert page.status_code == 200
    assert not Response.objects.exists()


def test_one_answers_screen_by_screen_and_sends(client, opening):
    code = begin(client, opening)
    first, second = reverse("answer", args=[code, 1]), reverse("answer", args=[code, 2])
    review = reverse("answer_review", args=[code])
    sent = client.post(first, {"met": "no", "liked": "not_applicable", "shown": "met liked"})
    assert sent["Location"] == second
    assert client.post(second, {"words": "Merci", "harm": "no"})["Location"] == review
    assert "Merci" in client.get(review).content.decode()
    client.post(review)
    response = Response.objects.get()
    assert response.is_sent
    assert states(response) == {
        "met": "value",
        "times": "not_asked",
        "liked": "not_applicable",
        "words": "value",
        "harm": "value",
    }
    assert response.scores.get().outcome == "value"
    assert "Merci" in client.get(reverse("answer_copy", args=[code])).content.decode()


def test_a_missing_answer_stays_on_the_screen_and_the_others_are_kept(client, opening):
    code = begin(client, opening)
    page = client.post(reverse("answer", args=[code, 1]), {"met": "", "liked": "yes", "shown": "met liked"})
    assert page.status_code == 422
    assert 'href="#q-met-1"' in page.content.decode()
    assert states(Response.objects.get())["liked"] == "value"
    client.post(reverse("answer_review", args=[code]))
    assert not Response.objects.get().is_sent


def test_without_a_script_an_answer_opens_its_question_on_the_same_screen(client, opening):
    code = begin(client, opening)
    first = reverse("answer", args=[code, 1])
    assert 'data-item="times" data-kind="number" hidden' in client.get(first).content.decode()
    assert client.post(first, {"met": "yes", "shown": "met liked"})["Location"] == first
    assert 'data-item="times" data-kind="number" hidden' not in client.get(first).content.decode()
    onward = client.post(first, {"met": "yes", "times": "3", "shown": "met times liked"})
    assert onward["Location"] == reverse("answer", args=[code, 2])


def test_a_limit_is_said_in_its_own_words(client, opening):
    code = begin(client, opening)
    page = client.post(
        reverse("answer", args=[code, 1]), {"met": "yes", "times": "60", "shown": "met times liked"}
    )
    assert "Pas plus de 50 fois." in page.content.decode()


def test_answers_are_kept_while_one_types(client, opening):
    code = begin(client, opening)
    kept = client.post(reverse("answer_keep", args=[code, 1]), {"met": "yes", "times": "abc"})
    assert kept.status_code == 200
    assert states(Response.objects.get()) == {"met": "value", "liked": "none"}


def test_one_goes_on_elsewhere_with_the_code(client, opening):
    code = begin(client, opening)
    typed = code.replace("-", " ").upper()
    assert client.post(reverse("resume"), {"code": typed})["Location"] == reverse("answer", args=[code, 1])
    unknown = client.post(reverse("resume"), {"code": "abcd-efgh-jkmn-pqrs"})
    assert unknown.status_code == 422


def test_no_page_of_answers_is_kept_or_passed_on(client, opening):
    code = begin(client, opening)
    page = client.get(reverse("answer", args=[code, 1]))
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert client.get(reverse("answer", args=["abcd-efgh-jkmn-pqrs", 1])).status_code == 404


def test_a_closed_questionnaire_takes_nothing_and_says_so(client, opening):
    code = begin(client, opening)
    opening.closed_at = now()
    opening.save()
    client.post(reverse("questionnaire", args=[opening.uid]))
    assert Response.objects.count() == 1
    client.post(reverse("answer", args=[code, 1]), {"met": "yes"})
    assert states(Response.objects.get()) == {}
    assert client.get(reverse("answer_review", args=[code])).status_code == 200


# --- What is kept


@pytest.fixture
def response(opening) -> Response:
    return actions.start_response(opening, at=now())[0]


def test_what_is_written_cannot_be_read_in_the_database(response):
    actions.save_answers(response, {"words": value("Un secret")}, at=now())
    with connection.cursor() as cursor:
        cursor.execute("select value from questionnaires_responseanswer")
        assert "secret" not in cursor.fetchone()[0]
    assert queries.answers_of(response) == {"words": value("Un secret")}


def test_only_the_digest_of_a_code_is_kept(opening):
    response, code = actions.start_response(opening, at=now())
    assert code.replace("-", "") not in response.code_digest
    assert queries.response_behind(code.upper()) == response


def test_an_item_has_one_answer(response):
    actions.save_answers(response, {"met": value("yes")}, at=now())
    actions.save_answers(response, {"met": DECLINED}, at=now())
    assert states(response) == {"met": "declined"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseAnswer.objects.create(response=response, item="met", state="none")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseAnswer.objects.create(response=response, item="liked", state="none", value="x")


def test_sending_twice_changes_nothing(response):
    actions.save_answers(response, {"met": value("no")}, at=now())
    first = actions.send_response(response, at=now())
    assert actions.send_response(response, at=now() + timedelta(hours=1)).sent_at == first.sent_at


def test_what_is_missing_cannot_be_sent(response):
    with pytest.raises(ValidationError):
        actions.send_response(response, at=now())


def test_a_change_after_sending_counts_at_once(response):
    actions.save_answers(response, {"met": value("yes"), "liked": NOT_APPLICABLE}, at=now())
    actions.send_response(response, at=now())
    actions.save_answers(response, {"met": value("no"), "liked": value("yes")}, at=now())
    assert queries.answers_of(response)["met"] == value("no")
    assert response.scores.get().value == "1"
    with pytest.raises(ValidationError):
        actions.save_answers(response, {"met": NO_ANSWER}, at=now())


def test_nothing_changes_after_sending_where_that_was_said(response):
    response.opening.may_be_changed = False
    response.opening.save()
    actions.save_answers(response, {"met": value("no")}, at=now())
    actions.send_response(response, at=now())
    with pytest.raises(Closed):
        actions.save_answers(response, {"met": value("yes")}, at=now())


def test_nothing_changes_from_the_closing_day_on(response):
    response.opening.closes_on = today()
    response.opening.save()
    with pytest.raises(Closed):
        actions.save_answers(response, {"met": value("yes")}, at=now())


def test_an_answer_to_nothing_asked_is_not_kept(response):
    actions.save_answers(response, {"invented": value("x")}, at=now())
    assert states(response) == {}


def test_keeping_a_screen_costs_few_queries(response, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        actions.save_answers(response, {"met": value("yes"), "times": value(3)}, at=now())


# --- Alerts


def test_an_alert_is_told_at_once_to_those_named(client, response):
    supervisor = acting_user(Role.CLINICAL_SUPERVISOR, organisation=response.opening.organisation)
    response.opening.told.add(supervisor)
    actions.keep_answers(response, {"harm": value("yes")}, at=now())
    assert not Alert.objects.exists()
    for _ in range(2):
        actions.save_answers(response, {"harm": value("yes")}, at=now())
    alert = Alert.objects.get()
    assert Mail.objects.count() == 1
    assert list(queries.alerts_visible_to(supervisor)) == [alert]
    assert Entry.objects.filter(action="questionnaire.alert_raised").count() == 1
    client.force_login(supervisor)
    assert "Pensez-vous à mourir" in client.get(reverse("alerts")).content.decode()
    client.post(reverse("alerts"), {"alert": alert.uid})
    alert.refresh_from_db()
    assert alert.taken_up_by == supervisor


def test_the_person_is_told_where_to_call_at_once(client, opening):
    code = begin(client, opening)
    page = client.post(reverse("answer", args=[code, 2]), {"harm": "yes"}, follow=True)
    assert "988" in page.content.decode().split("</header>")[1].split("<footer")[0]


def test_an_alert_is_nobody_elses(response):
    colleague = acting_user(Role.MANAGER, organisation=response.opening.organisation)
    actions.save_answers(response, {"harm": value("yes")}, at=now())
    assert not queries.alerts_visible_to(colleague).exists()


def test_somebody_who_left_is_shown_no_alert(response):
    supervisor = acting_user(Role.CLINICAL_SUPERVISOR, organisation=response.opening.organisation)
    response.opening.told.add(supervisor)
    actions.save_answers(response, {"harm": value("yes")}, at=now())
    supervisor.act_as(MembershipFactory(user=supervisor, role=Role.CLINICAL_SUPERVISOR))
    assert not queries.alerts_visible_to(supervisor).exists()


# --- Two hundred questions


@pytest.fixture
def long_code(client) -> str:
    """A questionnaire of 200 questions, all answered but not sent."""
    choices = tuple(Choice(str(number), {"fr": f"Réponse {number}"}) for number in range(5))
    sections = tuple(
        Section(
            f"s{part}",
            tuple(
                Item(
                    f"q{part}_{number}",
                    Kind.SINGLE,
                    {"fr": "?"},
                    choices=choices,
                    relevant=f"${{q{part}_{number - 1}}} != '4'" if number else "",
                )
                for number in range(10)
            ),
        )
        for part in range(20)
    )
    form = Questionnaire({"fr": "Long"}, sections)
    opening = OpeningFactory(questionnaire__content=to_data(form))
    response, code = actions.start_response(opening, at=now())
    actions.save_answers(response, {name: value("2") for name in form.items}, at=now())
    return code


def test_keeping_an_answer_of_a_long_questionnaire_costs_few_queries(
    client, long_code, django_assert_num_queries
):
    """Whose answers, what was said, then in one transaction: the lock, the answers, the moment."""
    typed = {f"q3_{number}": "1" for number in range(10)}
    client.post(reverse("answer_keep", args=[long_code, 4]), typed)
    with django_assert_num_queries(5 + 2):  # two more for the transaction inside the test's own
        client.post(reverse("answer_keep", args=[long_code, 4]), typed)
    with django_assert_num_queries(6 + 2):  # the answers once more, under the lock
        sent = client.post(reverse("answer", args=[long_code, 4]), typed)
    assert sent["Location"] == reverse("answer", args=[long_code, 5])


def test_a_published_document_is_read_once_by_a_process(long_code, django_assert_num_queries):
    first = queries.response_behind(long_code).questionnaire.form
    with django_assert_num_queries(1) as asked:
        assert queries.response_behind(long_code).questionnaire.form is first
    assert '"content"' not in asked.captured_queries[0]["sql"]
