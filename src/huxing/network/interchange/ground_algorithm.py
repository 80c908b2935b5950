"""Hypatia's algorithms: how stations are tied to satellites, and what interfaces that takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.network.interchange.hypatia_links import GroundInterfaces
from huxing.network.topology import LinkTable, Snapshot

Algorithm = Literal[
    "free_one_only_over_isls",
    "free_gs_one_sat_many_only_over_isls",
    "paired_many_only_over_isls",
    "free_one_only_gs_relays",
]
ALGORITHMS = (
    "free_one_only_over_isls",
    "free_gs_one_sat_many_only_over_isls",
    "paired_many_only_over_isls",
    "free_one_only_gs_relays",
)


def check_algorithm(algorithm: str, links: LinkTable) -> None:
    """Refuse a name that is not known, or an algorithm that does not go with the links.

    Args:
        algorithm: one of `ALGORITHMS`.
        links: between satellites.

    Raises:
        InputError: not known, or stations that relay together with links between satellites.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state.
    """
    if algorithm not in ALGORITHMS:
        raise InputError(f"algorithm '{algorithm}' is not known; take one of {', '.join(ALGORITHMS)}", given=algorithm)
    if relays(algorithm) and len(links):
        raise InputError(
            f"'{algorithm}' is for satellites without links; these have {len(links)}. Leave the links out",
            given=algorithm,
        )


def relays(algorithm: str) -> bool:
    """Whether stations pass on what is not for them.

    Args:
        algorithm: one of `ALGORITHMS`.

    Returns:
        True for 'free_one_only_gs_relays'.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state.
    """
    return algorithm == "free_one_only_gs_relays"


def own_interfaces(algorithm: str) -> bool:
    """Whether a satellite has one interface for each station, and not one for all.

    Args:
        algorithm: one of `ALGORITHMS`.

    Returns:
        True for the algorithms with 'many' in their name.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state.
    """
    return "many" in algorithm


def ground_interfaces(algorithm: str, satellites: int, stations: int) -> GroundInterfaces:
    """Interfaces that an algorithm asks for.

    Args:
        algorithm: one of `ALGORITHMS`.
        satellites: how many.
        stations: how many.

    Returns:
        Bandwidth of 1 for each node; of a satellite with free interfaces for each station, one for each of them.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state: what each algorithm requires.
    """
    count = np.ones(satellites + stations, np.int32)
    bandwidth = np.ones(satellites + stations)
    if own_interfaces(algorithm):
        count[:satellites] = stations
    if algorithm == "free_gs_one_sat_many_only_over_isls":
        bandwidth[:satellites] = stations
    return GroundInterfaces(count, bandwidth)


def usable_ranges(algorithm: str, snapshot: Snapshot) -> NDArray[np.float64]:
    """Ranges of the ground links that an algorithm uses.

    Args:
        algorithm: one of `ALGORITHMS`.
        snapshot: the network at one instant.

    Returns:
        m, infinite where not used, shape `(satellite, station)`; where stations are paired, each with its nearest
        satellite, of equal ones the first.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state.
    """
    ranges = snapshot.ground_range
    if algorithm != "paired_many_only_over_isls" or not ranges.size:
        return ranges
    nearest = np.argmin(ranges, axis=0)
    paired = np.full_like(ranges, np.inf)
    station = np.arange(ranges.shape[1])
    paired[nearest, station] = ranges[nearest, station]
    return paired


@dataclass(frozen=True, eq=False)
class InterfaceNumbers:
    """Numbers of the interfaces through which nodes reach each other.

    Attributes:
        links: between satellites; those of a satellite have its first numbers, in their order.
        own: whether a satellite has one interface for each station, and not one for all.
    """

    links: LinkTable
    own: bool

    def between(
        self, node: NDArray[np.int64], following: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Interface of a node towards the next one, and the next one's towards it.

        Args:
            node: satellites 0 to n - 1, stations from n, any shape.
            following: the next node, -1 for none, same shape.

        Returns:
            Both numbers; -1 where there is no next node, or no link between the two.

        Raises:
            Nothing of its own.

        Source:
            github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state: links first, then the ground; a station's own
            is 0.
        """
        count = self.links.satellites
        own, other = (np.full(node.shape, -1, np.int32) for _ in range(2))
        space = (node < count) & (following >= 0) & (following < count)
        own[space] = self._port(node[space], following[space])
        other[space] = self._port(following[space], node[space])
        down = (node < count) & (following >= count)
        own[down], other[down] = self._to_ground(node[down], following[down] - count), 0
        up = (node >= count) & (following >= 0) & (following < count)
        own[up], other[up] = 0, self._to_ground(following[up], node[up] - count)
        return own, other

    def _port(self, satellite: NDArray[np.int64], partner: NDArray[np.int64]) -> NDArray[np.int32]:
        found = self.links.neighbour[satellite] == partner[:, None]
        return np.where(found.any(axis=1), np.argmax(found, axis=1), -1).astype(np.int32)

    def _to_ground(self, satellite: NDArray[np.int64], station: NDArray[np.int64]) -> NDArray[np.int32]:
        first = self.links.degree[satellite]
        return (first + station if self.own else first).astype(np.int32)
