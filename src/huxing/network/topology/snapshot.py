"""A network at one instant: what every kernel of the room takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import ShapeError
from huxing.network.topology.links import PORTS


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Lengths of all links at one instant. Satellites are nodes 0 to n - 1, station g is node n + g.

    Attributes:
        time: UTC.
        position: of the satellites, Earth-fixed, m, shape `(satellite, 3)`.
        neighbour: satellite at the other end of each port, -1 where unused, shape `(satellite, port)`.
        link: index of the port's link in the table, -1 where unused, shape `(satellite, port)`.
        length: of each port's link, m; infinite where it is unused or down, shape `(satellite, port)`.
        ground_range: from satellite to station, m; infinite where it is not in use, shape `(satellite, station)`.
        order: orders of satellites in which routes are swept, shape `(order, satellite)`.
    """

    time: np.datetime64
    position: NDArray[np.float64]
    neighbour: NDArray[np.int32]
    link: NDArray[np.int32]
    length: NDArray[np.float64]
    ground_range: NDArray[np.float64]
    order: NDArray[np.int32]

    def __post_init__(self) -> None:
        count, ports = self.neighbour.shape
        if ports % PORTS or self.link.shape != self.neighbour.shape or self.length.shape != self.neighbour.shape:
            raise ShapeError(
                f"neighbour, link and length of a snapshot have one shape, with ports a multiple of {PORTS}; given "
                f"{self.neighbour.shape}, {self.link.shape}, {self.length.shape}"
            )
        if self.ground_range.ndim != 2 or len(self.ground_range) != count or self.order.shape[1:] != (count,):
            raise ShapeError(
                f"{count} satellites, but ground_range has shape {self.ground_range.shape} and order {self.order.shape}"
            )
        if count and (self.neighbour.max() >= count or self.neighbour.min() < -1):
            raise ShapeError(f"a snapshot's neighbours are satellites 0 to {count - 1}, or -1")

    @property
    def satellites(self) -> int:
        """How many satellites there are."""
        return self.ground_range.shape[0]

    @property
    def stations(self) -> int:
        """How many stations there are."""
        return self.ground_range.shape[1]
