"""Details of somebody else's rows: what can be used of each, and a note of what cannot."""

import math
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from arrimage.apps.network.actions.exchange import Heard, Note

from . import terms
from .attributes import Codes
from .source import Tables, Where
from .texts import Row, prose_of, text_of


class Details:
    def __init__(self, tables: Tables, source: str) -> None:
        self.tables, self.source = tables, source
        self.heard = Heard()
        self.where = Where("", 0)  # of the thing being heard

    def _note(self, text: str) -> None:
        self.heard.notes.append(Note(file=self.where.file, row=self.where.line, text=text))

    def _uid(self, table: str, code: str) -> UUID:
        """Theirs where it is a UUID, so that what is ours comes back to us; else one made from it."""
        try:
            return UUID(code)
        except ValueError:
            return uuid5(terms.NAMESPACE, f"{self.source}/{table}/{code}")

    def _ref(self, table: str, code: str) -> str:
        return str(self._uid(table, code)) if code else ""

    def _leave_out(self, name: str, value: object) -> None:
        self._note(
            _("“%(field)s” cannot be used and was left out: %(value)s")
            % {"field": name, "value": str(value)[:80]}
        )

    def _checked(self, row: Row, name: str, check) -> str:
        text = text_of(row, name)
        try:
            if text:
                check(text)
        except ValidationError:
            self._leave_out(name, text)
            return ""
        return text

    def _website(self, row: Row, name: str) -> str:
        return self._checked(row, name, URLValidator(schemes=["http", "https"]))

    def _email(self, row: Row) -> str:
        return self._checked(row, "email", EmailValidator())

    def _day(self, text: str, name: str) -> str:
        try:
            return date.fromisoformat(text[:10]).isoformat() if text else ""
        except ValueError:
            self._leave_out(name, text)
            return ""

    def _number(self, value: Any, name: str, *, least: float, most: float) -> float | None:
        if value in (None, ""):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not least <= number <= most:
            self._leave_out(name, value)
            return None
        return number

    def _count(self, value: Any, name: str) -> int | None:
        number = self._number(value, name, least=0, most=32_767)
        return None if number is None else int(number)

    def _codes(self, identifier: str) -> Codes:
        rows = self.tables.of("attribute", "link_id", identifier)
        codes = Codes(rows, self.tables.entities["taxonomy_term"])
        for other in codes.others:
            self._note(_("“%(term)s” is none of our terms: kept as text.") % {"term": other[:120]})
        return codes

    def _phones(self, column: str, identifier: str) -> list[tuple[str, str]]:
        """(number, what it is for) of each number."""
        found = {}
        for row in self.tables.of("phone", column, identifier):
            number = text_of(row, "number").strip("\"' ")
            if extension := text_of(row, "extension"):
                number = _("%(number)s ext. %(extension)s") % {"number": number, "extension": extension}
            if len(number) > 40:
                self._leave_out("number", number)
            elif number:
                found.setdefault(number, prose_of(row, "description"))
        return list(found.items())
