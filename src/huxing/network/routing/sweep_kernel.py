"""Distances from all satellites to all stations by sweeping, compiled: exact, and fast because stations go in parallel.

Each satellite's row holds its distance to every station. A satellite is relaxed by taking, for all stations at once,
the least over its neighbours of their distance plus the link. Sweeps go over planes and slots up and down in turn, so
that news travels across the whole constellation in one of them; they end when nothing changes any more, so the result
is the fixed point, which is what Dijkstra's algorithm finds, bit for bit: both add a path's links from its end.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]


@njit(cache=True, nogil=True, error_model="numpy")
def _relax(distance: F8, neighbour: I4, weight: F8, i: int) -> bool:  # pragma: no cover - compiled
    """Four neighbours at a time; an unused port has an infinite weight and may point anywhere."""
    row = distance[i]
    improved = 0.0
    for k in range(0, neighbour.shape[1], 4):
        row0, row1 = distance[neighbour[i, k]], distance[neighbour[i, k + 1]]
        row2, row3 = distance[neighbour[i, k + 2]], distance[neighbour[i, k + 3]]
        w0, w1, w2, w3 = weight[i, k], weight[i, k + 1], weight[i, k + 2], weight[i, k + 3]
        for g in range(row.size):
            old = row[g]
            near = min(row0[g] + w0, row1[g] + w1)
            far = min(row2[g] + w2, row3[g] + w3)
            new = min(near, far)
            new = min(new, old)
            row[g] = new
            improved += 1.0 if new < old else 0.0
    return improved > 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(distance: F8, neighbour: I4, weight: F8, order: I4, follower: I4) -> int:  # pragma: no cover - compiled
    """Bring `distance` to its fixed point in place; the number of sweeps.

    A satellite is relaxed only if one of its neighbours has changed since it was relaxed last. `follower` names the
    satellites that have a satellite as their neighbour (the same table where links go both ways).
    """
    waiting = np.ones(distance.shape[0], np.bool_)
    left, sweeps = distance.shape[0], 0
    while left > 0:
        turn = order[sweeps % order.shape[0]]
        sweeps += 1
        for place in range(turn.size):
            i = turn[place]
            if not waiting[i]:
                continue
            waiting[i] = False
            left -= 1
            if _relax(distance, neighbour, weight, i):
                for k in range(follower.shape[1]):
                    b = follower[i, k]
                    if b >= 0 and not waiting[b]:
                        waiting[b] = True
                        left += 1
    return sweeps


@njit(cache=True, nogil=True, error_model="numpy")
def next_hops(
    distance: F8, ground: F8, neighbour: I4, weight: F8, destination: NDArray[np.int64]
) -> I4:  # pragma: no cover - compiled
    """Next node from each satellite to each station, -1 where none; of equal ones the ground, then the first port."""
    count, wanted = distance.shape
    out = np.empty((count, wanted), np.int32)
    best = np.empty(wanted)
    for i in range(count):
        row = out[i]
        for g in range(wanted):
            best[g] = ground[i, g]
            row[g] = count + destination[g] if ground[i, g] < np.inf else -1
        for k in range(neighbour.shape[1]):
            b = neighbour[i, k]
            w = weight[i, k]
            if b < 0 or w == np.inf:
                continue
            theirs = distance[b]
            for g in range(wanted):
                new = theirs[g] + w
                closer = new < best[g]
                best[g] = new if closer else best[g]
                row[g] = b if closer else row[g]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def station_routes(
    distance: F8, uplink: F8, destination: NDArray[np.int64]
) -> tuple[F8, I4]:  # pragma: no cover - compiled
    """Distance and first satellite from each station to each destination; of equal ones the lowest satellite."""
    count, stations = uplink.shape
    wanted = distance.shape[1]
    total, first = np.full((stations, wanted), np.inf), np.full((stations, wanted), -1, np.int32)
    for i in range(count):
        row = distance[i]
        for s in range(stations):
            d = uplink[i, s]
            if d == np.inf:
                continue
            best, who = total[s], first[s]
            for g in range(wanted):
                new = d + row[g]
                closer = new < best[g]
                best[g] = new if closer else best[g]
                who[g] = i if closer else who[g]
    for g in range(wanted):
        total[destination[g], g] = 0.0
        first[destination[g], g] = -1
    return total, first
