"""Distances by scipy's Dijkstra: for networks whose satellites have very many links, and for stations that relay."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]


def dijkstra_distances(neighbour: I4, weight: F8, ground: F8) -> F8:
    """Least weight from every satellite to every destination; stations do not relay.

    Args:
        neighbour: shape `(satellite, port)`, -1 where unused.
        weight: of sending through each port, infinite where down.
        ground: from satellite to destination, infinite where down, shape `(satellite, destination)`.

    Returns:
        Shape `(satellite, destination)`, infinite where there is no way.

    Raises:
        Nothing of its own.

    Source:
        scipy.sparse.csgraph.dijkstra, on the graph with its edges turned round, from the destinations.
    """
    from scipy.sparse.csgraph import dijkstra

    count, wanted = ground.shape
    sat, station = np.nonzero(np.isfinite(ground))
    down = (count + station, sat, ground[sat, station])
    graph = _graph(count + wanted, _turned_links(neighbour, weight), down)
    found = dijkstra(graph, directed=True, indices=np.arange(count, count + wanted))
    return np.ascontiguousarray(np.asarray(found)[:, :count].T)


def relayed_distances(neighbour: I4, weight: F8, ground: F8, uplink: F8, wanted: NDArray[np.int64]) -> F8:
    """Least weight from every node to stations, where stations pass on what is not for them.

    Args:
        neighbour: as `dijkstra_distances`.
        weight: as `dijkstra_distances`.
        ground: from satellite to station, shape `(satellite, station)`.
        uplink: from station to satellite, same shape.
        wanted: indices of the destinations.

    Returns:
        Shape `(satellite + station, destination)`.

    Raises:
        Nothing of its own.

    Source:
        As `dijkstra_distances`.
    """
    from scipy.sparse.csgraph import dijkstra

    count, stations = ground.shape
    sat, station = np.nonzero(np.isfinite(ground))
    down = (count + station, sat, ground[sat, station])
    sat, station = np.nonzero(np.isfinite(uplink))
    up = (sat, count + station, uplink[sat, station])
    graph = _graph(count + stations, _turned_links(neighbour, weight), down, up)
    found = dijkstra(graph, directed=True, indices=count + wanted)
    return np.ascontiguousarray(np.asarray(found).T)


Edges = tuple[NDArray[np.int64], NDArray[np.int64], F8]
"""Rows, columns and weights."""


def _turned_links(neighbour: I4, weight: F8) -> Edges:
    """Edges from each neighbour back to the satellite that sends to it."""
    sat, port = np.nonzero((neighbour >= 0) & np.isfinite(weight))
    return neighbour[sat, port].astype(np.int64), sat, weight[sat, port]


def _graph(nodes: int, *edges: Edges) -> Any:
    """A sparse matrix of the least weight of each edge; a weight of zero stays an edge."""
    from scipy.sparse import csr_array

    row, column, value = (np.concatenate(parts) for parts in zip(*edges, strict=True))
    order = np.lexsort((value, column, row))
    row, column, value = row[order], column[order], value[order]
    first = np.ones(row.size, bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    row, column, value = row[first], column[first], value[first]
    starts = np.searchsorted(row, np.arange(nodes + 1))
    return csr_array((value, column.astype(np.int32), starts.astype(np.int32)), shape=(nodes, nodes))


@njit(cache=True, nogil=True, error_model="numpy")
def relayed_next_hops(
    distance: F8, neighbour: I4, weight: F8, ground: F8, uplink: F8, wanted: NDArray[np.int64]
) -> tuple[I4, I4]:  # pragma: no cover - compiled
    """Next node of satellites, and first satellite of stations, where stations relay; of equal ones the first."""
    count, stations = ground.shape
    hop = np.full((count, wanted.size), -1, np.int32)
    first = np.full((stations, wanted.size), -1, np.int32)
    for g in range(wanted.size):
        for i in range(count):
            best = np.inf
            for s in range(stations):
                value = ground[i, s] + distance[count + s, g]
                if value < best:
                    best = value
                    hop[i, g] = count + s
            for k in range(neighbour.shape[1]):
                b = neighbour[i, k]
                if b >= 0 and weight[i, k] + distance[b, g] < best:
                    best = weight[i, k] + distance[b, g]
                    hop[i, g] = b
        for s in range(stations):
            best = np.inf
            for i in range(count):
                value = uplink[i, s] + distance[i, g]
                if value < best and s != wanted[g]:
                    best = value
                    first[s, g] = i
    return hop, first
