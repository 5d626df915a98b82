"""Words pages say of what rules found."""

from django.utils.translation import gettext as _

from arrimage.apps.qualitative.naming import Why
from arrimage.design.numbers import number


def said_why(why: Why) -> str:
    return {
        Why.REPLACED: _("replaced in another text"),
        Why.PERSON: _("somebody of the project, or a title"),
        Why.ORGANISATION: _("in the directory"),
        Why.PLACE: _("a place"),
        Why.NUMBER: _("a number or an address"),
        Why.CAPITAL: _("a capital, perhaps a name"),
    }[why]


def said_undefined(why: object) -> str:
    """A figure that does not exist is never 0, and never 1."""
    return {
        "nothing_shared": _("no figure: nothing was read by two people"),
        "one_value": _("no figure: everybody always said the same, nothing could differ"),
    }[str(why)]


def said_interval(found) -> str:
    """Alpha or kappa with its interval, or why there is none."""
    value = found.alpha if hasattr(found, "alpha") else found.kappa
    if value is None:
        return said_undefined(found.undefined)
    said = number(value, 2)
    if found.low is None or found.high is None:
        return said
    told = {"value": said, "low": number(found.low, 2), "high": number(found.high, 2)}
    return _("%(value)s (from %(low)s to %(high)s)") % told
