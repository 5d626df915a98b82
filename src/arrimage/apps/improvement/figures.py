"""A measure drawn through time, its limits, and each sign of a change under its name."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arrimage.apps.improvement.models import Measure, Point
from arrimage.design.figures import Figure
from arrimage.design.numbers import number
from arrimage.design.tokens import light
from arrimage.science.improvement import control, runs


def said_rule(rule: str) -> str:
    """What a sign is called, with what makes it."""
    return {
        control.Rule.BEYOND: _("beyond the limits: one point outside of them"),
        control.Rule.SHIFT: _("shift: several points in a row on one side of the middle"),
        control.Rule.TREND: _("trend: points in a row that only go up, or only go down"),
        control.Rule.OUTER_THIRD: _("two of three points in a row far on one side"),
        control.Rule.INNER_THIRD: _("fifteen points in a row close to the middle"),
        runs.Rule.TOO_FEW_RUNS: _("too few crossings of the middle for chance alone"),
        runs.Rule.TOO_MANY_RUNS: _("too many crossings of the middle for chance alone"),
    }[rule]


def measure_figure(measure: Measure, points: Sequence[Point]) -> Figure | None:
    """The chart of a measure, from its second point on."""
    if len(points) < 2:
        return None
    counts = [float(point.count) for point in points]
    sizes = [float(point.size) for point in points] if measure.chart in Measure.SIZED else None
    before = sum(measure.before_until is not None and point.on <= measure.before_until for point in points)
    if measure.chart == Measure.Chart.RUN:
        read = runs.run_chart(counts, median_of=counts[:before] or None)
        values, centre, low, high = counts, read.median, None, None
    else:
        chart = control.Chart(measure.chart)
        found = control.control_chart(chart, counts, sizes, baseline=before or None)
        values, centre, low, high = list(found.values), found.centre, found.low, found.high
        read = found
    signs: dict[int, list[str]] = {}
    for signal in read.signals:
        for place in signal.points:
            signs.setdefault(place, []).append(said_rule(signal.rule))
    header = [_("Day"), _("Value"), *([_("Out of")] if sizes else []), _("Middle")]
    header += [_("Lower limit"), _("Upper limit")] if low else []
    header += [_("Signs"), _("What happened then")]
    rows = []
    for place, point in enumerate(points):
        row: list[object] = [date_format(point.on, "SHORT_DATE_FORMAT"), values[place]]
        row += [float(point.size)] if sizes else []
        row += [centre]
        row += [low[place], high[place]] if low and high else []
        rows.append([*row, "; ".join(signs.get(place, [])), point.note])
    return Figure(
        title=measure.name,
        chart=_spec(measure, points, values, centre, low, high, signs),
        summary=_summary(read.signals, centre),
        header=header,
        rows=rows,
        source=_("Counted by the committee; chosen by %(who)s.") % {"who": measure.defined_by},
        method=_method(measure),
        note=measure.why,
    )


def _summary(signals, centre: float) -> str:
    names = list(dict.fromkeys(said_rule(signal.rule) for signal in signals))
    middle = number(centre)
    if not names:
        return _("Nothing here says more than chance. The middle is at %(middle)s.") % {"middle": middle}
    told = {"signs": "; ".join(names), "middle": middle}
    return _("Something changed: %(signs)s. The middle is at %(middle)s.") % told


def _method(measure: Measure) -> str:
    if measure.chart == Measure.Chart.RUN:
        return _(
            "Run chart: the median, six points in a row on one side, five that only go one way, and a number"
            " of crossings rare by chance (Perla, Provost and Murray, 2011)."
        )
    return _(
        "Control chart with limits three deviations away, and the five signs of Provost and Murray (2011)."
        " A sign asks what happened; it says nothing of who did well."
    )


def _spec(measure, points, values, centre, low, high, signs) -> dict:
    import altair as alt  # takes half a second to load: not before a chart is drawn

    rows = [
        {
            "day": point.on.isoformat(),
            "value": value,
            "sign": "yes" if signs.get(place) else "no",
            **({"low": low[place], "high": high[place]} if low else {}),
        }
        for place, (point, value) in enumerate(zip(points, values, strict=True))
    ]
    tones = light()
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m", tickCount=5, grid=False))
    )
    y = alt.Y("value:Q", title=measure.unit or None, scale=alt.Scale(zero=False))
    layers = []
    if low:
        for limit in ("low", "high"):
            layers.append(
                base.mark_line(color=tones["edge"], strokeDash=[4, 3], interpolate="step").encode(
                    y=alt.Y(f"{limit}:Q", title=measure.unit or None)
                )
            )
    middle = alt.Chart(alt.Data(values=[{"centre": centre}]))
    layers.append(
        middle.mark_rule(color=tones["soft"]).encode(y=alt.Y("centre:Q", title=measure.unit or None))
    )
    layers.append(base.mark_line(color=tones["river"], strokeWidth=2).encode(y=y))
    layers.append(
        base.mark_point(filled=True, size=70, opacity=1).encode(
            y=y,
            color=alt.Color(
                "sign:N",
                legend=None,
                scale=alt.Scale(domain=["yes", "no"], range=[tones["maple"], tones["river"]]),
            ),
            shape=alt.Shape(
                "sign:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=["diamond", "circle"])
            ),
        )
    )
    return alt.layer(*layers).properties(width=300, height=190).to_dict()
