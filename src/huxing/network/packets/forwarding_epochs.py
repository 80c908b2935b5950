"""Snapshots and routes of a satellite network as the forwarding epochs that packets travel through."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.packets.forwarding_kernel import fill_next_links, mark_ground_links
from huxing.network.packets.packet_network import ForwardingEpoch, PacketNetwork
from huxing.network.routing import Routes
from huxing.network.topology import Snapshot

Indices = NDArray[np.int64]
GroundPorts = Literal["shared", "per-link"]
GROUND_PORTS = ("shared", "per-link")
_RATE = ModelRange("packets", "rate of a link", 0.0, 1e13, "Mbit/s", 1e6, physical=True)


def forwarding_epochs(
    snapshots: Iterable[Snapshot],
    routes: Iterable[Routes],
    *,
    link_rate: ArrayLike,
    ground_rate: ArrayLike,
    uplink_rate: ArrayLike | None = None,
    ground_ports: GroundPorts = "shared",
) -> PacketNetwork:
    """A satellite network for packets: each snapshot with its routes holds from its time to the next one's.

    Satellites are nodes 0 to n - 1, station g is node n + g. A satellite has a port for each of its links and one for
    the ground; a station has one. A packet that waits for a station is dropped when the satellite loses sight of it.

    Args:
        snapshots: in order of their times, of one network. Lists serve any number of simulations; iterators one, and
            only the present and the coming epoch are then in memory.
        routes: of each snapshot, to the stations that are to be sent to.
        link_rate: between satellites, bit/s; one, or of shape `(satellite, port)`. A link of rate 0 is not there.
        ground_rate: from satellite to station, bit/s; one, or of shape `(satellite, station)`.
        uplink_rate: from station to satellite, same shapes; `ground_rate` where left out.
        ground_ports: 'shared': one port for all ground links of a satellite, as of a station, so that they share its
            time; 'per-link': one port a ground link.

    Returns:
        The network; the first epoch is at time 0.

    Raises:
        InputError: no snapshot, times that do not increase, a next hop over a link that is not there, another network.
        ShapeError: rates of another shape.
        ModelRangeError: a rate that cannot be.

    Source:
        Definitions; shared ground devices as in github.com/snkas/hypatia @ 0ac531c. Links delay by length over the
        speed of light.
    """
    if ground_ports not in GROUND_PORTS:
        raise InputError(f"packets: ground_ports is one of {', '.join(GROUND_PORTS)}, not '{str(ground_ports)[:20]}'")
    pairs = _paired(snapshots, routes)
    one_shot = isinstance(snapshots, Iterator) or isinstance(routes, Iterator)
    first = next(iter(pairs), None)
    if first is None:
        raise InputError("packets: no snapshot; give one or more, with their routes")
    space = _Space(*first, link_rate, ground_rate, uplink_rate, ground_ports == "shared")
    if one_shot:
        epochs: Iterable[ForwardingEpoch] = space.epochs(itertools.chain([first], pairs))
    else:
        epochs = _Repeated(space, snapshots, routes)
    return PacketNetwork(space.satellites + space.stations, space.port_node, space.destinations, epochs)


def _paired(snapshots: Iterable[Snapshot], routes: Iterable[Routes]) -> Iterator[tuple[Snapshot, Routes]]:
    try:
        yield from zip(snapshots, routes, strict=True)
    except ValueError as error:
        raise InputError("packets: not as many routes as snapshots; give one for each snapshot") from error


class _Repeated:
    """Epochs made anew from lists, each time they are asked for."""

    def __init__(self, space: _Space, snapshots: Iterable[Snapshot], routes: Iterable[Routes]) -> None:
        self._space, self._snapshots, self._routes = space, snapshots, routes

    def __iter__(self) -> Iterator[ForwardingEpoch]:
        return self._space.epochs(_paired(self._snapshots, self._routes))


class _Space:
    """How nodes, ports and rates are numbered; the same for all epochs."""

    def __init__(
        self,
        snapshot: Snapshot,
        routes: Routes,
        link_rate: ArrayLike,
        ground_rate: ArrayLike,
        uplink_rate: ArrayLike | None,
        shared: bool,
    ) -> None:
        self.satellites, self.width = snapshot.neighbour.shape
        self.stations, self.shared = snapshot.stations, shared
        self.start = snapshot.time
        self.destination = np.asarray(routes.destination)
        n, m = self.satellites, self.stations
        self.link_rate = _rates(link_rate, (n, self.width), "link_rate")
        self.down_rate = _rates(ground_rate, (n, m), "ground_rate")
        self.up_rate = self.down_rate if uplink_rate is None else _rates(uplink_rate, (n, m), "uplink_rate")
        satellite, each = np.arange(n, dtype=np.int32), 1 if shared else m
        station, back = np.arange(n, n + m, dtype=np.int32), 1 if shared else n
        parts = (np.repeat(satellite, self.width), np.repeat(satellite, each), np.repeat(station, back))
        self.port_node = np.concatenate(parts)
        self.destinations = (n + self.destination).astype(np.int32)

    def epochs(self, pairs: Iterable[tuple[Snapshot, Routes]]) -> Iterator[ForwardingEpoch]:
        """One after the other; ground links once used stay as long as the station is in view."""
        down = np.zeros((self.satellites, self.stations), np.bool_)
        up = np.zeros_like(down)
        for snapshot, routes in pairs:
            self._check(snapshot, routes)
            in_view = np.isfinite(snapshot.ground_range)
            down &= in_view
            up &= in_view
            mark_ground_links(routes.next_hop, routes.first_hop, self.satellites, down, up)
            down &= in_view & (self.down_rate > 0.0)
            up &= in_view & (self.up_rate > 0.0)
            yield self._epoch(snapshot, routes, np.flatnonzero(down), np.flatnonzero(up))

    def _check(self, snapshot: Snapshot, routes: Routes) -> None:
        shapes = snapshot.neighbour.shape, snapshot.stations, routes.next_hop.shape, routes.first_hop.shape
        n, m, d = self.satellites, self.stations, self.destination.size
        if shapes != ((n, self.width), m, (n, d), (m, d)) or not np.array_equal(routes.destination, self.destination):
            raise InputError(f"packets: snapshot and routes at {snapshot.time} are not of the first ones' network")

    def _epoch(self, snapshot: Snapshot, routes: Routes, down: Indices, up: Indices) -> ForwardingEpoch:
        n, m, width = self.satellites, self.stations, self.width
        usable = (snapshot.neighbour >= 0) & np.isfinite(snapshot.length) & (self.link_rate > 0.0)
        place = np.flatnonzero(usable)
        above, below = down // m, down % m
        upper, lower = up // m, up % m
        first_down, first_up = n * width, n * width + (n if self.shared else n * m)
        down_port = first_down + (above if self.shared else down)
        up_port = first_up + (lower if self.shared else lower * n + upper)
        ranges = snapshot.ground_range.ravel()
        length = np.concatenate([snapshot.length.ravel()[place], ranges[down], ranges[up]])
        rates = (self.link_rate.ravel()[place], self.down_rate.ravel()[down], self.up_rate.ravel()[up])
        return ForwardingEpoch(
            start=float((snapshot.time - self.start) / np.timedelta64(1, "ns")) / 1e9,
            port=np.concatenate([place, down_port, up_port]).astype(np.int32),
            target=np.concatenate([snapshot.neighbour.ravel()[place], n + below, upper]).astype(np.int32),
            delay=length / SPEED_OF_LIGHT,
            rate=np.concatenate(rates),
            next_link=self._next_link(snapshot, routes, place, down, up),
        )

    def _next_link(
        self,
        snapshot: Snapshot,
        routes: Routes,
        place: Indices,
        down: Indices,
        up: Indices,
    ) -> NDArray[np.int32]:
        """The links' numbers in the order of `_epoch`: between satellites, down, up."""
        n, m = self.satellites, self.stations
        links = np.arange(place.size + down.size + up.size, dtype=np.int32)
        number = np.full(n * self.width, -1, np.int32)
        lower, upper = np.full(n * m, -1, np.int32), np.full(n * m, -1, np.int32)
        number[place], lower[down], upper[up] = np.split(links, [place.size, place.size + down.size])
        next_link = np.empty((n + m, self.destination.size), np.int32)
        tables = number.reshape(n, self.width), lower.reshape(n, m), upper.reshape(n, m)
        hops = routes.next_hop, routes.first_hop
        if not fill_next_links(*hops, snapshot.neighbour, snapshot.length, *tables, next_link):
            raise InputError(f"packets: routes at {snapshot.time} use a link that is not there")
        return next_link


def _rates(given: ArrayLike, shape: tuple[int, int], name: str) -> NDArray[np.float64]:
    rates = numbers(given, name)
    if rates.shape not in ((), shape):
        raise ShapeError(f"packets: {name} has shape {rates.shape}; give one rate, or shape {shape}")
    _RATE.check(rates)
    return np.broadcast_to(rates, shape)
