"""How a network changes with time: statistics of routes, paths, what changed, when exactly."""

from huxing.network.evolution.events import LINK_EVENTS, event_times, link_events
from huxing.network.evolution.forwarding_changes import ForwardingChange, applied, forwarding_changes, forwarding_table
from huxing.network.evolution.route_series import PATHS, route_series
from huxing.network.evolution.route_statistics import RouteStatistics, joined, route_statistics

__all__ = [
    "LINK_EVENTS",
    "PATHS",
    "ForwardingChange",
    "RouteStatistics",
    "applied",
    "event_times",
    "forwarding_changes",
    "forwarding_table",
    "joined",
    "link_events",
    "route_series",
    "route_statistics",
]
