"""The geostationary arc as an earth station sees it: the angle between a satellite and the arc, and who is too near."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.capacity.gso_kernel import arc_angles

_MODEL = "geostationary-arc avoidance (ITU-R S.1503)"
_LATITUDE = ModelRange(_MODEL, "latitude", -np.pi / 2, np.pi / 2, "deg", np.pi / 180, physical=True)
_LONGITUDE = ModelRange(_MODEL, "longitude", -np.inf, np.inf, "deg", np.pi / 180, physical=True)
_HEIGHT = ModelRange(_MODEL, "height", -1e4, 1e5, "km", 1e3, physical=True)
_ANGLE = ModelRange(_MODEL, "angle", 0.0, np.pi, "deg", np.pi / 180, physical=True)


def gso_avoidance_angle(
    latitude: ArrayLike, longitude: ArrayLike, position: ArrayLike, *, height: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Angle at an earth station between a satellite and the nearest visible point of the geostationary arc (alpha).

    Args:
        latitude: of the station, geodetic, rad; broadcasts with the positions without their last axis.
        longitude: of the station, rad, east positive.
        position: of the satellite, ITRF, m, shape `(..., 3)`.
        height: of the station above the ellipsoid, m.

    Returns:
        Angle, rad, 0 to pi; pi where the station sees no part of the arc (beyond about 81 deg of latitude). The
        satellite may stand anywhere, below the horizon too.

    Raises:
        ModelRangeError: a latitude beyond a pole, a position that is not finite.
        ShapeError: the arrays do not broadcast.
        InputError: a satellite at the very place of its station.

    Source:
        ITU-R S.1503-4, D6.4.4 (the angle alpha), read through public programs that implement it; here on the WGS84
        ellipsoid, the arc limited by the ellipsoid's horizon plane.
    """
    return _angles(latitude, longitude, height, position, at_satellite=False)


def gso_angle_at_satellite(
    latitude: ArrayLike, longitude: ArrayLike, position: ArrayLike, *, height: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Angle at a satellite between the line from the station and the line on to the arc the station sees (X).

    It is 0 where the satellite stands exactly between the station and a point of the arc, as `gso_avoidance_angle` is.

    Args:
        latitude: as of `gso_avoidance_angle`.
        longitude: as of `gso_avoidance_angle`.
        position: as of `gso_avoidance_angle`.
        height: as of `gso_avoidance_angle`.

    Returns:
        Angle, rad, 0 to pi; pi where the station sees no part of the arc.

    Raises:
        ModelRangeError: as `gso_avoidance_angle`.
        ShapeError: as `gso_avoidance_angle`.
        InputError: as `gso_avoidance_angle`.

    Source:
        ITU-R S.1503-4, D6.4.4 (the angle X at the non-geostationary satellite), as `gso_avoidance_angle`.
    """
    return _angles(latitude, longitude, height, position, at_satellite=True)


def outside_exclusion_zone(avoidance_angle: ArrayLike, exclusion_angle: ArrayLike) -> NDArray[np.bool_]:
    """Which satellites may be used when those nearer to the arc than an angle are switched off.

    Args:
        avoidance_angle: alpha of `gso_avoidance_angle` (or X), rad.
        exclusion_angle: half-width of the zone alpha0, rad; 0 excludes nothing. Broadcasts.

    Returns:
        True where the satellite may be used.

    Raises:
        ModelRangeError: an angle outside 0 to 180 deg.
        ShapeError: the arrays do not broadcast.

    Source:
        ITU-R S.1503-4, D5.1.4.1, step 18 (exclusion zone of half-width alpha0), as `gso_avoidance_angle`.
    """
    angle, least = broadcast(_MODEL, avoidance_angle=avoidance_angle, exclusion_angle=exclusion_angle)
    _ANGLE.check(angle)
    _ANGLE.check(least)
    return np.asarray(angle >= least)


def _angles(
    latitude: ArrayLike, longitude: ArrayLike, height: ArrayLike, position: ArrayLike, *, at_satellite: bool
) -> NDArray[np.float64]:
    satellite = numbers(position, "position")
    if satellite.shape[-1:] != (3,):
        raise ShapeError(f"{_MODEL}: a position has a last axis of x, y, z; given shape {satellite.shape}")
    lat, lon, high = (numbers(value, name) for value, name in
                      ((latitude, "latitude"), (longitude, "longitude"), (height, "height")))  # fmt: skip
    _LATITUDE.check(lat)
    _LONGITUDE.check(lon)
    _HEIGHT.check(high)
    x, y, z, lat, lon, high = broadcast(
        _MODEL, x=satellite[..., 0], y=satellite[..., 1], z=satellite[..., 2],
        latitude=lat, longitude=lon, height=high,
    )  # fmt: skip
    places = np.stack([x, y, z], axis=-1)
    ModelRange(_MODEL, "position", -np.inf, np.inf, "m", physical=True).check(places)
    out = np.empty(x.size)
    site = geodetic_to_itrf(lat, lon, high).reshape(-1, 3)
    normal = local_axes(lat, lon)[..., 2, :].reshape(-1, 3)
    beside = (places.reshape(-1, 3) == site).all(axis=-1)
    if beside.any():
        raise InputError(f"{_MODEL}: {int(beside.sum())} of {beside.size} satellites stand at their station")
    arc_angles(*(np.ascontiguousarray(rows) for rows in (site, normal, places.reshape(-1, 3))), at_satellite, out)
    return out.reshape(x.shape)
