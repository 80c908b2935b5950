"""Disjoint paths against networkx: as many as its flows allow, and of its least cost."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import random_snapshot

from huxing.core.errors import InputError
from huxing.network.routing import disjoint_paths, path, route


def _judge(snapshot, source, destination, apart):
    """Number of disjoint paths, and a graph for networkx with whole costs."""
    graph = nx.DiGraph()
    n = snapshot.satellites
    inner = 1 if apart == "satellite" else 99
    for i in range(n):
        graph.add_edge(("in", i), ("out", i), capacity=inner, weight=0)
    for i, port in zip(*np.nonzero(np.isfinite(snapshot.length)), strict=True):
        there = int(snapshot.neighbour[i, port])
        graph.add_edge(("out", int(i)), ("in", there), capacity=1, weight=int(snapshot.length[i, port]))
    for i in range(n):
        if np.isfinite(snapshot.ground_range[i, source]):
            graph.add_edge("from", ("in", i), capacity=1, weight=int(snapshot.ground_range[i, source]))
        if np.isfinite(snapshot.ground_range[i, destination]):
            graph.add_edge(("out", i), "to", capacity=1, weight=int(snapshot.ground_range[i, destination]))
    graph.add_nodes_from(["from", "to"])
    return graph


def _weight(snapshot, nodes):
    n, total = snapshot.satellites, 0.0
    for a, b in pairwise(nodes):
        if a >= n or b >= n:
            total += snapshot.ground_range[min(a, b), max(a, b) - n]
        else:
            total += snapshot.length[a, list(snapshot.neighbour[a]).index(b)]
    return total


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 25), st.integers(1, 90), st.sampled_from(["link", "satellite"]))
def test_number_and_total_weight_are_those_of_a_least_cost_flow(seed, satellites, links, apart):
    snapshot = random_snapshot(seed, satellites, 3, links, whole=True)
    graph = _judge(snapshot, 0, 1, apart)
    most = nx.maximum_flow_value(graph, "from", "to")
    wanted = min(3, most)
    found = disjoint_paths(snapshot, 0, 1, 3, apart=apart)
    assert len(found) == wanted
    if not wanted:
        return
    graph.add_edge("all", "from", capacity=wanted, weight=0)
    least = nx.cost_of_flow(graph, nx.max_flow_min_cost(graph, "all", "to"))
    assert sum(_weight(snapshot, nodes.tolist()) for nodes in found) == least
    used = [pair for nodes in found for pair in zip(nodes.tolist(), nodes[1:].tolist(), strict=False)]
    assert len(set(used)) == len(used)
    if apart == "satellite":
        inner = [node for nodes in found for node in nodes[1:-1].tolist()]
        assert len(set(inner)) == len(inner)


def test_one_path_is_the_shortest_one():
    snapshot = random_snapshot(11, 40, 4, 120)
    routes = route(snapshot)
    assert disjoint_paths(snapshot, 0, 1, 1)[0].tolist() == path(routes, 0, 1).tolist()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((0, 0, 2), "both ends"), ((0, 9, 2), "station 9"), ((0, 1, 0), "number of paths 0 is outside 1")],
)
def test_what_has_no_disjoint_paths_is_said(arguments, words):
    with pytest.raises(InputError, match=words):
        disjoint_paths(random_snapshot(1, 10, 3, 20), *arguments)
