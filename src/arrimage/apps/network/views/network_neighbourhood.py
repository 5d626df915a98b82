"""One organisation on the map: its neighbourhood, whom it does not reach, who could introduce them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.network.analysis_words import POSITION, ROLES
from arrimage.apps.network.queries import departures as departures_queries
from arrimage.apps.network.queries import measures as queries
from arrimage.apps.network.vocabulary import Level, Line, Sector
from arrimage.apps.network.vocabulary_ties import Status
from arrimage.design.numbers import number

from .network_figures import address_of, map_figure
from .network_look import Look, look
from .network_measures import told_share

SHOWN = 8  # introductions
LABELS = {
    "sectors": lambda value: str(Sector(value).label),
    "lines": lambda value: str(Line(int(value)).label),
    "levels": lambda value: str(Level(value).label),
}


@reachable_by(EVERYONE)
def network_neighbourhood(request: HttpRequest, uid: UUID, organisation: UUID) -> HttpResponse:
    seen = look(request, uid)
    member = seen.picture.member(organisation) if seen.picture else None
    if member is None:
        raise Http404
    picture = seen.picture
    here = picture.place[member.pk]
    standing = queries.standings(picture)[here]
    reading = (
        departures_queries.readings_visible_to(request.user, picture.wave)
        .filter(organisation=member.pk)
        .first()
    )
    around = {here, *picture.network.neighbours[here]}
    context = {
        "network": seen.network,
        "look": seen,
        "member": member,
        "figure": map_figure(seen, here=member, only=around) if len(around) > 1 else None,
        "partners": _partners(seen, here),
        "gaps": _gaps(standing),
        "introductions": [
            (one.member, address_of(seen, one.member), [through.name for through in one.through[:3]])
            for one in queries.introductions(picture, member)[:SHOWN]
        ],
        "sentences": _sentences(standing) if standing.position else [],
        "told": _told(seen, standing) if standing.position else [],
        "reading": reading,
        "left": departures_queries.left_alone(reading, picture) if reading else [],
    }
    return render(request, "network/network_neighbourhood.html", context)


def _partners(seen: Look, here: int) -> list[dict]:
    """Each partner, of which kinds, and what both sides say of it."""
    picture = seen.picture
    found = []
    for other in sorted(picture.network.neighbours[here], key=lambda one: picture.members[one].name):
        ways = ((here, other), (other, here))
        ties = [tie for ends in ways if (tie := picture.tie_of.get(ends)) is not None]
        said = sorted({pair for tie in ties for pair in tie.said})
        found.append(
            {
                "member": picture.members[other],
                "url": address_of(seen, picture.members[other]),
                "kinds": [
                    {"kind": kind, "status": Status(status).label, "both": status == Status.CONFIRMED}
                    for kind, status in said
                ],
            }
        )
    return found


def _gaps(standing: queries.Standing) -> list[tuple[str, list[str], list[str]]]:
    """(what, reached, not reached) by sector, line and level; only where there is something to say."""
    titles = {"sectors": _("Sectors"), "lines": _("Lines of service"), "levels": _("Levels")}
    found = []
    for name, title in titles.items():
        reach = getattr(standing, name)
        if reach.reached or reach.missing:
            label = LABELS[name]
            found.append((title, sorted(map(label, reach.reached)), sorted(map(label, reach.missing))))
    return found


def _sentences(standing: queries.Standing) -> list[str]:
    """What its place among the ties is, without a number that needs explaining."""
    position, name = standing.position, standing.member.name
    found = [
        ngettext(
            "%(name)s has %(count)d known partner.",
            "%(name)s has %(count)d known partners.",
            standing.partners,
        )
        % {"name": name, "count": standing.partners}
    ]
    if position.betweenness >= 1:
        found.append(
            _("It stands on the shortest way between others about %(count)s times.")
            % {"count": number(position.betweenness, 0)}
        )
    elif standing.partners:
        found.append(_("Others reach one another without going through it."))
    if standing.partners > 1 and position.constraint is not None:
        closed = position.effective_size < standing.partners / 2
        found.append(
            _("Most of its partners work with one another: it is in a close circle.")
            if closed
            else _("Many of its partners do not work with one another: it joins different circles.")
        )
    roles = {key: getattr(standing.by_sector, key) for key in ROLES}
    if any(roles.values()):
        most = max(roles, key=lambda key: roles[key])
        found.append(
            _("Its most frequent place between sectors: “%(role)s”. %(means)s")
            % {"role": str(ROLES[most].label).lower(), "means": ROLES[most].means}
        )
    return found


def _told(seen: Look, standing: queries.Standing) -> list[tuple]:
    """(told, value) for each measure of its position."""
    found = []
    for key, told in POSITION.items():
        if key.startswith("extent_"):
            value = told_share(queries.share(getattr(standing, key.removeprefix("extent_"))))
            found.append((told, value or "—"))
            continue
        if not seen.picture.directed and key in ("in_degree", "out_degree"):
            continue
        value = getattr(standing.position, key)
        if value is not None:
            found.append((told, number(value, 2 if isinstance(value, float) else None)))
    for key, told in ROLES.items():
        by_sector, by_line = getattr(standing.by_sector, key), getattr(standing.by_line, key)
        if by_sector or by_line:
            words = _("%(sector)s by sector, %(line)s by line") % {"sector": by_sector, "line": by_line}
            found.append((told, words))
    return found
