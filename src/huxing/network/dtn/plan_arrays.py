"""A contact plan as the arrays that the search for routes takes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.time import Times
from huxing.network.dtn.plan import ContactPlan, is_whole

Whole = NDArray[np.int64]
NANOSECONDS = 1e9
BITS = 8.0
_LONGEST_LIGHT = 1e9
"""Bound of a light time with its margin, s: sums with times of a century stay far below what 64 bits hold."""
_CENTURY = np.timedelta64(36_525, "D")
_CENTURY_NS = 36_525 * 86_400_000_000_000


@dataclass(frozen=True, eq=False)
class PlanArrays:
    """Contacts grouped by sender and receiver; nodes are counted from 0 in the order of their numbers.

    Times are whole nanoseconds from `epoch`, so that equal times are equal numbers: SABR decides by ties.

    Attributes:
        epoch: the earliest start.
        nodes: number of each node, shape `(node,)`.
        pair_first: first pair of each sender, and the number of pairs, shape `(node + 1,)`.
        pair_from, pair_to: sender and receiver of each pair, shape `(pair,)`.
        contact_first: first contact of each pair, and the number of contacts, shape `(pair + 1,)`.
        pair: pair of each contact, shape `(contact,)`.
        incoming_first: first place in `incoming` of each receiver, shape `(node + 1,)`.
        incoming: pairs by receiver, shape `(pair,)`.
        start, end: of each contact; within a pair both ascend, shape `(contact,)`.
        light: one-way light time with its margin, ns, shape `(contact,)`.
        byte_time: ns for which a byte is sent, shape `(contact,)`.
        volume: whole bytes of each contact, shape `(contact,)`.
        confidence: of each contact, shape `(contact,)`.
    """

    epoch: np.datetime64
    nodes: Whole
    pair_first: Whole
    pair_from: Whole
    pair_to: Whole
    contact_first: Whole
    pair: Whole
    incoming_first: Whole
    incoming: Whole
    start: Whole
    end: Whole
    light: Whole
    byte_time: NDArray[np.float64]
    volume: Whole
    confidence: NDArray[np.float64]

    def node(self, number: int) -> int:
        """Place of a node in the order of numbers.

        Args:
            number: of the node.

        Returns:
            Its index.

        Raises:
            InputError: no such node; near numbers are listed.

        Source:
            None: a look-up.
        """
        place = self._places.get(number) if is_whole(number) else None
        if place is None:
            near = difflib.get_close_matches(str(number), [str(n) for n in self.nodes], n=3, cutoff=0.0)
            raise InputError(
                f"node {number!r:.40} is not in this contact plan of {self.nodes.size} nodes; "
                f"there are for example {', '.join(near)}",
                given=number,
            )
        return place

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number: place for place, number in enumerate(self.nodes.tolist())}

    def nanosecond(self, time: np.datetime64) -> int:
        """One UTC time as whole nanoseconds from the epoch.

        Args:
            time: UTC, `datetime64[ns]`.

        Returns:
            The number.

        Raises:
            InputError: more than a hundred years from the epoch.

        Source:
            None: a change of origin.
        """
        apart = int(time.astype(np.int64)) - int(self.epoch.astype(np.int64))
        return apart if abs(apart) < _CENTURY_NS else int(since(np.asarray(time), self.epoch))

    def nanoseconds(self, times: Times) -> Whole:
        """UTC as whole nanoseconds from the epoch.

        Args:
            times: UTC, any shape.

        Returns:
            Of the same shape.

        Raises:
            InputError: more than a hundred years from the epoch.

        Source:
            None: a change of origin.
        """
        return since(times, self.epoch)

    def times(self, nanoseconds: Whole) -> Times:
        """The reverse of `nanoseconds`.

        Args:
            nanoseconds: from the epoch, any shape.

        Returns:
            UTC, of the same shape.

        Raises:
            Nothing of its own.

        Source:
            None: a change of origin.
        """
        return np.asarray(self.epoch + np.asarray(nanoseconds, np.int64).astype("timedelta64[ns]"))


def since(times: Times, epoch: np.datetime64) -> Whole:
    """Whole nanoseconds since an epoch, where these cannot overflow.

    Args:
        times: UTC, any shape.
        epoch: UTC.

    Returns:
        Of the same shape.

    Raises:
        InputError: more than a hundred years apart.

    Source:
        None: arithmetic.
    """
    apart = np.abs(times.astype("datetime64[s]") - epoch.astype("datetime64[s]"))
    if apart.size and apart.max() > _CENTURY:
        raise InputError(
            f"{np.min(times)} to {np.max(times)} is more than a hundred years from the plan's start {epoch}"
        )
    return np.asarray(times - epoch).astype("timedelta64[ns]").astype(np.int64)


def plan_arrays(plan: ContactPlan, margin_s: float, margin_share: float) -> PlanArrays:
    """The arrays of a plan.

    Args:
        plan: with at least one contact.
        margin_s: added to every light time, s.
        margin_share: of the light time, added to it.

    Returns:
        The arrays.

    Raises:
        InputError: an empty plan, one of more than a hundred years, or a light time of more than 1e9 s with its margin.

    Source:
        CCSDS 734.3-B-1, sections 2.3.1 (volume) and 2.4.2 (margin of the light time).
    """
    if not len(plan):
        raise InputError("the contact plan is empty; there is nothing to route over")
    table = plan.contacts
    sender, receiver = (np.searchsorted(plan.nodes, table[name].to_numpy()) for name in ("from_node", "to_node"))
    begin, stop = (table[name].to_numpy("datetime64[ns]") for name in ("start", "end"))
    epoch = begin.min()
    start, end = (since(values, epoch) for values in (begin, stop))
    new = np.flatnonzero(np.diff(sender * plan.nodes.size + receiver, prepend=-1))
    pair_from, pair_to = sender[new].astype(np.int64), receiver[new].astype(np.int64)
    counted = np.arange(plan.nodes.size + 1)
    incoming = np.argsort(pair_to, kind="stable").astype(np.int64)
    rate, light = table["rate_bps"].to_numpy(np.float64), plan.owlt * (1.0 + margin_share) + margin_s
    if light.max() > _LONGEST_LIGHT:
        raise InputError(
            f"a light time is {light.max():.4g} s with its margin, over {_LONGEST_LIGHT:g}; take a smaller one"
        )
    return PlanArrays(
        epoch,
        plan.nodes,
        np.searchsorted(pair_from, counted).astype(np.int64),
        pair_from,
        pair_to,
        np.append(new, len(plan)).astype(np.int64),
        np.repeat(np.arange(new.size), np.diff(np.append(new, len(plan)))),
        np.searchsorted(pair_to[incoming], counted).astype(np.int64),
        incoming,
        start,
        end,
        np.rint(light * NANOSECONDS).astype(np.int64),
        BITS * NANOSECONDS / rate,
        _volumes(rate, end - start),
        table["confidence"].to_numpy(np.float64),
    )


def _volumes(rate: NDArray[np.float64], length: Whole) -> Whole:
    """Whole bytes; the greatest number that is kept is far above any contact's."""
    return np.floor(np.minimum(rate * length / (BITS * NANOSECONDS), 2.0**62)).astype(np.int64)
