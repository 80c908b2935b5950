"""Lengths of the paths that routes take, whatever weights they were chosen by."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.network.routing.routes import Routes
from huxing.network.topology import Snapshot


def path_lengths(snapshot: Snapshot, routes: Routes) -> NDArray[np.float64]:
    """Length of the path from every station to every destination.

    Args:
        snapshot: that the routes belong to.
        routes: of any weights.

    Returns:
        m, infinite where there is no way, zero from a station to itself, shape `(station, destination)`.

    Raises:
        InputError: routes that run in a circle.

    Source:
        None: a sum along next hops.
    """
    out = np.empty(routes.first_hop.shape)
    circles = _lengths(
        routes.next_hop,
        routes.first_hop,
        routes.destination,
        snapshot.neighbour,
        snapshot.length,
        snapshot.ground_range,
        out,
    )
    if circles:
        raise InputError(
            f"the routes of {circles} pairs of stations run in a circle: a weight may be zero; give some above 0"
        )
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _lengths(
    next_hop: NDArray[np.int32],
    first_hop: NDArray[np.int32],
    destination: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    length: NDArray[np.float64],
    ground: NDArray[np.float64],
    out: NDArray[np.float64],
) -> int:  # pragma: no cover - compiled
    count, circles = next_hop.shape[0], 0
    longest = count + 2 * first_hop.shape[0]
    for s in range(first_hop.shape[0]):
        for g in range(destination.size):
            here, end, links, total = count + s, count + destination[g], 0, 0.0
            while here != end and here >= 0 and links <= longest:
                if here >= count:
                    there = first_hop[here - count, g]
                    step = ground[there, here - count] if there >= 0 else np.inf
                else:
                    there = next_hop[here, g]
                    step = ground[here, there - count] if there >= count else np.inf
                    if 0 <= there < count:
                        for k in range(neighbour.shape[1]):
                            if neighbour[here, k] == there:
                                step = length[here, k]
                                break
                total += step
                here = there
                links += 1
            circles += links > longest
            out[s, g] = total if here == end else np.inf
    return circles
