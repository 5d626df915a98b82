from .agenda import Correction, Item, Relay
from .document import Document, DocumentContent
from .loops import Answer, Dissatisfaction, FollowUp
from .meeting import Invitation, Meeting, Presence, Stay
from .series import Guest, Series

__all__ = [
    "Answer",
    "Correction",
    "Dissatisfaction",
    "Document",
    "DocumentContent",
    "FollowUp",
    "Guest",
    "Invitation",
    "Item",
    "Meeting",
    "Presence",
    "Relay",
    "Series",
    "Stay",
]
