"""Networks without geometry, for tests of routes."""

from __future__ import annotations

import numpy as np

from huxing.network.topology import Snapshot, link_table


def random_snapshot(seed: int, satellites: int, stations: int, links: int, *, whole: bool = False) -> Snapshot:
    """A graph without geometry: random pairs, a tenth of the links and satellites failed, sparse ground links."""
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, satellites, (links, 2))
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    table = link_table(satellites, pairs)
    lengths = rng.integers(1, 6, len(table)).astype(float) if whole else rng.uniform(1e5, 5e6, len(table))
    lengths[rng.random(len(table)) < 0.1] = np.inf
    failed = rng.random(satellites) < 0.1
    lengths[failed[table.pairs].any(axis=1)] = np.inf
    length = np.where(table.link >= 0, np.append(lengths, np.inf)[table.link], np.inf)
    seen = (rng.random((satellites, stations)) < 0.2) & ~failed[:, None]
    near = rng.integers(1, 6, seen.shape) if whole else rng.uniform(5e5, 2e6, seen.shape)
    order = np.array([rng.permutation(satellites) for _ in range(4)], dtype=np.int32)
    return Snapshot(
        np.datetime64("2026-01-01", "ns"),
        np.zeros((satellites, 3)),
        table.neighbour,
        table.link,
        length,
        np.where(seen, near, np.inf).astype(float),
        order,
    )
