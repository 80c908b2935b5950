"""A network at one instant: what every kernel of the room takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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

    @property
    def satellites(self) -> int:
        """How many satellites there are."""
        return self.ground_range.shape[0]

    @property
    def stations(self) -> int:
        """How many stations there are."""
        return self.ground_range.shape[1]
