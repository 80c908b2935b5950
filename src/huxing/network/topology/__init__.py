"""Who can talk to whom: satellites, links, stations, and the rules of geometry between them."""

from huxing.network.topology.ephemeris import Ephemeris, ephemeris
from huxing.network.topology.from_catalogue import network_from_catalogue, topology_from_catalogue
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.network import Network
from huxing.network.topology.plus_grid import plus_grid
from huxing.network.topology.rules import AccessRule, LinkRule
from huxing.network.topology.snapshot import Snapshot
from huxing.network.topology.stations import Stations, stations
from huxing.network.topology.topology import Topology

__all__ = [
    "AccessRule",
    "Ephemeris",
    "LinkRule",
    "LinkTable",
    "Network",
    "Snapshot",
    "Stations",
    "Topology",
    "ephemeris",
    "link_table",
    "network_from_catalogue",
    "plus_grid",
    "stations",
    "topology_from_catalogue",
]
