from .instrument import Instrument, Version
from .opening import Opening
from .response import Alert, Response, ResponseAnswer, ResponseScore

__all__ = [
    "Alert",
    "Instrument",
    "Opening",
    "Response",
    "ResponseAnswer",
    "ResponseScore",
    "Version",
]
