"""Scheduled work: on time, once, each on its own."""

from datetime import timedelta

import pytest

from arrimage.apps.kernel import due
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import DueRun

pytestmark = pytest.mark.django_db

SECRET = "un nom de personne"


@pytest.fixture
def registry(monkeypatch) -> list[str]:
    """An empty registry; what is run notes itself in the list."""
    monkeypatch.setattr(due, "REGISTRY", {})
    monkeypatch.setattr(due, "autodiscover_modules", lambda name: None)
    ran: list[str] = []

    @due.due(every=timedelta(hours=1), name="hourly")
    def hourly(at):
        ran.append("hourly")
        return "fait"

    return ran


def test_work_is_run_when_due_and_not_before(registry):
    at = now()
    assert due.run_due(at=at) == [due.Outcome("hourly", True, "fait")]
    assert due.run_due(at=at + timedelta(minutes=30)) == []
    assert len(due.run_due(at=at + timedelta(hours=1))) == 1
    assert registry == ["hourly", "hourly"]


def test_two_runs_at_once_do_not_do_it_twice(registry):
    at = now()
    work = due.REGISTRY["hourly"]
    assert due._claim(work, at, even_early=False)
    assert due.run_due(at=at) == []
    assert registry == []


def test_a_run_that_never_came_back_is_taken_over(registry):
    at = now()
    assert due._claim(due.REGISTRY["hourly"], at, even_early=False)
    assert len(due.run_due(at=at + due.CLAIM + timedelta(seconds=1))) == 1


def test_one_that_fails_stops_no_other_and_is_tried_again_soon(registry, caplog):
    @due.due(every=timedelta(days=1), name="broken")
    def broken(at):
        raise ValueError(SECRET)

    at = now()
    assert [(o.name, o.succeeded) for o in due.run_due(at=at)] == [("broken", False), ("hourly", True)]
    assert SECRET not in caplog.text
    assert DueRun.objects.get(name="broken").said == "ValueError"
    assert [o.name for o in due.run_due(at=at + timedelta(minutes=15))] == ["broken"]


def test_one_may_be_asked_for_by_name(registry):
    at = now()
    due.run_due(at=at)
    assert len(due.run_due(at=at, only=["hourly"])) == 1
    with pytest.raises(KeyError):
        due.run_due(at=at, only=["nothing"])


def test_a_name_is_taken_once(registry):
    def other(at):
        return ""

    other.__module__ = "elsewhere"
    with pytest.raises(ValueError, match="named twice"):
        due.due(every=timedelta(hours=1), name="hourly")(other)


def test_the_house_s_own_work_runs_and_runs_again():
    at = now()
    assert all(outcome.succeeded for outcome in due.run_due(at=at))
    names = set(due.REGISTRY)
    assert {"kernel.mail", "kernel.jobs", "kernel.forget"} <= names
    assert all(outcome.succeeded for outcome in due.run_due(at=at + timedelta(days=2)))
