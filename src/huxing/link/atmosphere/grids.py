"""Climate on grids of latitude and longitude, and how a compiled kernel looks a place up on them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

LEVELS_PERCENT = (0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0)
"""Exceedances for which P.836 and P.840 give maps, per cent."""
PATH_LEVELS = slice(4, 12)
"""Those of them that slant paths take: 1 to 50 %."""


class Grid(NamedTuple):
    """Values on a regular grid of latitude and longitude, degrees, row 0 in the south, column 0 in the west.

    Attributes:
        values: `(latitude, longitude)`, or with more axes; a value is `values * scale`.
        south, west: of the first node; longitudes reach from -180 deg, or further, to 180 deg.
        rows_per_degree, columns_per_degree: the reciprocals of the steps.
        scale: unit of a stored integer.
    """

    values: NDArray[Any]
    south: float
    west: float
    rows_per_degree: float
    columns_per_degree: float
    scale: float = 1.0


class Maps(NamedTuple):
    """What the slant path asks of a place; in the Recommendations' own units.

    Attributes:
        topography: height above mean sea level, m, for bicubic interpolation (P.1511).
        rain_height: km (P.839).
        rain_rate_001: exceeded for 0.01 % of the year, mm/h (P.837).
        wet_refractivity: median of the wet term, N-units (P.453).
        temperature: annual mean at 2 m, K (P.1510).
        water: `(level, latitude, longitude, 4)`, see `water_values` (P.836 and P.840 share one grid).
        path_water: the same in single precision for `PATH_LEVELS` alone: paths at random places wait for less memory.
        path_log_levels: natural logarithms of these levels in per cent.
    """

    topography: Grid
    rain_height: Grid
    rain_rate_001: Grid
    wet_refractivity: Grid
    temperature: Grid
    water: Grid
    path_water: Grid
    path_log_levels: NDArray[np.float64]


class MonthlyMaps(NamedTuple):
    """What P.837 asks of a place for exceedances other than 0.01 %.

    Attributes:
        rainfall: monthly mean total, mm, twelve per node (P.837).
        temperature: monthly mean at 2 m, K, twelve per node (P.1510).
    """

    rainfall: Grid
    temperature: Grid


def maps_bytes(maps: Maps | MonthlyMaps) -> int:
    """Memory that maps hold.

    Args:
        maps: of either kind.

    Returns:
        Bytes.

    Raises:
        Nothing of its own.

    Source:
        None: a count.
    """
    return sum(part.values.nbytes if isinstance(part, Grid) else part.nbytes for part in maps)


def path_water(water: Grid) -> Grid:
    """A water grid with the levels alone that slant paths take, in single precision.

    Args:
        water: all levels.

    Returns:
        The smaller grid.

    Raises:
        Nothing of its own.

    Source:
        None: a selection.
    """
    return water._replace(values=water.values[PATH_LEVELS].astype(np.float32))


def water_values(
    altitude_km: NDArray[np.float64],
    content: NDArray[np.float64],
    density: NDArray[np.float64],
    scale_km: NDArray[np.float64],
    liquid: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The values of a water grid from those at the nodes' own altitudes.

    Args:
        altitude_km: of the nodes, `(latitude, longitude)`.
        content: of vapour, kg/m2, `(level, latitude, longitude)`.
        density: of vapour, g/m3, likewise.
        scale_km: height in which vapour falls off by e, likewise.
        liquid: reduced content of cloud liquid, kg/m2, likewise.

    Returns:
        `(level, latitude, longitude, 4)`: content and density brought down to the sea, 1 / scale, liquid.

    Raises:
        Nothing of its own.

    Source:
        ITU-R P.836-6, annex 1 (the exponential with altitude).
    """
    lift = np.exp(altitude_km / scale_km)
    return np.stack([content * lift, density * lift, 1.0 / scale_km, liquid], axis=-1)


