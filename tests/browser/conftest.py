"""A real browser in front of Django, without a socket: each request is answered by the test client.

The journeys so share the test's own transaction, and whatever tried to leave the machine would be seen.
"""

import mimetypes
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client

from tests import axe
from tests.conftest import CHROMIUM, REQUIRED

SITE = "http://localhost"  # an origin the browser trusts without https
PASSPHRASE = "riviere-aux-erables"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)
            # On a busy machine a browser may lose a race no person would: a journey may be walked once more.
            # The run says which were (`R`); nothing but journeys has this.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if not CHROMIUM and not REQUIRED:
                item.add_marker(pytest.mark.skip(reason="Debian's chromium is not here"))


@cache  # every page asks for the same ten
def static_file(name: str) -> tuple[bytes, str] | None:
    """What it holds and what kind it is; None: there is none."""
    path = finders.find(name)
    return (Path(path).read_bytes(), mimetypes.guess_type(path)[0] or "text/plain") if path else None


class Answering:
    """Answers a browser context from Django, and remembers what should not have been asked.

    Playwright calls back inside its event loop, where Django would open another connection: the answer is
    made in a plain thread that borrows the test's own.
    """

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.threads = threads
        self.client = Client(raise_request_exception=False)  # its middlewares are loaded once
        self.connection = connections["default"]
        self.left_the_machine: list[str] = []
        self.broke: list[str] = []

    def __call__(self, route) -> None:
        request = route.request
        address = urlsplit(request.url)
        if address.netloc != "localhost":
            self.left_the_machine.append(request.url)
            return route.abort()
        if address.path.startswith("/static/"):
            found = static_file(address.path.removeprefix("/static/"))
            if found is None:
                self.broke.append(request.url)
                return route.fulfill(status=404)
            return route.fulfill(body=found[0], content_type=found[1])
        asked = (request.method, request.url, request.post_data_buffer or b"", request.all_headers())
        # What a page fetches by itself is redirected past this route: the redirection is followed here.
        is_fetched = request.resource_type in ("xhr", "fetch")
        status, body, sent = self.threads.submit(self.ask, *asked, follow=is_fetched).result()
        if status >= 500:
            self.broke.append(f"{request.url}\n{body.decode(errors='replace')[-3000:]}")
        if status in (301, 302, 303) and request.resource_type == "document":
            # A redirection too would be followed past this route, and refused until the browser tries again.
            address = escape(sent.pop("Location"))
            body = f'<!doctype html><title>…</title><meta http-equiv="refresh" content="0;url={address}">'
            status, body = 200, body.encode()
            sent = {name: value for name, value in sent.items() if name == "Set-Cookie"}
            sent["Content-Type"] = "text/html; charset=utf-8"
        return route.fulfill(status=status, body=body, headers=sent)

    def ask(self, method: str, url: str, data: bytes, headers: dict[str, str], *, follow: bool = False):
        connections["default"] = self.connection
        address = urlsplit(url)
        client = self.client
        client.cookies.clear()
        client.cookies.load(headers.get("cookie", ""))
        passed = {
            name: value
            for name, value in headers.items()
            if name.startswith("hx-") or name in {"accept", "accept-language", "referer", "origin"}
        }
        response = client.generic(
            method,
            unquote(address.path) + (f"?{address.query}" if address.query else ""),
            data=data,
            content_type=headers.get("content-type", "application/octet-stream"),
            headers=passed,
        )
        if response.status_code in (301, 302, 303):
            onward = urlsplit(response["Location"])
            # Back to the same page, further down: a browser would not load it again.
            is_below = onward.fragment and onward[2:4] == address[2:4]
            follow = follow or is_below
            if follow:
                response = client.get(response["Location"], headers=passed)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        sent = dict(response.headers)
        if response.cookies:
            sent["Set-Cookie"] = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
        if response.status_code >= 500 and getattr(response, "exc_info", None):
            body = "".join(traceback.format_exception(*response.exc_info)).encode()
        return response.status_code, body, sent


def of_demo(slug: str):
    """A person of the demonstration."""
    return get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")


@pytest.fixture(scope="session")
def threads():
    with ThreadPoolExecutor(max_workers=1) as executor:
        yield executor


@pytest.fixture
def visit(chromium, threads, settings, db):
    """Open a page: `visit("/trouver/", width=360, signed_in_as="worker")`."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECOND_FACTOR_REQUIRED = False
    opened = []
    connections["default"].inc_thread_sharing()

    def visit(path: str = "/", *, width: int = 1280, signed_in_as=None, javascript: bool = True, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, **options
        )
        context.set_default_timeout(30_000)
        answering = Answering(threads)
        opened.append((context, answering))
        if signed_in_as:
            client = Client()
            client.force_login(signed_in_as)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": SITE}]
            )
        page = context.new_page()
        page.runs_scripts = javascript
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        context.route("**/*", answering)
        page.goto(SITE + path)
        return page

    yield visit
    connections["default"].dec_thread_sharing()
    for context, answering in opened:
        context.close()
        assert not answering.left_the_machine, "a page asked for something outside this machine"
        assert not answering.broke


def faults(page) -> list:
    """What axe holds against the page. Axe is a script: where scripts are off it would never answer."""
    assert page.runs_scripts
    page.wait_for_load_state()  # what a click opened may be on its way
    return [(rule, places[:5]) for rule, places in axe.faults(page)]
