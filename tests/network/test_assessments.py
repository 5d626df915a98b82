"""Several organisations answer apart, then compare: nobody is influenced, and nothing is averaged."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import assessments as actions
from arrimage.apps.network.instruments import SCALES, instruments
from arrimage.apps.network.models import Assessment, AssessmentAnswer
from arrimage.apps.network.queries import assessments as queries
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory
from tests.network.test_strategies import Table


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Asked(Table):
    """Three organisations asked: two of the table, and a house outside it."""

    def __init__(self) -> None:
        super().__init__()
        self.house = OrganisationFactory(name="La Maison")
        self.keeper = acting_user(Role.WORKER, organisation=self.house)
        self.assessment = actions.open_assessment(
            self.network,
            "success",
            organisations=[self.centre, self.coalition, self.house],
            closes_on=today() + timedelta(days=20),
            by=self.manager,
            at=now(),
        )

    def answer(self, user, *, finish: bool = True, **values: str):
        reply = queries.reply_of(user, self.assessment)
        given = {"by": user, "at": now()}
        said = {item: (value, "") for item, value in values.items()}
        reply = actions.save_answers(reply, said, **given)
        return actions.finish(reply, **given) if finish else reply

    def compare(self, user):
        return actions.compare(queries.reply_of(user, self.assessment), by=user, at=now())

    def seen_by(self, user, item: str = "governance") -> set[str]:
        views = queries.comparison(user, self.assessment)
        view = next(view for view in views if view.code == item)
        return {organisation.name for who in view.by_value.values() for organisation, _words in who}


@pytest.fixture
def asked(db):
    return Asked()


def test_every_instrument_is_whole(db):
    assert set(instruments()) == {"success", "chronic_care", "family_doctors"}
    assert [len(part["item"]) for part in instruments()["chronic_care"]["part"]] == [6]
    for one in instruments().values():
        codes = [item["code"] for part in one["part"] for item in part["item"]]
        assert len(codes) == len(set(codes))
        assert one["source"]
        for part in one["part"]:
            assert part["scale"] in SCALES
            assert all(item["text"] and item["text_en"] for item in part["item"])


def test_those_asked_are_written_to(asked):
    assert {message.to[0] for message in mail.outbox} >= {asked.keeper.email, asked.worker.email}
    assert "La Maison" in "".join(message.body for message in mail.outbox)


def test_one_answer_alone_compares_with_nothing(asked):
    given = {"by": asked.manager, "at": now()}
    with pytest.raises(ValidationError):
        actions.open_assessment(
            asked.network, "success", organisations=[asked.house], closes_on=today(), **given
        )
    with pytest.raises(ValidationError):
        actions.open_assessment(
            asked.network,
            "success",
            organisations=[asked.house, asked.centre],
            closes_on=today(),
            **given,
        )
    with pytest.raises(PermissionDenied):
        actions.open_assessment(
            asked.network,
            "success",
            organisations=[asked.house, asked.centre],
            closes_on=today() + timedelta(days=3),
            by=asked.worker,
            at=now(),
        )


def test_nobody_reads_the_others_before_having_finished_and_chosen_to(asked):
    asked.answer(asked.worker, governance="4")
    asked.answer(asked.keeper, finish=False, governance="1")
    assert asked.seen_by(asked.keeper) == set()  # its own are not finished, and it may not see more
    assert asked.seen_by(asked.manager) == set()  # not even who opened it
    with pytest.raises(ValidationError):
        asked.compare(asked.keeper)
    asked.answer(asked.keeper, governance="1")
    assert asked.seen_by(asked.keeper) == {"La Maison"}
    asked.compare(asked.keeper)
    assert asked.seen_by(asked.keeper) == {"La Maison", "Le regroupement"}
    assert asked.seen_by(asked.worker) == {"Le regroupement"}


def test_what_is_not_finished_is_seen_by_nobody_even_closed(asked):
    asked.answer(asked.keeper, finish=False, governance="1")
    actions.change_status(asked.assessment, "closed", by=asked.manager, at=now())
    asked.assessment.refresh_from_db()
    for user in (asked.manager, asked.worker):
        assert asked.seen_by(user) == set()


def test_once_closed_the_whole_network_compares(asked):
    asked.answer(asked.keeper, governance="1")
    closed = actions.change_status(asked.assessment, "closed", by=asked.manager, at=now())
    assert closed.closed_at
    asked.assessment.refresh_from_db()
    assert asked.seen_by(asked.manager) == {"La Maison"}
    with pytest.raises(ValidationError):
        asked.answer(asked.worker, governance="2")


def test_having_read_the_others_ones_own_answers_no_longer_move(asked):
    asked.answer(asked.keeper, governance="1")
    reply = queries.reply_of(asked.keeper, asked.assessment)
    actions.reopen(reply, by=asked.keeper, at=now())
    asked.answer(asked.keeper, governance="2")
    asked.compare(asked.keeper)
    with pytest.raises(ValidationError):
        actions.reopen(reply, by=asked.keeper, at=now())
    with pytest.raises(ValidationError):
        asked.answer(asked.keeper, governance="3")


def test_closing_to_read_then_opening_again_moves_nobodys_answers(asked):
    asked.answer(asked.keeper, governance="1")
    for status in ("closed", "open"):
        actions.change_status(asked.assessment, status, by=asked.manager, at=now())
    reply = asked.assessment.replies.get(organisation=asked.keeper.acting.organisation)
    with pytest.raises(ValidationError):
        actions.reopen(reply, by=asked.keeper, at=now())


def test_no_answer_not_knowing_and_not_concerned_are_three_things(asked):
    asked.answer(asked.worker, governance="1", leadership="unknown", workers="na")
    asked.answer(asked.keeper, governance="4", planning="2")
    actions.change_status(asked.assessment, "closed", by=asked.manager, at=now())
    asked.assessment.refresh_from_db()
    views = {view.code: view for view in queries.comparison(asked.manager, asked.assessment)}
    assert views["governance"].distance == 3
    assert next(iter(views)) == "governance"  # where views part most comes first
    assert [str(label) for label, _who in views["leadership"].apart] == ["Nous ne savons pas"]
    assert views["leadership"].placed == 0
    assert [str(label) for label, _who in views["workers"].apart] == ["Ne s’applique pas à nous"]
    assert [one.name for one in views["workers"].silent] == ["La Maison"]


def test_only_its_keepers_answer_for_an_organisation(asked):
    reply = queries.reply_of(asked.keeper, asked.assessment)
    visitor = acting_user(Role.RESOURCE_PATIENT, organisation=asked.house)
    for user in (asked.worker, visitor):
        with pytest.raises(PermissionDenied):
            actions.save_answers(reply, {"governance": ("1", "")}, by=user, at=now())
    with pytest.raises(ValidationError):
        actions.save_answers(reply, {"unheard_of": ("1", "")}, by=asked.keeper, at=now())
    with pytest.raises(ValidationError):
        actions.save_answers(reply, {"governance": ("9", "")}, by=asked.keeper, at=now())
    with pytest.raises(ValidationError):
        actions.finish(reply, by=asked.keeper, at=now())  # nothing answered yet


def test_it_closes_by_itself_after_its_last_day(asked):
    assert actions.close_ended(at=now() + timedelta(days=19)) == 0
    assert actions.close_ended(at=now() + timedelta(days=22)) == 1
    assert actions.close_ended(at=now() + timedelta(days=22)) == 0
    asked.assessment.refresh_from_db()
    assert asked.assessment.status == Assessment.Status.CLOSED
    with pytest.raises(ValidationError):
        actions.change_status(asked.assessment, "open", by=asked.manager, at=now() + timedelta(days=22))
    reopened = actions.change_status(asked.assessment, "open", by=asked.manager, at=now())
    assert reopened.closed_at is None
    with pytest.raises(PermissionDenied):
        actions.change_status(asked.assessment, "closed", by=asked.worker, at=now())


def test_what_was_asked_stays_as_it_stood(asked):
    assert asked.assessment.statements == instruments()["success"]
    assert len(asked.assessment.items) == 19


# --- Pages


def test_an_organisation_answers_compares_and_exports_from_the_pages(client, asked):
    asked.answer(asked.worker, governance="4")
    address = asked.assessment.get_absolute_url()
    answering = reverse("assessment_answer", args=[asked.network.uid, asked.assessment.uid])
    act = reverse("assessment_do", args=[asked.network.uid, asked.assessment.uid])
    client.force_login(asked.keeper)
    assert client.get(reverse("assessments", args=[asked.network.uid])).status_code == 200
    assert "Donner notre regard" in client.get(address).content.decode()
    assert client.get(answering).status_code == 200
    assert client.post(answering, {"governance_value": "9"}).status_code == 422
    said = {"governance_value": "1", "governance_words": "On attend encore.", "do": "keep"}
    assert client.post(answering, said).status_code == 302
    assert client.get(address + "?export=csv").headers["Content-Type"].startswith("text/html")
    assert client.post(answering, said | {"do": "finish"}).status_code == 302
    assert client.post(act, {"do": "compare"}).status_code == 302
    page = client.get(address).content.decode()
    assert "On attend encore." in page
    assert "Le regroupement" in page
    assert "moyenne" not in page.lower()
    exported = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "On attend encore." in exported
    assert client.post(act, {"do": "reopen"}, follow=True).status_code == 200
    assert client.post(act, {"do": "dance"}).status_code == 400
    assert client.post(act, {"do": "close"}).status_code == 403
    assert "assessment.compared" in Entry.objects.values_list("action", flat=True)


def test_comparing_costs_few_queries(client, asked, django_assert_max_num_queries):
    asked.answer(asked.worker, governance="4", planning="unknown")
    asked.answer(asked.keeper, governance="1")
    actions.change_status(asked.assessment, "closed", by=asked.manager, at=now())
    client.force_login(asked.worker)
    with django_assert_max_num_queries(20):
        client.get(asked.assessment.get_absolute_url())


def test_it_is_opened_and_closed_from_the_pages(client, asked):
    client.force_login(asked.manager)
    new = reverse("assessment_new", args=[asked.network.uid])
    assert client.get(new).status_code == 200
    closes = (today() + timedelta(days=9)).isoformat()
    said = {"instrument": "chronic_care", "closes_on": closes}
    assert client.post(new, said).status_code == 422
    both = [asked.centre.pk, asked.coalition.pk]
    assert client.post(new, said | {"organisations": both[:1]}).status_code == 422
    opened = client.post(new, said | {"organisations": both})
    assert opened.status_code == 302
    act = reverse("assessment_do", args=[asked.network.uid, asked.assessment.uid])
    assert client.post(act, {"do": "close"}).status_code == 302
    assert client.post(act, {"do": "open"}).status_code == 302


def test_who_was_not_asked_and_is_not_of_the_network_sees_nothing(client, asked):
    client.force_login(acting_user(Role.MANAGER))
    assert client.get(asked.assessment.get_absolute_url()).status_code == 404
    assert not AssessmentAnswer.objects.exists()
