"""Routes of least weight from every node to every station: by sweeping, or by Dijkstra's algorithm where that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.routing.dijkstra import dijkstra_distances, relayed_distances, relayed_next_hops
from huxing.network.routing.routes import Routes
from huxing.network.routing.sweep_kernel import next_hops, station_routes, sweep
from huxing.network.topology import Snapshot

Method = Literal["auto", "sweep", "dijkstra"]
METHODS = ("auto", "sweep", "dijkstra")
WIDEST = 32
"""Links of one satellite beyond which sweeping is left for Dijkstra's algorithm."""
TILE = 1_000
"""Destinations at once in `routes_in_tiles`."""
_TILE = ModelRange("tiles of routes", "number of destinations", 1.0, 1e9, physical=True)


def route(
    snapshot: Snapshot,
    *,
    link_weight: ArrayLike | None = None,
    ground_weight: ArrayLike | None = None,
    uplink_weight: ArrayLike | None = None,
    destinations: ArrayLike | None = None,
    stations_relay: bool = False,
    method: Method = "auto",
) -> Routes:
    """Routes of least weight from every satellite and station to stations.

    Args:
        snapshot: the network at one instant.
        link_weight: of sending from a satellite through each of its ports, not negative, infinite where down, shape
            `(satellite, port)`; the links' lengths where left out.
        ground_weight: of sending from satellite to station, shape `(satellite, station)`; the ranges where left out.
        uplink_weight: of sending from station to satellite, same shape; `ground_weight` where left out.
        destinations: indices of stations; all where left out.
        stations_relay: whether stations pass on what is not for them; by Dijkstra's algorithm.
        method: 'sweep'; 'dijkstra' (scipy); 'auto' sweeps unless a satellite has more than 32 links or stations relay.
            Both give the same distances bit for bit.

    Returns:
        The routes.

    Raises:
        ShapeError: weights of another shape.
        InputError: a weight that is negative or not a number, a station that is not there, a method not known.

    Source:
        Dijkstra 1959, Numerische Mathematik 1; fast sweeping: Zhao 2005, Math. Comp. 74(250), for its order of visits.
    """
    if method not in METHODS:
        raise InputError(f"method '{method}' is not known; take one of {', '.join(METHODS)}", given=method)
    if stations_relay and method == "sweep":
        raise InputError("relaying stations need method='dijkstra' or 'auto'", given=method)
    link, ground, uplink = checked_weights(snapshot, link_weight, ground_weight, uplink_weight)
    wanted = _destinations(destinations, snapshot.stations)
    towards = ground if destinations is None else np.ascontiguousarray(ground[:, wanted])
    if stations_relay:
        return _relayed(snapshot, link, ground, uplink, wanted)
    if method == "dijkstra" or (method == "auto" and snapshot.neighbour.shape[1] > WIDEST):
        distance = dijkstra_distances(snapshot.neighbour, link, towards)
    else:
        distance = towards.copy()
        sweep(distance, snapshot.neighbour, link, snapshot.order, snapshot.neighbour)
    hops = next_hops(distance, towards, snapshot.neighbour, link, wanted)
    total, first = station_routes(distance, uplink, wanted)
    return Routes(distance, hops, total, first, wanted)


def routes_in_tiles(
    snapshot: Snapshot,
    *,
    link_weight: ArrayLike | None = None,
    ground_weight: ArrayLike | None = None,
    uplink_weight: ArrayLike | None = None,
    tile: int = TILE,
) -> Iterator[Routes]:
    """As `route`, for a part of the destinations at a time, so that memory stays bounded.

    Args:
        snapshot: the network at one instant.
        link_weight: as `route`.
        ground_weight: as `route`.
        uplink_weight: as `route`.
        tile: destinations at once.

    Yields:
        Routes whose `destination` says which they lead to.

    Raises:
        ModelRangeError: a tile of no destination.
        InputError: as `route`.

    Source:
        `route`.
    """
    size = _TILE.whole(tile)
    for start in range(0, snapshot.stations, size):
        yield route(
            snapshot,
            link_weight=link_weight,
            ground_weight=ground_weight,
            uplink_weight=uplink_weight,
            destinations=np.arange(start, min(start + size, snapshot.stations)),
        )


def _relayed(
    snapshot: Snapshot,
    link: NDArray[np.float64],
    ground: NDArray[np.float64],
    uplink: NDArray[np.float64],
    wanted: NDArray[np.int64],
) -> Routes:
    distance = relayed_distances(snapshot.neighbour, link, ground, uplink, wanted)
    hops, first = relayed_next_hops(distance, snapshot.neighbour, link, ground, uplink, wanted)
    count = snapshot.satellites
    return Routes(np.ascontiguousarray(distance[:count]), hops, distance[count:].copy(), first, wanted)


def checked_weights(
    snapshot: Snapshot, link_weight: ArrayLike | None, ground_weight: ArrayLike | None, uplink_weight: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Weights of links, downlinks and uplinks, infinite wherever the link itself is down.

    Args:
        snapshot: the network at one instant.
        link_weight: as `route`.
        ground_weight: as `route`.
        uplink_weight: as `route`.

    Returns:
        Shapes `(satellite, port)`, `(satellite, station)` and `(satellite, station)`.

    Raises:
        ShapeError: weights of another shape.
        InputError: a weight that is negative or not a number.

    Source:
        None: a definition.
    """
    link = _weights(link_weight, snapshot.length, "link_weight")
    ground = _weights(ground_weight, snapshot.ground_range, "ground_weight")
    uplink = ground if uplink_weight is None else _weights(uplink_weight, snapshot.ground_range, "uplink_weight")
    return link, ground, uplink


def _weights(given: ArrayLike | None, lengths: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    if given is None:
        return lengths
    values = numbers(given, name)
    if values.shape != lengths.shape:
        raise ShapeError(f"{name} has shape {values.shape}; the snapshot's links have {lengths.shape}")
    wrong = ~(values >= 0.0)
    if wrong.any():
        worst = values[wrong][0]
        raise InputError(f"{name} holds {worst:g}; give numbers of 0 or more, infinite where down", given=worst)
    return np.ascontiguousarray(np.where(np.isfinite(lengths), values, np.inf))


def _destinations(given: ArrayLike | None, stations: int) -> NDArray[np.int64]:
    if given is None:
        return np.arange(stations)
    wanted = np.atleast_1d(np.asarray(given))
    if wanted.ndim != 1 or wanted.dtype.kind not in "iu":
        raise InputError("destinations are indices of stations, whole numbers of shape (destination,)", given=given)
    if wanted.size and (wanted.min() < 0 or wanted.max() >= stations):
        raise InputError(f"a destination is not one of the stations 0 to {stations - 1}", given=wanted.tolist()[:8])
    return wanted.astype(np.int64)
