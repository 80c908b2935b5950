"""What happens to bundles at nodes and on contacts, one event after the other."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huxing.network.dtn.alternatives import critical_routes, over_neighbour
from huxing.network.dtn.bundles import PRIORITIES
from huxing.network.dtn.contact_graph import ContactGraph
from huxing.network.dtn.no_route import why_none
from huxing.network.dtn.pair_kernel import sending_time
from huxing.network.dtn.question import Question
from huxing.network.dtn.volume_ledger import VolumeLedger

Whole = NDArray[np.int64]

# what happens at one instant happens in this order
SENT, RECEIVED, OPENED, CLOSED, EXPIRED = range(5)


@dataclass(eq=False)
class Bundle:
    """A bundle and what has become of it; nodes by place, times in ns from the plan's epoch."""

    number: int
    source: int
    destination: int
    volume: int
    priority: int
    created: int
    deadline: int
    critical: bool
    delivered: int = -1
    hops: int = 0
    sendings: int = 0
    reroutings: int = 0
    reason: str = ""
    copies: list[Copy] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Copy:
    """A copy of a bundle: where it is, from where it came, and over which contacts it is meant to go."""

    bundle: Bundle
    node: int
    sender: int = -1
    hops: int = 0
    contacts: Whole | None = None
    ledger: VolumeLedger | None = None
    returnable: bool = False
    gone: bool = False
    why: str = ""


