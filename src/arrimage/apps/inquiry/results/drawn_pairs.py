"""Figures of a paired study: both voices on the page, side by side, never averaged into one."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.figures import Figure, Key, tile_map
from arrimage.design.numbers import NO_BREAK, number

from . import charts
from .drawn import Drawn, hidden_word, note_of, rate_of, source_of
from .items import question
from .pairs import Covariate, Paired
from .protection import Eye
from .telling import interval, of
from .words import apart_word


def sides_legend(paired: Paired, language: str) -> list[Key]:
    first, second = paired.rules.keys
    return [
        Key(paired.rules.label(first, language), "mark mark-circle public"),
        Key(paired.rules.label(second, language), "mark mark-diamond community"),
    ]


def voices_figure(paired: Paired, eye: Eye, language: str) -> Drawn | None:
    """What each side says it does, question by question: two marks, never their middle."""
    sheet, (first, second) = paired.sheet, paired.rules.keys
    names = tuple(paired.rules.label(key, language) for key in (first, second))
    drawn, rows = [], []
    apart: list[tuple[float, str]] = []
    for item in paired.scored:
        found = question(sheet, item.name, eye, language)
        shares, words, cells = [], [], []
        for key in (first, second):
            told = next((one for one in found.groups if one.group == key), None)
            line = next((one for one in told.lines if one.code in ("yes", "oui")), None) if told else None
            if told is None or line is None:
                shares.append(None)
                words.append("")
                cells += [hidden_word(), "—", "—"]
                continue
            shares.append(line.share)
            words.append(of(line.count, told.base))
            silent = [
                f"{apart_word(reason)} {hidden_word() if n is None else n}"
                for reason, n in told.apart.items()
            ]
            cells += [words[-1], interval(line.low, line.high), " · ".join(silent) or "—"]
        drawn.append((found.label, *shares, *words))
        rows.append([found.label, *cells])
        if None not in shares:
            apart.append((abs(shares[0] - shares[1]), found.label))
    if not drawn or not any(one[1] is not None or one[2] is not None for one in drawn):
        return None
    columns = []
    for name in names:
        columns += [
            _("%(side)s: yes") % {"side": name},
            _("%(side)s: interval") % {"side": name},
            _("%(side)s: silences") % {"side": name},
        ]
    summary = _("Each mark is the share of one side that says yes, among those who said yes or no.")
    if apart:
        _size, label = max(apart)
        summary += " " + _("They are furthest from each other on “%(question)s”.") % {"question": label}
    wide, narrow = charts.dumbbells(tuple(drawn), names, 1, "", True)
    figure = Figure(
        title=_("What does each side say it does with the other?"),
        chart=wide,
        narrow=narrow,
        summary=summary,
        header=[_("Question"), *columns],
        rows=rows,
        source=source_of(sheet),
        note=note_of(sheet, eye),
        response_rate=rate_of(sheet),
        legend=sides_legend(paired, language),
    )
    return Drawn(figure, len(paired.people))


def agreement_parts(paired: Paired, language: str) -> tuple[str, ...]:
    first, second = paired.rules.keys
    return (
        _("Both say yes"),
        _("Only %(side)s: yes") % {"side": paired.rules.label(first, language)},
        _("Only %(side)s: yes") % {"side": paired.rules.label(second, language)},
        _("Both say no"),
        _("Not applicable for one"),
        _("A side did not say"),
    )


def agreement_rows(paired: Paired) -> list[tuple[str, tuple[int, ...]]]:
    """Item → how many pairs, in the order of `agreement_parts`; they add up to the number of pairs."""
    first, second = paired.rules.keys
    found = []
    for name, item in paired.found.items.items():
        if item.pairs:
            places = item.pairs
            parts = (
                places.both_yes,
                places.only[first],
                places.only[second],
                places.both_no,
                places.one_na,
                places.incomplete,
            )
            found.append((name, tuple(map(len, parts))))
    return found


def agreement_figure(paired: Paired, eye: Eye, language: str) -> Drawn | None:
    """Pair by pair: do both say the same thing? None where pairs may not be counted."""
    if not eye.may_name(paired.sheet) or not paired.found.territories:
        return None
    total, form = len(paired.found.territories), paired.sheet.form
    parts = agreement_parts(paired, language)
    rows = [(said(form.items[name].label, language), counts) for name, counts in agreement_rows(paired)]
    if not rows:
        return None
    alone = max(rows, key=lambda one: one[1][1] + one[1][2])
    swatches = ("both", "mark mark-square public", "mark mark-square community", "step-2", "none", "")
    wide, narrow = charts.stacked(tuple(rows), parts, total)
    figure = Figure(
        title=_("Do both sides of a pair say the same thing?"),
        chart=wide,
        narrow=narrow,
        summary=_(
            "Each bar is the %(total)s pairs. Where only one side says yes, there is something to tell each"
            " other: most of all on “%(question)s” (%(count)s pairs)."
        )
        % {"total": number(total), "question": alone[0], "count": number(alone[1][1] + alone[1][2])},
        header=[_("Question"), *parts, _("Pairs")],
        rows=[[label, *counts, total] for label, counts in rows],
        source=source_of(paired.sheet),
        note=note_of(paired.sheet, eye),
        response_rate=rate_of(paired.sheet),
        legend=[Key(part, swatch) for part, swatch in zip(parts, swatches, strict=True)],
    )
    return Drawn(figure, total)


def pair_name(pair: str) -> str:
    """«Pair 07» of the reconstruction reads in the reader's language; other names are what they are."""
    word, _space, rest = pair.partition(" ")
    is_numbered = word == "Pair" and rest.isdigit()
    return f"{pgettext('two sides', 'Pair')}{NO_BREAK}{rest}" if is_numbered else pair


