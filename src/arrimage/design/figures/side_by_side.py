"""A few places beside one another, quantity by quantity: bars of one colour, each with its number."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language

from arrimage.design.tokens import light

from .figure import Figure

WIDTH, STEP = 190, 26  # a phone's width, the names of places beside it
Groups = Sequence[tuple[str, Sequence[tuple[str, float | None, str]]]]


def side_by_side(groups: Groups, **figure) -> Figure:
    """One small drawing per group; other arguments as `Figure`.

    A group is its label and its bars: (place, length or None where unknown, the number as it is read).
    Places keep the order they are given in, and no colour says which is better.
    """
    key = tuple((label, tuple(bars)) for label, bars in groups)
    return Figure(chart=_spec(key, get_language()), **figure)


@lru_cache(maxsize=64)
def _spec(groups: tuple, language: str) -> dict:
    """The charts as data, kept: Altair is slow to build them."""
    import altair as alt  # takes half a second to load: not before a chart is drawn

    return alt.vconcat(*(_bars(label, bars) for label, bars in groups), spacing=14).to_dict()


def _bars(label: str, bars: tuple):
    import altair as alt

    # A place may come twice (counted, and noted): each bar has a line of its own.
    rows = [
        {"line": f"{number}", "place": place, "value": value or 0, "text": text}
        for number, (place, value, text) in enumerate(bars)
    ]
    names = "{" + ",".join(f"'{row['line']}':{_quoted(row['place'])}" for row in rows) + "}"
    widest = max([row["value"] for row in rows] + [1])
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "line:N",
            sort=None,
            title=None,
            axis=alt.Axis(
                domain=False,
                ticks=False,
                labelLimit=110,
                minExtent=70,
                labelExpr=f"{names}[datum.value]",
            ),
        )
    )
    return alt.layer(
        base.mark_bar(color=light()["river"], height=STEP * 0.55).encode(
            x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, widest * 1.45], nice=False)),
            tooltip=[alt.Tooltip("place:N", title=label), alt.Tooltip("text:N", title="→")],
        ),
        base.mark_text(align="left", dx=5, baseline="middle").encode(x="value:Q", text="text:N"),
    ).properties(
        width=WIDTH, height=alt.Step(STEP), title=alt.Title(label, anchor="start", fontSize=14, offset=2)
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
