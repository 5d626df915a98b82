from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit import actions, sentences
from arrimage.apps.audit.actions import Subject, record, seen
from arrimage.apps.audit.models import Entry, Unsealed
from tests.accounts.factories import UserFactory, acting_user

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_an_entry_says_who_in_whose_name_about_what_and_when():
    user = acting_user(Role.INTAKE_WORKER)
    organisation = user.acting.organisation
    record(
        "directory.changed", by=user, subjects=[organisation], purpose="mise à jour", at=AT, details={"n": 1}
    )
    entry = Entry.objects.get()
    assert (entry.actor, entry.actor_label) == (str(user.uid), str(user))
    assert (entry.role, entry.organisation) == ("intake_worker", str(organisation.uid))
    assert entry.organisation_label == organisation.name
    assert entry.about == [
        {"kind": "network.organisation", "id": str(organisation.uid), "label": organisation.name}
    ]
    assert (entry.at, entry.purpose, entry.details) == (AT, "mise à jour", '{"n":1}')


def test_it_stays_readable_when_what_it_speaks_of_is_gone():
    user = UserFactory(name="Marie Tremblay")
    record("account.renamed", by=user, subjects=[user], at=AT)
    user.delete()
    assert sentences.sentence(Entry.objects.get()) == (
        "Marie Tremblay · a changé le nom montré aux autres · Marie Tremblay"
    )


def test_the_installation_itself_and_a_passer_by_have_no_name():
    for by in (None, AnonymousUser()):
        entry = record("register.imported", by=by, at=AT)
        assert (entry.actor, entry.actor_label, entry.organisation) == ("", "", "")
        assert sentences.who(entry) == "L’installation elle-même"


def test_subjects_may_be_things_words_or_given_as_they_are():
    user = UserFactory()
    entry = record("directory.changed", subjects=[user, "un mot", Subject("a.b", "7", "sept"), user], at=AT)
    assert [(s["kind"], s["id"]) for s in entry.about] == [
        ("accounts.user", str(user.uid)),
        ("", ""),
        ("a.b", "7"),
    ]


def test_long_labels_are_cut_rather_than_refused():
    entry = record(
        "directory.changed", by=UserFactory(name="é" * 120), subjects=["x" * 500], purpose="y" * 500, at=AT
    )
    entry.refresh_from_db()
    assert len(entry.about[0]["label"]) == len(entry.purpose) == 200


def test_an_undone_change_leaves_no_entry():
    with transaction.atomic():
        record("directory.changed", at=AT)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Unsealed.objects.exists()


def test_a_record_costs_two_queries(django_assert_num_queries):
    user = acting_user()
    with django_assert_num_queries(2):
        record("directory.changed", by=user, subjects=[user.acting.organisation], at=AT)


class TestSeen:
    def test_one_entry_lists_all_that_was_shown(self):
        request = RequestFactory().get("/")
        users = [UserFactory(), UserFactory()]
        with seen("journal.read", by=users[0], purpose="suivi", request=request, at=AT) as shown:
            assert shown(users) is users
            shown.one(users[0])
        entry = Entry.objects.get()
        assert [s["id"] for s in entry.about] == [str(user.uid) for user in users]
        assert (entry.purpose, len(entry.request)) == ("suivi", 36)
        assert record("journal.read", request=request, at=AT).request == entry.request

    def test_nothing_shown_nothing_written(self):
        with seen("journal.read", by=None, at=AT):
            pass
        assert not Entry.objects.exists()

    def test_a_page_that_fails_showed_nothing(self):
        with pytest.raises(ZeroDivisionError), seen("journal.read", by=None, at=AT) as shown:
            shown(1 / 0 for _ in "x")
        assert not Entry.objects.exists()

    def test_when_the_journal_cannot_be_written_the_reading_fails(self, monkeypatch):
        def broken(**_):
            raise DatabaseError("disk full")

        monkeypatch.setattr(actions.Unsealed.objects, "create", broken)
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            seen("journal.read", by=None, at=AT) as shown,
        ):
            shown(["x"])
        assert not Entry.objects.exists()


def test_the_name_of_every_role_is_told_in_french():
    for role in Role:
        assert sentences.role_name(role) == role.label
