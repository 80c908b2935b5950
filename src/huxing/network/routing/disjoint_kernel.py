"""Paths without common links or satellites by successive shortest paths, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

I8 = NDArray[np.int64]
F8 = NDArray[np.float64]


@njit(cache=True, nogil=True, inline="always")
def _push(key: F8, node: I8, size: int, new_key: float, new_node: int) -> int:  # pragma: no cover - compiled
    """Put an entry onto a binary heap; its new size."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        if key[parent] <= new_key:
            break
        key[hole], node[hole] = key[parent], node[parent]
        hole = parent
    key[hole], node[hole] = new_key, new_node
    return size + 1


@njit(cache=True, nogil=True, inline="always")
def _pop(key: F8, node: I8, size: int) -> int:  # pragma: no cover - compiled
    """Take the least entry off a binary heap; its new size."""
    size -= 1
    last_key, last_node, hole = key[size], node[size], 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and key[child + 1] < key[child]:
            child += 1
        if key[child] >= last_key:
            break
        key[hole], node[hole] = key[child], node[child]
        hole = child
    key[hole], node[hole] = last_key, last_node
    return size


@njit(cache=True, nogil=True, error_model="numpy")
def _nearest_augmentation(
    start: I8, head: I8, cost: F8, room: NDArray[np.int8], potential: F8, source: int, sink: int, arc_in: I8
) -> bool:  # pragma: no cover - compiled
    """One run of Dijkstra's algorithm over arcs with room, with reduced costs; potentials are brought up to date."""
    nodes = start.size - 1
    distance = np.full(nodes, np.inf)
    done = np.zeros(nodes, np.bool_)
    key, node, size = np.empty(head.size + 1), np.empty(head.size + 1, np.int64), 0
    size = _push(key, node, size, 0.0, source)
    distance[source] = 0.0
    arc_in[:] = -1
    while size > 0:
        here = node[0]
        size = _pop(key, node, size)
        if done[here]:
            continue
        done[here] = True
        for arc in range(start[here], start[here + 1]):
            there = head[arc]
            if room[arc] == 0 or done[there]:
                continue
            reached = distance[here] + max(cost[arc] + potential[here] - potential[there], 0.0)
            if reached < distance[there]:
                distance[there] = reached
                arc_in[there] = arc
                size = _push(key, node, size, reached, there)
    if not done[sink]:
        return False
    for v in range(nodes):
        potential[v] += min(distance[v], distance[sink])
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def unit_flow(
    start: I8, head: I8, tail: I8, cost: F8, room: NDArray[np.int8], back: I8, source: int, sink: int, wanted: int
) -> int:  # pragma: no cover - compiled
    """Send up to `wanted` units at least cost through arcs of one unit each; `room` is left as the flow leaves it.

    Arcs are sorted by `tail`, those of node v from `start[v]` to `start[v + 1]`; `back` is the arc that undoes an arc.
    """
    potential = np.zeros(start.size - 1)
    arc_in = np.empty(start.size - 1, np.int64)
    for unit in range(wanted):
        if not _nearest_augmentation(start, head, cost, room, potential, source, sink, arc_in):
            return unit
        node = sink
        while node != source:
            arc = arc_in[node]
            room[arc] -= 1
            room[back[arc]] += 1
            node = tail[arc]
    return wanted
