"""Words pages say of what rules found."""

from django.utils.translation import gettext as _

from arrimage.apps.qualitative.naming import Why


def said_why(why: Why) -> str:
    return {
        Why.REPLACED: _("replaced in another text"),
        Why.PERSON: _("somebody of the project, or a title"),
        Why.ORGANISATION: _("in the directory"),
        Why.PLACE: _("a place"),
        Why.NUMBER: _("a number or an address"),
        Why.CAPITAL: _("a capital, perhaps a name"),
    }[why]
