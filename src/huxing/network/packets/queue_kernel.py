"""Packets in ports and on links: taken in, queued, sent on, dropped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.codel_kernel import next_to_serve
from huxing.network.packets.compiled import inlined, kernel
from huxing.network.packets.event_tree import Tree, bring_forward, set_time
from huxing.network.packets.slot_kernel import drop

Table = NDArray[np.int64]
Words = NDArray[np.int32]
Numbers = NDArray[np.float64]

_LONGEST = 2.0**61


@inlined
def transmission_time(
    packet_words: Words, link_rates: Numbers, slot: int, link: int
) -> int:  # pragma: no cover - compiled
    """How long a packet takes to be sent, ps; at most what no run lasts, so that no sum leaves 64 bits."""
    return int(min((packet_words[slot, at.SIZE] >> 8) * link_rates[link, at.PS_PER_BIT] + 0.5, _LONGEST))


@inlined
def put_on_link(
    packets: Table,
    packet_words: Words,
    links: Table,
    link_words: Words,
    tree: Tree,
    state: Table,
    slot: int,
    link: int,
    leaves: int,
) -> None:  # pragma: no cover - compiled
    """Append to the packets on a link; a link keeps their order, even where it has become shorter meanwhile.

    `leaves` is when the last bit is sent.
    """
    arrival = leaves + links[link, at.DELAY]
    tail = link_words[link, at.TAIL]
    packet_words[slot, at.NEXT] = -1
    link_words[link, at.TAIL] = slot
    if tail < 0:
        link_words[link, at.HEAD] = slot
        packets[slot, at.ARRIVAL] = arrival
        bring_forward(tree, state[at.FIRST_LINK] + link, arrival)
    else:
        packets[slot, at.ARRIVAL] = max(arrival, packets[tail, at.ARRIVAL])
        packet_words[tail, at.NEXT] = slot


@inlined
def pass_port(
    packets: Table,
    packet_words: Words,
    links: Table,
    link_words: Words,
    link_rates: Numbers,
    ports: Table,
    port_words: Words,
    port_sums: Numbers,
    rings: Table,
    tallies: Table,
    tree: Tree,
    state: Table,
    slot: int,
    link: int,
    now: int,
) -> None:  # pragma: no cover - compiled
    """Through a plain queue. When a packet will leave is known as it comes, so it goes straight onto the link.

    The ring only keeps when those that wait will start, to count them.
    """
    port = np.int64(link_words[link, at.PORT])
    start = ports[port, at.BUSY]
    if start <= now:
        start = now
        port_words[port, at.WAITING] = 0
    else:
        ring, mask = np.int64(port_words[port, at.RING]), np.int64(port_words[port, at.MASK])
        first, waiting = np.int64(port_words[port, at.FIRST]), np.int64(port_words[port, at.WAITING])
        while waiting > 0 and rings[ring + first, at.CLOCK] <= now:
            first = (first + 1) & mask
            waiting -= 1
        port_words[port, at.FIRST] = first
        if waiting >= port_words[port, at.LIMIT]:
            port_words[port, at.WAITING] = waiting
            ports[port, at.REFUSED] += 1
            drop(packet_words, tallies, state, slot, at.QUEUE_FULL)
            return
        cell = ring + ((first + waiting) & mask)
        rings[cell, at.CLOCK] = start
        rings[cell, at.WHERE] = link
        port_words[port, at.WAITING] = waiting + 1
        port_words[port, at.LONGEST] = max(port_words[port, at.LONGEST], waiting + 1)
        port_sums[port, at.WAIT_SUM] += float(start - now)
    duration = transmission_time(packet_words, link_rates, slot, link)
    ports[port, at.BUSY] = min(start + duration, at.NEVER)
    ports[port, at.TAKEN] += 1
    port_sums[port, at.BUSY_SUM] += float(duration)
    put_on_link(packets, packet_words, links, link_words, tree, state, slot, link, ports[port, at.BUSY])


@kernel
def join_managed_queue(
    packet_words: Words,
    ports: Table,
    port_words: Words,
    rings: Table,
    managed: Table,
    tallies: Table,
    tree: Tree,
    state: Table,
    slot: int,
    link: int,
    port: int,
    now: int,
) -> None:  # pragma: no cover - compiled
    """Into a managed queue, to be served at once where the transmitter is free."""
    row = np.int64(-1 - port_words[port, at.RING])
    waiting = np.int64(port_words[port, at.WAITING])
    if waiting >= port_words[port, at.LIMIT] + (ports[port, at.BUSY] <= now):
        ports[port, at.REFUSED] += 1
        drop(packet_words, tallies, state, slot, at.QUEUE_FULL)
        return
    cell = managed[row, at.CELLS] + ((port_words[port, at.FIRST] + waiting) & port_words[port, at.MASK])
    rings[cell, at.CLOCK] = now
    rings[cell, at.WHERE] = (link << 32) | slot
    bits = np.int64(packet_words[slot, at.SIZE] >> 8)
    managed[row, at.QUEUE_BITS] += bits
    managed[row, at.LARGEST] = max(managed[row, at.LARGEST], bits)
    port_words[port, at.WAITING] = waiting + 1
    if ports[port, at.BUSY] <= now:
        bring_forward(tree, row, now)
    else:
        port_words[port, at.LONGEST] = max(port_words[port, at.LONGEST], waiting + 1)
        if waiting == 0:
            bring_forward(tree, row, ports[port, at.BUSY])


@kernel
def serve_managed_queue(
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
    row: int,
    now: int,
) -> None:  # pragma: no cover - compiled
    """Send the next packet that the rule lets through, and come back when that is done."""
    port = managed[row, at.OWNER]
    set_time(tree, row, at.NEVER)
    where, came = next_to_serve(packet_words, port_words, rings, managed, tallies, state, row, now)
    if where < 0:
        return
    link, slot = where >> 32, where & 0xFFFFFFFF
    duration = transmission_time(packet_words, link_rates, slot, link)
    ports[port, at.BUSY] = now + duration
    ports[port, at.TAKEN] += 1
    port_sums[port, at.BUSY_SUM] += float(duration)
    port_sums[port, at.WAIT_SUM] += float(now - came)
    put_on_link(packets, packet_words, links, link_words, tree, state, slot, link, now + duration)
    if port_words[port, at.WAITING] > 0:
        bring_forward(tree, row, now + duration)
