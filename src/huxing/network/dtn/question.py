"""One question to the search for routes, in the kernel's terms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.network.dtn.pair_kernel import NEVER, sending_time
from huxing.network.dtn.plan_arrays import PlanArrays
from huxing.network.dtn.route import Route
from huxing.network.dtn.search_kernel import find_route

Whole = NDArray[np.int64]


def kernel_arrays(arrays: PlanArrays) -> tuple[NDArray[np.int64] | NDArray[np.float64], ...]:
    """The plan's arrays in the order in which kernels take them.

    Args:
        arrays: of a plan.

    Returns:
        From `pair_first` to `byte_time`.

    Raises:
        Nothing of its own.

    Source:
        None: an order.
    """
    return (
        arrays.pair_first, arrays.pair_from, arrays.pair_to, arrays.contact_first, arrays.incoming_first,
        arrays.incoming, arrays.start, arrays.end, arrays.light, arrays.byte_time,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Question:
    """A bundle at a node at a time.

    Attributes:
        arrays: of the plan.
        source, destination: places of nodes.
        time: now, ns from the epoch.
        volume: bytes that the bundle uses up.
        deadline: ns from the epoch, NEVER where there is none.
        residual: bytes that are left on each contact for its priority, shape `(contact,)`.
        avoided: nodes that are not used, shape `(node,)`.
        excluded: nodes that are not the first receiver, shape `(node,)`.
        backlog: bytes that wait for each node, shape `(node,)`.
    """

    arrays: PlanArrays
    source: int
    destination: int
    time: int
    volume: int
    deadline: int
    residual: Whole
    avoided: NDArray[np.bool_]
    excluded: NDArray[np.bool_]
    backlog: Whole

    def answer(self) -> Route | None:
        """The best route.

        Returns:
            The route, or None.

        Raises:
            Nothing of its own.

        Source:
            `search_kernel`.
        """
        found = self.search(self.source, self.time)
        return None if found is None else self.route(found)

    def search(
        self,
        node: int,
        time: int,
        *,
        blocked: NDArray[np.bool_] | None = None,
        closed: NDArray[np.bool_] | None = None,
        excluded: NDArray[np.bool_] | None = None,
        cap: int = NEVER,
    ) -> Whole | None:
        """Contacts of the best way on from a node.

        Args:
            node: place of the node; where it is not the source, the entry node and the backlog no longer matter.
            time: at which the bundle is there, ns.
            blocked: nodes that are not used; those avoided where left out.
            closed: contacts that are not used; none where left out.
            excluded: nodes that are not the first receiver; this question's where left out.
            cap: earliest end of the contacts that led there, ns.

        Returns:
            Contacts, shape `(hop,)`, or None where there is no way.

        Raises:
            Nothing of its own.

        Source:
            `search_kernel`.
        """
        arrays, at_source = self.arrays, node == self.source
        nodes = arrays.nodes.size
        if self.avoided[self.destination] or self.deadline <= self.time:
            return None
        path = np.empty(nodes, np.int64)
        _, hops, _ = find_route(
            node, self.destination, time, self.volume, self.deadline, cap, at_source, *kernel_arrays(arrays),
            self.residual,
            np.zeros(arrays.start.size, bool) if closed is None else closed,
            self.avoided if blocked is None else blocked,
            (self.excluded if excluded is None else excluded) if at_source else np.zeros(nodes, bool),
            self.backlog if at_source else np.zeros(nodes, np.int64),
            np.empty(arrays.start.size, np.int64), path,
        )  # fmt: skip
        return path[:hops].copy() if hops else None

    def passage(self, contacts: Whole) -> tuple[Whole, Whole]:
        """When a bundle passes the contacts of a way from the source, one after the other.

        Args:
            contacts: rows of the plan's contacts, which can be used so.

        Returns:
            Start of sending and time at which all has been received, ns, shape `(hop,)` each.

        Raises:
            Nothing of its own.

        Source:
            CCSDS 734.3-B-1, sections 3.2.4.1 and 3.2.6.3 to 3.2.6.7.
        """
        arrays, sent, received = self.arrays, [], []
        now, lien = self.time, self._lien(int(contacts[0]))
        columns = (arrays.start, arrays.byte_time, arrays.light)
        for start, byte_time, light in zip(*(column[contacts].tolist() for column in columns), strict=True):
            sent.append(max(now, start) + lien)
            now, lien = sent[-1] + sending_time(self.volume, byte_time) + light, 0
            received.append(now)
        return np.array(sent, np.int64), np.array(received, np.int64)

    def _lien(self, contact: int) -> int:
        """Time for which what waits before is sent on the first contact, ns."""
        arrays = self.arrays
        pair = int(arrays.pair[contact])
        waiting = int(self.backlog[arrays.pair_to[pair]])
        for before in range(int(arrays.contact_first[pair]), contact if waiting else 0):
            room = int(arrays.end[before]) - max(self.time, int(arrays.start[before]))
            if waiting > 0 and room >= 0:
                lien = sending_time(waiting, arrays.byte_time[before])
                waiting = waiting - int(room / arrays.byte_time[before]) if lien > room else 0
        return sending_time(waiting, arrays.byte_time[contact]) if waiting > 0 else 0

    def route(self, contacts: Whole) -> Route:
        """A way from the source as a route.

        Args:
            contacts: rows of the plan's contacts.

        Returns:
            The route.

        Raises:
            Nothing of its own.

        Source:
            CCSDS 734.3-B-1, sections 1.4 and 2.3.2.1 (termination).
        """
        arrays = self.arrays
        sent, received = self.passage(contacts)
        nodes = arrays.nodes[[self.source, *arrays.pair_to[arrays.pair[contacts]].tolist()]]
        epoch, ends = int(arrays.epoch.astype(np.int64)), arrays.end[contacts].tolist()
        return Route(
            contacts,
            nodes,
            arrays.times(sent),
            arrays.times(received),
            np.datetime64(epoch + min(ends), "ns"),
            math.prod(arrays.confidence[contacts].tolist()),
        )
