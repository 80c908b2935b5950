"""The line of sight between two satellites: how high it passes over the Earth, how near the Sun, how fast it turns."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers

Platform = Literal["orbital", "inertial"]

_MODEL = "laser line of sight"
_FINITE = ModelRange(_MODEL, "coordinate", -np.inf, np.inf, "m", open_low=True, open_high=True, physical=True)
_DISTANCE = ModelRange(_MODEL, "distance", 0.0, np.inf, "m", open_low=True, physical=True)
_RADIUS = ModelRange(_MODEL, "Earth's radius", 0.0, np.inf, "km", 1e3, physical=True)
_WAVELENGTH = ModelRange(_MODEL, "wavelength", 0.0, np.inf, "nm", 1e-9, open_low=True, physical=True)


def vectors(**arrays: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Arguments as arrays of vectors of one common shape.

    Args:
        arrays: by name, each of shape `(..., 3)`.

    Returns:
        The arrays, shape `(..., 3)`.

    Raises:
        ShapeError: a last axis that is not 3 long, or shapes that do not broadcast.
        ModelRangeError: a coordinate that is not finite.

    Source:
        numpy's broadcasting rules.
    """
    checked = []
    for name, given in arrays.items():
        array = numbers(given, name.replace("_", " "))
        if array.ndim == 0 or array.shape[-1] != 3:
            raise ShapeError(f"{_MODEL}: {name} has shape {array.shape}; give vectors along the last axis, (..., 3)")
        _FINITE.check(array)
        checked.append(array)
    try:
        return tuple(np.broadcast_arrays(*checked))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(arrays, checked, strict=True))
        raise ShapeError(f"{_MODEL}: these shapes do not broadcast: {shapes}; give equal shapes or add axes") from error


