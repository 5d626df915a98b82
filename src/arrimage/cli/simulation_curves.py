"""Persons waiting, day after day: a figure for each service whose queue is long."""

from typing import TYPE_CHECKING

from .page import drawn, with_design
from .simulation_document import days

if TYPE_CHECKING:
    from arrimage.design.figures import Figure
    from arrimage.science.simulation.running import Result
    from arrimage.science.simulation.scenario import Scenario

MOST_CURVES = 12  # the longest queues; the tables have every service
POINTS = 50


def curves(
    scenario: "Scenario", result: "Result", other: "Result | None", *, changed: bool = False
) -> list[str]:
    """Persons waiting, day after day, averaged over replications; beside, the other scenario.

    changed: the other one is this one as it was.
    """
    names = ("avec le changement", "tel quel") if changed else ("ce scénario", "l’autre")
    with_design()
    from django.utils import translation

    places = scenario.place()
    queues = {name: float(result.waiting[:, place].mean()) for name, place in places.items()}
    chosen = sorted((name for name in queues if queues[name] > 0), key=lambda name: -queues[name])
    with translation.override("fr"):
        return [
            drawn(_curve(name, scenario, result.waiting[:, places[name]], _waiting_of(name, other), names))
            for name in chosen[:MOST_CURVES]
        ]


def _waiting_of(name: str, other: "Result | None"):
    if other is None or name not in other.services:
        return None
    return other.waiting[:, list(other.services).index(name)]


def _curve(name: str, scenario: "Scenario", ours, theirs, named: tuple[str, str]) -> "Figure":
    import altair as alt

    from arrimage.design.figures import Figure
    from arrimage.design.tokens import light

    step = len(ours) // POINTS
    moments = [(k + 1) * scenario.days / len(ours) for k in range(len(ours))][step - 1 :: step]
    lines = {named[0]: ours[step - 1 :: step]}
    if theirs is not None:
        lines[named[1]] = theirs[step - 1 :: step]
    values = [
        {"day": day, "persons": float(count), "line": line}
        for line, counts in lines.items()
        for day, count in zip(moments, counts, strict=True)
    ]
    names, colours = list(lines), [light()["river"], light()["maple"]][: len(lines)]
    dashes = [[1, 0], [5, 4]][: len(lines)]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_line()
        .encode(
            x=alt.X("day:Q", title="Jour", axis=alt.Axis(tickCount=5)),
            y=alt.Y("persons:Q", title="Personnes en attente", axis=alt.Axis(tickCount=4)),
            color=alt.Color("line:N", title=None, sort=names, scale=alt.Scale(domain=names, range=colours)),
            strokeDash=alt.StrokeDash(
                "line:N", sort=names, scale=alt.Scale(domain=names, range=dashes), title=None
            ),
        )
        .properties(width=250, height=150)
    )
    told = f"En moyenne {days(float(ours.mean()))}, au plus {days(float(ours.max()))}."
    if theirs is not None:
        told += f" {named[1].capitalize()} : en moyenne {days(float(theirs.mean()))}."
    return Figure(
        title=f"{name} : combien de personnes attendent ?",
        chart=chart,
        summary=told,
        source=f"simulation, moyenne des répétitions ; les {days(scenario.warmup)} premiers jours ne"
        " sont pas mesurés",
        header=["Jour", *(line.capitalize() for line in lines)],
        rows=[
            [round(day, 1), *(round(float(counts[k]), 1) for counts in lines.values())]
            for k, day in enumerate(moments)
        ],
    )
