"""Joint displays: each line as it stands today, what moved since it was looked at, and what is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from arrimage.apps.mixed import policies
from arrimage.apps.mixed.interviews import words_of
from arrimage.apps.mixed.models import Ask, Display, Quote, Row
from arrimage.apps.mixed.numbers import Number, numbers_at
from arrimage.apps.mixed.pieces import Piece, piece_at

FORMAT = 1
_signer = Signer(salt="mixed.quote")


def displays_led_by(user) -> QuerySet[Display]:
    return (
        Display.objects.filter(policies.led_by(user)).select_related("model").order_by("-created_at", "-id")
    )


def rows_led_by(user) -> QuerySet[Row]:
    found = Row.objects.filter(policies.led_by(user, "display__organisation"))
    return found.select_related("display__model", "box")


def published_displays() -> QuerySet[Display]:
    found = Display.objects.filter(state=Display.State.PUBLISHED).select_related("organisation")
    return found.order_by("-published_at", "-id")


def quotes_of(user) -> QuerySet[Quote]:
    """One's own words, wherever they are used."""
    return (
        Quote.objects.filter(policies.said_by(user))
        .select_related("row__display__organisation", "row__display__model")
        .order_by("-id")
    )


def token_of(quote: Quote) -> str:
    return _signer.sign(quote.uid.hex)


def quote_behind(token: str) -> Quote | None:
    """The words a link opens: theirs who were given it."""
    try:
        uid = _signer.unsign(token)
    except BadSignature:
        return None
    found = Quote.objects.filter(uid=uid)
    quote = found.select_related("row__display__organisation", "row__display__model").first()
    return with_words([quote])[0] if quote else None


@dataclass(frozen=True)
class Line:
    """One line as its makers see it. `moved`: the number is not what it was when somebody last looked."""

    row: Row
    number: Number | None
    theme: Piece | None
    quotes: list[Quote]
    taken_back: int

    @property
    def moved(self) -> bool:
        return bool(self.row.seen) and self.number is not None and self.row.seen != self.number.kept()

    @property
    def lost(self) -> bool:
        """It held a number that can no longer be read, or be shown."""
        return bool(self.row.figure) and self.number is None

    @property
    def before(self) -> str:
        seen = self.row.seen
        return _("%(count)d of %(base)d") % {"count": seen["count"], "base": seen["base"]} if seen else ""


def lines_of(display: Display, user) -> list[Line]:
    rows = display.rows.select_related("box").prefetch_related(
        Prefetch("quotes", queryset=Quote.objects.select_related("user").order_by("id")),
        Prefetch("asks", queryset=Ask.objects.order_by("id")),
        "moves",
    )
    rows = list(rows)
    with_words([one for row in rows for one in row.quotes.all()])
    numbers = numbers_at(user, [row.figure for row in rows])
    return [_line(row, user, numbers) for row in rows]


def line_of(row: Row, user) -> Line:
    with_words(list(row.quotes.all()))
    return _line(row, user, numbers_at(user, [row.figure]))


def with_words(quotes: list[Quote]) -> list[Quote]:
    """Words that interviews hold are kept there alone: they are read again each time, while they may be."""
    held = words_of([one.ref for one in quotes if one.ref])
    for one in quotes:
        if one.ref:
            one.text = held.get(one.ref, "")
    return quotes


def _line(row: Row, user, numbers: dict[str, Number]) -> Line:
    kind, _colon, ref = row.theme_ref.partition(":")
    quotes = list(row.quotes.all())
    kept = [one for one in quotes if one.state != Quote.State.WITHDRAWN and one.text]
    return Line(
        row,
        numbers.get(row.figure),
        piece_at(user, kind, ref) if ref else None,
        kept,
        len(quotes) - len(kept),
    )


@dataclass(frozen=True)
class Problem:
    """Why it cannot be read yet. `number`: the line, from 1; 0: the whole."""

    number: int
    sentence: str

    def __str__(self) -> str:
        if not self.number:
            return self.sentence
        return _("Line %(number)d: %(sentence)s") % {"number": self.number, "sentence": self.sentence}


def problems_of(lines: Iterable[Line]) -> list[Problem]:
    """All that keeps a display from being read by those it quotes, then by everyone."""
    lines = list(lines)
    if not lines:
        return [Problem(0, _("There is no line yet: hold a number beside a theme."))]
    found = []
    for place, line in enumerate(lines, 1):
        row = line.row
        if line.lost:
            found.append(Problem(place, _("its number cannot be shown any more: choose another, or none.")))
        if line.number and not line.number.source.strip():
            found.append(Problem(place, _("its number has no source: give one to the answers it is of.")))
        if line.moved:
            found.append(Problem(place, _("its number moved: say what that changes.")))
        if not row.figure and not (row.theme or line.quotes):
            found.append(Problem(place, _("it holds nothing: a number, a theme or words.")))
        if not row.meta or not row.inference.strip():
            found.append(Problem(place, _("say what figures and words say together, and how.")))
        if row.meta != Row.Together.SILENT and not (row.figure and (row.theme or line.quotes)):
            found.append(
                Problem(place, _("only one of them speaks: say that the other is silent, or add it."))
            )
    return found


def drafted(display: Display, user) -> dict[str, Any]:
    """What would be published today, without anybody's words: those who said them have not all read them."""
    content = content_of(display, lines_of(display, user))
    return content | {"rows": [row | {"quotes": []} for row in content["rows"]]}


def content_of(display: Display, lines: Iterable[Line]) -> dict[str, Any]:
    """The display as data: what is published, and never changes after."""
    return {
        "format": FORMAT,
        "title": display.title,
        "question": display.question,
        "led_by": str(display.organisation),
        "model": display.model.title,
        "is_example": display.model.is_example,
        "rows": [_row(line) for line in lines],
    }


def _row(line: Line) -> dict[str, Any]:
    row, number = line.row, line.number
    return {
        "box": row.box.words if row.box else "",
        "figure": number
        and {
            "question": number.question,
            "answer": number.answer,
            "said": number.said,
            "interval": number.interval,
            "count": number.count,
            "base": number.base,
            "source": number.source,
            "nature": number.nature,
        },
        "theme": row.theme,
        "quotes": [
            {"text": one.text, "by": one.by_line, "answer": one.answer if one.state == "kept" else ""}
            for one in line.quotes
        ],
        "meta": row.meta,
        "inference": row.inference,
        "moves": [
            {
                "on": move.noted_at.date().isoformat(),
                "before": move.before,
                "after": move.after,
                "words": move.words,
            }
            for move in row.moves.all()
        ],
        "asks": [
            {"of": ask.of, "words": ask.words, "state": ask.state, "came_of": ask.came_of}
            for ask in row.asks.all()
        ],
    }


def shown(content: dict[str, Any]) -> dict[str, Any]:
    """The same for a page, its codes in words."""
    labels = dict(Row.Together.choices)
    of, states = dict(Ask.Of.choices), dict(Ask.State.choices)
    rows = [
        row
        | {
            "meta_said": labels.get(row["meta"], ""),
            "asks": [
                ask | {"of_said": of.get(ask["of"], ""), "state_said": states.get(ask["state"], "")}
                for ask in row["asks"]
            ],
        }
        for row in content["rows"]
    ]
    return content | {"rows": rows}
