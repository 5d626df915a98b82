"""From text to a tree, refusing at the place where it goes wrong. The limits keep any expression quick."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import patterns

LONGEST = 2_000  # characters
MOST_TOKENS = 400
DEEPEST = 24

# How many arguments each function takes: (least, most). Nothing else can be called.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "boolean": (1, 1),
    "ceiling": (1, 1),
    "coalesce": (1, 20),
    "concat": (1, 20),
    "contains": (2, 2),
    "count-non-empty": (1, 60),
    "count-selected": (1, 1),
    "date": (1, 1),
    "ends-with": (2, 2),
    "false": (0, 0),
    "floor": (1, 1),
    "if": (3, 3),
    "int": (1, 1),
    "max": (1, 60),
    "min": (1, 60),
    "normalize-space": (1, 1),
    "not": (1, 1),
    "number": (1, 1),
    "pow": (2, 2),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "selected-at": (2, 2),
    "starts-with": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "substr": (2, 3),
    "sum": (1, 60),
    "today": (0, 0),
    "true": (0, 0),
}

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | \$\{\s*(?P<name>[A-Za-z_][\w.-]*)\s*\}
      | (?P<number>\d+(?:\.\d*)?|\.\d+)
      | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
      | (?P<word>[A-Za-z_][\w-]*)
      | (?P<sign><=|>=|!=|[=<>+\-*(),])
      | (?P<current>\.(?![./\d]))""",
    re.VERBOSE | re.ASCII,
)
WORD_SIGNS = {"and", "or", "div", "mod"}
# From what binds least to what binds most.
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class ExpressionError(ValueError):
    """The expression cannot be read; the message is a sentence for its author, `place` counts from 1."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class Literal:
    value: str | float


@dataclass(frozen=True)
class Name:
    """The answer to a question of this name; `.` is the question itself."""

    name: str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Minus:
    of: "Node"


@dataclass(frozen=True)
class Chain:
    """`first sign next sign next …`, all of one level, from left to right: no depth, however long."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


Node = Literal | Name | Call | Minus | Chain


@dataclass(frozen=True)
class Expression:
    """An expression that was read: its text, its tree, and the questions it asks about."""

    text: str
    tree: Node = field(repr=False, compare=False)
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    place: int


def parse(text: str) -> Expression:
    """The expression behind a text. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(
            _("This expression is longer than %(most)d characters: cut it in two.") % {"most": LONGEST}, 1
        )
    reader = _Reader(_tokens(text), len(text) + 1)
    tree = reader.level(0, 0)
    if (left := reader.peek()) is not None:
        raise ExpressionError(_("“%(text)s” is not expected here.") % {"text": left.text}, left.place)
    return Expression(text, tree, frozenset(reader.names))


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise ExpressionError(_unread(text, at), at + 1)
        kind = found.lastgroup or ""
        if kind in ("word", "sign") and (found.group() in WORD_SIGNS or kind == "sign"):
            tokens.append(Token("sign", found.group(), at + 1))
        elif kind in ("single", "double"):
            tokens.append(Token("text", found.group(kind), at + 1))
        elif kind != "space":
            tokens.append(Token(kind, found.group(kind), at + 1))
        if len(tokens) > MOST_TOKENS:
            raise ExpressionError(_("This expression is too long: calculate part of it apart."), at + 1)
        at = found.end()
    return tokens


def _unread(text: str, at: int) -> str:
    character = text[at]
    if character in "‘’“”«»":
        return _("Quotation marks must be straight (' or \"), not typographic.")
    if character in "'\"":
        return _("A quotation mark is opened here and never closed.")
    if character in "/[" or text.startswith("..", at):
        return _("Paths are not read here: name the question as ${name}.")
    if character == "$":
        return _("A question is named ${name}, in letters without accents, digits, - and _.")
    return _("“%(text)s” is not expected here.") % {"text": character}


class _Reader:
    def __init__(self, tokens: list[Token], end: int) -> None:
        self.tokens, self.at, self.end = tokens, 0, end
        self.names: set[str] = set()

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise ExpressionError(_("The expression stops before its end."), self.end)
        self.at += 1
        return token

    def takes(self, *signs: str) -> str:
        token = self.peek()
        if token is None or token.kind != "sign" or token.text not in signs:
            return ""
        self.at += 1
        return token.text

    def level(self, number: int, depth: int) -> Node:
        if number == len(LEVELS):
            return self.single(depth)
        first, rest = self.level(number + 1, depth), []
        while sign := self.takes(*LEVELS[number]):
            rest.append((sign, self.level(number + 1, depth)))
        return Chain(first, tuple(rest)) if rest else first

    def single(self, depth: int) -> Node:
        token = self.take()
        if depth > DEEPEST:
            raise ExpressionError(_("Too many parentheses inside one another: cut it in two."), token.place)
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "text":
            return Literal(token.text)
        if token.kind in ("name", "current"):
            self.names.add(token.text)
            return Name(token.text)
        if token.kind == "sign" and token.text == "-":
            return Minus(self.single(depth + 1))
        if token.kind == "sign" and token.text == "(":
            inside = self.level(0, depth + 1)
            self.close()
            return inside
        if token.kind == "word":
            return self.call(token, depth)
        raise ExpressionError(_("“%(text)s” is not expected here.") % {"text": token.text}, token.place)

    def close(self) -> None:
        if not self.takes(")"):
            place = (self.peek() or Token("", "", self.end)).place
            raise ExpressionError(_("A parenthesis is missing."), place)

    def call(self, token: Token, depth: int) -> Node:
        if not self.takes("("):
            raise ExpressionError(
                _("“%(text)s” is not expected here: write a question ${name}, a text 'so'.")
                % {"text": token.text},
                token.place,
            )
        if token.text not in FUNCTIONS:
            raise ExpressionError(
                _("The function %(name)s() is not known here.") % {"name": token.text}, token.place
            )
        arguments: list[Node] = []
        if not self.takes(")"):
            arguments.append(self.level(0, depth + 1))
            while self.takes(","):
                arguments.append(self.level(0, depth + 1))
            self.close()
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            raise ExpressionError(
                _("%(name)s() is given %(given)d values: it takes another number of them.")
                % {"name": token.text, "given": len(arguments)},
                token.place,
            )
        if token.text == "regex":
            self.check_pattern(arguments[1], token)
        return Call(token.text, tuple(arguments))

    def check_pattern(self, pattern: Node, token: Token) -> None:
        """A pattern is written in the expression, so that it is checked when it is written."""
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            raise ExpressionError(
                _("The pattern of regex() must be a text between quotation marks."), token.place
            )
        try:
            patterns.compile_pattern(pattern.value)
        except patterns.PatternError as error:
            raise ExpressionError(
                _("This pattern is not read here: %(pattern)s") % {"pattern": pattern.value[:60]}, token.place
            ) from error
