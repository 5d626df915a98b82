"""Many people at once, and whoever reminds in their midst: nothing lost, nothing twice. On both databases."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from arrimage.apps.inquiry.actions import campaigns, campaigns_answering, campaigns_mail, campaigns_mixing
from arrimage.apps.inquiry.models import Wave
from arrimage.apps.inquiry.queries.campaign_sheets import sheet_of
from arrimage.apps.kernel.models import Mail
from arrimage.apps.questionnaires.actions import responses
from arrimage.apps.questionnaires.actions.responses import Closed
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.models import Response
from arrimage.apps.questionnaires.queries.responses import response_behind

from . import campaign_world as world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(tmp_path, settings):
    """Runs tasks each on a connection of its own. SQLite's tests live in memory: they continue in a file."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    named = connections.databases["default"]
    before = named["NAME"]

    def run(*tasks):
        if connection.vendor == "sqlite" and named["NAME"] == before:
            path = tmp_path / "together.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
            named["NAME"] = str(path)
        with ThreadPoolExecutor(len(tasks)) as pool:
            return [future.result(timeout=120) for future in [pool.submit(_alone, task) for task in tasks]]

    yield run
    named["NAME"] = before


def _alone(task):
    try:
        return task()
    finally:
        connections.close_all()


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_people_answer_at_once_while_others_are_reminded(at_once, mode):
    by = world.leader()
    wave = world.launched(by, mode=mode, count=40)
    said: dict[int, str] = {}

    def people(numbers):
        def answer():
            chance = random.Random(numbers[0])
            for number in numbers:
                code = world.begin(world.invitation(wave, number))
                for attempt in range(3):  # saved as it is typed
                    words = f"{number}: {attempt} {chance.random()}"
                    responses.keep_answers(
                        response_behind(code), world.GIVEN | {"words": value(words)}, at=world.on(7)
                    )
                for _twice in range(2):  # a nervous finger, or a request sent again
                    responses.send_response(response_behind(code), at=world.on(7), code=code)
                said[number] = words

        return answer

    def remind():
        for _ in range(2):
            campaigns_mail.send_reminders(Wave.objects.get(pk=wave.pk), at=world.on(7))

    def answered_before():
        for number in range(3):
            code = world.begin(world.invitation(wave, number))
            responses.save_answers(
                response_behind(code), world.GIVEN | {"words": value(str(number))}, at=world.on(6)
            )
            responses.send_response(response_behind(code), at=world.on(6), code=code)
            said[number] = str(number)

    def read():
        found = Wave.objects.get(pk=wave.pk)
        campaigns.close_wave(found, by=by, at=world.on(12))
        campaigns_mixing.mix_what_is_closed()
        sheet = sheet_of(found, by)
        words = sorted(sheet.answers["words"][one.key].value for one in sheet.respondents)
        reminders = Counter(Mail.objects.filter(template__contains="reminder").values_list("to", flat=True))
        answered = found.invitations.filter(status="answered").count()
        return words, reminders, answered

    at_once(answered_before)
    at_once(*(people(range(first, 30, 6)) for first in range(3, 9)), remind, remind)
    [(words, reminders, answered)] = at_once(read)
    assert words == sorted(said.values())
    assert answered == len(said) == 27 + 3
    assert max(reminders.values()) == 1
    assert not {f"personne{number}@essai.invalid" for number in range(3)} & set(reminders)
    assert {f"personne{number}@essai.invalid" for number in range(30, 40)} <= set(reminders)


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_one_invitation_opened_on_four_devices_gives_one_answer(at_once, mode):
    wave = world.launched(mode=mode, count=6)

    def answer():
        try:
            code = world.begin(world.invitation(wave, 0))
            responses.save_answers(response_behind(code), world.GIVEN, at=world.on(2))
            responses.send_response(response_behind(code), at=world.on(2), code=code)
        except Closed:
            return False
        return True

    outcomes = at_once(answer, answer, answer, answer)
    assert any(outcomes)
    [sent] = at_once(lambda: Response.objects.filter(status="sent").count())
    assert sent == 1


def test_a_closing_in_the_midst_of_answers_keeps_what_was_sent_and_refuses_the_rest(at_once):
    by = world.leader()
    wave = world.launched(by, mode="anonymous", count=24)
    accepted: list[int] = []

    def people(numbers):
        def answer():
            for number in numbers:
                try:
                    world.answer(world.invitation(wave, number))
                except Closed:
                    continue
                accepted.append(number)

        return answer

    def close():
        campaigns.close_wave(Wave.objects.get(pk=wave.pk), by=by, at=world.on(3))
        campaigns_mixing.mix_what_is_closed()

    at_once(*(people(range(first, 24, 4)) for first in range(4)), close)
    [(kept, answered)] = at_once(
        lambda: (
            Response.objects.filter(status="sent", opening=Wave.objects.get(pk=wave.pk).opening_id).count(),
            wave.invitations.filter(status="answered").count(),
        )
    )
    assert kept == answered == len(accepted)


def test_passing_it_on_while_answering_leaves_one_holder(at_once):
    wave = world.launched(mode="named", unit="organisation", count=3)
    one = world.invitation(wave, 0)

    def pass_on(who):
        def act():
            campaigns_answering.pass_on(one, label=who, email=f"{who}@essai.invalid", at=world.on(2))

        return act

    at_once(pass_on("ana"), pass_on("noe"))
    [holder] = at_once(lambda: wave.invitations.get(pk=one.pk).generation)
    assert holder == 3
