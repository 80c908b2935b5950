"""Which fibre links a disaster or a digger cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.catalogue import ServiceArea, service_area
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.terrestrial.fibre import Fibre
from huxing.network.traffic.great_circle import unit_vectors
from huxing.network.traffic.places import index_of
from huxing.orbit.area_grid import area_polygons

_SPACING = ModelRange("fibre cut", "spacing", 100.0, 1000e3, "km", 1e3)
_OPPOSITE = 1e-6
_POINTS = 1_000_000
"""Places tested at once: some 200 MB."""


def cut_fibre(
    fibre: Fibre,
    *,
    region: str | ServiceArea | Mapping[str, Any] | None = None,
    links: Sequence[tuple[str, str]] = (),
    places: Sequence[str] = (),
    spacing: float = 10e3,
) -> NDArray[np.bool_]:
    """Which links are cut.

    Args:
        fibre: the links.
        region: area in which all fibre fails: a service area's name or row (polygon or band of latitude), or GeoJSON. A
            link that passes through along its great circle is cut too.
        links: pairs of names.
        places: names whose links are all cut.
        spacing: of the points at which a link is tested against the region, m; a shorter crossing may be missed.

    Returns:
        Flags, shape `(link,)`, for `Fibre.without`.

    Raises:
        InputError: a name that is not there, a pair without a link, a region that is a route, nothing to cut by, or a
            link between opposite places, whose way through a region is not known.
        CatalogueError, FormatError: no such service area, not GeoJSON.
        ModelRangeError: a spacing out of 0.1 to 1000 km.

    Source:
        Great circles of the mean sphere between the ends: real cables do not follow them.
    """
    if region is None and not len(links) and not len(places):
        raise InputError("fibre cut: give a region, links or places")
    step = _SPACING.single(spacing)
    cut = np.zeros(len(fibre), bool)
    if isinstance(places, str):
        raise InputError(f"fibre cut: places are a list of names; write [{places!r:.60}]", given=places)
    for name in places:
        cut |= (fibre.ends == index_of(fibre.names, name)).any(axis=1)
    for pair in links:
        if isinstance(pair, str) or not isinstance(pair, Sequence | np.ndarray) or len(pair) != 2:
            raise InputError(f"fibre cut: {pair!r:.60} is no pair of names; write [('a', 'b')]", given=pair)
        a, b = (index_of(fibre.names, end) for end in pair)
        named = (np.sort(fibre.ends, axis=1) == sorted((a, b))).all(axis=1)
        if not named.any():
            raise InputError(f"fibre cut: there is no link between '{pair[0]}' and '{pair[1]}'", given=pair)
        cut |= named
    if region is not None:
        inside = _region(region)
        opposite = np.flatnonzero(fibre.distance > (np.pi - _OPPOSITE) * EARTH_MEAN_RADIUS)
        if opposite.size:
            a, b = (fibre.names[end] for end in fibre.ends[opposite[0]])
            raise InputError(f"fibre cut: '{a}' and '{b}' are opposite, all ways are as short; put a place between")
        points = np.cumsum(fibre.distance / step + 2.0)
        for rows in np.split(np.arange(len(fibre)), np.flatnonzero(np.diff(points // _POINTS)) + 1):
            cut[rows] |= _passes(fibre, rows, step, inside)
    return cut


def _passes(fibre: Fibre, rows: NDArray[np.int64], step: float, inside: Any) -> NDArray[np.bool_]:
    """Whether a point of each link lies inside; ends included."""
    unit = unit_vectors(fibre.latitude, fibre.longitude)
    start, end = (unit[fibre.ends[rows, side]] for side in (0, 1))
    angle = fibre.distance[rows] / EARTH_MEAN_RADIUS
    points = np.maximum(np.ceil(angle * EARTH_MEAN_RADIUS / step).astype(np.int64), 1) + 1
    link = np.repeat(np.arange(rows.size), points)
    first = np.repeat(np.cumsum(points) - points, points)
    part = ((np.arange(link.size) - first) / (points[link] - 1) * angle[link])[:, None]
    # places at one spot have no direction; their sine of 0 is only scaled
    way = np.sin(angle[link, None] - part) * start[link] + np.sin(part) * end[link]
    way = np.where(angle[link, None] > 1e-9, way, start[link])
    latitude = np.degrees(np.arctan2(way[:, 2], np.hypot(way[:, 0], way[:, 1])))
    hit = inside(np.degrees(np.arctan2(way[:, 1], way[:, 0])), latitude)
    return np.bincount(link, hit, minlength=rows.size) > 0


def _region(region: str | ServiceArea | Mapping[str, Any]) -> Any:
    from shapely import intersects_xy

    row = service_area(region) if isinstance(region, str) else region
    outline: Any = row
    if isinstance(row, ServiceArea):
        if row.band is not None:
            south, north = row.band
            return lambda longitude, latitude: (latitude >= south) & (latitude <= north)
        if row.kind != "polygon":
            raise InputError(f"service area '{row.name}' is a {row.kind}; take an area")
        outline = {"type": "Polygon", "coordinates": [[list(p) for p in (*row.coordinates, row.coordinates[0])]]}
    shape = area_polygons(outline, "region of the cut")

    def inside(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.bool_]:
        found = np.zeros(latitude.shape, bool)
        for turn in (-360.0, 0.0, 360.0):
            found |= intersects_xy(shape, longitude + turn, latitude)
        return found

    return inside
