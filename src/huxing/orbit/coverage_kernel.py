"""Satellites in view of every point of a grid, by intervals of longitude instead of point tests.

On a row of constant latitude the points that see a satellite above an elevation form one interval of longitude: on an
ellipsoid of revolution the elevation depends on latitude and on the difference of longitude alone, and falls as that
difference grows. The half-width follows from a quadratic equation; +1 and -1 at its ends in a difference array and a
running sum along the row give the counts. The half-width is computed with a fast arc cosine (2e-8 rad); a column that
lies nearer to an end than that is decided by `sees`, the point test itself, so the counts are those of the point test.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from huxing.core.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_AXIS
from huxing.orbit.grid import Grid

POLAR_RADIUS = WGS84_SEMI_MAJOR_AXIS * (1.0 - WGS84_FLATTENING)
CAP_SLACK = float(np.radians(0.5))
"""Added to the spherical cap when rows are chosen: geodetic and geocentric verticals differ by 0.19 deg at most, which
moves the cap's edge by as much again."""
NEAR_AXIS = 1e-3
"""Rows and satellites whose distance from the axis is below this share of their radius are decided point by point."""
_NEAR_TANGENT = 1e-7
"""Rows that a cap just touches, or just leaves one point of, likewise."""


class Sites(NamedTuple):
    """A grid as the kernel wants it: per row the meridian plane's geometry, per ring column its longitude."""

    axis_distance: NDArray[np.float64]
    height: NDArray[np.float64]
    normal_out: NDArray[np.float64]
    normal_up: NDArray[np.float64]
    latitude: NDArray[np.float64]
    columns: NDArray[np.int64]
    first_longitude: NDArray[np.float64]
    ring_start: NDArray[np.int64]
    ring_cos: NDArray[np.float64]
    ring_sin: NDArray[np.float64]
    row_start: NDArray[np.int64]
    column: NDArray[np.int64]


