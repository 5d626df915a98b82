"""The map of a network: who works with whom, as both sides say it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.network.analysis_words import MILIEUS, milieu_of
from arrimage.apps.network.queries.departures import departures_that_count
from arrimage.apps.network.vocabulary_ties import Status
from arrimage.design.numbers import number, percent

from .network_figures import address_of, map_figure
from .network_look import Look, look


@reachable_by(EVERYONE)
def network_map(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What everyone may see; signed in, an organisation sees its own reports too."""
    seen = look(request, uid)
    context = {"network": seen.network, "look": seen}
    if seen.picture is not None:
        context |= {
            "figure": map_figure(seen),
            "facts": _facts(seen),
            "milieus": _listed(seen),
            "is_all_agreed": all(tie.status == Status.CONFIRMED for tie in seen.picture.said),
        }
    return render(request, "network/network_map.html", context)


def _facts(seen: Look) -> list[dict]:
    """A few numbers, each with the words that make it mean something."""
    picture, panel = seen.picture, seen.picture.panel
    facts = []
    if picture.confirmed_share is not None:
        facts.append(
            {
                "label": _("Ties both sides say"),
                "value": percent(picture.confirmed_share),
                "words": _("of the %(count)d ties said in this wave, each kind apart, published or not")
                % {"count": sum(picture.tally.values())},
            }
        )
    if picture.missing:
        facts.append(
            {
                "label": _("To be heard"),
                "value": number(len(picture.missing)),
                "words": _("have not answered; their silence does not count as a no"),
            }
        )
    tied = [group for group in panel.communities.groups if len(group) > 1]
    if tied:
        facts.append(
            {
                "label": _("Groups that work together more"),
                "value": number(len(tied)),
                "words": _("found in the ties; nobody decided them"),
            }
        )
    if len(picture.ties) > 2:
        count = len(departures_that_count(picture))
        facts.append(
            {
                "label": _("Ways that hang by one organisation"),
                "value": number(count),
                "words": ngettext(
                    "organisation without which others could no longer meet; it reads it first",
                    "organisations without which others could no longer meet; they read it first",
                    count,
                ),
                "page": "network_departures",
            }
        )
    return facts


def _listed(seen: Look) -> list[tuple[str, list[tuple]]]:
    """Every organisation by milieu: what the map's links lead to, for the keyboard and the phone."""
    found: dict[int, list[tuple]] = {}
    for place, member in enumerate(seen.picture.members):
        partners = len(seen.picture.network.neighbours[place])
        found.setdefault(milieu_of(member.kind), []).append((member, address_of(seen, member), partners))
    return [(str(MILIEUS[milieu]), members) for milieu, members in sorted(found.items())]
