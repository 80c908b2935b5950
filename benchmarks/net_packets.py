"""Packets: UDP and TCP over the first Kuiper shell, against the same model with Python's heapq."""

from __future__ import annotations

import heapq
import time

import numpy as np

from benchmarks.measure import Result
from huxing.network.packets import (
    Flow,
    PacketNetwork,
    PacketResult,
    TcpFlow,
    UdpFlow,
    forwarding_epochs,
    simulate_packets,
)
from huxing.network.routing import route
from huxing.network.topology import Network, Stations, network_from_catalogue

START = np.datetime64("2000-01-01", "ns")
STATIONS = 100
UDP_RATE = 160e6
"""Of every link and flow, bit/s: about 10 Gbit/s arrive."""
TCP_RATE = 25e6


def run() -> Result:
    """A hundred flows in one cycle through a hundred stations, queues of a hundred packets, 1500 bytes; one thread."""
    result = Result("packets over Kuiper K1, 100 stations, 100 flows of 1500-byte packets")
    shell = network_from_catalogue("kuiper", _places())
    still, flows = _network(shell, 1, UDP_RATE), _udp(shell)
    simulate_packets(still, flows, duration=0.01)
    found, seconds = _timed(still, flows, 1.0)
    _report(result, "UDP, routes that stay", found, seconds)
    found, seconds = _timed(_network(shell, 10, UDP_RATE), flows, 1.0)
    _report(result, "UDP, routes that change every 100 ms", found, seconds)
    for congestion in ("newreno", "cubic"):
        ends = ((flow.source, flow.destination) for flow in flows)
        tcp = [TcpFlow(*pair, congestion=congestion, start=1e-3 * i) for i, pair in enumerate(ends)]
        found, seconds = _timed(_network(shell, 1, TCP_RATE), tcp, 20.0)
        rate = found.events / seconds / 1e6
        text = f"{rate:.1f} M events per CPU s, {found.goodput.sum() / 1e9:.2f} Gbit/s at slowdown {seconds / 20.0:.3f}"
        result.add(f"TCP {congestion}, links of 25 Mbit/s, 20 s", text, ">= 5 M events", rate >= 5.0)
    _against_heapq(result, still, flows)
    return result


def _report(result: Result, name: str, found: PacketResult, seconds: float) -> None:
    rate, goodput = found.events / seconds / 1e6, found.goodput.sum() / 1e9
    slowdown = seconds / found.duration * 10.0 / goodput
    packets = found.counts.delivered.sum() / seconds / 1e3
    text = f"{rate:.1f} M events and {packets:.0f} k packets delivered per CPU s, {goodput:.1f} Gbit/s"
    result.add(name, text, ">= 5 M events", rate >= 5.0)
    result.add(f"{name}: slowdown at 10 Gbit/s", f"{slowdown:.2f}", "<= 2", slowdown <= 2.0)
    result.add(f"{name}: packets conserved", str(found.counts.conserved), "True", found.counts.conserved)


def _against_heapq(result: Result, network: PacketNetwork, flows: list[Flow]) -> None:
    duration = 0.08
    start = time.process_time()
    theirs = heapq_twin(network, flows, duration)
    their_seconds = time.process_time() - start
    found, seconds = _timed(network, flows, duration)
    ours = found.events, int(found.counts.delivered.sum()), int(found.counts.queue_full.sum())
    result.ratio(f"the same model with heapq, {theirs[0]} events, tables made included", seconds, their_seconds, 10.0)
    result.add("events, packets delivered, dropped: heapq", f"{theirs}", f"{ours}", theirs == ours)


def heapq_twin(network: PacketNetwork, flows: list[Flow], duration: float) -> tuple[int, int, int]:
    """Constant streams through plain queues of 100 over the first epoch: events, delivered, dropped."""
    epoch = next(iter(network.epochs))
    order = np.lexsort((epoch.target, epoch.port))
    rank = np.argsort(order).tolist()
    port, target, next_link = epoch.port.tolist(), epoch.target.tolist(), epoch.next_link.tolist()
    delay = np.rint(epoch.delay * 1e12).astype(int).tolist()
    busy, waiting = [0] * network.port_node.size, [[] for _ in range(network.port_node.size)]
    duration_ps, gap, sent = round(duration * 1e12), round(12_000 / UDP_RATE * 1e12), round(12_000 / UDP_RATE * 1e12)
    column = [network.column(flow.destination) for flow in flows]
    heap = [(round(flow.start * 1e12), i - len(flows), 0, flow.source, i) for i, flow in enumerate(flows)]
    heapq.heapify(heap)
    events = delivered = dropped = count = 0
    while heap[0][0] < duration_ps:
        now, who, _, node, flow = heapq.heappop(heap)
        events += 1
        if who < 0:
            heapq.heappush(heap, (now + gap, who, 0, node, flow))
        elif node == flows[flow].destination:
            delivered += 1
            continue
        link = next_link[node][column[flow]]
        queue, free = waiting[port[link]], busy[port[link]]
        while queue and queue[0] <= now:
            queue.pop(0)
        if free <= now:
            free = now
        elif len(queue) >= 100:
            dropped += 1
            continue
        else:
            queue.append(free)
        busy[port[link]] = free + sent
        count += 1
        heapq.heappush(heap, (free + sent + delay[link], rank[link], count, target[link], flow))
    return events, delivered, dropped


def _timed(network: PacketNetwork, flows: list[Flow], duration: float, runs: int = 3) -> tuple[PacketResult, float]:
    best, found = np.inf, None
    for _ in range(runs):
        start = time.process_time()
        found = simulate_packets(network, flows, duration=duration)
        best = min(best, time.process_time() - start)
    assert found is not None
    return found, best


def _places() -> Stations:
    """Spread evenly over the latitudes up to 50 deg, along a golden spiral."""
    number = np.arange(STATIONS)
    latitude = np.arcsin((2 * number + 1 - STATIONS) / STATIONS * np.sin(np.radians(50.0)))
    longitude = np.mod(number * np.pi * (3.0 - np.sqrt(5.0)), 2 * np.pi) - np.pi
    return Stations(tuple(f"s{i}" for i in number), latitude, longitude, np.zeros(STATIONS))


def _network(shell: Network, epochs: int, rate: float) -> PacketNetwork:
    snapshots = list(shell.snapshots(START + np.arange(epochs) * np.timedelta64(100, "ms")))
    routes = [route(snapshot) for snapshot in snapshots]
    return forwarding_epochs(snapshots, routes, link_rate=rate, ground_rate=rate)


def _udp(shell: Network) -> list[Flow]:
    first, order = len(shell.topology), np.random.default_rng(1).permutation(STATIONS)
    pairs = zip(order.tolist(), np.roll(order, 1).tolist(), strict=True)
    return [UdpFlow(first + a, first + b, UDP_RATE, start=1e-7 * i) for i, (a, b) in enumerate(pairs)]