def grazing_height(
    position: ArrayLike, partner: ArrayLike, *, earth_radius: float = WGS84_SEMI_MAJOR_AXIS
) -> NDArray[np.float64]:
    """Least height of the straight line between two satellites over a spherical Earth.

    Light below some 80 to 100 km passes through air that bends and weakens it.

    Args:
        position: of one satellite from the Earth's centre, m, shape `(..., 3)`, any frame.
        partner: of the other, in the same frame.
        earth_radius: m; the equatorial one errs to the safe side, by 21 km over the poles.

    Returns:
        Height, m, shape `(...)`; negative where the Earth is in the way.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, a radius below zero.

    Source:
        Distance of a segment from a point.
    """
    radius = _RADIUS.single(earth_radius)
    start, end = vectors(position=position, partner=partner)
    along = end - start
    length = np.sum(along * along, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip(np.where(length > 0.0, -np.sum(start * along, axis=-1) / length, 0.0), 0.0, 1.0)
    return np.asarray(np.linalg.norm(start + part[..., None] * along, axis=-1) - radius)


def sun_separation(
    position: ArrayLike, partner: ArrayLike, sun: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angle between the line of sight and the Sun, at both ends.

    Args:
        position: of one satellite from the Earth's centre, m, shape `(..., 3)`.
        partner: of the other, in the same frame.
        sun: in the same frame, m, as `huxing.core.bodies.sun_position` gives it.

    Returns:
        Angles seen from `position` and from `partner`, rad, each of shape `(...)`. Where the Earth hides the Sun, the
        angle is the same: stray light is none then, and the caller may count it.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, or partners at one place.

    Source:
        Angle between vectors.
    """
    start, end, star = vectors(position=position, partner=partner, sun=sun)
    along, _ = _apart(start, end)
    return _angle(along, star - start), _angle(-along, star - end)


def sun_blocked(
    position: ArrayLike,
    partner: ArrayLike,
    sun: ArrayLike,
    *,
    exclusion: float,
    earth_radius: float | None = None,
) -> NDArray[np.bool_]:
    """Whether either terminal looks into the Sun; the mean over time is the share of time lost.

    Args:
        position: of one satellite from the Earth's centre, m, shape `(..., 3)`.
        partner: of the other, in the same frame.
        sun: in the same frame, m.
        exclusion: half angle about the Sun into which a terminal may not look, rad.
        earth_radius: m, to leave out times at which the Earth hides the Sun from the terminal; None counts them too.

    Returns:
        True where blocked, shape `(...)`.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, partners at one place, an exclusion outside 0 to pi.

    Source:
        `sun_separation`.
    """
    ModelRange(_MODEL, "Sun exclusion", 0.0, np.pi, "deg", np.pi / 180, physical=True).check(exclusion)
    start, end, star = vectors(position=position, partner=partner, sun=sun)
    here, there = sun_separation(start, end, star)
    dark = (here < exclusion, there < exclusion)
    if earth_radius is None:
        return np.asarray(dark[0] | dark[1])
    lit = [grazing_height(end, star, earth_radius=earth_radius) > 0.0 for end in (start, end)]
    return np.asarray((dark[0] & lit[0]) | (dark[1] & lit[1]))


def sight_line_rate(
    position: ArrayLike,
    velocity: ArrayLike,
    partner: ArrayLike,
    partner_velocity: ArrayLike,
    *,
    platform: Platform = "orbital",
) -> NDArray[np.float64]:
    """How fast a terminal has to turn to follow its partner.

    Args:
        position: of the terminal's satellite from the Earth's centre, inertial frame, m, shape `(..., 3)`.
        velocity: m/s.
        partner: position of the partner, m.
        partner_velocity: m/s.
        platform: 'orbital' for a satellite that turns with its orbit (it points to the Earth), so that a partner in the
            same circular orbit stands still; 'inertial' for one that does not turn.

    Returns:
        Angular rate of the line of sight in the platform's frame, rad/s, shape `(...)`.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, or partners at one place.
        InputError: an unknown platform.

    Source:
        d(u)/dt = (v - u (u v))/r for the unit vector u of the line; the orbit turns with r x v / r^2.
    """
    if platform not in get_args(Platform):
        raise InputError(f"platform is 'orbital' or 'inertial', not '{platform!s:.40}'", given=platform)
    start, speed, end, other = vectors(
        position=position, velocity=velocity, partner=partner, partner_velocity=partner_velocity
    )
    along, distance = _apart(start, end)
    moving, distance = other - speed, distance[..., None]
    line = along / distance
    turn = (moving - line * np.sum(line * moving, axis=-1, keepdims=True)) / distance
    if platform == "orbital":
        body = np.cross(start, speed) / np.sum(start * start, axis=-1, keepdims=True)
        turn = turn - np.cross(body, line)
    return np.asarray(np.linalg.norm(turn, axis=-1))


def point_ahead_angle(
    position: ArrayLike, velocity: ArrayLike, partner: ArrayLike, partner_velocity: ArrayLike
) -> NDArray[np.float64]:
    """Angle between where the partner is seen and where the beam has to go to meet it.

    Args:
        position: of the terminal's satellite, inertial frame, m, shape `(..., 3)`.
        velocity: m/s.
        partner: position of the partner, m.
        partner_velocity: m/s.

    Returns:
        Angle, rad, shape `(...)`: twice the relative velocity across the line of sight over that of light.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, or partners at one place.

    Source:
        2 v/c, to first order in v/c: the way of the light there and back.
    """
    start, speed, end, other = vectors(
        position=position, velocity=velocity, partner=partner, partner_velocity=partner_velocity
    )
    distance = np.linalg.norm(end - start, axis=-1)
    rate = sight_line_rate(start, speed, end, other, platform="inertial")
    return np.asarray(2.0 * rate * distance / SPEED_OF_LIGHT)


def doppler_shift(
    position: ArrayLike,
    velocity: ArrayLike,
    partner: ArrayLike,
    partner_velocity: ArrayLike,
    *,
    wavelength: float,
) -> NDArray[np.float64]:
    """Shift of the light's frequency between two satellites.

    Args:
        position: of one satellite, inertial frame, m, shape `(..., 3)`.
        velocity: m/s.
        partner: position of the other, m.
        partner_velocity: m/s.
        wavelength: m.

    Returns:
        Shift, Hz, shape `(...)`, positive while they approach: -(range rate)/wavelength.

    Raises:
        ShapeError: the arrays do not hold vectors or do not broadcast.
        ModelRangeError: a coordinate that is not finite, partners at one place, a wavelength that is not positive.

    Source:
        Doppler effect to first order in v/c; the second order is 1e-5 of it in low orbits.
    """
    _WAVELENGTH.check(wavelength)
    start, speed, end, other = vectors(
        position=position, velocity=velocity, partner=partner, partner_velocity=partner_velocity
    )
    along, distance = _apart(start, end)
    approach = -np.sum(along * (other - speed), axis=-1) / distance
    return np.asarray(approach / wavelength)


def _apart(start: NDArray[np.float64], end: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line from one place to another, and its length, refused where they are one."""
    along = end - start
    distance = np.asarray(np.linalg.norm(along, axis=-1))
    _DISTANCE.check(distance)
    return along, distance


def _angle(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.arctan2(np.linalg.norm(np.cross(one, other), axis=-1), np.sum(one * other, axis=-1)))
