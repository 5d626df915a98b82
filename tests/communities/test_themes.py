"""The page of a theme leads to what one may read of it, and tells nothing of the rest."""

import pytest

from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.models import Programme, Theme
from tests.communities.factories import Circle


@pytest.fixture
def theme(circle):
    programme = Programme.objects.create(
        organisation=circle.community.organisation,
        title="Un programme",
        purpose="…",
        status="published",
        published_at=now(),
    )
    return Theme.objects.create(programme=programme, title="Se loger", summary="…")


def test_a_theme_leads_to_its_public_discussions_and_debates(client, circle, theme):
    circle.discussion(title="Trouver une clé", theme_uid=theme.uid)
    circle.open_debate(title="La clé d’abord?", theme_uid=theme.uid)
    circle.debate(title="Une ébauche", theme_uid=theme.uid)
    html = client.get(theme.get_absolute_url()).content.decode()
    assert "Trouver une clé" in html
    assert "La clé d’abord" in html
    assert "Une ébauche" not in html


def test_a_theme_tells_nothing_of_private_discussions_but_to_their_members(client, theme):
    private = Circle("members", name="Entre nous", people=("Gisèle", "Hervé"))
    private.discussion(title="Ma clé perdue", theme_uid=theme.uid)
    for address in (theme.get_absolute_url(), f"/echanges/themes/{theme.uid}/"):
        client.logout()
        assert "Ma clé perdue" not in client.get(address).content.decode()
        client.force_login(private.mado)
        assert "Ma clé perdue" in client.get(address).content.decode()


def test_one_begins_from_the_theme_in_a_community_of_ones_own(client, circle, theme):
    client.force_login(circle.mado)
    page = client.get(f"/echanges/themes/{theme.uid}/").content.decode()
    address = f"/echanges/communautes/{circle.community.uid}/discussions/nouvelle/?theme={theme.uid}"
    assert address in page
    assert f'value="{theme.uid}" selected' in client.get(address).content.decode()
    client.post(address, {"title": "Et chez vous?", "text": "Je demande.", "theme": str(theme.uid)})
    assert circle.community.discussions.get().theme_uid == theme.uid


def test_a_theme_one_may_not_read_is_not_chosen(client, circle, theme):
    Programme.objects.update(status="draft", published_at=None)
    client.force_login(circle.mado)
    address = f"/echanges/communautes/{circle.community.uid}/discussions/nouvelle/"
    answer = client.post(address, {"title": "Et chez vous?", "text": "Je demande.", "theme": str(theme.uid)})
    assert answer.status_code == 422
    assert client.get(f"/echanges/themes/{theme.uid}/").status_code == 404


def test_one_follows_a_theme(client, circle, theme):
    client.force_login(circle.mado)
    client.post(f"/echanges/themes/{theme.uid}/", {"do": "follow"})
    assert "Se loger" in client.get("/echanges/courriels/").content.decode()
