"""Statistics of counts that arrive in blocks of time: sums, shares, gaps and revisits, point by point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

CHUNK = 512
"""Points that one thread takes at a time; results do not depend on the number of threads."""


class CountSums(NamedTuple):
    """Running sums over time, each of shape `(point,)`."""

    total: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]


class GapSums(NamedTuple):
    """Running gap statistics of one fold, in epochs, shape `(point,)`; `histogram` is area-weighted by length.

    A gap is a run of epochs with fewer satellites in view than the fold asks; a gap cut by an end of the span counts
    with its observed length. `inner_*` are the gaps with both ends seen (revisits).
    """

    covered: NDArray[np.int64]
    current: NDArray[np.int64]
    gaps: NDArray[np.int64]
    gap_total: NDArray[np.int64]
    gap_squares: NDArray[np.int64]
    gap_longest: NDArray[np.int64]
    inner_gaps: NDArray[np.int64]
    inner_total: NDArray[np.int64]
    first_access: NDArray[np.int64]
    histogram: NDArray[np.float64]


def new_count_sums(points: int) -> CountSums:
    """Sums before the first block.

    Args:
        points: size of the grid.

    Returns:
        Sums of nothing.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return CountSums(np.zeros(points, np.int64), np.full(points, np.iinfo(np.int64).max), np.full(points, -1, np.int64))


def new_gap_sums(points: int, epochs: int) -> GapSums:
    """Gap statistics before the first block.

    Args:
        points: size of the grid.
        epochs: number of times in the whole span, the longest gap there can be.

    Returns:
        Statistics of nothing; no access yet is -1.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    chunks = (points + CHUNK - 1) // CHUNK
    covered, current, gaps, total, squares, longest, inner_gaps, inner_total = np.zeros((8, points), np.int64)
    never = np.full(points, -1, np.int64)
    histogram = np.zeros((chunks, epochs + 1))
    return GapSums(covered, current, gaps, total, squares, longest, inner_gaps, inner_total, never, histogram)


@njit(parallel=True, cache=True, nogil=True)
def add_counts(counts: NDArray[np.uint16], sums: CountSums) -> None:  # pragma: no cover - compiled
    """Add a block of counts, shape `(time, point)`, to the sums.

    Args:
        counts: satellites in view.
        sums: changed in place.

    Raises:
        Nothing of its own.

    Source:
        None: sums.
    """
    points = counts.shape[1]
    for chunk in prange((points + CHUNK - 1) // CHUNK):
        _add_counts_of(counts, chunk * CHUNK, min((chunk + 1) * CHUNK, points), sums)


# The work on a chunk is a function of its own: numba takes a loop whose only effect is on arrays inside a named tuple
# for one without effect, and drops it.
@njit(cache=True, nogil=True)
def _add_counts_of(counts: NDArray[np.uint16], first: int, last: int, sums: CountSums) -> None:  # pragma: no cover
    for t in range(counts.shape[0]):
        for p in range(first, last):
            value = np.int64(counts[t, p])
            sums.total[p] += value
            sums.least[p] = min(sums.least[p], value)
            sums.most[p] = max(sums.most[p], value)


@njit(parallel=True, cache=True, nogil=True)
def add_gaps(
    counts: NDArray[np.uint16], fold: int, epoch: int, weight: NDArray[np.float64], sums: GapSums
) -> None:  # pragma: no cover - compiled
    """Add a block of counts to the gap statistics of one fold.

    Args:
        counts: satellites in view, shape `(time, point)`.
        fold: how many satellites make a point covered.
        epoch: index of the block's first time in the span.
        weight: of each point, shape `(point,)`.
        sums: changed in place.

    Raises:
        Nothing of its own.

    Source:
        `GapSums`.
    """
    points = counts.shape[1]
    for chunk in prange((points + CHUNK - 1) // CHUNK):
        _add_gaps_of(counts, fold, epoch, chunk, weight, sums)


@njit(cache=True, nogil=True)
def _add_gaps_of(
    counts: NDArray[np.uint16], fold: int, epoch: int, chunk: int, weight: NDArray[np.float64], sums: GapSums
) -> None:  # pragma: no cover - compiled
    first, last = chunk * CHUNK, min((chunk + 1) * CHUNK, counts.shape[1])
    quiet = False  # every point has had access, and none is in a gap
    untouched = 0
    for t in range(counts.shape[0]):
        least = counts[t, first]
        for p in range(first, last):
            least = min(least, counts[t, p])
        if quiet and least >= fold:
            untouched += 1
            continue
        quiet = True
        for p in range(first, last):
            if counts[t, p] < fold:
                sums.current[p] += 1
                quiet = False
                continue
            sums.covered[p] += 1
            length = sums.current[p]
            if sums.first_access[p] < 0:
                sums.first_access[p] = epoch + t
            elif length > 0:
                sums.inner_gaps[p] += 1
                sums.inner_total[p] += length
            if length > 0:
                _close_gap(p, chunk, length, weight, sums)
    for p in range(first, last):
        sums.covered[p] += untouched


@njit(cache=True, nogil=True, inline="always")
def _close_gap(
    p: int, chunk: int, length: int, weight: NDArray[np.float64], sums: GapSums
) -> None:  # pragma: no cover - compiled
    sums.gaps[p] += 1
    sums.gap_total[p] += length
    sums.gap_squares[p] += length * length
    sums.gap_longest[p] = max(sums.gap_longest[p], length)
    sums.histogram[chunk, length] += weight[p]
    sums.current[p] = 0


@njit(cache=True, nogil=True)
def close_gaps(weight: NDArray[np.float64], sums: GapSums) -> None:  # pragma: no cover - compiled
    """Count the gaps that are still open at the end of the span.

    Args:
        weight: of each point.
        sums: changed in place.

    Raises:
        Nothing of its own.

    Source:
        `GapSums`.
    """
    for p in range(weight.size):
        if sums.current[p] > 0:
            _close_gap(p, p // CHUNK, sums.current[p], weight, sums)
