"""What every test may count on: no network, French, a clean clock."""

import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from django.db import connections
from django.db.models.signals import post_save
from django.test import TransactionTestCase
from pytest_socket import disable_socket

from tests.copies import Copies

# Two busy cores make the slowest example ten times slower than the first: no deadline.
hypothesis.settings.register_profile("arrimage", deadline=None)
hypothesis.settings.load_profile("arrimage")

# Debian's chromium without a window starts and draws faster; both are the same browser.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
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


def pytest_addoption(parser):
    parser.addoption(
        "--touching-database",
        action="store_true",
        help="only the tests that may open the database: the others are the same whichever it is",
    )


def may_open_the_database(item) -> bool:
    of = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or "_django_db_helper" in item.fixturenames
        or (of and issubclass(of, TransactionTestCase))
    )


@pytest.hookimpl(trylast=True)  # once the marks are there
def pytest_collection_modifyitems(config, items):
    """Whoever does not ask for the database is refused it: nothing of theirs can differ on another one."""
    if config.getoption("--touching-database"):
        config.hook.pytest_deselected(items=[item for item in items if not may_open_the_database(item)])
        items[:] = filter(may_open_the_database, items)


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
    connections.close_all()  # inside Playwright's loop Django opens others: nobody stays in the database
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


@pytest.fixture(scope="session")
def copies(django_db_setup, django_db_blocker):
    copies = Copies()
    yield copies
    with django_db_blocker.unblock():
        copies.drop()


def _load_territory() -> None:
    from arrimage.apps.kernel.clock import today
    from arrimage.apps.network.actions.demo import load_territory

    load_territory(on=today())


def _load_rooms() -> None:
    from arrimage.apps.kernel.clock import today
    from arrimage.config.demonstration import load_rooms

    load_rooms(on=today())


@pytest.fixture(scope="module")
def territory(copies, django_db_blocker):
    """The demonstration's territory is there for every test of the module."""
    with django_db_blocker.unblock():
        copies.load("territory", _load_territory)
        with copies.shown("territory"):
            yield


@pytest.fixture(scope="module")
def demonstration(copies, django_db_blocker):
    """The whole demonstration is there for every test of the module."""
    with django_db_blocker.unblock():
        copies.load("territory", _load_territory)
        copies.load("demonstration", _load_rooms, upon="territory")
        with copies.shown("demonstration"):
            yield
