"""The page of a calibration: what the log says of each service, how well laws fit, last year found again."""

from html import escape
from typing import TYPE_CHECKING, Any

from .calibrate_events import NOTES
from .page import card, drawn, facts, notice, spaced, table, whole, with_design
from .simulation_document import days, share
from .simulation_facts import LAWS
from .simulation_report import validated

if TYPE_CHECKING:
    from arrimage.design.figures import Figure
    from arrimage.science.simulation.calibration import Calibrated

LEDE = (
    "Un scénario tiré de ce qui s’est passé, service par service : arrivées, durées, suites, patience,"
    " places."
    " Chaque loi est montrée à côté de ce qui a été observé."
)
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


def page(
    name: str,
    services: tuple["Calibrated", ...],
    log: dict[str, Any],
    validation: dict[str, Any] | None,
) -> str:
    parts = [
        facts(
            [
                ("Jours au journal", f"du {log['from']} au {log['to']}", days(log["days"])),
                ("Passages dans un service", "un par personne et par fois", days(log["episodes"])),
                ("Lignes laissées de côté", "illisibles", days(log["refused_rows"]["count"])),
            ]
        )
    ]
    if validation:
        parts.append(validated(validation))
    for one in services:
        parts += [f"<h2>{escape(one.name)}</h2>", *_service(one)]
    parts += ["<h2>Comment c’est compté</h2>", f"<ul>{''.join(f'<li>{line}</li>' for line in METHOD)}</ul>"]
    return whole(f"Calibrage : {name}", [spaced("".join(parts))], lede=LEDE, night=True)


METHOD = (
    (
        "Une durée qui n’est pas finie à la fin du journal compte comme « au moins aussi longue » (Kaplan"
        " et Meier)."
    ),
    (
        "L’écart est celui de Kolmogorov : la plus grande distance entre la part observée et celle de la"
        " loi. p dit"
        " à quelle fréquence la loi elle-même donnerait un écart aussi grand ; sous 0,05, elle est écartée."
    ),
    "La patience est tout le temps attendu, divisé par le nombre de personnes qui ont renoncé.",
    (
        "Les places sont le nombre de personnes servies à la fois pendant que quelqu’un attendait"
        " (médiane), dans la"
        " seconde moitié du journal : avant, on ne voit pas celles qui étaient déjà là."
    ),
    "Une dispersion de 1 dit que les gens arrivent au hasard ; au-dessus, par vagues que le modèle adoucit.",
)


def _service(one: "Calibrated") -> list[str]:
    parts = [notice(NOTES[note].capitalize() + ".", "warning") for note in one.notes]
    if one.durations.curve:
        with_design()
        from django.utils import translation

        with translation.override("fr"):
            figure = drawn(_curve(one))
        parts.append(f'<div class="maps">{figure}{_laws(one)}</div>')
    arrivals, ways = _arrivals(one), _ways(one)
    if arrivals or ways:
        parts.append(f'<div class="maps">{arrivals}{ways}</div>')
    return parts or ["<p>Le journal ne dit rien de plus de ce service.</p>"]


def _laws(one: "Calibrated") -> str:
    durations = one.durations
    rows = [
        [
            LAWS[law.distribution],
            days(law.mean_days),
            days(law.variation),
            days(law.distance),
            days(law.p_value),
        ]
        for law in durations.laws
    ]
    proposed = LAWS[durations.proposed] if durations.proposed else "—"
    parts = [
        f'<p class="big">{days(durations.mean_days)} jours en moyenne</p>',
        (
            f"<p>{durations.over} terminées, {durations.going_on} en cours. Loi proposée :"
            f" <strong>{proposed}</strong>.</p>"
        ),
    ]
    if rows:
        header = ["Loi", "Moyenne", "Variation", "Écart", "p"]
        parts.append(table("Lois et écarts", header, rows, 4, quiet=True))
    if durations.proposed == "empirical":
        parts.append("<p>Aucune loi ne convient : les durées observées elles-mêmes sont rejouées.</p>")
    if one.capacity:
        told = [("À la fois, au plus", "personnes servies", str(one.capacity.most))]
        told.append(
            ("Places proposées", "celles qui étaient prises quand on attendait", str(one.capacity.proposed))
        )
        parts.append(facts(told))
    return card("Combien de temps dure le service", parts)


