"""Graphs handed to networkx, and taken back."""

from __future__ import annotations

import importlib
from typing import Any

from huxing.core.errors import InputError, MissingDataError
from huxing.network.interchange.graph_attributes import (
    GraphArrays,
    edge_attributes,
    graph_attributes,
    node_attributes,
)
from huxing.network.interchange.network_graph import NetworkGraph


def to_networkx(graph: NetworkGraph) -> Any:
    """A graph as a `networkx.Graph`.

    Args:
        graph: any.

    Returns:
        Nodes are numbers with `name`, `kind` (satellite, station), `latitude_deg`, `longitude_deg`, `altitude_m`; edges
        have `kind` (isl, gsl), `length_m`, `delay_s` and, where known, `rate_bps`; the graph has `time`.

    Raises:
        MissingDataError: networkx is not installed.

    Source:
        networkx 3, Graph.
    """
    made = _networkx().Graph(**graph_attributes(graph))
    made.add_nodes_from(enumerate(node_attributes(graph)))
    made.add_edges_from(edge_attributes(graph))
    return made


def from_networkx(graph: Any) -> NetworkGraph:
    """A `networkx.Graph` with the attributes of `to_networkx` as arrays.

    Args:
        graph: undirected, without parallel edges; nodes of any kind, which are numbered in the graph's order.

    Returns:
        The graph.

    Raises:
        MissingDataError: networkx is not installed.
        InputError: another object, or an attribute that is missing or of another kind.

    Source:
        networkx 3, Graph.
    """
    kind = _networkx().Graph
    if not isinstance(graph, kind) or graph.is_directed() or graph.is_multigraph():
        raise InputError(
            f"a {type(graph).__name__} is no networkx.Graph; give an undirected one without parallel edges"
        )
    arrays, numbers = GraphArrays(), {}
    for number, (node, attributes) in enumerate(graph.nodes(data=True)):
        numbers[node] = number
        arrays.node(attributes)
    for one, other, attributes in graph.edges(data=True):
        arrays.edge(numbers[one], numbers[other], attributes)
    return arrays.graph(graph.graph)


def _networkx() -> Any:
    try:
        return importlib.import_module("networkx")
    except ImportError as error:
        raise MissingDataError("networkx is not installed; run 'pip install networkx'") from error
