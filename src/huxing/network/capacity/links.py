"""The links of a network as one numbered list: every laser link each way, every shared ground port, every station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.network.topology import Snapshot

KINDS = (
    "inter-satellite",
    "satellite up",
    "satellite down",
    "station up",
    "station down",
    "ground link up",
    "ground link down",
)
"""'up' is towards the satellites: what a satellite's uplink beams receive, what a station sends."""


@dataclass(frozen=True)
class LinkNumbers:
    """Numbers of the links, kind after kind in the order of `KINDS`.

    Attributes:
        satellites: how many there are.
        ports: width of the table of neighbours.
        stations: how many there are.
        ground_links: whether each pair of satellite and station has links of its own, beside the shared ports.
    """

    satellites: int
    ports: int
    stations: int
    ground_links: bool = False

    @staticmethod
    def of(snapshot: Snapshot, *, ground_links: bool = False) -> LinkNumbers:
        """Numbers of the links of a snapshot.

        Args:
            snapshot: the network at one instant.
            ground_links: as the attribute.

        Returns:
            The numbers.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        satellites, ports = snapshot.neighbour.shape
        return LinkNumbers(satellites, ports, snapshot.stations, ground_links)

    @property
    def firsts(self) -> NDArray[np.int64]:
        """First number of each kind, and the number of all links, shape `(kind + 1,)`."""
        pairs = self.satellites * self.stations if self.ground_links else 0
        counts = (self.satellites * self.ports, self.satellites, self.satellites, self.stations, self.stations)
        return np.concatenate([[0], np.cumsum([*counts, pairs, pairs])]).astype(np.int64)

    @property
    def size(self) -> int:
        """How many links there are."""
        return int(self.firsts[-1])

    def of_kind(self, kind: str) -> slice:
        """Where the links of a kind are.

        Args:
            kind: one of `KINDS`.

        Returns:
            Their numbers: satellite by satellite and port by port, satellite by satellite, or station by station.

        Raises:
            InputError: a kind that is not known.

        Source:
            None: a definition.
        """
        if kind not in KINDS:
            raise InputError(f"links of kind '{kind}' are not known; take one of {', '.join(KINDS)}", given=kind)
        place = KINDS.index(kind)
        firsts = self.firsts
        return slice(int(firsts[place]), int(firsts[place + 1]))

    def kind(self, link: ArrayLike) -> NDArray[np.str_]:
        """Kind of links.

        Args:
            link: their numbers, any shape.

        Returns:
            Names out of `KINDS`, same shape.

        Raises:
            InputError: a number that is no link.

        Source:
            None: a definition.
        """
        return np.array(KINDS)[np.searchsorted(self.firsts, self._checked(link), side="right") - 1]

    def ends(self, link: ArrayLike, neighbour: NDArray[np.int32]) -> NDArray[np.int64]:
        """Nodes at the two ends of links.

        Args:
            link: their numbers, shape `(link,)`.
            neighbour: of the snapshot, shape `(satellite, port)`.

        Returns:
            From and to, shape `(link, 2)`: satellites are 0 to n - 1, station g is n + g; -1 where a shared port has no
            one other end, or a port is unused.

        Raises:
            InputError: a number that is no link.

        Source:
            None: a definition.
        """
        number = np.atleast_1d(self._checked(link))
        out = np.full((number.size, 2), -1, np.int64)
        firsts, count = self.firsts, self.satellites
        place = np.searchsorted(firsts, number, side="right") - 1
        rest = number - firsts[place]
        laser = place == 0
        satellite, port = np.divmod(rest[laser], max(self.ports, 1))
        out[laser, 0], out[laser, 1] = satellite, neighbour[satellite, port]
        for kind, column, offset in ((1, 1, 0), (2, 0, 0), (3, 0, count), (4, 1, count)):
            out[place == kind, column] = rest[place == kind] + offset
        for kind, columns in ((5, (1, 0)), (6, (0, 1))):
            satellite, station = np.divmod(rest[place == kind], max(self.stations, 1))
            out[place == kind, columns[0]], out[place == kind, columns[1]] = satellite, station + count
        return out

    def _checked(self, link: ArrayLike) -> NDArray[np.int64]:
        number = np.asarray(link)
        if number.dtype.kind not in "iu" or (number.size and (number.min() < 0 or number.max() >= self.size)):
            raise InputError(f"links are whole numbers from 0 to {self.size - 1}; given {link!r:.60}", given=link)
        return number.astype(np.int64)