def sites_of(grid: Grid) -> Sites:
    """Geometry of a grid's rows on WGS84.

    Args:
        grid: the points.

    Returns:
        What `count_in_view` takes.

    Raises:
        Nothing of its own.

    Source:
        NGA.STND.0036_1.0.0_WGS84, section 4.
    """
    latitude = grid.row_latitude
    sine, cosine = np.sin(latitude), np.cos(latitude)
    cosine[np.abs(cosine) < 1e-12] = 0.0  # a row on a pole is one point: all its columns see the same
    e2 = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
    curvature = WGS84_SEMI_MAJOR_AXIS / np.sqrt(1.0 - e2 * sine * sine)
    ring_start = np.concatenate([[0], np.cumsum(grid.ring_columns)])
    turn = [
        lon + np.arange(n) * (2.0 * np.pi / n) for lon, n in zip(grid.ring_longitude, grid.ring_columns, strict=True)
    ]
    longitude = np.concatenate(turn)
    return Sites(
        axis_distance=curvature * cosine,
        height=curvature * (1.0 - e2) * sine,
        normal_out=cosine,
        normal_up=sine,
        latitude=latitude,
        columns=grid.ring_columns,
        first_longitude=grid.ring_longitude,
        ring_start=ring_start,
        ring_cos=np.cos(longitude),
        ring_sin=np.sin(longitude),
        row_start=grid.row_start,
        column=grid.column,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def sees(
    x: float, y: float, z: float, out: float, up: float, normal_out: float, normal_up: float,
    cosine: float, sine: float, sin_mask: float,
) -> bool:  # pragma: no cover - compiled  # fmt: skip
    """Whether a site sees a satellite at or above the elevation whose sine is `sin_mask`.

    Args:
        x, y, z: satellite, ITRF, m.
        out, up: site's distance from the axis and height over the equator's plane, m.
        normal_out, normal_up: the ellipsoid's normal at the site, in its meridian plane.
        cosine, sine: of the site's longitude.
        sin_mask: sine of the least elevation.

    Returns:
        True or False. Compiled without rounding liberties, so that every caller gets the same answer.

    Raises:
        Nothing of its own.

    Source:
        Vallado 2013, section 4.4 (elevation).
    """
    dx, dy, dz = x - out * cosine, y - out * sine, z - up
    above = (normal_out * cosine) * dx + (normal_out * sine) * dy + normal_up * dz
    return above >= sin_mask * np.sqrt(dx * dx + dy * dy + dz * dz)


@njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
def _arc_cosine(x: float) -> float:  # pragma: no cover - compiled
    """Abramowitz and Stegun 4.4.46: error at most 2e-8 rad; no branch, so that loops of it become vector code."""
    a = abs(x)
    p = -0.0012624911
    p = p * a + 0.0066700901
    p = p * a - 0.0170881256
    p = p * a + 0.0308918810
    p = p * a - 0.0501743046
    p = p * a + 0.0889789874
    p = p * a - 0.2145988016
    p = p * a + 1.5707963050
    p *= np.sqrt(max(1.0 - a, 0.0))
    return p if x >= 0.0 else np.pi - p


@njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
def half_widths(
    rho: float, z: float, sin_mask: float, low: int, high: int, sites: Sites,
    limit: NDArray[np.float64], width: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Per row the cosine of the half-width (`limit`, unbounded) and the half-width itself (rad).

    With u the cosine of the difference of longitude, elevation >= mask reads A + B u >= S sqrt(C - D u); the larger
    root of its square is the limit.
    """
    square_mask, r2 = sin_mask * sin_mask, rho * rho + z * z
    for row in range(low, high):
        out, up = sites.axis_distance[row], sites.height[row]
        a = z * sites.normal_up[row] - (out * sites.normal_out[row] + up * sites.normal_up[row])
        b = rho * sites.normal_out[row] + 1e-100
        c = r2 + out * out + up * up - 2.0 * z * up
        d = 2.0 * rho * out
        root = square_mask * d * d + 4.0 * b * (a * d + b * c)
        u = (sin_mask * np.sqrt(max(root, 0.0)) - 2.0 * a * b - square_mask * d) / (2.0 * b * b)
        limit[row] = u
        width[row] = _arc_cosine(min(max(u, -1.0), 1.0))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _column_sees(
    x: float, y: float, z: float, row: int, j: int, sites: Sites, sin_mask: float
) -> bool:  # pragma: no cover - compiled
    q = sites.ring_start[row] + j % sites.columns[row]
    return sees(
        x, y, z, sites.axis_distance[row], sites.height[row], sites.normal_out[row], sites.normal_up[row],
        sites.ring_cos[q], sites.ring_sin[q], sin_mask,
    )  # fmt: skip


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _mark_by_test(
    x: float, y: float, z: float, row: int, sites: Sites, sin_mask: float, change: NDArray[np.int32]
) -> None:  # pragma: no cover - compiled
    """Decide every column of a row by the point test; a row on a pole is one point."""
    place = sites.ring_start[row] + row
    if sites.normal_out[row] == 0.0:
        if _column_sees(x, y, z, row, 0, sites, sin_mask):
            change[place] += 1
        return
    for j in range(sites.columns[row]):
        if _column_sees(x, y, z, row, j, sites, sin_mask):
            change[place + j] += 1
            change[place + j + 1] -= 1


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _mark_interval(
    x: float, y: float, z: float, longitude: float, width: float, row: int, sites: Sites, sin_mask: float,
    change: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Mark the columns within `width` of the satellite's longitude; a column at an end is decided by the point test."""
    n, place = sites.columns[row], sites.ring_start[row] + row
    per_radian = n / (2.0 * np.pi)
    middle = (longitude - sites.first_longitude[row]) * per_radian
    reach = width * per_radian
    near = 1e-6 + 1e-8 * n
    start, stop = np.ceil(middle - reach), np.floor(middle + reach)
    j0, j1 = int(start), int(stop)
    edge = start - (middle - reach)
    if edge < near or edge > 1.0 - near:
        j0 = j0 if edge < near else j0 - 1
        j0 = j0 if _column_sees(x, y, z, row, j0, sites, sin_mask) else j0 + 1
    edge = (middle + reach) - stop
    if edge < near or edge > 1.0 - near:
        j1 = j1 if edge < near else j1 + 1
        j1 = j1 if _column_sees(x, y, z, row, j1, sites, sin_mask) else j1 - 1
    if j1 < j0:
        return
    if j1 - j0 >= n - 1:
        change[place] += 1
        return
    # both lie within one turn of the ring; a modulo here would double the time of the whole kernel
    j0 = j0 + n if j0 < 0 else (j0 - n if j0 >= n else j0)
    j1 = j1 + n if j1 < 0 else (j1 - n if j1 >= n else j1)
    change[place + j0] += 1
    change[place + j1 + 1] -= 1
    if j1 < j0:
        change[place] += 1


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _sum_rows(sites: Sites, change: NDArray[np.int32], counts: NDArray[np.uint16]) -> None:  # pragma: no cover
    """Running sums along each ring; the points of the grid take theirs."""
    for row in range(sites.columns.size):
        place, n = sites.ring_start[row] + row, sites.columns[row]
        first, last = sites.row_start[row], sites.row_start[row + 1]
        total = 0
        if last - first == n:
            for j in range(n):
                total += change[place + j]
                counts[first + j] = total
            continue
        for j in range(n):
            total += change[place + j]
            change[place + j] = total
        for q in range(first, last):
            counts[q] = change[place + sites.column[q]]


@njit(parallel=True, cache=True, nogil=True, error_model="numpy")
def count_in_view(
    position: NDArray[np.float64], sin_mask: float, sites: Sites, counts: NDArray[np.uint16]
) -> None:  # pragma: no cover - compiled
    """Count the satellites in view of each point at each time.

    Args:
        position: satellites, ITRF, m, shape `(time, satellite, 3)`; a satellite at NaN is nowhere in view.
        sin_mask: sine of the least elevation, 0 to 1.
        sites: the points.
        counts: filled in place, shape `(time, point)`.

    Raises:
        Nothing of its own.

    Source:
        This module's docstring.
    """
    rows = sites.latitude.size
    cos_mask, mask = np.sqrt(1.0 - sin_mask * sin_mask), np.arcsin(sin_mask)
    for t in prange(position.shape[0]):
        change = np.zeros(sites.ring_start[rows] + rows, np.int32)  # one column more for each row
        limit, width = np.empty(rows), np.empty(rows)
        for k in range(position.shape[1]):
            x, y, z = position[t, k, 0], position[t, k, 1], position[t, k, 2]
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
                single = sites.columns[row] == 1 or axial or sites.normal_out[row] < NEAR_AXIS
                if single or abs(abs(limit[row]) - 1.0) < _NEAR_TANGENT:
                    _mark_by_test(x, y, z, row, sites, sin_mask, change)
                elif limit[row] <= -1.0:
                    change[sites.ring_start[row] + row] += 1
                elif limit[row] < 1.0:
                    _mark_interval(x, y, z, longitude, width[row], row, sites, sin_mask, change)
        _sum_rows(sites, change, counts[t])
