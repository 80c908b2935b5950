"""Where every node sends what is meant for every station."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError


@dataclass(frozen=True, eq=False)
class Routes:
    """Forwarding of one instant. Satellites are nodes 0 to n - 1, station g is node n + g.

    Attributes:
        distance: from satellite to destination, in units of the weights (m where they are lengths); infinite where
            there is no way, shape `(satellite, destination)`.
        next_hop: node to which a satellite sends, -1 where there is no way, shape `(satellite, destination)`.
        station_distance: from station to destination; zero to itself, shape `(station, destination)`.
        first_hop: satellite to which a station sends; -1 where there is no way, and to itself, shape `(station,
            destination)`.
        destination: which stations the destinations are, shape `(destination,)`; all of them unless asked otherwise.
    """

    distance: NDArray[np.float64]
    next_hop: NDArray[np.int32]
    station_distance: NDArray[np.float64]
    first_hop: NDArray[np.int32]
    destination: NDArray[np.int64]

    @property
    def satellites(self) -> int:
        """How many satellites there are."""
        return self.next_hop.shape[0]

    @property
    def round_trip(self) -> NDArray[np.float64]:
        """Round-trip time of light between stations, s, NaN where there is no way; for weights that are lengths.

        Shape `(station, destination)`. The way back is taken to be the way there.
        """
        return np.where(self.reachable, 2.0 * self.station_distance / SPEED_OF_LIGHT, np.nan)

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """Whether there is a way from station to destination, shape `(station, destination)`."""
        return np.isfinite(self.station_distance)

    def column(self, station: int) -> int:
        """Place of a station among the destinations.

        Args:
            station: index of the station.

        Returns:
            The column.

        Raises:
            InputError: the routes do not lead there.

        Source:
            None: a look-up.
        """
        found = np.flatnonzero(self.destination == station)
        if not found.size:
            raise InputError(f"these routes do not lead to station {station}; make it a destination", given=station)
        return int(found[0])


def station_number(station: object, stations: int) -> int:
    """The index of a station, checked.

    Args:
        station: a whole number.
        stations: how many there are.

    Returns:
        The index.

    Raises:
        InputError: no whole number, or a station that is not there.

    Source:
        None: a definition.
    """
    try:
        number = operator.index(station)  # type: ignore[arg-type]  # the error is the test
    except TypeError:
        number = -1
    if isinstance(station, bool) or not 0 <= number < stations:
        there = f"0 to {stations - 1}" if stations else "none, as there is none"
        raise InputError(
            f"station {station!r:.60} is not one of {there}; give its number, Stations.index(name)", given=station
        )
    return number


def path(routes: Routes, source: int, destination: int) -> NDArray[np.int32]:
    """The nodes on the way from one station to another.

    Args:
        routes: of one instant.
        source: index of the station that sends.
        destination: index of the station that receives.

    Returns:
        Node numbers, both ends included; empty where there is no way.

    Raises:
        InputError: a station that is not there, or routes that do not lead to it or run in a circle.

    Source:
        None: following next hops.
    """
    stations, count = len(routes.first_hop), routes.satellites
    source, destination = station_number(source, stations), station_number(destination, stations)
    column = routes.column(destination)
    nodes, here, end = [count + source], count + source, count + destination
    while here != end:
        here = int(routes.first_hop[here - count, column] if here >= count else routes.next_hop[here, column])
        if here < 0:
            return np.empty(0, np.int32)
        nodes.append(here)
        if len(nodes) > count + 2 * stations:
            raise InputError(
                f"the routes from station {source} to {destination} run in a circle; give weights above 0",
                given=nodes[:8],
            )
    return np.array(nodes, dtype=np.int32)
