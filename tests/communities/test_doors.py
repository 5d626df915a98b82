"""Every address of a private community, for everybody who stands somewhere near it."""

import pytest
from django.test import Client
from django.urls import reverse

from arrimage.apps.communities import urls
from arrimage.apps.communities.actions import moderation, reuse
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory, acting_user
from tests.communities.factories import Circle

SECRET = "Une phrase que personne d’autre ne lit"
OWN = {"communities", "discussions_search", "my_sayings", "my_sayings_file", "community_new"}
OWN |= {"digest", "digest_stop", "theme_discussions"}
AT_THE_DOOR = {"community", "community_join", "community_leave"}


def everybody(circle: Circle) -> dict:
    other = Circle("members", name="Un autre cercle", people=("Gisèle", "Hervé"))
    return {
        "public": None,
        "signed_in": UserFactory(),
        "wrong_facilitator": other.fanny,
        "other_member": other.mado,
        "host_manager": acting_user("manager", organisation=circle.community.organisation),
        "invited": circle.at_the_door("invited"),
        "asked": circle.at_the_door("asked"),
        "left": circle.at_the_door("left"),
        "declined": circle.at_the_door("declined"),
        "removed": circle.at_the_door("removed"),
    }


def addresses(circle: Circle) -> dict[str, str]:
    """By name, every address that leads into this community. A new one must be given its example."""
    talk = circle.discussion(title=f"Titre {SECRET}", text=f"Texte {SECRET}")
    post = talk.posts.get()
    draft = circle.debate(title=f"Ébauche {SECRET}", context=SECRET)
    opened = circle.open_debate(title=f"Débat {SECRET}", context=SECRET)
    circle.stands(opened, 1, f"Raison {SECRET}")
    by_kind = {"communautes": circle.community.uid, "discussions": talk.uid, "paroles": post.uid}
    asked = reuse.ask(post, where="report", words=SECRET, by=circle.fanny, at=now())
    by_kind["reprises"] = asked.uid
    by_kind["membres"] = circle.member_of(circle.mado).uid
    found = {}
    for pattern in urls.urlpatterns:
        if pattern.name in OWN:
            continue
        if pattern.name in {"debate_edit", "debate_stand"}:
            debate = draft if pattern.name == "debate_edit" else opened
            found[pattern.name] = reverse(pattern.name, args=[debate.uid])
            continue
        kind = str(pattern.pattern).split("/")[1]
        found[pattern.name] = reverse(pattern.name, args=[by_kind[kind]])
    return found


@pytest.mark.parametrize("reading", ["members", "hidden"])
def test_nobody_outside_reads_a_word_or_does_anything(db, reading):
    circle = Circle(reading, name="Le cercle discret")
    moderation.report(
        circle.discussion(title="Autre", text=SECRET).posts.get(), reason="hurts", by=circle.mado, at=now()
    )
    wrong = []
    pages = addresses(circle)
    for label, user in everybody(circle).items():
        if label == "asked" and reading == "hidden":
            continue  # nobody asks to join what they do not know of
        client = Client()
        if user:
            client.force_login(user)
        for name, address in pages.items():
            sees = name in AT_THE_DOOR and (reading == "members" or label == "invited")
            for ask in (client.get, client.post):
                response = ask(address, follow=True)
                said = response.content.decode()
                if SECRET in said or "Mado" in said or "Fanny" in said:
                    wrong.append(f"{label} {name}: reads")
                opened = response.status_code == 200 and response.resolver_match.url_name != "account_login"
                if opened and not sees:
                    wrong.append(f"{label} {name}: {response.status_code}")
                if reading == "hidden" and label != "invited" and "Le cercle discret" in said:
                    wrong.append(f"{label} {name}: knows")
    assert not wrong, "\n".join(wrong[:30])
    assert [talk.posts.count() for talk in circle.community.discussions.order_by("id")] == [1, 1, 0, 1]


@pytest.mark.parametrize("reading", ["members", "hidden"])
def test_no_list_no_search_no_file_and_no_other_room_says_anything_of_it(db, reading):
    circle = Circle(reading, name="Le cercle discret")
    circle.discussion(title=f"Titre {SECRET}", text=f"Texte {SECRET}")
    for label, user in everybody(circle).items():
        client = Client()
        if user:
            client.force_login(user)
        for address in (
            "/",
            "/echanges/",
            "/echanges/chercher/?q=phrase+personne",
            "/echanges/mes-mots/",
            "/echanges/mes-mots/fichier/",
            "/trouver/?q=phrase+personne",
            "/trouver/?q=cercle+discret",
            "/apprendre/bibliotheque/?q=phrase+personne",
            "/apprendre/",
            "/pratiques/?q=phrase+personne",
            "/organisations/",
            circle.community.organisation.get_absolute_url(),
        ):
            said = client.get(address, follow=True).content.decode()
            assert SECRET not in said, f"{label} {address}"
            knows = reading == "members" or label == "invited"
            if not knows:
                said = said.replace("cercle discret", "") if "q=cercle" in address else said
                assert "Le cercle discret" not in said, f"{label} {address}"


def test_its_members_do_read_it(client, hidden_circle):
    pages = addresses(hidden_circle)
    client.force_login(hidden_circle.mado)
    assert SECRET in client.get(pages["discussion"]).content.decode()
    assert SECRET in client.get("/echanges/chercher/?q=phrase+personne").content.decode()
    for name in (
        "community_moderation",
        "post_moderate",
        "community_member",
        "community_edit",
        "discussion_close",
    ):
        assert client.get(pages[name]).status_code == 404, name
    client.force_login(hidden_circle.fanny)
    for name, address in pages.items():
        if name.endswith("_follow"):
            assert client.post(address, follow=True).status_code == 200
            continue
        # What is Mado's own is not Fanny's; the rest opens.
        assert client.get(address, follow=True).status_code == (404 if name == "post_mine" else 200), name


def test_no_cache_and_no_search_engine_keeps_what_is_private(client, hidden_circle, circle):
    client.force_login(hidden_circle.mado)
    page = client.get(hidden_circle.discussion().get_absolute_url())
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "X-Robots-Tag" not in client.get(circle.discussion().get_absolute_url())
