"""Files of ties as people hand them: CSV or GraphML, checked strictly, each fault told in one sentence.

No database and no Django: the science works on files alone, and pages take in the same ones.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import ParseError

from arrimage.science.networks.network import Network

from .csv_file import NUMBER, Refused, check_not_empty, content_of, rows_of, short

MAX_DEPTH = 50  # of XML elements, one inside the other
TOLD = ("weight", "kind", "reported_by", "wave")
ABOUT = ("sector", "line", "level")


@dataclass(frozen=True)
class Report:
    """One line of the file: somebody says that `source` has a tie with `target`."""

    where: str
    source: str
    target: str
    weight: Fraction | None
    kind: str
    reported_by: str
    wave: str


@dataclass(frozen=True)
class TiesFile:
    """organisations: those the file declares (GraphML), with what it says of each; else those of the ties."""

    name: str
    reports: tuple[Report, ...]
    organisations: dict[str, dict[str, str]]
    declares: bool
    directed: bool

    def only(self, *, kind: str | None, wave: str | None) -> "TiesFile":
        """Only the ties of a kind, of a wave. The organisations stay. Raises Refused when no tie is left."""
        kept = tuple(
            report
            for report in self.reports
            if (kind is None or report.kind == kind) and (wave is None or report.wave == wave)
        )
        if not kept:
            raise Refused(f"{self.name} n’a aucun lien de ce genre ou de cette vague.")
        return TiesFile(self.name, kept, self.organisations, self.declares, self.directed)


def read_ties(path: Path) -> TiesFile:
    """A CSV (`source,target` and maybe `weight,kind,reported_by,wave`) or a GraphML file. Raises Refused."""
    return ties_in(content_of(path), path.name)


def ties_in(content: bytes, name: str) -> TiesFile:
    """The same from what the file holds. Raises Refused."""
    check_not_empty(content, name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or name.lower().endswith(".graphml"):
        return _graphml(content, name)
    organisations: dict[str, dict[str, str]] = {}
    gathered = _Gathered(name)
    for line, row in rows_of(content, name, ("source", "target")):
        gathered.add(f"ligne {line}", row["source"], row["target"], row)
        organisations.setdefault(row["source"], {})
        organisations.setdefault(row["target"], {})
    return TiesFile(name, gathered.whole(), organisations, declares=False, directed=True)


def read_nodes(path: Path) -> dict[str, dict[str, str]]:
    """id → the other columns. Raises Refused, also for an id without name or there twice."""
    nodes: dict[str, dict[str, str]] = {}
    for line, row in rows_of(content_of(path), path.name, ("id",)):
        name = row.pop("id")
        if not name:
            raise Refused(f"{path.name}, ligne {line} : l’identifiant est vide.")
        if name in nodes:
            raise Refused(f"{path.name}, ligne {line} : « {short(name)} » y est déjà.")
        nodes[name] = row
    if not nodes:
        raise Refused(f"{path.name} n’a aucune organisation.")
    return nodes


def check_known(file: TiesFile, nodes: dict[str, dict[str, str]], name: str) -> None:
    """Raises Refused when the ties name an organisation that `nodes` lacks."""
    for report in file.reports:
        for one in (report.source, report.target):
            if one not in nodes:
                raise Refused(f"{file.name}, {report.where} : {name} ne connaît pas « {short(one)} ».")
    if unknown := [one for one in file.organisations if one not in nodes]:
        raise Refused(f"{file.name} : {name} ne connaît pas « {short(unknown[0])} ».")


def network_of(reports: Iterable[Report], organisations: Iterable[str], *, directed: bool) -> Network:
    """One tie per pair, whatever the number of reports.

    Its weight: of one kind, the strongest report (two sides who say the same tie are not two ties); then the
    sum of its kinds. Without direction, what either side says is of the same tie.
    """
    ties: dict[tuple[str, str], dict[str, Fraction | None]] = {}
    for report in reports:
        pair = (report.source, report.target)
        if not directed and pair[::-1] in ties:
            pair = pair[::-1]
        kinds = ties.setdefault(pair, {})
        before = kinds.get(report.kind)
        kinds[report.kind] = report.weight if before is None else max(before, report.weight or before)
    return Network.of(
        [
            pair if None in kinds.values() else (*pair, sum(weight for weight in kinds.values() if weight))
            for pair, kinds in ties.items()
        ],
        organisations,
        directed=directed,
    )


class _Gathered:
    """The ties read so far; what is wrong with one is said where it is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reports: list[Report] = []
        self.seen: set[tuple[str, ...]] = set()

    def add(self, where: str, source: str, target: str, told: dict[str, str]) -> None:
        place = f"{self.name}, {where} :"
        if not source or not target:
            raise Refused(f"{place} il manque une organisation au lien.")
        if source == target:
            raise Refused(f"{place} « {short(source)} » est liée à elle-même ; retirez ce lien.")
        kind, reported_by, wave = (told.get(name, "") for name in TOLD[1:])
        key = (source, target, kind, reported_by, wave)
        if key in self.seen:
            raise Refused(
                f"{place} le lien de « {short(source)} » à « {short(target)} » y est déjà ; retirez-en un."
            )
        self.seen.add(key)
        weight = _weight(told["weight"], place) if "weight" in told else None
        self.reports.append(Report(where, source, target, weight, kind, reported_by, wave))

    def whole(self) -> tuple[Report, ...]:
        if not self.reports:
            raise Refused(f"{self.name} n’a aucun lien.")
        if len({report.weight is None for report in self.reports}) > 1:
            raise Refused(f"{self.name} donne un poids à certains liens seulement : à tous, ou à aucun.")
        return tuple(self.reports)


