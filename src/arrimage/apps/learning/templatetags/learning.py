"""How the texts of learning are shown."""

from django import template
from django.utils.safestring import SafeString

from arrimage.apps.kernel import marks

register = template.Library()


@register.filter
def rich_line(text: str) -> SafeString:
    """The same for one line, which is no paragraph."""
    return marks.line(text or "")


@register.filter
def unmarked(text: str) -> str:
    """Its words alone, on one line: what a card or a list shows of it."""
    return marks.plain(text or "")


@register.filter(name="rich")
def rich_text(text: str) -> SafeString:
    """A text with its few marks, as HTML that can do no harm."""
    return marks.render(text or "")
