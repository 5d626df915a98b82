from .accompaniment import Contact, Hours, Vigilance
from .assessment import Assessment, Observation
from .committee import Committee, Conversation, Engagement, Holder, Place
from .cycle import Cycle, Objective, Task, Voice, WorkingGroup
from .evaluation import Evaluation, Shared
from .measure import Measure, Point
from .training import Training

__all__ = [
    "Assessment",
    "Committee",
    "Contact",
    "Conversation",
    "Cycle",
    "Engagement",
    "Evaluation",
    "Holder",
    "Hours",
    "Measure",
    "Objective",
    "Observation",
    "Place",
    "Point",
    "Shared",
    "Task",
    "Training",
    "Vigilance",
    "Voice",
    "WorkingGroup",
]
