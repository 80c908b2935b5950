"""Paths of all pairs of stations followed through next hops, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MULTIPLIER = np.uint64(1_000_003)


@njit(cache=True, nogil=True, error_model="numpy")
def trace_paths(
    next_hop: NDArray[np.int32],
    first_hop: NDArray[np.int32],
    destination: NDArray[np.int64],
    fingerprint: NDArray[np.uint64],
    hops: NDArray[np.int32],
) -> int:  # pragma: no cover - compiled
    """Fill the fingerprint and the number of links of every path; 0 and -1 where there is none.

    Two paths have one fingerprint only if they are equal, but for a chance of about 1 in 2^64. The number of pairs
    whose routes run in a circle is returned; they are left as if there were no path.
    """
    count, circles = next_hop.shape[0], 0
    longest = count + 2 * first_hop.shape[0]
    for s in range(first_hop.shape[0]):
        for g in range(destination.size):
            end = count + destination[g]
            here, links, key = count + s, 0, np.uint64(1)
            while here != end and here >= 0 and links <= longest:
                here = first_hop[here - count, g] if here >= count else next_hop[here, g]
                key = key * _MULTIPLIER + np.uint64(here + 2)
                links += 1
            circles += links > longest
            there = here == end and links > 0
            fingerprint[s, g] = key if there else np.uint64(0)
            hops[s, g] = links if there else -1
    return circles


@njit(cache=True, nogil=True, error_model="numpy")
def record_step(
    trip: NDArray[np.float64],
    fingerprint: NDArray[np.uint64],
    hops: NDArray[np.int32],
    last: NDArray[np.uint64],
    first_step: bool,
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
    total: NDArray[np.float64],
    reached: NDArray[np.int64],
    changes: NDArray[np.int64],
    least_hops: NDArray[np.int32],
    greatest_hops: NDArray[np.int32],
) -> int:  # pragma: no cover - compiled
    """Add one instant to the statistics of all pairs; how many paths changed since the last one."""
    changed = 0
    for s in range(trip.shape[0]):
        for g in range(trip.shape[1]):
            if not first_step and fingerprint[s, g] != last[s, g]:
                changes[s, g] += 1
                changed += 1
            last[s, g] = fingerprint[s, g]
            if hops[s, g] < 0:
                continue
            value = trip[s, g]
            reached[s, g] += 1
            total[s, g] += value
            least[s, g] = min(least[s, g], value)
            greatest[s, g] = max(greatest[s, g], value)
            least_hops[s, g] = min(least_hops[s, g], hops[s, g])
            greatest_hops[s, g] = max(greatest_hops[s, g], hops[s, g])
    return changed


@njit(cache=True, nogil=True, error_model="numpy")
def changed_rows(
    old: NDArray[np.int32], new: NDArray[np.int32], row: NDArray[np.int32], column: NDArray[np.int32]
) -> int:  # pragma: no cover - compiled
    """Places at which two tables differ, in the order of rows, into `row` and `column` as far as they have room."""
    found = 0
    for i in range(new.shape[0]):
        for g in range(new.shape[1]):
            if old[i, g] != new[i, g]:
                if found < row.size:
                    row[found] = i
                    column[found] = g
                found += 1
    return found
