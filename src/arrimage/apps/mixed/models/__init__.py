from .display import Ask, Display, Move, Quote, Row
from .logic import Arrow, Box, Evidence, LogicModel

__all__ = ["Arrow", "Ask", "Box", "Display", "Evidence", "LogicModel", "Move", "Quote", "Row"]
