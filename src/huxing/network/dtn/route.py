"""Routes over a contact plan, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huxing.core.time import Times

Reason = Literal["no path", "excluded", "too large", "booked", "backlog", "late", "expired"]


@dataclass(frozen=True, eq=False)
class Route:
    """Contacts over which a bundle goes from a node to its destination.

    Attributes:
        contacts: rows of the plan's contacts, in order, shape `(hop,)`.
        nodes: numbers of the nodes, both ends included, shape `(hop + 1,)`.
        sent: UTC at which the first byte leaves each node, shape `(hop,)`.
        received: UTC at which the last byte is at the next node, shape `(hop,)`.
        termination: UTC of the earliest end of its contacts: after it the route cannot be used.
        confidence: product of the contacts' confidences.
    """

    contacts: NDArray[np.int64]
    nodes: NDArray[np.int64]
    sent: Times
    received: Times
    termination: np.datetime64
    confidence: float

    @property
    def found(self) -> bool:
        """True: this is a route."""
        return True

    @property
    def arrival(self) -> np.datetime64:
        """Projected arrival of the whole bundle at its destination, UTC."""
        return np.datetime64(self.received[-1], "ns")

    @property
    def hops(self) -> int:
        """How many contacts it has."""
        return len(self.contacts)

    @property
    def entry_node(self) -> int:
        """Number of the node to which the bundle goes first."""
        return int(self.nodes[1])

    @property
    def key(self) -> tuple[int, int, int, int]:
        """What SABR decides by; of two routes the one with the smaller key is better. Times in ns of `datetime64`."""
        arrival, termination = (
            int(t.astype("datetime64[ns]").astype(np.int64)) for t in (self.arrival, self.termination)
        )
        return arrival, self.hops, -termination, self.entry_node

    def __str__(self) -> str:
        return f"{' -> '.join(map(str, self.nodes))}, there at {self.arrival.astype('datetime64[ms]')}"


@dataclass(frozen=True)
class NoRoute:
    """There is no route, and why.

    Attributes:
        reason: the first of these that leaves no route when they are asked one after the other: 'expired' (the deadline
            is not after the time), 'no path' (no contacts lead there in time, even for an empty bundle), 'excluded'
            (only over excluded or avoided nodes), 'too large' (for contacts as long as they are), 'booked' (their
            volume is given to others), 'backlog' (what waits at the node comes first), 'late' (after the deadline).
        message: in words.
    """

    reason: Reason
    message: str

    @property
    def found(self) -> bool:
        """False: this is none."""
        return False


@dataclass(frozen=True, eq=False)
class RouteBatch:
    """The best routes of many questions.

    Attributes:
        found: whether there is a route, shape `(question,)`.
        arrival: UTC of the projected arrival; NaT where there is none.
        hops: contacts of the route; 0 where there is none.
        termination: UTC of the route's end; NaT where there is none.
        entry_node: number of the first receiver; -1 where there is none.
        first: place of each route's first contact in `contacts`, and the number of them, shape `(question + 1,)`.
        contacts: rows of the plan's contacts, route after route.
    """

    found: NDArray[np.bool_]
    arrival: Times
    hops: NDArray[np.int64]
    termination: Times
    entry_node: NDArray[np.int64]
    first: NDArray[np.int64]
    contacts: NDArray[np.int64]

    def __len__(self) -> int:
        return self.found.size

    def route_contacts(self, question: int) -> NDArray[np.int64]:
        """Contacts of one route.

        Args:
            question: which.

        Returns:
            Rows of the plan's contacts; empty where there is no route.

        Raises:
            IndexError: no such question.

        Source:
            None: a look-up.
        """
        if not -len(self) <= question < len(self):
            raise IndexError(question)
        place = question % len(self)
        return self.contacts[self.first[place] : self.first[place + 1]]
