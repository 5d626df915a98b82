from .file import ResponseFile
from .instrument import Instrument, Version
from .opening import Opening
from .permission import Permission
from .response import Alert, Response, ResponseAnswer, ResponseScore
from .step import Step

__all__ = [
    "Alert",
    "Instrument",
    "Opening",
    "Permission",
    "Response",
    "ResponseAnswer",
    "ResponseFile",
    "ResponseScore",
    "Step",
    "Version",
]
