"""The tables of a simulation under way: made from a network and flows, grown where packets need more room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import TooLargeError
from huxing.network.packets import layout as at
from huxing.network.packets import tcp_layout as tcp_at
from huxing.network.packets.event_tree import build_tree
from huxing.network.packets.flows import Flow, PingFlow, TcpFlow, UdpFlow
from huxing.network.packets.packet_network import PacketNetwork
from huxing.network.packets.queues import Queues
from huxing.network.packets.random_kernel import exponential, seeded_streams

Table = NDArray[np.int64]
Words = NDArray[np.int32]
Numbers = NDArray[np.float64]

FIRST_SLOTS = 1024
_MOST_CELLS = 2**31 - 1
"""Of rings and of slots: they are numbered in 32 bits."""
_LONGEST_GAP = 2.0**61
"""ps; longer than any run, and no sum of it leaves 64 bits."""
_PORT_STREAMS = 2**40
"""Number of the first port's random stream, so that a further flow changes none."""


@dataclass(eq=False)
class Tables:
    """What the kernels change; the columns are in `layout`. Links and routes are those of the present epoch."""

    packets: Table
    links: Table
    losses: Numbers
    passed: Table
    key: Table
    next_link: Words
    ports: Table
    rings: Table
    managed: Table
    flows: Table
    column: Words
    tcp_flow: Table
    tcp: Table
    windows: Numbers
    arrived: NDArray[np.uint64]
    pings: Table
    tallies: Table
    latency_sums: Numbers
    streams: NDArray[np.uint64]
    tree: Table
    state: Table
    memory: float

    def arguments(self) -> tuple[NDArray[Any], ...]:
        """The tables in the order of `run_until`."""
        packets, links, ports = self.packets, self.links, self.ports
        return (
            packets, packets.view(np.int32), links, links.view(np.int32), links.view(np.float64), self.losses,
            self.passed, ports, ports.view(np.int32), ports.view(np.float64), self.rings, self.managed,
            self.next_link, self.column, self.flows, self.tcp_flow, self.tallies, self.latency_sums, self.pings,
            self.tcp, self.windows, self.arrived, self.streams, self.tree, self.state,
        )  # fmt: skip

    def bytes(self) -> int:
        """What the tables take."""
        return sum(part.nbytes for part in vars(self).values() if isinstance(part, np.ndarray))

    def grow_packets(self) -> None:
        """Twice as many slots for packets under way.

        Raises:
            TooLargeError: they would not fit the memory allowed.
        """
        old = self.packets
        needed = self.bytes() + old.nbytes
        if needed > self.memory or 2 * len(old) >= _MOST_CELLS:
            raise TooLargeError(
                f"packets: {len(old)} packets are under way at once; room for more would take {needed / 1e6:.0f} MB; "
                f"allowed are {self.memory / 1e6:.0f} MB; give memory=, shorter queues or slower flows",
                given=len(old),
            )
        self.packets = rows(2 * len(old), at.PACKET_COLUMNS)
        self.packets[: len(old)] = old
        add_free_slots(self.packets, self.state, len(old))


def rows(count: int, columns: int) -> Table:
    """Zeros of shape `(count, columns)` that start at a line of cache."""
    size = 8 * count * columns
    memory = np.zeros(size + 64, np.uint8)
    first = -memory.ctypes.data % 64
    return memory[first : first + size].view(np.int64).reshape(count, columns)


def add_free_slots(packets: Table, state: Table, first: int) -> None:
    """Chain the slots from `first` on before those that are free."""
    words, count = packets.view(np.int32), len(packets)
    words[first : count - 1, at.NEXT] = np.arange(first + 1, count)
    words[count - 1, at.NEXT] = state[at.FREE_HEAD] if state[at.FREE_COUNT] else -1
    state[at.FREE_HEAD] = first
    state[at.FREE_COUNT] += count - first


