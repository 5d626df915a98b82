from .checkpoint import Checkpoint
from .entry import Entry
from .seal import Seal, Unsealed

__all__ = ["Checkpoint", "Entry", "Seal", "Unsealed"]
