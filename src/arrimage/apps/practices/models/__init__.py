from .catalogue import Contestation, Edition, Practice, Reading
from .doing import Doing, DoingNote
from .own import Kinship, Medium, MediumContent, OwnPractice, OwnVersion, Quotation, Tag

__all__ = [
    "Contestation",
    "Doing",
    "DoingNote",
    "Edition",
    "Kinship",
    "Medium",
    "MediumContent",
    "OwnPractice",
    "OwnVersion",
    "Practice",
    "Quotation",
    "Reading",
    "Tag",
]
