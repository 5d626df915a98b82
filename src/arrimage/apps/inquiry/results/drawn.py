"""Figures made of results. Each carries its question, its reading, its table, its source and its base."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.design.figures import Figure, side_by_side
from arrimage.design.numbers import number, percent

from .answering import Answering
from .columns import WRITTEN
from .items import Question
from .protection import Eye
from .scales import Spread
from .telling import Labels, headline, hidden_words, interval, named, of
from .words import apart_word, nature_words, short_nature


@dataclass(frozen=True)
class Drawn:
    """A figure and its denominator: one without it is not published."""

    figure: Figure
    base: int | None


def source_of(sheet: Sheet) -> str:
    nature = short_nature(sheet.nature)
    return " · ".join(filter(None, (sheet.source, nature)))


def note_of(sheet: Sheet, eye: Eye, extra: str = "") -> str:
    words = [extra, nature_words(sheet.nature)]
    if eye.hides(sheet):
        words.append(hidden_words(eye.threshold(sheet)))
    return " ".join(filter(None, words))


def rate_of(sheet: Sheet) -> float | None:
    return len(sheet.respondents) / sheet.asked if sheet.asked else None


# --- One question


def question_table(found: Question, labels: Labels) -> tuple[list[str], list[list[object]]]:
    """Its whole table: each answer with its count, its base, its share and its interval; then silences."""
    header = [
        _("Group"),
        pgettext("column", "Answer"),
        pgettext("column", "Count"),
        pgettext("column", "Of"),
        pgettext("column", "Share"),
        _("Interval at 95 %"),
    ]
    rows: list[list[object]] = []
    for told in found.parts:
        who = named(told.group, labels)
        for line in told.lines:
            hidden = line.count is None
            rows.append(
                [
                    who,
                    line.label,
                    hidden_word() if hidden else line.count,
                    told.base if told.base is not None else hidden_word(),
                    "—" if line.share is None else percent(line.share),
                    interval(line.low, line.high),
                ]
            )
        for reason, count in told.apart.items():
            rows.append([who, apart_word(reason), hidden_word() if count is None else count, "—", "—", "—"])
    return header, rows


def hidden_word() -> str:
    return pgettext("count of a small group", "hidden")


def question_figure(sheet: Sheet, found: Question, labels: Labels, eye: Eye) -> Drawn | None:
    """None where there is nothing to draw: withheld, or answered in words."""
    if found.withheld or found.all is None or found.item.kind in WRITTEN:
        return None
    groups = []
    for told in found.parts:
        if told.base == 0 or not told.lines:
            continue
        bars = [(line.label, line.share, of(line.count, told.base)) for line in told.lines]
        groups.append((named(told.group, labels), bars))
    if not groups:
        return None
    header, rows = question_table(found, labels)
    extra = (
        _("Asked only of some: the base is those who were asked and answered.") if found.is_filtered else ""
    )
    figure = side_by_side(
        groups,
        title=found.label,
        summary=headline(found, labels),
        header=header,
        rows=rows,
        source=source_of(sheet),
        note=note_of(sheet, eye, extra),
        response_rate=rate_of(sheet),
    )
    # Where the base would tell a small group, the denominator is everybody.
    return Drawn(figure, found.all.people if found.all.base is None else found.all.base)


def answering_figure(sheet: Sheet, found: Answering, labels: Labels, eye: Eye) -> Drawn | None:
    """Who answered, by side or stratum; None when nobody can say how many were asked."""
    if not found.asked:
        return None
    strata = [one for one in found.strata if one.asked is not None] or None
    whole = of(found.answered, found.asked)
    bars = (
        [(named(one.name, labels), one.rate, of(one.answered, one.asked)) for one in strata]
        if strata
        else [(_("Everybody"), found.rate, whole)]
    )
    rows = [[place, text] for place, _share, text in bars]
    figure = side_by_side(
        [(_("Answered, of those asked"), bars)],
        title=_("Who answered?"),
        summary=_("%(count)s of those who were asked answered. Silence is not a no.") % {"count": whole},
        header=[_("Group"), _("Have answered")],
        rows=rows,
        source=source_of(sheet),
        note=note_of(sheet, eye),
        response_rate=found.rate,
    )
    return Drawn(figure, found.asked)


def spread_figure(sheet: Sheet, found: Spread, labels: Labels, eye: Eye) -> Drawn | None:
    """How a score is spread, group by group."""
    if found.withheld or found.summary is None or found.summary.mean is None:
        return None
    names = list(found.classes[0].counts) if found.classes else []
    groups = []
    for name in names:
        base = sum(one.counts[name] for one in found.classes)
        if base:
            bars = [(_class(one), one.counts[name] / base, number(one.counts[name])) for one in found.classes]
            groups.append((named(name, labels), bars))
    if not groups:
        return None
    rows = []
    for one in found.classes:
        rows.append([_class(one), *(one.counts[name] for name in names)])
    means = [
        _("%(group)s: %(mean)s on average.") % {"group": named(name, labels), "mean": number(short.mean, 1)}
        for name, short in found.groups.items()
        if short.mean is not None
    ] or [_("%(mean)s on average.") % {"mean": number(found.summary.mean, 1)}]
    figure = side_by_side(
        groups,
        title=found.title,
        summary=" ".join(means),
        header=[_("Score"), *(named(name, labels) for name in names)],
        rows=rows,
        source=source_of(sheet),
        note=note_of(sheet, eye),
        response_rate=rate_of(sheet),
    )
    return Drawn(figure, found.summary.basis.base)


def _class(one) -> str:
    low, high = number(one.low), number(one.high)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
