"""The style page as people meet it: by day and night, on a phone and a desk, without JavaScript."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.axe import faults
from tests.conftest import CHROMIUM, REQUIRED

SITE = "http://localhost"  # an origin the browser trusts without https
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.design.urls"),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="Debian's chromium is not here"),
]


def answer(route):
    """Answer the browser from Django itself: no socket is opened, and nothing else can be reached."""
    address = urlsplit(route.request.url)
    if address.path.startswith("/static/"):
        path = finders.find(address.path.removeprefix("/static/"))
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        return route.fulfill(body=Path(path).read_bytes(), content_type=kind)
    language = route.request.headers.get("accept-language", "fr")
    response = Client().get(address.path, headers={"accept-language": language})
    return route.fulfill(status=response.status_code, body=response.content, headers=dict(response.headers))


@pytest.fixture
def visit(chromium, settings):
    settings.ALLOWED_HOSTS = ["*"]
    opened = []

    def visit(path="/", *, width=1280, hour="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=hour, locale="fr-CA", **options
        )
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(SITE + path)
        return page

    yield visit
    for context in opened:
        context.close()


@pytest.mark.parametrize("hour", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(visit, width, hour):
    page = visit(width=width, hour=hour)
    assert faults(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_opens_on_a_phone_without_javascript(visit):
    page = visit(width=360, java_script_enabled=False)
    link = page.get_by_role("link", name="Demandes", exact=True)
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert link.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_tapped_is_as_large_as_a_thumb(visit, width):
    page = visit(width=width)
    small = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())
        .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 43.9)""",
        "button, .button, select, summary, .menu a, .submenu a, .pages a, .choices label, .table thead a, "
        ".field input:not([type=checkbox], [type=radio])",
    )
    assert small == []


def test_a_figure_comes_alive_under_a_policy_without_eval(visit):
    assert "unsafe-eval" not in Client().get("/charte/").headers["Content-Security-Policy"]
    page = visit()
    page.get_by_role("button", name="Explorer la figure").first.click()
    page.locator(".vega-embed svg").wait_for(timeout=20_000)
    assert page.complaints == []
    assert faults(page) == []


def test_a_box_with_a_limit_counts_what_is_left(visit):
    page = visit()
    page.get_by_label("Ce que vous faites").fill("x" * 590)
    assert "10 caractères restants" in page.locator(".counter").inner_text()


def test_the_skip_link_leads_to_the_content(visit):
    page = visit("/charte/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
