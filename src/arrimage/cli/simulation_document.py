"""What a simulation found, as `--json` prints it and as sentences; the page is `simulation_report`'s."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arrimage.science.simulation.running import Result
    from arrimage.science.simulation.scenario import Scenario

INTERVALS = ("wait_p90", "queue_mean", "utilisation", "abandoned_share", "within_target")
DAYS_OF_YEAR = 365


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


def described(scenario: "Scenario", result: "Result") -> dict[str, Any]:
    from arrimage.science.simulation import traffic

    found: dict[str, Any] = {
        "services": services_of(scenario, result),
        "preview": preview_of(scenario),
        "days": scenario.days,
        "warmup": scenario.warmup,
        "settles_after_days": result.settles_after,
        "replications": result.replications,
        "seed": result.seed,
    }
    if certain := traffic.overloaded(scenario, traffic.flows(scenario))[0]:
        found["overloaded"] = list(certain)
    served = {name: one.served_per_day for name, one in result.services.items()}
    if moves := traffic.steps(scenario, served):
        found["steps_per_year"] = {name: DAYS_OF_YEAR * one for name, one in asdict(moves).items()}
    return found


def services_of(scenario: "Scenario", result: "Result") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for service in scenario.services:
        one = result.services[service.name]
        told: dict[str, Any] = {
            "wait_mean": asdict(one.wait_mean),
            "wait_p90": one.wait_p90,
            "queue_mean": one.queue_mean.value,
            "utilisation": one.utilisation.value,
            "abandoned_share": one.abandoned_share.value,
            "per_day": one.per_day,
            "intervals": {name: bounds for name in INTERVALS if (bounds := _bounds(one, name))},
        }
        if list(one.by_class) != [""]:
            told["wait_by_class"] = {name: asdict(wait) for name, wait in one.by_class.items()}
        if service.room is not None:
            told["turned_away_share"] = one.turned_away_share
        if service.target_days is not None:
            told |= {"target_days": service.target_days, "within_target": one.within_target.value}
        if service.cost is not None:
            told["cost_per_year"] = service.cost * service.mean_servers(scenario.days) * DAYS_OF_YEAR
        found[service.name] = told
    return found


def _bounds(one, name: str) -> dict[str, float | None] | None:
    from arrimage.science.simulation.intervals import estimate

    found = estimate(one.replications[name])
    if name == "within_target" and found.value is None:
        return None
    p90 = one.wait_p90 if name == "wait_p90" else None
    if p90 is not None and found.low is not None and found.high is not None:
        # That of all replications together, as sure as their mean is: the same half-width.
        half = (found.high - found.low) / 2
        return {"low": max(0.0, p90 - half), "high": p90 + half}
    return {"low": found.low, "high": found.high}


def differences_of(ours: "Result", theirs: "Result", document: dict[str, Any]) -> dict[str, Any]:
    """Ours − theirs, service by service, lived by the same people; and of the cost, where both tell one."""
    from arrimage.science.simulation import running

    found: dict[str, Any] = {}
    for name, measures in running.compare(ours, theirs).items():
        found[name] = {measure: asdict(one) for measure, one in measures.items()}
        costs = [document[side].get(name, {}).get("cost_per_year") for side in ("services", "against")]
        if None not in costs:
            found[name]["cost_per_year"] = costs[0] - costs[1]
    return found


def validation_of(result: "Result", observed: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Does it give back what was observed? Between what 95 % of replications give."""
    from arrimage.science.simulation import running
    from arrimage.science.simulation.intervals import estimate

    found: dict[str, dict[str, Any]] = {}
    for name, told in observed.items():
        for measure, value in told.items():
            if answer := running.reproduces(result, name, measure, value):
                low, high, reproduced = answer
                simulated = estimate(result.services[name].replications[measure]).value
                one = {"observed": value, "simulated": simulated, "low": low, "high": high}
                found.setdefault(name, {})[measure] = one | {"reproduced": reproduced}
    return found


def preview_of(scenario: "Scenario") -> dict[str, Any]:
    """Erlang's formulas, each service alone; null where they do not speak."""
    from arrimage.science.simulation import traffic

    answers = traffic.preview(scenario, traffic.flows(scenario))
    return {name: None if one is None else asdict(one) for name, one in answers.items()}


