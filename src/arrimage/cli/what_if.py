"""`--what-if "siv.servers=+40"`: a change to a scenario, written on one line, before it is read.

`ID.KEY=VALUE`, KEY a key of the service (servers, mean_service_days, room, target_days…), `patience` (its
mean days) or `per_day` (all the arrivals there); `A->B=VALUE`, a share of routing. VALUE is a number, or +n,
-n, *n.
"""

import copy
import re

from .csv_file import Refused, short

CHANGE = re.compile(r"(?P<what>.+?)\s*=\s*(?P<sign>[+*-]?)\s*(?P<number>\d+(?:[.,]\d+)?)")
KEYS = {
    "servers",
    "mean_service_days",
    "variation",
    "room",
    "cost_per_day",
    "target_days",
    "patience",
    "per_day",
}


WORDS = {
    "servers": "places ou intervenants",
    "mean_service_days": "jours de service en moyenne",
    "variation": "de variation",
    "room": "places d’attente",
    "cost_per_day": "$ par jour et par place",
    "target_days": "jours promis",
    "patience": "jours de patience",
    "per_day": "arrivées par jour",
}


def in_words(change: str) -> str:
    """« siv : 40 places ou intervenants de plus ».

    >>> in_words("siv.servers=+40"), in_words("a->b=0.5")
    ('siv : 40 places ou intervenants de plus', 'a → b : part de 0,5')
    >>> in_words("siv.servers=-1")
    'siv : 1 place ou intervenant de moins'
    """
    found = CHANGE.fullmatch(change.strip())
    if found is None:
        return change
    what, sign, number = found["what"].strip(), found["sign"], found["number"].replace(".", ",")
    name, _, key = what.rpartition(".")
    unit = WORDS.get(key, "")
    if number == "1":
        unit = " ".join(word.removesuffix("s") for word in unit.split(" "))
    if "->" in what:
        name, unit = " → ".join(part.strip() for part in what.split("->")), "part"
        return f"{name} : part {sign or 'de'} {number}"
    return (
        f"{name} : "
        + {
            "": f"{number} {unit}",
            "+": f"{number} {unit} de plus",
            "-": f"{number} {unit} de moins",
            "*": f"{number} fois ses {unit}",
        }[sign]
    )


def changed(document: dict, changes: tuple[str, ...]) -> dict:
    """The document with every change made, the first ones first. Raises Refused."""
    document = copy.deepcopy(document)
    for change in changes:
        found = CHANGE.fullmatch(change.strip())
        if found is None:
            raise _refused(change, "écrivez par exemple siv.servers=+40, psychiatre.mean_service_days=2")
        what, sign = found["what"].strip(), found["sign"]
        number = float(found["number"].replace(",", "."))
        if "->" in what:
            _route(document, what, sign, number, change)
        else:
            name, dot, key = what.rpartition(".")
            if not dot or key not in KEYS:
                raise _refused(change, f"après l’id du service, une de ces clés : {', '.join(sorted(KEYS))}")
            _service(document, name, key, sign, number, change)
    return document


def _refused(change: str, why: str) -> Refused:
    return Refused(f"--what-if « {short(change)} » : {why}.")


def _moved(before: object, sign: str, number: float, change: str) -> float | int:
    if sign and (isinstance(before, bool) or not isinstance(before, int | float)):
        raise _refused(change, "le scénario ne dit pas de combien il faut partir : écrivez la valeur entière")
    base = before if isinstance(before, int | float) else 0
    after = {"": number, "+": base + number, "-": base - number, "*": base * number}[sign]
    return int(after) if after == int(after) else after


def _service(document: dict, name: str, key: str, sign: str, number: float, change: str) -> None:
    services = [row for row in document.get("service", []) if row.get("id") == name]
    if not services:
        raise _refused(change, f"« {short(name)} » n’est l’id d’aucun service")
    if key == "patience":
        table = document.setdefault("patience", {})
        told = table.get(name)
        row = dict(told) if isinstance(told, dict) else {"mean_days": told}
        table[name] = row | {"mean_days": _moved(row["mean_days"], sign, number, change)}
    elif key == "per_day":
        arrivals = [row for row in document.get("arrival", []) if row.get("service") == name]
        if not arrivals or (len(arrivals) > 1 and sign != "*"):
            raise _refused(change, "écrivez *1.2 : plusieurs arrivées (ou aucune) mènent à ce service")
        for row in arrivals:
            row["per_day"] = _moved(row.get("per_day"), sign, number, change)
    else:
        for row in services:
            row[key] = _moved(row.get(key), sign, number, change)
            if key == "servers" and row.get("weekly"):
                # Each day of the week that was open changes as the whole does.
                row["weekly"] = [
                    max(0, round(_moved(day, sign, number, change))) if day else 0 for day in row["weekly"]
                ]


def _route(document: dict, what: str, sign: str, number: float, change: str) -> None:
    pair = [part.strip() for part in what.split("->")]
    table = document.setdefault("routing", {})
    known = {tuple(part.strip() for part in way.split("->")): way for way in table}
    way = known.get(tuple(pair), "->".join(pair))
    table[way] = _moved(table.get(way, 0), sign, number, change)
