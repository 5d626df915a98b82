"""Loading an official register without ever undoing what people wrote."""

from .loading import Outcome, Refusal, RegisterOutcome, TooManyClosings, import_m02

__all__ = ["Outcome", "Refusal", "RegisterOutcome", "TooManyClosings", "import_m02"]
