"""Conditions as most people say them: one or several comparisons, all of which or any of which must hold.

    read("${met} = 'yes' and ${times} >= 3", items)
    → Conditions((Comparison("met", IS, "yes"), Comparison("times", AT_LEAST, "3")), any=False)

What cannot be said so is a formula: `read` gives None, and nothing of it is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.questionnaires.expressions import ExpressionError, as_text, parse
from arrimage.apps.questionnaires.expressions.parsing import Call, Chain, Literal, Minus, Name, Node

from .questionnaire import Item, Kind, said

MEASURED = frozenset({Kind.SCALE, Kind.NUMBER, Kind.CALCULATED})


class Sign(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


def is_ordered(item: Item) -> bool:
    """A choice whose codes are numbers may be compared like one: «at least “Rather”»."""
    return item.kind is Kind.SINGLE and all(choice.code.isdecimal() for choice in item.choices)


WORTH = {Sign.IS, Sign.IS_NOT, Sign.AT_LEAST, Sign.AT_MOST}  # the signs that compare with something
WRITTEN = {Sign.IS: "=", Sign.IS_NOT: "!=", Sign.AT_LEAST: ">=", Sign.AT_MOST: "<="}
SIGNS = {text: sign for sign, text in WRITTEN.items()}


@dataclass(frozen=True)
class Comparison:
    """`name` is a question, or a point for the answer itself; `value` a code, or a number as a text."""

    name: str
    sign: Sign
    value: str = ""


@dataclass(frozen=True)
class Conditions:
    comparisons: tuple[Comparison, ...]
    any: bool = False


def read(text: str, items: Mapping[str, Item]) -> Conditions | None:
    """None when it is a formula, or speaks of a question that is not among `items` (`.` included)."""
    if not text:
        return Conditions(())
    try:
        tree = parse(text).tree
    except ExpressionError:
        return None
    parts, is_any = [tree], False
    if isinstance(tree, Chain) and (signs := {sign for sign, _node in tree.rest}) <= {"and", "or"}:
        if len(signs) > 1:
            return None
        parts, is_any = [tree.first, *(node for _sign, node in tree.rest)], signs == {"or"}
    comparisons = [_test(part, items) for part in parts]
    return Conditions(tuple(comparisons), is_any) if all(comparisons) else None


def _test(node: Node, items: Mapping[str, Item]) -> Comparison | None:
    if isinstance(node, Call) and node.function == "not" and isinstance(node.arguments[0], Call):
        inner = _selected(node.arguments[0], items)
        return inner and Comparison(inner.name, Sign.IS_NOT, inner.value)
    if isinstance(node, Call):
        return _selected(node, items)
    if not isinstance(node, Chain) or len(node.rest) != 1:
        return None
    (written, right) = node.rest[0]
    sign, value = SIGNS.get(written), _literal(right)
    item = items.get(node.first.name) if isinstance(node.first, Name) else None
    if sign is None or value is None or item is None:
        return None
    name = node.first.name
    if value == "" and isinstance(right, Literal) and sign in (Sign.IS, Sign.IS_NOT):
        return Comparison(name, Sign.UNANSWERED if sign is Sign.IS else Sign.ANSWERED)
    if item.kind is Kind.SINGLE and sign in (Sign.IS, Sign.IS_NOT) and item.choice(value):
        return Comparison(name, sign, value)
    is_number = isinstance(right, Minus) or not isinstance(right.value, str)
    if is_ordered(item) and item.choice(value) and is_number and sign in (Sign.AT_LEAST, Sign.AT_MOST):
        return Comparison(name, sign, value)
    return Comparison(name, sign, value) if item.kind in MEASURED and is_number else None


def _selected(node: Call, items: Mapping[str, Item]) -> Comparison | None:
    if node.function != "selected" or not isinstance(node.arguments[0], Name):
        return None
    name, value = node.arguments[0].name, _literal(node.arguments[1])
    item = items.get(name)
    if item is None or value is None or item.kind is not Kind.SEVERAL or not item.choice(value):
        return None
    return Comparison(name, Sign.IS, value)


def _literal(node: Node) -> str | None:
    if isinstance(node, Minus) and isinstance(node.of, Literal) and isinstance(node.of.value, float):
        return f"-{as_text(node.of.value)}"
    return as_text(node.value) if isinstance(node, Literal) else None


def write(conditions: Conditions, items: Mapping[str, Item]) -> str:
    """As an expression; a comparison that says nothing yet is left out."""
    written = [_written(one, items) for one in conditions.comparisons if is_whole(one, items)]
    return (" or " if conditions.any else " and ").join(written)


def is_whole(one: Comparison, items: Mapping[str, Item]) -> bool:
    """Whether it compares something with something."""
    item = items.get(one.name)
    if item is None or not (item.is_asked or item.kind is Kind.CALCULATED):
        return False
    if one.sign not in WORTH:
        return True
    if item.kind in MEASURED:
        try:
            return as_text(float(one.value)) != ""
        except ValueError:
            return False
    signs = WORTH if is_ordered(item) else (Sign.IS, Sign.IS_NOT)
    return one.sign in signs and item.choice(one.value) is not None


def _written(one: Comparison, items: Mapping[str, Item]) -> str:
    item = items[one.name]
    about = "." if one.name == "." else f"${{{one.name}}}"
    if one.sign not in WORTH:
        return f"{about} {'!=' if one.sign is Sign.ANSWERED else '='} ''"
    if item.kind in MEASURED:
        return f"{about} {WRITTEN[one.sign]} {as_text(float(one.value))}"
    if one.sign in (Sign.AT_LEAST, Sign.AT_MOST):
        return f"{about} {WRITTEN[one.sign]} {one.value}"
    if item.kind is Kind.SEVERAL:
        chosen = f"selected({about}, '{one.value}')"
        return f"not({chosen})" if one.sign is Sign.IS_NOT else chosen
    return f"{about} {WRITTEN[one.sign]} '{one.value}'"


# --- In words


def sign_words() -> dict[Sign, str]:
    return {
        Sign.IS: pgettext("condition", "is"),
        Sign.IS_NOT: pgettext("condition", "is not"),
        Sign.AT_LEAST: pgettext("condition", "is at least"),
        Sign.AT_MOST: pgettext("condition", "is at most"),
        Sign.ANSWERED: pgettext("condition", "has an answer"),
        Sign.UNANSWERED: pgettext("condition", "has no answer"),
    }


def in_words(text: str, items: Mapping[str, Item], language: str) -> str:
    """«Une rencontre ?» is «Oui», and …; empty for a formula."""
    found = read(text, items)
    if found is None:
        return ""
    joint = pgettext("condition", ", or ") if found.any else pgettext("condition", ", and ")
    return joint.join(_told(one, items, language) for one in found.comparisons)


def _told(one: Comparison, items: Mapping[str, Item], language: str) -> str:
    item = items[one.name]
    about = pgettext("condition", "the answer") if one.name == "." else quoted(said(item.label, language))
    words = [about, sign_words()[one.sign]]
    if one.sign in WORTH:
        choice = item.choice(one.value)
        words.append(quoted(said(choice.label, language)) if choice else one.value)
    return " ".join(words)


def quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def earlier(items: Iterable[Item], name: str) -> dict[str, Item]:
    """The questions a condition of this one may speak of."""
    before: dict[str, Item] = {}
    for item in items:
        if item.name == name:
            break
        before[item.name] = item
    return before
