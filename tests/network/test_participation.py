"""What became of what we said: an answer is owed, a refusal says why, and silence is recalled."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import participation as actions
from arrimage.apps.network.models import Contribution
from arrimage.apps.network.queries import participation as queries
from tests.accounts.factories import acting_user
from tests.network.test_governance import Governed

pytestmark = pytest.mark.django_db
State = Contribution.State


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Saying(Governed):
    def __init__(self) -> None:
        super().__init__()
        self.person = acting_user(Role.RESOURCE_PATIENT, organisation=self.centre)

    def say(self, words: str = "On attend trop.", *, ago: int = 0, by=None, **said) -> Contribution:
        at = now() - timedelta(days=ago)
        return actions.contribute(
            self.network, words=words, voice="person", by=by or self.person, at=at, **said
        )

    def answer(self, contribution, outcome: str = "explained", **said):
        given = {"words": "Voici.", "by": self.manager, "at": now()} | said
        actions.answer(contribution, outcome=outcome, **given)
        contribution.refresh_from_db()
        return contribution

    def listed(self, user=None, **said):
        found = queries.said_within_a_year(user or self.worker, self.network, on=today(), **said)
        return [one.words for one in found]


@pytest.fixture
def table():
    return Saying()


def test_an_answer_is_owed_within_thirty_days(table):
    said = table.say()
    assert (said.state, said.answer_by) == (State.WAITING, today() + timedelta(days=30))
    with pytest.raises(ValidationError):
        table.say(said_on=today() + timedelta(days=1))


def test_who_takes_no_part_neither_says_nor_reads(table):
    table.say()
    stranger = acting_user(Role.MANAGER)
    with pytest.raises(PermissionDenied):
        table.say(by=stranger)
    assert table.listed(stranger) == []
    assert table.listed() == ["On attend trop."]


@pytest.mark.parametrize(
    ("outcome", "missing", "right"),
    [
        ("changed", "changed", {"changed": "La porte ouvre le soir."}),
        ("refused", "why", {"why": "La loi ne le permet pas."}),
        ("promised", "back_on", {"back_on": "later"}),
        ("explained", "words", {"words": "Voici."}),
    ],
)
def test_an_answer_says_what_its_outcome_asks(table, outcome, missing, right):
    said = table.say()
    if "back_on" in right:
        right = {"back_on": today() + timedelta(days=20)}
    wrong = {"words": " "} if missing == "words" else {}
    with pytest.raises(ValidationError) as refusal:
        table.answer(said, outcome, **wrong)
    assert missing in refusal.value.message_dict
    table.answer(said, outcome, **right)
    assert said.state == (State.PROMISED if outcome == "promised" else State.ANSWERED)


def test_only_those_who_speak_for_the_network_answer(table):
    said = table.say()
    for user in (table.worker, table.person, acting_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            table.answer(said, by=user)


def test_a_promise_is_owed_on_its_day(table):
    said = table.answer(table.say(), "promised", back_on=today() + timedelta(days=10))
    assert said.answer_by == today() + timedelta(days=10)
    assert said.is_owed
    table.answer(said, "changed", changed="C’est fait.")
    assert said.state == State.ANSWERED
    with pytest.raises(ValidationError):
        table.answer(said)  # answered: it reopens when it is not enough


def test_whoever_said_it_says_whether_it_is_enough(table):
    said = table.answer(table.say())
    for user in (table.worker, table.manager):
        with pytest.raises(PermissionDenied):
            actions.judge(said, is_enough=True, by=user, at=now())
    again = actions.judge(said, is_enough=False, by=table.person, at=now())
    assert (again.state, again.answer_by) == (State.AGAIN, today() + timedelta(days=30))
    table.answer(said)
    assert actions.judge(said, is_enough=True, by=table.person, at=now()).state == State.HEARD


def test_who_wrote_for_somebody_says_it_with_them(table):
    said = table.say(by=table.worker, is_own=False)
    with pytest.raises(ValidationError):
        actions.judge(said, is_enough=True, by=table.worker, at=now())  # no answer yet
    table.answer(said)
    colleague = acting_user(Role.PEER_HELPER, organisation=table.coalition)
    assert actions.judge(said, is_enough=True, by=colleague, at=now()).state == State.HEARD


def test_what_waits_comes_first_the_longest_overdue_before(table):
    table.answer(table.say("répondu", ago=3))
    table.say("d’hier", ago=1)
    table.say("en retard", ago=60)
    table.answer(table.say("promis", ago=5), "promised", back_on=today() + timedelta(days=5))
    assert table.listed() == ["en retard", "d’hier", "promis", "répondu"]


def test_a_year_is_shown_and_nothing_that_waits_grows_too_old(table):
    table.say("vieux, sans réponse", ago=500)
    old = table.answer(table.say("vieux, répondu", ago=500))
    assert table.listed() == ["vieux, sans réponse"]
    assert set(table.listed(year=old.said_on.year)) >= {"vieux, sans réponse", "vieux, répondu"}


def test_the_account_counts_facts(table):
    table.say("en retard", ago=60)
    table.answer(table.say("refusé"), "refused", why="Trop cher.")
    table.answer(table.say("changé"), "changed", changed="La porte.")
    found = queries.said_within_a_year(table.worker, table.network, on=today())
    account = queries.account_of(found, on=today())
    assert (account.said, account.waiting, account.late, account.refused, account.changed) == (3, 1, 1, 1, 1)


# --- Reminders


def test_silence_is_recalled_each_week_until_there_is_an_answer(table):
    said = table.say(ago=40)
    mail.outbox.clear()
    assert actions.remind(at=now()) == 1
    assert mail.outbox
    body = mail.outbox[0].body
    assert "On attend trop" not in body  # the mail says that something waits, never what
    assert str(said.uid) in body
    assert actions.remind(at=now() + timedelta(days=6)) == 0
    assert actions.remind(at=now() + timedelta(days=8)) == 1
    table.answer(said)
    assert actions.remind(at=now() + timedelta(days=30)) == 0


def test_it_is_the_coordinator_who_is_reminded_where_there_is_one(table):
    from arrimage.apps.network.actions import joint_seat

    coordinator = acting_user(Role.NETWORK_COORDINATOR, organisation=table.centre)
    mandate = joint_seat.propose_mandate(table.network, coordinator, by=table.manager, at=now())
    joint_seat.say_yes(mandate, by=table.coordinating, at=now())
    table.say(ago=40)
    mail.outbox.clear()
    actions.remind(at=now())
    assert [message.to for message in mail.outbox] == [[coordinator.email]]


def test_the_person_is_told_that_there_is_an_answer(table):
    said = table.say()
    mail.outbox.clear()
    table.answer(said)
    assert [message.to for message in mail.outbox] == [[table.person.email]]


# --- Pages


def test_the_page_answers_what_became_of_it(client, table, django_assert_max_num_queries):
    table.say("En attente", ago=40)
    table.answer(table.say("Changé"), "changed", changed="La porte ouvre le soir.")
    client.force_login(table.worker)
    address = reverse("participation", args=[table.network.uid])
    with django_assert_max_num_queries(22):
        page = client.get(address).content.decode()
    assert page.index("En attente") < page.index("La porte ouvre le soir.")
    assert "Une réponse était due" in page
    assert client.get(f"{address}?annee={today().year}").status_code == 200
    exported = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "La porte ouvre le soir." in exported
    assert client.get(address + "?export=xlsx").status_code == 200


def test_it_is_said_answered_and_judged_from_the_pages(client, table):
    client.force_login(table.person)
    new = reverse("contribution_new", args=[table.network.uid])
    assert client.get(new).status_code == 200
    assert client.post(new, {"words": ""}).status_code == 422
    words = {"words": "Une horloge.", "voice": "person", "is_own": "own", "said_on": today().isoformat()}
    assert client.post(new, words).status_code == 302
    said = Contribution.objects.get()
    address = said.get_absolute_url()
    assert client.get(address).status_code == 200
    assert client.post(address, {"outcome": "explained", "words": "X"}).status_code == 404
    client.force_login(table.manager)
    assert client.post(address, {"outcome": "refused", "words": "Non."}).status_code == 422
    assert client.post(address, {"outcome": "explained", "words": "Elle est là."}).status_code == 302
    judge = reverse("contribution_judge", args=[table.network.uid, said.uid])
    assert client.post(judge, {"do": "heard"}).status_code == 404
    client.force_login(table.person)
    assert "Elle est là." in client.get(address).content.decode()
    assert client.post(judge, {"do": "dance"}).status_code == 400
    assert client.post(judge, {"do": "again"}).status_code == 302
    said.refresh_from_db()
    assert said.state == State.AGAIN
