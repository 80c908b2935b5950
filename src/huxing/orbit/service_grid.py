"""Grids of the catalogue's service areas."""

from __future__ import annotations

from huxing.catalogue import ServiceArea, service_area
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError
from huxing.orbit.area_grid import band_grid, polygon_grid, route_grid
from huxing.orbit.grid import Grid

KM_PER_DEGREE = EARTH_MEAN_RADIUS / 1e3 * 3.141592653589793 / 180.0
"""Length of a degree of great circle."""
FEWEST_POINTS = 20
"""A small area takes a finer grid than asked, until it holds so many points."""
FINEST_DEG = 0.1


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
    spacing = spacing_deg
    while True:
        finest = spacing <= FINEST_DEG
        try:
            grid = _grid_of(row, spacing)
            if finest or len(grid) >= FEWEST_POINTS:
                return grid
        except InputError:
            if finest:
                raise
        spacing = max(spacing / 2.0, FINEST_DEG)


def _grid_of(row: ServiceArea, spacing_deg: float) -> Grid:
    if row.kind == "route":
        return route_grid(row.coordinates, spacing_km=spacing_deg * KM_PER_DEGREE, name=row.name)
    if row.kind == "latitude_band" and row.band is not None:
        return band_grid(*row.band, spacing_deg=spacing_deg, name=row.name)
    ring = [list(place) for place in (*row.coordinates, row.coordinates[0])]
    return polygon_grid({"type": "Polygon", "coordinates": [ring]}, spacing_deg=spacing_deg, name=row.name)