def _arrivals(one: "Calibrated") -> str:
    if not one.arrivals:
        return ""
    rows = [
        [
            escape(arrival.group or "toutes"),
            days(arrival.count),
            days(arrival.per_day),
            days(arrival.dispersion),
            "—"
            if not arrival.seasons
            else ", ".join(
                f"{month} {days(round(times, 2))}"
                for month, times in zip(MONTHS, arrival.seasons, strict=True)
            ),
        ]
        for arrival in one.arrivals
    ]
    header = ["Classe", "Personnes", "Par jour", "Dispersion", "Saisons (1 : la moyenne)"]
    return card("Qui arrive de l’extérieur", [table("Arrivées", header, rows, 0, quiet=True)])


def _ways(one: "Calibrated") -> str:
    rows = [
        ("Ensuite : " + escape(to), "des services terminés", share(part)) for to, part in one.routing.items()
    ]
    if one.returns:
        part, mean, to = one.returns
        rows.append((f"Reviennent à {escape(to)}", f"après {days(mean)} jours", share(part)))
    if one.leaving:
        to = f"puis {escape(one.leaving.to)}" if one.leaving.to else "puis quittent le réseau"
        told = f"{one.leaving.gave_up} ont renoncé, {to} ; écart à la loi {days(one.leaving.distance)}"
        rows.append(("Patience", told, f"{days(one.leaving.mean_days)} jours"))
    return card("Ce qui vient ensuite", [facts(rows)]) if rows else ""


def _curve(one: "Calibrated") -> "Figure":
    import altair as alt
    import numpy as np

    from arrimage.design.figures import Figure
    from arrimage.design.tokens import light
    from arrimage.science.simulation.censored import share_beyond

    moments = np.array([0.0, *(day for day, _ in one.durations.curve)])
    lines = {"observé": np.array([1.0, *(part for _, part in one.durations.curve)])}
    if law := one.durations.laws[0] if one.durations.laws else None:
        lines[LAWS[law.distribution]] = share_beyond(law, moments)
    values = [
        {"day": float(day), "share": float(part), "line": line}
        for line, parts in lines.items()
        for day, part in zip(moments, parts, strict=True)
    ]
    names, colours = list(lines), [light()["river"], light()["maple"]][: len(lines)]
    scale, dashes = (
        alt.Scale(domain=names, range=colours),
        alt.Scale(domain=names, range=[[1, 0], [5, 4]][: len(lines)]),
    )
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_line()
        .encode(
            x=alt.X("day:Q", title="Jours", axis=alt.Axis(tickCount=5)),
            y=alt.Y("share:Q", title="Encore en service", axis=alt.Axis(format="%", tickCount=4)),
            color=alt.Color("line:N", title=None, sort=names, scale=scale),
            strokeDash=alt.StrokeDash("line:N", title=None, sort=names, scale=dashes),
        )
        .properties(width=250, height=150)
    )
    told = f"La moitié ont fini avant {days(_half(moments, lines['observé']))} jours."
    return Figure(
        title=f"{one.name} : combien de temps les gens y restent-ils ?",
        chart=chart,
        summary=told,
        source="journal d’événements, durées en cours comprises (Kaplan et Meier)",
        header=["Jours", *(line.capitalize() for line in lines)],
        rows=[
            [round(float(day), 2), *(share(float(parts[k])) for parts in lines.values())]
            for k, day in enumerate(moments)
        ],
    )


def _half(moments, shares) -> float | None:
    below = [day for day, part in zip(moments, shares, strict=True) if part <= 0.5]
    return float(below[0]) if below else None
