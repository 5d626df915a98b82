"""Texts as they may be shown: rich text without anything that runs, plain text with one sort of line end."""

import re
import unicodedata

import nh3

from arrimage.apps.kernel import marks

TAGS = set("p br strong em b i ul ol li h2 h3 h4 blockquote a cite q".split())
_RULES: dict = {
    "tags": TAGS,
    "attributes": {"a": {"href", "hreflang"}},
    "url_schemes": {"https", "http", "mailto", "tel"},
    "link_rel": "noopener noreferrer nofollow",
    "clean_content_tags": {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
    "strip_comments": True,
}
_TAG = re.compile(r"</?[a-zA-Z]")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def rich(text: str) -> str:
    """HTML that can do nothing but be read, from the few marks people type, or from HTML."""
    text = plain(text)
    return nh3.clean(text if _TAG.search(text) else marks.html(text), **_RULES)


def plain(text: str) -> str:
    """The text as typed, with one sort of line end and nothing that hides or turns letters around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one in "\n\t" or _is_text(one)).strip()


def _is_text(one: str) -> bool:
    return unicodedata.category(one) not in {"Cc", "Cs"} and one not in _TURNS
