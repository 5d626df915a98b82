"""Patterns that no text can make slow: a set of places that advances together, never one that comes back.

Python's own `re` tries again and again, so that one badly written pattern could stop the server. Here a text
of n characters and a pattern of m places cost at most n × m steps. Read: characters, `.`, `[…]`, `( ) |`,
`\\d \\w \\s` and their opposites, `* + ? {2} {2,} {2,5}`, `^ $` at the ends. The whole text must match.
"""

from collections.abc import Callable
from functools import lru_cache

MOST_PLACES = 600
LONGEST_TEXT = 2_000

Test = Callable[[str], bool]
CLASSES: dict[str, Test] = {
    "d": lambda c: "0" <= c <= "9",
    "w": lambda c: c == "_" or (c.isascii() and c.isalnum()),
    "s": lambda c: c.isspace(),
}


class PatternError(ValueError):
    """Not a pattern this house reads."""


class _Place:
    """A state: either it consumes a character (`test`) and goes `on`, or it goes on to others for nothing."""

    __slots__ = ("on", "test")

    def __init__(self, test: Test | None = None) -> None:
        self.test = test
        self.on: list[_Place] = []


class Pattern:
    def __init__(self, first: _Place, last: _Place) -> None:
        self.first, self.last = first, last

    def matches(self, text: str) -> bool:
        """Whether the whole text is of this pattern; a longer text than LONGEST_TEXT never is."""
        if len(text) > LONGEST_TEXT:
            return False
        places = _reached([self.first])
        for character in text:
            places = _reached(
                [place.on[0] for place in places if place.test is not None and place.test(character)]
            )
            if not places:
                return False
        return self.last in places


def _reached(places: list[_Place]) -> set[_Place]:
    seen: set[_Place] = set()
    while places:
        place = places.pop()
        if place not in seen:
            seen.add(place)
            if place.test is None:
                places.extend(place.on)
    return seen


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Raises PatternError."""
    reader = _Reader(text.removeprefix("^"))
    if reader.text.endswith("$") and not reader.text.endswith("\\$"):
        reader.text = reader.text[:-1]
    first, last = reader.either(0)
    if reader.at < len(reader.text):
        raise PatternError(text)
    return Pattern(first, last)


Piece = tuple[_Place, _Place]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.places = text, 0, 0

    def place(self, test: Test | None = None) -> _Place:
        self.places += 1
        if self.places > MOST_PLACES:
            raise PatternError(self.text)
        return _Place(test)

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise PatternError(self.text)
        self.at += 1
        return character

    def either(self, depth: int) -> Piece:
        if depth > 12:
            raise PatternError(self.text)
        first, last = self.place(), self.place()
        while True:
            start, end = self.one_after_another(depth)
            first.on.append(start)
            end.on.append(last)
            if self.peek() != "|":
                return first, last
            self.take()

    def one_after_another(self, depth: int) -> Piece:
        first = last = self.place()
        while self.peek() and self.peek() not in "|)":
            start, end = self.repeated(depth)
            last.on.append(start)
            last = end
        return first, last

    def repeated(self, depth: int) -> Piece:
        begun = self.at
        piece = self.atom(depth)
        least, most = self.count()
        if (least, most) == (1, 1):
            return piece
        if self.peek() and self.peek() in "*+{":
            raise PatternError(self.text)
        if self.peek() == "?":  # the lazy form says the same when only yes or no is asked
            self.take()
        ended = self.at
        first = last = self.place()
        for number in range(most if most is not None else max(least, 1)):
            self.at = begun
            start, end = piece if number == 0 else self.atom(depth)
            last.on.append(start)
            after = self.place()
            end.on.append(after)
            if number >= least:
                last.on.append(after)
            if most is None and number == max(least, 1) - 1:
                after.on.append(start)
            last = after
        self.at = ended
        return first, last

    def count(self) -> tuple[int, int | None]:
        sign = self.peek()
        if sign and sign in "*+?":
            self.take()
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if sign != "{":
            return 1, 1
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : max(end, 0)].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            raise PatternError(self.text)
        self.at = end + 1
        least, most = int(low), (int(high) if high else None) if comma else int(low)
        if least > 200 or (most is not None and not max(least, 1) <= most <= 200):
            raise PatternError(self.text)
        return least, most

    def atom(self, depth: int) -> Piece:
        character = self.take()
        if character == "(":
            if self.peek() == "?":
                if self.text[self.at : self.at + 2] != "?:":
                    raise PatternError(self.text)
                self.at += 2
            piece = self.either(depth + 1)
            if self.take() != ")":
                raise PatternError(self.text)
            return piece
        if character == "[":
            return self.of(self.set())
        if character == ".":
            return self.of(lambda c: c not in "\n\r")
        if character == "\\":
            return self.of(self.escaped())
        if character in "*+?{^$)":
            raise PatternError(self.text)
        return self.of(lambda c: c == character)

    def of(self, test: Test) -> Piece:
        first, last = self.place(test), self.place()
        first.on.append(last)
        return first, last

    def escaped(self) -> Test:
        character = self.take()
        if character.lower() in CLASSES:
            test = CLASSES[character.lower()]
            return test if character.islower() else lambda c: not test(c)
        literal = self.literal(character)
        return lambda c: c == literal

    def literal(self, character: str) -> str:
        if character.isalnum() and character not in "nrt":
            raise PatternError(self.text)
        return {"n": "\n", "r": "\r", "t": "\t"}.get(character, character)

    def set(self) -> Test:
        negative = self.peek() == "^"
        if negative:
            self.take()
        tests: list[Test] = []
        while (character := self.take()) != "]":
            if character == "\\" and self.peek().lower() in CLASSES:
                tests.append(self.escaped())
                continue
            low = self.literal(self.take()) if character == "\\" else character
            high = low
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                high = self.take()
                high = self.literal(self.take()) if high == "\\" else high
                if high < low:
                    raise PatternError(self.text)
            tests.append(lambda c, low=low, high=high: low <= c <= high)
        if not tests:
            raise PatternError(self.text)
        return lambda c: any(test(c) for test in tests) != negative
