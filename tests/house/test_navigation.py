"""The menu: tasks, the pages of each, and where one is."""

import pytest
from django.test import RequestFactory

from arrimage.apps.accounts.roles import Role
from arrimage.config.navigation import TASKS, navigation


class Acting:
    def __init__(self, role):
        self.role = role


class Reader:
    def __init__(self, role=None):
        self.acting = Acting(role) if role else None


def shown(path: str, role: str | None = None) -> dict:
    request = RequestFactory().get(path)
    request.user = Reader(role)
    return navigation(request)


def labels(entries) -> list[str]:
    return [str(entry.label) for entry in entries]


def test_somebody_without_an_account_is_shown_what_is_for_everybody():
    assert "Trouver" in labels(shown("/")["menu"])
    assert "Messages" not in labels(shown("/")["menu"])


def test_the_pages_of_a_task_show_where_one_is():
    there = shown("/territoires/06/")
    assert [entry.label for entry in there["menu"] if entry.active] == ["Trouver"]
    assert [entry.label for entry in there["submenu"] if entry.active] == ["Territoires"]


def test_the_nearest_page_is_the_one_where_one_is():
    there = shown("/nos-liens/", Role.MANAGER)
    assert [entry.label for entry in there["submenu"] if entry.active] == ["Nos liens"]


def test_a_page_of_no_task_opens_no_second_line():
    assert shown("/compte/")["submenu"] == []
    assert not any(entry.active for entry in shown("/compte/")["menu"])


@pytest.mark.parametrize("role", [None, *Role])
def test_each_task_leads_to_a_page_this_reader_may_open(role, client, db):
    menu = shown("/", role)["menu"]
    assert menu
    assert all(entry.url for entry in menu)


def test_no_address_belongs_to_two_pages_equally():
    starts = [start for task in TASKS for entry in task.entries for start in entry.under]
    doubles = {start for start in starts if starts.count(start) > 1}
    assert not doubles
