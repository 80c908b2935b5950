"""The WGS84 ellipsoid: geodetic coordinates, and what a site on it sees."""

from __future__ import annotations

from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError


class Geodetic(NamedTuple):
    """Geodetic latitude and longitude in rad, height above the ellipsoid in m."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    height: NDArray[np.float64]


class Topocentric(NamedTuple):
    """Azimuth (rad, from north over east, 0 to 2 pi), elevation (rad), range (m); no refraction."""

    azimuth: NDArray[np.float64]
    elevation: NDArray[np.float64]
    range: NDArray[np.float64]


class TopocentricRates(NamedTuple):
    """Rates of azimuth and elevation (rad/s) and of range (m/s)."""

    azimuth_rate: NDArray[np.float64]
    elevation_rate: NDArray[np.float64]
    range_rate: NDArray[np.float64]


def geodetic_to_itrf(latitude: ArrayLike, longitude: ArrayLike, height: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Positions of geodetic coordinates.

    Args:
        latitude: geodetic, rad, -pi/2 to pi/2.
        longitude: rad, east positive.
        height: above the ellipsoid, m.

    Returns:
        ITRF, m, shape `(..., 3)`.

    Raises:
        InputError: a latitude beyond the poles, or a value that is not finite.

    Source:
        NGA.STND.0036_1.0.0_WGS84, section 4. ERFA `gd2gce`.
    """
    lat, lon, h = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (latitude, longitude, height)))
    if not (np.isfinite(lat).all() and np.isfinite(lon).all() and np.isfinite(h).all()):
        raise InputError("a latitude, longitude or height is not a finite number")
    if (np.abs(lat) > np.pi / 2 + 1e-12).any():
        raise InputError(f"latitude {np.degrees(np.abs(lat).max()):.3f} deg is beyond a pole; give -90 to 90")
    return np.asarray(erfa.gd2gce(WGS84_SEMI_MAJOR_AXIS, WGS84_FLATTENING, lon, np.clip(lat, -np.pi / 2, np.pi / 2), h))


def itrf_to_geodetic(position: NDArray[np.float64]) -> Geodetic:
    """Geodetic coordinates of positions.

    Args:
        position: ITRF, m, shape `(..., 3)`.

    Returns:
        Latitude, longitude and height, shape `(...)`; NaN where the position is.

    Raises:
        InputError: the last axis is not of length 3.

    Source:
        Fukushima 2006, J. Geodesy 79, 689. ERFA `gc2gde`.
    """
    vectors = np.asarray(position, np.float64)
    if vectors.shape[-1:] != (3,):
        raise InputError(f"positions have shape (..., 3); given {vectors.shape}")
    missing = np.asarray(np.isnan(vectors).any(axis=-1))
    there = np.where(missing[..., None], 0.0, vectors)
    longitude, latitude, height = erfa.gc2gde(WGS84_SEMI_MAJOR_AXIS, WGS84_FLATTENING, there)
    return Geodetic(*(np.where(missing, np.nan, values) for values in (latitude, longitude, height)))


def local_axes(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """East, north and up (the ellipsoid's normal) at sites.

    Args:
        latitude: geodetic, rad.
        longitude: rad.

    Returns:
        Rows east, north, up in ITRF, shape `(..., 3, 3)`.

    Raises:
        Nothing of its own.

    Source:
        Vallado 2013, section 3.4.4.
    """
    lat, lon = np.broadcast_arrays(np.asarray(latitude, np.float64), np.asarray(longitude, np.float64))
    sin_lat, cos_lat, sin_lon, cos_lon = np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)
    east = np.stack([-sin_lon, cos_lon, np.zeros_like(lon)], axis=-1)
    north = np.stack([-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat], axis=-1)
    up = np.stack([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat], axis=-1)
    return np.stack([east, north, up], axis=-2)


def topocentric(site: Geodetic, position: NDArray[np.float64]) -> Topocentric:
    """Azimuth, elevation and range of positions seen from one site or from sites that broadcast.

    Args:
        site: geodetic coordinates of shape `(...)`.
        position: ITRF, m, shape `(..., 3)`.

    Returns:
        Geometric direction (no refraction, no light time).

    Raises:
        InputError: see `geodetic_to_itrf`.

    Source:
        Vallado 2013, algorithm 27.
    """
    local = _in_local_axes(site, np.asarray(position, np.float64) - geodetic_to_itrf(*site))
    return _direction(local)


def topocentric_rates(
    site: Geodetic, position: NDArray[np.float64], velocity: NDArray[np.float64]
) -> tuple[Topocentric, TopocentricRates]:
    """As `topocentric`, with the rates.

    Args:
        site: geodetic coordinates of shape `(...)`.
        position: ITRF, m, shape `(..., 3)`.
        velocity: relative to ITRF, m/s, shape `(..., 3)`.

    Returns:
        Direction and rates; the azimuth rate is NaN exactly at the zenith, where it has no value.

    Raises:
        InputError: see `geodetic_to_itrf`.

    Source:
        Vallado 2013, algorithm 27.
    """
    local = _in_local_axes(site, np.asarray(position, np.float64) - geodetic_to_itrf(*site))
    moving = _in_local_axes(site, np.asarray(velocity, np.float64))
    seen = _direction(local)
    level_squared = local[..., 0] ** 2 + local[..., 1] ** 2
    range_rate = np.sum(local * moving, axis=-1) / seen.range
    turning = moving[..., 0] * local[..., 1] - moving[..., 1] * local[..., 0]
    azimuth_rate = np.divide(turning, level_squared, out=np.full_like(turning, np.nan), where=level_squared > 0)
    climbing = moving[..., 2] - range_rate * np.sin(seen.elevation)
    level = np.sqrt(level_squared)
    elevation_rate = np.divide(climbing, level, out=np.full_like(climbing, np.nan), where=level > 0)
    return seen, TopocentricRates(azimuth_rate, elevation_rate, range_rate)


def _in_local_axes(site: Geodetic, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((local_axes(site.latitude, site.longitude) @ vectors[..., None])[..., 0])


def _direction(local: NDArray[np.float64]) -> Topocentric:
    east, north, up = local[..., 0], local[..., 1], local[..., 2]
    azimuth = np.mod(np.arctan2(east, north), 2.0 * np.pi)
    return Topocentric(azimuth, np.arctan2(up, np.hypot(east, north)), np.sqrt(np.sum(local * local, axis=-1)))
