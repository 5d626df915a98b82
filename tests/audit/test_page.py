"""The journal's page: who reads what, and that reading is written too."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit import policies, queries
from arrimage.apps.audit.actions import record
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import acting_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return acting_user(Role.AUDITOR)


@pytest.fixture
def ask(client, auditor):
    """Ask for the journal as its organisation's auditor."""
    client.force_login(auditor)
    session = client.session
    session["second_factor"] = True
    session.save()
    return lambda **query: client.get(reverse("journal"), query)


def worker_of(user, **membership):
    return acting_user(Role.WORKER, organisation=user.acting.organisation, **membership)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_what_was_done_in_the_organisations_name_and_no_other(auditor, ask):
    mine, other = worker_of(auditor), acting_user(Role.WORKER)
    record("directory.changed", by=mine, subjects=["Fiche à nous"], at=now())
    record("directory.changed", by=other, subjects=["Fiche de Loin-là-bas"], at=now())
    record("register.imported", subjects=["Sans nom"], at=now())
    said = text(ask())
    assert "Fiche à nous" in said
    assert "a modifié une fiche du bottin" in said
    assert str(Role.WORKER.label) in said
    assert "Loin-là-bas" not in said
    assert "Sans nom" not in said


@pytest.mark.parametrize("role", [role for role in Role if role not in policies.READERS])
def test_no_other_role_reads_it(client, role):
    user = acting_user(role)
    record("directory.changed", by=user, at=now())
    assert not queries.journal_of(user).exists()
    client.force_login(user)
    assert client.get(reverse("journal")).status_code in {302, 403}
    assert not Entry.objects.filter(action="journal.read").exists()


def test_a_privacy_officer_reads_it():
    user = acting_user(Role.PRIVACY_OFFICER)
    record("directory.changed", by=user, at=now())
    assert queries.journal_of(user).exists()


def test_whoever_acts_for_nobody_reads_nothing():
    user = acting_user(Role.AUDITOR)
    record("directory.changed", by=user, at=now())
    assert not queries.journal_of(user.act_as(None)).exists()


def test_reading_it_is_written_in_it(auditor, ask):
    before = record("directory.changed", by=auditor, at=now())
    ask(action="directory.changed")
    entry = Entry.objects.filter(action="journal.read").get()
    assert (entry.actor, entry.organisation) == (str(auditor.uid), before.organisation)
    assert entry.details == f'{{"action":"directory.changed","entries":[{before.pk}]}}'
    assert "a consulté le journal" in text(ask())


def test_when_the_journal_cannot_be_written_it_is_not_read(auditor, ask, monkeypatch):
    def broken(*_, **__):
        raise OSError("disk full")

    ask()
    monkeypatch.setattr("arrimage.apps.audit.views.record", broken)
    with pytest.raises(OSError, match="disk full"):
        ask()
    with pytest.raises(OSError, match="disk full"):
        ask(export="csv")


def test_filters_narrow_it(auditor, ask):
    marie, luc = worker_of(auditor), worker_of(auditor)
    marie.name, luc.name = "Marie Tremblay", "Luc Côté"
    record("directory.changed", by=marie, subjects=['Maison "Bleue"'], at=now())
    record("directory.closed", by=luc, subjects=["Le Phare"], at=now() - timedelta(days=10))
    record("directory.closed", by=luc, subjects=["Très vieux"], at=now() - timedelta(days=60))

    def about(**query):
        said = text(ask(**query))
        return [
            label for label in ("Maison", "Le Phare", "Très vieux") if label in said.partition("<tbody")[2]
        ]

    assert about() == ["Maison", "Le Phare"]  # the last 30 days
    assert about(who="tremblay") == ["Maison"]
    assert about(who=str(luc.uid)) == ["Le Phare", "Très vieux"]
    assert about(action="directory.closed") == ["Le Phare", "Très vieux"]
    assert about(subject='"Bleue"') == ["Maison"]
    day = (now() - timedelta(days=10)).astimezone().date()
    assert about(since=day - timedelta(days=1), until=day + timedelta(days=1)) == ["Le Phare"]
    assert about(subject="rien de tel") == []


@pytest.mark.parametrize(
    "query",
    [
        {"since": "hier"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"action": "x"},
        {"who": "x" * 5000},
        {"who": "\x00"},
        {"page": "-1", "sort": "x", "export": "exe", "who": "%"},
    ],
)
def test_what_cannot_be_asked_is_said_and_breaks_nothing(ask, query):
    text(ask(**query))


def test_a_script_in_a_name_stays_text(auditor, ask):
    record("directory.changed", by=auditor, subjects=["<script>alert(1)</script>"], at=now())
    assert "<script>alert" not in text(ask())


def test_it_is_sorted_and_paged_at_a_constant_cost(auditor, ask, django_assert_max_num_queries):
    for n in range(60):
        record("directory.changed", by=auditor, subjects=[f"fiche {n:02}"], at=now() - timedelta(minutes=n))
    ask()
    with django_assert_max_num_queries(12):
        said = text(ask(sort="at"))
    assert "fiche 59" in said
    assert "fiche 00" not in said
    assert "fiche 00" in text(ask(sort="at", page=2))


def test_it_is_downloaded_whole_and_that_is_written(auditor, ask):
    for n in range(60):
        record("directory.changed", by=auditor, subjects=[f"=fiche {n}"], at=now())
    kept = {"action": "directory.changed"}
    lines = b"".join(ask(export="csv", **kept).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Quand,Qui,À titre de,Ce qui a été fait,À propos de,But"
    assert len(lines) == 61
    assert ",'=fiche 1," in "".join(lines)
    book = load_workbook(io.BytesIO(ask(export="xlsx", **kept).content))
    assert book.active.max_row == 61
    assert Entry.objects.filter(action="journal.exported").count() == 2