def new_tables(
    network: PacketNetwork, flows: Sequence[Flow], queues: Queues, *, duration: float, seed: int, memory: float
) -> Tables:
    """Tables of a simulation that has not begun, without links or routes yet.

    Args:
        network: nodes, ports, destinations.
        flows: what is sent.
        queues: of the ports.
        duration: s.
        seed: of the random streams.
        memory: bytes allowed.

    Returns:
        The tables.

    Raises:
        InputError: a flow whose end is no destination.
        TooLargeError: over the memory allowed.

    Source:
        None: tables.
    """
    count, connections = len(flows), [i for i, flow in enumerate(flows) if isinstance(flow, TcpFlow)]
    _check_size(network, flows, queues, duration, memory)
    ports, rings, managed = _ports(network.port_node.size, queues)
    streams = np.concatenate([seeded_streams(seed, 0, count), seeded_streams(seed, _PORT_STREAMS, len(ports))])
    table, pings = _flows(flows, connections, duration)
    tcp, windows, words = _connections([flow for flow in flows if isinstance(flow, TcpFlow)])
    tallies = np.zeros((2 * count, at.TALLY_COLUMNS), np.int64)
    tallies[:, at.LEAST] = at.NEVER
    state = np.zeros(at.STATE_COLUMNS, np.int64)
    state[at.FIRST_FLOW] = len(managed)
    state[at.FIRST_RECEIVER] = len(managed) + count
    state[at.FIRST_LINK] = len(managed) + count + len(connections)
    window = max((flow.receive_window for flow in flows if isinstance(flow, TcpFlow)), default=0)
    state[at.MARGIN] = window + 64
    packets = rows(FIRST_SLOTS + window, at.PACKET_COLUMNS)
    add_free_slots(packets, state, 0)
    times = np.full(state[at.FIRST_LINK], at.NEVER, np.int64)
    times[len(managed) : len(managed) + count] = _starts(flows, table, streams)
    column = np.array([network.column(end) for flow in flows for end in (flow.destination, flow.source)], np.int32)
    return Tables(
        packets=packets, links=rows(0, at.LINK_COLUMNS), losses=np.zeros((0, at.LOSS_COLUMNS)),
        passed=np.zeros(len(ports), np.int64), key=np.zeros(0, np.int64),
        next_link=np.full((network.nodes, network.destinations.size), at.UNREACHABLE, np.int32),
        ports=ports, rings=rings, managed=managed, flows=table, column=column, tcp_flow=np.array(connections, np.int64),
        tcp=tcp, windows=windows, arrived=np.zeros(words, np.uint64), pings=pings, tallies=tallies,
        latency_sums=np.zeros((2 * count, 2)), streams=streams, tree=build_tree(times), state=state, memory=memory,
    )  # fmt: skip


def _check_size(network: PacketNetwork, flows: Sequence[Flow], queues: Queues, duration: float, memory: float) -> None:
    """Before anything is made: rings, pings and the receivers' windows are the parts that an input can make large."""
    ports = network.port_node.size
    cells = queues.cells(ports).sum()
    needed = 16.0 * cells + 80.0 * ports + 4.0 * network.nodes * network.destinations.size
    needed += sum(8.0 * _ping_count(flow, duration) for flow in flows if isinstance(flow, PingFlow))
    windows = [flow.receive_window for flow in flows if isinstance(flow, TcpFlow)]
    needed += sum(512.0 + window / 4 for window in windows) + 32.0 * max(windows, default=0) + 400.0 * len(flows)
    if needed > memory or cells >= _MOST_CELLS:
        raise TooLargeError(
            f"packets: {ports} ports and {len(flows)} flows take {needed / 1e6:.0f} MB before the first packet; "
            f"allowed are {memory / 1e6:.0f} MB; give memory=, or shorter queues, windows or fewer pings",
            given=needed,
        )


def _ports(ports: int, queues: Queues) -> tuple[Table, Table, Table]:
    table = rows(ports, at.PORT_COLUMNS)
    words = table.view(np.int32)
    cells, managed_ports = queues.cells(ports), np.flatnonzero(queues.managed(ports))
    first = np.cumsum(cells) - cells
    words[:, at.RING], words[:, at.MASK], words[:, at.LIMIT] = first, cells - 1, queues.limits(ports)
    managed = np.zeros((managed_ports.size, at.MANAGED_COLUMNS), np.int64)
    managed[:, at.CELLS], managed[:, at.OWNER] = first[managed_ports], managed_ports
    managed[:, at.CODEL_TARGET] = round(queues.target * at.PICOSECONDS)
    managed[:, at.CODEL_INTERVAL] = round(queues.interval * at.PICOSECONDS)
    words[managed_ports, at.RING] = -1 - np.arange(managed_ports.size)
    return table, np.zeros((int(cells.sum()), 2), np.int64), managed