def preview_told(preview: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} : les formules d’Erlang ne s’appliquent pas ici ; simulez."
        if one is None
        else f"{name} : attente {days(one['wait_mean'])} jours, {days(one['queue_mean'])} personnes en"
        " attente,"
        f" utilisation {share(one['utilisation'])}, abandons {share(one['abandoned_share'])}"
        " (formules d’Erlang)"
        for name, one in preview.items()
    ]


NAMES = {
    "wait_mean": "attente moyenne, jours",
    "wait_p90": "attente, 9 sur 10 sous, jours",
    "queue_mean": "personnes en attente",
    "utilisation": "utilisation",
    "abandoned_share": "abandons",
    "within_target": "dans le délai promis",
}


def persons(value: float) -> str:
    """So many persons on average: 0.013 of them is nobody to speak of."""
    return "moins de 0,1" if 0 < value < 0.05 else days(round(value, 1))


def how_long(value: float) -> str:
    """A wait in the unit people would say it in.

    >>> how_long(18.6), how_long(1.0), how_long(0.157), how_long(0.01)
    ('18,6 jours', '1 jour', '4 heures', '14 minutes')
    """
    if value >= 1:
        return f"{days(value)} jour{'s' if value >= 2 else ''}"
    hours = 24 * value
    if hours >= 1:
        return f"{hours:.0f} heure{'s' if round(hours) >= 2 else ''}"
    return f"{60 * hours:.0f} minute{'s' if round(60 * hours) >= 2 else ''}"


def points(measure: str, value: float | None) -> str:
    """A difference: that of two shares is in points of percentage."""
    if value is None or measure not in ("utilisation", "abandoned_share", "within_target"):
        return days(value)
    text = f"{100 * value:+.1f}".replace(".", ",").replace("-", "−")
    return "0" if text[1:] == "0,0" else text


def shown(measure: str, value: float | None) -> str:
    return share(value) if measure in ("utilisation", "abandoned_share", "within_target") else days(value)


def told(document: dict[str, Any]) -> list[str]:
    """The findings in French sentences."""
    spans = f"{days(document['days'])} jours, les {days(document['warmup'])} premiers non mesurés"
    lines = [f"{document['replications']} répétitions de {spans}, graine {document['seed']}"]
    if document["settles_after_days"] > document["warmup"]:
        lines.append(
            f"Le départ se voit encore jusqu’au jour {days(document['settles_after_days'])} :"
            " un warmup plus long serait plus juste."
        )
    for name, one in document["services"].items():
        wait = one["wait_mean"]
        between = "" if wait["low"] is None else f" (de {days(wait['low'])} à {days(wait['high'])})"
        target = ""
        if "within_target" in one:
            target = f" ; {share(one['within_target'])} en {days(one['target_days'])} jours ou moins"
        lines.append(
            f"{name} : attente {days(wait['value'])} jours{between}, 9 sur 10 sous"
            f" {days(one['wait_p90'])}{target} ; {days(one['queue_mean'])} en attente ;"
            f" utilisation {share(one['utilisation'])} ; abandons {share(one['abandoned_share'])}"
        )
        for group, its in one.get("wait_by_class", {}).items():
            lines.append(f"  {group or 'sans classe'} : attente {days(its['value'])} jours")
    if steps := document.get("steps_per_year"):
        lines.append(
            f"En un an, {days(steps['up'])} personnes vont vers plus d’intensité, {days(steps['down'])}"
            " vers moins."
        )
    for name, measures in document.get("validation", {}).items():
        for measure, one in measures.items():
            verdict = "retrouvé" if one["reproduced"] else "non retrouvé : revoyez le scénario"
            lines.append(
                f"Observé, {name}, {NAMES[measure]} : {shown(measure, one['observed'])} ; simulé de"
                f" {shown(measure, one['low'])} à {shown(measure, one['high'])} ; {verdict}"
            )
    for name, measures in document.get("differences", {}).items():
        wait = measures["wait_mean"]
        lines.append(
            f"Différence, {name} : attente {days(wait['value'])} jours"
            f" (de {days(wait['low'])} à {days(wait['high'])})"
        )
    return lines
