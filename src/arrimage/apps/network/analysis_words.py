"""What each measure of a network means, in a plain sentence, and what it does not mean here.

No number goes out without both: a dense network is not a healthy one, and nobody is alone for not answering.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .vocabulary import COMMUNITY_SIDE, PUBLIC_SIDE, OrganisationKind


@dataclass(frozen=True)
class Told:
    label: Promise | str
    means: Promise | str
    does_not: Promise | str


WHOLE: dict[str, Told] = {
    "density": Told(
        _("Density"),
        _("Of all the ties there could be, the share there are."),
        _("It is not a mark: to work with everyone costs time that persons then do not get."),
    ),
    "reciprocity": Told(
        _("Ties that go both ways"),
        _("Of the ties that go one way, the share that is returned."),
        _("One way is no lack of respect: some refer to a service that has nobody to refer back."),
    ),
    "components": Told(
        _("Pieces"),
        _("Groups with no known tie between them; an organisation without a known tie is one."),
        _("A piece of one is often an organisation whose answer we wait for, not one that stays apart."),
    ),
    "largest_component": Told(
        _("Organisations in the largest piece"),
        _("How many can reach one another, directly or through others."),
        _("To be in it does not say that anybody ever takes the way: it says that there is one."),
    ),
    "diameter": Told(
        _("The longest way round"),
        _("The number of steps between the two organisations farthest apart, among those a path joins."),
        _("A step is not a delay: two close partners may take longer than four that know the way."),
    ),
    "transitivity": Told(
        _("Partners of one another"),
        _("How often two partners of an organisation also work together."),
        _("High is trust, and a closed circle too: the number does not say which."),
    ),
    "centralisation_degree": Told(
        _("Ties gathered around a few"),
        _("From 0 (all have as many partners) to 1 (all go through one, like a star)."),
        _("A centre is not a chief: it may be a table that serves, or a way that is too narrow."),
    ),
    "centralisation_in_degree": Told(
        _("Ties received, gathered around a few"),
        _("The same, for ties that come in."),
        _("To be named by many may mean to be useful, or to be overrun."),
    ),
    "centralisation_out_degree": Told(
        _("Ties given, gathered around a few"),
        _("The same, for ties that go out."),
        _("An organisation that names few others may only have filled fewer cards."),
    ),
    "centralisation_betweenness": Told(
        _("Ways that go through a few"),
        _("From 0 to 1: how far the shortest ways go through the same organisations."),
        _("It does not say that these hold anything back: it says where a holiday would be felt."),
    ),
    "core": Told(
        _("In the core"),
        _("Organisations of the group where nearly all work together."),
        _("The edge is not less worthy: a group of mutual aid chosen for its own life may want to be there."),
    ),
    "core_fit": Told(
        _("How well a core and an edge describe this network"),
        _("From 0 (not at all) to 1 (perfectly)."),
        _("A low value is no fault: many good networks have several centres."),
    ),
    "communities": Told(
        _("Groups that work together more"),
        _("Groups with more ties inside than chance would give."),
        _("These groups are found in the ties: nobody decided them, and nobody must stay in theirs."),
    ),
    "modularity": Told(
        _("How clearly the groups stand out"),
        _("From 0 (no more than by chance) towards 1; above 0.3 the groups are usually plain to see."),
        _("Clear groups are neither good nor bad: territory, age and mission make them."),
    ),
    "agreement": Told(
        _("How steady the groups are"),
        _("The share of ties about which every run of the calculation agrees."),
        _("Below 90%, read the groups as one way of seeing among others."),
    ),
    "bridges": Told(
        _("Ties that alone hold two parts"),
        _("Without one of these ties, some could no longer reach the others."),
        _("It is a tie to look after, not the fault of the two who keep it."),
    ),
    "articulation_points": Told(
        _("Organisations that alone hold two parts"),
        _("Without one of these, some could no longer reach the others."),
        _("It is not a power they took: often nobody else was offered the place."),
    ),
    "clans": Told(
        _("Clans"),
        _("Groups of three or more, each at most two steps from all, by members of the group."),
        _("The word is the scholars’: it blames nobody."),
    ),
    "plexes": Told(
        _("Close groups (2-plexes)"),
        _("Groups where each works with all the others but one at most."),
        _("Not a friendship nor a coalition: only ties that are said."),
    ),
}

POSITION: dict[str, Told] = {
    "degree": Told(
        _("Ties"),
        _("How many ties it has; where ties go one way, given and received together."),
        _("More is not better: a small team cares for the ties it can."),
    ),
    "in_degree": Told(
        _("Ties received"),
        _("How many name it, or refer to it."),
        _("To be named little says little where many have not answered."),
    ),
    "out_degree": Told(
        _("Ties given"),
        _("How many it names, or refers to."),
        _("Somebody who did not answer gives none here."),
    ),
    "weighted_degree": Told(
        _("Strength of its ties"),
        _("Its ties counted twice where both sides say them, over all kinds."),
        _("It is the strength of what is said, not of what is done."),
    ),
    "betweenness": Told(
        _("Between two others"),
        _("How many shortest ways between two others go through it."),
        _("It may be a bridge or a bottleneck: ask those who cross."),
    ),
    "weighted_betweenness": Told(
        _("Between two others, by the stronger ties"),
        _("The same, where a tie both sides say is a shorter way."),
        _("Persons do not follow shortest ways: they follow someone they trust."),
    ),
    "closeness": Told(
        _("Nearness to all"),
        _("How near it is to all the others, in steps; higher is nearer."),
        _("Near in steps is not near by bus."),
    ),
    "eigenvector": Told(
        _("Tied to the well-tied"),
        _("From 0 to 1: whether its partners themselves have many partners."),
        _("It measures company, not influence nor quality."),
    ),
    "constraint": Told(
        _("Closed circle"),
        _("How far its partners are one another’s partners: high, it hears the same news from all."),
        _("A closed circle may be what makes it safe for the persons there."),
    ),
    "effective_size": Told(
        _("Partners who do not repeat one another"),
        _("Its partners, less the ties among them."),
        _("Partners who know one another are no waste: they can follow somebody together."),
    ),
    "coreness": Told(
        _("Depth"),
        _("The largest number k such that it is in a group where each has k partners inside."),
        _("Deep is not important: it is only well surrounded."),
    ),
    "extent_sectors": Told(
        _("Sectors reached"),
        _("Of the sectors there are among the others, the share it reaches directly."),
        _("Nobody has to reach them all: that is what a network is for."),
    ),
    "extent_lines": Told(
        _("Lines reached"),
        _("Of the lines of service there are among the others, the share it reaches directly."),
        _("An organisation that has no line by choice is not counted for it."),
    ),
    "extent_levels": Told(
        _("Levels reached"),
        _("Local, sub-regional, regional, provincial: the share it reaches directly."),
        _("Working close to home is a choice, not a gap."),
    ),
}

ROLES: dict[str, Told] = {
    "coordinator": Told(
        pgettext_lazy("brokerage", "Coordinator"),
        _("It joins two of its own group who do not work together."),
        _("It is a place among ties, not a mandate."),
    ),
    "itinerant": Told(
        pgettext_lazy("brokerage", "Mediator from outside"),
        _("It joins two of another same group."),
        _("It is a place among ties, not a mandate."),
    ),
    "gatekeeper": Told(
        pgettext_lazy("brokerage", "Way in"),
        _("It lets somebody from outside reach its own group."),
        _("A way in is not a barrier: look at who opens it."),
    ),
    "representative": Told(
        pgettext_lazy("brokerage", "Way out"),
        _("It takes its own group to somebody outside."),
        _("Nobody speaks for others by being tied to them."),
    ),
    "liaison": Told(
        pgettext_lazy("brokerage", "Liaison"),
        _("It joins two others of two groups, neither its own."),
        _("It is a place among ties, not a mandate."),
    ),
}

# The milieu an organisation is of, by its kind; the order is that of the map's colours.
MILIEUS = (
    pgettext_lazy("milieu", "Public"),
    _("Community milieu"),
    pgettext_lazy("milieu", "Relatives"),
    _("Other milieus (housing, work, school, justice…)"),
    _("Clinics, pharmacies, private practices"),
)
_CLINICAL = frozenset({OrganisationKind.CLINIC, OrganisationKind.PHARMACY, OrganisationKind.PRIVATE_PRACTICE})


def milieu_of(kind: str) -> int:
    """The place in MILIEUS of this kind of organisation."""
    if kind == OrganisationKind.FAMILY_ASSOCIATION:
        return 2
    if kind in COMMUNITY_SIDE:
        return 1
    if kind in PUBLIC_SIDE:
        return 0
    return 4 if kind in _CLINICAL else 3
