"""What a network carries: with all its gateways, with fewer of them, without lasers, after failures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_network_artefacts import NETWORK_CAPACITY, NETWORK_LOAD
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_space import (
    Ground,
    ground_segment,
    network_of,
    rate_curve,
    rates_in_view,
    space_segment,
)
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.geodesy import itrf_to_geodetic
from huxing.orbit.station import Station

if TYPE_CHECKING:
    from huxing.network.capacity import FairRates, LinkRates
    from huxing.network.routing import Routes
    from huxing.network.topology import Network, Snapshot, Topology

F8 = NDArray[np.float64]
WAYS = 6
"""Ways of a city at most: so many that a gateway's antennas all have work."""

LOAD_KINDS = {
    "inter-satellite": "laser",
    "satellite down": "receiver",
    "satellite up": "user",
    "station down": "gateway",
    "ground link down": "feeder",
    "ground link up": "city",
}
"""Kinds of links in `NETWORK_LOAD` by their names among the numbered links, whose directions are exchanged here: routes
from many cities to few gateways cost less than the same routes from gateways to cities."""


@dataclass(frozen=True)
class LoadWork:
    """Parameters of `write_loads`."""

    network: ConnectNetwork
    flown: Flown


class Case(NamedTuple):
    """What is looked at: which gateways stand, which satellites fly, whether they have lasers."""

    kind: str
    label: str
    gateways: tuple[int, ...]
    failed: NDArray[np.bool_]
    lasers: bool


class Carried(NamedTuple):
    """What a case carries at one moment: bit/s in all and at most, share of the demand with a way, its mean round trip
    in s."""

    throughput: float
    bound: float
    reached: float
    round_trip: float


