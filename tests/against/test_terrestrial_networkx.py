"""Ways over satellites and fibre against networkx on the plain graph, where every station may pass on everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.network.terrestrial import Fibre, IntegratedNetwork, best_ways
from huxing.network.topology import Network, Stations, plus_grid
from huxing.orbit import Constellation, walker_delta

SHELL = walker_delta(altitude_km=1150, inclination_deg=53, planes=6, per_plane=6)
SPACE = plus_grid(Constellation("small", (SHELL,)))


@settings(max_examples=30)
@given(st.integers(0, 2**31), st.floats(0.05, 0.6))
def test_distances_are_those_of_networkx(seed: int, density: float) -> None:
    import networkx as nx

    rng = np.random.default_rng(seed)
    stations, places = 8, 14
    north, east = rng.uniform(0.0, 0.001, (2, places))
    network = Network(SPACE, Stations(tuple("abcdefgh"), north[:stations], east[:stations], np.zeros(stations)))
    pairs = np.stack(np.triu_indices(places, 1), axis=-1)
    ends = pairs[rng.random(len(pairs)) < density].astype(np.int32)
    fibre = Fibre(tuple("abcdefghijklmn"), north, east, ends, rng.uniform(1.0, 10.0, len(ends)))
    space = network.snapshot("2026-08-22")
    of_link = np.where(rng.random(len(SPACE.links)) < density, rng.uniform(1e3, 5e4, len(SPACE.links)), np.inf)
    length = np.where(space.link >= 0, of_link[space.link], np.inf)
    shape = space.ground_range.shape
    ground = np.where(rng.random(shape) < density, rng.uniform(1e3, 5e4, shape), np.inf)
    space = replace(space, length=length, ground_range=ground)

    graph = nx.Graph()
    graph.add_nodes_from(range(36 + places))
    graph.add_weighted_edges_from(
        (int(i), int(space.neighbour[i, k]), length[i, k] / SPEED_OF_LIGHT) for i, k in np.argwhere(np.isfinite(length))
    )
    graph.add_weighted_edges_from(
        (int(i), 36 + int(g), ground[i, g] / SPEED_OF_LIGHT) for i, g in np.argwhere(np.isfinite(ground))
    )
    graph.add_weighted_edges_from(
        (36 + int(a), 36 + int(b), d) for (a, b), d in zip(fibre.ends, fibre.delay, strict=True)
    )
    whole = IntegratedNetwork(network, fibre, tuple("abcdefgh"), ground_relay=True)
    found = best_ways(whole.joined(space), list("abcdefghijklmn"))
    theirs = dict(nx.all_pairs_dijkstra_path_length(graph))
    for a in range(places):
        for b in range(places):
            expected = theirs[36 + a].get(36 + b)
            assert found.reachable[a, b] == (expected is not None)
            if expected is not None:
                # sums in another order differ by roundings
                assert found.delay[a, b] == pytest.approx(expected, rel=1e-13)
