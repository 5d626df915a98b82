"""Reading who belongs to which coalition or federation, on any day. Many belong to none, and may."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import Affiliation, AffiliationProposal, Coverage, Organisation, Site
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE


def members_of(federation: Organisation, on: date) -> QuerySet[Affiliation]:
    """The affiliations that hold on a day, by member's name."""
    return (
        federation.members.filter(holding_on(on))
        .select_related("organisation")
        .order_by(binary("organisation__sort_name"), "id")
    )


def member_organisations(federation: Organisation, on: date) -> QuerySet[Organisation]:
    """The members themselves, those that have closed left out."""
    held = federation.members.filter(holding_on(on)).values("organisation")
    return Organisation.objects.filter(pk__in=held, closed_on=None).order_by(binary("sort_name"), "id")


def in_region_and_in_none(federation: Organisation, on: date) -> QuerySet[Organisation]:
    """Community organisations of the territories it covers that belong to no coalition or federation."""
    roots = federation.coverages.filter(holding_on(on)).values("territory")
    within = policies.territories_within(roots, on)
    sited = Site.objects.filter(closed_on=None, territory__in=within).values("organisation")
    answering = Coverage.objects.filter(holding_on(on), territory__in=within).values("organisation")
    belongs = Affiliation.objects.filter(holding_on(on), organisation=OuterRef("pk"))
    return (
        Organisation.objects.filter(
            Q(pk__in=sited) | Q(pk__in=answering),
            ~Exists(belongs),
            kind__in=COMMUNITY_SIDE - policies.GATHERING,
            closed_on=None,
        )
        .exclude(opened_on__gt=on)
        .order_by(binary("sort_name"), "id")
    )


def affiliations_endable_by(user) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(policies.affiliations_endable_by(user), until=None).select_related(
        "organisation", "federation"
    )


def open_proposals_visible_to(user) -> QuerySet[AffiliationProposal]:
    """Proposals the organisation acted for made or may answer."""
    return AffiliationProposal.objects.filter(policies.proposals_visible_to(user), answer="").select_related(
        "organisation", "federation"
    )
