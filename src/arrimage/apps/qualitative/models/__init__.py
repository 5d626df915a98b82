from .coding import Code, Coding, Memo, Reading, Round, Settlement
from .corpus import Corpus, Member, Question
from .people import Appointment, Case, Consent, Participant, Recording
from .text import Carried, Replacement, Transcript, Value, Variable

__all__ = [
    "Appointment",
    "Carried",
    "Case",
    "Code",
    "Coding",
    "Consent",
    "Corpus",
    "Member",
    "Memo",
    "Participant",
    "Question",
    "Reading",
    "Recording",
    "Replacement",
    "Round",
    "Settlement",
    "Transcript",
    "Value",
    "Variable",
]
