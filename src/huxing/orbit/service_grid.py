"""Grids of places that want service: areas, bands of latitude, routes, points, the globe."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from huxing.catalogue import ServiceArea, service_area
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError
from huxing.orbit.area_grid import band_grid, polygon_grid, route_grid
from huxing.orbit.grid import Grid, point_grid, ring_grid

KM_PER_DEGREE = math.radians(1.0) * EARTH_MEAN_RADIUS / 1e3
"""Length of a degree of great circle."""
FEWEST_POINTS = 20
"""A small area takes a finer grid than asked, until it holds so many points."""
FINEST_DEG = 0.1


@dataclass(frozen=True)
class Shape:
    """Where a service is wanted.

    Attributes:
        kind: globe, polygon, latitude_band, route or points.
        coordinates: longitude and latitude, deg: corners, waypoints or points; none for the others.
        band: southern and northern latitude, deg, or None.
        spacing_deg: of its grid.
    """

    kind: str
    spacing_deg: float
    coordinates: tuple[tuple[float, float], ...] = ()
    band: tuple[float, float] | None = None

    def grid(self, name: str = "") -> Grid:
        """Points with their areas; of a route, with metres of way; of points, all alike."""
        label, spacing = name or self.kind, self.spacing_deg
        if self.kind == "polygon":
            ring = [list(place) for place in (*self.coordinates, self.coordinates[0])]
            return polygon_grid({"type": "Polygon", "coordinates": [ring]}, spacing_deg=spacing, name=label)
        if self.kind == "route":
            return route_grid(self.coordinates, spacing_km=spacing * KM_PER_DEGREE, name=label)
        if self.kind == "points":
            longitude, latitude = zip(*self.coordinates, strict=True)
            return point_grid(latitude, longitude, name=label)
        if self.band is not None:
            return band_grid(*self.band, spacing_deg=spacing, name=label)
        return ring_grid(spacing_deg=spacing, name=label)

    def fitted(self) -> Shape:
        """The same place with a spacing that gives it 20 points or more."""
        if self.kind == "points":
            return self
        spacing = fitted_spacing(lambda spacing: replace(self, spacing_deg=spacing).grid(), self.spacing_deg)
        return replace(self, spacing_deg=spacing)


def fitted_spacing(make: Callable[[float], Grid], spacing_deg: float) -> float:
    """The widest of a spacing, its half, its quarter ... that gives a grid of 20 points or more.

    Args:
        make: makes the grid of a spacing in deg.
        spacing_deg: the widest.

    Returns:
        The spacing; 0.1 deg where even that gives fewer points, but some.

    Raises:
        InputError: no point lies inside even then.

    Source:
        None: a definition.
    """
    while True:
        finest = spacing_deg <= FINEST_DEG
        try:
            if len(make(spacing_deg)) >= FEWEST_POINTS or finest:
                return spacing_deg
        except InputError:
            if finest or spacing_deg > 30.0:
                raise
        spacing_deg = max(spacing_deg / 2.0, FINEST_DEG)


def shape_of(area: ServiceArea, *, spacing_deg: float) -> Shape:
    """The shape of a row of the catalogue.

    Args:
        area: the row.
        spacing_deg: widest spacing of points.

    Returns:
        Its shape, the spacing fitted to its size.

    Raises:
        InputError: a spacing out of range, or an area too small for a grid of 0.1 deg.

    Source:
        The row's own `source`.
    """
    return Shape(area.kind, spacing_deg, area.coordinates, area.band).fitted()


def area_grid(area: ServiceArea | str, *, spacing_deg: float = 1.0) -> Grid:
    """A grid of a service area; of a small one as fine as it takes for 20 points.

    Args:
        area: a row of the catalogue, or its name.
        spacing_deg: widest spacing of points, 0.1 to 30 deg.

    Returns:
        Points with the areas of their cells; of a route with metres of way.

    Raises:
        CatalogueError: no such name.
        InputError: a spacing out of range, or an area too small for a grid of 0.1 deg.

    Source:
        The row's own `source`.
    """
    row = service_area(area) if isinstance(area, str) else area
    return shape_of(row, spacing_deg=spacing_deg).grid(row.name)
