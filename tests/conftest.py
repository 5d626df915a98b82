"""What every test may count on: no network, French, a clean clock."""

import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from django.db.models.signals import post_save
from django.test import TransactionTestCase
from pytest_socket import disable_socket

# Two busy cores make the slowest example ten times slower than the first: no deadline.
hypothesis.settings.register_profile("arrimage", deadline=None)
hypothesis.settings.load_profile("arrimage")

CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("ARRIMAGE_BROWSER") == "required"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_runtest_setup(item):
    # Sockets stay closed but for this machine: PostgreSQL, and the live server of browser journeys.
    disable_socket(allow_unix_socket=True)
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("the real files of ../shared/data are not here")


@pytest.fixture
def shared() -> Path:
    """The folder of real files; the test must carry the mark `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def chromium():
    """The one browser of a run: Playwright's loop cannot be started twice in a process."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "journeys are required here, and Debian's chromium is absent"
    # Playwright's loop runs in this thread; the ORM is only ever called between its steps.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True, scope="session")
def journal_lets_tests_be_emptied():
    """Emptying the database after a transactional test is the one time the journal's triggers step aside."""
    from arrimage.apps.audit.triggers import lifted

    flush = TransactionTestCase._fixture_teardown

    def teardown(self):
        with lifted():
            flush(self)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True, scope="session")
def every_journalled_action_has_its_sentence():
    """Whatever a test journals must be readable in plain French by the person it is about."""
    from arrimage.apps.audit.sentences import ACTIONS

    def check(instance, **_):
        assert instance.action in ACTIONS, f"add {instance.action!r} to apps/audit/sentences.py"

    post_save.connect(check, sender="audit.Entry", weak=False)
    yield
    post_save.disconnect(check, sender="audit.Entry")


@pytest.fixture(autouse=True, scope="session")
def nobody_stays_in_the_database(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database somebody is still in: a thread of a test may have left a session open."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
