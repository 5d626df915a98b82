"""In and out of a community: at once, by asking, by invitation; and how one is named there."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from arrimage.apps.accounts.roles import Role
from arrimage.apps.communities import policies
from arrimage.apps.communities.actions import places as actions
from arrimage.apps.communities.models import Community
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from tests.accounts.factories import UserFactory, acting_user
from tests.communities.factories import Circle

OPENING = {
    "name": "Un cercle",
    "purpose": "Se parler.",
    "reading": "public",
    "joining": "open",
    "called": "Ève",
}


def test_whoever_opens_a_community_facilitates_it(db):
    user = acting_user(Role.WORKER)
    made = actions.open_community(by=user, at=now(), **OPENING)
    assert policies.facilitator_in(user, made).called == "Ève"


@pytest.mark.parametrize("role", sorted(policies.WATCHERS))
def test_whoever_watches_over_an_organisation_opens_none(db, role):
    with pytest.raises(PermissionDenied):
        actions.open_community(by=acting_user(role), at=now(), **OPENING)


def test_somebody_without_an_organisation_opens_none_but_joins(circle):
    person = UserFactory()
    with pytest.raises(PermissionDenied):
        actions.open_community(by=person, at=now(), **OPENING)
    assert actions.join(circle.community, called="Léo", by=person, at=now()).is_active


@pytest.mark.parametrize(
    ("reading", "joining"),
    [("members", "open"), ("hidden", "open"), ("hidden", "request"), ("public", "invitation")],
)
def test_a_private_community_is_never_joined_at_once(circle, reading, joining):
    with pytest.raises(ValidationError):
        actions.open_community(
            by=circle.fanny, at=now(), **OPENING | {"reading": reading, "joining": joining}
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=circle.community.pk).update(reading=reading, joining=joining)


def test_a_request_waits_for_a_yes(closed_circle):
    person = UserFactory()
    asked = actions.join(closed_circle.community, called="Léo", words="Pour entendre.", by=person, at=now())
    assert not asked.is_active
    with pytest.raises(PermissionDenied):
        policies.member_in(person, closed_circle.community)
    with pytest.raises(PermissionDenied):
        actions.answer_request(asked, accept=True, by=closed_circle.mado, at=now())
    actions.answer_request(asked, accept=True, by=closed_circle.fanny, at=now())
    assert policies.member_in(person, closed_circle.community)


def test_a_no_is_told_with_its_words_and_one_may_ask_again(closed_circle):
    person = UserFactory()
    asked = actions.join(closed_circle.community, called="Léo", by=person, at=now())
    actions.answer_request(asked, accept=False, answer="Pas ce mois-ci.", by=closed_circle.fanny, at=now())
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("declined", "Pas ce mois-ci.")
    assert actions.join(closed_circle.community, called="Léo", by=person, at=now()).state == "asked"


def test_one_enters_a_hidden_community_by_invitation_only(hidden_circle):
    person = UserFactory(email="lea@essai.invalid", name="Léa Lalancette")
    with pytest.raises(PermissionDenied):
        actions.join(hidden_circle.community, called="Léa", by=person, at=now())
    with pytest.raises(PermissionDenied):
        actions.invite(hidden_circle.community, email=person.email, by=hidden_circle.mado, at=now())
    invited = actions.invite(
        hidden_circle.community, email="LEA@essai.invalid", by=hidden_circle.fanny, at=now()
    )
    assert (invited.called, invited.is_active) == ("Léa", False)
    assert actions.join(hidden_circle.community, called="Lumière", by=person, at=now()).is_active


def test_an_unknown_address_is_answered_as_a_known_one(client, hidden_circle):
    client.force_login(hidden_circle.fanny)
    UserFactory(email="connue@essai.invalid")
    address = f"/echanges/communautes/{hidden_circle.community.uid}/membres/"
    said = []
    for email in ("connue@essai.invalid", "inconnue@essai.invalid"):
        response = client.post(address, {"do": "invite", "email": email}, follow=True)
        said.append([str(one) for one in response.context["messages"]])
    assert said[0] == said[1]


def test_nobody_takes_anothers_name_nor_shows_an_address(circle):
    for called in ("mado", "  MADO ", "a@b.ca", " "):
        with pytest.raises(ValidationError):
            actions.join(circle.community, called=called, by=UserFactory(), at=now())


def test_the_last_facilitator_names_another_before_leaving(circle):
    with pytest.raises(ValidationError):
        actions.leave(circle.community, by=circle.fanny, at=now())
    with pytest.raises(ValidationError):
        actions.step_back(circle.community, by=circle.fanny, at=now())
    actions.name_facilitator(circle.member_of(circle.mado), by=circle.fanny, at=now())
    left = actions.leave(circle.community, by=circle.fanny, at=now())
    assert (left.state, left.role) == ("left", "member")


def test_whoever_leaves_may_take_their_words_away(circle):
    talk = circle.discussion(text="Ce que j’ai vécu.")
    actions.leave(circle.community, by=circle.mado, at=now(), with_my_words=True)
    post = talk.posts.get()
    assert (post.state, post.removed_by, post.text) == ("removed", "author", "Ce que j’ai vécu.")


def test_somebody_is_removed_with_a_reason_told_to_them(circle):
    with pytest.raises(ValidationError):
        actions.remove_member(circle.member_of(circle.mado), answer=" ", by=circle.fanny, at=now())
    mado = circle.member_of(circle.mado)
    gone = actions.remove_member(mado, answer="Des menaces.", by=circle.fanny, at=now())
    assert (gone.state, gone.answer) == ("removed", "Des menaces.")
    with pytest.raises(PermissionDenied):
        circle.discussion()
    with pytest.raises(ValidationError):
        actions.join(circle.community, called="Mado", by=circle.mado, at=now())


def test_who_reads_never_changes_and_two_do_not_overwrite_each_other(circle):
    told = {"purpose": "…", "charter": "", "for_whom": "", "joining": "open", "by": circle.fanny, "at": now()}
    read = Community.objects.get(pk=circle.community.pk)
    actions.change_community(read, since=1, name="A", **told)
    with pytest.raises(StaleVersion):
        actions.change_community(circle.community, since=1, name="B", **told)
    assert "reading" not in told
    with pytest.raises(PermissionDenied):
        actions.change_community(read, since=2, name="C", **told | {"by": circle.mado})


def test_a_closed_community_is_read_and_nobody_writes(circle):
    talk = circle.discussion()
    actions.close_community(circle.community, by=circle.fanny, at=now())
    with pytest.raises(ValidationError):
        circle.says(talk, "Encore.")
    actions.close_community(circle.community, by=circle.fanny, at=now(), again=True)
    assert circle.says(talk, "Encore.").number == 2


def test_the_host_organisation_reads_nothing_for_being_the_host(hidden_circle):
    manager = acting_user(Role.MANAGER, organisation=hidden_circle.community.organisation)
    assert not Community.objects.filter(policies.communities_visible_to(manager)).exists()
    assert not Community.objects.filter(policies.communities_read_by(manager)).exists()


def test_a_list_of_communities_costs_the_same_for_two_or_ten(db, client):
    first = Circle(name="Cercle")
    client.force_login(first.mado)
    client.get("/echanges/")  # what is asked once for all
    counts = []
    for more in (2, 8):
        for number in range(more):
            Circle(name=f"Cercle {more} {number}").discussion()
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/echanges/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