def _weight(text: str, place: str) -> Fraction:
    if not text:
        raise Refused(f"{place} le poids manque.")
    if not NUMBER.fullmatch(text):
        raise Refused(f"{place} le poids « {short(text)} » n’est pas un nombre (écrivez 2 ou 2.5).")
    weight = Fraction(text)
    if weight <= 0:
        raise Refused(f"{place} le poids {text} n’est pas plus grand que zéro.")
    if not 1e-9 <= weight <= 1e15:
        raise Refused(f"{place} le poids {text} est hors de mesure.")
    return weight


def _graphml(content: bytes, name: str) -> TiesFile:
    """GraphML with one graph; the attributes TOLD on edges and ABOUT on nodes, by `attr.name`."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    keys: dict[tuple[str, str], str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    organisations: dict[str, dict[str, str]] = {}
    edges: list[tuple[str, str, dict[str, str]]] = []
    directed: bool | None = None
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise Refused(f"{name} emboîte trop d’éléments : est-ce bien du GraphML ?")
            if event == "start":
                if depth == 1 and tag != "graphml":
                    raise Refused(f"{name} n’est pas du GraphML.")
                if tag == "graph":
                    if directed is not None:
                        raise Refused(f"{name} a plusieurs graphes ; gardez-en un.")
                    directed = element.get("edgedefault", "directed") != "undirected"
                continue
            if tag == "hyperedge":
                raise Refused(f"{name} a un lien à plus de deux bouts, qui ne se mesure pas ici.")
            if tag == "key":
                _key(element, keys, defaults)
            elif tag == "node":
                one = (element.get("id") or "").strip()
                if not one:
                    raise Refused(f"{name} : un nœud n’a pas d’identifiant.")
                if one in organisations:
                    raise Refused(f"{name} : le nœud « {short(one)} » y est deux fois.")
                organisations[one] = {**defaults["node"], **_data(element, "node", keys)}
            elif tag == "edge":
                if element.get("directed", str(directed).lower()) != str(directed).lower():
                    raise Refused(f"{name} mêle des liens avec et sans direction ; choisissez.")
                source, target = ((element.get(end) or "").strip() for end in ("source", "target"))
                edges.append((source, target, {**defaults["edge"], **_data(element, "edge", keys)}))
            if tag in ("node", "edge", "key", "desc"):
                element.clear()
    except DefusedXmlException:
        raise Refused(f"{name} déclare des entités XML, ce qui est refusé par prudence.") from None
    except (ParseError, LookupError, ValueError):
        raise Refused(f"{name} n’est pas du XML bien formé : exportez-le de nouveau.") from None
    if directed is None:
        raise Refused(f"{name} n’a pas de graphe.")
    gathered = _Gathered(name)
    for number, (source, target, told) in enumerate(edges, start=1):
        for end in (source, target):
            if end and end not in organisations:
                raise Refused(f"{name}, lien {number} : le nœud « {short(end)} » n’est pas déclaré.")
        gathered.add(f"lien {number}", source, target, told)
    return TiesFile(name, gathered.whole(), organisations, declares=True, directed=directed)


def _key(element, keys: dict[tuple[str, str], str], defaults: dict[str, dict[str, str]]) -> None:
    wanted = {"node": ABOUT, "edge": TOLD}
    for what in ("node", "edge"):
        attribute = (element.get("attr.name") or element.get("id") or "").strip()
        if element.get("for", "all") in (what, "all") and attribute in wanted[what]:
            keys[what, element.get("id", "")] = attribute
            for child in element:
                if child.tag.rpartition("}")[2] == "default":
                    defaults[what][attribute] = (child.text or "").strip()


def _data(element, what: str, keys: dict[tuple[str, str], str]) -> dict[str, str]:
    return {
        keys[what, child.get("key", "")]: (child.text or "").strip()
        for child in element
        if (what, child.get("key", "")) in keys
    }
