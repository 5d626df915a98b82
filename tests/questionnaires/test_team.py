"""Questionnaires at work: versions that never change, openings, and who reads what was answered."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models.entity import StaleVersion
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions import openings as opening_actions
from arrimage.apps.questionnaires.actions import responses as answering
from arrimage.apps.questionnaires.document import comparing
from arrimage.apps.questionnaires.document.answers import value
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section, to_data
from arrimage.apps.questionnaires.models import Alert, Response, Version
from arrimage.apps.questionnaires.queries import instruments as queries
from arrimage.apps.questionnaires.queries import responses
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import (
    FORM,
    InstrumentFactory,
    PublishedVersionFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def author():
    return acting_user(Role.MANAGER)


def opened(author, **more):
    version = writing.publish(writing.create_instrument(FORM, by=author, at=now()), by=author, at=now())
    given = {"title": "Notre essai", "told": [author], "by": author, "at": now()} | more
    return opening_actions.open_questionnaire(version, **given)


def answered(opening, **answers):
    response, _code = answering.start_response(opening, at=now())
    given = {"met": "yes", "words": "Mes mots"} | answers
    answering.save_answers(response, {name: value(one) for name, one in given.items()}, at=now())
    return answering.send_response(response, at=now())


# --- Versions


def test_a_draft_is_written_published_and_never_changes_again(author):
    draft = writing.create_instrument(FORM, by=author, at=now())
    draft = writing.save_draft(draft, FORM, since=draft.version, by=author, at=now())
    version = writing.publish(draft, by=author, at=now())
    assert version.digest == version.digest_now()
    assert writing.publish(version, by=author, at=now()).published_at == version.published_at
    with pytest.raises(ValidationError):
        writing.save_draft(version, FORM, since=version.version, by=author, at=now())


def test_two_authors_do_not_overwrite_each_other(author):
    draft = writing.create_instrument(FORM, by=author, at=now())
    writing.save_draft(draft, replace(FORM, title={"fr": "Autre"}), since=1, by=author, at=now())
    with pytest.raises(StaleVersion):
        writing.save_draft(draft, FORM, since=1, by=author, at=now())


def test_what_cannot_be_answered_cannot_be_published(author):
    draft = writing.create_instrument(Questionnaire({"fr": "Vide"}), by=author, at=now())
    with pytest.raises(ValidationError, match="question"):
        writing.publish(draft, by=author, at=now())


def test_an_answer_keeps_its_version_when_another_is_published(author):
    opening = opened(author)
    response = answered(opening)
    instrument = opening.questionnaire.instrument
    second = writing.begin_version(instrument, by=author, at=now())
    assert writing.begin_version(instrument, by=author, at=now()) == second
    second = writing.publish(second, by=author, at=now())
    response.refresh_from_db()
    assert (response.questionnaire.number, queries.latest_published(instrument).number) == (1, 2)


def test_a_retired_version_is_put_to_nobody_and_comes_back(author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    writing.retire(version, by=author, at=now())
    assert queries.latest_published(version.instrument) is None
    writing.publish(version, by=author, at=now())
    assert queries.latest_published(version.instrument) == version


def test_nobody_writes_anothers_questionnaire(author):
    version = VersionFactory()
    for act in (writing.publish, writing.retire):
        with pytest.raises(PermissionDenied):
            act(version, by=author, at=now())
    with pytest.raises(PermissionDenied):
        writing.begin_version(version.instrument, by=author, at=now())


def test_a_known_instrument_is_copied_not_changed(author):
    version = PublishedVersionFactory(instrument__organisation=None, instrument__slug="connu")
    copy = writing.copy_instrument(version.instrument, by=author, at=now())
    assert copy.instrument.organisation == author.acting.organisation
    with pytest.raises(PermissionDenied):
        writing.begin_version(version.instrument, by=author, at=now())
    with pytest.raises(ValidationError):
        writing.copy_instrument(InstrumentFactory(), by=author, at=now())


def test_the_database_holds_what_a_version_is():
    published = PublishedVersionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=published.pk).update(digest="")
    VersionFactory(instrument=published.instrument, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionFactory(instrument=published.instrument, number=3)


# --- Openings


def test_only_what_is_published_is_put_to_people(author):
    draft = writing.create_instrument(FORM, by=author, at=now())
    with pytest.raises(ValidationError):
        opening_actions.open_questionnaire(draft, title="x", told=[author], by=author, at=now())


@pytest.mark.parametrize("told", ["nobody", "a stranger"])
def test_an_alert_must_be_told_to_a_member(author, told):
    with pytest.raises(ValidationError):
        opened(author, told=[] if told == "nobody" else [acting_user()])


def test_a_closing_day_is_after_today(author):
    with pytest.raises(ValidationError):
        opened(author, closes_on=today())


def test_another_organisations_questionnaire_cannot_be_opened(author):
    with pytest.raises(PermissionDenied):
        opening_actions.open_questionnaire(PublishedVersionFactory(), title="x", by=author, at=now())


def test_a_closing_is_taken_back(author):
    opening = opened(author)
    opening = opening_actions.close_opening(opening, by=author, at=now())
    assert not opening.is_open(today())
    assert opening_actions.reopen(opening, by=author, at=now()).is_open(today())
    with pytest.raises(PermissionDenied):
        opening_actions.close_opening(opening, by=acting_user(), at=now())


# --- Reading answers


def test_the_answers_of_others_are_read_once_sent_and_that_is_journalled(client, author):
    opening = opened(author)
    response = answered(opening)
    begun, _code = answering.start_response(opening, at=now())
    client.force_login(author)
    page = client.get(reverse("response", args=[response.uid])).content.decode()
    assert "Mes mots" in page
    assert "Utilité" in page
    entry = Entry.objects.get(action="questionnaire.answers_read")
    assert "Mes mots" not in entry.subjects
    assert client.get(reverse("response", args=[begun.uid])).status_code == 404


def test_another_team_reads_nothing(author):
    response = answered(opened(author))
    assert not responses.responses_readable_by(acting_user()).exists()
    assert not responses.responses_readable_by(acting_user(Role.WORKER)).exists()
    assert responses.responses_readable_by(author).get() == response


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_answers_are_downloaded_and_that_is_journalled(client, author, format_):
    opening = opened(author)
    answered(opening, words="=1+1")
    client.force_login(author)
    file = client.get(reverse("opening", args=[opening.uid]) + f"?export={format_}")
    content = b"".join(file.streaming_content) if file.streaming else file.content
    assert file.status_code == 200
    assert Entry.objects.filter(action="questionnaire.answers_exported").count() == 1
    if format_ == "csv":
        assert "Une rencontre" in content.decode("utf-8-sig")
        assert "'=1+1" in content.decode("utf-8-sig")


def test_the_pages_of_the_team_cost_few_queries(client, author, django_assert_max_num_queries):
    opening = opened(author)
    for _ in range(6):
        answered(opening)
        PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    client.force_login(author)
    with django_assert_max_num_queries(17):
        client.get(reverse("instruments"))
    with django_assert_max_num_queries(14):
        client.get(reverse("opening", args=[opening.uid]))


def test_the_buttons_of_a_questionnaire_do_what_they_say(client, author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    client.force_login(author)
    page = reverse("instrument", args=[version.instrument.uid])
    client.post(page, {"do": "begin"})
    assert queries.draft_of(version.instrument).number == 2
    client.post(page, {"do": "publish", "version": 2})
    client.post(page, {"do": "retire", "version": 1})
    states = dict(version.instrument.versions.values_list("number", "status"))
    assert states == {1: "retired", 2: "published"}
    assert client.post(page, {"do": "anything"}).status_code == 400


def test_opening_one_by_its_page(client, author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    client.force_login(author)
    page = reverse("opening_new", args=[version.instrument.uid])
    assert client.post(page, {"title": "Un essai"}).status_code == 422
    done = client.post(page, {"title": "Un essai", "told": [author.pk]}, follow=True)
    assert "/questionnaire/" in done.content.decode()


# --- Before anybody is asked


def test_a_version_is_tried_without_a_trace(client, author):
    version = VersionFactory(instrument__organisation=author.acting.organisation)
    client.force_login(author)
    page = reverse("version_try", args=[version.instrument.uid, 1])
    assert client.get(page).status_code == 200
    tried = client.post(page, {"met": "yes", "liked": "yes", "harm": "yes"}).content.decode()
    assert "Utilité" in tried
    assert not Response.objects.exists()
    assert not Alert.objects.exists()


def test_a_version_with_something_to_mend_is_not_tried(client, author):
    broken = to_data(Questionnaire({"fr": "x"}, (Section("a", (Item("q", Kind.TEXT, relevant="("),)),)))
    version = VersionFactory(instrument__organisation=author.acting.organisation, content=broken)
    client.force_login(author)
    page = client.get(reverse("version_try", args=[version.instrument.uid, 1]))
    assert page.status_code == 200
    assert "data-filling" not in page.content.decode()


def test_two_versions_are_compared_question_by_question(client, author):
    def form(*items: Item) -> Questionnaire:
        return Questionnaire({"fr": "x"}, (Section("a", items),))

    def text(name: str, label: str = "?") -> Item:
        return Item(name, Kind.TEXT, {"fr": label})

    old = form(text("a"), text("b"), text("c"), text("d"))
    new = form(text("c"), text("a"), text("b", "Autrement ?"), text("e"))
    found = {(change.kind, change.name) for change in comparing.changes(old, new)}
    assert found == {("moved", "c"), ("changed", "b"), ("added", "e"), ("removed", "d")}
    assert comparing.changes(old, old) == []
    version = PublishedVersionFactory(
        instrument__organisation=author.acting.organisation, content=to_data(old)
    )
    VersionFactory(instrument=version.instrument, number=2, content=to_data(new))
    client.force_login(author)
    page = client.get(reverse("version_changes", args=[version.instrument.uid, 2])).content.decode()
    assert "Autrement ?" in page
