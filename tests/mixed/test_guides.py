"""From a number to an interview: its question goes into a guide, tied to its figure and to its box."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from arrimage.apps.audit.models import Entry
from arrimage.apps.mixed.actions import displays
from arrimage.apps.mixed.guides import guides_led_by, lighting, with_guides
from arrimage.apps.qualitative.actions import corpora
from arrimage.apps.qualitative.queries.corpora import guide_of
from tests.qualitative.conftest import member_of
from tests.qualitative.world import corpus_of


@pytest.fixture
def corpus(study):
    return corpus_of(study.by.acting.organisation, study.by)


@pytest.fixture
def ask(study):
    row = study.row(study.display())
    return displays.ask(row, of="words", words="Et pour la quatrième ?", **study.given)


def sent(study, ask, corpus):
    return displays.send_to_guide(ask, corpus.uid, **study.given)


def test_a_number_s_question_goes_into_the_guide_with_its_figure_and_its_box(study, corpus, ask):
    one = sent(study, ask, corpus)
    assert one.words == "Et pour la quatrième ?"
    assert one.lights == "Être écouté"
    assert "3 sur 4" in one.figure
    (asked,) = guide_of(corpus, study.by)
    assert asked.lights.url == study.outcome.get_absolute_url()
    assert asked.figure.url == reverse("results", args=["fichier", study.dataset.uid])
    assert asked.moved == ""
    with_guides([ask], study.by)
    assert ask.guides == [("Une étude", one.get_absolute_url())]
    assert lighting(study.outcome, study.by) == [one]
    assert Entry.objects.filter(action="mixed.question_sent").count() == 1


def test_it_comes_once_into_a_guide(study, corpus, ask):
    sent(study, ask, corpus)
    with pytest.raises(ValidationError, match="déjà"):
        sent(study, ask, corpus)
    assert corpus.guide.count() == 1


def test_it_goes_after_publication_too_and_changes_nothing_of_what_was_published(study, corpus, ask):
    from datetime import timedelta

    from django.utils.timezone import localdate

    display = ask.row.display
    displays.offer(display, until=localdate(study.at) + timedelta(days=7), **study.given)
    published = displays.publish(display, by=study.by, at=study.at + timedelta(days=8))
    digest = published.digest
    assert sent(study, ask, corpus).asked_ref == str(ask.uid)
    published.refresh_from_db()
    assert published.digest == digest


def test_only_into_a_guide_one_leads(study, ask):
    elsewhere = corpus_of(study.by.acting.organisation)
    with pytest.raises(ValidationError, match="Choisissez un projet"):
        sent(study, ask, elsewhere)
    assert guides_led_by(study.by) == []


def test_what_asks_for_a_number_or_is_closed_stays_out_of_guides(study, corpus, ask):
    other = displays.ask(ask.row, of="number", words="Combien ?", **study.given)
    with pytest.raises(ValidationError, match="nombre"):
        sent(study, other, corpus)
    displays.settle(ask, state="dropped", came_of="", **study.given)
    with pytest.raises(ValidationError, match="fermée"):
        sent(study, ask, corpus)


def test_a_figure_that_moves_is_said_in_the_guide(study, corpus, ask, client):
    sent(study, ask, corpus)
    study.somebody_changes_their_mind()
    (asked,) = guide_of(corpus, study.by)
    assert "3 sur 4" in asked.question.figure
    assert "2 sur 4" in asked.moved
    client.force_login(study.by)
    page = client.get(reverse("interview_guide", args=[corpus.uid])).content.decode()
    assert "Il a bougé" in page
    assert "2 sur 4" in page


def test_whoever_leads_no_study_reads_the_words_and_no_link(study, corpus, ask, client):
    sent(study, ask, corpus)
    coder = member_of(study.by.acting.organisation, "ana")
    corpora.add_member(corpus, email=coder.email, called="Ana", part="coder", **study.given)
    client.force_login(coder)
    page = client.get(reverse("interview_guide", args=[corpus.uid])).content.decode()
    assert "Être écouté" in page
    assert study.outcome.get_absolute_url() not in page


def test_a_question_is_tied_by_hand_and_untied(study, corpus, client):
    client.force_login(study.by)
    where = reverse("interview_guide", args=[corpus.uid])
    assert "Être écouté" in client.get(where).content.decode()
    sent = {
        "do": "add",
        "words": "Racontez.",
        "prompts": "",
        "lights_ref": str(study.outcome.uid),
        "lights": "",
        "figure_ref": study.ref,
        "figure": "",
    }
    assert client.post(where, sent).status_code == 302
    one = corpus.guide.get()
    assert (one.lights, one.figure_seen) == ("Être écouté", "3/4")
    change = {
        "since": one.version,
        "words": "Dites.",
        "prompts": "",
        "lights_ref": "",
        "lights": "Autre chose",
    }
    page = reverse("interview_question", args=[one.uid])
    assert client.post(page, change | {"figure_ref": study.ref, "figure": one.figure}).status_code == 302
    one.refresh_from_db()
    assert (one.words, one.lights, one.lights_ref, one.figure_ref) == ("Dites.", "Autre chose", "", study.ref)


def test_what_is_held_stays_choosable_for_who_may_not_read_it(study, corpus, ask, client):
    one = sent(study, ask, corpus)
    other = member_of(study.by.acting.organisation, "bea")
    corpora.add_member(corpus, email=other.email, called="Béa", part="lead", **study.given)
    client.force_login(other)
    page = reverse("interview_question", args=[one.uid])
    assert f'value="{study.outcome.uid}" selected' in client.get(page).content.decode()
    kept = {"lights_ref": one.lights_ref, "figure_ref": one.figure_ref, "lights": "", "figure": ""}
    told = {"since": one.version, "words": "Dites-moi.", "prompts": ""} | kept
    assert client.post(page, told).status_code == 302
    one.refresh_from_db()
    assert (one.words, one.lights_ref) == ("Dites-moi.", str(study.outcome.uid))


def test_a_box_that_is_gone_or_another_s_is_not_tied(study, corpus):
    told = {"words": "Racontez.", "by": study.by, "at": study.at}
    with pytest.raises(ValidationError, match="n’est plus là"):
        corpora.add_question(corpus, lights_ref="00000000-0000-0000-0000-000000000000", **told)


def test_it_is_sent_from_the_page_of_the_line_in_a_bounded_number_of_queries(
    study, corpus, ask, client, django_assert_max_num_queries
):
    client.force_login(study.by)
    page = ask.row.get_absolute_url()
    assert "Mettre dans ce guide" in client.get(page).content.decode()
    assert client.post(page, {"do": f"guide-{ask.uid}", "guide": str(corpus.uid)}).status_code == 302
    assert corpus.guide.get().asked_ref == str(ask.uid)
    with django_assert_max_num_queries(60):
        text = client.get(page).content.decode()
    assert "Dans le guide d’entretien de" in text
    assert corpus.guide.get().get_absolute_url() in text
    assert "Et pour la quatrième ?" in client.get(study.outcome.get_absolute_url()).content.decode()
