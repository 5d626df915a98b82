"""Two people code the same text blind, one with a hand, one with a keyboard, then settle what differs."""

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative.actions import rounds, texts
from arrimage.apps.qualitative.actions.cases import add_case
from arrimage.apps.qualitative.actions.demo import TITLE, load_qualitative
from arrimage.apps.qualitative.models import Coding, Corpus
from tests.browser.conftest import SITE, faults

TEXT = "INT : Et depuis ?\n\nLéopold : 😀 On se parle, le lundi. Ça me rassure. Mais le temps manque encore."


@pytest.fixture
def corpus(territory, db):
    load_qualitative(on=today())
    return Corpus.objects.get(title=TITLE)


def user(slug: str):
    return get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")


def opened(corpus):
    """A new text, given to two; the one of the demonstration is settled elsewhere."""
    told = {"by": None, "at": now()}
    case = add_case(corpus, pseudonym="Zacharie", **told)
    text = texts.bring_text(case, title="Entretien avec Zacharie", text=TEXT, origin="answers", **told)
    text = texts.freeze(text, since=1, **told)
    coders = corpus.members.filter(part="coder")
    blind = rounds.open_blind_round(
        corpus, name="À deux", unit="sentence", texts=[text], coders=coders, **told
    )
    return text, blind


def words_of(text, coder: str) -> list[tuple[str, str]]:
    return [
        (one.code.name, text.text[one.start : one.end])
        for one in Coding.objects.filter(transcript=text, coder__called=coder).order_by("start")
    ]


def test_two_code_blind_then_settle(visit, corpus):
    text, blind = opened(corpus)
    address = text.get_absolute_url()

    # Léonie, on a phone: touches a sentence, then a code.
    phone = visit("/", width=360, signed_in_as=user("resource_patient"))
    phone.get_by_role("link", name="Lire et coder, de votre côté").first.click()
    assert not faults(phone)
    phone.locator("label[data-start]", has_text="On se parle").click()
    phone.get_by_role("checkbox", name="Se parler", exact=True).check()
    phone.get_by_role("button", name="Coder", exact=True).click()
    phone.locator("#said", has_text="Codé").wait_for()
    assert phone.locator(".chip", has_text="Se parler").count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.goto(SITE + blind.get_absolute_url())
    phone.get_by_role("button", name="J’ai terminé").click()

    # Tomas, on a desk: moves by the keyboard, finds a code by its first letters.
    desk = visit(address, width=1280, signed_in_as=user("peer_helper"))
    assert desk.locator(".chip").count() == 0
    assert "Se parler" not in desk.locator("#text").inner_text()
    box = desk.locator("input[name=span]").nth(1)
    box.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Space")
    desk.keyboard.press("c")
    desk.keyboard.type("solide")
    desk.keyboard.press("Enter")
    desk.locator("#said", has_text="Codé").wait_for()
    # And selects words with the mouse, after a sign that browsers count twice.
    desk.evaluate(
        """() => {
            const label = [...document.querySelectorAll("label[data-start]")].at(-1);
            const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
            const node = walker.nextNode(), at = node.data.indexOf("le temps manque");
            document.getSelection().setBaseAndExtent(node, at, node, at + 15);
            document.getElementById("text").dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )
    desk.locator("#chosen", has_text="le temps manque").wait_for()
    desk.get_by_role("checkbox", name="Le temps", exact=True).check()
    desk.get_by_role("button", name="Coder", exact=True).click()
    desk.locator(".chip", has_text="Le temps").wait_for()
    assert not faults(desk)
    assert words_of(text, "Tomas") == [
        ("Se sentir solide", "Léopold : 😀 On se parle, le lundi. Ça me rassure."),
        ("Le temps", "le temps manque"),
    ]
    desk.goto(SITE + blind.get_absolute_url())
    desk.get_by_role("button", name="J’ai terminé").click()

    # The evaluator closes; they settle together.
    lead = visit(blind.get_absolute_url(), width=1280, signed_in_as=user("evaluator"))
    lead.get_by_role("button", name="Fermer cette lecture").click()
    lead.get_by_role("heading", name="Jusqu’où les lectures s’accordent").wait_for()
    assert not faults(lead)
    desk.goto(SITE + blind.get_absolute_url())
    desk.get_by_role("link", name="Regarder ensemble ce qui diffère").click()
    assert not faults(desk)
    places = desk.locator(".differs")
    for number in range(places.count()):
        card = places.nth(number)
        card.get_by_role("checkbox").first.check()
        card.get_by_role("button", name="Garder ceci").click()
        desk.locator(".differs").nth(number).get_by_text("Gardé").wait_for()
    lead.goto(SITE + blind.get_absolute_url())
    lead.get_by_role("button", name="Tout est tranché").click()
    lead.get_by_text("voilà ce que l’équipe retient").wait_for()
    assert Coding.objects.filter(transcript=text, is_settled=True).exists()
    for page in (phone, desk, lead):
        assert not page.complaints


def test_the_same_without_javascript(visit, corpus):
    text, _blind = opened(corpus)
    page = visit(text.get_absolute_url(), width=360, signed_in_as=user("resource_patient"), javascript=False)
    page.locator("label[data-start]", has_text="Ça me rassure").click()
    page.get_by_role("checkbox", name="Se sentir solide", exact=True).check()
    page.get_by_role("button", name="Coder", exact=True).click()
    assert "Codé" in page.content()
    assert words_of(text, "Léonie") == [("Se sentir solide", "Ça me rassure.")]
