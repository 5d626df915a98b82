from .instrument import Instrument, Version
from .opening import Opening
from .permission import Permission
from .response import Alert, Response, ResponseAnswer, ResponseScore

__all__ = [
    "Alert",
    "Instrument",
    "Opening",
    "Permission",
    "Response",
    "ResponseAnswer",
    "ResponseScore",
    "Version",
]
