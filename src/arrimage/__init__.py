"""Arrimage: open software for a territory's community mental-health network."""

__version__ = "0.1.0"
