"""Why something was found, in a few words."""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from arrimage.apps.network.models.search import Field
from arrimage.apps.network.vocabulary import Category, Need, OrganisationKind


class How(IntEnum):
    """How a word of the index answers a word asked for, the closest first."""

    SAME = 1
    STEM = 2
    CODE = 3  # a need, category, kind or mission the word stands for
    BEGINS = 4
    RELATED = 5  # an equivalent of the thesaurus
    CLOSE = 6  # but for one letter


@dataclass(frozen=True)
class Reason:
    """`written` is the document's word (or code), `typed` the person's, empty when they chose from a list."""

    field: Field
    how: How
    written: str
    typed: str = ""

    def __str__(self) -> str:
        if self.how is How.CODE:
            return _of_code(self.written)
        if self.typed and self.how in (How.RELATED, How.CLOSE):
            words = _("“%(word)s” (for “%(typed)s”)") % {"word": self.written, "typed": self.typed}
        else:
            words = _("“%(word)s”") % {"word": self.written}
        return f"{words} {_where(self.field)}"


def _where(where: Field) -> str:
    match where:
        case Field.NAME:
            return _("in the name")
        case Field.OWN:
            return _("in their own words")
        case Field.ORGANISATION:
            return _("in the organisation’s name")
        case Field.PLACE:
            return _("in the place")
        case _:
            return _("in the description")


def _of_code(code: str) -> str:
    kind, _colon, value = code.partition(":")
    match kind:
        case "need":
            return _("answers the need “%(need)s”") % {"need": Need(value).label}
        case "category":
            return _("in the category “%(category)s”") % {"category": Category(value).label}
        case "kind":
            return _("is of the kind “%(kind)s”") % {"kind": OrganisationKind(value).label}
        case "cost":
            return _("is free of charge")
        case _:
            return _("has the official mission %(mission)s") % {"mission": value}
