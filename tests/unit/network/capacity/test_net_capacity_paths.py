"""Paths of flows as lists of links."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from capacity_cases import pairs, paths_over, random_snapshot, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.capacity import (
    LinkNumbers,
    LinkRates,
    Paths,
    bent_pipe_paths,
    joined_paths,
    paths_of_routes,
    spread_paths,
)
from huxing.network.routing import path, route
from huxing.network.topology import Snapshot

LINE = snapshot_of(3, [(0, 1), (1, 2)], [(0, 0), (2, 1)], 2)


def hops(paths: Paths, snapshot: Snapshot, flow: int) -> list[tuple[int, int]]:
    """From and to of every link of a flow's first path."""
    first = paths.start_of_flow[flow]
    return [
        tuple(row)
        for row in paths.links.ends(paths.link[paths.start[first] : paths.start[first + 1]], snapshot.neighbour)
    ]


def test_a_line_of_three_satellites() -> None:
    paths = paths_of_routes(route(LINE), LINE, [0], [1])
    kinds = paths.links.kind(paths.link).tolist()
    lasers = ["inter-satellite"] * 2
    assert kinds == ["station up", "satellite up", *lasers, "satellite down", "station down"]
    assert hops(paths, LINE, 0) == [(3, -1), (-1, 0), (0, 1), (1, 2), (2, -1), (-1, 4)]


@given(seed=st.integers(0, 10_000), own=st.booleans(), relay=st.booleans())
def test_links_are_those_of_the_path(seed: int, own: bool, relay: bool) -> None:
    snapshot = random_snapshot(seed)
    source, destination = pairs(5)
    routes = route(snapshot, stations_relay=relay)
    paths = paths_of_routes(routes, snapshot, source, destination, links=LinkNumbers.of(snapshot, ground_links=own))
    for flow in range(source.size):
        nodes = path(routes, int(source[flow]), int(destination[flow])).tolist()
        assert paths.unreachable[flow] == (not nodes)
        if not nodes:
            continue
        wanted: list[tuple[int, int]] = []
        for a, b in itertools.pairwise(nodes):
            if max(a, b) < snapshot.satellites:
                wanted.append((a, b))
            else:
                wanted += [(a, -1), (-1, b)] + [(a, b)] * own
        assert hops(paths, snapshot, flow) == wanted


def test_routes_to_some_destinations_only() -> None:
    snapshot = random_snapshot(3)
    few = route(snapshot, destinations=[4, 1])
    whole = route(snapshot)
    ours = paths_of_routes(few, snapshot, [0, 2], [1, 4])
    theirs = paths_of_routes(whole, snapshot, [0, 2], [1, 4])
    assert ours.link.tolist() == theirs.link.tolist()
    with pytest.raises(InputError, match="do not lead to station 3"):
        paths_of_routes(few, snapshot, [0], [3])


