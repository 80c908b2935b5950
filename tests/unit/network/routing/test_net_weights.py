"""Weights: fewest links, waiting behind others, energy."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from random_graphs import random_snapshot

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import ModelRangeError, ShapeError
from huxing.network.routing import energy_weights, hop_weights, load_weights, path, path_lengths, route


def test_fewest_links_are_those_of_a_breadth_first_search():
    snapshot = random_snapshot(2, 60, 5, 150)
    routes = route(snapshot, **hop_weights(snapshot)._asdict())
    graph = nx.DiGraph()
    for i, port in zip(*np.nonzero(np.isfinite(snapshot.length)), strict=True):
        graph.add_edge(int(i), int(snapshot.neighbour[i, port]))
    for i, g in zip(*np.nonzero(np.isfinite(snapshot.ground_range)), strict=True):
        graph.add_edge(("from", int(g)), int(i))
        graph.add_edge(int(i), ("to", int(g)))
    for s in range(5):
        for g in range(5):
            if s != g and routes.reachable[s, g]:
                assert len(path(routes, s, g)) - 1 == nx.shortest_path_length(graph, ("from", s), ("to", g))
    assert (path_lengths(snapshot, routes) >= route(snapshot).station_distance * (1 - 1e-14)).all()


def test_an_idle_network_waits_one_transmission_at_every_link():
    snapshot = random_snapshot(4, 20, 4, 40)
    idle = {"link_load": 0.0, "down_load": 0.0, "up_load": 0.0}
    rates = {"link_rate": 1e9, "down_rate": 1e8, "up_rate": 2e8}
    weights = load_weights(snapshot, **idle, **rates, packet_bits=12_000)
    there = np.isfinite(snapshot.length)
    np.testing.assert_allclose(weights.link_weight[there], snapshot.length[there] / SPEED_OF_LIGHT + 12e-6, rtol=1e-14)
    assert np.isinf(weights.link_weight[~there]).all()


def test_a_half_loaded_link_waits_twice_as_long_and_a_full_one_takes_nothing():
    snapshot = random_snapshot(4, 20, 4, 40)
    rates = {"link_rate": 1e9, "down_rate": 1e9, "up_rate": 1e9}
    there = np.isfinite(snapshot.length)
    delay = snapshot.length[there] / SPEED_OF_LIGHT
    for load, waiting in ((0.5e9, 24e-6), (1e9, np.inf), (2e9, np.inf)):
        loads = {"link_load": load, "down_load": 0.0, "up_load": 0.0}
        weights = load_weights(snapshot, **loads, **rates, packet_bits=12_000)
        np.testing.assert_allclose(
            weights.link_weight[there] - delay, waiting, rtol=1e-9
        )  # difference of small numbers


def test_energy_grows_with_the_square_of_the_range_and_with_the_penalty():
    snapshot = random_snapshot(6, 20, 4, 40)
    spent = {"hop_energy": 1e-9, "range_energy": 2e-9, "reference_range": 1e6, "ground_energy": 5e-9}
    plain = energy_weights(snapshot, **spent)
    there = np.isfinite(snapshot.length)
    np.testing.assert_allclose(plain.link_weight[there], 1e-9 + 2e-9 * (snapshot.length[there] / 1e6) ** 2, rtol=1e-14)
    factor = np.ones(20)
    factor[3] = 10.0
    dark = energy_weights(snapshot, **spent, penalty=factor)
    np.testing.assert_allclose(dark.link_weight[3][there[3]], 10.0 * plain.link_weight[3][there[3]], rtol=1e-14)
    np.testing.assert_array_equal(dark.link_weight[4], plain.link_weight[4])


def test_what_is_no_weight_is_refused():
    snapshot = random_snapshot(4, 20, 4, 40)
    loads = {"link_load": 0.0, "down_load": 0.0, "up_load": 0.0}
    with pytest.raises(ModelRangeError, match="rate"):
        load_weights(snapshot, **loads, link_rate=0.0, down_rate=1.0, up_rate=1.0)
    with pytest.raises(ShapeError, match="broadcasts"):
        load_weights(snapshot, **loads, link_rate=np.ones(7), down_rate=1.0, up_rate=1.0)
    with pytest.raises(ModelRangeError, match="energy"):
        energy_weights(snapshot, hop_energy=-1.0, range_energy=0.0, reference_range=1.0, ground_energy=0.0)
    with pytest.raises(ShapeError, match="penalty"):
        energy_weights(
            snapshot, hop_energy=1.0, range_energy=0.0, reference_range=1.0, ground_energy=0.0, penalty=np.ones(3)
        )
