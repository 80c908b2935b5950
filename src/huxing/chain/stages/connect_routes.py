"""Round trips over a network: of pairs of users along the day, and from its hub to everywhere on a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_network_artefacts import NETWORK_PATHS
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_space import Ground, ground_segment, network_of, space_segment
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.geodesy import itrf_to_geodetic
from huxing.core.schema import write_netcdf
from huxing.orbit.station import Station

if TYPE_CHECKING:
    from huxing.network.routing import Routes
    from huxing.network.topology import Snapshot

F8 = NDArray[np.float64]
MAP_INSTANTS = 24
"""Instants of the day at which the map is computed."""


@dataclass(frozen=True)
class RouteWork:
    """Parameters of `write_routes`: the pairs of a network over a part of the day, s after the date."""

    network: ConnectNetwork
    flown: Flown
    seconds: tuple[float, ...]
    paths: bool


@dataclass(frozen=True)
class ReachWork:
    """Parameters of `write_reach`; the day is `span_s` long."""

    network: ConnectNetwork
    flown: Flown
    span_s: float
    spacing_deg: float


class Way(NamedTuple):
    """Shortest ways from users to users: all in space where `exit` is -1, else over fibre between two gateways.

    Attributes:
        length: of vacuum that takes as long, m, infinite where there is none, shape `(user, user)`.
        exit, entry: gateways at which the way leaves and enters space again, shape `(user, user)`.
    """

    length: F8
    exit: NDArray[np.int64]
    entry: NDArray[np.int64]


def write_routes(work: RouteWork, folder: Path) -> None:
    """Write `routes.nc`: round trip and links of each pair at each time; and `network_paths.parquet`.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        MissingDataError: a figure of the laser terminal without which it carries nothing.

    Source:
        huxing.network.routing.route; fibre: huxing.network.terrestrial.fibre_delay.
    """
    from huxing.network.routing import route

    network, flown = work.network, work.flown
    users = _users(network)
    ground = ground_segment(network, flown, [site.station for site in network.gateways], users)
    whole = network_of(space_segment(flown, network.laser), ground)
    cable = fibre_lengths(network, [site.station for site in network.gateways])
    index = {station.name: k for k, station in enumerate(users)}
    ends = np.array([[index[site.station.name] for site in pair] for pair in network.pairs]).reshape(-1, 2)
    times = flown.date + np.round(np.array(work.seconds) * 1e9).astype("timedelta64[ns]")
    trip, hops = np.full((times.size, len(ends)), np.nan), np.zeros((times.size, len(ends)))
    keys = np.zeros((times.size, len(ends)), np.int64)
    rows: list[tuple[object, ...]] = []
    for number, snapshot in enumerate(whole.snapshots(times)):
        routes = route(snapshot)
        way = shortest_ways(routes.station_distance, ground.gateways, cable)
        for pair, (a, b) in enumerate(ends):
            nodes = _nodes(routes, way, int(a), int(b), ground.gateways)
            if not nodes:
                continue
            trip[number, pair] = 2.0 * way.length[a, b] / SPEED_OF_LIGHT
            hops[number, pair] = _space_links(nodes, snapshot.satellites)
            keys[number, pair] = _key(nodes)
            if work.paths:
                source, destination = (site.station.name for site in network.pairs[pair])
                head = (flown.date, network.name, flown.constellation, source, destination, times[number])
                tail = (trip[number, pair] * 1e3,)
                rows += [(*head, *row, *tail) for row in _described(nodes, snapshot, ground, flown)]
    if work.paths:
        table = pd.DataFrame(rows, columns=[column.name for column in NETWORK_PATHS.columns])
        NETWORK_PATHS.write(table if rows else NETWORK_PATHS.empty(), folder / "network_paths.parquet")
    axes = {"time": list(work.seconds), "pair": [pair_name(pair) for pair in network.pairs]}
    data = {"rtt": trip, "hops": hops, "key": keys}
    write_netcdf(xr.Dataset({k: (("time", "pair"), v) for k, v in data.items()}, coords=axes), folder / "routes.nc")


def pair_name(pair: Sequence[object]) -> str:
    """How a pair of sites is called.

    Args:
        pair: two sites.

    Returns:
        Both names.

    Raises:
        Nothing of its own.

    Source:
        None: a name.
    """
    return " - ".join(site.station.name for site in pair)  # type: ignore[attr-defined]


def shortest_ways(distance: F8, gateways: int, cable: F8) -> Way:
    """Shortest ways between users over space, and over space, fibre and space.

    Args:
        distance: between all stations over space, m, the gateways first, shape `(station, station)`.
        gateways: how many there are.
        cable: between gateways, m of vacuum that take as long as the fibre does, shape `(gateway, gateway)`.

    Returns:
        The ways.

    Raises:
        Nothing of its own.

    Source:
        A least sum over one exit and one entry.
    """
    length = distance[gateways:, gateways:].copy()
    out, back = distance[gateways:, :gateways], distance[:gateways, gateways:]
    exits = np.full(length.shape, -1, np.int64)
    entries = exits.copy()
    # towards each gateway on the far side: the best gateway on the near side
    over = out[:, :, None] + cable[None]
    near, best = over.argmin(axis=1), over.min(axis=1)
    total = best[:, :, None] + back[None]
    far, value = total.argmin(axis=1), total.min(axis=1)
    shorter = value < length
    np.fill_diagonal(shorter, False)
    exits[shorter] = near[np.nonzero(shorter)[0], far[shorter]]
    entries[shorter] = far[shorter]
    return Way(np.where(shorter, value, length), exits, entries)


def fibre_lengths(network: ConnectNetwork, places: Sequence[Station], others: Sequence[Station] | None = None) -> F8:
    """Fibre between places, as the length of vacuum that light takes as long for.

    Args:
        network: its factor over the great circle.
        places: rows.
        others: columns; the same places where left out.

    Returns:
        m, shape `(place, other)`.

    Raises:
        Nothing of its own.

    Source:
        huxing.network.terrestrial.fibre_delay.
    """
    from huxing.network.terrestrial import fibre_delay
    from huxing.network.traffic import great_circle_distance

    a, b = (np.array([(s.latitude, s.longitude) for s in group]) for group in (places, others or places))
    apart = great_circle_distance(a[:, None, 0], a[:, None, 1], b[None, :, 0], b[None, :, 1])
    return np.asarray(fibre_delay(apart, route_factor=network.fibre_factor) * SPEED_OF_LIGHT)


def write_reach(work: ReachWork, folder: Path) -> None:
    """Write `reach.nc`: from the hub to a user at each point of the globe.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        MissingDataError: a figure of the laser terminal without which it carries nothing.

    Source:
        huxing.network.routing.route to the gateways, fibre from them to the hub.
    """
    from huxing.network.routing import route
    from huxing.orbit import ring_grid

    network, flown = work.network, work.flown
    grid = ring_grid(spacing_deg=work.spacing_deg)
    gateways = [site.station for site in network.gateways]
    users = [
        Station(str(k), float(lat), float(lon))
        for k, (lat, lon) in enumerate(zip(grid.latitude, grid.longitude, strict=True))
    ]
    ground = ground_segment(network, flown, gateways, users)
    whole = network_of(space_segment(flown, network.laser), ground)
    to_hub = fibre_lengths(network, gateways, [network.hub.station])[:, 0]
    chosen = np.arange(len(gateways))
    seconds = work.span_s * np.arange(MAP_INSTANTS) / MAP_INSTANTS
    total, reached = np.zeros(len(users)), np.zeros(len(users))
    for snapshot in whole.snapshots(flown.date + np.round(seconds * 1e9).astype("timedelta64[ns]")):
        routes = route(snapshot, destinations=chosen)
        length = (routes.station_distance[len(gateways) :] + to_hub).min(axis=1)
        there = np.isfinite(length)
        total[there] += 2.0 * length[there] / SPEED_OF_LIGHT
        reached += there
    mean = np.where(reached > 0, total / np.maximum(reached, 1.0), np.nan)
    data = {"rtt": (("ground",), mean), "reached": (("ground",), reached / MAP_INSTANTS)}
    places = {"latitude": np.degrees(grid.latitude), "longitude": np.degrees(grid.longitude)}
    write_netcdf(xr.Dataset(data, coords={k: ("ground", v) for k, v in places.items()}), folder / "reach.nc")


def _users(network: ConnectNetwork) -> list[Station]:
    """The ends of all pairs, each once."""
    return list({site.station.name: site.station for pair in network.pairs for site in pair}.values())


def _nodes(routes: Routes, way: Way, a: int, b: int, gateways: int) -> list[int]:
    """Nodes of the way between two users; empty where there is none. Between an exit and an entry runs fibre."""
    from huxing.network.routing import path

    if not np.isfinite(way.length[a, b]):
        return []
    exit_, entry = int(way.exit[a, b]), int(way.entry[a, b])
    if exit_ < 0:
        return path(routes, gateways + a, gateways + b).tolist()
    last = path(routes, entry, gateways + b).tolist()
    return path(routes, gateways + a, exit_).tolist() + (last[1:] if exit_ == entry else last)


def _space_links(nodes: list[int], satellites: int) -> int:
    """Links with a satellite at one end or both."""
    return sum(a < satellites or b < satellites for a, b in pairwise(nodes))


def _key(nodes: list[int]) -> int:
    """A number for a way, other ways having others but for one chance in 2^60."""
    key = 1
    for node in nodes:
        key = (key * 1_000_003 + node + 2) % (1 << 61)
    return key


def _described(nodes: list[int], snapshot: Snapshot, ground: Ground, flown: Flown) -> list[tuple[object, ...]]:
    """Order, name, kind and place of each node."""
    rows: list[tuple[object, ...]] = []
    for order, node in enumerate(nodes):
        if node < snapshot.satellites:
            below = itrf_to_geodetic(snapshot.position[node])
            name, kind, latitude, longitude = flown.labels[node], "satellite", below.latitude, below.longitude
        else:
            row = node - snapshot.satellites
            kind, _, name = ground.stations.names[row].partition(" ")
            latitude, longitude = ground.stations.latitude[row], ground.stations.longitude[row]
        rows.append((order, name, kind, float(np.degrees(latitude)), float(np.degrees(longitude))))
    return rows
