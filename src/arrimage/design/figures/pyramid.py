"""A population by age and sex, as two sides of one trunk."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arrimage.design.tokens import light

from .figure import Figure

if TYPE_CHECKING:
    import altair as alt

BANDS = ("0–11", "12–17", "18–24", "25–34", "35–44", "45–54", "55–64", "65–74", "75–84", "85+")
SIDE = 145  # width of each side: the whole fits a phone


def population_pyramid(
    women: Sequence[int],
    men: Sequence[int],
    *,
    title: str,
    summary: str,
    source: str,
    bands: Sequence[str] = BANDS,
    **figure,
) -> Figure:
    """The figure of persons by age band (youngest first, as `bands`) and sex; other arguments as `Figure`.

    Bands differ in width (12 years, then 6, then 10): the note says so unless another is given.
    Raises ValueError when the three lists differ in length.
    """
    chart = _spec(tuple(bands), tuple(women), tuple(men), get_language())
    figure.setdefault("note", _("Age bands are not all as wide: compare a band with itself elsewhere."))
    return Figure(
        title=title,
        chart=chart,
        summary=summary,
        source=source,
        header=[_("Age"), _("Women"), _("Men"), _("Total")],
        rows=[[band, f, m, f + m] for band, f, m in zip(bands, women, men, strict=True)],
        **figure,
    )


@lru_cache(maxsize=256)
def _spec(bands: tuple[str, ...], women: tuple[int, ...], men: tuple[int, ...], language: str) -> dict:
    """The chart as data, kept: a territory's page is opened often and its population never changes."""
    import altair as alt  # takes half a second to load: not before a chart is drawn

    rows = [{"band": band, "women": f, "men": m} for band, f, m in zip(bands, women, men, strict=True)]
    widest = max([*women, *men, 1])
    return alt.hconcat(
        _side(rows, "men", _("Men"), widest, light()["intersectoral"], mirrored=True),
        _side(rows, "women", _("Women"), widest, light()["public"]),
        spacing=4,
    ).to_dict()


def _side(rows, field: str, label: str, widest: int, colour: str, *, mirrored: bool = False) -> "alt.Chart":
    import altair as alt

    bands = [row["band"] for row in reversed(rows)]
    # The labels belong to both sides: they stand between them.
    ages = (
        None
        if mirrored
        else alt.Axis(orient="left", domain=False, ticks=False, labelAlign="center", labelPadding=22)
    )
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=colour)
        .encode(
            x=alt.X(
                f"{field}:Q",
                title=None,
                scale=alt.Scale(domain=[0, widest], reverse=mirrored, nice=False),
                axis=alt.Axis(tickCount=3, format=",d"),
            ),
            y=alt.Y("band:N", sort=bands, title=None, axis=ages, scale=alt.Scale(paddingInner=0.18)),
            tooltip=[
                alt.Tooltip("band:N", title=_("Age")),
                alt.Tooltip(f"{field}:Q", title=label, format=",d"),
            ],
        )
        .properties(width=SIDE, height=230, title=alt.Title(label, anchor="middle"))
    )
