"""A debate: positions that do not move, reasons side by side, minds that change in sight of all."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.communities.actions import debates as actions
from arrimage.apps.communities.actions import moderation
from arrimage.apps.communities.actions.posts import CouldName
from arrimage.apps.communities.queries import debates as queries
from arrimage.apps.communities.queries import saying
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory
from tests.communities.factories import SIDES


def reasons(debate, user) -> list[list[str]]:
    return [[one.text for one in column.reasons] for column in queries.debate_of(debate, user).columns]


def test_a_draft_is_its_facilitators_own(client, circle):
    draft = circle.debate()
    for user, status in ((None, 404), (circle.mado, 404), (circle.fanny, 200)):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(draft.get_absolute_url()).status_code == status
        assert (
            "Frapper ou attendre" in client.get(circle.community.get_absolute_url()).content.decode()
        ) == (status == 200)
    assert "Frapper ou attendre" not in client.get("/echanges/").content.decode()


def test_only_a_facilitator_prepares_opens_and_discards(circle):
    with pytest.raises(PermissionDenied):
        circle.debate(by=circle.mado)
    draft = circle.debate()
    for act in (actions.open_debate, actions.discard):
        with pytest.raises(PermissionDenied):
            act(draft, by=circle.mado, at=now())


@pytest.mark.parametrize("sides", [SIDES[:1], [*SIDES, SIDES[0]], [actions.Side(f"{n}") for n in range(6)]])
def test_a_debate_has_two_to_five_positions_all_different(circle, sides):
    with pytest.raises(ValidationError):
        circle.debate(sides=sides)


def test_a_name_is_caught_in_a_position(circle):
    with pytest.raises(CouldName):
        circle.debate(sides=[*SIDES, actions.Side("Faire comme Lise Beaupré", "Elle sait faire.")])


def test_once_open_the_question_does_not_change_under_the_answers(circle):
    draft = circle.debate()
    told = {"context": "…", "sides": SIDES[::-1], "by": circle.fanny, "at": now()}
    actions.rewrite(draft, title="Attendre ou frapper?", **told)
    actions.open_debate(draft, by=circle.fanny, at=now())
    with pytest.raises(ValidationError):
        actions.rewrite(draft, title="Autre chose?", **told)
    with pytest.raises(ValidationError):
        actions.discard(draft, by=circle.fanny, at=now())


def test_reasons_stand_side_by_side(circle):
    debate = circle.open_debate()
    circle.stands(debate, 1, "On m’a retrouvée à temps.")
    circle.stands(debate, 2, "On ne m’a jamais attendue.", by=circle.fanny)
    circle.stands(debate, None, "Cela dépend.", by=circle.member("Odile"))
    found = queries.debate_of(debate, UserFactory())
    assert reasons(debate, circle.mado) == [["On m’a retrouvée à temps."], ["On ne m’a jamais attendue."]]
    assert [one.text for one in found.undecided.reasons] == ["Cela dépend."]
    assert found.turns == []


def test_a_mind_that_changes_is_shown_with_both_places_and_why(client, circle):
    debate = circle.open_debate()
    circle.stands(debate, 1, "On ne laisse pas seul.")
    circle.stands(debate, 2, "Léonie m’a parlé de sa honte.")
    assert reasons(debate, circle.mado) == [[], ["Léonie m’a parlé de sa honte."]]
    (turn,) = queries.debate_of(debate, circle.fanny).turns
    assert (turn.before, turn.position, turn.called) == ("Frapper", "Attendre", "Mado")
    html = client.get(debate.get_absolute_url()).content.decode()
    assert "a changé d’avis : de « Frapper » à « Attendre »" in html.replace("\u00a0", " ")
    assert "On ne laisse pas seul." in html  # what was thought before stays readable, in its place
    assert html.count("Léonie m’a parlé de sa honte.") == 1  # and what is thought now is read once


def test_saying_the_same_thing_again_is_no_change(circle):
    debate = circle.open_debate()
    circle.stands(debate, 1, "Oui.")
    with pytest.raises(ValidationError):
        circle.stands(debate, 1, "Encore oui.")


def test_one_may_not_know_any_more(circle):
    debate = circle.open_debate()
    circle.stands(debate, 1, "Oui.")
    circle.stands(debate, None, "Je ne sais plus.")
    (turn,) = queries.debate_of(debate, circle.mado).turns
    assert (turn.before, turn.position) == ("Frapper", "")


def test_a_stand_needs_its_reason_a_member_and_a_position_of_this_debate(circle):
    debate, other = circle.open_debate(), circle.open_debate(title="Autre?")
    with pytest.raises(ValidationError):
        circle.stands(debate, 1, " ")
    with pytest.raises(PermissionDenied):
        circle.stands(debate, 1, "Oui.", by=UserFactory())
    with pytest.raises(ValidationError):
        actions.take_stand(debate, position=other.positions.first(), text="Oui.", by=circle.mado, at=now())


def test_a_removed_reason_leaves_its_author_where_they_stand_without_their_words(circle):
    debate = circle.open_debate()
    post = circle.stands(debate, 1, "Elle ment toujours.")
    moderation.remove(post, reason="hurts", explanation="Parle de toi.", by=circle.fanny, at=now())
    (column, _other) = queries.debate_of(debate, circle.fanny).columns
    assert [(one.gone, one.text) for one in column.reasons] == [("facilitator", "")]


def test_no_page_of_a_debate_counts_anybody(client, circle):
    debate = circle.open_debate()
    for number in range(7):
        circle.stands(debate, 1, "Oui.", by=circle.member(f"Membre {number}"))
    html = client.get(debate.get_absolute_url()).content.decode()
    assert "7 " not in html.split('class="positions"')[1].split("</section>")[0]


def test_a_debate_with_many_reasons_costs_few_queries(client, circle, django_assert_max_num_queries):
    debate = circle.open_debate()
    for number in range(12):
        member = circle.member(f"Membre {number}")
        circle.stands(debate, 1, "Oui.", by=member)
        circle.stands(debate, 2, "Non, finalement.", by=member)
    client.force_login(circle.mado)
    client.get(debate.get_absolute_url())  # what is asked once for all
    with django_assert_max_num_queries(18):
        assert client.get(debate.get_absolute_url()).status_code == 200
    assert saying.found(circle.mado, "finalement").count() == 12
