from .affiliation import Affiliation
from .contact import Contact
from .joint_seat import Mandate, Network, Seat
from .offer import Offer, OfferNeed, OpeningHours
from .organisation import Coverage, Organisation
from .record import Draft, Revision
from .search import SearchDocument, SearchTerm
from .site import Site
from .territory import Boundary, Population, Succession, Territory, TerritoryParent

__all__ = [
    "Affiliation",
    "Boundary",
    "Contact",
    "Coverage",
    "Draft",
    "Mandate",
    "Network",
    "Offer",
    "OfferNeed",
    "OpeningHours",
    "Organisation",
    "Population",
    "Revision",
    "SearchDocument",
    "SearchTerm",
    "Seat",
    "Site",
    "Succession",
    "Territory",
    "TerritoryParent",
]
