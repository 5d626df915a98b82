"""Where views part: for each statement, the steps chosen and by how many. No mean is drawn."""

from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.network.models import Assessment
from arrimage.apps.network.queries.assessments import Views
from arrimage.design.figures import Figure
from arrimage.design.tokens import light

if TYPE_CHECKING:
    import altair as alt

ROW = 62  # two lines of words above the steps
WIDTH = 50  # characters of a line


def distances(assessment: Assessment, views: list[Views], response_rate: float) -> Figure:
    """The figure of all statements, those furthest apart first."""
    far = sum(view.distance >= 2 for view in views)
    return Figure(
        title=_("Where do our views part?"),
        chart=_chart(views),
        summary=ngettext(
            "On %(far)d statement of %(all)d, two organisations stand two steps apart or more.",
            "On %(far)d statements of %(all)d, two organisations stand two steps apart or more.",
            far,
        )
        % {"far": far, "all": len(views)},
        header=[_("Statement"), "1", "2", "3", "4", _("We don’t know"), _("Does not apply"), _("No answer")],
        rows=[
            [
                view.label,
                *(len(who) for _code, _label, who in view.steps),
                len(view.by_value.get("unknown", [])),
                len(view.by_value.get("na", [])),
                len(view.silent),
            ]
            for view in views
        ],
        source=_("Answers of the organisations that have finished"),
        response_rate=response_rate,
        note=_(
            "Each disc is a step of the scale, from 1 to 4, as large as the number that chose it."
            " The line joins the two furthest. Those who don’t know, or to whom it does not apply, are in"
            " the table."
        ),
    )


def _chart(views: list[Views]) -> "alt.LayerChart":
    import altair as alt  # takes half a second to load: not before a chart is drawn

    token = light()
    points = [
        {"what": view.label, "step": int(code), "count": len(who), "label": label}
        for view in views
        for code, label, who in view.steps
        if who
    ]
    spans = [
        {"what": view.label, "low": view.taken[0], "high": view.taken[-1], "far": view.distance >= 2}
        for view in views
        if view.taken
    ]
    order = [view.label for view in views]
    y = alt.Y("what:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.Scale(domain=[0.7, 4.3])
    lines = (
        alt.Chart(alt.Data(values=spans))
        .mark_rule(strokeWidth=4, yOffset=17)
        .encode(
            y=y,
            x=alt.X(
                "low:Q",
                title=None,
                scale=x,
                axis=alt.Axis(values=[1, 2, 3, 4], format="d", orient="top", grid=True),
            ),
            x2="high:Q",
            color=alt.condition("datum.far", alt.value(token["community"]), alt.value(token["step-3"])),
        )
    )
    discs = (
        alt.Chart(alt.Data(values=points))
        .mark_circle(opacity=1, yOffset=17, color=token["public"])
        .encode(
            y=y,
            x=alt.X("step:Q", scale=x),
            size=alt.Size("count:Q", legend=None, scale=alt.Scale(domain=[1, 10], range=[160, 620])),
            tooltip=[alt.Tooltip("what:N"), alt.Tooltip("label:N"), alt.Tooltip("count:Q")],
        )
    )
    numbers = (
        alt.Chart(alt.Data(values=points))
        .mark_text(color=token["card"], fontSize=11, fontWeight=600, dy=17)
        .encode(y=y, x=alt.X("step:Q", scale=x), text="count:Q")
    )
    words = (
        alt.Chart(
            alt.Data(
                values=[
                    {"what": view.label, "lines": "\n".join(wrap(view.label, WIDTH)[:2])} for view in views
                ]
            )
        )
        .mark_text(align="left", baseline="top", dy=-27, fontSize=11.5, lineBreak="\n", lineHeight=14)
        .encode(y=y, x=alt.value(1), text="lines:N")
    )
    return alt.layer(lines, discs, numbers, words).properties(width=340, height=ROW * len(views))
