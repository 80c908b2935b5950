"""Positions of users and satellites over a run, a block of times at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import itrf_to_geodetic, local_axes
from huxing.core.model_range import numbers
from huxing.core.time import Times, as_times, utc_seconds
from huxing.network.topology import Ephemeris, Stations

LOWEST_USER, HIGHEST_USER = 6.33e6, 6.50e6
"""Distances from the Earth's centre between which a user may be, m: the lowest ground to a high balloon. Values outside
are most often kilometres, or degrees."""


@runtime_checkable
class MovingPlaces(Protocol):
    """Users that move: planes, ships, trains (`huxing.network.traffic.MovingUsers`). Names are taken from `names`."""

    def positions(self, times: Times) -> NDArray[np.float64]:
        """Earth-fixed positions, m, shape `(time, user, 3)`; NaN where a user is not under way."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """The times of a run and, after them, those over which satellites in view are followed until they set.

    Attributes:
        times: UTC, ascending, shape `(step,)`.
        later: UTC, ascending, after `times`, shape `(look,)`.
    """

    times: Times
    later: Times

    @property
    def steps(self) -> int:
        """Of the run itself."""
        return int(self.times.size)

    @cached_property
    def all_times(self) -> Times:
        """Those of the run and those after it."""
        return np.concatenate([self.times, self.later])

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """From the first time, of `all_times`."""
        return utc_seconds(self.all_times, self.times[0])


def as_timeline(times: object, look_ahead: float, look_step: float) -> Timeline:
    """Times in order, with times after them.

    Args:
        times: UTC, ascending, shape `(step,)`.
        look_ahead: how long to look on, s; 0 for not at all.
        look_step: so far apart, s.

    Returns:
        The timeline.

    Raises:
        InputError: no time, or times that do not ascend.

    Source:
        None: a definition.
    """
    steps = np.atleast_1d(as_times(times))
    if steps.ndim != 1 or not steps.size:
        raise InputError(f"handover: times have shape (time,), one or more; given {steps.shape}", given=times)
    back = np.flatnonzero(np.diff(steps) <= np.timedelta64(0))
    if back.size:
        where = int(back[0]) + 1
        raise InputError(f"handover: times ascend, but time {where} ({steps[where]}) is not after the one before it")
    if not look_ahead > 0.0:
        return Timeline(steps, steps[:0])
    step = np.timedelta64(round(look_step * 1e9), "ns")
    count = int(np.ceil(look_ahead / look_step))
    return Timeline(steps, steps[-1] + step * np.arange(1, count + 1))


@dataclass(frozen=True, eq=False)
class Track:
    """Where many things are.

    Attributes:
        names: one of each.
        source: ITRF, m: `(thing, 3)` for what stands, `(time, thing, 3)`, or what has `positions(times)`.
        stays: whether each keeps its last place after the run; else it is asked for again.
    """

    names: NDArray[np.str_]
    source: NDArray[np.float64] | MovingPlaces | Ephemeris
    stays: bool

    def __len__(self) -> int:
        return int(self.names.size)

    @property
    def is_fixed(self) -> bool:
        """Whether all stand still."""
        return isinstance(self.source, np.ndarray) and self.source.ndim == 2

    def block(self, timeline: Timeline, first: int, last: int) -> NDArray[np.float64]:
        """Positions at steps of the whole timeline from `first` to before `last`, `(step, thing, 3)`; one if fixed."""
        if self.is_fixed:
            return np.asarray(self.source)[None]
        if not self.stays:
            return self._asked(timeline.all_times[first:last])
        rows = np.arange(first, last)
        inside = np.unique(np.minimum(rows, timeline.steps - 1))
        own = self.source
        found = own[inside] if isinstance(own, np.ndarray) else self._asked(timeline.times[inside])
        return found[np.minimum(rows, timeline.steps - 1) - inside[0]]

    def at(self, timeline: Timeline, time: np.datetime64) -> NDArray[np.float64]:
        """Positions at one time, `(thing, 3)`; of an array, it is one of the run's times."""
        if self.is_fixed:
            return np.asarray(self.source)
        if not isinstance(self.source, np.ndarray):
            return self._asked(np.asarray([time]))[0]
        return self.source[self._row(timeline, time)]

    def motion(
        self, timeline: Timeline, time: np.datetime64, seconds: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Positions at one time, and where they move to in some seconds (of an array: to the next time), m."""
        if isinstance(self.source, np.ndarray):
            row = self._row(timeline, time)
            if len(self.source) < 2:
                raise InputError("handover: a heading takes positions at two times or more; the array has one")
            other = row + 1 if row + 1 < len(self.source) else row - 1
            step = self.source[other] - self.source[row]
            return self.source[row], step if other > row else -step
        later = np.timedelta64(round(seconds * 1e9), "ns")
        now, then = self._asked(np.array([time, time + later]))
        return now, then - now

    def _row(self, timeline: Timeline, time: np.datetime64) -> int:
        row = int(np.searchsorted(timeline.times, time))
        if row == timeline.steps or timeline.times[row] != time:
            raise InputError(
                f"handover: positions are given as an array, which has none at {time}; take the run's times"
            )
        return row

    def _asked(self, times: Times) -> NDArray[np.float64]:
        source = cast("MovingPlaces | Ephemeris", self.source)
        found = np.ascontiguousarray(source.positions(times), dtype=np.float64)
        if found.shape != (times.size, len(self), 3):
            raise ShapeError(
                f"{type(self.source).__name__}.positions gave shape {found.shape} for {times.size} times; "
                f"({times.size}, {len(self)}, 3) is wanted"
            )
        return found


def user_track(users: Stations | MovingPlaces | ArrayLike, times: Times) -> Track:
    """Users of a run.

    Args:
        users: stations; ITRF positions, m, `(user, 3)` or `(time, user, 3)`; or an object with `positions(times)`.
        times: of the run, shape `(time,)`.

    Returns:
        Their track, checked as far as it is known; see `require_users`.

    Raises:
        InputError: no user, or positions that are not on or near the ground.
        ShapeError: positions of another shape.

    Source:
        None: a definition.
    """
    if isinstance(users, Stations):
        return _checked(Track(np.array(users.names, np.str_), users.position, True))
    if isinstance(users, MovingPlaces):
        count = np.shape(users.positions(times[:1]))[1:2]
        names = _names(users, int(count[0]) if count else 0, "user")
        return _checked(Track(names, users, True))
    place = numbers(users, "users' positions")
    _require_axes(place, times.size, "users'", "user")
    return _checked(Track(_names(None, place.shape[-2], "user"), np.ascontiguousarray(place), True))


def satellite_track(satellites: Ephemeris | ArrayLike, times: Times) -> Track:
    """Satellites of a run.

    Args:
        satellites: an ephemeris, or ITRF positions, m, `(time, satellite, 3)`, NaN where one has none.
        times: of the run, shape `(time,)`.

    Returns:
        Their track.

    Raises:
        InputError: no satellite.
        ShapeError: positions of another shape.

    Source:
        None: a definition.
    """
    if isinstance(satellites, Ephemeris):
        if not len(satellites):
            raise InputError("handover: there is no satellite; give one or more")
        return Track(np.asarray(satellites.labels, np.str_), satellites, False)
    place = numbers(satellites, "satellites' positions")
    if place.ndim != 3:
        raise ShapeError(f"handover: satellites' positions have shape (time, satellite, 3), given {place.shape}")
    _require_axes(place, times.size, "satellites'", "satellite")
    return Track(_names(None, place.shape[1], "satellite"), np.ascontiguousarray(place), True)


def require_users(position: NDArray[np.float64]) -> None:
    """Refuse users that are nowhere near the ground.

    Args:
        position: ITRF, m, shape `(..., 3)`; NaN where a user is not under way.

    Raises:
        InputError: a position that is infinite or NaN in a part, or too near to or far from the Earth's centre.

    Source:
        `LOWEST_USER`, `HIGHEST_USER`.
    """
    missing = np.isnan(position)
    partly = int((missing.any(axis=-1) & ~missing.all(axis=-1)).sum())
    if partly:
        raise InputError(
            f"handover: {partly} users' positions have NaN in one or two of x, y, z; where a user is not there, all "
            "three are NaN"
        )
    radius = np.sqrt(np.sum(position * position, axis=-1))
    wrong = ~(((radius >= LOWEST_USER) & (radius <= HIGHEST_USER)) | np.isnan(radius))
    if wrong.any():
        raise InputError(
            f"handover: {int(wrong.sum())} users' positions are not near the ground (the first is "
            f"{radius[wrong][0]:.6g} m from the Earth's centre); give ITRF metres, see geodetic_to_itrf"
        )


def normals(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ellipsoid's normals at places.

    Args:
        position: ITRF, m, shape `(..., 3)`.

    Returns:
        Unit vectors, same shape.

    Raises:
        Nothing of its own.

    Source:
        `itrf_to_geodetic`.
    """
    place = itrf_to_geodetic(position)
    return np.ascontiguousarray(local_axes(place.latitude, place.longitude)[..., 2, :])


def _checked(track: Track) -> Track:
    if not len(track):
        raise InputError("handover: there is no user; give one or more")
    if isinstance(track.source, np.ndarray):
        require_users(track.source)
        if track.is_fixed and np.isnan(track.source).any():
            raise InputError("handover: a user that stands still has no position (NaN)")
    return track


def _require_axes(place: NDArray[np.float64], times: int, whose: str, axis: str) -> None:
    good = place.ndim in (2, 3) and place.shape[-1] == 3 and (place.ndim == 2 or place.shape[0] == times)
    if not good:
        wanted = f"({axis}, 3) or " if axis == "user" else ""
        raise ShapeError(
            f"handover: {whose} positions have shape {wanted}(time, {axis}, 3) with {times} times; given {place.shape}"
        )
    if not place.shape[-2]:
        raise InputError(f"handover: there is no {axis}; give one or more")


def _names(source: object, count: int, noun: str) -> NDArray[np.str_]:
    own = getattr(source, "names", None)
    if own is not None and len(own) == count:
        return np.array(list(own), np.str_)
    return np.array([f"{noun} {k}" for k in range(count)], np.str_)
