"""The highest satellite over every point of a grid at every time.

Rows and columns that a satellite can reach come from `coverage_kernel`; each pair that is left is tested itself.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from huxing.orbit.coverage_kernel import CAP_SLACK, NEAR_AXIS, POLAR_RADIUS, Sites, half_widths


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _try_point(
    x: float, y: float, z: float, row: int, column: int, point: int, k: int, sites: Sites,
    best: NDArray[np.float64], satellite: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Keep the satellite where it stands higher; `best` is the square of the sine, from the mask's on."""
    q = sites.ring_start[row] + column
    cosine, sine = sites.ring_cos[q], sites.ring_sin[q]
    out = sites.axis_distance[row]
    dx, dy, dz = x - out * cosine, y - out * sine, z - sites.height[row]
    above = sites.normal_out[row] * (cosine * dx + sine * dy) + sites.normal_up[row] * dz
    square = above * above / (dx * dx + dy * dy + dz * dz)
    if above >= 0.0 and (square > best[point] or (satellite[point] < 0 and square == best[point])):
        best[point] = square
        satellite[point] = k


@njit(cache=True, nogil=True, error_model="numpy")
def _try_row(
    x: float, y: float, z: float, longitude: float, width: float, row: int, k: int, sites: Sites,
    best: NDArray[np.float64], satellite: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """All points of a row within `width` (and a bit) of the satellite's longitude; of a part of a ring, all points."""
    first, last, n = sites.row_start[row], sites.row_start[row + 1], sites.columns[row]
    per_radian = n / (2.0 * np.pi)
    reached = width * per_radian + 1e-6 * n
    if last - first < n or 2.0 * reached >= n - 1.0:
        for point in range(first, last):
            _try_point(x, y, z, row, sites.column[point], point, k, sites, best, satellite)
        return
    middle = (longitude - sites.first_longitude[row]) * per_radian
    low, high = int(np.ceil(middle - reached)), int(np.floor(middle + reached))
    # the interval lies within one turn of the ring; in pieces, because a modulo for each point would double the time
    for column in range(max(low, 0), min(high, n - 1) + 1):
        _try_point(x, y, z, row, column, first + column, k, sites, best, satellite)
    for column in range(low + n, n):
        _try_point(x, y, z, row, column, first + column, k, sites, best, satellite)
    for column in range(max(low - n, 0), high - n + 1):
        _try_point(x, y, z, row, column, first + column, k, sites, best, satellite)


@njit(cache=True, nogil=True, error_model="numpy")
def _highest_at(
    position: NDArray[np.float64], sin_mask: float, sites: Sites,
    best: NDArray[np.float64], satellite: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Fill the two rows of one time; a point without a satellite keeps -1."""
    best[:], satellite[:] = sin_mask * sin_mask, -1
    rows = sites.latitude.size
    limit, width = np.empty(rows), np.empty(rows)
    cos_mask, mask = np.sqrt(1.0 - sin_mask * sin_mask), np.arcsin(sin_mask)
    for k in range(position.shape[0]):
        x, y, z = position[k, 0], position[k, 1], position[k, 2]
        rho = np.sqrt(x * x + y * y)
        r = np.sqrt(rho * rho + z * z)
        if not r > POLAR_RADIUS:
            continue
        cap = np.arccos(POLAR_RADIUS / r * cos_mask) - mask + CAP_SLACK
        center, longitude = np.arctan2(z, rho), np.arctan2(y, x)
        low = np.searchsorted(sites.latitude, center - cap)
        high = np.searchsorted(sites.latitude, center + cap)
        half_widths(rho, z, sin_mask, low, high, sites, limit, width)
        axial = rho < NEAR_AXIS * r
        for row in range(low, high):
            whole = axial or sites.normal_out[row] < NEAR_AXIS
            if whole or limit[row] < 1.0 + 1e-7:
                half = np.pi if whole else width[row]
                _try_row(x, y, z, longitude, half, row, k, sites, best, satellite)


@njit(cache=True, nogil=True, error_model="numpy")
def _fill_series(
    position: NDArray[np.float64], sites: Sites,
    best: NDArray[np.float64], satellite: NDArray[np.int32], reach: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Squares of sines become sines, and the distance of the chosen satellite is filled in."""
    for row in range(sites.latitude.size):
        for point in range(sites.row_start[row], sites.row_start[row + 1]):
            k = satellite[point]
            if k < 0:
                best[point], reach[point] = -2.0, np.nan
                continue
            q = sites.ring_start[row] + sites.column[point]
            dx = position[k, 0] - sites.axis_distance[row] * sites.ring_cos[q]
            dy = position[k, 1] - sites.axis_distance[row] * sites.ring_sin[q]
            dz = position[k, 2] - sites.height[row]
            best[point], reach[point] = np.sqrt(best[point]), np.sqrt(dx * dx + dy * dy + dz * dz)


@njit(parallel=True, cache=True, nogil=True, error_model="numpy")
def find_highest(
    position: NDArray[np.float64], sin_mask: float, sites: Sites,
    sin_elevation: NDArray[np.float64], satellite: NDArray[np.int32], reach: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """The highest satellite over each point at each time.

    Args:
        position: satellites, ITRF, m, shape `(time, satellite, 3)`; a satellite at NaN is nowhere in view.
        sin_mask: sine of the least elevation, 0 to 1.
        sites: the points.
        sin_elevation, satellite, reach: filled in place, shape `(time, point)`: sine of the elevation (-2 where none is
            in view), index (-1), slant range in m (NaN).

    Raises:
        Nothing of its own.

    Source:
        Vallado 2013, section 4.4 (elevation).
    """
    for t in prange(position.shape[0]):
        _highest_at(position[t], sin_mask, sites, sin_elevation[t], satellite[t])
        _fill_series(position[t], sites, sin_elevation[t], satellite[t], reach[t])


@njit(parallel=True, cache=True, nogil=True, error_model="numpy")
def add_to_histogram(
    position: NDArray[np.float64], sin_mask: float, sites: Sites, per_radian: float, counts: NDArray[np.int32]
) -> None:  # pragma: no cover - compiled
    """Count, for each point, how often the highest satellite stands in each bin of elevation.

    Args:
        position, sin_mask, sites: as of `find_highest`.
        per_radian: bins in a radian of elevation, from the horizon on.
        counts: added to in place, shape `(part, point, bin)`; times are dealt out to the parts in turn, and the parts
            are counted in parallel.

    Raises:
        Nothing of its own.

    Source:
        Vallado 2013, section 4.4 (elevation).
    """
    parts, points, bins = counts.shape
    for part in prange(parts):
        best, satellite = np.empty(points), np.empty(points, np.int32)
        for t in range(part, position.shape[0], parts):
            _highest_at(position[t], sin_mask, sites, best, satellite)
            for q in range(points):
                if satellite[q] >= 0:
                    counts[part, q, min(int(np.arcsin(min(np.sqrt(best[q]), 1.0)) * per_radian), bins - 1)] += 1
