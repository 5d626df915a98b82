from .affiliation import Affiliation, AffiliationProposal
from .agreement import (
    Agreement,
    AgreementObstacle,
    AgreementParty,
    AgreementQuestion,
    HopedNumber,
    HopeYes,
    ReferralCount,
    ReferralWay,
)
from .assessment import Assessment, AssessmentAnswer, AssessmentReply
from .comparator import TerritoryFigure
from .contact import Contact
from .departure import DepartureReading
from .funding import FundingLine
from .governance import Committee, CommitteeProposal, CommitteeSeat, Governance, SeatHolder
from .joint_seat import Mandate, Network, Seat, SeatProposal
from .message import Message, Recipient
from .offer import Offer, OfferNeed, OpeningHours
from .organisation import Coverage, Organisation
from .participation import Contribution, ContributionAnswer
from .record import Draft, Revision
from .search import SearchDocument, SearchPoint, SearchState, SearchWord
from .site import Site
from .strategy import Pace, Phase, Strategy, StrategyStep
from .territory import Boundary, Population, Succession, Territory, TerritoryParent
from .tie import TieClaim, TieKind, TiePublication, TieReading, TieReply, TieReport
from .wave import RosterEntry, Wave

__all__ = [
    "Affiliation",
    "AffiliationProposal",
    "Agreement",
    "AgreementObstacle",
    "AgreementParty",
    "AgreementQuestion",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentReply",
    "Boundary",
    "Committee",
    "CommitteeProposal",
    "CommitteeSeat",
    "Contact",
    "Contribution",
    "ContributionAnswer",
    "Coverage",
    "DepartureReading",
    "Draft",
    "FundingLine",
    "Governance",
    "HopeYes",
    "HopedNumber",
    "Mandate",
    "Message",
    "Network",
    "Offer",
    "OfferNeed",
    "OpeningHours",
    "Organisation",
    "Pace",
    "Phase",
    "Population",
    "Recipient",
    "ReferralCount",
    "ReferralWay",
    "Revision",
    "RosterEntry",
    "SearchDocument",
    "SearchPoint",
    "SearchState",
    "SearchWord",
    "Seat",
    "SeatHolder",
    "SeatProposal",
    "Site",
    "Strategy",
    "StrategyStep",
    "Succession",
    "Territory",
    "TerritoryFigure",
    "TerritoryParent",
    "TieClaim",
    "TieKind",
    "TiePublication",
    "TieReading",
    "TieReply",
    "TieReport",
    "Wave",
]
