from .affiliation import Affiliation, AffiliationProposal
from .contact import Contact
from .joint_seat import Mandate, Network, Seat, SeatProposal
from .message import Message, Recipient
from .offer import Offer, OfferNeed, OpeningHours
from .organisation import Coverage, Organisation
from .record import Draft, Revision
from .search import SearchDocument, SearchPoint, SearchState, SearchWord
from .site import Site
from .territory import Boundary, Population, Succession, Territory, TerritoryParent

__all__ = [
    "Affiliation",
    "AffiliationProposal",
    "Boundary",
    "Contact",
    "Coverage",
    "Draft",
    "Mandate",
    "Message",
    "Network",
    "Offer",
    "OfferNeed",
    "OpeningHours",
    "Organisation",
    "Population",
    "Recipient",
    "Revision",
    "SearchDocument",
    "SearchPoint",
    "SearchState",
    "SearchWord",
    "Seat",
    "SeatProposal",
    "Site",
    "Succession",
    "Territory",
    "TerritoryParent",
]