@pytest.mark.parametrize(
    ("source", "destination", "message"),
    [([0], [0], "to itself"), ([5], [0], "not one of the stations 0 to 1"), ([0], [-1], "destination -1")],
)
def test_flows_are_checked(source: list[int], destination: list[int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        paths_of_routes(route(LINE), LINE, source, destination)
    with pytest.raises(InputError, match=message):
        bent_pipe_paths(LINE, source, destination)


def test_flows_are_whole_numbers_in_pairs() -> None:
    with pytest.raises(ShapeError):
        paths_of_routes(route(LINE), LINE, [0, 1], [1])
    with pytest.raises(InputError, match="whole numbers"):
        paths_of_routes(route(LINE), LINE, [0.0], [1.0])


def test_no_flow_is_no_path() -> None:
    paths = paths_of_routes(route(LINE), LINE, [], [])
    assert len(paths) == 0 and paths.flows == 0 and paths.unreachable.size == 0


def test_routes_of_another_network_or_instant_are_refused() -> None:
    with pytest.raises(ShapeError, match="do not fit"):
        paths_of_routes(route(random_snapshot(1)), LINE, [0], [1])
    cut = replace(LINE, length=np.full_like(LINE.length, np.inf))
    with pytest.raises(InputError, match="not up in this snapshot"):
        paths_of_routes(route(LINE), cut, [0], [1])


def test_routes_in_a_circle_are_refused() -> None:
    routes = route(LINE)
    circling = replace(routes, next_hop=np.array([[1, 1], [0, 0], [1, 1]], np.int32))
    with pytest.raises(InputError, match="run in a circle"):
        paths_of_routes(circling, LINE, [0], [1])


def test_joined_paths_hold_each_path_once() -> None:
    one = paths_over(5, [[[0, 1]], [], [[2]]])
    other = paths_over(5, [[[1, 0], [3]], [[4]], [[2]]])  # the order of the links makes no other path
    both = joined_paths([one, other])
    assert both.flow.tolist() == [0, 0, 1, 2]
    assert [both.link[a:b].tolist() for a, b in itertools.pairwise(both.start)] == [
        [0, 1],
        [3],
        [4],
        [2],
    ]
    assert joined_paths([one]) is one
    with pytest.raises(InputError):
        joined_paths([])
    with pytest.raises(InputError, match="same flows"):
        joined_paths([one, paths_over(6, [[[0]]])])


def test_kept_paths() -> None:
    paths = paths_over(5, [[[0, 1], [3]], [[4]], [[2, 0]]])
    kept = paths.keep(np.array([False, True, False, True]))
    assert kept.flow.tolist() == [0, 2] and kept.link.tolist() == [3, 2, 0]
    assert kept.unreachable.tolist() == [False, True, False]
    with pytest.raises(InputError, match="ascending"):
        paths.keep(np.array([2, 1]))


@given(seed=st.integers(0, 10_000), count=st.integers(1, 4))
def test_bent_pipes_are_the_shortest_ways_over_one_satellite(seed: int, count: int) -> None:
    snapshot = random_snapshot(seed)
    source, destination = pairs(5)
    paths = bent_pipe_paths(snapshot, source, destination, count=count)
    first = paths.links.of_kind("satellite up").start
    for flow, (a, b) in enumerate(zip(source, destination, strict=True)):
        way = snapshot.ground_range[:, a] + snapshot.ground_range[:, b]
        wanted = np.argsort(way, kind="stable")[: min(count, int(np.isfinite(way).sum()))]
        rows = range(paths.start_of_flow[flow], paths.start_of_flow[flow + 1])
        assert [int(paths.link[paths.start[p] + 1]) - first for p in rows] == wanted.tolist()


def test_the_shortest_path_comes_first_and_others_go_around() -> None:
    square = snapshot_of(4, [(0, 1), (1, 3), (0, 2), (2, 3)], [(0, 0), (3, 1)], 2)
    paths = spread_paths(square, [0], [1], LinkRates(inter_satellite=1e9), count=3)
    assert len(paths) == 2  # the square has two ways only
    over = [
        set(paths.links.ends(paths.link, square.neighbour)[:, 1][a:b].tolist()) & {1, 2} for a, b in ((0, 6), (6, 12))
    ]
    assert over == [{1}, {2}]
    shortest = paths_of_routes(route(square), square, [0], [1])
    assert paths.link[:6].tolist() == shortest.link.tolist()


def test_a_dead_link_is_taken_only_where_there_is_no_other() -> None:
    square = snapshot_of(4, [(0, 1), (1, 3), (0, 2), (2, 3)], [(0, 0), (3, 1)], 2)
    dead = np.full((4, 4), 1e9)
    dead[0, 0] = 0.0  # from 0 to 1
    paths = spread_paths(square, [0], [1], LinkRates(inter_satellite=dead), count=1)
    assert 2 in paths.links.ends(paths.link, square.neighbour)[:, 1]
    line = spread_paths(LINE, [0], [1], LinkRates(inter_satellite=0.0), count=2)
    assert len(line) == 1 and not line.unreachable.any()


def test_less_than_one_path_is_refused() -> None:
    with pytest.raises(ModelRangeError):
        spread_paths(LINE, [0], [1], LinkRates(), count=0)


def test_load_needs_a_rate_for_each_path() -> None:
    paths = paths_over(3, [[[0, 1]], [[1, 2]]])
    assert paths.load(np.array([1.0, 2.0]))[:3].tolist() == [1.0, 3.0, 2.0]
    with pytest.raises(ShapeError):
        paths.load(np.array([1.0]))
