"""What becomes of the packets where links and routes change.

What has begun to be sent arrives as it would have. What still waits in a port stays in its order: where its link
remains, it is sent at the link's new rate and arrives after its new delay; where its link is gone, it is dropped and
counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.compiled import allocating, kernel
from huxing.network.packets.event_tree import Tree
from huxing.network.packets.queue_kernel import put_on_link, transmission_time
from huxing.network.packets.slot_kernel import drop

Table = NDArray[np.int64]
Words = NDArray[np.int32]
Numbers = NDArray[np.float64]


@allocating
def withdraw(
    packet_words: Words,
    link_words: Words,
    link_rates: Numbers,
    ports: Table,
    port_words: Words,
    port_sums: Numbers,
    rings: Table,
    now: int,
) -> None:  # pragma: no cover - compiled
    """Take the packets that still wait off the links onto which plain queues had put them ahead of time.

    Their rings then hold, as those of managed queues do, link times 2**32 plus slot, and when each would have started.
    """
    waiting_on = np.zeros(link_words.shape[0], np.int64)
    for port in range(ports.shape[0]):
        _forget_started(port_words, rings, port, now)
        ring, mask = np.int64(port_words[port, at.RING]), np.int64(port_words[port, at.MASK])
        if ring >= 0:
            for i in range(port_words[port, at.WAITING]):
                waiting_on[rings[ring + ((port_words[port, at.FIRST] + i) & mask), at.WHERE]] += 1
    first_waiting = _cut(packet_words, link_words, waiting_on)
    for port in range(ports.shape[0]):
        ring, mask = np.int64(port_words[port, at.RING]), np.int64(port_words[port, at.MASK])
        if ring < 0 or port_words[port, at.WAITING] == 0:
            continue
        ports[port, at.BUSY] = rings[ring + port_words[port, at.FIRST], at.CLOCK]
        for i in range(port_words[port, at.WAITING]):
            cell = ring + ((port_words[port, at.FIRST] + i) & mask)
            link = rings[cell, at.WHERE]
            slot = first_waiting[link]
            first_waiting[link] = packet_words[slot, at.NEXT]
            rings[cell, at.WHERE] = (link << 32) | slot
            duration = transmission_time(packet_words, link_rates, slot, link)
            port_sums[port, at.BUSY_SUM] -= float(duration)


@kernel
def _forget_started(port_words: Words, rings: Table, port: int, now: int) -> None:  # pragma: no cover - compiled
    """Leave in a plain queue's ring what starts now or later."""
    ring, mask = np.int64(port_words[port, at.RING]), np.int64(port_words[port, at.MASK])
    if ring < 0:
        return
    while port_words[port, at.WAITING] > 0 and rings[ring + port_words[port, at.FIRST], at.CLOCK] < now:
        port_words[port, at.FIRST] = (port_words[port, at.FIRST] + 1) & mask
        port_words[port, at.WAITING] -= 1


@allocating
def _cut(packet_words: Words, link_words: Words, waiting_on: Table) -> Table:  # pragma: no cover - compiled
    """Cut the last `waiting_on` packets off each link; the first one cut off of each, or -1."""
    first_waiting = np.full(waiting_on.size, -1, np.int64)
    for link in range(waiting_on.size):
        if waiting_on[link] == 0:
            continue
        count, slot = 0, np.int64(link_words[link, at.HEAD])
        while slot >= 0:
            count += 1
            slot = np.int64(packet_words[slot, at.NEXT])
        last, slot = np.int64(-1), np.int64(link_words[link, at.HEAD])
        for _ in range(count - waiting_on[link]):
            last, slot = slot, np.int64(packet_words[slot, at.NEXT])
        first_waiting[link] = slot
        link_words[link, at.TAIL] = last
        if last >= 0:
            packet_words[last, at.NEXT] = -1
        else:
            link_words[link, at.HEAD] = -1
    return first_waiting


@kernel
def reissue(
    packets: Table,
    packet_words: Words,
    links: Table,
    link_words: Words,
    link_rates: Numbers,
    ports: Table,
    port_words: Words,
    port_sums: Numbers,
    rings: Table,
    managed: Table,
    tallies: Table,
    tree: Tree,
    state: Table,
    renumbered: Words,
    now: int,
) -> None:  # pragma: no cover - compiled
    """Put what was waiting before the new links. `renumbered` gives each old link's new number, -1 where it is gone."""
    for port in range(ports.shape[0]):
        waiting = np.int64(port_words[port, at.WAITING])
        if waiting == 0:
            continue
        row = np.int64(-1 - port_words[port, at.RING])
        ring = managed[row, at.CELLS] if row >= 0 else np.int64(port_words[port, at.RING])
        first, mask = np.int64(port_words[port, at.FIRST]), np.int64(port_words[port, at.MASK])
        port_words[port, at.WAITING] = 0
        for i in range(waiting):
            cell = ring + ((first + i) & mask)
            clock, where = rings[cell, at.CLOCK], rings[cell, at.WHERE]
            link, slot = np.int64(renumbered[where >> 32]), where & 0xFFFFFFFF
            if link < 0:
                if row >= 0:
                    managed[row, at.QUEUE_BITS] -= packet_words[slot, at.SIZE] >> 8
                else:
                    ports[port, at.TAKEN] -= 1
                    port_sums[port, at.WAIT_SUM] -= float(clock - now)
                drop(packet_words, tallies, state, slot, at.LINK_REMOVED)
            elif row >= 0:
                kept = ring + ((first + port_words[port, at.WAITING]) & mask)
                rings[kept, at.CLOCK], rings[kept, at.WHERE] = clock, (link << 32) | slot
                port_words[port, at.WAITING] += 1
            else:
                _send_later(
                    packets, packet_words, links, link_words, link_rates, ports, port_words, port_sums, rings, tree,
                    state, slot, link, port, clock,
                )  # fmt: skip


@kernel
def _send_later(
    packets: Table,
    packet_words: Words,
    links: Table,
    link_words: Words,
    link_rates: Numbers,
    ports: Table,
    port_words: Words,
    port_sums: Numbers,
    rings: Table,
    tree: Tree,
    state: Table,
    slot: int,
    link: int,
    port: int,
    was_to_start: int,
) -> None:  # pragma: no cover - compiled
    """Back into a plain queue: after what is before it, and onto its link."""
    start = ports[port, at.BUSY]
    duration = transmission_time(packet_words, link_rates, slot, link)
    place = (port_words[port, at.FIRST] + port_words[port, at.WAITING]) & port_words[port, at.MASK]
    rings[port_words[port, at.RING] + place, at.CLOCK] = start
    rings[port_words[port, at.RING] + place, at.WHERE] = link
    port_words[port, at.WAITING] += 1
    ports[port, at.BUSY] = min(start + duration, at.NEVER)
    port_sums[port, at.BUSY_SUM] += float(duration)
    port_sums[port, at.WAIT_SUM] += float(start - was_to_start)
    put_on_link(packets, packet_words, links, link_words, tree, state, slot, link, ports[port, at.BUSY])


@kernel
def arrival_times(packets: Table, link_words: Words, times: Table) -> None:  # pragma: no cover - compiled
    """When the first packet on each link is at its end, into `times`; those without packets are left."""
    for link in range(times.size):
        if link_words[link, at.HEAD] >= 0:
            times[link] = packets[link_words[link, at.HEAD], at.ARRIVAL]
