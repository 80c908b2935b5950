"""Satellites of a fleet as the space segment of a network, and its stations with the rates of their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_parameters import ConnectLaser, ConnectLink, Direction
from huxing.orbit.neighbours import Neighbours, neighbours
from huxing.orbit.station import Station

if TYPE_CHECKING:
    from huxing.network.topology import AccessRule, Network, Snapshot, Stations, Topology

_ELEVATIONS = np.radians(np.arange(0.0, 90.1, 1.0))
"""At which the rate of a link is computed; between them it is interpolated."""
FARTHEST_LASER = 1e9
"""m: longer than any line of sight between satellites of the Earth that links could use."""


def laser_neighbours(flown: Flown, laser: ConnectLaser) -> Neighbours:
    """Pairs of satellites that have a laser link.

    Args:
        flown: the satellites in service.
        laser: of the scenario.

    Returns:
        Neighbours among the satellites whose plane is known; the others are nobody's.

    Raises:
        Nothing of its own.

    Source:
        huxing.orbit.neighbours.
    """
    places = flown.places
    rows = np.flatnonzero(places.known)
    found = neighbours(
        plane=places.plane[rows],
        shell=places.shell[rows],
        raan=places.raan[rows],
        argument_of_latitude=places.argument_of_latitude[rows],
        cross_plane=laser.neighbours == "plus-grid",
    )
    return Neighbours(rows[found.pairs], found.cross_plane)


def space_segment(flown: Flown, laser: ConnectLaser | None) -> Topology:
    """The satellites in service with their laser links.

    Args:
        flown: the satellites in service.
        laser: of the scenario, or None for satellites without links.

    Returns:
        The topology; a link is up where its line of sight clears 80 km and the terminals carry their rate.

    Raises:
        MissingDataError: a figure of the terminal without which it carries nothing.

    Source:
        `laser_neighbours`; huxing.network.topology.LinkRule.
    """
    from huxing.network.topology import LinkRule, Topology, ephemeris, link_table

    pairs = (
        Neighbours(np.empty((0, 2), np.int64), np.empty(0, bool)) if laser is None else laser_neighbours(flown, laser)
    )
    places = flown.places
    slot = np.argsort(np.argsort(places.argument_of_latitude % (2 * np.pi)))
    table = link_table(len(flown.satellites), pairs.pairs, pairs.cross_plane)
    rule = LinkRule() if laser is None else LinkRule(maximum_range=laser_reach(laser))
    return Topology(ephemeris(flown.satellites), table, rule, plane=places.plane, slot=slot)


def laser_reach(laser: ConnectLaser) -> float:
    """Longest distance over which two terminals of a kind carry something.

    Args:
        laser: of the scenario.

    Returns:
        m, to a millimetre; infinite where nothing limits it below `FARTHEST_LASER`.

    Raises:
        MissingDataError: a figure of the terminal without which it carries nothing.

    Source:
        Bisection of huxing.link.laser.laser_rate, which falls with the distance.
    """
    from huxing.link.laser import laser_rate

    terminal = laser.laser_terminal()
    near, far = 0.0, FARTHEST_LASER
    if float(laser_rate(terminal, terminal, far)) > 0.0:
        return float("inf")
    while far - near > 1e-3:
        middle = 0.5 * (near + far)
        if float(laser_rate(terminal, terminal, middle)) > 0.0:
            near = middle
        else:
            far = middle
    return near


@dataclass(frozen=True)
class Ground:
    """Gateways, then users, as the stations of a network; `gateways` says how many of the first."""

    stations: Stations
    access: AccessRule
    gateways: int


def ground_segment(
    network: ConnectNetwork, flown: Flown, gateways: Sequence[Station], users: Sequence[Station]
) -> Ground:
    """Stations of a network with their least elevations and antennas.

    Args:
        network: of the scenario.
        flown: the satellites in service.
        gateways: those in use.
        users: places with users' terminals, whose number is not limited.

    Returns:
        Gateways first, each following at most its number of antennas; a user's place uses all satellites in view.

    Raises:
        InputError: two places of one name.

    Source:
        The links' own least elevations.
    """
    from huxing.network.topology import AccessRule, stations

    lowest = [_lowest(link, flown) for link in (network.gateway_link, network.user_link)]
    counts = (len(gateways), len(users))
    own = [Station(f"gateway {s.name}", s.latitude, s.longitude, s.height) for s in gateways]
    everyone = [Station(f"user {s.name}", s.latitude, s.longitude, s.height) for s in users]
    antennas = np.repeat([network.antennas, len(flown.satellites)], counts)
    rule = AccessRule(np.repeat(lowest, counts), antennas=antennas)
    return Ground(stations([*own, *everyone]), rule, len(own))


def network_of(topology: Topology, ground: Ground) -> Network:
    """Space and ground together.

    Args:
        topology: the space segment.
        ground: the stations.

    Returns:
        The network.

    Raises:
        Nothing of its own.

    Source:
        None: a composition.
    """
    from huxing.network.topology import Network

    return Network(topology, ground.stations, ground.access)


def _lowest(link: ConnectLink, flown: Flown) -> float:
    return float(max(link.radio_link(way, flown.altitude).view.lowest for way in ("down", "up")))


def rate_curve(network: ConnectNetwork, link: ConnectLink, way: Direction, flown: Flown) -> NDArray[np.float64]:
    """Rate of a link against elevation, in the weather of its `exceedance`, at its first station.

    Args:
        network: of the scenario.
        link: of users or of gateways.
        way: direction.
        flown: the satellites in service; their median altitude counts.

    Returns:
        bit/s at 0 to 90 deg in steps of one degree, 0 below the least elevation; shape `(91,)`.

    Raises:
        ModelRangeError: an elevation at which a model of the atmosphere does not hold even marked.

    Source:
        huxing.link.budget.service_series.
    """
    from huxing.link.budget import service_series, site_of, slant_range

    radio = link.radio_link(way, flown.altitude)
    seen = radio.view.sees(_ELEVATIONS)
    series = service_series(
        radio,
        np.where(seen, _ELEVATIONS, np.nan),
        distance=slant_range(flown.altitude, np.maximum(_ELEVATIONS, 1e-3)),
        site=site_of(link.sites[0].station),
        exceedance=link.exceedance,
        required_rate=link.required(way),
        climate=network.climate.load(),
        extrapolate=True,
    )
    return np.where(seen, series["rate"].to_numpy(), 0.0)


def rates_in_view(snapshot: Snapshot, ground: Ground, curves: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Rate between each satellite and each station at their elevation.

    Args:
        snapshot: of the network.
        ground: its stations.
        curves: of gateways and of users, as `rate_curve` gives them.

    Returns:
        bit/s, 0 out of view, shape `(satellite, station)`.

    Raises:
        Nothing of its own.

    Source:
        Linear between whole degrees.
    """
    place, up = ground.stations.position, ground.stations.up
    satellite, station = np.nonzero(np.isfinite(snapshot.ground_range))
    sight = snapshot.position[satellite] - place[station]
    sine = np.einsum("ij,ij->i", sight, up[station]) / snapshot.ground_range[satellite, station]
    elevation = np.arcsin(np.clip(sine, -1.0, 1.0))
    of_gateway, of_user = (np.interp(elevation, _ELEVATIONS, curve) for curve in curves)
    rates = np.zeros(snapshot.ground_range.shape)
    rates[satellite, station] = np.where(station < ground.gateways, of_gateway, of_user)
    return rates
