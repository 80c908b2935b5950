"""Links on the way of each flow, compiled: counted first, then written, so that no path is too long for its place."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def count_links(source: I8, column: I8, end: I8, first_hop: I4, next_hop: I4, each: int, start: I8) -> int:
    # pragma: no cover - compiled
    """Fill `start` `(flow + 1,)`; -1, or the first flow that runs in a circle.

    `each` is how many links a hop between station and satellite counts. A flow without a way has no link.
    """
    satellites, stations = next_hop.shape[0], first_hop.shape[0]
    longest = satellites + 2 * stations
    start[0] = 0
    for f in range(source.size):
        here, g, hops, links = satellites + source[f], column[f], 0, 0
        while here != end[f]:
            if here < satellites:
                there = next_hop[here, g]
                links += 1 if there < satellites else each
            else:
                there = first_hop[here - satellites, g]
                links += each
            if there < 0:
                links = 0
                break
            here = there
            hops += 1
            if hops > longest:
                return f
        start[f + 1] = start[f] + links
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def write_links(
    source: I8, column: I8, end: I8, first_hop: I4, next_hop: I4, neighbour: I4, length: F8, firsts: I8, start: I8,
    link: I4,
) -> int:  # fmt: skip  # pragma: no cover - compiled
    """Fill `link` with the numbers of `LinkNumbers`; -1, or the first flow that takes a hop for which no port is up."""
    satellites, ports = neighbour.shape
    stations = first_hop.shape[0]
    own = firsts[7] > firsts[5]
    for f in range(source.size):
        if start[f] == start[f + 1]:
            continue
        here, g, at = satellites + source[f], column[f], start[f]
        while here != end[f]:
            if here >= satellites:
                there = first_hop[here - satellites, g]
                link[at], link[at + 1] = firsts[3] + here - satellites, firsts[1] + there
                at += 2
                if own:
                    link[at] = firsts[5] + there * stations + here - satellites
                    at += 1
            else:
                there = next_hop[here, g]
                if there >= satellites:
                    link[at], link[at + 1] = firsts[2] + here, firsts[4] + there - satellites
                    at += 2
                    if own:
                        link[at] = firsts[6] + here * stations + there - satellites
                        at += 1
                else:
                    port = -1
                    for k in range(ports):
                        if neighbour[here, k] == there and length[here, k] < np.inf:
                            port = k
                            break
                    if port < 0:
                        return f
                    link[at] = here * ports + port
                    at += 1
            here = there
    return -1
