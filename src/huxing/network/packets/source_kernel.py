"""What ends do: sources make packets, sinks take them, echo them or acknowledge them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets import tcp_layout as tcp_at
from huxing.network.packets.compiled import inlined, kernel
from huxing.network.packets.event_tree import Tree, bring_forward, event_time, set_time
from huxing.network.packets.random_kernel import Streams, exponential
from huxing.network.packets.slot_kernel import free_slot, take_slot
from huxing.network.packets.tcp_kernel import (
    acknowledge,
    next_segment,
    take_acknowledgement,
    take_segment,
    time_out,
)

Table = NDArray[np.int64]
Words = NDArray[np.int32]
Numbers = NDArray[np.float64]

_LONGEST_GAP = 2.0**61


@kernel
def make_packet(
    packets: Table,
    packet_words: Words,
    flows: Table,
    tallies: Table,
    streams: Streams,
    tree: Tree,
    state: Table,
    flow: int,
    now: int,
) -> int:  # pragma: no cover - compiled
    """The next packet of a UDP or ping flow, and when the one after it is due; -1 where the flow has ended."""
    entity = state[at.FIRST_FLOW] + flow
    if now >= flows[flow, at.STOP]:
        set_time(tree, entity, at.NEVER)
        return -1
    gap, bits = flows[flow, at.GAP], flows[flow, at.BITS]
    if flows[flow, at.RANDOM_GAPS]:
        gap = int(min(gap * exponential(streams, flow) + 0.5, _LONGEST_GAP))
    if flows[flow, at.RANDOM_SIZES]:
        bits = min(int(bits * exponential(streams, flow) + 0.5), at.MOST_BITS)
    set_time(tree, entity, now + gap)
    slot = _new_packet(packets, packet_words, tallies, state, 2 * flow, bits, now, flows[flow, at.COUNT])
    flows[flow, at.COUNT] += 1
    return slot


@kernel
def _new_packet(
    packets: Table, packet_words: Words, tallies: Table, state: Table, row: int, bits: int, born: int, sequence: int
) -> int:  # pragma: no cover - compiled
    slot = take_slot(packet_words, state)
    packets[slot, at.BORN] = born
    packet_words[slot, at.ROW] = row
    packet_words[slot, at.SEQUENCE] = sequence
    packet_words[slot, at.SIZE] = bits << 8
    tallies[row, at.SENT] += 1
    return slot


@kernel
def pump(
    packets: Table,
    packet_words: Words,
    flows: Table,
    tallies: Table,
    tcp: Table,
    windows: Numbers,
    tree: Tree,
    state: Table,
    flow: int,
    now: int,
) -> int:  # pragma: no cover - compiled
    """The next segment that a TCP sender may send, or -1; its timer is seen to."""
    part = flows[flow, at.PART]
    segment = next_segment(tcp[part], windows[part], now)
    if segment < 0:
        entity = state[at.FIRST_FLOW] + flow
        if tcp[part, tcp_at.DEADLINE] < event_time(tree, entity):  # a later deadline is met when the earlier time comes
            bring_forward(tree, entity, tcp[part, tcp_at.DEADLINE])
        return -1
    payload = tcp[part, tcp_at.LAST_PAYLOAD] if segment == tcp[part, tcp_at.TOTAL] - 1 else tcp[part, tcp_at.PAYLOAD]
    bits = payload + tcp[part, tcp_at.HEADER]
    return _new_packet(packets, packet_words, tallies, state, 2 * flow, bits, now, segment)


@kernel
def sender_timer(
    flows: Table, tcp: Table, windows: Numbers, tree: Tree, state: Table, flow: int, now: int
) -> None:  # pragma: no cover - compiled
    """A TCP sender's timer: its start, a retransmission that is due, or one put off meanwhile."""
    part = flows[flow, at.PART]
    if flows[flow, at.COUNT] == 0:
        flows[flow, at.COUNT] = 1
    elif tcp[part, tcp_at.DEADLINE] <= now:
        time_out(tcp[part], windows[part], now)
    set_time(tree, state[at.FIRST_FLOW] + flow, tcp[part, tcp_at.DEADLINE])


@kernel
def receiver_timer(
    packets: Table,
    packet_words: Words,
    tallies: Table,
    tcp: Table,
    tree: Tree,
    state: Table,
    part: int,
    flow: int,
    now: int,
) -> int:  # pragma: no cover - compiled
    """An acknowledgement that was put off, where it is still due; else -1."""
    entity = state[at.FIRST_RECEIVER] + part
    if tcp[part, tcp_at.PENDING] == 0 or tcp[part, tcp_at.ACK_DUE] > now:
        set_time(tree, entity, tcp[part, tcp_at.ACK_DUE] if tcp[part, tcp_at.PENDING] > 0 else at.NEVER)
        return -1
    set_time(tree, entity, at.NEVER)
    number = acknowledge(tcp[part])
    echo, bits = tcp[part, tcp_at.ECHO], tcp[part, tcp_at.HEADER]
    return _new_packet(packets, packet_words, tallies, state, 2 * flow + 1, bits, echo, number)


@inlined
def count_delivery(
    packets: Table, packet_words: Words, tallies: Table, latency_sums: Numbers, slot: int, row: int, now: int
) -> None:  # pragma: no cover - compiled
    """Count a packet that has come to its end."""
    latency = now - packets[slot, at.BORN]
    tallies[row, at.DELIVERED] += 1
    tallies[row, at.DELIVERED_BITS] += packet_words[slot, at.SIZE] >> 8
    tallies[row, at.LEAST] = min(tallies[row, at.LEAST], latency)
    tallies[row, at.GREATEST] = max(tallies[row, at.GREATEST], latency)
    latency_sums[row, 0] += float(latency)
    latency_sums[row, 1] += float(latency) * float(latency)


@kernel
def answer(
    packets: Table,
    packet_words: Words,
    flows: Table,
    tallies: Table,
    pings: Table,
    tcp: Table,
    windows: Numbers,
    arrived: NDArray[np.uint64],
    tree: Tree,
    state: Table,
    slot: int,
    row: int,
    now: int,
) -> int:  # pragma: no cover - compiled
    """What an end does with a packet of a ping or of TCP: the slot of its answer; -1; or -2 - flow, to let it send."""
    flow, back = row >> 1, row & 1
    part = flows[flow, at.PART]
    sequence, stamp = np.int64(packet_words[slot, at.SEQUENCE]), packets[slot, at.BORN]
    if flows[flow, at.KIND] == at.PING:
        if back:
            pings[part + sequence] = now - stamp
            free_slot(packet_words, state, slot)
            return -1
        packet_words[slot, at.ROW] = row + 1
        packet_words[slot, at.SIZE] &= ~255
        tallies[row + 1, at.SENT] += 1
        return slot
    free_slot(packet_words, state, slot)
    if back:
        take_acknowledgement(tcp[part], windows[part], sequence, stamp, now)
        return -2 - flow
    if take_segment(tcp[part], arrived, sequence, stamp, now):
        number = acknowledge(tcp[part])
        echo, bits = tcp[part, tcp_at.ECHO], tcp[part, tcp_at.HEADER]
        return _new_packet(packets, packet_words, tallies, state, row + 1, bits, echo, number)
    entity = state[at.FIRST_RECEIVER] + part
    if tcp[part, tcp_at.ACK_DUE] < event_time(tree, entity):
        bring_forward(tree, entity, tcp[part, tcp_at.ACK_DUE])
    return -1
