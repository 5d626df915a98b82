"""Figures that talk: a question, what to read, the picture, its table and its source."""

from .boundaries import Shape, limits_map
from .figure import Figure, Key
from .mosaic import mosaic
from .network_map import Link, Node, key_of_group, network_map
from .pyramid import population_pyramid
from .scale import Steps
from .side_by_side import side_by_side
from .tilemap import tile_map

__all__ = [
    "Figure",
    "Key",
    "Link",
    "Node",
    "Shape",
    "Steps",
    "key_of_group",
    "limits_map",
    "mosaic",
    "network_map",
    "population_pyramid",
    "side_by_side",
    "tile_map",
]
