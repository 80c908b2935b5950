"""Satellites that both ends of a flow see, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def nearest_common(ranges: F8, source: I8, destination: I8, count: int) -> I4:  # pragma: no cover - compiled
    """Satellites in view of both ends by the length of the way, `(flow, count)`, -1 where there are no more.

    `ranges` has shape `(station, satellite)`; of equal ways the lower number comes first.
    """
    out = np.full((source.size, count), -1, np.int32)
    best = np.empty(count)
    for f in range(source.size):
        one, other = ranges[source[f]], ranges[destination[f]]
        size = 0
        for i in range(ranges.shape[1]):
            way = one[i] + other[i]
            if way == np.inf or (size == count and way >= best[count - 1]):
                continue
            at = size if size < count else count - 1
            while at > 0 and best[at - 1] > way:
                best[at] = best[at - 1]
                out[f, at] = out[f, at - 1]
                at -= 1
            best[at] = way
            out[f, at] = i
            size = min(size + 1, count)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def written_bent_pipes(
    source: I8, destination: I8, satellite: I4, firsts: I8, stations: int, each: int
) -> I4:  # pragma: no cover - compiled
    """Numbers of the links of paths through one satellite, `each` for each path."""
    out = np.empty(source.size * each, np.int32)
    for p in range(source.size):
        at = p * each
        out[at], out[at + 1] = firsts[3] + source[p], firsts[1] + satellite[p]
        out[at + 2], out[at + 3] = firsts[2] + satellite[p], firsts[4] + destination[p]
        if each == 6:
            out[at + 4] = firsts[5] + satellite[p] * stations + source[p]
            out[at + 5] = firsts[6] + satellite[p] * stations + destination[p]
    return out
