"""Which paths a linear programme needs, and shifts that undo small overloads, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]

DOMINATED = -1


@njit(cache=True, nogil=True, error_model="numpy")
def representatives(
    start_of_flow: I8, start: I8, link: I4, active: NDArray[np.bool_]
) -> I8:  # pragma: no cover - compiled
    """For each path the first one of its flow that takes the same active links, or DOMINATED where one takes fewer."""
    paths = start.size - 1
    out = np.arange(paths)
    size = np.zeros(paths, np.int64)
    mark = np.full(active.size, -1, np.int64)
    for p in range(paths):
        for x in range(start[p], start[p + 1]):
            size[p] += active[link[x]]
    for f in range(start_of_flow.size - 1):
        first, last = start_of_flow[f], start_of_flow[f + 1]
        if last - first < 2:
            continue
        for p in range(first, last):
            for x in range(start[p], start[p + 1]):
                mark[link[x]] = p
            for q in range(first, last):
                if q == p or size[q] > size[p] or (size[q] == size[p] and q > p):
                    continue
                inside = True
                for x in range(start[q], start[q + 1]):
                    if active[link[x]] and mark[link[x]] != p:
                        inside = False
                        break
                if inside:
                    if size[q] < size[p]:
                        out[p] = DOMINATED
                        break
                    out[p] = min(out[p], q)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def relieve(
    flow: I8, start_of_flow: I8, start: I8, link: I4, begin: I8, crossing: I4, capacity: F8, rate: F8, load: F8,
    sweeps: int,
) -> None:  # fmt: skip  # pragma: no cover - compiled
    """Shift `rate` `(path,)` from overloaded links to other paths of the same flows that have room, in place.

    `begin` and `crossing` are the paths of each link.
    """
    mark = np.full(capacity.size, -1, np.int64)
    for _ in range(sweeps):
        moved = False
        for i in range(capacity.size):
            for k in range(begin[i], begin[i + 1]):
                if load[i] <= capacity[i] * (1.0 + 1e-9):
                    break
                p = crossing[k]
                for x in range(start[p], start[p + 1]):
                    mark[link[x]] = p
                for q in range(start_of_flow[flow[p]], start_of_flow[flow[p] + 1]):
                    over = min(load[i] - capacity[i], rate[p])
                    room = _room(q, p, i, over, start, link, mark, capacity, load) if q != p else 0.0
                    if room > 0.0:
                        moved = True
                        _move(p, q, room, start, link, rate, load)
        if not moved:
            break


@njit(cache=True, nogil=True, error_model="numpy")
def _room(
    q: int, p: int, full: int, most: float, start: I8, link: I4, mark: I8, capacity: F8, load: F8
) -> float:  # pragma: no cover - compiled
    """What path q can take over from path p, whose links are marked with p, away from a full link."""
    room = most
    for x in range(start[q], start[q + 1]):
        e = link[x]
        if e == full:
            return 0.0
        if mark[e] != p:
            room = min(room, capacity[e] - load[e])
        if room <= 0.0:
            return 0.0
    return room


@njit(cache=True, nogil=True, error_model="numpy")
def _move(p: int, q: int, amount: float, start: I8, link: I4, rate: F8, load: F8) -> None:  # pragma: no cover
    rate[p] -= amount
    rate[q] += amount
    for x in range(start[p], start[p + 1]):
        load[link[x]] -= amount
    for x in range(start[q], start[q + 1]):
        load[link[x]] += amount


@njit(cache=True, nogil=True, error_model="numpy")
def top_up(flow: I8, start: I8, link: I4, capacity: F8, wanted: F8, rate: F8) -> None:  # pragma: no cover - compiled
    """Give `rate` `(path,)` what its links and its flow's demand leave free, path after path, in place."""
    free, left = capacity.copy(), wanted.copy()
    for p in range(rate.size):
        left[flow[p]] -= rate[p]
        for x in range(start[p], start[p + 1]):
            free[link[x]] -= rate[p]
    for p in range(rate.size):
        room = left[flow[p]]
        for x in range(start[p], start[p + 1]):
            room = min(room, free[link[x]])
        if room > 0.0:
            rate[p] += room
            left[flow[p]] -= room
            for x in range(start[p], start[p + 1]):
                free[link[x]] -= room


@njit(cache=True, nogil=True, error_model="numpy")
def greatest_on_path(start: I8, link: I4, value: F8) -> F8:  # pragma: no cover - compiled
    """The greatest value of a path's links, for each path."""
    out = np.full(start.size - 1, -np.inf)
    for p in range(start.size - 1):
        for x in range(start[p], start[p + 1]):
            out[p] = max(out[p], value[link[x]])
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def sum_on_path(start: I8, link: I4, value: F8) -> F8:  # pragma: no cover - compiled
    """The sum of a path's links, for each path."""
    out = np.zeros(start.size - 1)
    for p in range(start.size - 1):
        for x in range(start[p], start[p + 1]):
            out[p] += value[link[x]]
    return out