@njit(cache=True, nogil=True, error_model="numpy")
def bicubic_table(grid: Grid, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """`bicubic` at every pair of some latitudes and longitudes, degrees."""
    out = np.empty((latitudes.size, longitudes.size))
    for i in range(latitudes.size):
        for j in range(longitudes.size):
            out[i, j] = bicubic(grid, latitudes[i], longitudes[j])
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def cell(grid: Grid, latitude: float, longitude: float) -> tuple[int, int, float, float]:
    """South-western node of the cell of a place, degrees, and the place's shares of the cell northward and eastward."""
    return _cell_of(grid.values.shape[0], grid.values.shape[1], grid, latitude, longitude)


@njit(cache=True, nogil=True, error_model="numpy")
def _cell_of(rows, columns, grid, latitude, longitude):  # type: ignore[no-untyped-def]
    y = (latitude - grid.south) * grid.rows_per_degree
    x = (longitude - grid.west) * grid.columns_per_degree
    i = min(max(int(y), 0), rows - 2)
    j = min(max(int(x), 0), columns - 2)
    return i, j, y - i, x - j


@njit(cache=True, nogil=True, error_model="numpy")
def bilinear(grid: Grid, latitude: float, longitude: float) -> float:
    """A value between four nodes (P.1144-7, annex 1, section 1); longitude -180 to 180 deg."""
    i, j, y, x = cell(grid, latitude, longitude)
    g = grid.values
    south = g[i, j] * (1.0 - x) + g[i, j + 1] * x
    north = g[i + 1, j] * (1.0 - x) + g[i + 1, j + 1] * x
    return (south * (1.0 - y) + north * y) * grid.scale


@njit(cache=True, nogil=True, error_model="numpy")
def wide_cell(grid: Grid, latitude: float, longitude: float) -> tuple[int, int, float, float]:
    """As `cell`, of those cells that have a node before and a node after."""
    y = (latitude - grid.south) * grid.rows_per_degree
    x = (longitude - grid.west) * grid.columns_per_degree
    i = min(max(int(y), 1), grid.values.shape[0] - 3)
    j = min(max(int(x), 1), grid.values.shape[1] - 3)
    return i, j, y - i, x - j


@njit(cache=True, nogil=True, error_model="numpy")
def bicubic(grid: Grid, latitude: float, longitude: float) -> float:
    """A value between sixteen nodes (P.1144-7, annex 1, section 2); a node is needed beyond each neighbour."""
    i, j, y, x = wide_cell(grid, latitude, longitude)
    a0, a1, a2, a3 = _cubic_weights(x)
    b0, b1, b2, b3 = _cubic_weights(y)
    return grid.scale * (
        b0 * _row(grid.values, i - 1, j, a0, a1, a2, a3)
        + b1 * _row(grid.values, i, j, a0, a1, a2, a3)
        + b2 * _row(grid.values, i + 1, j, a0, a1, a2, a3)
        + b3 * _row(grid.values, i + 2, j, a0, a1, a2, a3)
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _row(values: NDArray[Any], i: int, j: int, a0: float, a1: float, a2: float, a3: float) -> float:
    return values[i, j - 1] * a0 + values[i, j] * a1 + values[i, j + 1] * a2 + values[i, j + 2] * a3


@njit(cache=True, nogil=True, error_model="numpy")
def _cubic_weights(t: float) -> tuple[float, float, float, float]:
    """Of the nodes at -1, 0, 1 and 2 for a place at 0 <= t <= 1."""
    return (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def level_below(log_levels: NDArray[np.float64], log_percent: float) -> tuple[int, float]:
    """Number of the level below an exceedance, and the exceedance's share of the way to the next in ln p."""
    k = 0
    while k < log_levels.size - 2 and log_levels[k + 1] <= log_percent:
        k += 1
    share = (log_percent - log_levels[k]) / (log_levels[k + 1] - log_levels[k])
    return k, min(max(share, 0.0), 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def water_at(grid, latitude, longitude, height_km, level, share):  # type: ignore[no-untyped-def]
    """Vapour's content, kg/m2, and density, g/m3, and liquid's content, kg/m2, a share of the way to the next level.

    The vapour of each node is brought to the height before it is interpolated (P.836-6, annex 1; P.840-8, annex 1).
    """
    g = grid.values
    i, j, y, x = _cell_of(g.shape[1], g.shape[2], grid, latitude, longitude)
    content, density, liquid = 0.0, 0.0, 0.0
    for step in range(2 if share > 0.0 else 1):
        k = level + step
        part = share if step else 1.0 - share
        for corner in range(4):
            row, column = i + corner // 2, j + corner % 2
            weight = part * (y if corner // 2 else 1.0 - y) * (x if corner % 2 else 1.0 - x)
            liquid += weight * g[k, row, column, 3]
            weight *= math.exp(-height_km * g[k, row, column, 2])
            content += weight * g[k, row, column, 0]
            density += weight * g[k, row, column, 1]
    return content, density, liquid


@njit(cache=True, nogil=True, error_model="numpy")
def touched(maps, latitude, longitude):  # type: ignore[no-untyped-def]
    """A sum of nodes around a place, one from each line of memory that its large grids take.

    Nothing waits for it, so that the memory of many places is fetched at once; it halves the time of places at random.
    """
    total = 0.0
    t, r, w = maps.topography.values, maps.rain_rate_001.values, maps.path_water.values
    i, j, _, _ = wide_cell(maps.topography, latitude, longitude)
    for row in range(i - 1, i + 3):
        total += t[row, j - 1] + t[row, j + 2]
    i, j, _, _ = cell(maps.rain_rate_001, latitude, longitude)
    total += r[i, j] + r[i, j + 1] + r[i + 1, j] + r[i + 1, j + 1]
    i, j, _, _ = _cell_of(w.shape[1], w.shape[2], maps.path_water, latitude, longitude)
    total += w[0, i, j, 0] + w[0, i, j + 1, 0] + w[0, i + 1, j, 0] + w[0, i + 1, j + 1, 0]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def bilinear_layer(grid, latitude, longitude, layer):  # type: ignore[no-untyped-def]
    """As `bilinear`, of one of the values at each node."""
    i, j, y, x = cell(grid, latitude, longitude)
    g = grid.values
    south = g[i, j, layer] * (1.0 - x) + g[i, j + 1, layer] * x
    north = g[i + 1, j, layer] * (1.0 - x) + g[i + 1, j + 1, layer] * x
    return (south * (1.0 - y) + north * y) * grid.scale
