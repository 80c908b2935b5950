"""Grids of areas and ways: GeoJSON polygons, bands of latitude, routes along great circles."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import FormatError, InputError, TooLargeError
from huxing.orbit.grid import MAX_POINTS, Grid, point_grid, ring_grid

_MAX_VERTICES = 200_000
_MAX_DEPTH = 4
_RING_RULE = "a ring has four positions or more, the last equal to the first"


def polygon_grid(geojson: Mapping[str, Any] | str | bytes, *, spacing_deg: float, name: str = "area") -> Grid:
    """Points of a ring grid whose centres lie in a GeoJSON area or on its outline.

    The outline counts, or an area cut at the antimeridian would lose its points there: every ring has one.

    Args:
        geojson: a Polygon or MultiPolygon, a Feature or a FeatureCollection of them; longitude and latitude in deg.
            An area across the antimeridian is cut there (RFC 7946, section 3.1.9) or has longitudes beyond 180.
        spacing_deg: spacing of the ring grid, 0.1 to 30 deg.
        name: label.

    Returns:
        A grid with the area of each cell.

    Raises:
        FormatError: not GeoJSON, or another geometry.
        InputError: coordinates out of range, a polygon that crosses itself, or no point inside.

    Source:
        RFC 7946 (GeoJSON); straight edges in longitude and latitude, section 3.1.1.
    """
    from shapely import intersects_xy

    shape = area_polygons(geojson, name)
    globe = ring_grid(spacing_deg=spacing_deg)
    longitude, latitude = np.degrees(globe.longitude), np.degrees(globe.latitude)
    inside = np.zeros(len(globe), dtype=bool)
    for turn in (-360.0, 0.0, 360.0):
        inside |= intersects_xy(shape, longitude + turn, latitude)
    return globe.keep(inside, name)


def band_grid(south_deg: float, north_deg: float, *, spacing_deg: float, name: str = "band") -> Grid:
    """Points of a ring grid between two latitudes, ends included.

    Args:
        south_deg: southern limit, deg.
        north_deg: northern limit, deg.
        spacing_deg: spacing of the ring grid, 0.1 to 30 deg.
        name: label.

    Returns:
        A grid with the area of each cell.

    Raises:
        InputError: limits out of order, or no row between them.

    Source:
        None: a definition.
    """
    if not -90.0 <= south_deg < north_deg <= 90.0:
        raise InputError(f"'{name}': a band runs from south to north within -90..90, got {south_deg}..{north_deg}")
    globe = ring_grid(spacing_deg=spacing_deg)
    latitude = np.degrees(globe.latitude)
    return globe.keep((latitude >= south_deg) & (latitude <= north_deg), name)


def route_grid(waypoints_deg: Sequence[Sequence[float]], *, spacing_km: float, name: str = "route") -> Grid:
    """Points along a way of great circles.

    Args:
        waypoints_deg: longitude and latitude of the waypoints, deg, two or more.
        spacing_km: largest distance between neighbouring points, 1 km or more.
        name: label.

    Returns:
        A grid whose weights are metres of way.

    Raises:
        InputError: fewer than two waypoints, coordinates out of range, or opposite points.
        TooLargeError: more than 4 million points.

    Source:
        Great circles on the sphere of mean radius (differs from geodesics of WGS84 by less than 0.6 % in length).
    """
    points = _coordinates(waypoints_deg, name)
    if points.shape[0] < 2 or not 1.0 <= spacing_km < np.inf:
        raise InputError(f"'{name}': a route has two or more waypoints and a spacing of 1 km or more")
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    unit = np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], -1)
    places, weights = [], []
    for start, end in itertools.pairwise(unit):
        leg, share = _leg(start, end, spacing_km * 1e3, name)
        places.append(leg)
        weights.append(share)
    way = np.concatenate(places)
    lat, lon = np.degrees(np.arcsin(np.clip(way[:, 2], -1, 1))), np.degrees(np.arctan2(way[:, 1], way[:, 0]))
    return point_grid(lat, lon, weight=np.concatenate(weights), name=name)


def _leg(
    start: NDArray[np.float64], end: NDArray[np.float64], spacing: float, name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Midpoints of equal pieces of the great circle between two places, with the pieces' lengths."""
    angle = float(np.arctan2(np.linalg.norm(np.cross(start, end)), start @ end))
    if angle < 1e-9 or angle > np.pi - 1e-6:
        raise InputError(f"'{name}': neighbouring waypoints are equal or opposite; put one between them")
    pieces = int(np.ceil(angle * EARTH_MEAN_RADIUS / spacing))
    if pieces > MAX_POINTS:
        raise TooLargeError(f"'{name}': more than {MAX_POINTS} points; take a wider spacing")
    place = (np.arange(pieces) + 0.5) / pieces * angle
    way = (np.sin(angle - place)[:, None] * start + np.sin(place)[:, None] * end) / np.sin(angle)
    return way, np.full(pieces, angle * EARTH_MEAN_RADIUS / pieces)


