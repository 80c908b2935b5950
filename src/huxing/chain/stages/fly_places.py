"""Areas and stations of the section `fly:`, from the catalogue or written in the scenario, and their grids."""

from __future__ import annotations

import math

from huxing.chain.stages.fly_parameters import Area, Site
from huxing.chain.stages.fly_section import AreaEntry, StationEntry
from huxing.orbit.service_grid import Shape, shape_of
from huxing.orbit.station import Station


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
        return Area(entry, found.title, shape_of(found, spacing_deg=spacing_deg))
    shape = _written(entry, entry.spacing_deg or spacing_deg)
    if entry.spacing_deg is not None:
        shape.grid()
        return Area(entry.name, entry.title or entry.name, shape)
    return Area(entry.name, entry.title or entry.name, shape.fitted())


def _written(entry: AreaEntry, spacing_deg: float) -> Shape:
    if entry.band is not None:
        return Shape("latitude_band", spacing_deg, band=(entry.band.south_deg, entry.band.north_deg))
    kind = next(kind for kind in ("polygon", "route", "points") if getattr(entry, kind) is not None)
    return Shape(kind, spacing_deg, tuple(getattr(entry, kind)))


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