def _ping_count(flow: PingFlow, duration: float) -> int:
    return max(int((min(flow.stop, duration) - flow.start) / flow.interval) + 2, 0)


def _flows(flows: Sequence[Flow], connections: list[int], duration: float) -> tuple[Table, Table]:
    table, pings = np.zeros((len(flows), at.FLOW_COLUMNS), np.int64), 0
    table[:, at.STOP] = at.NEVER
    for row, flow in zip(table, flows, strict=True):
        row[at.SOURCE], row[at.SINK] = flow.source, flow.destination
        if isinstance(flow, TcpFlow):
            row[at.KIND] = at.TCP
            continue
        row[at.BITS] = 8 * flow.packet_bytes
        if flow.stop <= 1e6:
            row[at.STOP] = round(flow.stop * at.PICOSECONDS)
        if isinstance(flow, PingFlow):
            row[at.KIND], row[at.GAP], row[at.PART] = at.PING, round(flow.interval * at.PICOSECONDS), pings
            pings += _ping_count(flow, duration)
        else:
            row[at.KIND], row[at.GAP] = at.UDP, _gap(flow)
            row[at.RANDOM_GAPS], row[at.RANDOM_SIZES] = flow.arrivals == "poisson", flow.sizes == "exponential"
    table[connections, at.PART] = np.arange(len(connections))
    return table, np.full(pings, -1, np.int64)


def _gap(flow: UdpFlow) -> int:
    return max(round(min(8 * flow.packet_bytes / flow.rate * at.PICOSECONDS, _LONGEST_GAP)), 1)


def _starts(flows: Sequence[Flow], table: Table, streams: NDArray[np.uint64]) -> Table:
    """First events; a Poisson stream does not begin with a packet."""
    starts = np.array([round(flow.start * at.PICOSECONDS) for flow in flows], np.int64)
    for i, flow in enumerate(flows):
        if isinstance(flow, UdpFlow) and flow.arrivals == "poisson":
            starts[i] += int(min(table[i, at.GAP] * exponential(streams, i) + 0.5, _LONGEST_GAP))
    return starts


def _connections(flows: Sequence[TcpFlow]) -> tuple[Table, Numbers, int]:
    tcp = np.zeros((len(flows), tcp_at.CONNECTION_COLUMNS), np.int64)
    windows = np.zeros((len(flows), tcp_at.WINDOW_COLUMNS))
    windows[:, tcp_at.SSTHRESH] = np.inf
    words = 0
    for row, window, flow in zip(tcp, windows, flows, strict=True):
        segments, bits = flow.segments, 8 * flow.segment_bytes
        row[tcp_at.TOTAL], row[tcp_at.PAYLOAD], row[tcp_at.HEADER] = segments, bits, 8 * flow.header_bytes
        row[tcp_at.LAST_PAYLOAD] = (
            bits if flow.size_bytes == np.inf else 8 * int(flow.size_bytes) - bits * (segments - 1)
        )
        row[tcp_at.RECOVER] = row[tcp_at.EPOCH] = row[tcp_at.FINISHED] = -1
        row[tcp_at.DEADLINE], row[tcp_at.TIMEOUT] = at.NEVER, at.PICOSECONDS
        row[tcp_at.LEAST_TIMEOUT] = round(flow.least_timeout * at.PICOSECONDS)
        row[tcp_at.ACK_DELAY] = round(flow.acknowledgement_delay * at.PICOSECONDS)
        row[tcp_at.WINDOW], row[tcp_at.CUBIC] = flow.receive_window, flow.congestion == "cubic"
        bitmap = max(64, 1 << (flow.receive_window - 1).bit_length())
        row[tcp_at.BITMAP], row[tcp_at.BITMAP_MASK] = words, bitmap - 1
        words += bitmap // 64
        window[tcp_at.CWND] = flow.initial_window
    return tcp, windows, words
