"""Routing: full forwarding state and all round trips of Hypatia's shells, and of shells ten times as large.

Hypatia itself needs 3.7 to 4.3, 7.6 to 8.6 and 1.4 to 1.7 CPU seconds for a step of K1, S1 and T1 with 100 stations
(snkas/hypatia @ 0ac531c, measured on one core of an AVX-512 x86-64 machine, Python 3.11, network state part). The lower
ends stand here as the peer's figure; scipy and networkit, where it is installed, run beside.
"""

from __future__ import annotations

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.measure import Result, cpu_seconds
from huxing.catalogue import populous_city_names
from huxing.network.evolution import RouteStatistics, joined, route_statistics
from huxing.network.routing import route
from huxing.network.routing.dijkstra import dijkstra_distances
from huxing.network.routing.sweep_kernel import sweep
from huxing.network.topology import AccessRule, Network, Snapshot, Stations, network_from_catalogue, plus_grid
from huxing.orbit import Constellation, walker_delta

START = np.datetime64("2000-01-01", "ns")
SHELLS = {"kuiper-k1": (3.0, 3.7), "starlink-s1": (4.5, 7.6), "telesat-t1": (1.0, 1.4)}
"""Asked ms per step, and Hypatia's s per step."""
STEPS = 100


def run() -> Result:
    """Steps, the experiment of 200 s, scale, peers on the same graph, two cores."""
    result = Result("routing: full forwarding state and all round trips")
    for name, (asked, hypatia) in SHELLS.items():
        network = network_from_catalogue(name, populous_city_names(100))
        _one_shell(result, name, network, asked, hypatia)
    _peers(result, network_from_catalogue("kuiper-k1", populous_city_names(100)).snapshot(START))
    _scale(result)
    _two_cores(result)
    return result


def _one_shell(result: Result, name: str, network: Network, asked: float, hypatia: float) -> None:
    times = START + np.arange(STEPS) * np.timedelta64(100, "ms")

    def steps() -> None:
        for snapshot in network.snapshots(times):
            route(snapshot)

    steps()
    step = cpu_seconds(steps, 5) / STEPS
    result.add(
        f"{name}, 100 stations, positions included",
        f"{step * 1e3:.2f} CPU ms per step",
        f"<= {asked:g} ms",
        step * 1e3 <= asked,
    )
    result.add(f"{name} against Hypatia's own figure", f"{hypatia / step:,.0f} x", ">= 1,000 x", hypatia / step >= 1000)
    whole = START + np.arange(2000) * np.timedelta64(100, "ms")
    job = cpu_seconds(lambda: route_statistics(network, whole), 1)
    result.add(f"{name}, 200 s in steps of 100 ms, all paths traced", f"{job:.1f} CPU s", "<= 10 s", job <= 10.0)


def _peers(result: Result, snapshot: Snapshot) -> None:
    def ours() -> np.ndarray:
        distance = snapshot.ground_range.copy()
        sweep(distance, snapshot.neighbour, snapshot.length, snapshot.order, snapshot.neighbour)
        return distance

    def scipys() -> np.ndarray:
        return dijkstra_distances(snapshot.neighbour, snapshot.length, snapshot.ground_range)

    same = np.array_equal(ours(), scipys())
    mine = cpu_seconds(ours, 20)
    result.ratio(
        f"K1, distances alone, against scipy's Dijkstra (same answer: {same})", mine, cpu_seconds(scipys, 5), 5.0
    )
    try:
        import networkit
    except ImportError:
        result.add("K1 against networkit", "not installed")
        return
    networkit.setNumberOfThreads(1)
    graph = _networkit_graph(networkit, snapshot)
    sources = list(range(snapshot.satellites, snapshot.satellites + snapshot.stations))

    def networkits() -> np.ndarray:
        found = [networkit.distance.Dijkstra(graph, g, False).run().getDistances() for g in sources]
        return np.array(found)[:, : snapshot.satellites].T

    theirs = networkits()
    reached = np.isfinite(ours())
    equal = np.array_equal(reached, theirs < 1e300) and np.array_equal(ours()[reached], theirs[reached])
    result.ratio(
        f"K1, distances alone, against networkit (same answer: {equal})", mine, cpu_seconds(networkits, 3), 5.0
    )


def _networkit_graph(networkit: object, snapshot: Snapshot) -> object:
    """Links both ways, and edges from stations to satellites only, so that stations do not relay."""
    graph = networkit.Graph(snapshot.satellites + snapshot.stations, weighted=True, directed=True)  # type: ignore[attr-defined]
    for i, k in zip(*np.nonzero(np.isfinite(snapshot.length)), strict=True):
        graph.addEdge(int(snapshot.neighbour[i, k]), int(i), float(snapshot.length[i, k]))
    for i, g in zip(*np.nonzero(np.isfinite(snapshot.ground_range)), strict=True):
        graph.addEdge(snapshot.satellites + int(g), int(i), float(snapshot.ground_range[i, g]))
    return graph


def _scale(result: Result) -> None:
    shell = walker_delta(altitude_km=550, inclination_deg=53, planes=108, per_plane=120, phasing=1)
    topology = plus_grid(Constellation("large", (shell,)))
    rng = np.random.default_rng(1)
    for count, asked in ((100, 40.0), (1000, 500.0)):
        latitude = np.arcsin(rng.uniform(-0.7, 0.8, count))
        places = Stations(tuple(map(str, range(count))), latitude, rng.uniform(-np.pi, np.pi, count), np.zeros(count))
        network = Network(topology, places, AccessRule(np.radians(25.0)))
        snapshot = network.snapshot(START)
        route(snapshot)
        job = cpu_seconds(lambda network=network: route(network.snapshot(START)), 3)  # type: ignore[misc]
        only = cpu_seconds(lambda snapshot=snapshot: route(snapshot), 3)  # type: ignore[misc]
        text = f"{job * 1e3:.0f} CPU ms, {only * 1e3:.0f} without positions and ranges"
        result.add(f"{len(topology):,} satellites, {count} stations", text, f"<= {asked:g} ms", job * 1e3 <= asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    result.add("memory of the process, all of the above", f"{peak:.2f} GB", "< 2 GB", peak < 2.0)


def _two_cores(result: Result) -> None:
    """The same 200 s in one process, by two threads, and by two worker processes as the engines of runs have them."""
    network = network_from_catalogue("starlink-s1", populous_city_names(100))
    times = START + np.arange(2000) * np.timedelta64(100, "ms")
    seconds = []
    for workers in (1, 2):
        start = time.perf_counter()
        route_statistics(network, times, workers=workers)
        seconds.append(time.perf_counter() - start)
    halves = np.array_split(times, 2)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_slice, [half[:3] for half in halves]))
        start = time.perf_counter()
        both = joined(list(pool.map(_slice, halves)))
        apart = time.perf_counter() - start
    same = np.array_equal(both.changes, route_statistics(network, times).changes)
    gain = seconds[0] / apart
    name = f"S1, 200 s, two worker processes instead of one, elapsed (same answer: {same})"
    result.add(name, f"{gain:.2f} x", ">= 1.7 x", gain >= 1.7)
    result.add("the same by two threads of one process", f"{seconds[0] / seconds[1]:.2f} x")


def _slice(times: np.ndarray) -> RouteStatistics:
    return route_statistics(network_from_catalogue("starlink-s1", populous_city_names(100)), times)