def pairs_table(paired: Paired, language: str) -> tuple[list[str], list[list[object]]]:
    """Each pair: what each side scores, together, of how many, and who is satisfied."""
    first, second = (paired.rules.label(key, language) for key in paired.rules.keys)
    header = [
        pgettext("two sides", "Pair"),
        _("%(side)s: yes") % {"side": first},
        _("%(side)s: yes") % {"side": second},
        _("Both"),
        pgettext("column", "Of"),
        _("%(side)s: satisfied") % {"side": first},
        _("%(side)s: satisfied") % {"side": second},
        _("Difference of satisfaction"),
        *(said(one.label, language) for one in paired.rules.covariates),
    ]
    rows: list[list[object]] = []
    for name, one in paired.found.territories.items():
        satisfied = [paired.satisfied[key].get(name) for key in paired.rules.keys]
        gap = paired.gap(name)
        rows.append(
            [
                pair_name(name),
                *(_score(one.scores[key]) for key in paired.rules.keys),
                _score(one.pair_score),
                one.highest_possible,
                *(
                    "—" if found is None else _("%(yes)d of %(base)d") % {"yes": found[0], "base": found[1]}
                    for found in satisfied
                ),
                _signed(gap),
                *(covariate.word(name, language) for covariate in paired.rules.covariates),
            ]
        )
    return header, rows


def _signed(gap: float | None) -> str:
    """+1: the first side alone is satisfied; −1: the second alone."""
    if gap is None:
        return "—"
    words = number(abs(gap), 0 if gap == int(gap) else 1)
    return f"+{words}" if gap > 0 else f"−{words}" if gap < 0 else words


