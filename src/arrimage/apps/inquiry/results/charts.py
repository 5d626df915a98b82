"""The drawings: Altair specifications from plain tuples, kept, since Altair is slow to build them.

Each is drawn twice: for a phone (words above their row), and for a wide screen (words beside it). Colour
never stands alone: a side has its colour and its shape.
"""

from functools import lru_cache
from textwrap import wrap

from arrimage.design.tokens import light

NARROW, WIDE = 276, 420  # of the marks alone; on a wide screen, words come beside
LINE = 14
TALL, SHORT = 62, 33  # of a row: with its words above, or beside
SIDES = ("public", "community")
SHAPES = ("circle", "diamond")
PARTS = ("ink", "public", "community", "step-2", "no-data", "card")
ON_PARTS = ("paper", "on-river", "on-river", "on-step-2", "on-no-data", "soft")
Pair = tuple[dict, dict]  # wide, narrow


def _alt():
    import altair as alt  # takes half a second to load: not before a chart is drawn

    return alt


def _data(rows):
    return _alt().Data(values=list(rows))


def _both(draw, *given) -> Pair:
    return draw(*given, True), draw(*given, False)


def _lines(label: str, wide: bool) -> list[str]:
    """A label on two lines at most: Vega breaks none by itself."""
    lines = wrap(label, 50 if wide else 42) or [""]
    return lines if len(lines) < 3 else [lines[0], lines[1] + "…"]


def _words(labels: list[str], wide: bool):
    """The rows' words, beside or above them; those of two lines begin half a line, or a line, higher."""
    alt = _alt()
    rows = [{"row": place, "words": _lines(label, wide)} for place, label in enumerate(labels)]
    layers = []
    for count in (1, 2):
        some = [row for row in rows if len(row["words"]) == count]
        if not some:
            continue
        base = alt.Chart(_data(some)).encode(
            y=_y(len(labels)), x=alt.value(-14 if wide else 0), text="words:N"
        )
        rise = (0, LINE / 2)[count - 1] if wide else (8, 8 + LINE)[count - 1]
        layers.append(
            base.mark_text(align="right" if wide else "left", baseline="middle", lineHeight=LINE, dy=-rise)
        )
    return alt.layer(*layers)


def _y(count: int):
    alt = _alt()
    scale = alt.Scale(domain=list(range(count)), paddingInner=0, paddingOuter=0)
    return alt.Y("row:O", axis=None, scale=scale)


def _size(count: int, wide: bool) -> dict:
    return {"width": WIDE if wide else NARROW, "height": (SHORT if wide else TALL) * max(count, 1)}


def dumbbells(rows: tuple, names: tuple[str, str], most: float, axis: str, as_percent: bool) -> Pair:
    """rows: (words, first, second, said of first, said of second); None where a side says nothing."""
    return _both(_dumbbells, rows, names, most, axis, as_percent)


@lru_cache(maxsize=64)
def _dumbbells(rows, names, most, axis, as_percent, wide) -> dict:
    alt = _alt()
    marks, lines = [], []
    for place, (label, first, second, said_first, said_second) in enumerate(rows):
        known = [one for one in (first, second) if one is not None]
        if len(known) == 2:
            lines.append({"row": place, "low": min(known), "high": max(known)})
        for side, value, said in ((0, first, said_first), (1, second, said_second)):
            if value is not None:
                marks.append({"row": place, "value": value, "side": names[side], "said": said, "of": label})
    y = _y(len(rows))
    down = 0 if wide else 15  # under the words
    x_axis = alt.Axis(
        title=axis or None,
        orient="top",
        format="%" if as_percent else "d",
        values=[0, 0.25, 0.5, 0.75, 1] if as_percent else alt.Undefined,
        tickCount=5,
        domain=False,
        ticks=False,
    )
    x = {"scale": alt.Scale(domain=[0, most], nice=False), "axis": x_axis}
    colours = alt.Scale(domain=list(names), range=[light()[one] for one in SIDES])
    shapes = alt.Scale(domain=list(names), range=list(SHAPES))
    chart = alt.layer(
        _words([row[0] for row in rows], wide),
        alt.Chart(_data(lines))
        .mark_rule(strokeWidth=3, color=light()["line"], yOffset=down)
        .encode(y=y, x=alt.X("low:Q", **x), x2="high:Q"),
        alt.Chart(_data(marks))
        .mark_point(filled=True, size=140, opacity=1, stroke=light()["card"], strokeWidth=1, yOffset=down)
        .encode(
            y=y,
            x=alt.X("value:Q", **x),
            color=alt.Color("side:N", scale=colours, legend=None),
            shape=alt.Shape("side:N", scale=shapes, legend=None),
            tooltip=[
                alt.Tooltip("of:N", title=" "),
                alt.Tooltip("side:N", title=" "),
                alt.Tooltip("said:N", title="→"),
            ],
        ),
    )
    return chart.properties(**_size(len(rows), wide)).to_dict()


def stacked(rows: tuple, parts: tuple[str, ...], total: int) -> Pair:
    """rows: (words, counts of each part); the parts of a row add up to the total."""
    return _both(_stacked, rows, parts, total)