def area_polygons(geojson: Mapping[str, Any] | str | bytes, name: str) -> Any:
    """The outlines of a GeoJSON document as one shape.

    Args:
        geojson: Polygon, MultiPolygon, or features and collections of them, longitude and latitude in degrees.
        name: for messages.

    Returns:
        A shapely geometry.

    Raises:
        FormatError: not GeoJSON with a polygon.
        InputError: a polygon that crosses itself.
        TooLargeError: too many vertices.

    Source:
        RFC 7946.
    """
    from shapely.errors import ShapelyError
    from shapely.geometry import Polygon
    from shapely.ops import unary_union

    geometries = _geometries(_document(geojson, name), name, depth=0)
    outlines = [outline for geometry in geometries for outline in _outlines(geometry, name)]
    if sum(len(ring) for outline in outlines for ring in outline) > _MAX_VERTICES:
        raise TooLargeError(f"'{name}': more than {_MAX_VERTICES} vertices; simplify the outline")
    parts = []
    for shell, *holes in ([_ring(ring, name) for ring in outline] for outline in outlines):
        try:
            parts.append(Polygon(shell, holes))
        except (ShapelyError, ValueError) as error:
            raise FormatError(f"not a usable polygon ({error})", source=name) from error
        if not parts[-1].is_valid:
            raise InputError(
                f"'{name}': a polygon crosses or touches itself; mend its ring (one around a pole is cut at longitude "
                "180 and closed along the pole)"
            )
    if not parts:
        raise FormatError("holds no Polygon or MultiPolygon", source=name)
    return unary_union(parts)


def _document(geojson: Mapping[str, Any] | str | bytes, name: str) -> Any:
    if not isinstance(geojson, str | bytes):
        return geojson
    try:
        return json.loads(geojson)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not JSON ({error})", source=name) from error


def _geometries(node: Any, name: str, depth: int) -> list[Mapping[str, Any]]:
    kind = node.get("type") if isinstance(node, Mapping) else None
    if kind in ("Polygon", "MultiPolygon"):
        return [node]
    if kind == "Feature" and depth < _MAX_DEPTH:
        return _geometries(node.get("geometry"), name, depth + 1)
    if kind in ("FeatureCollection", "GeometryCollection") and depth < _MAX_DEPTH:
        members = node.get("features" if kind == "FeatureCollection" else "geometries")
        if isinstance(members, list):
            return [g for member in members for g in _geometries(member, name, depth + 1)]
    raise FormatError(
        f"'{kind}' is not accepted; give Polygon, MultiPolygon, Feature or FeatureCollection", source=name
    )


def _outlines(geometry: Mapping[str, Any], name: str) -> list[Sequence[Any]]:
    """The polygons of a geometry, each a sequence of rings, each a sequence of four or more positions."""
    coordinates = geometry.get("coordinates")
    outlines = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not _is_list(outlines) or not all(_is_list(o) and o and all(_is_list(r) for r in o) for o in outlines):
        raise FormatError("a polygon has a list of rings", source=name)
    if any(len(ring) < 4 for outline in outlines for ring in outline):
        raise FormatError(_RING_RULE, source=name)
    return list(outlines)


def _ring(positions: Sequence[Any], name: str) -> NDArray[np.float64]:
    if not all(_is_list(p) and len(p) >= 2 and all(type(v) in (int, float) for v in p[:2]) for p in positions):
        raise FormatError("a position is a list of longitude and latitude in deg, both numbers", source=name)
    ring = _coordinates(positions, name)
    if (ring[0] != ring[-1]).any():
        raise FormatError(_RING_RULE, source=name)
    return ring


def _is_list(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, list | tuple)


def _coordinates(points: Sequence[Any], name: str) -> NDArray[np.float64]:
    if len(points) > _MAX_VERTICES:
        raise TooLargeError(f"'{name}': more than {_MAX_VERTICES} vertices; simplify the outline")
    try:
        array = np.array([[float(p[0]), float(p[1])] for p in points]).reshape(-1, 2)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise FormatError("a position is a longitude and a latitude in deg", source=name) from error
    if not (np.isfinite(array).all() and (np.abs(array) <= [360.0, 90.0]).all()):
        raise InputError(f"'{name}': longitudes are -360..360 and latitudes -90..90 deg")
    return array
