"""Texts that people write, with a few marks, made into HTML that can do no harm.

Marks: an empty line between paragraphs; lines that begin with «- » are a list, «1. » a numbered one, «## » a
title, «> » words of somebody; **strong**, *stressed*, [words](https://…). Whatever else is written, tags
included, goes through nh3, which keeps the few below and nothing of the rest.
"""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "http", "mailto", "tel"}

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s<>\"']{1,500})\)")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_STRESSED = re.compile(r"(?<!\*)\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)")
_BULLET, _NUMBER = re.compile(r"^[-•] +"), re.compile(r"^\d{1,2}[.)] +")


def render(text: str) -> SafeString:
    """Safe HTML. An empty text gives nothing."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return clean("\n".join(_block(block) for block in blocks if block.strip()))


def line(text: str) -> SafeString:
    """One line, its few marks made into safe HTML."""
    return clean(_inline(text))


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
