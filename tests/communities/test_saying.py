"""What is said, answered, corrected and taken away, and where one finds it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.communities.actions import posts as actions
from arrimage.apps.communities.models import Post
from arrimage.apps.communities.queries import saying as queries
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory
from tests.communities.factories import Circle


def words_read(user, discussion) -> list[str]:
    return [one.text for one in queries.said(queries.posts_of(discussion), user)]


def test_a_member_begins_and_another_answers_in_order(circle):
    talk = circle.discussion(text="Qui ouvre le samedi?")
    circle.says(talk, "Nous, une fois sur deux.", by=circle.fanny)
    assert [one.number for one in talk.posts.all()] == [1, 2]
    assert words_read(UserFactory(), talk) == ["Qui ouvre le samedi?", "Nous, une fois sur deux."]


def test_nobody_speaks_without_being_a_member(circle):
    talk = circle.discussion()
    for stranger in (UserFactory(), Circle(name="Ailleurs").fanny):
        with pytest.raises(PermissionDenied):
            circle.says(talk, "Un mot.", by=stranger)


def test_a_name_is_caught_before_it_is_said_and_its_author_judges(circle):
    talk = circle.discussion()
    with pytest.raises(actions.CouldName, match="client Réjean"):
        circle.says(talk, "Mon client Réjean ne sort plus.")
    assert talk.posts.count() == 1
    assert circle.says(talk, "Mon client Réjean ne sort plus.", judged=True).number == 2


def test_a_name_is_caught_in_a_title_and_in_a_correction(circle):
    with pytest.raises(actions.CouldName):
        circle.discussion(title="Que faire avec Mme Tremblay?")
    post = circle.discussion().posts.get()
    with pytest.raises(actions.CouldName):
        actions.correct(post, text="J’ai revu Lise Beaupré.", by=circle.mado, at=now())


def test_what_is_said_is_unreadable_in_the_database(circle):
    talk = circle.discussion(title="Les nuits blanches", text="Je veille souvent.")
    columns = {"raw": "text", "found": "tokens"}
    (row,) = Post.objects.filter(discussion=talk).extra(select=columns).values("raw", "found")
    stored = " ".join(row.values())
    assert not [word for word in ("veill", "souvent", "blanch", "nuit") if word in stored]


def test_a_quotation_is_in_the_words_it_quotes_and_disappears_with_them(circle):
    talk = circle.discussion(text="On ferme à dix heures.\nLe reste attend.")
    first = talk.posts.get()
    with pytest.raises(ValidationError):
        circle.says(talk, "Non.", answers=first, passage="On ferme à neuf heures.")
    circle.says(talk, "Pourquoi dix?", answers=first, passage="On ferme à  dix heures.", by=circle.fanny)
    quoted = queries.said(queries.posts_of(talk), circle.mado)[1].quoted
    assert (quoted.called, quoted.words) == ("Mado", "On ferme à  dix heures.")
    actions.take_away(first, by=circle.mado, at=now())
    again = queries.said(queries.posts_of(talk), circle.fanny)[1].quoted
    assert (again.number, again.words) == (1, "")


def test_a_correction_takes_what_was_quoted_with_it(circle):
    talk = circle.discussion(text="On ferme à dix heures.")
    first = talk.posts.get()
    circle.says(talk, "Pourquoi?", answers=first, passage="dix heures")
    actions.correct(first, text="On ferme tard.", by=circle.mado, at=now())
    assert queries.said(queries.posts_of(talk), circle.mado)[1].quoted.words == ""


def test_only_its_author_corrects_or_takes_away(circle):
    post = circle.discussion().posts.get()
    for act in (
        lambda: actions.correct(post, text="Autre chose.", by=circle.fanny, at=now()),
        lambda: actions.take_away(post, by=circle.fanny, at=now()),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_is_taken_away_leaves_its_place_and_comes_back_if_its_author_wishes(circle):
    talk = circle.discussion(text="Trop dit.")
    post = actions.take_away(talk.posts.get(), by=circle.mado, at=now())
    (place,) = queries.said(queries.posts_of(talk), circle.fanny)
    assert (place.gone, place.text) == ("author", "")
    assert not queries.found(circle.fanny, "trop").exists()
    actions.put_back(post, by=circle.mado, at=now())
    assert words_read(circle.fanny, talk) == ["Trop dit."]
    assert queries.found(circle.fanny, "trop").exists()


def test_the_text_of_what_is_removed_is_erased_after_ninety_days(circle):
    post = actions.take_away(circle.discussion(text="Trop dit.").posts.get(), by=circle.mado, at=now())
    assert actions.erase_old(at=now() + timedelta(days=89)) == 0
    assert actions.erase_old(at=now() + timedelta(days=91)) == 1
    post.refresh_from_db()
    assert (post.text, post.state) == ("", "removed")
    assert actions.erase_old(at=now() + timedelta(days=92)) == 0
    with pytest.raises(PermissionDenied):
        actions.put_back(post, by=circle.mado, at=now())


def test_a_phone_that_sends_twice_says_it_once(circle):
    talk = circle.discussion()
    assert circle.says(talk, "Une fois.") == circle.says(talk, "Une fois.")
    assert talk.posts.count() == 2


def test_a_search_finds_other_forms_of_the_word_and_only_where_one_reads(circle, closed_circle):
    circle.discussion(text="Nous cherchons des logements.")
    closed_circle.discussion(text="Mon logement me pèse.")
    assert queries.found(UserFactory(), "logement").count() == 1
    assert queries.found(closed_circle.mado, "logement").count() == 2
    assert queries.found(circle.mado, "logement introuvable").count() == 0


def test_a_page_is_found_from_the_number_of_a_contribution(circle):
    assert [queries.page_of(number) for number in (1, 30, 31, 61)] == [1, 1, 2, 3]


def test_reading_a_long_discussion_costs_few_queries(client, circle, django_assert_max_num_queries):
    talk = circle.discussion()
    author = circle.member_of(circle.mado)
    Post.objects.bulk_create(
        Post(discussion=talk, number=number, author=author, text=f"Mot {number}.", given_at=now())
        for number in range(2, 91)
    )
    client.force_login(circle.mado)
    client.get(talk.get_absolute_url())  # what is asked once for all
    with django_assert_max_num_queries(14):
        page = client.get(talk.get_absolute_url(), {"page": 2})
    assert page.content.count(b'<li id="m') == 30


ATTACKS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_can_do_no_harm_on_any_page(client, circle, attack):
    from tests.kernel.test_marks import harmless

    talk = circle.discussion(title=f"Titre {attack}", text=f"Voilà {attack} et [lien](https://a.invalid)")
    circle.says(talk, f"Oui {attack}", answers=talk.posts.get(), passage=f"Voilà {attack}")
    client.force_login(circle.mado)
    post = talk.posts.first()
    for address in (
        talk.get_absolute_url(),
        f"/echanges/paroles/{post.uid}/repondre/",
        f"/echanges/paroles/{post.uid}/la-mienne/",
        f"/echanges/paroles/{post.uid}/signaler/",
        "/echanges/chercher/?q=voila",
        "/echanges/mes-mots/",
        "/echanges/",
    ):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        for part in html.split('<div class="voice-text">')[1:]:
            assert harmless(part.split("</div>")[0])


def test_one_takes_all_one_said_with_oneself_and_nothing_of_others(client, circle):
    talk = circle.discussion(text="Mes mots.")
    circle.says(talk, "Les siens.", by=circle.fanny)
    client.force_login(circle.mado)
    file = client.get("/echanges/mes-mots/fichier/").content.decode()
    assert "Mes mots." in file
    assert "Les siens." not in file
