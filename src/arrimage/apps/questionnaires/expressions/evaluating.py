"""What an expression says of some answers. It calls nothing that is not written here, and always ends."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from .parsing import Call, Chain, Expression, Literal, Minus, Name, Node
from .patterns import compile_pattern

Value = str | float | bool
NAN = math.nan
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T.*)?", re.ASCII)
EPOCH = date(1970, 1, 1).toordinal()


def evaluate(expression: Expression, answers: Mapping[str, Value], *, on: date) -> Value:
    """Its value, `on` being today. What has no answer is the empty text; `.` is in `answers` too."""
    return _Evaluation(answers, on).of(expression.tree)


def is_true(expression: Expression, answers: Mapping[str, Value], *, on: date) -> bool:
    return as_truth(evaluate(expression, answers, on=on))


def as_text(value: Value) -> str:
    """A number as one writes it (`3`, `0.5`); what could not be calculated as nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return ""
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def as_number(value: Value) -> float:
    """NaN when it is no number; a day is its number of days since 1970."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float | int):
        return float(value)
    text = value.strip(" \t\r\n")
    if _NUMBER.fullmatch(text):
        return _finite(float(text))
    return _days(text)


def _days(text: str) -> float:
    found = _DAY.fullmatch(text)
    if found is None:
        return NAN
    try:
        return float(date(*map(int, found.groups()[:3])).toordinal() - EPOCH)
    except ValueError:
        return NAN


def as_truth(value: Value) -> bool:
    if isinstance(value, str):
        return value != ""
    return bool(value) and not math.isnan(value)


def _finite(number: float) -> float:
    return number if math.isfinite(number) else NAN


def _words(value: Value) -> list[str]:
    return as_text(value).split()


class _Evaluation:
    def __init__(self, answers: Mapping[str, Value], on: date) -> None:
        self.answers, self.on = answers, on

    def of(self, node: Node) -> Value:
        match node:
            case Literal(value):
                return value
            case Name(name):
                value = self.answers.get(name, "")
                return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
            case Minus(inner):
                return -as_number(self.of(inner))
            case Chain(first, rest):
                return self.chain(first, rest)
            case Call("if", (condition, then, otherwise)):
                return self.of(then if as_truth(self.of(condition)) else otherwise)
            case Call("today", _):
                return self.on.isoformat()
            case Call(function, arguments):
                return CALLS[function](*[self.of(argument) for argument in arguments])
        raise AssertionError(node)

    def chain(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> Value:
        sign = rest[0][0]
        if sign in ("and", "or"):
            nodes = [first, *(node for _, node in rest)]
            found = (as_truth(self.of(node)) for node in nodes)
            return all(found) if sign == "and" else any(found)
        value = self.of(first)
        for sign, node in rest:
            value = SIGNS[sign](value, self.of(node))
        return value


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return as_truth(left) == as_truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return as_number(left) == as_number(right)
    return left == right


def _divided(left: Value, right: Value) -> float:
    by = as_number(right)
    return NAN if by == 0 else _finite(as_number(left) / by)


def _modulo(left: Value, right: Value) -> float:
    number, by = as_number(left), as_number(right)
    return NAN if by == 0 or math.isnan(number) or math.isnan(by) else math.fmod(number, by)


SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: as_number(left) < as_number(right),
    "<=": lambda left, right: as_number(left) <= as_number(right),
    ">": lambda left, right: as_number(left) > as_number(right),
    ">=": lambda left, right: as_number(left) >= as_number(right),
    "+": lambda left, right: _finite(as_number(left) + as_number(right)),
    "-": lambda left, right: _finite(as_number(left) - as_number(right)),
    "*": lambda left, right: _finite(as_number(left) * as_number(right)),
    "div": _divided,
    "mod": _modulo,
}


def _numbers(*values: Value) -> list[float]:
    """The numbers among the values: what has no answer does not count as zero."""
    return [number for value in values if not math.isnan(number := as_number(value))]


def _whole(value: Value, rounded: Callable[[float], int]) -> float:
    number = as_number(value)
    return NAN if math.isnan(number) else float(rounded(number))


def _rounded(value: Value, places: Value = 0.0) -> float:
    """Halves go up, as in XPath and in the browser."""
    number, digits = as_number(value), as_number(places)
    if math.isnan(number) or not (digits == int(digits) if not math.isnan(digits) else False):
        return NAN
    if not 0 <= digits <= 10:
        return NAN
    scale = 10.0 ** int(digits)
    return _finite(math.floor(number * scale + 0.5) / scale)


def _power(base: Value, exponent: Value) -> float:
    try:
        return _finite(math.pow(as_number(base), as_number(exponent)))
    except (OverflowError, ValueError):
        return NAN


def _selected_at(value: Value, place: Value) -> str:
    words, at = _words(value), as_number(place)
    return words[int(at)] if at == at and 0 <= at < len(words) else ""


def _part(value: Value, start: Value, end: Value = NAN) -> str:
    text, first = as_text(value), as_number(start)
    last = as_number(end)
    if math.isnan(first):
        return ""
    stop = len(text) if math.isnan(last) else max(int(last), 0)
    return text[max(int(first), 0) : stop]


def _day(value: Value) -> str:
    """A day from itself or from its number; nothing from anything else."""
    number = as_number(value)
    try:
        return date.fromordinal(math.floor(number) + EPOCH).isoformat()
    except (ValueError, OverflowError):
        return ""


CALLS: dict[str, Callable[..., Value]] = {
    "abs": lambda value: abs(as_number(value)),
    "boolean": as_truth,
    "ceiling": lambda value: _whole(value, math.ceil),
    "coalesce": lambda *values: next((as_text(value) for value in values if as_text(value) != ""), ""),
    "concat": lambda *values: "".join(map(as_text, values)),
    "contains": lambda text, part: as_text(part) in as_text(text),
    "count-non-empty": lambda *values: float(sum(as_text(value) != "" for value in values)),
    "count-selected": lambda value: float(len(_words(value))),
    "date": _day,
    "ends-with": lambda text, part: as_text(text).endswith(as_text(part)),
    "false": lambda: False,
    "floor": lambda value: _whole(value, math.floor),
    "int": lambda value: _whole(value, math.trunc),
    "max": lambda *values: max(_numbers(*values), default=NAN),
    "min": lambda *values: min(_numbers(*values), default=NAN),
    "normalize-space": lambda value: " ".join(_words(value)),
    "not": lambda value: not as_truth(value),
    "number": as_number,
    "pow": _power,
    "regex": lambda text, pattern: compile_pattern(as_text(pattern)).matches(as_text(text)),
    "round": _rounded,
    "selected": lambda value, code: as_text(code) in _words(value),
    "selected-at": _selected_at,
    "starts-with": lambda text, part: as_text(text).startswith(as_text(part)),
    "string": as_text,
    "string-length": lambda value: float(len(as_text(value))),
    "substr": _part,
    "sum": lambda *values: _finite(float(sum(_numbers(*values)))),
    "true": lambda: True,
}
