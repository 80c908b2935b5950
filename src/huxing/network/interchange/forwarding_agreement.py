"""Whether two forwarding states of one instant agree, but for ties and for satellites at the edge of visibility."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import ShapeError
from huxing.network.interchange.forwarding_state import ForwardingState
from huxing.network.interchange.ground_algorithm import Algorithm, relays, usable_ranges
from huxing.network.interchange.hypatia_scenario import HypatiaScenario
from huxing.network.routing import Routes, route
from huxing.network.topology import Snapshot

TIE = 25.0
"""Extra length of a way that may pass for the shortest, m: about what two programs' orbits differ by."""
EDGE = 200.0
"""Distance of a satellite from the greatest range within which two programs may see it or not, m."""


@dataclass(frozen=True, eq=False)
class ForwardingAgreement:
    """How two states differ.

    Attributes:
        compared: pairs of node and station.
        ties: pairs with different next nodes whose ways are equally long, within `TIE`.
        edges: other pairs whose stations have a satellite within `EDGE` of the greatest range.
        unexplained: node and station index of all further pairs, shape `(pair, 2)`.
    """

    compared: int
    ties: int
    edges: int
    unexplained: NDArray[np.int64]

    @property
    def agree(self) -> bool:
        """Whether every difference is explained."""
        return not len(self.unexplained)


def compare_forwarding(
    given: ForwardingState,
    other: ForwardingState,
    scenario: HypatiaScenario,
    *,
    algorithm: Algorithm = "free_one_only_over_isls",
) -> ForwardingAgreement:
    """Compare two states of one instant, with the lengths of ways that the scenario's own network gives.

    Args:
        given: a state of the scenario.
        other: a state of the same instant.
        scenario: whose network says how long ways are.
        algorithm: how stations are tied to satellites.

    Returns:
        What differs. Pairs with the same next node through other interfaces are unexplained.

    Raises:
        ShapeError: states of other networks than the scenario's, or of two times.

    Source:
        The tolerance between two propagators: two implementations of SGP4 and of the Earth's turn differ by metres; a
        next node counts as equal where its way is at most 25 m longer, or a ground link is within 200 m of the limit.
    """
    expected = (len(scenario.sets) + len(scenario.stations), len(scenario.stations))
    if given.next_hop.shape != expected or other.next_hop.shape != expected or given.time_ns != other.time_ns:
        raise ShapeError(
            f"states of shape {given.next_hop.shape} at {given.time_ns} ns and {other.next_hop.shape} at "
            f"{other.time_ns} ns; the scenario has {expected} nodes and stations, at one time"
        )
    hops = given.next_hop != other.next_hop
    ports = (given.interface != other.interface) | (given.next_interface != other.next_interface)
    node, station = np.nonzero(hops)
    if not node.size:
        return ForwardingAgreement(given.next_hop.size, 0, 0, np.argwhere(ports))
    lengths = _Lengths(scenario, given.time_ns, algorithm)
    following = np.stack([given.next_hop[node, station], other.next_hop[node, station]])
    ways = np.stack([lengths.way(node, station, row) for row in following])
    finite = np.isfinite(ways).all(axis=0)
    tie = finite & (np.abs(np.subtract(*np.where(finite, ways, 0.0))) < TIE)
    edge = ~tie & lengths.at_edge(node, station)
    rest = ~tie & ~edge
    unexplained = np.concatenate([np.argwhere(ports & ~hops), np.stack([node[rest], station[rest]], axis=1)])
    return ForwardingAgreement(given.next_hop.size, int(tie.sum()), int(edge.sum()), unexplained)


class _Lengths:
    """Lengths of ways through a scenario's network at one instant."""

    def __init__(self, scenario: HypatiaScenario, time_ns: int, algorithm: Algorithm) -> None:
        network = scenario.network()
        found = network.snapshot(scenario.epoch + np.timedelta64(time_ns, "ns"))
        self._snapshot: Snapshot = replace(found, ground_range=usable_ranges(algorithm, found))
        self._routes: Routes = route(self._snapshot, stations_relay=relays(algorithm))
        self._relays = relays(algorithm)
        self._place = scenario.stations.position
        self._limit = scenario.limits.ground

    def way(
        self, node: NDArray[np.int64], station: NDArray[np.int64], following: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Length from a node over a next one to a station; infinite where there is no such link, or no next node."""
        count = self._snapshot.satellites
        total = np.full(node.shape, np.inf)
        space = (node < count) & (following >= 0) & (following < count)
        at = self._snapshot.neighbour[node[space]] == following[space, None]
        length = np.where(at, self._snapshot.length[node[space]], np.inf).min(axis=1)
        total[space] = length + self._routes.distance[following[space], station[space]]
        down = (node < count) & (following >= count)
        total[down] = self._down(node[down], following[down] - count, station[down])
        up = (node >= count) & (following >= 0) & (following < count)
        first = self._snapshot.ground_range[following[up], node[up] - count]
        total[up] = first + self._routes.distance[following[up], station[up]]
        return total

    def _down(
        self, satellite: NDArray[np.int64], ground: NDArray[np.int32], station: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        onward = np.where(ground == station, 0.0, np.inf)
        if self._relays:
            onward = np.where(ground == station, 0.0, self._routes.station_distance[ground, station])
        return np.asarray(self._snapshot.ground_range[satellite, ground] + onward)

    def at_edge(self, node: NDArray[np.int64], station: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether a satellite is at the edge for the station, for the node if it is one, or, relaying, for any."""
        stations = len(self._place)
        asked = np.arange(stations) if self._relays else np.unique(np.append(station, self._ground(node)))
        near = np.zeros(stations, bool)
        for place in asked[asked >= 0]:
            ranges = np.linalg.norm(self._snapshot.position - self._place[place], axis=1)
            near[place] = bool((np.abs(ranges - self._limit) < EDGE).any())
        if self._relays:
            return np.full(node.shape, near.any())
        ground = self._ground(node)
        return near[station] | ((ground >= 0) & near[np.maximum(ground, 0)])

    def _ground(self, node: NDArray[np.int64]) -> NDArray[np.int64]:
        """Station that a node is; -1 for a satellite."""
        return np.where(node >= self._snapshot.satellites, node - self._snapshot.satellites, -1)
