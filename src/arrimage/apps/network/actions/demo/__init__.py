"""The demonstration: one invented territory, written by hand, and a province-sized load made from its words.

Both are deterministic for a given day, and add only what is missing: a second run changes nothing, and what
people wrote while trying things out stays.
"""

from .people import PASSPHRASE, LogIn
from .province import load_province
from .territory import Loaded, load_territory

__all__ = ["PASSPHRASE", "Loaded", "LogIn", "load_province", "load_territory"]
