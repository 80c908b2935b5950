"""Beams on the Earth: from a satellite's place to where they point, and from users back to direction cosines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.core.geodesy import Geodetic, geodetic_to_itrf, itrf_to_geodetic, local_axes
from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "beams on the ground"
_HEIGHT = ModelRange(_MODEL, "satellite's height", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
_HEADING = ModelRange(_MODEL, "heading", -2.0 * np.pi, 2.0 * np.pi, "deg", float(np.radians(1.0)), physical=True)
_VISIBLE = ModelRange(_MODEL, "length of the direction cosines (u, v)", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class GroundPoints:
    """Where directions from a satellite meet the ellipsoid.

    Attributes:
        latitude, longitude: geodetic, rad, any shape; NaN where a direction passes the Earth by.
        slant_range: m; NaN likewise.
        on_earth: which directions meet it.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    slant_range: NDArray[np.float64]
    on_earth: NDArray[np.bool_]


def antenna_axes(
    position: NDArray[np.float64], *, heading: float = 0.0, target: Geodetic | None = None
) -> NDArray[np.float64]:
    """Axes of an antenna on a satellite.

    Args:
        position: of the satellite, ITRF, m, shape `(3,)`.
        heading: azimuth from north over east of the x axis at the sub-satellite point, rad.
        target: where the z axis points; by default the sub-satellite point (the ellipsoid's normal).

    Returns:
        Rows x, y and z in ITRF, right-handed, shape `(3, 3)`: u grows along the heading, v to its right seen from
        above.

    Raises:
        InputError: the position is not three finite numbers, or the target is not seen in a direction across the
            heading.
        ModelRangeError: a satellite that is not above the ellipsoid, a heading beyond a turn.

    Source:
        Vallado 2013, section 3.4.4 (local axes).
    """
    place, below = _above_ground(position)
    turn = _HEADING.single(heading)
    east, north, up = local_axes(below.latitude, below.longitude)
    ahead = np.cos(turn) * north + np.sin(turn) * east
    down = -up if target is None else geodetic_to_itrf(*target) - place
    z = down / np.linalg.norm(down)
    x = ahead - (ahead @ z) * z
    length = float(np.linalg.norm(x))
    if length < 1e-9:
        raise InputError(f"{_MODEL}: the target lies exactly along the heading; choose another heading")
    x = x / length
    return np.stack([x, np.cross(z, x), z])


def ground_points(position: NDArray[np.float64], axes: NDArray[np.float64], u: ArrayLike, v: ArrayLike) -> GroundPoints:
    """Where directions meet the ellipsoid.

    Args:
        position: of the satellite, ITRF, m, shape `(3,)`.
        axes: of the antenna, `antenna_axes`.
        u, v: direction cosines, such as a `BeamLayout`'s; broadcast.

    Returns:
        Points of the common shape.

    Raises:
        ModelRangeError: a direction outside of visible space, a satellite that is not above the ellipsoid.
        ShapeError: the arrays do not broadcast.
        InputError: a position that is not three finite numbers, axes that are not three unit vectors at right angles.

    Source:
        Line and ellipsoid: the nearer root of the quadratic, on axes scaled to a sphere.
    """
    place, _ = _above_ground(position)
    along, across = broadcast(_MODEL, u=u, v=v)
    _VISIBLE.check(np.hypot(along, across))
    forward = np.sqrt(np.maximum(1.0 - along**2 - across**2, 0.0))
    direction = np.stack([along, across, forward], axis=-1) @ _checked_axes(axes)
    scale = np.array([1.0, 1.0, 1.0 / (1.0 - WGS84_FLATTENING)]) / WGS84_SEMI_MAJOR_AXIS
    start, way = place * scale, direction * scale
    square, half, rest = (way * way).sum(axis=-1), way @ start, start @ start - 1.0
    under_root = half**2 - square * rest
    on_earth = (under_root >= 0.0) & (half < 0.0)
    slant = np.where(on_earth, rest / (np.sqrt(np.maximum(under_root, 0.0)) - half), np.nan)
    where = itrf_to_geodetic(place + slant[..., None] * direction)
    return GroundPoints(where.latitude, where.longitude, slant, np.asarray(on_earth))


def direction_cosines(
    position: NDArray[np.float64], axes: NDArray[np.float64], site: Geodetic
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Direction cosines of sites as an antenna sees them.

    Args:
        position: of the satellite, ITRF, m, shape `(3,)`.
        axes: of the antenna, `antenna_axes`.
        site: geodetic coordinates of shape `(...)`; whether the Earth hides one, `topocentric` tells.

    Returns:
        u and v, shape `(...)`.

    Raises:
        InputError: a site that is not in front of the antenna, coordinates that are none; position and axes as
            `ground_points`.
        ModelRangeError: a satellite that is not above the ellipsoid.

    Source:
        Definition.
    """
    place, _ = _above_ground(position)
    line = geodetic_to_itrf(*site) - place
    local = line @ _checked_axes(axes).T / np.linalg.norm(line, axis=-1)[..., None]
    if (local[..., 2] <= 0.0).any():
        raise InputError(f"{_MODEL}: {int((local[..., 2] <= 0.0).sum())} sites are not in front of the antenna")
    return local[..., 0], local[..., 1]


def _above_ground(position: ArrayLike) -> tuple[NDArray[np.float64], Geodetic]:
    """A satellite's position, checked, and its geodetic coordinates."""
    place = numbers(position, "position")
    if place.shape != (3,) or not np.isfinite(place).all():
        raise InputError(f"{_MODEL}: a satellite's position is three finite numbers, m; given {position!r:.80}")
    below = itrf_to_geodetic(place)
    _HEIGHT.check(below.height)
    return place, below


def _checked_axes(axes: ArrayLike) -> NDArray[np.float64]:
    rows = numbers(axes, "axes")
    if rows.shape != (3, 3) or not np.allclose(rows @ rows.T, np.eye(3), rtol=0.0, atol=1e-9):
        raise InputError(f"{_MODEL}: an antenna's axes are three unit vectors at right angles; take `antenna_axes`")
    return rows
