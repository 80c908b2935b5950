"""CoDel: a queue that drops, as packets leave it, where they have waited too long for too long."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.compiled import kernel
from huxing.network.packets.slot_kernel import drop

Table = NDArray[np.int64]
Words = NDArray[np.int32]


@kernel
def next_to_serve(
    packet_words: Words,
    port_words: Words,
    rings: Table,
    managed: Table,
    tallies: Table,
    state: Table,
    row: int,
    now: int,
) -> tuple[int, int]:  # pragma: no cover - compiled
    """The packet to send now, after those that the rule drops.

    Args:
        packet_words, port_words, rings, managed, tallies, state: tables, changed in place.
        row: of `managed`.
        now: ps.

    Returns:
        Link times 2**32 plus slot, and when the packet came; (-1, 0) where none is left.

    Raises:
        Nothing.

    Source:
        RFC 8289, section 5.
    """
    queue = managed[row]
    where, came, may_drop = _dequeue(packet_words, port_words, rings, queue, now)
    if queue[at.DROPPING]:
        if not may_drop:
            queue[at.DROPPING] = 0
        while queue[at.DROPPING] and now >= queue[at.DROP_NEXT]:
            _discard(packet_words, queue, tallies, state, where)
            queue[at.DROP_COUNT] += 1
            where, came, may_drop = _dequeue(packet_words, port_words, rings, queue, now)
            if may_drop:
                queue[at.DROP_NEXT] = _control_law(queue, queue[at.DROP_NEXT])
            else:
                queue[at.DROPPING] = 0
    elif may_drop:
        _discard(packet_words, queue, tallies, state, where)
        where, came, may_drop = _dequeue(packet_words, port_words, rings, queue, now)
        queue[at.DROPPING] = 1
        since = queue[at.DROP_COUNT] - queue[at.LAST_COUNT]
        recent = since > 1 and now - queue[at.DROP_NEXT] < 16 * queue[at.CODEL_INTERVAL]
        queue[at.DROP_COUNT] = since if recent else 1
        queue[at.DROP_NEXT] = _control_law(queue, now)
        queue[at.LAST_COUNT] = queue[at.DROP_COUNT]
    return where, came


@kernel
def _dequeue(
    packet_words: Words, port_words: Words, rings: Table, queue: NDArray[np.int64], now: int
) -> tuple[int, int, bool]:  # pragma: no cover - compiled
    """The first packet, when it came, and whether the wait has been above the target for an interval."""
    port = queue[at.OWNER]
    if port_words[port, at.WAITING] == 0:
        queue[at.FIRST_ABOVE] = 0
        return -1, 0, False
    first = np.int64(port_words[port, at.FIRST])
    cell = queue[at.CELLS] + first
    port_words[port, at.FIRST] = (first + 1) & port_words[port, at.MASK]
    port_words[port, at.WAITING] -= 1
    where, came = rings[cell, at.WHERE], rings[cell, at.CLOCK]
    queue[at.QUEUE_BITS] -= packet_words[where & 0xFFFFFFFF, at.SIZE] >> 8
    may_drop = False
    if now - came < queue[at.CODEL_TARGET] or queue[at.QUEUE_BITS] <= queue[at.LARGEST]:
        queue[at.FIRST_ABOVE] = 0
    elif queue[at.FIRST_ABOVE] == 0:
        queue[at.FIRST_ABOVE] = now + queue[at.CODEL_INTERVAL]
    else:
        may_drop = now >= queue[at.FIRST_ABOVE]
    return where, came, may_drop


@kernel
def _control_law(queue: NDArray[np.int64], start: int) -> int:  # pragma: no cover - compiled
    return start + int(queue[at.CODEL_INTERVAL] / math.sqrt(queue[at.DROP_COUNT]))


@kernel
def _discard(
    packet_words: Words, queue: NDArray[np.int64], tallies: Table, state: Table, where: int
) -> None:  # pragma: no cover - compiled
    queue[at.DISCARDED] += 1
    drop(packet_words, tallies, state, where & 0xFFFFFFFF, at.MANAGED_DROP)
