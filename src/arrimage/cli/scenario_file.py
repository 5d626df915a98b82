"""Scenarios as people write them in TOML: read strictly, each fault told in one sentence."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from arrimage.science.simulation.scenario import (
    DAYS_OF_YEAR,
    DISTRIBUTIONS,
    Arrival,
    Impossible,
    Patience,
    Return,
    Scenario,
    Service,
)

from .csv_file import Refused, content_of, short

TABLES = {"horizon", "service", "arrival", "routing", "patience", "returns", "observed", "title", "note"}
SERVICE_KEYS = {
    "id", "servers", "mean_service_days", "distribution", "variation", "cv", "values",
    "weekly", "changes", "room", "cost_per_day", "target_days", "step", "name", "note",
}  # fmt: skip
ARRIVAL_KEYS = {"service", "per_day", "class", "priority", "seasons", "note"}
MEASURES = ("wait_mean", "wait_p90", "queue_mean", "utilisation", "abandoned_share")
MOST_DAYS = 36_500
MOST_SERVERS = 1_000_000


def read_document(path: Path) -> dict[str, Any]:
    """The TOML as it is. Raises Refused."""
    try:
        return tomllib.loads(content_of(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{path.name} n’est pas en UTF-8 : enregistrez-le de nouveau ainsi.") from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path.name} n’est pas du TOML : {short(str(error))}.") from None


def observed_of(document: Mapping[str, object], name: str, scenario: Scenario) -> dict[str, dict[str, float]]:
    """`[observed]`: what was measured last year, service by service, to be compared. Raises Refused."""
    reader, found = _Reader(name), {}
    for name, row in reader.table(document, "observed").items():
        where = f"[observed] {name}"
        if name not in scenario.place() or not isinstance(row, dict):
            raise reader.refuse(where, "écrivez id = { wait_mean = 12.0 }, id d’un service.")
        if unknown := [key for key in row if key not in MEASURES]:
            raise reader.refuse(where, f"« {short(unknown[0])} » n’est pas de {', '.join(MEASURES)}.")
        found[name] = {key: reader.number(where, row, key) for key in row}
    return found


def scenario_of(
    document: Mapping[str, object], name: str, years: float | None = None
) -> tuple[Scenario, list[str]]:
    """The scenario, and the keys nobody knows (ignored). `years` replaces the days. Raises Refused."""
    return _Reader(name).scenario(document, years)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.ignored: list[str] = []

    def refuse(self, where: str, sentence: str) -> Refused:
        return Refused(f"{self.name}, {short(where)} : {sentence}")

    def scenario(self, document: Mapping[str, object], years: float | None) -> tuple[Scenario, list[str]]:
        self.known("fichier", document, TABLES)
        horizon = self.table(document, "horizon")
        self.known("[horizon]", horizon, {"days", "warmup", "note"})
        if years is not None:
            days = years * DAYS_OF_YEAR
        else:
            days = self.number("[horizon]", horizon, "days", least=1e-6, most=MOST_DAYS)
        warmup = self.number("[horizon]", horizon, "warmup", default=0.0, most=1e9)
        services = tuple(self.service(row) for row in self.tables(document, "service"))
        arrivals = tuple(self.arrival(row) for row in self.tables(document, "arrival"))
        patience, returns = {}, {}
        for name, told in self.table(document, "patience").items():
            row = told if isinstance(told, dict) else {"mean_days": told}
            where = f"[patience] {name}"
            self.known(where, row, {"mean_days", "to"})
            mean = self.number(where, row, "mean_days", least=1e-9)
            patience[name] = Patience(mean, self.text(where, row, "to", default=None))
        for name, row in self.table(document, "returns").items():
            where = f"[returns] {name}"
            if not isinstance(row, dict):
                raise self.refuse(where, 'écrivez { share = 0.2, mean_days = 90.0, to = "…" }.')
            self.known(where, row, {"share", "mean_days", "to"})
            share = self.number(where, row, "share", most=1.0)
            mean = self.number(where, row, "mean_days", least=1e-9)
            returns[name] = Return(share, mean, self.text(where, row, "to", default=name) or name)
        routing = self.routing(self.table(document, "routing"))
        return Scenario(days, warmup, services, arrivals, routing, patience, returns), self.ignored

    def service(self, row: Mapping[str, object]) -> Service:
        name = self.text("[[service]]", row, "id")
        where = f"service « {name} »"
        self.known(where, row, SERVICE_KEYS)
        distribution = self.text(where, row, "distribution", default="exponential")
        if distribution not in DISTRIBUTIONS:
            choices = ", ".join(DISTRIBUTIONS)
            raise self.refuse(
                where, f"la distribution « {short(str(distribution))} » n’est pas de {choices}."
            )
        values = tuple(self.numbers(where, row, "values", least=0.0))
        mean = sum(values) / len(values) if values else None
        if distribution == "empirical" and not mean:
            raise self.refuse(where, "empirical demande values, les durées observées en jours.")
        changes = row.get("changes", [])
        if not isinstance(changes, list) or not all(
            isinstance(one, list) and len(one) == 2 for one in changes
        ):
            raise self.refuse(where, "changes est une liste de [jour, places].")
        room = row.get("room")
        return Service(
            name=str(name),
            servers=self.whole(where, row, "servers", least=1 if "weekly" not in row else 0, default=None),
            mean_days=self.number(where, row, "mean_service_days", least=1e-9, default=mean),
            distribution=str(distribution),
            variation=self.number(where, row, "cv" if "cv" in row else "variation", default=1.0, most=100.0),
            values=values if distribution == "empirical" else (),
            weekly=self.weekly(where, row),
            changes=tuple(
                (
                    self.number(where, {"changes": day}, "changes", most=MOST_DAYS),
                    self.whole(where, {"changes": servers}, "changes", least=0, default=None),
                )
                for day, servers in changes
            ),
            room=None if room is None else self.whole(where, row, "room", least=0, default=None),
            cost=self.number(where, row, "cost_per_day") if "cost_per_day" in row else None,
            target_days=self.number(where, row, "target_days") if "target_days" in row else None,
            step=self.whole(where, row, "step", least=0, default=None) if "step" in row else None,
        )

    def weekly(self, where: str, row: Mapping[str, object]) -> tuple[int, ...]:
        week = self.numbers(where, row, "weekly", least=0.0)
        if week and (len(week) != 7 or any(one != int(one) or one > MOST_SERVERS for one in week)):
            raise self.refuse(where, "weekly est une liste de sept nombres entiers.")
        return tuple(int(one) for one in week)

    def arrival(self, row: Mapping[str, object]) -> Arrival:
        service = str(self.text("[[arrival]]", row, "service"))
        where = f"arrivées de « {service} »"
        self.known(where, row, ARRIVAL_KEYS)
        seasons = tuple(self.numbers(where, row, "seasons", least=0.0))
        if seasons and not any(seasons):
            raise self.refuse(where, "seasons n’a que des zéros.")
        return Arrival(
            service=service,
            per_day=self.number(where, row, "per_day"),
            group=str(self.text(where, row, "class", default="")),
            priority=self.whole(where, row, "priority", least=-1000, default=0),
            seasons=seasons,
        )

    def routing(self, table: Mapping[str, object]) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        for way, _ in table.items():
            one, arrow, other = (part.strip() for part in way.partition("->"))
            if not arrow or not one or not other:
                raise self.refuse("[routing]", f'« {short(way)} » s’écrit "de->vers" = part.')
            if (one, other) in found:
                raise self.refuse("[routing]", f"« {short(way)} » y est deux fois.")
            found[one, other] = self.number("[routing]", table, way)
        return found

    def known(self, where: str, row: Mapping[str, object], keys: set[str]) -> None:
        self.ignored += [f"{where} : {key}" for key in row if key not in keys]

    def table(self, document: Mapping[str, object], name: str) -> dict[str, object]:
        found = document.get(name, {})
        if not isinstance(found, dict):
            raise self.refuse(f"[{name}]", "c’est une table : écrivez ses lignes sous ce titre.")
        return found

    def tables(self, document: Mapping[str, object], name: str) -> list[dict[str, object]]:
        found = document.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.refuse(f"[[{name}]]", "chaque bloc s’ouvre par deux crochets.")
        return found

    def text(self, where: str, row: Mapping[str, object], key: str, default: str | None = "") -> str | None:
        if key not in row:
            if default == "" and key in ("id", "service"):
                raise self.refuse(where, f"{key} manque.")
            return default
        value = row[key]
        if not isinstance(value, str) or (not value.strip() and key != "class"):
            raise self.refuse(where, f"{key} est un texte entre guillemets.")
        return value.strip()

    def number(
        self,
        where: str,
        row: Mapping[str, object],
        key: str,
        least: float = 0.0,
        most: float = 1e9,
        default: float | None = None,
    ) -> float:
        value = row.get(key, default)
        if value is None:
            raise self.refuse(where, f"{short(key)} manque.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(where, f"{short(key)} est un nombre.")
        if math.isnan(value) or not least <= value <= most:
            raise self.refuse(where, f"{short(key)} vaut {value:g} : attendu de {least:g} à {most:g}.")
        return float(value)

    def numbers(self, where: str, row: Mapping[str, object], key: str, least: float) -> list[float]:
        values = row.get(key, [])
        if not isinstance(values, list):
            raise self.refuse(where, f"{key} est une liste de nombres.")
        return [self.number(where, {key: value}, key, least) for value in values]

    def whole(self, where: str, row: Mapping[str, object], key: str, least: int, default: int | None) -> int:
        value = self.number(where, row, key, least=least, most=MOST_SERVERS, default=default)
        if value != int(value):
            raise self.refuse(where, f"{key} est un nombre entier.")
        return int(value)


def in_words(error: Impossible, name: str) -> str:
    """What contradicts itself, in one French sentence that says what to do."""
    about = [
        f"{one:.4g}".replace(".", ",") if isinstance(one, float) else short(str(one)) for one in error.about
    ]
    sentences = {
        "no_service": "aucun service : ajoutez au moins un bloc [[service]].",
        "nobody": "personne n’arrive : ajoutez un bloc [[arrival]] avec per_day plus grand que zéro.",
        "twice": "le service « {0} » y est deux fois.",
        "warmup": "warmup ({0} jours) ne laisse rien à mesurer sur {1} jours.",
        "unknown": "« {0} » n’est l’id d’aucun service.",
        "row": "les parts de [routing] qui partent de « {0} » font {1}, plus que 1.",
        "no_servers": "« {0} » n’a jamais personne pour servir.",
        "no_values": "« {0} » est empirical sans values.",
        "ring": "des services à places limitées (room) tournent en rond depuis « {0} » : tout s’y bloque.",
        "never_leave": "personne ne sort de la boucle où se trouve « {0} » : laissez une part partir.",
        "overloaded": (
            "« {0} » recevrait plus qu’il ne peut servir (utilisation {1}) : l’attente n’aurait pas de fin ;"
            " ajoutez des places, réduisez les arrivées ou donnez une patience."
        ),
    }
    return f"{name} : {sentences[error.code].format(*about)}"
