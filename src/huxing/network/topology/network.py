"""A network: the space segment, the stations on the ground, and who may use whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.time import as_times, one_time
from huxing.network.topology.geometry_kernel import ground_ranges, link_lengths, spread_over_ports
from huxing.network.topology.links import LinkTable
from huxing.network.topology.rules import AccessRule
from huxing.network.topology.snapshot import Snapshot
from huxing.network.topology.stations import Stations
from huxing.network.topology.topology import Topology

BLOCK_BYTES = 16_000_000
"""Positions that are computed at once."""


@runtime_checkable
class Outages(Protocol):
    """What has failed, as `huxing.network.topology.Failures` says it."""

    def satellite_up(self, time: np.datetime64) -> NDArray[np.bool_]:
        """Whether each satellite works, shape `(satellite,)`."""

    def link_up(self, time: np.datetime64, table: LinkTable) -> NDArray[np.bool_]:
        """Whether each link works, shape `(link,)`."""

    def station_up(self, time: np.datetime64) -> NDArray[np.bool_]:
        """Whether each station works, shape `(station,)`."""


@dataclass(frozen=True, eq=False)
class Network:
    """Satellites, links, stations.

    Attributes:
        topology: the space segment.
        stations: places on the ground.
        access: which satellites a station may use.
        failures: what has failed; nothing where left out.
    """

    topology: Topology
    stations: Stations
    access: AccessRule = field(default_factory=AccessRule)
    failures: Outages | None = None

    def __post_init__(self) -> None:
        self.access.least_elevation(len(self.stations))
        for name, count in (("satellites", len(self.topology)), ("stations", len(self.stations))):
            known = getattr(self.failures, name, count)
            if known != count:
                raise InputError(f"failures of {known} {name} for a network of {count}; give failures of this network")

    def snapshot(self, time: object) -> Snapshot:
        """The network at one instant.

        Args:
            time: UTC.

        Returns:
            Lengths of all links.

        Raises:
            InputError: not a time.
            StaleDataError: Earth orientation does not reach it (element sets).

        Source:
            `snapshots`.
        """
        return next(self.snapshots(np.array([one_time(time)])))

    def snapshots(self, times: object, *, block_bytes: int = BLOCK_BYTES) -> Iterator[Snapshot]:
        """The network at times, one after the other.

        Args:
            times: UTC, shape `(time,)`.
            block_bytes: positions computed at once; the rest of memory does not grow with the number of times.

        Yields:
            A snapshot for each time. A satellite without a position (decayed) has no links.

        Raises:
            InputError: not times.
            StaleDataError: as `snapshot`.

        Source:
            Straight lines in vacuum between positions of one instant (no light time).
        """
        steps = np.atleast_1d(as_times(times))
        if steps.ndim != 1:
            raise InputError(f"times have shape (time,); given {steps.shape}")
        block = max(1, block_bytes // (24 * max(len(self.topology), 1)))
        for start in range(0, steps.size, block):
            chosen = steps[start : start + block]
            for time, position in zip(chosen, self.topology.ephemeris.positions(chosen), strict=True):
                yield self._snapshot(time, position)

    def _snapshot(self, time: np.datetime64, position: NDArray[np.float64]) -> Snapshot:
        table, up = self.topology.links_at(time)
        ranges = self._ground_ranges(position)
        if self.failures is not None:
            up = up & self.failures.link_up(time, table)
            working = self.failures.satellite_up(time)
            up = up & working[table.pairs].all(axis=1)
            ranges[~working] = np.inf
            ranges[:, ~self.failures.station_up(time)] = np.inf
        length = spread_over_ports(self._link_lengths(position, table, up), table.link)
        return Snapshot(
            time,
            position,
            table.neighbour,
            table.link,
            length,
            self._shared(position, ranges),
            self.topology.sweep_order,
        )

    def _link_lengths(
        self, position: NDArray[np.float64], table: LinkTable, up: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        rule = self.topology.rule
        return link_lengths(
            position, table.pairs, table.cross_plane, up, rule.closest, rule.maximum_range, rule.polar_sine
        )

    def _ground_ranges(self, position: NDArray[np.float64]) -> NDArray[np.float64]:
        site, vertical, sine = self._sites
        ranges = ground_ranges(position, site, vertical, sine, self.access.maximum_range)
        if self.access.arc_exclusion > 0.0:
            from huxing.network.topology.arc_exclusion import outside_arc_zone

            ranges[~outside_arc_zone(self.stations, position, ranges, self.access.arc_exclusion)] = np.inf
        return ranges

    def _shared(self, position: NDArray[np.float64], ranges: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ranges of those links that antennas and beams suffice for, the highest satellites first."""
        if self.access.antennas is None and self.access.beams is None:
            return ranges
        from huxing.network.topology.assignment import assigned_ranges, elevation_sine

        score = elevation_sine(self.stations, position, ranges)
        return assigned_ranges(ranges, antennas=self.access.antennas, beams=self.access.beams, score=score)

    @cached_property
    def _sites(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        least = self.access.least_elevation(len(self.stations))
        sine = np.where(least <= -np.pi / 2, -np.inf, np.sin(least))
        place, vertical = self.stations.position.T, self.stations.up.T
        return np.ascontiguousarray(place), np.ascontiguousarray(vertical), sine
