"""What people write, made into HTML that can do no harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel import marks

# Known ways of having a page run, load or imitate something.
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.invalid></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jav&#x09;ascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://a.invalid"onmouseover="alert(1))',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<p onclick=alert(1)>x</p>",
    "<form action=//x.invalid><input name=password></form>",
    '<meta http-equiv=refresh content="0;url=//x.invalid">',
    "<base href=//x.invalid>",
    "<link rel=stylesheet href=//x.invalid>",
    "<object data=//x.invalid></object><embed src=//x.invalid>",
    '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<style>@import '//x.invalid'</style>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>",
    "- <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
    "**<svg/onload=alert(1)>**",
]
OPENED = re.compile(r"<\s*/?\s*([a-z0-9]+)((?:\s[^<>]*)?)>", re.I)


def harmless(html: str) -> bool:
    """Only the tags kept, no attribute but an address of a kind allowed."""
    for tag, attributes in OPENED.findall(html):
        if tag.lower() not in marks.TAGS:
            return False
        left = re.sub(r'\s(href="(https?:|mailto:|tel:)[^"]*"|rel="[^"]*")', "", attributes)
        if left.strip(" /"):
            return False
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_known_attacks_leave_nothing_that_runs_or_loads(attack):
    html = str(marks.render(f"Avant\n\n{attack}\n\naprès"))
    assert harmless(html), html
    assert "Avant" in html


@given(st.text(alphabet="<>\"'/=[]()*#- \n&;javscriptonlod:h", max_size=120))
def test_whatever_is_written_is_harmless(text):
    assert harmless(str(marks.render(text)))


def test_the_marks_do_what_they_say():
    text = "## Un titre\n\nDu **fort** et du *doux*.\nEnsuite [un lien](https://exemple.invalid/a)."
    text += "\n\n- un\n- deux\n\n1. trois\n\n> mots dits"
    html = str(marks.render(text))
    assert "<h3>Un titre</h3>" in html
    assert "<strong>fort</strong> et du <em>doux</em>" in html
    assert 'href="https://exemple.invalid/a"' in html
    assert "<ul><li>un</li><li>deux</li></ul>" in html
    assert "<ol><li>trois</li></ol>" in html
    assert "<blockquote><p>mots dits</p></blockquote>" in html


def test_signs_of_arithmetic_stay_what_they_are():
    assert str(marks.render("2 < 3 & 4 > 1, 2 * 3 * 4")) == "<p>2 &lt; 3 &amp; 4 &gt; 1, 2 * 3 * 4</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Un mot.\n\nUn autre, **fort** et *doux*.\nSur deux lignes.",
        "## Ce qui s’est passé\n\n- un\n- deux **gras**\n\n1. trois\n2. quatre",
        "> mots dits\n> sur deux lignes\n\n[un lien](https://exemple.invalid/a?b=1)",
        "2 < 3 & 4 > 1",
        "",
    ],
)
def test_what_was_typed_comes_back_as_it_was(text):
    assert marks.typed(str(marks.render(text))) == text


def test_html_of_before_comes_back_in_marks():
    html = "<p>Depuis <em>peu</em>.</p>\n<h2>Un titre</h2>\n<ul><li>a</li>\n<li>b</li></ul>"
    html += "<p>Fin.<br>Vraiment.</p>"
    assert marks.typed(html) == "Depuis *peu*.\n\n## Un titre\n\n- a\n- b\n\nFin.\nVraiment."


LETTERS = st.text(alphabet="abcé d’\u00a0", min_size=1, max_size=20)
LINES = LETTERS.map(lambda said: re.sub(" +", " ", said.strip())).filter(lambda said: bool(said.strip()))
BLOCKS = st.one_of(
    LINES,
    LINES.map("## {}".format),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINES, min_size=1, max_size=3).map(
        lambda lines: "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    ),
    LINES.map("> {}".format),
    LINES.map("Dit **{}** ici".format),
)


@given(st.lists(BLOCKS, max_size=6))
def test_going_through_the_box_changes_nothing(blocks):
    html = str(marks.render("\n\n".join(blocks)))
    assert str(marks.render(marks.typed(html))) == html


def test_a_line_is_no_paragraph():
    assert str(marks.line("Comment **il** va <script>x</script>")) == "Comment <strong>il</strong> va "


def test_its_words_alone_for_a_list():
    text = "## Deux choses\n\n- **un** & <b>deux</b>\n- [trois](https://exemple.invalid)\n\n> quatre"
    assert marks.plain(text) == "Deux choses un & deux trois quatre"
