"""Ways through a network: distances, next hops, paths."""

from huxing.network.routing.route import route, routes_in_tiles
from huxing.network.routing.routes import Routes, path

__all__ = ["Routes", "path", "route", "routes_in_tiles"]