@lru_cache(maxsize=64)
def _stacked(rows, parts, total, wide) -> dict:
    alt, token = _alt(), light()
    bars = []
    for place, (label, counts) in enumerate(rows):
        start = 0
        for part, count in zip(parts, counts, strict=True):
            if count:
                bars.append(
                    {
                        "row": place,
                        "part": part,
                        "start": start,
                        "end": start + count,
                        "middle": start + count / 2,
                        "count": count,
                        "of": label,
                    }
                )
            start += count
    y, down = _y(len(rows)), 0 if wide else 15
    x = {"scale": alt.Scale(domain=[0, total], nice=False), "axis": None}

    def colour(names):
        scale = alt.Scale(domain=list(parts), range=[token[name] for name in names[: len(parts)]])
        return alt.Color("part:N", scale=scale, legend=None)

    base = alt.Chart(_data(bars)).encode(
        y=y,
        tooltip=[
            alt.Tooltip("of:N", title=" "),
            alt.Tooltip("part:N", title=" "),
            alt.Tooltip("count:Q", title="→"),
        ],
    )
    chart = alt.layer(
        _words([row[0] for row in rows], wide),
        base.mark_bar(height=20, yOffset=down, stroke=token["card"], strokeWidth=1).encode(
            x=alt.X("start:Q", **x), x2="end:Q", color=colour(PARTS)
        ),
        base.mark_text(yOffset=down, baseline="middle").encode(
            x=alt.X("middle:Q", **x), text="count:Q", color=colour(ON_PARTS)
        ),
    ).resolve_scale(color="independent")
    return chart.properties(**_size(len(rows), wide)).to_dict()


def swarm(points: tuple, classes: tuple[str, ...], most: float, axis: str) -> Pair:
    """points: (short name, place of its class, value): a dot each; those that would touch go above."""
    return _both(_swarm, points, classes, most, axis)


@lru_cache(maxsize=32)
def _swarm(points, classes, most, axis, wide) -> dict:
    alt, token = _alt(), light()
    dot = 24  # across, in pixels
    width = WIDE if wide else NARROW
    near = most * dot / width
    rows, highest = [], dict.fromkeys(range(len(classes)), 0)
    placed: dict[tuple[int, int], list[float]] = {}
    for name, place, value in sorted(points, key=lambda one: (one[1], one[2], one[0])):
        level = 0
        while any(abs(value - other) < near for other in placed.get((place, level), [])):
            level += 1
        placed.setdefault((place, level), []).append(value)
        highest[place] = max(highest[place], level)
        rows.append({"name": name, "class": classes[place], "place": place, "level": level, "value": value})
    above = 0 if wide else 24
    base_of, top = {}, 0
    for place in range(len(classes)):
        base_of[place] = top + above + dot * (highest[place] + 1)
        top = base_of[place] + 16
    for row in rows:
        row["y"] = base_of[row["place"]] - dot * row["level"] - dot / 2
    y_scale = alt.Scale(domain=[0, top], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=y_scale, axis=None)
    x_axis = alt.Axis(title=axis, tickCount=6, domain=False, ticks=False)
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=x_axis)
    words = [
        {"words": label, "y": base_of[place] - (dot / 2 if wide else dot * (highest[place] + 1) + 10)}
        for place, label in enumerate(classes)
    ]
    rules = [{"y": base_of[place] + 1} for place in range(len(classes))]
    labels = alt.Chart(_data(words)).encode(y=y, text="words:N")
    base = alt.Chart(_data(rows)).encode(
        x=x,
        y=y,
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("value:Q", title="→")],
    )
    chart = alt.layer(
        alt.Chart(_data(rules)).mark_rule(color=token["edge"]).encode(y=y),
        labels.mark_text(align="right" if wide else "left", baseline="middle").encode(
            x=alt.value(-12 if wide else 0)
        ),
        base.mark_circle(size=430, color=token["river"], opacity=1),
        base.mark_text(color=token["on-river"], fontSize=10.5, baseline="middle").encode(text="name:N"),
    )
    return chart.properties(width=width, height=top).to_dict()


@lru_cache(maxsize=32)
def waves(rows: tuple, most: float, as_percent: bool) -> dict:
    """rows: (wave, value, low, high) in order."""
    alt = _alt()
    data = [{"wave": wave, "value": value, "low": low, "high": high} for wave, value, low, high in rows]
    scale = alt.Scale(domain=[0, most], nice=False)
    axis = alt.Axis(title=None, format="%" if as_percent else "", tickCount=5)
    base = alt.Chart(_data(data)).encode(
        x=alt.X("wave:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelLimit=110))
    )
    chart = alt.layer(
        base.mark_rule(strokeWidth=2, color=light()["edge"]).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
        ),
        base.mark_line(point=alt.OverlayMarkDef(size=90, filled=True)).encode(
            y=alt.Y("value:Q", scale=scale, axis=axis)
        ),
    )
    return chart.properties(width=NARROW - 40, height=200).to_dict()
