"""How the texts of learning are shown."""

from django import template
from django.utils.safestring import SafeString

from arrimage.apps.learning import rich

register = template.Library()


@register.filter
def rich_line(text: str) -> SafeString:
    """The same for one line, which is no paragraph."""
    return rich.line(text or "")


@register.filter(name="rich")
def rich_text(text: str) -> SafeString:
    """A text with its few marks, as HTML that can do no harm."""
    return rich.render(text or "")
