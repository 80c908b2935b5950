"""Sightings: who has which satellite in view, from when to when, for many users at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import TooLargeError
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema
from huxing.core.time import Times, as_times
from huxing.network.access.reach_kernel import reaches, small_circles
from huxing.network.access.sighting_kernel import NODES, follow_block
from huxing.network.access.tracks import (
    MovingPlaces,
    Timeline,
    Track,
    as_timeline,
    normals,
    require_users,
    satellite_track,
    user_track,
)
from huxing.network.topology import AccessRule, Ephemeris, Stations, ephemeris
from huxing.orbit import Constellation, ElementSets

SIGHTINGS = TableSchema(
    "sightings",
    (
        Column("user_index", "int", "number of the user"),
        Column("user", "text", "name of the user"),
        Column("satellite_index", "int", "number of the satellite"),
        Column("satellite", "text", "label of the satellite"),
        Column("rise", "time", "UTC from which it is in view, or the first time if it is in view then"),
        Column("set", "time", "UTC until which it is in view, or the last that was looked at"),
        Column("duration_s", "float", "set less rise", "s"),
        Column("rise_cut", "bool", "True where it was in view before the first time"),
        Column("set_cut", "bool", "True where it is still in view when the search ends"),
    ),
    key=("user_index", "satellite_index", "rise"),
)

Progress = Callable[[int, int], None]
"""Called with the number of steps done and the number in all."""

LOOK_AHEAD = 3600.0
"""How long after the last time satellites in view are followed until they set, s: longer than any low orbit's pass."""
LOOK_STEP = 15.0
"""Step of that, s."""
MEMORY_LIMIT = 2_000_000_000
"""Bytes of sightings that are held."""
BLOCK_BYTES = 48_000_000
"""Size of a block of positions of satellites, and of users."""
_BLOCK_SECONDS = 60.0
"""Length of a block where steps are short: a low satellite moves 4 deg, so that half as many again are tested."""
_LEAST_STEPS, _MOST_STEPS = 8, 256
_BYTES = 33
"""Of one sighting."""
_ROWS = 1 << 16
"""Ended sightings for which there is room at first."""
_LIMIT = ModelRange("sightings", "memory limit", 1e6, np.inf, "MB", 1e6, physical=True)
_LOOK = ModelRange("sightings", "look ahead", 0.0, 1e7, "s", physical=True)


@dataclass(frozen=True, eq=False)
class Sightings:
    """Which user has which satellite in view, from when to when.

    Attributes:
        timeline: the times, and those after them.
        users, satellites: where they are.
        access: the rule that says what is in view.
        user, satellite: number of each, `(sighting,)`; by user, then by first step.
        first, last: first and last step at which it is in view.
        rise, set: instants, s from the first time: good to `TIME_TOLERANCE` against positions that are interpolated
            through six steps (a low orbit at 60 s: well below 1 ms).
        set_cut: still in view when the search ended; then `set` is that instant.
        start: where each user's sightings begin, `(user + 1,)`.
        least_elevation: of each user, rad.
    """

    timeline: Timeline
    users: Track
    satellites: Track
    access: AccessRule
    user: NDArray[np.int32]
    satellite: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    rise: NDArray[np.float64]
    set: NDArray[np.float64]
    set_cut: NDArray[np.bool_]
    start: NDArray[np.int64]
    least_elevation: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.user.size)

    @property
    def times(self) -> Times:
        """Of the run, UTC, shape `(step,)`."""
        return self.timeline.times

    def in_view(self) -> NDArray[np.int32]:
        """How many satellites each user has in view at each step.

        Returns:
            Shape `(step, user)`.

        Raises:
            TooLargeError: the counts are over 2 GB.

        Source:
            None: counting.
        """
        shape = (self.timeline.steps + 1, len(self.users))
        if 4 * shape[0] * shape[1] > MEMORY_LIMIT:
            raise TooLargeError(
                f"{shape[0] - 1} steps x {shape[1]} users of counts are over 2 GB; take fewer of either"
            )
        change = np.zeros(shape, np.int32)
        np.add.at(change, (self.first, self.user), 1)
        np.add.at(change, (self.last + 1, self.user), -1)
        return np.cumsum(change, axis=0, dtype=np.int32)[:-1]

    def table(self) -> pd.DataFrame:
        """The sightings as a table.

        Returns:
            `SIGHTINGS`, by user and rise.

        Raises:
            Nothing of its own.

        Source:
            None: the same numbers.
        """
        return SIGHTINGS.check(
            pd.DataFrame(
                {
                    "user_index": self.user.astype(np.int64),
                    "user": self.users.names[self.user],
                    "satellite_index": self.satellite.astype(np.int64),
                    "satellite": self.satellites.names[self.satellite],
                    "rise": moments(self.timeline, self.rise),
                    "set": moments(self.timeline, self.set),
                    "duration_s": self.set - self.rise,
                    "rise_cut": self.first == 0,
                    "set_cut": self.set_cut,
                }
            )
        )


