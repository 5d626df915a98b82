"""The whole demonstration, room after room, in the order in which they stand on each other."""

from datetime import date

from arrimage.apps.communities.actions.demo import load_communities
from arrimage.apps.deliberation.actions.demo import load_deliberation
from arrimage.apps.improvement.actions.demo import load_improvement
from arrimage.apps.inquiry.actions.demo import load_inquiry
from arrimage.apps.learning.actions.demo import load_learning
from arrimage.apps.mixed.actions.demo import load_mixed
from arrimage.apps.practices.actions.demo import load_practices
from arrimage.apps.qualitative.actions.demo import load_qualitative
from arrimage.apps.questionnaires.actions.demo import load_questionnaires
from arrimage.apps.recognition.actions.demo import load_recognition

LOADERS = {
    "practice": load_practices,
    "questionnaire": load_questionnaires,
    "study": load_inquiry,
    "learning": load_learning,
    "consultation": load_deliberation,
    "committee": load_improvement,
    "interview": load_qualitative,
    "logic model": load_mixed,
    "discussion": load_communities,
    "recognition": load_recognition,
}


def load_rooms(*, on: date) -> dict[str, int]:
    """Add what is missing above the territory, which must be there; how many of each that makes."""
    return {kind: load(on=on) for kind, load in LOADERS.items()}
