"""Changes and consolidations on one timeline."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.network.models import Phase, StrategyStep
from arrimage.apps.network.queries.strategies import Overview
from arrimage.design.figures import Figure, Key
from arrimage.design.tokens import light

if TYPE_CHECKING:
    import altair as alt

State = StrategyStep.State
ROW = 40  # height of a strategy: its name above its line
AHEAD = timedelta(days=180)  # how far an unfinished line or phase is drawn
SHOWN = (State.PLANNED, State.UNDER_WAY, State.IN_PLACE)


def timeline(overview: Overview, *, on: date) -> Figure:
    """Every strategy that moves, under the phases. Set aside ones stay in the table."""
    rows = [
        {
            "what": one.strategy.label,
            "state": span.state,
            "label": str(State(span.state).label),
            "since": span.since,
            "until": span.until or max(on, span.since) + timedelta(days=1),
        }
        for one in overview.moving
        for span in one.spans
        if span.state in SHOWN
    ]
    under_way = sum(one.state == State.UNDER_WAY for one in overview.standings)
    return Figure(
        title=_("What changes, and when do we consolidate?"),
        chart=_chart(rows, overview.phases, on),
        summary=_summary(overview, under_way, on),
        header=[_("Strategy"), _("Where it stood"), _("From"), _("Until")],
        rows=[
            [
                one.strategy.label,
                str(State(span.state).label),
                date_format(span.since, "DATE_FORMAT"),
                date_format(span.until, "DATE_FORMAT") if span.until else _("today"),
            ]
            for one in overview.moving
            for span in one.spans
        ]
        + [
            [
                phase.aim,
                phase.get_kind_display(),
                date_format(phase.since, "DATE_FORMAT"),
                date_format(phase.until, "DATE_FORMAT") if phase.until else _("not said"),
            ]
            for phase in overview.phases
        ],
        source=_("What the network’s organisations wrote, on the page of each strategy"),
        legend=[
            Key(str(State.PLANNED.label), "step-3"),
            Key(str(State.UNDER_WAY.label), "step-4"),
            Key(str(State.IN_PLACE.label), "step-5"),
            Key(str(Phase.Kind.CHANGE.label), "change"),
            Key(str(Phase.Kind.CONSOLIDATION.label), "consolidation"),
        ],
        note=_("The shaded bands are the phases; the vertical line is today."),
    )


def _summary(overview: Overview, under_way: int, on: date) -> str:
    said = ngettext("%d strategy is under way", "%d strategies are under way", under_way) % under_way
    current = next((p for p in overview.phases if p.since <= on and (p.until is None or on < p.until)), None)
    if current is None:
        return _("%(count)s; no phase is named for today.") % {"count": said}
    return _("%(count)s; today belongs to a %(phase)s: %(aim)s.") % {
        "count": said,
        "phase": current.get_kind_display().lower(),
        "aim": current.aim,
    }


def _chart(rows: list[dict], phases: list[Phase], on: date) -> "alt.LayerChart":
    import altair as alt  # takes half a second to load: not before a chart is drawn

    token = light()
    days = [row["since"] for row in rows] + [phase.since for phase in phases] + [on]
    ends = [row["until"] for row in rows] + [phase.until or phase.since + AHEAD for phase in phases] + [on]
    domain = [min(days).isoformat(), (max(ends) + timedelta(days=20)).isoformat()]
    names = list(dict.fromkeys(row["what"] for row in rows))
    height = ROW * max(len(names), 1)
    x = alt.X(
        "since:T",
        title=None,
        scale=alt.Scale(domain=domain),
        axis=alt.Axis(format="%Y-%m", tickCount=4, orient="top", labelFlush=True, grid=False),
    )
    bands = (
        alt.Chart(
            alt.Data(
                values=[
                    {
                        "since": phase.since.isoformat(),
                        "until": (phase.until or phase.since + AHEAD).isoformat(),
                        "aim": phase.aim,
                        "kind": str(phase.get_kind_display()),
                    }
                    for phase in phases
                ]
            )
        )
        .mark_rect()
        .encode(
            x=x,
            x2="until:T",
            y=alt.value(0),
            y2=alt.value(height),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(
                    domain=[str(kind.label) for kind in Phase.Kind],
                    range=[token["maple-soft"], token["river-soft"]],
                ),
                legend=None,
            ),
            tooltip=[alt.Tooltip("aim:N"), alt.Tooltip("kind:N")],
        )
    )
    values = [row | {"since": row["since"].isoformat(), "until": row["until"].isoformat()} for row in rows]
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("what:N", sort=names, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    )
    lines = base.mark_bar(cornerRadius=3, size=12, yOffset=9).encode(
        x=x,
        x2="until:T",
        color=alt.Color(
            "label:N",
            title=None,
            scale=alt.Scale(
                domain=[str(State(code).label) for code in SHOWN],
                range=[token["step-3"], token["step-4"], token["step-5"]],
            ),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("what:N"),
            alt.Tooltip("label:N"),
            alt.Tooltip("since:T", format="%Y-%m-%d"),
            alt.Tooltip("until:T", format="%Y-%m-%d"),
        ],
    )
    words = (
        base.transform_aggregate(groupby=["what"])
        .mark_text(align="left", dy=-8, fontSize=12, limit=400)
        .encode(x=alt.value(4), text="what:N")
    )
    today_ = (
        alt.Chart(alt.Data(values=[{"since": on.isoformat()}]))
        .mark_rule(color=token["maple"], strokeWidth=2, strokeDash=[4, 3])
        .encode(x=x)
    )
    return (
        alt.layer(bands, today_, lines, words)
        .resolve_scale(color="independent")
        .properties(width=340, height=height)
    )
