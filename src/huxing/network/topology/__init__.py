"""Who can talk to whom: satellites, links, stations, and the rules of geometry between them."""

from huxing.network.topology.arc_exclusion import arc_angles, outside_arc_zone
from huxing.network.topology.assignment import assigned_ranges, elevation_sine, time_in_view
from huxing.network.topology.cross_shell import cross_shell_links, join_links
from huxing.network.topology.ephemeris import Ephemeris, ephemeris
from huxing.network.topology.failures import Failures, Outage, draw_failures, failures
from huxing.network.topology.from_catalogue import network_from_catalogue, topology_from_catalogue
from huxing.network.topology.link_choice import TerminalTiming, plan_links
from huxing.network.topology.link_plan import LinkPlan, join_plans
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.nearest import nearest_links
from huxing.network.topology.network import Network
from huxing.network.topology.partial import fleet_topology, grid_of_fleet
from huxing.network.topology.patterns import (
    PLUS_GRID,
    Condition,
    LinkPattern,
    Mod,
    links_of_patterns,
    links_of_shells,
    motif,
)
from huxing.network.topology.plus_grid import plus_grid
from huxing.network.topology.rules import AccessRule, LinkRule
from huxing.network.topology.snapshot import Snapshot
from huxing.network.topology.stations import Stations, stations
from huxing.network.topology.topology import Topology

__all__ = [
    "PLUS_GRID",
    "AccessRule",
    "Condition",
    "Ephemeris",
    "Failures",
    "LinkPattern",
    "LinkPlan",
    "LinkRule",
    "LinkTable",
    "Mod",
    "Network",
    "Outage",
    "Snapshot",
    "Stations",
    "TerminalTiming",
    "Topology",
    "arc_angles",
    "assigned_ranges",
    "cross_shell_links",
    "draw_failures",
    "elevation_sine",
    "ephemeris",
    "failures",
    "fleet_topology",
    "grid_of_fleet",
    "join_links",
    "join_plans",
    "link_table",
    "links_of_patterns",
    "links_of_shells",
    "motif",
    "nearest_links",
    "network_from_catalogue",
    "outside_arc_zone",
    "plan_links",
    "plus_grid",
    "stations",
    "time_in_view",
    "topology_from_catalogue",
]
