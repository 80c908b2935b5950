"""The loop of events."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.compiled import inlined, kernel
from huxing.network.packets.event_tree import Tree, set_time
from huxing.network.packets.prefetch import prefetch
from huxing.network.packets.queue_kernel import join_managed_queue, pass_port, serve_managed_queue
from huxing.network.packets.random_kernel import Streams, uniform
from huxing.network.packets.slot_kernel import drop, free_slot
from huxing.network.packets.source_kernel import (
    answer,
    count_delivery,
    make_packet,
    pump,
    receiver_timer,
    sender_timer,
)

Table = NDArray[np.int64]
Words = NDArray[np.int32]
Numbers = NDArray[np.float64]


@kernel
def run_until(
    stop: int,
    most_events: int,
    packets: Table,
    packet_words: Words,
    links: Table,
    link_words: Words,
    link_rates: Numbers,
    losses: Numbers,
    passed: Table,
    ports: Table,
    port_words: Words,
    port_sums: Numbers,
    rings: Table,
    managed: Table,
    next_link: Words,
    column: Words,
    flows: Table,
    tcp_flow: Table,
    tallies: Table,
    latency_sums: Numbers,
    pings: Table,
    tcp: Table,
    windows: Numbers,
    arrived: NDArray[np.uint64],
    streams: Streams,
    tree: Tree,
    state: Table,
) -> int:  # pragma: no cover - compiled
    """Let happen what happens before a time.

    Args:
        stop: ps; events at this time are left.
        most_events: after which to come back.
        packets ... state: the tables of `layout`, changed in place. `column` is that of `next_link` for each row of
            `tallies`, `tcp_flow` the flow of each row of `tcp`.

    Returns:
        DONE, GROW where the slots for packets run out, PAUSED after `most_events`.

    Raises:
        Nothing.

    Source:
        Discrete-event simulation; the rules of each part are in its own kernel.
    """
    last = state[at.EVENTS] + most_events
    while tree[1, at.TIME] < stop:
        if state[at.FREE_COUNT] < state[at.MARGIN]:
            return at.GROW
        if state[at.EVENTS] >= last:
            return at.PAUSED
        state[at.EVENTS] += 1
        now, entity = tree[1, at.TIME], tree[1, at.ENTITY]
        if entity >= state[at.FIRST_LINK]:
            slot, node, sender = _arrive(
                packets, packet_words, link_words, losses, passed, next_link, column, flows, tallies, latency_sums,
                pings, tcp, windows, arrived, streams, tree, state, entity, now,
            )  # fmt: skip
        elif entity >= state[at.FIRST_FLOW]:
            slot, node, sender = _come_due(
                packets, packet_words, flows, tcp_flow, tallies, tcp, windows, streams, tree, state, entity, now
            )
        else:
            slot, node, sender = -1, -1, -1
            serve_managed_queue(
                packets, packet_words, links, link_words, link_rates, ports, port_words, port_sums, rings, managed,
                tallies, tree, state, entity, now,
            )  # fmt: skip
        while True:
            if slot >= 0:
                _send(
                    packets, packet_words, links, link_words, link_rates, ports, port_words, port_sums, rings, managed,
                    next_link, column, tallies, tree, state, slot, node, now,
                )  # fmt: skip
            if sender < 0:
                break
            slot = pump(packets, packet_words, flows, tallies, tcp, windows, tree, state, sender, now)
            if slot < 0:
                break
            node = flows[sender, at.SOURCE]
    return at.DONE


@inlined
def _arrive(
    packets: Table,
    packet_words: Words,
    link_words: Words,
    losses: Numbers,
    passed: Table,
    next_link: Words,
    column: Words,
    flows: Table,
    tallies: Table,
    latency_sums: Numbers,
    pings: Table,
    tcp: Table,
    windows: Numbers,
    arrived: NDArray[np.uint64],
    streams: Streams,
    tree: Tree,
    state: Table,
    entity: int,
    now: int,
) -> tuple[Any, Any, Any]:  # pragma: no cover - compiled
    """The first packet on a link is at its end: which packet to send on, from where; or which sender may send."""
    link = entity - state[at.FIRST_LINK]
    node = np.int64(link_words[link, at.TARGET])
    lossy = node < 0
    if lossy:
        node = -1 - node
    slot = np.int64(link_words[link, at.HEAD])
    follower = np.int64(packet_words[slot, at.NEXT])
    link_words[link, at.HEAD] = follower
    if follower >= 0:
        set_time(tree, entity, packets[follower, at.ARRIVAL])
        prefetch(next_link, node, column[packet_words[follower, at.ROW]])
        prefetch(packets, max(packet_words[follower, at.NEXT], 0), 0)
    else:
        link_words[link, at.TAIL] = -1
        set_time(tree, entity, at.NEVER)
    row = np.int64(packet_words[slot, at.ROW])
    if lossy and _is_lost(link_words, losses, passed, streams, flows.shape[0], link):
        drop(packet_words, tallies, state, slot, at.LINK_LOSS)
        return -1, node, -1
    if next_link[node, column[row]] != at.HERE:
        return slot, node, -1
    count_delivery(packets, packet_words, tallies, latency_sums, slot, row, now)
    if flows[row >> 1, at.KIND] == at.UDP:
        free_slot(packet_words, state, slot)
        return -1, node, -1
    slot = answer(packets, packet_words, flows, tallies, pings, tcp, windows, arrived, tree, state, slot, row, now)
    return max(slot, -1), node, max(-2 - slot, -1)


@kernel
def _is_lost(
    link_words: Words, losses: Numbers, passed: Table, streams: Streams, flows: int, link: int
) -> bool:  # pragma: no cover - compiled
    """Whether a link loses the packet that arrives: every so many, or by chance (of the port's stream)."""
    port = link_words[link, at.PORT]
    if losses[link, at.EVERY] > 0.0:
        passed[port] += 1
        if passed[port] >= losses[link, at.EVERY]:
            passed[port] = 0
            return True
    return losses[link, at.CHANCE] > 0.0 and uniform(streams, flows + port) < losses[link, at.CHANCE]


@kernel
def _come_due(
    packets: Table,
    packet_words: Words,
    flows: Table,
    tcp_flow: Table,
    tallies: Table,
    tcp: Table,
    windows: Numbers,
    streams: Streams,
    tree: Tree,
    state: Table,
    entity: int,
    now: int,
) -> tuple[int, int, int]:  # pragma: no cover - compiled
    """A source's or a receiver's time has come: which packet to send, from where; or which sender may send."""
    if entity >= state[at.FIRST_RECEIVER]:
        part = entity - state[at.FIRST_RECEIVER]
        flow = tcp_flow[part]
        slot = receiver_timer(packets, packet_words, tallies, tcp, tree, state, part, flow, now)
        return slot, flows[flow, at.SINK], -1
    flow = entity - state[at.FIRST_FLOW]
    if flows[flow, at.KIND] == at.TCP:
        sender_timer(flows, tcp, windows, tree, state, flow, now)
        return -1, flows[flow, at.SOURCE], flow
    slot = make_packet(packets, packet_words, flows, tallies, streams, tree, state, flow, now)
    return slot, flows[flow, at.SOURCE], -1


@inlined
def _send(
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
    next_link: Words,
    column: Words,
    tallies: Table,
    tree: Tree,
    state: Table,
    slot: int,
    node: int,
    now: int,
) -> None:  # pragma: no cover - compiled
    """From a node towards the packet's end, by the present routes."""
    link = np.int64(next_link[node, column[packet_words[slot, at.ROW]]])
    if link < 0:
        drop(packet_words, tallies, state, slot, at.NO_ROUTE)
        return
    if packet_words[slot, at.SIZE] & at.MOST_HOPS == at.MOST_HOPS:
        drop(packet_words, tallies, state, slot, at.TOO_MANY_HOPS)
        return
    packet_words[slot, at.SIZE] += 1
    port = np.int64(link_words[link, at.PORT])
    if port_words[port, at.RING] >= 0:
        pass_port(
            packets, packet_words, links, link_words, link_rates, ports, port_words, port_sums, rings, tallies, tree,
            state, slot, link, now,
        )  # fmt: skip
    else:
        join_managed_queue(packet_words, ports, port_words, rings, managed, tallies, tree, state, slot, link, port, now)
