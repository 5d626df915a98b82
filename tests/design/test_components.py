import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.utils.safestring import mark_safe

from arrimage.design.styleguide import STEPS

SCRIPT = "<script>alert(1)</script>"


def test_a_tag_says_its_label_in_its_kind(draw):
    assert draw('{% tag "fermé" "closed" %}') == '<span class="tag tag-closed">fermé</span>'


def test_a_misspelt_kind_is_refused(draw):
    with pytest.raises(TemplateSyntaxError, match="own, wait, line, closed"):
        draw('{% tag "fermé" "close" %}')
    with pytest.raises(TemplateSyntaxError):
        draw('{% notice "danger" %}x{% endnotice %}')


def test_a_notice_says_its_kind_in_words_too(draw):
    html = draw('{% notice "alarm" %}<p>{{ name }}</p>{% endnotice %}', name=SCRIPT)
    assert "Important\u00a0:" in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_the_thread_marks_where_one_is(draw):
    html = draw("{% thread steps %}", steps=STEPS)
    assert html.count('aria-current="step"') == 1
    assert html.count('class="done"') == 2
    assert 'class="later"' in html
    assert "(à venir)" in html


def test_a_script_in_a_name_stays_text(draw):
    step = {"title": SCRIPT, "when": SCRIPT, "text": SCRIPT, "state": "now"}
    source = "{% thread steps %}{% tag name %}{% empty name name '/x' name %}"
    assert "<script" not in draw(source, steps=[step], name=SCRIPT)


def test_the_empty_state_serves_inside_a_loop_that_found_nothing(draw):
    source = '{% for x in found %}{{ x }}{% empty %}{% empty "Rien" "Cherchez autrement." %}{% endfor %}'
    assert "Cherchez autrement." in draw(source, found=[])
    assert draw(source, found=["a", "b"]) == "ab"


def test_the_emergency_lines_can_be_tapped(draw):
    html = draw("{% crisis %}")
    assert 'href="tel:988"' in html
    assert 'href="tel:811"' in html
    assert "personne ne lit tout de suite" in html


def test_pages_keep_the_other_words_of_the_address(draw):
    html = draw("{% pages page %}", "q=aide&page=2", page=Paginator(range(90), 10).page(2))
    assert "?q=aide&amp;page=3" in html
    assert '<span class="here" aria-current="page">2</span>' in html


def test_one_page_needs_no_page_links(draw):
    assert draw("{% pages page %}", page=Paginator([1], 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5, "1\u00a0234,5"), (12, "12"), (None, "—"), (True, "oui"), ("texte", "texte"), (2.0, "2")],
)
def test_numbers_are_written_in_french(draw, value, shown):
    assert draw("{{ value|number }}", value=value) == shown


def test_shares_are_percentages(draw):
    assert draw("{{ share|percent }}", share=0.8567) == "86\u00a0%"


def test_values_of_a_table_keep_markup_only_when_vouched_for(draw):
    assert draw("{{ value|shown }}", value="<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"
    assert draw("{{ value|shown }}", value=mark_safe("<b>x</b>")) == "<b>x</b>"


class Job:
    name, step, message, done, total = "Lecture du registre", "Installations", "", 5, 20

    def __init__(self, state):
        self.state = state


def test_work_under_way_is_asked_about_every_two_seconds_and_can_be_left(draw):
    html = draw('{% include "arrimage/job.html" with job=job %}', job=Job("running"))
    assert 'hx-trigger="every 2s"' in html
    assert 'value="25"' in html
    assert "Voir où c’en est rendu" in html


def test_finished_work_is_no_longer_asked_about(draw):
    for state, word in (("done", "C’est terminé."), ("failed", "Rien n’a été changé")):
        html = draw('{% include "arrimage/job.html" with job=job %}', job=Job(state))
        assert "hx-trigger" not in html
        assert word in html