def write_loads(work: LoadWork, folder: Path) -> None:
    """Write `network_capacity.parquet` and `network_load.parquet`.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        ModelRangeError: an elevation at which a model of the atmosphere does not hold even marked.
        MissingDataError: a figure of the laser terminal without which it carries nothing.

    Source:
        huxing.network.capacity.fair_rates over spread_paths to the nearest gateway.
    """
    network, flown = work.network, work.flown
    bench = _Bench(network, flown)
    rows = []
    asked = float(np.mean([demand.sum() for demand in bench.demands]))
    for case in bench.cases():
        found = [bench.carried(case, moment) for moment in range(len(network.capacity_times))]
        mean = [float(np.mean(values)) for values in zip(*found, strict=True)]
        trips = [one.round_trip for one in found if np.isfinite(one.round_trip)]
        flying = int((~case.failed).sum())
        rows.append(
            (
                flown.date, flown.milestone, network.name, flown.constellation, case.kind, case.label,
                len(case.gateways), flying, asked / 1e9, mean[0] / 1e9, mean[1] / 1e9, mean[2],
                float(np.mean(trips)) * 1e3 if trips else np.nan,
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=[column.name for column in NETWORK_CAPACITY.columns])
    NETWORK_CAPACITY.write(table, folder / "network_capacity.parquet")
    NETWORK_LOAD.write(bench.loads(), folder / "network_load.parquet")


def _demand(network: ConnectNetwork, flown: Flown, seconds: float) -> F8:
    """What each city asks for, bit/s: its share of the people, at its hour of the day."""
    from huxing.network.traffic import diurnal_profile, local_hours

    people = np.array([place.population for place in network.cities])
    moment = flown.date + np.timedelta64(round(seconds * 1e9), "ns")
    hours = local_hours(np.array([moment]), [place.time_zone for place in network.cities])[0]
    factor = diurnal_profile(peak_to_mean=network.peak_to_mean).at(hours)
    return np.asarray(network.demand * people / people.sum() * factor)


class _Bench:
    """A network at its moments, computed once; cases differ in what of it may be used."""

    def __init__(self, network: ConnectNetwork, flown: Flown) -> None:
        self.network, self.flown = network, flown
        users = [Station(place.name, place.latitude, place.longitude) for place in network.cities]
        self.ground: Ground = ground_segment(network, flown, [site.station for site in network.gateways], users)
        self.demands: list[F8] = [_demand(network, flown, seconds) for seconds in network.capacity_times]
        self.topology: Topology = space_segment(flown, network.laser)
        seconds = np.round(np.array(network.capacity_times) * 1e9).astype("timedelta64[ns]")
        self.whole: Network = network_of(self.topology, self.ground)
        ways = ((network.gateway_link, "up"), (network.user_link, "down"))
        self.curves = [rate_curve(network, link, way, flown) for link, way in ways]  # type: ignore[arg-type]
        self.moments: list[tuple[Snapshot, LinkRates]] = [
            self._useful(snapshot) for snapshot in self.whole.snapshots(flown.date + seconds)
        ]

    def cases(self) -> Iterator[Case]:
        """All gateways and fewer, no lasers, each gateway lost, each plane lost."""
        names = [site.station.name for site in self.network.gateways]
        none = np.zeros(len(self.flown.satellites), bool)
        every = tuple(range(len(names)))
        lasers = self.network.laser is not None
        for count in range(1, len(names) + 1):
            yield Case("gateways", f"{count}: with {names[count - 1]}", every[:count], none, lasers)
        if lasers:
            yield Case("bent-pipe", "all gateways, no lasers", every, none, False)
        if len(names) > 1:
            for gone in every:
                yield Case("gateway-failure", f"without {names[gone]}", every[:gone] + every[gone + 1 :], none, lasers)
        places = self.flown.places
        shells = np.unique(places.shell[places.known]).size
        for plane in np.unique(places.plane[places.known]):
            lost = places.known & (places.plane == plane)
            number, shell = places.number[lost][0], places.shell[lost][0]
            name = f"{number}" if shells == 1 else f"{number} of shell {shell + 1}"
            yield Case("plane-failure", f"without plane {name}", every, lost, lasers)

    def carried(self, case: Case, moment: int) -> Carried:
        """What a case carries at a moment."""
        whole, rates = self._flying(case, moment)
        snapshot = self._cut(whole, case)
        found, routes, gateway = self._fair(snapshot, rates, moment, case)
        if found is None:
            return Carried(0.0, 0.0, 0.0, float("nan"))
        demand = self.demands[moment]
        length = routes.station_distance[self.ground.gateways + np.arange(demand.size), gateway]
        there = np.isfinite(length)
        share = demand * there
        trip = 2.0 * float((np.where(there, length, 0.0) * share).sum() / max(share.sum(), 1.0)) / SPEED_OF_LIGHT
        reached = float(share.sum() / demand.sum())
        bound = self._greatest(snapshot, rates, moment)
        return Carried(found.total, bound, reached, trip if there.any() else float("nan"))

    def loads(self) -> pd.DataFrame:
        """Links that carry something at the first moment, with everything in use."""
        every = tuple(range(self.ground.gateways))
        case = Case("", "", every, np.zeros(len(self.flown.satellites), bool), self.network.laser is not None)
        snapshot, rates = self.moments[0]
        found, _, _ = self._fair(snapshot, rates, 0, case)
        rows = [] if found is None else list(self._load_rows(snapshot, found))
        if not rows:
            return NETWORK_LOAD.empty()
        return pd.DataFrame(rows, columns=[column.name for column in NETWORK_LOAD.columns])

    def _flying(self, case: Case, moment: int) -> tuple[Snapshot, LinkRates]:
        """A moment with the satellites that the case has: gateways turn their antennas to those that are left."""
        if not case.failed.any():
            return self.moments[moment]
        from huxing.network.topology import failures

        lost = failures(self.topology, self.ground.stations, satellites=np.flatnonzero(case.failed).tolist())
        return self._useful(replace(self.whole, failures=lost).snapshot(self.moments[moment][0].time))

    def _useful(self, snapshot: Snapshot) -> tuple[Snapshot, LinkRates]:
        """A snapshot without ground links that carry nothing at their elevation, which are no way; and its rates."""
        pairs = rates_in_view(snapshot, self.ground, self.curves)
        useful = replace(snapshot, ground_range=np.where(pairs > 0.0, snapshot.ground_range, np.inf))
        return useful, self._rates(useful, pairs)

    def _cut(self, snapshot: Snapshot, case: Case) -> Snapshot:
        """The snapshot without the gateways and lasers that the case has not."""
        ranges = snapshot.ground_range.copy()
        lost = np.setdiff1d(np.arange(self.ground.gateways), case.gateways)
        ranges[:, lost] = np.inf
        length = snapshot.length if case.lasers else np.full_like(snapshot.length, np.inf)
        return replace(snapshot, ground_range=ranges, length=length)

    def _fair(
        self, snapshot: Snapshot, rates: LinkRates, moment: int, case: Case
    ) -> tuple[FairRates | None, Routes, NDArray[np.int64]]:
        """Max-min fair rates of all cities, each over several ways from the gateway that is the nearest over space.

        Each way of a city is a flow of its own with an equal part of what the city asks for.
        """
        from huxing.network.capacity import Paths, fair_rates, spread_paths
        from huxing.network.routing import route

        demand = self.demands[moment]
        cities = self.ground.gateways + np.arange(demand.size)
        routes = route(snapshot, destinations=np.arange(self.ground.gateways))
        gateway = routes.station_distance[cities].argmin(axis=1)
        if not np.isfinite(snapshot.ground_range[:, list(case.gateways)]).any():
            return None, routes, gateway
        ways = spread_paths(snapshot, cities, gateway, rates, count=WAYS)
        each = Paths(ways.links, len(ways), np.arange(len(ways)), ways.start, ways.link)
        part = demand[ways.flow] / np.bincount(ways.flow, minlength=demand.size)[ways.flow]
        return fair_rates(each, rates, demand=part), routes, gateway

    def _greatest(self, snapshot: Snapshot, rates: LinkRates, moment: int) -> float:
        """The most that any choice of ways and gateways carries of the demand, fair or not, bit/s."""
        from huxing.network.capacity import greatest_flow

        gateways = np.flatnonzero(np.isfinite(snapshot.ground_range[:, : self.ground.gateways]).any(axis=0))
        cities = self.ground.gateways + np.arange(self.demands[moment].size)
        if not gateways.size:
            return 0.0
        return greatest_flow(snapshot, cities, gateways, rates, supply=self.demands[moment]).total

    def _rates(self, snapshot: Snapshot, pairs: F8) -> LinkRates:
        """Of lasers by their distance; of satellites by their carriers; of gateways by their antennas.

        Up and down are exchanged, as in `LOAD_KINDS`.
        """
        from huxing.link.laser import laser_rate
        from huxing.network.capacity import LinkRates

        network, laser = self.network, self.network.laser
        gateway, user = (float(curve.max()) for curve in self.curves)
        between = np.zeros(snapshot.length.shape)
        if laser is not None:
            there = np.isfinite(snapshot.length)
            terminal = laser.laser_terminal()
            between[there] = laser_rate(terminal, terminal, snapshot.length[there])
        # a city has as many terminals as it likes: what one satellite gives it is limited by the satellite's carriers
        pairs = pairs * np.where(np.arange(pairs.shape[1]) < self.ground.gateways, 1, network.user_beams)
        is_gateway = np.arange(len(self.ground.stations)) < self.ground.gateways
        return LinkRates(
            inter_satellite=between,
            satellite_down=network.feeder_beams * gateway,
            satellite_up=network.user_beams * user,
            station_down=np.where(is_gateway, network.antennas * gateway, 0.0),
            ground_down=np.where(is_gateway, pairs, 0.0),
            ground_up=np.where(is_gateway, 0.0, pairs),
        )

    def _load_rows(self, snapshot: Snapshot, found: FairRates) -> Iterator[tuple[object, ...]]:
        below = itrf_to_geodetic(snapshot.position)
        stations = self.ground.stations
        latitude = np.degrees(np.concatenate([below.latitude, stations.latitude]))
        longitude = np.degrees(np.concatenate([below.longitude, stations.longitude]))
        names = [*self.flown.labels, *(name.partition(" ")[2] for name in stations.names)]
        head = (self.flown.date, self.network.name, self.flown.constellation, snapshot.time)
        links = found.paths.links
        carrying = np.flatnonzero(found.load > 0.0)
        ends, kinds = links.ends(carrying, snapshot.neighbour), links.kind(carrying)
        for link, (a, b), kind in zip(carrying, ends.tolist(), kinds, strict=True):
            if kind in LOAD_KINDS:
                node = b if b >= 0 else a
                other = a if a >= 0 and b >= 0 else node
                place = (latitude[node], longitude[node], latitude[other], longitude[other])
                tail = (found.load[link] / 1e9, found.capacity[link] / 1e9, int(found.held_by[link]))
                yield (*head, LOAD_KINDS[kind], names[node], names[other] if other != node else "", *place, *tail)
