"""Greatest flow from one node to another, compiled: Dinic's algorithm over whole numbers, which may go on from a flow.

Edges come in pairs: edge 2k and its way back 2k + 1. `free` is what an edge can still take.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

I4 = NDArray[np.int32]
I8 = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def edges_of_nodes(tail: I4, nodes: int) -> tuple[I8, I4]:  # pragma: no cover - compiled
    """Where the edges of each node begin, and their numbers."""
    begin = np.zeros(nodes + 1, np.int64)
    for e in range(tail.size):
        begin[tail[e] + 1] += 1
    for i in range(nodes):
        begin[i + 1] += begin[i]
    at, edge = begin[:-1].copy(), np.empty(tail.size, np.int32)
    for e in range(tail.size):
        edge[at[tail[e]]] = e
        at[tail[e]] += 1
    return begin, edge


@njit(cache=True, nogil=True, error_model="numpy")
def augment(begin: I8, edge: I4, head: I4, free: I8, source: int, sink: int) -> int:  # pragma: no cover - compiled
    """Add the greatest flow to what `free` leaves, in place; how much was added.

    The search goes from the sink against the edges: where one sink more has been opened, the way there is near it.
    """
    nodes = begin.size - 1
    level, at = np.empty(nodes, np.int32), np.empty(nodes, np.int64)
    queue, trail = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    total = 0
    while _levels(begin, edge, head, free, sink, source, level, queue):
        at[:] = begin[:-1]
        depth, here = 0, sink
        while True:
            if here == source:
                least = free[trail[0] ^ 1]
                for k in range(1, depth):
                    least = min(least, free[trail[k] ^ 1])
                back = 0
                for k in range(depth - 1, -1, -1):
                    e = trail[k]
                    free[e ^ 1] -= least
                    free[e] += least
                    if free[e ^ 1] == 0:
                        back = k
                total += least
                depth = back
                here = head[trail[back] ^ 1]
                continue
            stepped = False
            while at[here] < begin[here + 1]:
                e = edge[at[here]]
                if free[e ^ 1] > 0 and level[head[e]] == level[here] + 1:
                    trail[depth] = e
                    depth += 1
                    here = head[e]
                    stepped = True
                    break
                at[here] += 1
            if stepped:
                continue
            if depth == 0:
                break
            depth -= 1
            here = head[trail[depth] ^ 1]
            at[here] += 1
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _levels(
    begin: I8, edge: I4, head: I4, free: I8, sink: int, source: int, level: I4, queue: I4
) -> bool:  # pragma: no cover - compiled
    """Number of edges from each node to the sink, -1 beyond the source; whether the source is reached."""
    level[:] = -1
    level[sink] = 0
    queue[0] = sink
    first, last = 0, 1
    while first < last:
        here = queue[first]
        first += 1
        for k in range(begin[here], begin[here + 1]):
            e = edge[k]
            there = head[e]
            if free[e ^ 1] > 0 and level[there] < 0:
                level[there] = level[here] + 1
                if there == source:
                    return True
                queue[last] = there
                last += 1
    return False


@njit(cache=True, nogil=True, error_model="numpy")
def reached(begin: I8, edge: I4, head: I4, free: I8, source: int) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    """Nodes that the source can still send to: its side of a smallest cut."""
    nodes = begin.size - 1
    seen, queue = np.zeros(nodes, np.bool_), np.empty(nodes, np.int32)
    seen[source] = True
    queue[0] = source
    first, last = 0, 1
    while first < last:
        here = queue[first]
        first += 1
        for k in range(begin[here], begin[here + 1]):
            e = edge[k]
            if free[e] > 0 and not seen[head[e]]:
                seen[head[e]] = True
                queue[last] = head[e]
                last += 1
    return seen
