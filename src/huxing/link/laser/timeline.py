"""Laser links over time: when each pair of satellites is connected, and what stops it when it is not."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.laser.sight_line import vectors
from huxing.link.laser.terminal import LaserTerminal
from huxing.link.laser.timeline_kernel import UP, walk_links

_MODEL = "laser link timeline"
STATES = ("up", "acquiring", "earth", "sun", "slew", "range")
"""Names of the states, in the order of their numbers: connected, searching, or what stops the link."""


@dataclass(frozen=True)
class LaserLimits:
    """What stops a laser link between two satellites.

    Attributes:
        grazing_height: least height of the line over the Earth, m.
        sun_exclusion: half angle about the Sun into which a terminal may not look, rad; 0 for none.
        slew_rate: greatest angular rate of a terminal's line of sight, rad/s; infinite for none.
        max_range: m; infinite for none.
        acquisition_time: that a link needs after every gap, s.
        earth_radius: of the sphere that blocks, m.
    """

    grazing_height: float = 100e3
    sun_exclusion: float = 0.0
    slew_rate: float = np.inf
    max_range: float = np.inf
    acquisition_time: float = 0.0
    earth_radius: float = WGS84_SEMI_MAJOR_AXIS

    def __post_init__(self) -> None:
        bounds = (
            ("grazing_height", -1e7, 1e7, "m"),
            ("sun_exclusion", 0.0, np.pi, "rad"),
            ("acquisition_time", 0.0, 1e9, "s"),
            ("earth_radius", 0.0, 1e8, "m"),
        )
        for name, low, high, unit in bounds:
            ModelRange(_MODEL, name.replace("_", " "), low, high, unit, physical=True).single(getattr(self, name))
        for name, unit in (("slew_rate", "rad/s"), ("max_range", "m")):
            value = getattr(self, name)
            if not (isinstance(value, float) and value == np.inf):  # infinite for none
                ModelRange(_MODEL, name.replace("_", " "), 0.0, np.inf, unit, open_low=True, physical=True).single(
                    value
                )


@dataclass(frozen=True)
class LaserTimeline:
    """States of laser links over time.

    Attributes:
        seconds: times, shape `(time,)`.
        pairs: indices of satellites, shape `(pair, 2)`.
        state: index into `STATES`, int8, shape `(time, pair)`.
        distance: m, shape `(time, pair)`.
    """

    seconds: NDArray[np.float64]
    pairs: NDArray[np.int64]
    state: NDArray[np.int8]
    distance: NDArray[np.float64] = field(repr=False)

    @property
    def up(self) -> NDArray[np.bool_]:
        """Where the link carries data, shape `(time, pair)`."""
        return np.asarray(self.state == UP)

    def shares(self) -> dict[str, NDArray[np.float64]]:
        """Share of the times that each pair spends in each state, by the state's name, each of shape `(pair,)`."""
        return {name: np.mean(self.state == code, axis=0) for code, name in enumerate(STATES)}

    def rates(self, rate: NDArray[np.float64]) -> NDArray[np.float64]:
        """A rate at `distance` (as `laser_rate` gives it), 0 where the link is not up, bit/s."""
        return np.where(self.up, rate, 0.0)


def laser_limits(
    one: LaserTerminal, other: LaserTerminal | None = None, *, grazing_height: float = 100e3
) -> LaserLimits:
    """Limits of a pair of terminals: the narrower of both; what a source does not say limits nothing.

    Args:
        one: a terminal.
        other: the terminal at the other end; None for one of the same kind.
        grazing_height: least height of the line over the Earth, m.

    Returns:
        The limits.

    Raises:
        ModelRangeError: a height that is not a number.

    Source:
        The terminals' own figures.
    """
    ends = (one, other or one)

    def known(name: str) -> list[float]:
        return [value for value in (getattr(end, name) for end in ends) if value is not None]

    return LaserLimits(
        grazing_height=grazing_height,
        sun_exclusion=max(known("sun_exclusion"), default=0.0),
        slew_rate=min(known("slew_rate"), default=np.inf),
        max_range=min(known("max_range"), default=np.inf),
        acquisition_time=max(known("acquisition_time"), default=0.0),
    )


