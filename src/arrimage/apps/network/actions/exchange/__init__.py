"""Taking in what another system says of organisations, without ever undoing what people wrote."""

from .heard import AS_CLOSED, KINDS, Heard, Note, Outcome, Refusal, Said
from .taking import Taken, take_in

__all__ = ["AS_CLOSED", "KINDS", "Heard", "Note", "Outcome", "Refusal", "Said", "Taken", "take_in"]
