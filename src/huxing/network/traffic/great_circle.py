"""Distances and ways along great circles of the mean sphere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.model_range import ModelRange, broadcast

_MODEL = "great circle"
LATITUDE = ModelRange(_MODEL, "latitude", -np.pi / 2, np.pi / 2, "deg", np.pi / 180.0, physical=True)
LONGITUDE = ModelRange(_MODEL, "longitude", -2 * np.pi, 2 * np.pi, "deg", np.pi / 180.0, physical=True)


def great_circle_distance(
    latitude: ArrayLike, longitude: ArrayLike, to_latitude: ArrayLike, to_longitude: ArrayLike
) -> NDArray[np.float64]:
    """Distance on the ground between places, along the great circle of the sphere of mean radius.

    Args:
        latitude: geodetic, taken as the sphere's, rad; the four broadcast.
        longitude: rad.
        to_latitude: of the other end, rad.
        to_longitude: of the other end, rad.

    Returns:
        m, of the common shape.

    Raises:
        ModelRangeError: a latitude beyond a pole, a longitude beyond a turn, or not finite.
        ShapeError: shapes that do not broadcast.

    Source:
        Sinnott 1984, Sky and Telescope 68, 158 (haversine); mean radius (2a + b) / 3 of WGS84.

    Valid for:
        All pairs; within 0.6 % of the geodesic of WGS84 (short meridian arcs at the equator are the worst).
    """
    a, la, b, lb = broadcast(
        _MODEL, latitude=latitude, longitude=longitude, to_latitude=to_latitude, to_longitude=to_longitude
    )
    for place in (a, b):
        LATITUDE.check(place)
    for place in (la, lb):
        LONGITUDE.check(place)
    half = np.sin((b - a) / 2.0) ** 2 + np.cos(a) * np.cos(b) * np.sin((lb - la) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_MEAN_RADIUS * np.arctan2(np.sqrt(half), np.sqrt(np.maximum(1.0 - half, 0.0))))


def unit_vectors(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Directions of places from the centre of the sphere.

    Args:
        latitude: rad; the two broadcast.
        longitude: rad.

    Returns:
        Shape `(..., 3)`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    lat, lon = np.broadcast_arrays(np.asarray(latitude, np.float64), np.asarray(longitude, np.float64))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def chord(distance: float) -> float:
    """Chord of the unit sphere for a distance on the ground in m, at most half a turn.

    Args:
        distance: m, 0 or more.

    Returns:
        Radii, 0 to 2.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return float(2.0 * np.sin(min(distance / EARTH_MEAN_RADIUS, np.pi) / 2.0))
