from .body import Body, Grid, Item
from .coaching import Coaching, Visit
from .dossier import Dossier, Entry, Seat

__all__ = ["Body", "Coaching", "Dossier", "Entry", "Grid", "Item", "Seat", "Visit"]