def sightings(
    satellites: Ephemeris | Constellation | ElementSets | ArrayLike,
    users: Stations | MovingPlaces | ArrayLike,
    times: object,
    *,
    access: AccessRule | None = None,
    look_ahead: float = LOOK_AHEAD,
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
) -> Sightings:
    """Which satellites many users have in view over a run, and exactly until when.

    A satellite is looked for at the times given; what rises and sets between two of them is not seen. After the last
    time, those in view are followed until they set, with users at their last places; an array of positions ends with
    its last time, and cuts what is in view then.

    Args:
        satellites: an ephemeris, a design, element sets; or ITRF positions, m, `(time, satellite, 3)`.
        users: stations; ITRF positions, m, `(user, 3)` or `(time, user, 3)`; or an object with `positions(times)`
            (`huxing.network.traffic.MovingUsers`). NaN is a user that is not there.
        times: UTC, ascending, shape `(time,)`; steps of 60 s or less keep rise and set within 1 ms.
        access: least elevation (one, or one per user), greatest range, angle to the geostationary arc. Its `antennas`
            and `beams` are for `handover`.
        look_ahead: how long after the last time to look on, s.
        memory_limit: for the sightings, bytes.
        progress: called after each block.

    Returns:
        The sightings, by user, then by first step.

    Raises:
        InputError: no user, no satellite, times that do not ascend, users far from the ground.
        ShapeError: positions of another shape, or as many elevations as there are no users.
        TooLargeError: more sightings than fit.

    Source:
        Vallado 2013, section 4.4 (elevation); the search: `sighting_kernel`.

    Valid for:
        Steps of 60 s or less for satellites in low orbits.
    """
    rule = AccessRule() if access is None else access
    limit = int(_LIMIT.single(memory_limit))
    steps = np.atleast_1d(as_times(times))
    fleet = ephemeris(satellites) if isinstance(satellites, Constellation | ElementSets) else satellites
    look = _LOOK.single(look_ahead) if isinstance(fleet, Ephemeris) else 0.0
    timeline = as_timeline(steps, look, LOOK_STEP)
    search = _Search(timeline, user_track(users, steps), satellite_track(fleet, steps), rule, limit)
    while search.step < timeline.steps or (search.step < timeline.seconds.size and search.follows_any()):
        search.advance()
        if progress is not None:
            progress(min(search.step, timeline.steps), timeline.steps)
    return search.result()


def moments(timeline: Timeline, seconds: NDArray[np.float64]) -> Times:
    """Instants of a run as UTC.

    Args:
        timeline: of the run.
        seconds: from its first time, any shape.

    Returns:
        Same shape, rounded to 1 ns.

    Raises:
        Nothing of its own.

    Source:
        None: units.
    """
    return np.asarray(timeline.times[0] + np.rint(seconds * 1e9).astype("timedelta64[ns]"))


