from .programme import Activity, Concern, Programme, PublishedCount, Stance, Theme, ThemeSource
from .team import Enrolment, Team, TeamRole, TeamStep, ThemeVote

__all__ = [
    "Activity",
    "Concern",
    "Enrolment",
    "Programme",
    "PublishedCount",
    "Stance",
    "Team",
    "TeamRole",
    "TeamStep",
    "Theme",
    "ThemeSource",
    "ThemeVote",
]