def laser_timeline(
    seconds: ArrayLike,
    position: ArrayLike,
    velocity: ArrayLike,
    pairs: ArrayLike,
    *,
    sun: ArrayLike,
    limits: LaserLimits,
    orbital_platforms: bool = True,
    established: bool = True,
) -> LaserTimeline:
    """When each pair of satellites is connected.

    A link drops when the line passes too low over the Earth, when a terminal looks into the Sun (also while the Earth
    hides it), when a terminal would have to turn faster than it can (neighbouring planes cross near the poles), or when
    the partner is too far. Once the obstacle is gone the link is up again after the acquisition time; the gap's end is
    known to one time step.

    Args:
        seconds: from any epoch, increasing, shape `(time,)`.
        position: inertial frame (GCRF or TEME), m, shape `(time, satellite, 3)`.
        velocity: same frame, m/s, same shape.
        pairs: indices of the satellites, shape `(pair, 2)`.
        sun: same frame, m, shape `(time, 3)` or `(3,)`.
        limits: what stops a link.
        orbital_platforms: whether satellites turn with their orbits; see `sight_line_rate`.
        established: whether links that can stand at the first time do stand; otherwise they have to be acquired.

    Returns:
        States and distances.

    Raises:
        ShapeError: the arrays do not fit.
        InputError: times that do not increase, or pairs that name no satellite.
        ModelRangeError: a coordinate that is not finite, or the satellites of a pair at one place.

    Source:
        `grazing_height`, `sun_separation`, `sight_line_rate`, compiled.
    """
    times = numbers(seconds, "seconds")
    places, speeds = vectors(position=position, velocity=velocity)
    if times.ndim != 1 or not times.size or places.ndim != 3 or places.shape[0] != times.size:
        raise ShapeError(
            f"{_MODEL}: seconds {times.shape} and position {places.shape}; give (time,) and (time, satellite, 3), with "
            "one time or more"
        )
    if not (np.isfinite(times).all() and (np.diff(times) > 0.0).all()):
        raise InputError(f"{_MODEL}: the times must increase and be finite")
    chosen = _pairs(pairs, places.shape[1])
    (star,) = vectors(sun=sun)
    try:
        star = np.broadcast_to(star, (times.size, 3))
    except ValueError as error:
        raise ShapeError(f"{_MODEL}: sun {star.shape}; give (time, 3) = ({times.size}, 3), or (3,)") from error
    nearest = max(0.0, limits.earth_radius + limits.grazing_height)
    bounds = np.array([nearest, np.cos(limits.sun_exclusion), limits.slew_rate, limits.max_range])
    state = np.empty((times.size, chosen.shape[0]), np.int8)
    distance = np.empty(state.shape)
    walk_links(
        np.ascontiguousarray(times),
        np.ascontiguousarray(places),
        np.ascontiguousarray(speeds),
        chosen,
        np.ascontiguousarray(star),
        bounds,
        orbital_platforms,
        limits.acquisition_time,
        established,
        state,
        distance,
    )
    ModelRange(_MODEL, "distance", 0.0, np.inf, "m", open_low=True, physical=True).check(distance)
    return LaserTimeline(times, chosen, state, distance)


def _pairs(pairs: ArrayLike, satellites: int) -> NDArray[np.int64]:
    try:
        array = np.asarray(pairs)
    except ValueError as error:
        raise ShapeError(f"{_MODEL}: pairs are of different lengths; give whole numbers, (pair, 2)") from error
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise ShapeError(
            f"{_MODEL}: pairs of shape {array.shape} and type {array.dtype}; give whole numbers, (pair, 2)"
        )
    unknown = array[(array < 0) | (array >= satellites)]
    if unknown.size:
        raise InputError(f"{_MODEL}: a pair names satellite {unknown[0]}; there are {satellites}, counted from 0")
    if (array[:, 0] == array[:, 1]).any():
        raise InputError(f"{_MODEL}: a pair joins a satellite with itself")
    return np.ascontiguousarray(array, dtype=np.int64)
