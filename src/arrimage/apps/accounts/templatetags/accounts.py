"""Every form says whose it is: loaded everywhere, so that no page has to remember it."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode

from arrimage.apps.accounts.held import owner_input

register = template.Library()


@register.simple_tag(takes_context=True)
def form_owner(context: Context) -> str:
    """A hidden, signed mark of who is typing, and where; nothing for a visitor."""
    return owner_input(context.get("request"))


class OwnedCsrfToken(CsrfTokenNode):
    def render(self, context: Context) -> str:
        return super().render(context) + owner_input(context.get("request"))


BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """What a browser says of itself, in the words of its owner: « Firefox · Android »; else as it says it."""
    kinds = (BROWSERS, SYSTEMS)
    # The order counts: each of them also claims to be one of those after it.
    known = [next((name for mark, name in kind.items() if mark in user_agent), "") for kind in kinds]
    return " · ".join(filter(None, known)) or user_agent


@register.tag
def csrf_token(parser: Parser, token: Token) -> OwnedCsrfToken:
    """Django's own tag, and the form's owner with it: what is typed is then never lost."""
    return OwnedCsrfToken()