def _score(value) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def pairs_figure(
    paired: Paired, eye: Eye, language: str, links: Mapping[str, str] | None = None
) -> Drawn | None:
    """Each pair with both its scores; a map of Québec when the pairs are regions."""
    if not eye.may_name(paired.sheet) or not paired.found.territories:
        return None
    header, rows = pairs_table(paired, language)
    names = tuple(paired.rules.label(key, language) for key in paired.rules.keys)
    most = len(paired.scored)
    more = {
        "source": source_of(paired.sheet),
        "note": note_of(paired.sheet, eye, _("In the order of the study: this is no ranking.")),
        "response_rate": rate_of(paired.sheet),
    }
    if paired.rules.codes and set(paired.found.territories) <= set(paired.rules.codes):
        values = {
            paired.rules.codes[name]: None if one.pair_score is None else float(one.pair_score)
            for name, one in paired.found.territories.items()
        }
        figure = tile_map(
            values,
            title=_("What is done together, region by region?"),
            summary=_(
                "Number of yes of both sides, of %(most)s. Hatched: no pair, or a side that did not answer."
            )
            % {"most": number(2 * most)},
            measure=_("Yes of both sides"),
            links=links or {},
            **more,
        )
        return Drawn(figure, len(values))
    drawn = []
    for name, one in paired.found.territories.items():
        scores = [one.scores[key] for key in paired.rules.keys]
        drawn.append(
            (
                pair_name(name),
                *(None if score is None else float(score) for score in scores),
                *("" if score is None else of_most(score, most) for score in scores),
            )
        )
    axis = _("yes, of %(most)s questions") % {"most": number(most)}
    wide, narrow = charts.dumbbells(tuple(drawn), names, most, axis, False)
    figure = Figure(
        title=_("In each pair, how much does each side say it does?"),
        chart=wide,
        narrow=narrow,
        summary=_(
            "Two marks for each pair, one for each side, never their middle. The longer the line, the more"
            " their accounts differ."
        ),
        header=header,
        rows=rows,
        legend=sides_legend(paired, language),
        **more,
    )
    return Drawn(figure, len(paired.found.territories))


def of_most(score, most: int) -> str:
    return _("%(count)s of %(base)s") % {"count": number(_score(score)), "base": number(most)}


def covariate_figure(paired: Paired, covariate: Covariate, eye: Eye, language: str) -> Drawn | None:
    """Pair scores by class of something else, with how little a few pairs prove."""
    if not eye.may_name(paired.sheet):
        return None
    found = paired.crossed(covariate)
    order = {code: place for place, (code, _label) in enumerate(covariate.classes)}
    labels = tuple(said(label, language) for _code, label in covariate.classes)
    points = tuple(
        (pair_name(name), order[covariate.values[name]], float(one.pair_score))
        for name, one in paired.found.territories.items()
        if one.pair_score is not None and covariate.values.get(name) in order
    )
    if not points:
        return None
    most = 2 * len(paired.scored)
    label = said(covariate.label, language)
    rows = [[name, labels[place], value] for name, place, value in points]
    dots = tuple((_short(name), place, value) for name, place, value in points)
    wide, narrow = charts.swarm(
        dots, labels, most, _("yes of both sides, of %(most)s") % {"most": number(most)}
    )
    figure = Figure(
        title=_("Does what is done together go with “%(covariate)s”?") % {"covariate": label.lower()},
        chart=wide,
        narrow=narrow,
        summary=correlation_words(found),
        header=[pgettext("two sides", "Pair"), label, _("Yes of both sides")],
        rows=rows,
        source=" · ".join(filter(None, (source_of(paired.sheet), said(covariate.source, language)))),
        note=note_of(paired.sheet, eye, caution_words(found)),
        response_rate=rate_of(paired.sheet),
    )
    return Drawn(figure, found.basis.base)


def _short(name: str) -> str:
    """What fits in a dot: the last word of «Pair 07»."""
    return name.rpartition(NO_BREAK)[2][:4]


def correlation_words(found) -> str:
    if found.rho is None:
        return _("It cannot be told: one of the two has a single value.")
    return _("Rank correlation %(rho)s, between %(low)s and %(high)s, over %(base)s pairs.") % {
        "rho": number(found.rho, 2),
        "low": "—" if found.low is None else number(found.low, 2),
        "high": "—" if found.high is None else number(found.high, 2),
        "base": number(found.basis.base),
    }


def caution_words(found) -> str:
    if not found.few:
        return ""
    return _(
        "With %(base)s pairs, one answer more or less could change the picture; and two things that go"
        " together do not say which makes which."
    ) % {"base": number(found.basis.base)}
