import pytest
from django.template import engines
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("tests.design.urls")
PAGE = '{% extends "arrimage/base.html" %}{% block title %}{{ name }}{% endblock %}'


@pytest.fixture
def style_page(client):
    return client.get("/charte/", headers={"accept-language": "fr"}).content.decode()


def test_the_heading_repeats_the_title(rf):
    html = engines["django"].from_string(PAGE).render({"name": "Qui & qui"}, rf.get("/"))
    assert "<title>Qui &amp; qui · Arrimage</title>" in html
    assert "<h1>Qui &amp; qui</h1>" in html


def test_a_page_renders_without_a_request():
    html = engines["django"].from_string(PAGE).render({"name": "Seule"})
    assert "<h1>Seule</h1>" in html
    assert "csrf" not in html


def test_the_style_page_is_in_french_and_asks_nothing_of_another_machine(style_page):
    assert '<html lang="fr">' in style_page
    assert "Aller au contenu" in style_page
    assert "tel:988" in style_page
    # Only tel: links and our own addresses.
    assert 'src="http' not in style_page
    assert 'href="http' not in style_page


def test_who_one_acts_as_is_in_the_header(client):
    page = client.get("/", headers={"accept-language": "fr"}).content.decode()
    assert "Odile Gravel" in page
    assert "Guichet d’accès" in page
    assert '<a href="/agir/">changer de rôle</a>' in page
    assert page.count('aria-current="page"') >= 1


def test_the_choice_of_night_is_kept_and_served_without_javascript(client):
    answer = client.post("/apparence/", {"appearance": "dark", "next": "/charte/"})
    assert answer.url == "/charte/"
    page = client.get("/charte/").content.decode()
    assert 'dark.css" media="screen">' in page


def test_by_day_the_night_is_not_even_fetched(client):
    client.post("/apparence/", {"appearance": "light"})
    assert "dark.css" not in client.get("/charte/").content.decode()


def test_an_unknown_appearance_or_another_machine_is_ignored(client):
    answer = client.post("/apparence/", {"appearance": "<b>", "next": "https://example.org/"})
    assert answer.url == "/"
    assert "apparence" not in answer.cookies


def test_the_broken_page_needs_nothing_at_all():
    # No request, no context: what Django does when everything else failed. No database mark either.
    html = render_to_string("500.html")
    assert "Quelque chose s’est brisé" in html
    assert "988" in html
    assert "/static/" not in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "kernel/stale_form.html"])
def test_an_error_page_says_what_to_do(rf, name):
    html = render_to_string(name, request=rf.get("/quelque/part/"))
    assert "<h1>" in html
    assert "Arrimage</title>" in html


def test_a_missing_page_is_said_in_french(client):
    answer = client.get("/nulle-part/", headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert "Il n’y a pas de page à cette adresse" in answer.content.decode()
