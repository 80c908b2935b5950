"""Users who move: planes, ships and trains on their routes, by timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.geodesy import Geodetic, geodetic_to_itrf
from huxing.core.model_range import ModelRange
from huxing.core.time import Times, as_times, one_time
from huxing.network.traffic.demand import MOST_BYTES, RATE
from huxing.network.traffic.places import index_of, require_unique
from huxing.network.traffic.route import Route

_MODEL = "moving users"
_SPEED = ModelRange(_MODEL, "speed", 0.0, 3000.0, "km/h", 1.0 / 3.6, open_low=True)
_DEPARTURES = ModelRange(_MODEL, "departures per day", 0.0, 86_400.0, open_low=True)
_MOST_USERS = 1_000_000
_DAY = 86_400.0
_NANOSECONDS = 1e9


@dataclass(frozen=True, eq=False)
class MovingUsers:
    """Users, each on one journey.

    Attributes:
        names: unique labels, shape `(user,)`.
        routes: the ways.
        route: index of each user's way, shape `(user,)`.
        backward: whether it goes from the last way-point to the first, shape `(user,)`.
        departure: UTC, shape `(user,)`.
        speed: along the way, m/s, shape `(user,)`.
        rate: demand while under way, bit/s, shape `(user,)`.
    """

    names: tuple[str, ...]
    routes: tuple[Route, ...]
    route: NDArray[np.int64]
    backward: NDArray[np.bool_]
    departure: Times
    speed: NDArray[np.float64]
    rate: NDArray[np.float64]

    def __post_init__(self) -> None:
        fields = ("route", "backward", "departure", "speed", "rate")
        if any(np.shape(getattr(self, name)) != (len(self.names),) for name in fields):
            shapes = ", ".join(f"{name} {np.shape(getattr(self, name))}" for name in fields)
            raise ShapeError(f"{_MODEL}: {len(self.names)} names, but {shapes}; give one of each for every user")
        _SPEED.check(self.speed)
        RATE.check(self.rate)
        route = np.asarray(self.route)
        if route.size and not (route.min() >= 0 and route.max() < len(self.routes)):
            raise InputError(f"{_MODEL}: route {route.min()} to {route.max()}, but there are {len(self.routes)} routes")
        require_unique(self.names, "moving user")

    def __len__(self) -> int:
        return len(self.names)

    @property
    def arrival(self) -> Times:
        """UTC, shape `(user,)`."""
        length = np.array([way.length for way in self.routes])[self.route]
        return self.departure + np.rint(length / self.speed * _NANOSECONDS).astype("timedelta64[ns]")

    def index(self, name: str) -> int:
        """Position of a user.

        Args:
            name: as in `names`.

        Returns:
            Its index.

        Raises:
            InputError: no such name; the nearest are listed.

        Source:
            None: a definition.
        """
        return index_of(self.names, name, "moving user")

    def under_way(self, times: object) -> NDArray[np.bool_]:
        """Who is travelling.

        Args:
            times: UTC, shape `(time,)`.

        Returns:
            Shape `(time, user)`; departure included, arrival too.

        Raises:
            InputError: not times.

        Source:
            The timetable.
        """
        steps = np.atleast_1d(as_times(times)).ravel()[:, None]
        return np.asarray((steps >= self.departure) & (steps <= self.arrival))

    def coordinates(self, times: object) -> Geodetic:
        """Latitude, longitude and height.

        Args:
            times: UTC, shape `(time,)`.

        Returns:
            rad and m, shape `(time, user)`; NaN before departure and after arrival (`under_way` is the mask).

        Raises:
            InputError: not times.
            TooLargeError: over 4 GB; ask for fewer times at once.

        Source:
            Great circles of the mean sphere through the way-points at constant speed.
        """
        steps = np.atleast_1d(as_times(times)).ravel()
        if 24 * steps.size * len(self) > MOST_BYTES:
            raise TooLargeError(f"{_MODEL}: {steps.size} times of {len(self)} users are over {MOST_BYTES / 1e9:g} GB")
        place = np.full((3, steps.size, len(self)), np.nan)
        for number, way in enumerate(self.routes):
            users = np.flatnonzero(self.route == number)
            travelled = (steps[:, None] - self.departure[users]).astype(np.int64) / _NANOSECONDS * self.speed[users]
            forward = np.where(self.backward[users], way.length - travelled, travelled)
            place[0][:, users], place[1][:, users] = way.coordinates(forward)
            place[2][:, users] = np.where(np.isnan(place[0][:, users]), np.nan, way.height)
        return Geodetic(*place)

    def positions(self, times: object) -> NDArray[np.float64]:
        """Earth-fixed positions.

        Args:
            times: UTC, shape `(time,)`.

        Returns:
            ITRF, m, shape `(time, user, 3)`; NaN before departure and after arrival.

        Raises:
            As `coordinates`.

        Source:
            As `coordinates`, on the ellipsoid of WGS84 at the route's height.
        """
        place = self.coordinates(times)
        there = ~np.isnan(place.latitude)
        position = np.full((*there.shape, 3), np.nan)
        position[there] = geodetic_to_itrf(*(values[there] for values in place))
        return position

    def rates(self, times: object) -> NDArray[np.float64]:
        """Demand of each user, 0 when not under way.

        Args:
            times: UTC, shape `(time,)`.

        Returns:
            bit/s, shape `(time, user)`.

        Raises:
            InputError: not times.

        Source:
            The timetable.
        """
        return np.asarray(self.under_way(times) * self.rate)

    def joined(self, other: MovingUsers) -> MovingUsers:
        """These users and others.

        Args:
            other: with other names.

        Returns:
            Both, these first.

        Raises:
            InputError: a name in both.

        Source:
            None: a definition.
        """
        return MovingUsers(
            self.names + other.names,
            self.routes + other.routes,
            np.concatenate([self.route, other.route + len(self.routes)]),
            np.concatenate([self.backward, other.backward]),
            np.concatenate([self.departure, other.departure]),
            np.concatenate([self.speed, other.speed]),
            np.concatenate([self.rate, other.rate]),
        )


def moving_users(
    routes: Route | Sequence[Route],
    *,
    speed: float,
    departures_per_day: float,
    start: object,
    stop: object,
    rate: float = 0.0,
    both_directions: bool = True,
    first_departure: object = None,
) -> MovingUsers:
    """All journeys that are under way at some time between two, by an even timetable.

    Args:
        routes: one way or several; each has this timetable of its own.
        speed: along the way, m/s.
        departures_per_day: from each end of each route, evenly spaced.
        start: UTC, of the time of interest.
        stop: UTC, its end.
        rate: demand of each user while under way, bit/s (a plane's: its passengers' together).
        both_directions: whether users also leave from the last way-point, at the same times.
        first_departure: a time at which one leaves, UTC; midnight (UTC) of the start's day where left out.

    Returns:
        The users, named route, direction ('out', 'back') and departure.

    Raises:
        ModelRangeError: a speed or rate out of range.
        InputError: no route, something else in its place, a stop before the start, routes of one name, or no departure
            in the time.
        TooLargeError: more than a million journeys.

    Source:
        None: a timetable.
    """
    ways = (routes,) if isinstance(routes, Route) else tuple(routes)
    for way in ways:
        if not isinstance(way, Route):
            raise InputError(f"{_MODEL}: {way!r:.60} is no Route; travel_route makes one", given=way)
    pace, interval = _SPEED.single(speed), _DAY / _DEPARTURES.single(departures_per_day)
    begin, end = one_time(start), one_time(stop)
    if not ways or not end > begin:
        raise InputError(
            f"{_MODEL}: {len(ways)} routes from {begin!s:.19} until {end!s:.19}; one or more, stop after start"
        )
    require_unique([way.name for way in ways], "route")
    origin = begin.astype("datetime64[D]") if first_departure is None else one_time(first_departure)
    parts = [_departures(way, pace, interval, origin.astype("datetime64[ns]"), (begin, end)) for way in ways]
    directions = (False, True) if both_directions else (False,)
    if sum(part.size for part in parts) * len(directions) > _MOST_USERS:
        raise TooLargeError(f"{_MODEL}: more than {_MOST_USERS:,} journeys; shorten the time or thin the timetable")
    trips = [(i, back, t) for i, part in enumerate(parts) for back in directions for t in part]
    if not trips:
        raise InputError(f"{_MODEL}: nobody is under way from {begin!s:.19} until {end!s:.19}; add departures")
    departure = np.array([t for _, _, t in trips], "datetime64[ns]")
    return MovingUsers(
        tuple(f"{ways[i].name} {'back' if back else 'out'} {t!s:.19}" for i, back, t in trips),
        ways,
        np.array([i for i, _, _ in trips]),
        np.array([back for _, back, _ in trips]),
        departure,
        np.full(departure.size, pace),
        np.full(departure.size, RATE.single(rate)),
    )


def _departures(
    way: Route, speed: float, interval: float, origin: np.datetime64, window: tuple[np.datetime64, np.datetime64]
) -> Times:
    """Departures whose journeys touch the window."""
    begin, end = ((moment - origin).astype(np.int64) / _NANOSECONDS for moment in window)
    first = int(np.ceil((begin - way.length / speed) / interval - 1e-9))
    last = int(np.floor(end / interval + 1e-9))
    if last - first > _MOST_USERS:
        raise TooLargeError(f"{_MODEL}: more than {_MOST_USERS:,} journeys; shorten the time or thin the timetable")
    seconds = np.arange(first, last + 1) * interval
    return np.asarray(origin + np.rint(seconds * _NANOSECONDS).astype("timedelta64[ns]"))
