from .asking import EndAsked, EndQuestions
from .library import Edition, Film, Piece, PieceNeed, PiecePractice, Reading
from .programme import Activity, Concern, Programme, PublishedCount, Stance, Theme, ThemeSource
from .supervision import Supervision
from .team import Enrolment, Team, TeamRole, TeamStep, ThemeVote
from .webinar import Attendance, Certificate, Registration, Webinar, WebinarQuestion

__all__ = [
    "Activity",
    "Attendance",
    "Certificate",
    "Concern",
    "Edition",
    "EndAsked",
    "EndQuestions",
    "Enrolment",
    "Film",
    "Piece",
    "PieceNeed",
    "PiecePractice",
    "Programme",
    "PublishedCount",
    "Reading",
    "Registration",
    "Stance",
    "Supervision",
    "Team",
    "TeamRole",
    "TeamStep",
    "Theme",
    "ThemeSource",
    "ThemeVote",
    "Webinar",
    "WebinarQuestion",
]
