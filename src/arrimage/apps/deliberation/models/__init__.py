from .consultation import (
    Consultation,
    Document,
    DocumentContent,
    Invitee,
    Question,
    Rules,
    TeamMember,
)
from .contribution import Contribution, Sound, Vote, Wording
from .gathering import Gathering, Table, TableNote
from .outcome import Conclusion, ConclusionAnswer, Contestation, Step
from .synthesis import Divergence, Extract, Idea, Looking, Passage, Reply, Synthesis

__all__ = [
    "Conclusion",
    "ConclusionAnswer",
    "Consultation",
    "Contestation",
    "Contribution",
    "Divergence",
    "Document",
    "DocumentContent",
    "Extract",
    "Gathering",
    "Idea",
    "Invitee",
    "Looking",
    "Passage",
    "Question",
    "Reply",
    "Rules",
    "Sound",
    "Step",
    "Synthesis",
    "Table",
    "TableNote",
    "TeamMember",
    "Vote",
    "Wording",
]