class Custody:
    """Nodes that store bundles and forward them by the best routes they know of.

    A node routes a bundle when it has come whole, books the volume of the route, and queues it for the route's first
    contact. During a contact the queue is sent by priority, then in order of coming. What is left at its end is routed
    anew.
    """

    def __init__(self, graph: ContactGraph, shared: bool, takes_place: NDArray[np.bool_]) -> None:
        self.graph, self.arrays = graph, graph.arrays
        nodes, contacts = self.arrays.nodes.size, self.arrays.start.size
        self._ledgers: dict[int, VolumeLedger] = {}
        self._shared, self._takes_place = shared, takes_place
        self._queues: dict[int, tuple[deque[Copy], ...]] = {}
        self._open = np.zeros(contacts, bool)
        self._busy_until = np.full(contacts, -1, np.int64)
        self._waiting = np.zeros((PRIORITIES, self.arrays.pair_to.size), np.int64)
        self._sending = np.full(self.arrays.pair_to.size, -1, np.int64)
        self._no_nodes = np.zeros(nodes, bool)
        self._unroutable: dict[int, list[Copy]] = {}
        self._released: dict[int, bool] = {}
        self._heap: list[tuple[int, int, int, Copy | Bundle | int]] = []
        self._count = 0
        self.sent_bytes = np.zeros(contacts, np.int64)
        self.stored_bytes = np.zeros(nodes, np.int64)
        self.peak_bytes = np.zeros(nodes, np.int64)

    def run(self, bundles: list[Bundle]) -> None:
        """Let everything happen.

        Args:
            bundles: whose fates are filled in.

        Raises:
            Nothing of its own.

        Source:
            CCSDS 734.3-B-1, section 3.2.8 (forwarding).
        """
        for contact in range(self.arrays.start.size):
            self._at(int(self.arrays.start[contact]), OPENED, contact)
            self._at(int(self.arrays.end[contact]), CLOSED, contact)
        for bundle in bundles:
            self._at(bundle.created, RECEIVED, Copy(bundle, bundle.source))
            self._at(bundle.deadline, EXPIRED, bundle)
        while self._heap:
            time, kind, _, what = heapq.heappop(self._heap)
            if isinstance(what, Copy):
                self._receive(what, time)
            elif isinstance(what, Bundle):
                self._expire(what)
            elif kind == CLOSED:
                self._close(what, time)
            else:
                self._open[what] |= kind == OPENED and self._takes_place[what]
                self._send_next(what, time)

    def _at(self, time: int, kind: int, what: Copy | Bundle | int) -> None:
        self._count += 1
        heapq.heappush(self._heap, (time, kind, self._count, what))

    def _receive(self, copy: Copy, time: int) -> None:
        bundle = copy.bundle
        if time > bundle.deadline or copy.node in bundle.seen:
            return
        if bundle.critical:
            bundle.seen.add(copy.node)
        if copy.node == bundle.destination:
            if bundle.delivered < 0:
                bundle.delivered, bundle.hops = time, copy.hops
            return
        self._store(copy)
        self._forward(copy, time)

    def _store(self, copy: Copy) -> None:
        self.stored_bytes[copy.node] += copy.bundle.volume
        self.peak_bytes[copy.node] = max(self.peak_bytes[copy.node], self.stored_bytes[copy.node])
        copy.bundle.copies.append(copy)

    def _forward(self, copy: Copy, time: int) -> None:
        """Queue a copy for the best route's first contact, a critical one for each neighbour's."""
        question = self._question(copy, time)
        bundle = copy.bundle
        ways: list[Whole] = []
        if bundle.critical and not copy.returnable:
            ways = [route.contacts for route in critical_routes(question)]
        else:
            found = question.search(question.source, time)
            ways = [] if found is None else [found]
        if not ways:
            copy.why = why_none(question).reason
            bundle.reason = bundle.reason or copy.why
            self._unroutable.setdefault(copy.node, []).append(copy)
            return
        self._queue(copy, ways[0], time)
        for way in ways[1:]:
            again = over_neighbour(question, int(self.arrays.pair_to[self.arrays.pair[way[0]]]))
            if again is not None:  # the copies before have left room for it
                other = Copy(bundle, copy.node, copy.sender, copy.hops)
                self._store(other)
                self._queue(other, again, time)

    def _question(self, copy: Copy, time: int) -> Question:
        bundle, arrays = copy.bundle, self.arrays
        excluded = self._no_nodes
        if copy.sender >= 0 and not copy.returnable:
            excluded = self._no_nodes.copy()
            excluded[copy.sender] = True
        residual = self._ledger(copy.node).residual[bundle.priority]
        return Question(
            arrays, copy.node, bundle.destination, time, bundle.volume, bundle.deadline, residual, self._no_nodes,
            excluded, self._backlog(copy.node, bundle.priority, time),
        )  # fmt: skip

    def _backlog(self, node: int, priority: int, time: int) -> Whole:
        """What waits at a node for each neighbour, with what is left of a bundle that is being sent."""
        arrays = self.arrays
        first, last = arrays.pair_first[node], arrays.pair_first[node + 1]
        waiting = self._waiting[priority, first:last].copy()
        contact = self._sending[first:last]
        left = self._busy_until[contact] - time
        sending = (contact >= 0) & (left > 0)
        waiting[sending] += np.ceil(left[sending] / arrays.byte_time[contact[sending]]).astype(np.int64)
        backlog = np.zeros(arrays.nodes.size, np.int64)
        backlog[arrays.pair_to[first:last]] = waiting
        return backlog

    def _ledger(self, node: int) -> VolumeLedger:
        return self._ledgers.setdefault(-1 if self._shared else node, self.graph.ledger())

    def _queue(self, copy: Copy, contacts: Whole, time: int) -> None:
        bundle, first = copy.bundle, int(contacts[0])
        copy.contacts, copy.ledger = contacts, self._ledger(copy.node)
        copy.ledger.book(contacts, bundle.volume, bundle.priority)
        self._waiting[: bundle.priority + 1, self.arrays.pair[first]] += bundle.volume
        queues = self._queues.setdefault(first, tuple(deque() for _ in range(PRIORITIES)))
        queues[bundle.priority].append(copy)
        self._send_next(first, time)

    def _send_next(self, contact: int, time: int) -> None:
        """Begin to send what is next on a contact, if it is open, free and long enough."""
        if not self._open[contact] or time < self._busy_until[contact]:
            return
        for queue in reversed(self._queues.get(contact, ())):
            while queue and queue[0].gone:
                queue.popleft()
            if not queue:
                continue
            copy = queue[0]
            lasting = sending_time(copy.bundle.volume, self.arrays.byte_time[contact])
            if lasting <= self.arrays.end[contact] - time:
                queue.popleft()
                self._send(copy, contact, time + lasting)
                return

    def _send(self, copy: Copy, contact: int, done: int) -> None:
        bundle = copy.bundle
        self._waiting[: bundle.priority + 1, self.arrays.pair[contact]] -= bundle.volume
        self._drop(copy)
        if self._shared:
            self._release(copy, 1)  # the next node books again
        bundle.sendings += 1
        self.sent_bytes[contact] += bundle.volume
        self._busy_until[contact], self._sending[self.arrays.pair[contact]] = done, contact
        self._at(done, SENT, contact)
        there = int(self.arrays.pair_to[self.arrays.pair[contact]])
        light = round(float(self.graph.plan.owlt[contact]) * 1e9)  # as it is; margins only steer decisions
        self._at(done + light, RECEIVED, Copy(bundle, there, copy.node, copy.hops + 1))

    def _drop(self, copy: Copy) -> None:
        """Take a copy out of the node's store."""
        self.stored_bytes[copy.node] -= copy.bundle.volume
        copy.gone = True
        copy.bundle.copies.remove(copy)

    def _release(self, copy: Copy, first: int = 0) -> None:
        """Take back what a copy has booked, from some contact of its route on."""
        if copy.ledger is not None and copy.contacts is not None and len(copy.contacts) > first:
            copy.ledger.release(copy.contacts[first:], copy.bundle.volume, copy.bundle.priority)
            self._released[-1 if self._shared else copy.node] = True

    def _close(self, contact: int, time: int) -> None:
        """End a contact: what is left in its queue is routed anew, as is what had no route if volume became free."""
        self._open[contact] = False
        for queue in reversed(self._queues.pop(contact, ())):
            for copy in queue:
                if not copy.gone:
                    self._again(copy, contact, time)
        node = int(self.arrays.pair_from[self.arrays.pair[contact]])
        freed = self._released.pop(-1 if self._shared else node, False)
        for copy in self._unroutable.pop(node, []):
            if copy.gone:
                continue
            if freed or copy.why == "backlog":
                self._forward(copy, time)
            else:
                self._unroutable.setdefault(node, []).append(copy)

    def _again(self, copy: Copy, contact: int, time: int) -> None:
        bundle = copy.bundle
        self._waiting[: bundle.priority + 1, self.arrays.pair[contact]] -= bundle.volume
        self._release(copy)
        copy.contacts, copy.returnable = None, True  # what missed its contact may go back to where it came from
        bundle.reroutings += 1
        self._forward(copy, time)

    def _expire(self, bundle: Bundle) -> None:
        for copy in list(bundle.copies):
            if copy.contacts is not None:
                self._waiting[: bundle.priority + 1, self.arrays.pair[copy.contacts[0]]] -= bundle.volume
                self._release(copy)
            self._drop(copy)
