"""Ties as rows that leave for a file: what the reader may see, in the columns `arrimage network` reads."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from arrimage.apps.network.models import Organisation

from .ties import Tie

HEADER = ("source", "target", "weight", "kind", "reported_by", "wave")


def names(organisations: Iterable[Organisation]) -> dict[int, str]:
    """One name for one organisation: two of the same name are told apart by the start of their id."""
    organisations = list(organisations)
    said = [organisation.name for organisation in organisations]
    return {
        organisation.pk: (
            organisation.name
            if said.count(organisation.name) == 1
            else f"{organisation.name} ({organisation.uid.hex[:8]})"
        )
        for organisation in organisations
    }


def rows(ties: Iterable[Tie], called: dict[int, str]) -> tuple[tuple[str, ...], list[list]]:
    """(header, rows): one row for each organisation that says the tie, where that may be known, else one.

    The weight is the frequency said; where one of the rows has none, no row has: `arrimage network` takes
    a weight everywhere or nowhere.
    """
    found = []
    for tie in ties:
        for reporter in tie.reported_by or [None]:
            claim = tie.claims[reporter] if reporter else None
            found.append(
                [
                    called[tie.source],
                    called[tie.target],
                    claim.report.frequency if claim else None,
                    tie.kind.code,
                    called[reporter] if reporter else "",
                    tie.wave.name,
                ]
            )
    found.sort(key=lambda row: [str(cell) for cell in row])
    if all(row[2] is not None for row in found):
        return HEADER, found
    without = [name for name in HEADER if name != "weight"]
    return tuple(without), [row[:2] + row[3:] for row in found]


def graphml(ties: Iterable[Tie], organisations: Iterable[Organisation]) -> bytes:
    """The same as GraphML, with the organisations that have no tie."""
    organisations = list(organisations)
    called = names(organisations)
    header, lines = rows(ties, called)
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for name in header[2:]:
        kind = "int" if name == "weight" else "string"
        SubElement(root, "key", {"id": name, "for": "edge", "attr.name": name, "attr.type": kind})
    SubElement(root, "key", {"id": "sector", "for": "node", "attr.name": "sector", "attr.type": "string"})
    graph = SubElement(root, "graph", edgedefault="directed")
    for organisation in organisations:
        node = SubElement(graph, "node", id=called[organisation.pk])
        if organisation.sector:
            SubElement(node, "data", key="sector").text = organisation.sector
    for line in lines:
        edge = SubElement(graph, "edge", source=line[0], target=line[1])
        for name, value in zip(header[2:], line[2:], strict=True):
            SubElement(edge, "data", key=name).text = str(value)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
