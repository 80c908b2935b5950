"""One network of satellites, stations and fibre, and who passes traffic on from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.network.terrestrial.fibre import Fibre, require_one_place
from huxing.network.topology import Network, Snapshot
from huxing.network.traffic.places import index_of

SPACE, GROUND, FIBRE = 0, 1, 2
"""Kinds of edges: between satellites, between satellite and station, fibre."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Directed edges of the graph of one instant.

    Nodes: satellites 0 to n - 1; then each place three times, because what it may do depends on how traffic came:
    n + p where it starts, n + P + p where it came by fibre, n + 2 P + p where it came from a satellite.

    Attributes:
        tail, head: nodes, shape `(edge,)`.
        kind: SPACE, GROUND or FIBRE.
        length: m: of the line of sight, or of the cable.
        delay: s.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    kind: NDArray[np.int8]
    length: NDArray[np.float64]
    delay: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class IntegratedSnapshot:
    """Satellites, stations and fibre at one instant.

    Attributes:
        time: UTC.
        satellites: how many there are.
        labels: of the satellites.
        names: of the places: the network's stations, then further places of the fibre.
        latitude, longitude: of the places, rad, shape `(place,)`.
        edges: of the graph.
    """

    time: np.datetime64
    satellites: int
    labels: NDArray[np.str_]
    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    edges: Edges

    @property
    def nodes(self) -> int:
        """How many nodes the graph has."""
        return self.satellites + 3 * len(self.names)

    def place(self, name: str) -> int:
        """Position of a place.

        Args:
            name: a station or a place of the fibre.

        Returns:
            Its index.

        Raises:
            InputError: no such place; the nearest names are listed.

        Source:
            None: a look-up.
        """
        return index_of(self.names, name)

    def indices(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Positions of places.

        Args:
            names: one or more.

        Returns:
            Their indices, shape `(name,)`.

        Raises:
            InputError: no such place, or text in place of a list.

        Source:
            None: a look-up.
        """
        if isinstance(names, str) or not len(names):
            raise InputError(f"a list of places is wanted, given {names!r:.60}; write ['shanghai']", given=names)
        return np.array([self.place(name) for name in names], np.int64)

    def of_kinds(self, *kinds: int) -> IntegratedSnapshot:
        """The same places with some kinds of edges only: FIBRE alone, or SPACE and GROUND.

        Args:
            kinds: of edges to keep.

        Returns:
            A snapshot.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        keep = np.isin(self.edges.kind, kinds)
        edges = Edges(*(getattr(self.edges, name)[keep] for name in ("tail", "head", "kind", "length", "delay")))
        return replace(self, edges=edges)


@dataclass(frozen=True, eq=False)
class IntegratedNetwork:
    """Satellites with their stations, joined to fibre.

    A place of the fibre that has a station's name is that station. Every place passes on what came by fibre to its
    other fibre. A gateway also passes traffic between satellites and fibre; other stations start and end it only.

    Attributes:
        network: satellites and stations.
        fibre: links on the ground.
        gateways: names of stations that are gateways; None for every station that has a fibre link.
        ground_relay: whether a gateway may also send what came from a satellite up again to a satellite.
    """

    network: Network
    fibre: Fibre
    gateways: tuple[str, ...] | None = None
    ground_relay: bool = False

    def __post_init__(self) -> None:
        stations = self.network.stations
        for i, name in enumerate(self.fibre.names):
            if name in self._station_number:
                require_one_place(name, (self.fibre, i), (stations, self._station_number[name]))
        if isinstance(self.gateways, str):
            raise InputError(f"gateways are a list of names; write ({self.gateways!r:.60},)", given=self.gateways)
        for name in self.gateways or ():
            index_of(stations.names, name, "station")

    def without(self, cut: NDArray[np.bool_]) -> IntegratedNetwork:
        """The network that is left when fibre is cut. Gateways stay what they are.

        Args:
            cut: whether each link is, shape `(link,)`, as `cut_fibre` gives it.

        Returns:
            The network.

        Raises:
            ShapeError: not one flag for each link.

        Source:
            None: a definition.
        """
        names = tuple(name for name, is_one in zip(self.network.stations.names, self._gateway, strict=True) if is_one)
        return replace(self, fibre=self.fibre.without(cut), gateways=names)

    def snapshot(self, time: object) -> IntegratedSnapshot:
        """The graph at one instant.

        Args:
            time: UTC.

        Returns:
            Places and edges.

        Raises:
            InputError: not a time.
            StaleDataError: Earth orientation does not reach it (element sets).

        Source:
            `Network.snapshot`; light through fibre of `fibre_delay`.
        """
        return self.joined(self.network.snapshot(time))

    def snapshots(self, times: object) -> Iterator[IntegratedSnapshot]:
        """The graph at times, one after the other.

        Args:
            times: UTC, shape `(time,)`.

        Yields:
            A snapshot for each time.

        Raises:
            As `snapshot`.

        Source:
            As `snapshot`.
        """
        for space in self.network.snapshots(times):
            yield self.joined(space)

    def joined(self, space: Snapshot) -> IntegratedSnapshot:
        """The graph of a snapshot of this network's satellites and stations.

        Args:
            space: of `network`, perhaps with failures.

        Returns:
            Places and edges.

        Raises:
            InputError: a snapshot of another number of stations.

        Source:
            As `snapshot`.
        """
        if space.stations != len(self.network.stations):
            raise InputError(f"a snapshot of {space.stations} stations; this network has {len(self.network.stations)}")
        names, latitude, longitude, _ = self._places
        parts = [*self._space_edges(space), *self._fibre_edges(space.satellites)]
        tail, head, kind, length, delay = (np.concatenate(column) for column in zip(*parts, strict=True))
        edges = Edges(tail, head, kind, length, delay)
        labels = self.network.topology.ephemeris.labels
        return IntegratedSnapshot(space.time, space.satellites, labels, names, latitude, longitude, edges)

    @cached_property
    def _station_number(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.network.stations.names)}

    @cached_property
    def _places(self) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Names and coordinates of all places, and which of them each place of the fibre is."""
        stations, fibre = self.network.stations, self.fibre
        fresh = [i for i, name in enumerate(fibre.names) if name not in self._station_number]
        number = self._station_number | {fibre.names[i]: len(stations) + k for k, i in enumerate(fresh)}
        return (
            stations.names + tuple(fibre.names[i] for i in fresh),
            np.concatenate([stations.latitude, fibre.latitude[fresh]]),
            np.concatenate([stations.longitude, fibre.longitude[fresh]]),
            np.array([number[name] for name in fibre.names], np.int64),
        )

    @cached_property
    def _gateway(self) -> NDArray[np.bool_]:
        """Whether each station is a gateway."""
        stations = self.network.stations
        if self.gateways is not None:
            return np.isin(np.array(stations.names, object), np.array(self.gateways, object))
        place = self._places[3]
        return np.isin(np.arange(len(stations)), place[self.fibre.ends])

    def _space_edges(self, space: Snapshot) -> list[tuple[NDArray[np.generic], ...]]:
        count, places = space.satellites, len(self._places[0])
        sat, port = np.nonzero(np.isfinite(space.length) & (space.neighbour >= 0))
        parts = [_edges(sat, space.neighbour[sat, port], SPACE, space.length[sat, port])]
        sat, station = np.nonzero(np.isfinite(space.ground_range))
        reach, relays = space.ground_range[sat, station], self._gateway[station]
        came_by_fibre, came_down = count + places + station, count + 2 * places + station
        parts.append(_edges(sat, came_down, GROUND, reach))
        parts.append(_edges(count + station, sat, GROUND, reach))
        parts.append(_edges(came_by_fibre[relays], sat[relays], GROUND, reach[relays]))
        if self.ground_relay:
            parts.append(_edges(came_down[relays], sat[relays], GROUND, reach[relays]))
        return parts

    def _fibre_edges(self, count: int) -> list[tuple[NDArray[np.generic], ...]]:
        places = len(self._places[0])
        ends = self._places[3][self.fibre.ends]
        length, delay = self.fibre.length, self.fibre.delay
        relays = np.zeros(places, bool)
        relays[: self._gateway.size] = self._gateway
        parts = []
        for a, b in (ends.T, ends.T[::-1]):
            arrival, passes = count + places + b, relays[a]
            parts.append(_edges(count + a, arrival, FIBRE, length, delay))
            parts.append(_edges(count + places + a, arrival, FIBRE, length, delay))
            came_down = count + 2 * places + a[passes]
            parts.append(_edges(came_down, arrival[passes], FIBRE, length[passes], delay[passes]))
        return parts


def _edges(
    tail: NDArray[np.generic],
    head: NDArray[np.generic],
    kind: int,
    length: NDArray[np.float64],
    delay: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.generic], ...]:
    time = length / SPEED_OF_LIGHT if delay is None else delay
    return tail.astype(np.int64), head.astype(np.int64), np.full(tail.size, kind, np.int8), length, time
