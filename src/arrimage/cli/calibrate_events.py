"""From a log or a store of events to a scenario: what was read, as JSON, as sentences and as TOML."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .csv_file import Refused
from .simulation_document import days as in_days
from .simulation_document import share
from .stages import ROLES, Stages, read_stages, stages_from_names

if TYPE_CHECKING:
    from arrimage.science.simulation.calibration import Calibrated, Episodes

NOTES = {
    "no_requests": "les demandes ne sont pas dans le journal : son attente n’est pas connue",
    "begun_without_request": "des services commencent sans demande connue (avant le journal ?)",
    "mostly_going_on": "plus de la moitié des services ne sont pas terminés : durées très incertaines",
}


def measured(
    events: Path, stages: Path | None, seed: int, **how: Any
) -> tuple[tuple["Calibrated", ...], Stages, dict[str, Any]]:
    """What the log says of each service, its stages, and facts about the log. Raises Refused."""
    from arrimage.analytics.events.reading import Unreadable

    try:
        return _measured(events, stages, seed, **how)
    except Unreadable as error:
        raise Refused(str(error)) from None


def _measured(events: Path, stages: Path | None, seed: int, **how: Any):
    from arrimage.analytics.events import measuring
    from arrimage.analytics.events import store as stores
    from arrimage.analytics.events.reading import Mapping, opened

    if stores.is_store(events):
        kept = stores.open_store(events)
        runs = (run.events for run in stores.people_of(kept))
        return _counted(
            events.name,
            kept.activities,
            kept.first_at,
            kept.last_at,
            runs,
            stages,
            seed,
            {"count": 0, "rows": []},
        )
    until = int((datetime.now(UTC) + timedelta(days=1)).timestamp() * 1_000_000)
    with opened(events, Mapping(**how), until=until) as source:
        shared, source = measuring.shared_out(source)
        refused = {
            "count": source.refused.count,
            "rows": [{"row": row, "reason": reason} for row, reason in source.refused.rows],
        }
        with closing(shared):
            runs = (run.events for run in shared.runs())
            span = shared.first_at, shared.last_at
            return _counted(events.name, shared.activities, *span, runs, stages, seed, refused)


def _counted(
    name, activities, first_at, last_at, runs, stages: Path | None, seed: int, refused: dict[str, Any]
):
    from arrimage.science.simulation import calibration

    if not activities or first_at is None or last_at is None:
        raise Refused(f"{name} n’a aucun événement utilisable.")
    if last_at <= first_at:
        raise Refused(f"{name} n’a qu’un moment : il en faut au moins deux pour mesurer des durées.")
    told = read_stages(stages, activities) if stages else stages_from_names(activities, name)
    opening = datetime.fromtimestamp(first_at / 1_000_000, UTC)
    start = int(opening.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1_000_000)
    groups, tells_asked = _groups(told)
    found = _episodes(runs, activities, told, groups, tells_asked, start, last_at)
    services = calibration.calibrated(
        found,
        told.services,
        groups,
        follow=told.follow,
        tells_asked=tells_asked,
        servers={name: int(more["servers"]) for name, more in told.more.items() if "servers" in more},
        first_day_of_year=opening.timetuple().tm_yday - 1,
        seed=seed,
    )
    log = {
        "from": opening.date().isoformat(),
        "to": datetime.fromtimestamp(last_at / 1_000_000, UTC).date().isoformat(),
        "days": found.span,
        "episodes": len(found.service),
        "doubled_requests": found.doubled,
        "events_without_beginning": found.orphans,
        "refused_rows": refused,
    }
    return services, told, log


def _groups(told: Stages) -> tuple[list[str], list[bool]]:
    groups = list(dict.fromkeys(group for _, role, group in told.told.values() if role in ("asked", "began")))
    asked = {service for service, role, _ in told.told.values() if role == "asked"}
    return groups or [""], [service in asked for service in told.services]


def _episodes(runs, activities, told: Stages, groups, tells_asked, start: int, last_at: int) -> "Episodes":
    import numpy as np

    from arrimage.science.simulation.calibration import Episodes
    from arrimage.science.simulation.episodes import DAY, episodes

    service_of, role_of, class_of = (np.full(len(activities), -1) for _ in range(3))
    for activity, (service, role, group) in told.told.items():
        place = activities.index(activity)
        service_of[place], role_of[place] = told.services.index(service), ROLES.index(role)
        class_of[place] = groups.index(group) if group in groups else 0
    # What holds a run is filled again by the next one.
    kept = [(run.first.copy(), run.activity.copy(), run.at.copy()) for run in runs]
    first, activity, at = (np.concatenate([one[k] for one in kept]) for k in range(3))
    *columns, doubled, orphans = episodes(
        first, activity.astype(np.int64), at, service_of, role_of, class_of, np.array(tells_asked),
        len(told.services), float(start), told.follow,
    )  # fmt: skip
    if not len(columns[0]):
        raise Refused("Aucun événement ne dit qu’un service commence : vérifiez --stages.")
    return Episodes(*columns, span=(last_at - start) / DAY, doubled=doubled, orphans=orphans)


def document_of(services: tuple["Calibrated", ...], log: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in services:
        durations = asdict(one.durations)
        durations["values"] = len(durations["values"])
        del durations["curve"]
        returns = dict(zip(("share", "mean_days", "to"), one.returns, strict=True)) if one.returns else None
        found[one.name] = {
            "episodes": one.episodes,
            "arrivals": [asdict(arrival) for arrival in one.arrivals],
            "service_days": durations,
            "patience": asdict(one.leaving) if one.leaving else None,
            "capacity": asdict(one.capacity) | {"proposed": one.capacity.proposed} if one.capacity else None,
            "routing": one.routing,
            "returns": returns,
            "observed": asdict(one.observed),
            "notes": list(one.notes),
        }
    return {"services": found, **log}


def scenario_text(services: tuple["Calibrated", ...], told: Stages, log: dict[str, Any]) -> str:
    """The scenario in TOML, ready for `arrimage simulate`. Raises Refused when nothing can be simulated."""
    ready = [one for one in services if one.durations.mean_days and one.capacity]
    if not any(one.arrivals for one in ready):
        raise Refused("Le journal n’a pas de quoi faire un scénario : ni arrivées, ni services terminés.")
    names = {one.name for one in ready}
    longest = max(one.durations.mean_days or 0.0 for one in ready)
    warmup = round(min(max(5 * longest, 365.0), 3650.0))
    lines = [
        f'title = "Calibré du {log["from"]} au {log["to"]}"',
        "[horizon]",
        f"days = {warmup + 365}  # une année mesurée, comme celle qui est observée",
        f"warmup = {warmup}",
    ]
    for one in ready:
        lines += ["", "[[service]]", f"id = {_quoted(one.name)}", *_service(one, told.more.get(one.name, {}))]
    for one in ready:
        for arrival in one.arrivals:
            lines += [
                "",
                "[[arrival]]",
                f"service = {_quoted(one.name)}",
                f"per_day = {_number(arrival.per_day)}",
            ]
            if arrival.group:
                lines += [
                    f"class = {_quoted(arrival.group)}",
                    f"priority = {told.priority.get(arrival.group, 0)}",
                ]
            if arrival.seasons:
                lines.append(f"seasons = {_list(arrival.seasons)}  # de janvier à décembre")
    ways = [
        (one.name, to, part) for one in ready for to, part in one.routing.items() if to in names and part > 0
    ]
    lines += ["", "[routing]", *(f"{_quoted(f'{a}->{b}')} = {_number(part)}" for a, b, part in ways)]
    lines += ["", "[patience]"]
    for one in ready:
        if one.leaving:
            to = (
                f", to = {_quoted(one.leaving.to)}"
                if one.leaving.to in names and one.leaving.to != one.name
                else ""
            )
            lines.append(f"{_quoted(one.name)} = {{ mean_days = {_number(one.leaving.mean_days)}{to} }}")
    lines += ["", "[returns]"]
    for one in ready:
        if one.returns and one.returns[2] in names:
            part, mean, to = one.returns
            lines.append(
                f"{_quoted(one.name)} ="
                f" {{ share = {_number(part)}, mean_days = {_number(mean)}, to = {_quoted(to)} }}"
            )
    lines += ["", "[observed]"]
    for one in ready:
        seen = {
            key: value for key, value in asdict(one.observed).items() if key != "since" and value is not None
        }
        if seen:
            inside = ", ".join(f"{key} = {_number(value)}" for key, value in seen.items())
            lines.append(f"{_quoted(one.name)} = {{ {inside} }}")
    return "\n".join(lines) + "\n"


def _service(one: "Calibrated", more: dict[str, Any]) -> list[str]:
    durations, law = one.durations, one.durations.law
    lines = [f"servers = {more.get('servers', one.capacity.proposed if one.capacity else 1)}"]
    if law is None:
        lines += ['distribution = "empirical"', f"values = {_list(durations.values)}"]
    else:
        lines += [f"mean_service_days = {_number(law.mean_days)}", f'distribution = "{law.distribution}"']
        if law.distribution != "exponential":
            lines.append(f"variation = {_number(law.variation)}")
    return lines + [f"{key} = {json.dumps(value)}" for key, value in more.items() if key != "servers"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _number(value: float) -> str:
    return f"{value:.6g}" if "e" not in f"{value:.6g}" else f"{value:.10f}"


def _list(values) -> str:
    return "[" + ", ".join(_number(value) for value in values) + "]"


def told_of(services: tuple["Calibrated", ...], log: dict[str, Any]) -> list[str]:
    lines = [f"Du {log['from']} au {log['to']} : {log['episodes']} passages dans {len(services)} services"]
    for one in services:
        lines.append(f"{one.name} : {one.episodes} passages")
        for arrival in one.arrivals:
            seasons = ", avec des saisons" if arrival.seasons else ""
            group = f" ({arrival.group})" if arrival.group else ""
            dispersion = "" if arrival.dispersion is None else f", dispersion {in_days(arrival.dispersion)}"
            lines.append(f"  arrivées{group} : {in_days(arrival.per_day)} par jour{seasons}{dispersion}")
        durations = one.durations
        if durations.mean_days is not None:
            lines.append(
                f"  durée : {in_days(durations.mean_days)} jours en moyenne ({durations.over} terminées,"
                f" {durations.going_on} en cours), loi proposée : {durations.proposed}"
            )
        lines += [
            f"    {law.distribution} : écart {in_days(law.distance)}, p = {in_days(law.p_value)}"
            for law in durations.laws
        ]
        if one.leaving:
            to = f", puis {one.leaving.to}" if one.leaving.to else ""
            lines.append(
                f"  patience : {in_days(one.leaving.mean_days)} jours{to} ({one.leaving.gave_up} abandons)"
            )
        if one.capacity:
            lines.append(f"  à la fois : {one.capacity.most} au plus ; proposé : {one.capacity.proposed}")
        lines += [f"  ensuite : {to}, {share(part)}" for to, part in one.routing.items()]
        lines += [f"  à savoir : {NOTES[note]}" for note in one.notes]
    return lines
