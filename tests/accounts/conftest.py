"""Browsers, signed in through the door or not, and the letters that left."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from arrimage.apps.audit.models import Entry

from .factories import PASSPHRASE


@pytest.fixture
def sign_in():
    """Sign somebody in by the page, as they would. Returns the answer of the form."""

    def through_the_page(client: Client, user, password: str = PASSPHRASE, **more):
        email = getattr(user, "email", user)
        return client.post(reverse("account_login"), {"login": email, "password": password} | more)

    return through_the_page


@pytest.fixture
def letters(mailoutbox):
    """The mails that left so far, latest last."""
    return lambda: mailoutbox


@pytest.fixture
def link_in():
    return lambda letter: re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)


def code_of(secret: str) -> str:
    """What an application shows now for this key."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def second_factor():
    """Give a user a second factor, and return what reads its code."""

    def given(user):
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(user, secret)
        assert Authenticator.objects.filter(user=user).count() == 1
        return lambda: code_of(secret)

    return given


@pytest.fixture
def journalled(db):
    """The actions of the journal, in order."""
    return lambda: list(Entry.objects.order_by("pk").values_list("action", flat=True))