class _Search:
    """A search that is under way: the sightings that go on, and those that have ended."""

    def __init__(self, timeline: Timeline, users: Track, satellites: Track, access: AccessRule, limit: int) -> None:
        self.timeline, self.users, self.satellites, self.access = timeline, users, satellites, access
        self.step, self._limit, self._held = 0, limit, 0
        self._elevation = access.least_elevation(len(users))
        self._sine = np.sin(self._elevation)
        self._opened = np.zeros(len(users), np.int32)
        self._satellite = np.zeros((len(users), 16), np.int32)
        self._first = np.zeros((len(users), 16), np.int32)
        self._rise = np.zeros((len(users), 16))
        self._ended = [np.empty((0, 4), np.int32)]
        self._instants = [np.empty((0, 2))]
        self._room = np.empty((_ROWS, 4), np.int32), np.empty((_ROWS, 2))
        self._fixed: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def follows_any(self) -> bool:
        """Whether a sighting that began within the run still goes on."""
        going = np.arange(self._first.shape[1]) < self._opened[:, None]
        return bool((going & (self._first < self.timeline.steps)).any())

    def advance(self) -> None:
        """Follow all satellites over the next block."""
        seconds, steps, after = self.timeline.seconds, self._block_steps(), self.step >= self.timeline.steps
        stop = min(self.step + steps, seconds.size if after else self.timeline.steps)
        begin, end = max(self.step - NODES + 1, 0), min(stop + NODES - 2, seconds.size)
        place = np.ascontiguousarray(self.satellites.block(self.timeline, begin, end).transpose(1, 2, 0))
        user, up = self._users(begin, end)
        origin = self.step - begin
        bounded = self._bounds(place, user, max(origin - 1, 0), stop - begin)
        block = np.array([origin, stop - self.step, self.step, seconds.size, after], np.int64)
        self._follow(place, bounded, user, up, seconds[begin:end], block)
        self.step = stop

    def result(self) -> Sightings:
        """Everything found, what goes on cut at the last step that was looked at."""
        which = np.arange(self._first.shape[1]) < self._opened[:, None]
        user = np.nonzero(which)[0].astype(np.int32)
        end = self.timeline.seconds[self.step - 1]
        going = np.column_stack([user, self._satellite[which], self._first[which], np.full(user.size, self.step - 1)])
        rows = np.concatenate([*self._ended, going.astype(np.int32)])
        instants = np.concatenate([*self._instants, np.column_stack([self._rise[which], np.full(user.size, end)])])
        cut = np.zeros(len(rows), np.bool_)
        cut[len(rows) - user.size :] = True
        order = np.lexsort((rows[:, 1], rows[:, 2], rows[:, 0]))
        order = order[rows[order, 2] < self.timeline.steps]
        rows, instants = rows[order], instants[order]
        user, satellite, first, last = (np.ascontiguousarray(column) for column in rows.T)
        last = np.minimum(last, np.int32(self.timeline.steps - 1))
        start = np.searchsorted(user, np.arange(len(self.users) + 1)).astype(np.int64)
        rise, sets = np.ascontiguousarray(instants[:, 0]), np.ascontiguousarray(instants[:, 1])
        return Sightings(
            self.timeline, self.users, self.satellites, self.access, user, satellite, first, last, rise, sets,
            cut[order], start, self._elevation,
        )  # fmt: skip

    def _block_steps(self) -> int:
        """Steps of the next block: a minute, but not so few that the choice of candidates costs most of the time."""
        ahead = self.timeline.seconds[self.step : self.step + _MOST_STEPS]
        within = int(np.searchsorted(ahead, ahead[0] + _BLOCK_SECONDS))
        users = 0 if self.users.is_fixed else 48 * len(self.users)
        room = BLOCK_BYTES // max(24 * len(self.satellites), users) - 2 * NODES
        return max(1, min(max(within, _LEAST_STEPS), room))

    def _users(self, begin: int, end: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places and verticals, `(user, 3, step)`; of one step where users stand."""
        if self._fixed is not None:
            return self._fixed
        place = self.users.block(self.timeline, begin, end)
        require_users(place)
        user = np.ascontiguousarray(place.transpose(1, 2, 0))
        up = np.ascontiguousarray(normals(place).transpose(1, 2, 0))
        if self.users.is_fixed:
            self._fixed = user, up
        return user, up

    def _bounds(
        self, place: NDArray[np.float64], user: NDArray[np.float64], begin: int, end: int
    ) -> tuple[object, ...]:
        """What narrows the candidates: order, directions, least cosines, latitudes, reach, the lost, users' centres."""
        centre, bound = np.empty((2, len(self.satellites), 3))
        small_circles(place, begin, end, False, centre, bound)
        user_centre, user_bound = np.empty((2, len(self.users), 3))
        small_circles(user, *((0, 1) if user.shape[2] == 1 else (begin, end)), True, user_centre, user_bound)
        reach = np.empty(len(self.satellites))
        reaches(bound, user_bound, float(self._elevation.min()), float(self.access.maximum_range), reach)
        known = np.flatnonzero(reach >= 0.0)
        latitude = np.arcsin(np.clip(centre[known, 2], -1.0, 1.0))
        order = np.argsort(latitude, kind="stable")
        known = known[order]
        cosine = np.where(reach[known] < np.pi, np.cos(reach[known]), -2.0)
        direction = np.ascontiguousarray(centre[known].T)
        lost = np.flatnonzero(np.isnan(reach))
        return known, direction, cosine, latitude[order], float(reach[known].max(initial=0.0)), lost, user_centre

    def _follow(
        self,
        place: NDArray[np.float64],
        bounded: tuple[object, ...],
        user: NDArray[np.float64],
        up: NDArray[np.float64],
        seconds: NDArray[np.float64],
        block: NDArray[np.int64],
    ) -> None:
        """Follow all users, with more room where one needs it."""
        limit = min(float(self.access.maximum_range), 1e150) ** 2
        *narrow, user_centre = bounded
        follow, needed = 0, np.zeros(3, np.int64)
        while True:
            follow = follow_block(
                place, *narrow, user, up, user_centre, seconds, block, self._sine, limit,
                float(self.access.arc_exclusion), self._opened, self._satellite, self._first, self._rise, *self._room,
                follow, needed,
            )  # fmt: skip
            rows, places, more = (int(number) for number in needed)
            self._held += rows
            self._require_room()
            self._ended.append(self._room[0][:rows].copy())
            self._instants.append(self._room[1][:rows].copy())
            if follow == len(self.users):
                return
            if places > self._first.shape[1]:
                wider = ((0, 0), (0, 2 * places - self._first.shape[1]))
                self._satellite, self._first = np.pad(self._satellite, wider), np.pad(self._first, wider)
                self._rise = np.pad(self._rise, wider)
            if more > len(self._room[0]):
                self._room = np.empty((2 * more, 4), np.int32), np.empty((2 * more, 2))

    def _require_room(self) -> None:
        held = self._held + self._first.size
        # twice: they are sorted when the search ends
        if 2 * _BYTES * held > self._limit:
            raise TooLargeError(
                f"{len(self.users)} users have {held} sightings or more by step {self.step} of {self.timeline.steps}, "
                f"over the memory limit of {self._limit / 1e6:.0f} MB; take fewer users or a shorter span, or raise "
                "memory_limit",
                given=held,
            )
