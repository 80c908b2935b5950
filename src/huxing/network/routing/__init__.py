"""Ways through a network: distances, next hops, paths, and what to choose them by."""

from huxing.network.routing.disjoint_paths import disjoint_paths
from huxing.network.routing.path_lengths import path_lengths
from huxing.network.routing.route import route, routes_in_tiles
from huxing.network.routing.routes import Routes, path
from huxing.network.routing.weights import Weights, energy_weights, hop_weights, load_weights

__all__ = [
    "Routes",
    "Weights",
    "disjoint_paths",
    "energy_weights",
    "hop_weights",
    "load_weights",
    "path",
    "path_lengths",
    "route",
    "routes_in_tiles",
]
