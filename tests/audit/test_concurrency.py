"""Several writers and sealers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection, connections, transaction

from arrimage.apps.audit import actions, queries
from arrimage.apps.audit.models import Seal

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def in_threads(*tasks):
    def run(task):
        try:
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, task) for task in tasks]]


def test_writers_and_sealers_at_once_leave_a_whole_journal():
    def write():
        for _ in range(25):
            actions.record("journal.read", at=AT)

    def seal():
        for _ in range(15):
            actions.seal(at=AT)

    in_threads(write, write, seal, seal)
    actions.seal(at=AT)
    found = queries.verify(at=AT)
    assert (found.sealed, found.waiting, found.whole) == (50, 0, True)


def test_an_entry_committed_after_a_younger_one_was_sealed_is_sealed_in_turn():
    taken, sealed = Event(), Event()

    def slow():
        with transaction.atomic():
            entry = actions.record("journal.read", at=AT)
            taken.set()
            assert sealed.wait(30)
        return entry.pk

    def quick():
        assert taken.wait(30)
        entry = actions.record("journal.read", at=AT)
        assert actions.seal(at=AT) == 1
        sealed.set()
        return entry.pk

    late, early = in_threads(slow, quick)
    assert late < early
    assert actions.seal(at=AT) == 1
    assert list(Seal.objects.values_list("number", "entry_id")) == [(1, early), (2, late)]
    assert queries.verify(at=AT).whole


def test_a_second_sealer_leaves_the_first_at_its_work():
    holding, done = Event(), Event()
    actions.record("journal.read", at=AT)

    def first():
        with transaction.atomic():
            assert actions._hold_chain(wait=False)
            holding.set()
            assert done.wait(30)

    def second():
        assert holding.wait(30)
        sealed = actions.seal(at=AT)
        done.set()
        return sealed

    assert in_threads(first, second)[1] == 0
    assert actions.seal(at=AT) == 1
