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


@register.tag
def csrf_token(parser: Parser, token: Token) -> OwnedCsrfToken:
    """Django's own tag, and the form's owner with it: what is typed is then never lost."""
    return OwnedCsrfToken()
