"""What events say of services: asked, begun, ended, given up. From a TOML file, or from their names."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .csv_file import Refused, content_of, short

ROLES = ("asked", "began", "ended", "left")
WORDS = {
    "asked": {"asked", "demande", "demandé", "request", "requested", "référé", "attente"},
    "began": {"began", "begin", "start", "started", "début", "commencé", "admis"},
    "ended": {"ended", "end", "complete", "completed", "fin", "terminé", "congé"},
    "left": {"left", "abandon", "abandonné", "withdrawn", "retiré"},
}
NAME = re.compile(r"(?P<service>.+?)\s*[:/|]\s*(?P<word>[^:/|]+)")
KEPT = ("servers", "step", "cost_per_day", "target_days", "room", "weekly")  # as in a scenario
FOLLOW = 30.0


@dataclass
class Stages:
    """`told`: activity → (service, role, class). `more`: keys of a scenario the file gives a service."""

    services: list[str] = field(default_factory=list)
    told: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    more: dict[str, dict[str, Any]] = field(default_factory=dict)
    priority: dict[str, int] = field(default_factory=dict)
    follow: float = FOLLOW

    def add(self, service: str, role: str, activity: str, group: str = "") -> None:
        if service not in self.services:
            self.services.append(service)
        self.told[activity] = (service, role, group)


def read_stages(path: Path, activities: tuple[str, ...]) -> Stages:
    """`[[service]] id = "siv", asked = "SIV demandé", began = …, ended = …, left = …`. Raises Refused.

    Each is a name, a list of names, or for `asked` a table name → class. `follow_days`, `[priority]`.
    """
    try:
        document = tomllib.loads(content_of(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{path.name} n’est pas du TOML : {short(str(error))}.") from None
    found = Stages()
    follow = document.get("follow_days", FOLLOW)
    if isinstance(follow, bool) or not isinstance(follow, int | float) or not follow >= 0:
        raise Refused(f"{path.name} : follow_days est un nombre de jours.")
    found.follow = float(follow)
    rows = document.get("service", [])
    if (
        not isinstance(rows, list)
        or not rows
        or not all(isinstance(row, dict) and row.get("id") for row in rows)
    ):
        raise Refused(f'{path.name} : décrivez chaque service par un bloc [[service]] avec id = "…".')
    for row in rows:
        name = str(row["id"])
        if "began" not in row:
            raise Refused(
                f"{path.name}, service « {short(name)} » : began manque (l’activité où il commence)."
            )
        for role in ROLES:
            told = row.get(role, [])
            pairs = (
                told
                if isinstance(told, dict)
                else dict.fromkeys([told] if isinstance(told, str) else told, "")
            )
            for activity, group in pairs.items():
                if activity not in activities:
                    known = ", ".join(activities[:12])
                    raise Refused(
                        f"{path.name}, service « {short(name)} » : « {short(str(activity))} » n’arrive"
                        " jamais ;"
                        f" le journal connaît {known}."
                    )
                if activity in found.told:
                    raise Refused(f"{path.name} : « {short(activity)} » y est deux fois.")
                found.add(name, role, activity, str(group))
        found.more[name] = {key: row[key] for key in KEPT if key in row}
    priority = document.get("priority", {})
    if not isinstance(priority, dict) or not all(isinstance(one, int) for one in priority.values()):
        raise Refused(f"{path.name}, [priority] : classe = nombre entier, le plus petit d’abord.")
    found.priority = priority
    return found


def stages_from_names(activities: tuple[str, ...], name: str) -> Stages:
    """« siv : début » tells its service and its stage by itself. Raises Refused where none does."""
    found = Stages()
    for activity in activities:
        if match := NAME.fullmatch(activity):
            word = match["word"].strip().casefold()
            role = next((role for role in ROLES if word in WORDS[role]), None)
            if role:
                found.add(match["service"], role, activity)
    begun = {service for service, role, _ in found.told.values() if role == "began"}
    found.services = [service for service in found.services if service in begun]
    found.told = {activity: told for activity, told in found.told.items() if told[0] in begun}
    if not found.services:
        raise Refused(
            f"{name} ne dit pas quelle activité demande, commence ou termine un service : donnez-le"
            " avec --stages"
            f" (activités lues : {short(', '.join(activities))})."
        )
    return found
