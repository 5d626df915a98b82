"""The first page: what waits for you, or where to find help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.queries import territories, together
from arrimage.apps.network.vocabulary import Need
from arrimage.design.figures.tilemap import TileMap


@reachable_by(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Without an account: find help. With one: the next gesture first."""
    if request.user.is_authenticated and request.user.acting:
        return _at_work(request)
    return render(
        request,
        "network/home.html",
        {
            "needs": Need.choices,
            "figures": queries.province_in_figures(today()),
            "tilemap": tilemap(),
        },
    )


def tilemap() -> TileMap:
    return TileMap(
        title="",
        values={},
        links={region.code: region.get_absolute_url() for region in territories.regions()},
    )


def _at_work(request: HttpRequest) -> HttpResponse:
    user, at = request.user, now()
    acting = user.acting
    keeps = acting.role in KEEPERS
    organisation = acting.organisation
    return render(
        request,
        "network/home_at_work.html",
        {
            "organisation": organisation,
            "keeps": keeps,
            "is_stale": keeps and queries.is_stale(organisation.confirmed_at, at),
            "drafts": queries.drafts_of(user, organisation) if keeps else [],
            "waiting": together.messages_waiting_for(user) if keeps else [],
            "stale_elsewhere": (
                list(queries.stale_pages_editable_by(user, at=at).exclude(pk=organisation.pk)[:8])
                if acting.role == Role.NETWORK_COORDINATOR
                else []
            ),
            "is_coordinator": acting.role == Role.NETWORK_COORDINATOR,
            "networks": together.networks_of(organisation, on=at.date()),
        },
    )
