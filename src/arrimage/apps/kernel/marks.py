"""Texts that people write, with a few marks, made into HTML that can do no harm.

Marks: an empty line between paragraphs; lines that begin with «- » are a list, «1. » a numbered one, «## » a
title, «> » words of somebody; **strong**, *stressed*, [words](https://…). Whatever else is written, tags
included, goes through nh3, which keeps the few below and nothing of the rest.
"""

import re
from html import unescape
from html.parser import HTMLParser

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "http", "mailto", "tel"}

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s<>\"']{1,500})\)")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_STRESSED = re.compile(r"(?<!\*)\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)")
_ENDS = re.compile(r"</(?:p|li|h3|h4|blockquote)>|<br>")
_BULLET, _NUMBER = re.compile(r"^[-•] +"), re.compile(r"^\d{1,2}[.)] +")


def render(text: str) -> SafeString:
    """Safe HTML. An empty text gives nothing."""
    return clean(html(text))


def html(text: str) -> str:
    """The marks as HTML, and whatever else was written as it was: to be cleaned."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(_block(block) for block in blocks if block.strip())


def line(text: str) -> SafeString:
    """One line, its few marks made into safe HTML."""
    return clean(_inline(text))


def plain(text: str) -> str:
    """The words alone, on one line, without their marks."""
    return " ".join(unescape(strip_tags(_ENDS.sub(r" \g<0>", render(text)))).split())


def clean(html: str) -> SafeString:
    """Whatever it is, with nothing left in it that could run, load or reach elsewhere."""
    return mark_safe(  # noqa: S308 (cleaned here)
        nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    )


def _block(block: str) -> str:
    lines = [line.strip() for line in block.strip().split("\n")]
    for mark, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
        if all(mark.match(line) for line in lines):
            return (
                f"<{tag}>"
                + "".join(f"<li>{_inline(mark.sub('', line))}</li>" for line in lines)
                + f"</{tag}>"
            )
    if all(line.startswith(">") for line in lines):
        return f"<blockquote><p>{'<br>'.join(_inline(line[1:].strip()) for line in lines)}</p></blockquote>"
    if len(lines) == 1 and lines[0].startswith("## "):
        return f"<h3>{_inline(lines[0][3:])}</h3>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(text: str) -> str:
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _STRONG.sub(r"<strong>\1</strong>", text)
    return _STRESSED.sub(r"<em>\1</em>", text)


def typed(html: str) -> str:
    """Clean HTML as somebody would have typed it: what goes back into the box it came from."""
    reader = _Typed()
    reader.feed(html)
    reader.close()
    return reader.text


class _Typed(HTMLParser):
    """Reads the few tags kept; the text of any other is kept without it."""

    AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*"}
    TITLES = ("h2", "h3", "h4")

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.lists: list[tuple[str, int]] = []  # the lists one is in, and how many lines each has
        self.begins = ""  # of each line: of a title, of words quoted
        self.address = ""

    def handle_starttag(self, tag, attrs) -> None:
        if tag in self.AROUND:
            self.add(self.AROUND[tag])
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""
            self.add("[")
        elif tag == "br":
            self.add("\n")
        elif tag in ("ul", "ol"):
            self.part()
            self.lists.append((tag, 0))
        elif tag == "li" and self.lists:
            kind, count = self.lists.pop()
            self.lists.append((kind, count + 1))
            self.add(("\n" if self.blocks[-1] else "") + ("- " if kind == "ul" else f"{count + 1}. "))
        elif tag == "blockquote":
            self.part()
            self.begins = "> "
        elif tag in self.TITLES:
            self.part()
            self.begins = "## "
        elif tag == "p" and not self.lists:
            self.part()

    def handle_endtag(self, tag) -> None:
        if tag in self.AROUND:
            self.add(self.AROUND[tag])
        elif tag == "a":
            self.add(f"]({self.address})")
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.part()
        elif tag == "blockquote" or tag in self.TITLES:
            self.part()
            self.begins = ""
        elif tag == "p" and not self.lists:
            self.part()

    def handle_data(self, data) -> None:
        self.add(re.sub(r"[ \t\n]+", " ", data))

    def add(self, text: str) -> None:
        if text.strip() or "\n" in text or self.blocks[-1].strip():
            self.blocks[-1] += text

    def part(self) -> None:
        """What follows is a block of its own."""
        if said := self.blocks[-1].strip():
            lines = [line.strip() for line in said.split("\n")]
            self.blocks[-1:] = ["\n".join(self.begins + line for line in lines), ""]

    @property
    def text(self) -> str:
        self.part()
        return "\n\n".join(block for block in self.blocks if block)
