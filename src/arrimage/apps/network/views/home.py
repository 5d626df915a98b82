"""The first page: what waits for you, or where to find help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.waiting import waiting_for
from arrimage.apps.network.queries import agreements, messages, rosters, territories
from arrimage.apps.network.queries import pages as queries
from arrimage.apps.network.vocabulary import Need, TerritoryKind

from .territories import province_map


@reachable_by(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Without an account: find help. With one: the next gesture first."""
    if request.user.is_authenticated and request.user.acting:
        return _at_work(request)
    year = today().year
    return render(
        request,
        "network/home.html",
        {
            "elsewhere": waiting_for(request.user, at=now()) if request.user.is_authenticated else [],
            "needs": Need.choices,
            "figures": queries.province_in_figures(today()),
            "map": province_map(TerritoryKind.REGION, territories.totals(TerritoryKind.REGION, year), year),
        },
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
            "elsewhere": waiting_for(user, at=at),
            "drafts": queries.drafts_of(user, organisation) if keeps else [],
            "waiting": messages.awaiting_answer_from(user, on=today())[:10] if keeps else [],
            "ties_asked": rosters.entries_waiting_for(user) if keeps else [],
            "ties_awaiting": rosters.words_awaiting_us(user).total() if keeps else 0,
            "agreements": agreements.waiting_for(user),
            "stale_elsewhere": (
                list(queries.stale_pages_editable_by(user, at=at).exclude(pk=organisation.pk)[:8])
                if acting.role == Role.NETWORK_COORDINATOR
                else []
            ),
            "is_coordinator": acting.role == Role.NETWORK_COORDINATOR,
            "networks": queries.networks_of(organisation, today()),
        },
    )
