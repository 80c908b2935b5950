"""What an earth station sees of a shell, and the sum of what reaches it: compiled passes over satellite, station, time.

The passes keep only satellites above the least elevation, a few of a hundred, so that gains and flux densities can be
computed for them by any antenna model in whole arrays.
"""

from __future__ import annotations

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


def sight(position: NDArray[np.float64], stations: StationFrames, least_sine: float, *, with_arc: bool) -> Sight:
    """Who is in view: positions `(time, satellite, 3)` in ITRF; where the arc is not asked or not visible, pi."""
    counts = np.zeros(position.shape[0] * stations.position.shape[0], np.int64)
    _count(position, *stations[:2], least_sine, counts)
    start = np.concatenate([[0], np.cumsum(counts)])
    columns = np.empty((5, int(start[-1])))
    _fill(position, *stations, least_sine, with_arc, start, columns)
    return Sight(start, *columns)


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
            counts[t * site.shape[0] + s] = seen


@njit(cache=True, nogil=True, error_model="numpy", parallel=True)
def _fill(
    position: NDArray[np.float64],
    site: NDArray[np.float64],
    up: NDArray[np.float64],
    boresight: NDArray[np.float64],
    least_sine: float,
    with_arc: bool,
    start: NDArray[np.int64],
    columns: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    least_square = least_sine * least_sine
    scan, visible = np.empty((site.shape[0], SCAN, 3)), np.empty(site.shape[0], np.bool_)
    for s in range(site.shape[0]):
        visible[s] = arc_scan(site[s], up[s], scan[s])
    for t in prange(position.shape[0]):
        cosine, d, towards = np.empty(SCAN), np.empty(3), np.empty(3)
        for s in range(site.shape[0]):
            entry = start[t * site.shape[0] + s]
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
                if with_arc and visible[s]:
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
        taken = np.zeros(last - first, np.bool_)
        for _ in range(min(most, last - first)):
            best = np.argmax(left)
            if left[best] < 0.0:
                break
            taken[best] = True
            left[best] = -1.0
        for k in range(last - first):
            if (taken[k] or always[first + k]) and share[first + k] > 0.0:
                total[g] += share[first + k]
                contributors[g] += 1
