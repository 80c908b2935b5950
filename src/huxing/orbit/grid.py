"""Points of the Earth on which coverage is counted: rings of constant latitude, whole or in part, with their areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, TooLargeError

MAX_POINTS = 4_000_000
"""Largest grid: 0.1 deg over the whole Earth."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Points in rows of constant latitude, each row a ring of evenly spaced longitudes or a part of one.

    Attributes:
        name: label.
        row_latitude: geodetic latitude of each row, rad, ascending, shape `(row,)`.
        ring_columns: how many columns the whole ring of each row has, shape `(row,)`.
        ring_longitude: longitude of column 0 of each row, rad, shape `(row,)`.
        row_start: index of the first point of each row, and the number of points at the end, shape `(row + 1,)`.
        column: column of each point in its ring, ascending within a row, shape `(point,)`.
        area: of each point's cell, m^2, shape `(point,)`; points of a route carry metres of way instead.
    """

    name: str
    row_latitude: NDArray[np.float64]
    ring_columns: NDArray[np.int64]
    ring_longitude: NDArray[np.float64]
    row_start: NDArray[np.int64]
    column: NDArray[np.int64]
    area: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.row_start[-1])

    @property
    def row(self) -> NDArray[np.int64]:
        """Row of each point, shape `(point,)`."""
        return np.repeat(np.arange(self.row_latitude.size), np.diff(self.row_start))

    @property
    def latitude(self) -> NDArray[np.float64]:
        """Geodetic latitude of each point, rad."""
        return self.row_latitude[self.row]

    @property
    def longitude(self) -> NDArray[np.float64]:
        """Longitude of each point, rad, -pi to pi."""
        row = self.row
        turn = self.ring_longitude[row] + self.column * (2.0 * np.pi / self.ring_columns[row])
        return np.asarray(np.mod(turn + np.pi, 2.0 * np.pi) - np.pi)

    @property
    def weight(self) -> NDArray[np.float64]:
        """Share of each point in the whole, summing to 1."""
        return self.area / self.area.sum()

    def keep(self, mask: NDArray[np.bool_], name: str) -> Grid:
        """The points where `mask` is true; rows that lose all of theirs go.

        Args:
            mask: shape `(point,)`.
            name: label of the new grid.

        Returns:
            A grid.

        Raises:
            InputError: no point is left.

        Source:
            None: a definition.
        """
        counts = np.add.reduceat(mask.astype(np.int64), self.row_start[:-1])
        rows = np.flatnonzero(counts)
        if rows.size == 0:
            raise InputError(f"no grid point lies inside '{name}'; take a finer spacing")
        return Grid(
            name,
            self.row_latitude[rows],
            self.ring_columns[rows],
            self.ring_longitude[rows],
            np.concatenate([[0], np.cumsum(counts[rows])]),
            self.column[mask],
            self.area[mask],
        )


def ring_grid(*, spacing_deg: float, name: str = "globe") -> Grid:
    """A global grid of nearly equal areas: rings evenly spaced in latitude, as many points as fit on each.

    Args:
        spacing_deg: spacing of rings and of points on them, 0.1 to 30 deg.
        name: label.

    Returns:
        A grid with the exact area of each cell.

    Raises:
        InputError: a spacing out of range.

    Source:
        None: a definition; areas of zones of the ellipsoid, Snyder 1987, eq. 3-12.
    """
    _require_spacing(spacing_deg)
    rows = round(180.0 / spacing_deg)
    edges = np.linspace(-np.pi / 2.0, np.pi / 2.0, rows + 1)
    latitude = (edges[1:] + edges[:-1]) / 2.0
    columns = np.maximum(np.rint(2.0 * rows * np.cos(latitude)).astype(np.int64), 3)
    return _whole_rings(name, latitude, edges, columns)


def latlon_grid(*, rows: int, columns: int, poles: bool = False, name: str = "globe") -> Grid:
    """A global latitude-longitude grid.

    Args:
        rows: number of latitudes.
        columns: number of longitudes, from -180 deg eastward.
        poles: True puts the first and the last row on the poles, False at the centres of their cells.
        name: label.

    Returns:
        A grid with the exact area of each cell.

    Raises:
        InputError: fewer than 2 rows or 3 columns.
        TooLargeError: more than 4 million points.

    Source:
        None: a definition.
    """
    if rows < 2 or columns < 3:
        raise InputError(f"a latitude-longitude grid has 2 rows and 3 columns or more, got {rows} x {columns}")
    if rows * columns > MAX_POINTS:
        raise TooLargeError(f"{rows * columns} points are over the bound of {MAX_POINTS}")
    if poles:
        latitude = np.linspace(-np.pi / 2.0, np.pi / 2.0, rows)
        edges = np.concatenate([[-np.pi / 2.0], (latitude[1:] + latitude[:-1]) / 2.0, [np.pi / 2.0]])
    else:
        edges = np.linspace(-np.pi / 2.0, np.pi / 2.0, rows + 1)
        latitude = (edges[1:] + edges[:-1]) / 2.0
    return _whole_rings(name, latitude, edges, np.full(rows, columns))


def point_grid(latitude_deg: ArrayLike, longitude_deg: ArrayLike, *, weight: ArrayLike = 1.0, name: str) -> Grid:
    """A grid of chosen points; each is a row of its own.

    Args:
        latitude_deg: geodetic, shape `(point,)`.
        longitude_deg: east positive, shape `(point,)`.
        weight: of each point, for example metres of way; positive.
        name: label.

    Returns:
        A grid; its points are sorted by latitude.

    Raises:
        InputError: a latitude beyond the poles, no point, or a weight that is not positive and finite.

    Source:
        None: a definition.
    """
    try:
        lat, lon, area = (np.ravel(np.asarray(v, np.float64)) for v in (latitude_deg, longitude_deg, weight))
        lat, lon, area = (np.array(v) for v in np.broadcast_arrays(lat, lon, area))
    except (TypeError, ValueError) as error:
        raise InputError(f"'{name}': latitudes, longitudes and weights are numbers, as many of each") from error
    if lat.size == 0 or not (np.isfinite(lat).all() and np.isfinite(lon).all() and np.abs(lat).max() <= 90.0):
        raise InputError(f"'{name}': points need latitudes in -90..90 deg and finite longitudes")
    if not ((area > 0) & np.isfinite(area)).all():
        raise InputError(f"'{name}': weights are positive and finite")
    order = np.argsort(lat, kind="stable")
    count = np.arange(lat.size)
    return Grid(
        name,
        np.radians(lat[order]),
        np.ones_like(count),
        np.radians(lon[order]),
        np.arange(lat.size + 1),
        np.zeros_like(count),
        area[order],
    )


def _require_spacing(spacing_deg: float) -> None:
    if not 0.1 <= spacing_deg <= 30.0:
        raise InputError(f"a grid spacing is 0.1 to 30 deg, got {spacing_deg}", given=spacing_deg)


def _whole_rings(
    name: str, latitude: NDArray[np.float64], edges: NDArray[np.float64], columns: NDArray[np.int64]
) -> Grid:
    zones = np.diff(zone_area(edges))
    return Grid(
        name,
        latitude,
        columns,
        np.full(latitude.size, -np.pi),
        np.concatenate([[0], np.cumsum(columns)]),
        np.concatenate([np.arange(n) for n in columns]),
        np.repeat(zones / columns, columns),
    )


def zone_area(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area of the WGS84 ellipsoid from the equator to a latitude, south negative.

    Args:
        latitude: geodetic, rad.

    Returns:
        m^2, same shape.

    Raises:
        Nothing of its own.

    Source:
        Snyder 1987, Map Projections - A Working Manual, eq. 3-12 (authalic latitude).
    """
    e2 = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
    e, sine = np.sqrt(e2), np.sin(latitude)
    q = (1.0 - e2) * (sine / (1.0 - e2 * sine * sine) + np.arctanh(e * sine) / e)
    return np.asarray(np.pi * WGS84_SEMI_MAJOR_AXIS**2 * q)
