from .library import Edition, Film, Piece, PieceNeed, Reading
from .programme import Activity, Concern, Programme, PublishedCount, Stance, Theme, ThemeSource
from .team import Enrolment, Team, TeamRole, TeamStep, ThemeVote

__all__ = [
    "Activity",
    "Concern",
    "Edition",
    "Enrolment",
    "Film",
    "Piece",
    "PieceNeed",
    "Programme",
    "PublishedCount",
    "Reading",
    "Stance",
    "Team",
    "TeamRole",
    "TeamStep",
    "Theme",
    "ThemeSource",
    "ThemeVote",
]
