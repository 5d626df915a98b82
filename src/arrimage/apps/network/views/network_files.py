"""The network as it is shown, in files: ties, GraphML, the picture, the panel."""

import json
from collections.abc import Callable
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.exports import csv_response
from arrimage.apps.network.queries import measures as queries
from arrimage.apps.network.queries.departures import named_for
from arrimage.science.networks.document import document, groups_document, kinds_document

from .network_figures import map_figure
from .network_look import Look, look


@reachable_by(EVERYONE)
def network_file(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    write = FILES.get(name)
    seen = look(request, uid)
    if write is None or seen.picture is None:
        raise Http404
    return write(request, seen, name)


def _ties(request: HttpRequest, seen: Look, name: str) -> HttpResponse:
    """As `arrimage network measure` reads them; names beside identifiers."""
    picture = seen.picture
    members = {member.pk: member for member in picture.members}
    rows = []
    for tie in picture.ties:
        source, target = members[tie.source], members[tie.target]
        for kind, status in tie.said:
            rows.append(
                (source.uid, target.uid, kind, picture.wave.name, status.value, source.name, target.name)
            )
    header = ("source", "target", "kind", "wave", "status", "source_name", "target_name")
    return csv_response(f"{seen.network}-liens", header, [list(map(str, row)) for row in rows])


def _graphml(request: HttpRequest, seen: Look, name: str) -> HttpResponse:
    """One graph: organisations with their sector and line, ties with their weight and their kinds."""
    picture, network = seen.picture, seen.picture.network
    sectors, lines = queries.sector_groups(picture), queries.line_groups(picture)
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        f"<desc>{escape(_about(seen))}</desc>",
    ]
    for what, key in (
        *(("node", key) for key in ("name", "sector", "line", "answer")),
        *(("edge", key) for key in ("kinds", "status")),
    ):
        out.append(f'<key id="{key}" for="{what}" attr.name="{key}" attr.type="string"/>')
    out.append('<key id="weight" for="edge" attr.name="weight" attr.type="double"/>')
    out.append(f'<graph edgedefault="{"directed" if picture.directed else "undirected"}">')
    for place, member in enumerate(picture.members):
        told = {
            "name": member.full_name,
            "sector": sectors[place],
            "line": lines[place],
            "answer": member.answer.value,
        }
        out.append(f"<node id={quoteattr(str(member.uid))}>{_data(told)}</node>")
    for ends in network.ties:
        tie = picture.tie_of[ends]
        source, target = (quoteattr(network.organisations[end]) for end in ends)
        kinds = "; ".join(sorted({kind for kind, _status in tie.said}))
        told = {"kinds": kinds, "status": tie.status.value, "weight": str(tie.weight)}
        out.append(f"<edge source={source} target={target}>{_data(told)}</edge>")
    out.append("</graph></graphml>\n")
    return _attached("\n".join(out), "application/graphml+xml", f"{seen.network}.graphml")


def _data(told: dict[str, str | None]) -> str:
    return "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in told.items() if value)


def _picture(request: HttpRequest, seen: Look, name: str) -> HttpResponse:
    return _attached(map_figure(seen).file, "image/svg+xml", f"{seen.network}-carte.svg")


def _panel(request: HttpRequest, seen: Look, name: str) -> HttpResponse:
    """The keys of `arrimage network measure --json`, and what it was worked out from.

    Departures are named only where the reader may read them.
    """
    picture = seen.picture
    may = {str(uid) for uid in named_for(request.user, picture.wave)}
    found = document(picture.network, picture.panel)
    found["articulation_points_count"] = len(picture.panel.articulation_points)
    found["articulation_points"] = [one for one in found["articulation_points"] if one in may]
    found["resilience"] = {one: row for one, row in found["resilience"].items() if one in may}
    held = {picture.network.organisations[one] for one in picture.panel.articulation_points}
    found["bridges_count"] = len(picture.panel.bridges)
    found["bridges"] = [pair for pair in found["bridges"] if set(pair) & held <= may]
    plexes = queries.plexes(picture.network)
    names = picture.network.organisations
    found["plexes"] = None if plexes is None else [[names[one] for one in group] for group in plexes]
    found |= kinds_document(picture.by_kind)
    found |= groups_document(
        picture.network,
        {
            "sector": queries.sector_groups(picture),
            "line": queries.line_groups(picture),
            "level": queries.level_groups(picture),
        },
    )
    found["wave"] = picture.wave.name
    found["rule"] = picture.choice.rule
    found["response_rate"] = picture.response_rate
    found["not_heard"] = [str(member.uid) for member in picture.missing]
    found["names"] = {str(member.uid): member.full_name for member in picture.members}
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1, default=str)
    return _attached(text + "\n", "application/json", f"{seen.network}-mesures.json")


def _about(seen: Look) -> str:
    return f"{seen.network} · {seen.answered} · {seen.note} · {seen.source}"


def _attached(content: str, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name.replace("/", "-"))
    headers = {"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)


FILES: dict[str, Callable[[HttpRequest, Look, str], HttpResponse]] = {
    "liens.csv": _ties,
    "reseau.graphml": _graphml,
    "carte.svg": _picture,
    "mesures.json": _panel,
}
