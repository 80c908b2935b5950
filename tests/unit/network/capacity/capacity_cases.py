"""Networks and paths for the tests of capacity, small enough to be checked by hand or by brute force."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huxing.network.capacity import LinkNumbers, Paths
from huxing.network.topology import Snapshot

INF = np.inf


def snapshot_of(
    satellites: int,
    lasers: Sequence[tuple[int, int]],
    ground: Sequence[tuple[int, int]],
    stations: int,
    *,
    length: float = 1000.0,
) -> Snapshot:
    """Satellites joined by lasers, and pairs (satellite, station) in view; every link has the same length."""
    neighbour = np.full((satellites, 4), -1, np.int32)
    link = np.full((satellites, 4), -1, np.int32)
    lengths = np.full((satellites, 4), INF)
    used = np.zeros(satellites, int)
    for number, (a, b) in enumerate(lasers):
        for one, other in ((a, b), (b, a)):
            neighbour[one, used[one]], link[one, used[one]], lengths[one, used[one]] = other, number, length
            used[one] += 1
    ranges = np.full((satellites, stations), INF)
    for satellite, station in ground:
        ranges[satellite, station] = length
    order = np.tile(np.arange(satellites, dtype=np.int32), (4, 1))
    order[1::2] = order[1::2, ::-1]
    time = np.datetime64("2026-01-01", "ns")
    return Snapshot(time, np.zeros((satellites, 3)), neighbour, link, lengths, ranges, order)


def random_snapshot(seed: int, satellites: int = 12, stations: int = 5) -> Snapshot:
    """A random graph with at most four lasers on a satellite, and random lengths."""
    rng = np.random.default_rng(seed)
    degree = np.zeros(satellites, int)
    lasers = []
    every = np.stack(np.triu_indices(satellites, 1), axis=1)
    for a, b in rng.permutation(every).tolist():
        wanted = bool(rng.random() < 0.5 and degree[a] < 4 and degree[b] < 4)
        lasers += [(a, b)] * wanted
        degree[[a, b]] += wanted
    seen = [(i, g) for i in range(satellites) for g in range(stations) if rng.random() < 0.3]
    whole = snapshot_of(satellites, lasers, seen, stations)
    length = np.where(np.isfinite(whole.length), 0.0, INF)
    for i, k in zip(*np.nonzero(np.isfinite(whole.length)), strict=True):
        length[i, k] = 1000.0 + 7.0 * whole.link[i, k]
    ranges = np.where(np.isfinite(whole.ground_range), rng.uniform(500.0, 900.0, whole.ground_range.shape), INF)
    return Snapshot(whole.time, whole.position, whole.neighbour, whole.link, length, ranges, whole.order)


def pairs(stations: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs."""
    source, destination = np.nonzero(~np.eye(stations, dtype=bool))
    return source, destination


def paths_over(links: int, flows: Sequence[Sequence[Sequence[int]]]) -> Paths:
    """Paths as lists of link numbers, flow after flow; a flow may have none."""
    flow = np.repeat(np.arange(len(flows)), [len(each) for each in flows]).astype(np.int64)
    every = [np.array(path, np.int32) for each in flows for path in each]
    start = np.concatenate([[0], np.cumsum([path.size for path in every])]).astype(np.int64)
    link = np.concatenate([*every, np.zeros(0, np.int32)]).astype(np.int32)
    return Paths(LinkNumbers(links, 1, 0), len(flows), flow, start, link)


def limits(paths: Paths, values: Sequence[float]) -> NDArray[np.float64]:
    """Capacities of the first links; no limit elsewhere."""
    out = np.full(paths.links.size, INF)
    out[: len(values)] = values
    return out
