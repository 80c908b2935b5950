"""Routes: the sweeping kernel against scipy's Dijkstra bit for bit, with failures, seams and odd weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import random_snapshot

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError
from huxing.network.routing import path, path_lengths, route, routes_in_tiles
from huxing.network.topology import Snapshot, link_table


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 9), st.integers(0, 200), st.booleans())
def test_sweeping_equals_dijkstra_bit_for_bit(seed, satellites, stations, links, whole):
    snapshot = random_snapshot(seed, satellites, stations, links, whole=whole)
    swept, exact = route(snapshot, method="sweep"), route(snapshot, method="dijkstra")
    assert np.array_equal(swept.distance, exact.distance)
    assert np.array_equal(swept.next_hop, exact.next_hop)
    assert np.array_equal(swept.station_distance, exact.station_distance)
    assert np.array_equal(swept.first_hop, exact.first_hop)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(2, 6), st.integers(1, 120))
def test_paths_exist_exactly_where_distances_are_finite_and_add_up_to_them(seed, satellites, stations, links):
    snapshot = random_snapshot(seed, satellites, stations, links)
    routes = route(snapshot)
    summed = path_lengths(snapshot, routes)
    assert np.array_equal(np.isfinite(summed), routes.reachable)
    for s in range(stations):
        for g in range(stations):
            nodes = path(routes, s, g)
            assert (len(nodes) > 0) == routes.reachable[s, g]
            assert len(set(nodes.tolist())) == len(nodes)
    there = routes.reachable
    # sums from the other end: the last bits may differ, one per link of at most 40
    np.testing.assert_allclose(summed[there], routes.station_distance[there], rtol=1e-14)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 30), st.integers(2, 6), st.integers(0, 60))
def test_relaying_stations_give_what_dijkstra_finds_on_the_whole_graph(seed, satellites, stations, links):
    import networkx as nx

    snapshot = random_snapshot(seed, satellites, stations, links)
    graph = nx.Graph()
    graph.add_nodes_from(range(satellites + stations))
    for i, port in zip(*np.nonzero(np.isfinite(snapshot.length)), strict=True):
        graph.add_edge(int(i), int(snapshot.neighbour[i, port]), weight=snapshot.length[i, port])
    for i, g in zip(*np.nonzero(np.isfinite(snapshot.ground_range)), strict=True):
        graph.add_edge(int(i), satellites + int(g), weight=snapshot.ground_range[i, g])
    routes = route(snapshot, stations_relay=True)
    for g in range(stations):
        found = nx.single_source_dijkstra_path_length(graph, satellites + g)
        expected = np.array([found.get(satellites + s, np.inf) for s in range(stations)])
        np.testing.assert_allclose(routes.station_distance[:, g], expected, rtol=1e-14)  # sums in another order
        for s in range(stations):
            assert (len(path(routes, s, g)) > 0) == np.isfinite(expected[s])


def test_stations_do_not_relay_unless_asked():
    table = link_table(2, [])
    seen = np.array([[1.0, 1.0, np.inf], [np.inf, 1.0, 1.0]])
    snapshot = Snapshot(
        np.datetime64("2026-01-01", "ns"), np.zeros((2, 3)), table.neighbour, table.link,
        np.full((2, 4), np.inf), seen, np.array([[0, 1]], np.int32),
    )  # fmt: skip
    assert not route(snapshot).reachable[0, 2]
    assert route(snapshot, stations_relay=True).station_distance[0, 2] == 4.0
    assert path(route(snapshot, stations_relay=True), 0, 2).tolist() == [2, 0, 3, 1, 4]


def test_unreachable_is_said_and_never_an_infinite_round_trip():
    snapshot = random_snapshot(1, 10, 3, 0)
    routes = route(snapshot)
    assert np.isnan(routes.round_trip[~routes.reachable]).all()
    assert np.isfinite(routes.round_trip[routes.reachable]).all()
    assert (routes.round_trip.diagonal() == 0.0).all()
    assert routes.round_trip[0, 0] == 2.0 * routes.station_distance[0, 0] / SPEED_OF_LIGHT


def test_tiles_of_destinations_join_to_the_whole():
    snapshot = random_snapshot(3, 40, 9, 100)
    whole, tiles = route(snapshot), list(routes_in_tiles(snapshot, tile=4))
    assert [len(tile.destination) for tile in tiles] == [4, 4, 1]
    assert np.array_equal(np.hstack([tile.distance for tile in tiles]), whole.distance)
    assert np.array_equal(np.hstack([tile.next_hop for tile in tiles]), whole.next_hop)
    assert np.array_equal(np.hstack([tile.first_hop for tile in tiles]), whole.first_hop)
    assert path(tiles[1], 0, 5).tolist() == path(whole, 0, 5).tolist()


def test_weights_in_one_direction_only_are_kept_apart():
    snapshot = random_snapshot(5, 30, 5, 80)
    rng = np.random.default_rng(5)
    weights = {"link_weight": rng.uniform(1, 2, snapshot.length.shape), "ground_weight": rng.uniform(1, 2, (30, 5))}
    swept, exact = route(snapshot, **weights, method="sweep"), route(snapshot, **weights, method="dijkstra")
    assert np.array_equal(swept.distance, exact.distance)
    assert np.isinf(swept.distance[np.isinf(route(snapshot).distance)]).all()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"method": "astar"}, InputError, "auto, sweep, dijkstra"),
        ({"method": "sweep", "stations_relay": True}, InputError, "dijkstra"),
        ({"link_weight": np.ones(3)}, ShapeError, "link_weight has shape"),
        ({"ground_weight": np.full((10, 3), -1.0)}, InputError, "0 or more"),
        ({"ground_weight": np.full((10, 3), np.nan)}, InputError, "holds nan"),
        ({"destinations": [7]}, InputError, "0 to 2"),
        ({"destinations": [0.5]}, InputError, "whole numbers"),
    ],
)
def test_what_cannot_be_routed_is_said(arguments, error, words):
    with pytest.raises(error, match=words):
        route(random_snapshot(1, 10, 3, 20), **arguments)


def test_a_path_to_where_routes_do_not_lead_is_refused():
    routes = route(random_snapshot(1, 10, 3, 20), destinations=[1])
    with pytest.raises(InputError, match="do not lead to station 2"):
        path(routes, 0, 2)
    with pytest.raises(InputError, match="station 9"):
        path(routes, 9, 1)


def test_a_tile_of_nothing_is_refused():
    with pytest.raises(InputError, match="number of destinations 0 is outside 1"):
        next(routes_in_tiles(random_snapshot(1, 10, 3, 20), tile=0))
