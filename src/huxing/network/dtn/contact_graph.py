"""Routing over a contact plan by the rules of schedule-aware bundle routing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange
from huxing.core.time import as_times, one_time
from huxing.network.dtn.bundles import OVERHEAD_BYTES, OVERHEAD_SHARE, check_overhead, check_priority, estimated_volume
from huxing.network.dtn.no_route import why_none
from huxing.network.dtn.pair_kernel import NEVER
from huxing.network.dtn.plan import ContactPlan
from huxing.network.dtn.plan_arrays import PlanArrays, plan_arrays
from huxing.network.dtn.question import Question, kernel_arrays
from huxing.network.dtn.route import NoRoute, Route, RouteBatch
from huxing.network.dtn.search_kernel import find_routes
from huxing.network.dtn.volume_ledger import VolumeLedger

_MARGIN = ModelRange("margin of the light time", "margin", 0.0, 1e8, "s", physical=True)
_SHARE = ModelRange("margin of the light time", "share", 0.0, 100.0, physical=True)
_WAITING = ModelRange("backlog", "bytes that wait", 0, 2**60, "B", physical=True)


@dataclass(frozen=True, eq=False)
class ContactGraph:
    """A contact plan with the constants of routing over it.

    Bundles are whole: a node sends on what it has received to its last byte, and does not break bundles up.

    Attributes:
        plan: the contacts.
        margin_s: added to every light time, s: for the way that the receiver moves meanwhile.
        margin_share: of each light time, added to it. ION takes 450,000 mph over the speed of light, 6.7e-4.
        overhead_share, overhead_bytes: of `estimated_volume`.
    """

    plan: ContactPlan
    margin_s: float = 0.0
    margin_share: float = 0.0
    overhead_share: float = OVERHEAD_SHARE
    overhead_bytes: float = OVERHEAD_BYTES

    def __post_init__(self) -> None:
        _MARGIN.single(self.margin_s)
        _SHARE.single(self.margin_share)
        check_overhead(self.overhead_share, self.overhead_bytes)
        if not len(self.plan):
            raise InputError("the contact plan is empty; there is nothing to route over")

    @cached_property
    def arrays(self) -> PlanArrays:
        """The plan as the kernels take it."""
        return plan_arrays(self.plan, self.margin_s, self.margin_share)

    def ledger(self) -> VolumeLedger:
        """A ledger in which nothing is booked yet.

        Returns:
            The ledger.

        Raises:
            Nothing of its own.

        Source:
            CCSDS 734.3-B-1, section 3.2.6.8.8 (each contact begins with its whole volume).
        """
        return VolumeLedger(self.arrays)

    def volume_of(self, size_bytes: ArrayLike) -> NDArray[np.int64]:
        """Contact volume that a bundle uses up, with this graph's overhead.

        Args:
            size_bytes: any shape.

        Returns:
            Whole bytes, of the same shape.

        Raises:
            ModelRangeError: a size that is negative or beyond 2^50 bytes.

        Source:
            `estimated_volume`.
        """
        return estimated_volume(size_bytes, overhead_share=self.overhead_share, overhead_bytes=self.overhead_bytes)

    def question(
        self,
        source: int,
        destination: int,
        time: object,
        *,
        size_bytes: int = 0,
        priority: int = 1,
        deadline: object | None = None,
        ledger: VolumeLedger | None = None,
        excluded: Iterable[int] = (),
        avoid: Iterable[int] = (),
        backlog_bytes: Mapping[int, int] | None = None,
    ) -> Question:
        """What `best_route` is asked, in the kernels' terms; see there.

        Args:
            source, destination, time, size_bytes, priority, deadline, ledger, excluded, avoid, backlog_bytes: as
                `best_route` takes them.

        Returns:
            The question.

        Raises:
            InputError: as `best_route`.

        Source:
            None: a translation.
        """
        arrays = self.arrays
        ends = arrays.node(source), arrays.node(destination)
        if ends[0] == ends[1]:
            raise InputError(f"a bundle at node {source} for node {destination} is there already", given=source)
        residual = self._residual(ledger, priority)
        volume = self.volume_of(size_bytes)
        if volume.ndim:
            raise ShapeError(f"sizes of shape {volume.shape}; give one size, or ask best_routes")
        waiting = np.zeros(arrays.nodes.size, np.int64)
        for number, amount in (backlog_bytes or {}).items():
            waiting[arrays.node(number)] = _WAITING.whole(amount)
        return Question(
            arrays,
            *ends,
            arrays.nanosecond(one_time(time)),
            int(volume),
            NEVER if deadline is None else arrays.nanosecond(one_time(deadline)),
            residual,
            self._marked(avoid),
            self._marked(excluded),
            waiting,
        )

    def _residual(self, ledger: VolumeLedger | None, priority: int) -> NDArray[np.int64]:
        """Bytes that are left on each contact for a priority."""
        level = check_priority(priority)
        if ledger is not None and getattr(ledger, "arrays", None) is not self.arrays:
            raise InputError("this ledger keeps the volumes of another graph; take graph.ledger()")
        return self.arrays.volume if ledger is None else ledger.residual[level]

    def _marked(self, numbers: Iterable[int]) -> NDArray[np.bool_]:
        marked = np.zeros(self.arrays.nodes.size, bool)
        for number in numbers:
            marked[self.arrays.node(number)] = True
        return marked

    def best_route(
        self,
        source: int,
        destination: int,
        time: object,
        *,
        size_bytes: int = 0,
        priority: int = 1,
        deadline: object | None = None,
        ledger: VolumeLedger | None = None,
        excluded: Iterable[int] = (),
        avoid: Iterable[int] = (),
        backlog_bytes: Mapping[int, int] | None = None,
    ) -> Route | NoRoute:
        """The best route of a bundle: earliest arrival, then fewest contacts, latest termination, smallest entry node.

        Exact over all routes (the standard lets a node stop at the first it has computed). What is still equal is
        settled hop by hop: earlier arrival, smaller node number, earlier contact. A contact serves until its last
        instant.

        Args:
            source: number of the node that has the bundle.
            destination: number of the node to which it goes.
            time: UTC now.
            size_bytes: of the bundle; 0 asks about time alone and needs no volume.
            priority: 0 bulk, 1 normal, 2 expedited; volume is what bundles of this or a higher priority have left.
            deadline: UTC at which the bundle expires; None does not bound the arrival.
            ledger: what is booked; None takes every contact as free.
            excluded: nodes to which it may not go first (the one it came from, one that refused it).
            avoid: nodes over which it may not go at all.
            backlog_bytes: by neighbour, what waits at the source for it with this or a higher priority (`volume_of`
                of the bundles). It goes first and uses up the contacts before.

        Returns:
            The route, or why there is none.

        Raises:
            InputError: a node that is not in the plan, a bundle that is at its destination, not a time, a size or
                priority out of range, another graph's ledger.

        Source:
            CCSDS 734.3-B-1, sections 3.2.4.1 (arrival), 3.2.6.2 to 3.2.6.7 (backlog, projected arrival), 3.2.6.8
            (volumes), 3.2.6.9 (what is no candidate), 3.2.8.1.4 (which is best). Sending begins on a contact when the
            bundle's last byte is there, as in ION 4.1 (libcgr.c, computePBAT).
        """
        question = self.question(
            source, destination, time, size_bytes=size_bytes, priority=priority, deadline=deadline, ledger=ledger,
            excluded=excluded, avoid=avoid, backlog_bytes=backlog_bytes,
        )  # fmt: skip
        return question.answer() or why_none(question)

    def best_routes(
        self,
        sources: ArrayLike,
        destinations: ArrayLike,
        times: object,
        *,
        size_bytes: ArrayLike = 0,
        priority: int = 1,
        deadlines: object | None = None,
        ledger: VolumeLedger | None = None,
    ) -> RouteBatch:
        """`best_route` of many bundles that know nothing of each other.

        Args:
            sources, destinations: numbers of nodes, shapes that broadcast to `(question,)`.
            times: UTC, of such a shape.
            size_bytes: of the bundles, of such a shape.
            priority: of all of them.
            deadlines: UTC, of such a shape; None does not bound arrivals.
            ledger: what is booked; it is not changed.

        Returns:
            The routes.

        Raises:
            ShapeError: shapes that do not broadcast to one axis.
            InputError: as `best_route`.

        Source:
            As `best_route`.
        """
        arrays = self.arrays
        late = np.datetime64("NaT") if deadlines is None else as_times(deadlines)
        try:
            start, end, when, size, limit = np.broadcast_arrays(
                np.atleast_1d(self._places(sources)), self._places(destinations), as_times(times),
                self.volume_of(size_bytes), late,
            )  # fmt: skip
        except ValueError as error:
            raise ShapeError("sources, destinations, times, sizes and deadlines do not broadcast") from error
        if start.ndim != 1:
            raise ShapeError(f"questions have one axis; given shape {start.shape}")
        if (start == end).any():
            raise InputError("a bundle is at its destination already", given=int(np.flatnonzero(start == end)[0]))
        deadline = np.full(start.size, NEVER) if deadlines is None else arrays.nanoseconds(limit)
        now = arrays.nanoseconds(when)
        residual = self._residual(ledger, priority)
        arrival, hops, termination = (np.empty(start.size, np.int64) for _ in range(3))
        contacts = find_routes(
            *(np.ascontiguousarray(a) for a in (start, end, now, size, np.where(deadline <= now, now - 1, deadline))),
            *kernel_arrays(arrays), residual, np.zeros(arrays.start.size, bool), arrival, hops, termination,
        )  # fmt: skip
        return self._batch(arrival, hops, termination, contacts)

    def _places(self, numbers: ArrayLike) -> NDArray[np.int64]:
        """Places of many nodes."""
        given = np.asarray(numbers)
        nodes = self.arrays.nodes
        if given.dtype.kind not in "iu":
            raise InputError(f"numbers of nodes are whole; given {given.dtype}", given=numbers)
        place = np.minimum(np.searchsorted(nodes, given), nodes.size - 1)
        wrong = nodes[place] != given
        if wrong.any():
            self.arrays.node(int(given[wrong].flat[0]))
        return np.asarray(place, np.int64)

    def _batch(
        self,
        arrival: NDArray[np.int64],
        hops: NDArray[np.int64],
        termination: NDArray[np.int64],
        contacts: NDArray[np.int64],
    ) -> RouteBatch:
        arrays, found = self.arrays, hops > 0
        first = np.concatenate([[0], np.cumsum(hops)])
        there, until = (arrays.times(np.where(found, values, 0)) for values in (arrival, termination))
        there[~found] = until[~found] = np.datetime64("NaT")
        entry = np.full(found.size, -1, np.int64)
        entry[found] = self.plan.contacts["to_node"].to_numpy()[contacts[first[:-1][found]]]
        return RouteBatch(found, there, hops, until, entry, first, contacts)
