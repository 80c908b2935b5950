"""What an earth station sees of a shell, and the sum of what reaches it: compiled passes over satellite, station, time.

The passes keep only satellites above the least elevation, a few of a hundred, so that gains and flux densities can be
computed for them by any antenna model in whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from huxing.link.capacity.gso_kernel import SCAN, arc_scan, least_arc_angle


class StationFrames(NamedTuple):
    """Stations as arrays: position and up in ITRF, and the unit vector to the station's geostationary satellite."""

    position: NDArray[np.float64]
    up: NDArray[np.float64]
    boresight: NDArray[np.float64]


class Sight(NamedTuple):
    """The satellites in view, one entry each, station by station within time by time.

    `start` `(time x station + 1,)` says where each group begins; the other arrays have one number per entry: range m,
    sine of elevation, angle off the station's boresight rad, angle at the satellite between nadir and the station rad,
    angle to the geostationary arc rad.
    """

    start: NDArray[np.int64]
    range: NDArray[np.float64]
    sine: NDArray[np.float64]
    off_axis: NDArray[np.float64]
    nadir: NDArray[np.float64]
    arc: NDArray[np.float64]


ENTRIES = 1 << 18
"""Satellites in view that are held at once (those of one time always are): 30 MB with what is computed of them."""


def sights(
    position: NDArray[np.float64], stations: StationFrames, least_sine: float, *, with_arc: bool
) -> Iterator[tuple[slice, Sight]]:
    """Who is in view, in parts: some times, and what all stations see in them.

    Args:
        position: ITRF, m, shape `(time, satellite, 3)`; a satellite without one (NaN) is not in view.
        stations: as arrays.
        least_sine: of the elevation.
        with_arc: whether the angle to the arc is asked; it is pi where not, and where no arc is visible.

    Yields:
        Times and entries, so many times that their entries are at most `ENTRIES`, but at least one.
    """
    counts = np.zeros((position.shape[0], stations.position.shape[0]), np.int64)
    _count(position, *stations[:2], least_sine, counts)
    scan, visible = np.empty((counts.shape[1], SCAN, 3)), np.empty(counts.shape[1], np.bool_)
    _scan_arcs(*stations[:2], scan, visible)
    before, begin = np.concatenate([[0], np.cumsum(counts.sum(axis=1))]), 0
    while begin < counts.shape[0]:
        end = max(begin + 1, int(np.searchsorted(before, before[begin] + ENTRIES, side="right")) - 1)
        start = np.concatenate([[0], np.cumsum(counts[begin:end])])
        columns = np.empty((5, int(start[-1])))
        _fill(position[begin:end], *stations, least_sine, visible & with_arc, scan, start, columns)
        yield slice(begin, end), Sight(start, *columns)
        begin = end


@njit(cache=True, nogil=True, error_model="numpy", parallel=True)
def _count(
    position: NDArray[np.float64],
    site: NDArray[np.float64],
    up: NDArray[np.float64],
    least_sine: float,
    counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    least_square = least_sine * least_sine
    for t in prange(position.shape[0]):
        for s in range(site.shape[0]):
            px, py, pz = site[s, 0], site[s, 1], site[s, 2]
            ux, uy, uz = up[s, 0], up[s, 1], up[s, 2]
            seen = 0
            for k in range(position.shape[1]):
                dx, dy, dz = position[t, k, 0] - px, position[t, k, 1] - py, position[t, k, 2] - pz
                height = dx * ux + dy * uy + dz * uz
                square = dx * dx + dy * dy + dz * dz
                seen += (height > 0.0) & (height * height >= least_square * square)
            counts[t, s] = seen


@njit(cache=True, nogil=True, error_model="numpy")
def _scan_arcs(
    site: NDArray[np.float64], up: NDArray[np.float64], scan: NDArray[np.float64], visible: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    for s in range(site.shape[0]):
        visible[s] = arc_scan(site[s], up[s], scan[s])


@njit(cache=True, nogil=True, error_model="numpy", parallel=True)
def _fill(
    position: NDArray[np.float64],
    site: NDArray[np.float64],
    up: NDArray[np.float64],
    boresight: NDArray[np.float64],
    least_sine: float,
    with_arc: NDArray[np.bool_],
    scan: NDArray[np.float64],
    start: NDArray[np.int64],
    columns: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    least_square = least_sine * least_sine
    for group in prange(position.shape[0] * site.shape[0]):
        cosine, d, towards = np.empty(SCAN), np.empty(3), np.empty(3)
        t, s, entry = group // site.shape[0], group % site.shape[0], start[group]
        for k in range(position.shape[1]):
            for axis in range(3):
                d[axis] = position[t, k, axis] - site[s, axis]
            height = d[0] * up[s, 0] + d[1] * up[s, 1] + d[2] * up[s, 2]
            square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
            if not (height > 0.0 and height * height >= least_square * square):
                continue
            distance = np.sqrt(square)
            columns[0, entry] = distance
            columns[1, entry] = height / distance
            columns[2, entry] = _angle(d, boresight[s])
            columns[3, entry] = _angle(d, position[t, k])
            columns[4, entry] = np.pi
            if with_arc[s]:
                towards[:] = d / distance
                columns[4, entry] = least_arc_angle(site[s], towards, scan[s], cosine)
            entry += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _angle(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:  # pragma: no cover - compiled
    x, y, z = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    return np.arctan2(np.sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


@njit(cache=True, nogil=True, error_model="numpy", parallel=True)
def add_strongest(
    start: NDArray[np.int64],
    share: NDArray[np.float64],
    operating: NDArray[np.bool_],
    always: NDArray[np.bool_],
    most: int,
    total: NDArray[np.float64],
    contributors: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Sums of each group: its `most` strongest operating entries, and of the others those that always count."""
    for g in prange(total.size):
        first, last = start[g], start[g + 1]
        left = share[first:last].copy()
        for k in range(last - first):
            if not operating[first + k]:
                left[k] = -1.0
        taken = operating[first:last].copy() if most >= last - first else np.zeros(last - first, np.bool_)
        for _ in range(most if most < last - first else 0):
            best = np.argmax(left)
            if left[best] < 0.0:
                break
            taken[best] = True
            left[best] = -1.0
        for k in range(last - first):
            if (taken[k] or always[first + k]) and share[first + k] > 0.0:
                total[g] += share[first + k]
                contributors[g] += 1
