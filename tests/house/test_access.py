"""Every address, as every role, in every relation: the answers are those the doors declare.

A new address must declare its audience, and have an example here if it takes arguments: both are refused
when missing. The oracle (`world.may`) knows nothing of the views, policies or queries.
"""

import logging
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver, reverse
from django.views import defaults

from arrimage.cli.generated import audience_of, named_urls
from tests.house import world as worlds

ADDRESSES = sorted(
    {name: (route, view) for name, route, view in named_urls(get_resolver().url_patterns)}.items()
)
PARTS = 4  # so that both cores walk
# Namespaces whose every operation is public and read-only, tested on their own.
APIS = {"hsds"}
ARGUMENT = re.compile(r"<|\(\?P")


def examples(things: worlds.Things, world: worlds.World) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    uid = things.organisation.uid
    return {
        "organisation": {"uid": uid},
        "organisation_history": {"uid": uid},
        "organisation_edit": {"uid": uid},
        "part_new": {"uid": uid, "kind": "offer"},
        "site_edit": {"uid": uid, "part": things.site.uid},
        "offer_edit": {"uid": uid, "part": things.offer.uid},
        "contact_edit": {"uid": uid, "part": things.contact.uid},
        "contact_remove": {"uid": uid, "part": things.contact.uid},
        "draft_discard": {"uid": uid, "part": things.draft.subject_uid},
        "part_close": {"uid": uid, "kind": "offer", "part": things.offer.uid},
        "offer": {"uid": things.offer.uid},
        "site": {"uid": things.site.uid},
        "territory": {"code": "991"},
        "still_true": {"uid": uid},
        "sitemap_section": {"section": "organisations"},
        "offer_still_true": {"uid": things.offer.uid},
        **things.extra,
    }


# Addresses whose answer depends on a secret in the address, or on a step before: their doors are tried,
# what lies behind is tested where it lives.
BY_SECRET = {
    "invitation",
    "account_reset_password_from_key",
    "openid_connect_login",
    "openid_connect_callback",
    "answer_by_link",
    "meeting_by_link",
    "quote_by_link",
    "reply_by_link",
    "account_reauthenticate",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "still_true_by_link",
    "answer",
    "answer_keep",
    "answer_review",
    "answer_copy",
    "consultation_key",
    "digest_stop",
    "my_words_behind",
    "draft_by_code",
    "consultation_table",
    "table_keep",
    "table_state",
    # Campaigns
    "asked",
    "asked_pass_on",
    "answer_file",
}


def test_every_address_says_who_it_is_for():
    silent = [name or route for name, (route, view) in ADDRESSES if audience_of(name, view) is None]
    assert not silent


def test_no_two_addresses_bear_the_same_name():
    names = [name for name, _route, _view in named_urls(get_resolver().url_patterns) if name]
    assert not {name for name in names if names.count(name) > 1}


@pytest.fixture
def world(db):
    return worlds.build()


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are what is tried here: none is worth a line in the log."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


class DrawnOnce:
    """Draws the page of a refusal the first time somebody meets it: the matrix reads the status alone."""

    def __init__(self, draw, bare) -> None:
        self.draw, self.bare, self.drawn = draw, bare, set()

    def __call__(self, request, exception):
        if request.user.pk in self.drawn:
            return self.bare()
        self.drawn.add(request.user.pk)
        return self.draw(request, exception)


@pytest.fixture
def refusals(monkeypatch):
    forbidden = DrawnOnce(defaults.permission_denied, HttpResponseForbidden)
    monkeypatch.setattr("arrimage.config.urls.handler403", forbidden, raising=False)
    absent = DrawnOnce(defaults.page_not_found, HttpResponseNotFound)
    monkeypatch.setattr("arrimage.config.urls.handler404", absent, raising=False)


def some(actors: list[worlds.Actor]) -> list[worlds.Actor]:
    """Where roles make no difference: no account, no membership, both organisations, a mandate."""
    return [
        actor
        for actor in actors
        if actor.role is None or actor.mandated or actor.label in {"own-peer_helper", "other-manager"}
    ]


def _turned_away(response, name: str) -> bool:
    if response.status_code in (403, 404):
        return True
    to_sign_in = response.status_code == 302 and reverse("account_login") in response["Location"]
    return to_sign_in and name != "account_logout"


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("refusals")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("owner", ["owned", "alone"])
def test_the_answers_are_those_the_doors_declare(world, owner, part):
    things = getattr(world, owner)
    arguments = examples(things, world)
    # Nobody is a member of an organisation without an account: those of one other stand for all.
    actors = [actor for actor in world.actors if owner == "owned" or not actor.label.startswith("own-")]
    wrong = []
    clients = {}
    for actor in world.actors:
        clients[actor.label] = client = Client(raise_request_exception=True)
        if actor.user:
            client.force_login(actor.user)
            client.get("/nulle-part/")  # notes the session as seen, which each rollback would have noted anew
    for name, (route, view) in ADDRESSES[part::PARTS]:
        if APIS & set(name.split(":")[:-1]) or name in BY_SECRET:
            continue
        takes = bool(ARGUMENT.search(route))
        if owner == "alone" and not takes:
            continue  # a page that names nothing is about the organisation one acts for: tried once
        assert not takes or name in arguments, f"give {name} an example"
        address = reverse(name, kwargs=arguments[name] if takes else {})
        audience = audience_of(name, view)
        for actor in actors if audience.doors else some(actors):
            is_self = actor.user is not None and actor.user == things.owner
            # A page that names nothing is about the organisation one acts for.
            about = things if takes else worlds.Things(actor.organisation, has_account=True)
            expected = worlds.may(actor, audience, about, is_self=is_self)
            with transaction.atomic():
                response = clients[actor.label].get(address)
                if response.status_code == 405:
                    response = clients[actor.label].post(address)
                transaction.set_rollback(True)
            if _turned_away(response, name) == expected:
                wrong.append(f"{actor.label} {address} ({name}): {response.status_code}, expected {expected}")
    assert not wrong, "\n".join(wrong[:40])


def test_what_belongs_to_another_organisation_does_not_exist_under_mine(world):
    """Another organisation's part, asked for under the address of one's own: 404, and nothing moves."""
    keeper = next(actor for actor in world.actors if actor.label == "own-manager")
    client = Client()
    client.force_login(keeper.user)
    mine = world.owned.organisation.uid
    for name, part in (
        ("site_edit", world.alone.site.uid),
        ("offer_edit", world.alone.offer.uid),
        ("contact_edit", world.alone.contact.uid),
        ("contact_remove", world.alone.contact.uid),
        ("draft_discard", world.alone.draft.subject_uid),
    ):
        address = reverse(name, args=[mine, part])
        assert client.post(address, {"name": "À moi", "do": "publish"}).status_code == 404, name
    assert client.get(reverse("organisation_edit", args=[uuid4()])).status_code == 404
    world.alone.offer.refresh_from_db()
    assert world.alone.offer.name != "À moi"
