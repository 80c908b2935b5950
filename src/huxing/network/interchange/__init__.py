"""Networks in the forms of others: Hypatia's folders, GraphML and networkx, the document of the constellation code."""

from __future__ import annotations

from huxing.network.interchange.constellation_document import (
    ConstellationDocument,
    ShellEntry,
    constellation_document_text,
    write_constellation_document,
)
from huxing.network.interchange.document_reading import parse_constellation_document, read_constellation_document
from huxing.network.interchange.forwarding_agreement import ForwardingAgreement, compare_forwarding
from huxing.network.interchange.forwarding_state import ForwardingState, InterfaceBandwidth, read_forwarding_state
from huxing.network.interchange.graphml import read_graphml, write_graphml
from huxing.network.interchange.ground_algorithm import ALGORITHMS
from huxing.network.interchange.hypatia_folder import hypatia_scenario, write_hypatia
from huxing.network.interchange.hypatia_scenario import HypatiaScenario, read_hypatia
from huxing.network.interchange.hypatia_stations import read_ground_stations, write_ground_stations
from huxing.network.interchange.network_graph import NetworkGraph, network_graph
from huxing.network.interchange.networkx_graph import from_networkx, to_networkx

__all__ = [
    "ALGORITHMS",
    "ConstellationDocument",
    "ForwardingAgreement",
    "ForwardingState",
    "HypatiaScenario",
    "InterfaceBandwidth",
    "NetworkGraph",
    "ShellEntry",
    "compare_forwarding",
    "constellation_document_text",
    "from_networkx",
    "hypatia_scenario",
    "network_graph",
    "parse_constellation_document",
    "read_constellation_document",
    "read_forwarding_state",
    "read_graphml",
    "read_ground_stations",
    "read_hypatia",
    "to_networkx",
    "write_constellation_document",
    "write_graphml",
    "write_ground_stations",
    "write_hypatia",
]
