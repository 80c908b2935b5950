"""Areas and stations of the section `fly:`, from the catalogue or written in the scenario, and their grids."""

from __future__ import annotations

import math
from dataclasses import replace

from huxing.chain.stages.fly_parameters import Area, Shape, Site
from huxing.chain.stages.fly_section import AreaEntry, StationEntry
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError
from huxing.orbit.grid import Grid, point_grid, ring_grid
from huxing.orbit.station import Station

KM_PER_DEGREE = math.radians(1.0) * EARTH_MEAN_RADIUS / 1e3
"""Length of a degree of great circle."""


FEWEST_POINTS = 20
"""A small area takes a finer grid than the scenario's, until it holds so many points."""
FINEST_DEG = 0.1


def resolve_area(entry: str | AreaEntry, spacing_deg: float) -> Area:
    """An area of the catalogue or of the scenario.

    Args:
        entry: a name of the catalogue, or what the scenario says.
        spacing_deg: of its grid, where it names none.

    Returns:
        The area with a spacing that gives it 20 points or more, unless it says its own.

    Raises:
        InputError: no such name, or no grid can be made of it.

    Source:
        docs/reference/scenario.md.
    """
    if isinstance(entry, str):
        from huxing.catalogue import service_area

        found = service_area(entry)
        return Area(entry, found.title, _fitted(Shape(found.kind, spacing_deg, found.coordinates, found.band)))
    shape = _written(entry, entry.spacing_deg or spacing_deg)
    if entry.spacing_deg is not None:
        grid_of(shape)
        return Area(entry.name, entry.title or entry.name, shape)
    return Area(entry.name, entry.title or entry.name, _fitted(shape))


def _written(entry: AreaEntry, spacing_deg: float) -> Shape:
    if entry.band is not None:
        return Shape("latitude_band", spacing_deg, band=(entry.band.south_deg, entry.band.north_deg))
    kind = next(kind for kind in ("polygon", "route", "points") if getattr(entry, kind) is not None)
    return Shape(kind, spacing_deg, tuple(getattr(entry, kind)))


def _fitted(shape: Shape) -> Shape:
    while shape.kind != "points":
        finer = replace(shape, spacing_deg=max(shape.spacing_deg / 2.0, FINEST_DEG))
        try:
            if len(grid_of(shape)) >= FEWEST_POINTS or finer == shape:
                break
        except InputError:
            if finer == shape:
                raise
        shape = finer
    return shape


def grid_of(shape: Shape) -> Grid:
    """The grid of a shape.

    Args:
        shape: resolved.

    Returns:
        Points with their areas; of a route, with metres of way; of points, all alike.

    Raises:
        InputError: no point lies inside, or a spacing out of range.

    Source:
        huxing.orbit.grid, huxing.orbit.area_grid.
    """
    from huxing.orbit.area_grid import band_grid, polygon_grid, route_grid

    spacing = shape.spacing_deg
    if shape.kind == "polygon":
        ring = [list(position) for position in (*shape.coordinates, shape.coordinates[0])]
        return polygon_grid({"type": "Polygon", "coordinates": [ring]}, spacing_deg=spacing)
    if shape.kind == "route":
        return route_grid(shape.coordinates, spacing_km=spacing * KM_PER_DEGREE)
    if shape.kind == "points":
        longitude, latitude = zip(*shape.coordinates, strict=True)
        return point_grid(latitude, longitude, name="points")
    if shape.band is not None:
        return band_grid(*shape.band, spacing_deg=spacing)
    return ring_grid(spacing_deg=spacing)


def resolve_site(entry: str | StationEntry, min_elevation: float) -> Site:
    """A ground station of the catalogue or of the scenario.

    Args:
        entry: a name of the catalogue, or what the scenario says.
        min_elevation: rad.

    Returns:
        The station in radians and metres.

    Raises:
        InputError: no such name, or a figure out of range.

    Source:
        docs/reference/scenario.md.
    """
    if isinstance(entry, str):
        from huxing.catalogue import ground_station

        found = ground_station(entry)
        place = (found.latitude_deg, found.longitude_deg, found.height_m)
        name, title = entry, found.title
    else:
        place = (entry.latitude_deg, entry.longitude_deg, entry.altitude_m)
        name, title = entry.name, entry.title or entry.name
    return Site(title, Station(name, math.radians(place[0]), math.radians(place[1]), float(place[2]), min_elevation))
