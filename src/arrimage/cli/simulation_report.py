"""The page of a scenario: waits, queues, people who give up; beside, the formulas and the other scenario."""

from html import escape
from typing import TYPE_CHECKING

from .page import table, whole

if TYPE_CHECKING:
    from arrimage.science.simulation.running import Result
    from arrimage.science.simulation.scenario import Scenario, Service

LAWS = {
    "exponential": "exponentielle",
    "gamma": "gamma",
    "lognormal": "lognormale",
    "empirical": "observée",
    "constant": "fixe",
}

LEDE = (
    "Les nombres entre parenthèses encadrent la moyenne, 95 fois sur 100."
    " Une simulation éclaire un choix ; elle ne le fait pas."
)


def page(name: str, scenario: "Scenario", result: "Result", document: dict) -> str:
    """`document`: what `--json` prints, `against` and `differences` included where two were run."""
    spans = f"{days(scenario.days)} jours, dont les {days(scenario.warmup)} premiers ne sont pas mesurés"
    parts = [
        f"<p>{document['replications']} répétitions de {spans}. Graine {document['seed']}.</p>",
        f"<p>{LEDE}</p>",
    ]
    if document["settles_after_days"] > scenario.warmup:
        until = days(document["settles_after_days"])
        parts.append(
            f"<p>Le départ se voit jusqu’au jour {until} : un <code>warmup</code> plus long aiderait.</p>"
        )
    if "differences" in document:
        parts.append(_differences(document))
    parts.append("<h2>Ce qui arriverait</h2>")
    parts.append(_services(document["services"], "Attentes, files et abandons"))
    parts.append(_classes(document["services"]))
    for place, service in enumerate(scenario.services):
        parts.append(_curve(service.name, result, place, scenario.days))
    parts.append(_preview(document["preview"]))
    parts += ["<h2>Sur quoi ces chiffres reposent</h2>", *_facts(scenario)]
    return whole(f"Scénario {name}", parts)


def days(value: float | None) -> str:
    """0.00412 → « 0,0041 », 2000 → « 2 000 »; a dash for what has no answer."""
    if value is None:
        return "—"
    if abs(value) >= 100:
        text = f"{value:,.0f}".replace(",", "\u202f")
    else:
        text = f"{round(value, 4):.3g}".replace(".", ",")
    return "0" if text == "-0" else text.replace("-", "−")


def share(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f}\u00a0%".replace(".", ",").replace("-", "−")


def _between(one: dict, told=days) -> str:
    if one["low"] is None:
        return told(one["value"])
    return f"{told(one['value'])} <small>({told(one['low'])} à {told(one['high'])})</small>"


def _services(services: dict, caption: str) -> str:
    rows = []
    for name, one in services.items():
        shown = {key: {"value": one[key], **wide} for key, wide in one["intervals"].items()}
        rows.append(
            [
                escape(name),
                _between(one["wait_mean"]),
                days(one["wait_p90"]),
                _between(shown["queue_mean"]),
                _between(shown["utilisation"], share),
                _between(shown["abandoned_share"], share),
            ]
        )
    header = ["Service", "Attente, jours", "9 sur 10 sous", "En attente", "Utilisation", "Abandons"]
    return table(caption, header, rows, 5)


def _classes(services: dict) -> str:
    rows = [
        [escape(name), escape(group or "sans classe"), _between(wait)]
        for name, one in services.items()
        for group, wait in one.get("wait_by_class", {}).items()
    ]
    return table("Attente par classe", ["Service", "Classe", "Attente, jours"], rows, 1) if rows else ""


def _differences(document: dict) -> str:
    rows = [
        [
            escape(name),
            _between(one["wait_mean"]),
            _between(one["queue_mean"]),
            _between(one["utilisation"], share),
            _between(one["abandoned_share"], share),
        ]
        for name, one in document["differences"].items()
    ]
    header = ["Service", "Attente, jours", "En attente", "Utilisation", "Abandons"]
    found = table("Ce scénario moins l’autre, vécus par les mêmes personnes", header, rows, 4)
    other = _services(document["against"], "L’autre scénario")
    apart = f"<details><summary>L’autre scénario, seul</summary>{other}</details>"
    return f"<h2>Ce que le changement ferait</h2>{found}{apart}"


def _curve(name: str, result: "Result", place: int, length: float) -> str:
    """Persons waiting, day after day, averaged over replications."""
    values = result.waiting[:, place]
    most = float(values.max())
    if most <= 0:
        return ""
    points = " ".join(
        f"{(k + 1) / len(values) * 600:.1f},{60 - 56 * value / most:.1f}" for k, value in enumerate(values)
    )
    told = (
        f"{escape(name)} : personnes en attente, du jour 0 au jour {days(length)} ; en moyenne"
        f" {days(float(values.mean()))}, au plus {days(most)}."
    )
    return (
        f"<figure><figcaption>{told}</figcaption>"
        '<svg class="curve" viewBox="0 0 600 62" preserveAspectRatio="none" aria-hidden="true">'
        f'<polyline points="0,60 {points}" fill="none" stroke="currentColor" stroke-width="2"'
        ' vector-effect="non-scaling-stroke"/></svg></figure>'
    )


def _preview(preview: dict) -> str:
    rows = [
        [escape(name)]
        + (
            ["—"] * 3
            if one is None
            else [days(one["wait_mean"]), share(one["utilisation"]), share(one["abandoned_share"])]
        )
        for name, one in preview.items()
    ]
    header = ["Service", "Attente, jours", "Utilisation", "Abandons"]
    return table("Les formules d’Erlang, chaque service pris seul", header, rows, 3)


def _facts(scenario: "Scenario") -> list[str]:
    services = [[escape(one.name), *_service(one)] for one in scenario.services]
    arrivals = [
        [
            escape(one.service),
            escape(one.group or "—"),
            str(one.priority),
            days(one.per_day) + (" (saisons)" if one.seasons else ""),
        ]
        for one in scenario.arrivals
    ]
    routes = [[escape(a), escape(b), share(part)] for (a, b), part in scenario.routing.items()]
    gives = [
        [escape(name), escape(one.to or "quitte le réseau"), days(one.mean_days)]
        for name, one in scenario.patience.items()
    ]
    back = [
        [escape(name), escape(one.to), days(one.mean_days), share(one.share)]
        for name, one in scenario.returns.items()
    ]
    every = [
        ("Services", ["Service", "Durées", "Places ou intervenants", "Durée moyenne, jours"], services, 2),
        ("Arrivées", ["Service", "Classe", "Priorité", "Par jour"], arrivals, 2),
        ("Suites", ["De", "Vers", "Part"], routes, 1),
        ("Patience", ["Service", "Puis", "Jours en moyenne"], gives, 1),
        ("Retours", ["De", "Vers", "Jours en moyenne", "Part"], back, 2),
    ]
    return [table(*one) for one in every if one[2]]


def _service(one: "Service") -> list[str]:
    mean = sum(one.values) / len(one.values) if one.values else one.mean_days
    calendar = " (calendrier)" if one.weekly or one.changes else ""
    room = "" if one.room is None else f", {one.room} en attente au plus"
    return [LAWS[one.distribution], f"{one.servers}{calendar}{room}", days(mean)]
