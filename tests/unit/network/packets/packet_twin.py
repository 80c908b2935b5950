"""The packet simulator once more, in plain Python: every transmission begins and ends with an event of its own.

Datagrams and pings; plain queues and CoDel; losses; epochs. Written from the rules, not from the kernels, which put a
packet onto its link ahead of time. Ports, sources, links, in this order, act first where times are equal.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

import numpy as np

from huxing.network.packets import ForwardingEpoch, PacketNetwork, PingFlow, Queues, UdpFlow

PS = 10**12
MASK = 2**64 - 1
CAUSES = ("sent", "delivered", "queue_full", "managed_drop", "no_route", "link_removed", "link_loss", "too_many_hops")


class SplitMix64:
    """Stream `number` of a seed."""

    def __init__(self, seed: int, number: int) -> None:
        self.state = mixed(mixed(seed + 0x9E3779B97F4A7C15) ^ mixed(number + 0xD1B54A32D192ED03))

    def uniform(self) -> float:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return (mixed(self.state) >> 11) * 2.0**-53

    def exponential(self) -> float:
        return -math.log(1.0 - self.uniform())


def mixed(word: int) -> int:
    word &= MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


@dataclass
class Packet:
    flow: int
    back: int
    bits: int
    born: int
    number: int
    hops: int = 0


@dataclass
class Port:
    limit: int
    managed: bool
    sending: bool = False
    queue: list[tuple[int, tuple[int, int], Packet]] = field(default_factory=list)
    taken: int = 0
    refused: int = 0
    first_above: int = 0
    drop_next: int = 0
    count: int = 0
    last_count: int = 0
    dropping: bool = False
    largest: int = 0


class Twin:
    """A run; `tally[flow][back][cause]` counts, `latencies[flow]` lists."""

    def __init__(
        self, network: PacketNetwork, flows: list[UdpFlow | PingFlow], queues: Queues, duration: float, seed: int
    ) -> None:
        self.network, self.flows, self.queues = network, flows, queues
        ports = network.port_node.size
        self.ports = [Port(*pair) for pair in zip(queues.limits(ports), queues.managed(ports), strict=True)]
        self.streams = [SplitMix64(seed, i) for i in (*range(len(flows)), *range(2**40, 2**40 + ports))]
        self.end = round(duration * PS)
        self.tally = np.zeros((len(flows), 2, len(CAUSES)), int)
        self.latencies: list[list[int]] = [[] for _ in flows]
        self.trips: list[dict[int, int]] = [{} for _ in flows]
        self.made = [0] * len(flows)
        self.events: list[tuple[int, int, tuple[int, ...], int, object]] = []
        self.order = 0
        self.last_arrival: dict[tuple[int, int], int] = {}
        self.passed: dict[tuple[int, int], int] = {}
        self.lossy: dict[tuple[int, int], tuple[float, int]] = {}
        self.run()

    def run(self) -> None:
        epochs = list(self.network.epochs)
        for i, flow in enumerate(self.flows):
            start = round(flow.start * PS)
            if isinstance(flow, UdpFlow) and flow.arrivals == "poisson":
                start += int(self.gap(flow) * self.streams[i].exponential() + 0.5)
            self.add(start, 1, (i,), None)
        while True:
            due = self.events[0][0] if self.events else self.end
            if epochs and round(epochs[0].start * PS) <= due and round(epochs[0].start * PS) < self.end:
                self.change(epochs.pop(0))
                continue
            if due >= self.end:
                break
            time, kind, which, _, packet = heapq.heappop(self.events)
            if kind == 0:
                self.next_from_port(which[0], time)
            elif kind == 1:
                self.make(which[0], time)
            else:
                self.arrive(which, packet, time)

    def add(self, time: int, kind: int, which: tuple[int, ...], packet: object) -> None:
        self.order += 1
        heapq.heappush(self.events, (time, kind, which, self.order, packet))

    def change(self, epoch: ForwardingEpoch) -> None:
        self.links = [(int(p), int(t)) for p, t in zip(epoch.port, epoch.target, strict=True)]
        loss = np.zeros(len(self.links)) if epoch.loss is None else epoch.loss
        every = np.zeros(len(self.links), int) if epoch.loss_every is None else epoch.loss_every
        values = zip(epoch.delay, epoch.rate, strict=True)
        self.present = dict(zip(self.links, values, strict=True))
        self.lossy |= dict(zip(self.links, zip(loss, every, strict=True), strict=True))
        self.next_link = epoch.next_link
        for port in self.ports:
            for _, link, packet in port.queue:
                if link not in self.present:
                    self.count(packet, "link_removed")
            port.queue = [entry for entry in port.queue if entry[1] in self.present]

    def gap(self, flow: UdpFlow | PingFlow) -> int:
        if isinstance(flow, PingFlow):
            return round(flow.interval * PS)
        return round(8 * flow.packet_bytes / flow.rate * PS)

    def make(self, i: int, now: int) -> None:
        flow = self.flows[i]
        if flow.stop <= 1e6 and now >= round(flow.stop * PS):
            return
        gap, bits = self.gap(flow), 8 * flow.packet_bytes
        if isinstance(flow, UdpFlow) and flow.arrivals == "poisson":
            gap = int(gap * self.streams[i].exponential() + 0.5)
        if isinstance(flow, UdpFlow) and flow.sizes == "exponential":
            bits = int(bits * self.streams[i].exponential() + 0.5)
        self.add(now + gap, 1, (i,), None)
        packet = Packet(i, 0, bits, now, self.made[i])
        self.made[i] += 1
        self.count(packet, "sent")
        self.forward(packet, flow.source, now)

    def count(self, packet: Packet, cause: str) -> None:
        self.tally[packet.flow, packet.back, CAUSES.index(cause)] += 1

    def forward(self, packet: Packet, node: int, now: int) -> None:
        flow = self.flows[packet.flow]
        end = flow.source if packet.back else flow.destination
        number = self.next_link[node, self.network.column(end)]
        if number < 0:
            self.count(packet, "no_route")
            return
        if packet.hops == 255:
            self.count(packet, "too_many_hops")
            return
        packet.hops += 1
        link = self.links[number]
        port = self.ports[link[0]]
        if port.sending and len(port.queue) >= port.limit:
            port.refused += 1
            self.count(packet, "queue_full")
            return
        port.largest = max(port.largest, packet.bits)
        port.queue.append((now, link, packet))
        if not port.sending:
            self.next_from_port(link[0], now)

    def next_from_port(self, number: int, now: int) -> None:
        port = self.ports[number]
        port.sending = False
        chosen = self.codel(port, now) if port.managed else (port.queue.pop(0) if port.queue else None)
        if chosen is None:
            return
        _, link, packet = chosen
        port.sending = True
        port.taken += 1
        delay, rate = self.present[link]
        done = now + int(packet.bits * (PS / rate) + 0.5)
        self.add(done, 0, (number,), None)
        arrival = max(done + int(np.rint(delay * PS)), self.last_arrival.get(link, 0))
        self.last_arrival[link] = arrival
        self.add(arrival, 2, link, packet)

    def codel(self, port: Port, now: int) -> tuple[int, tuple[int, int], Packet] | None:
        """RFC 8289, section 5."""
        interval = round(self.queues.interval * PS)

        def law(start: int) -> int:
            return start + int(interval / math.sqrt(port.count))

        entry, drop = self.codel_head(port, now)
        if port.dropping:
            if not drop:
                port.dropping = False
            while now >= port.drop_next and port.dropping:
                assert entry is not None
                self.count(entry[2], "managed_drop")
                port.count += 1
                entry, drop = self.codel_head(port, now)
                if not drop:
                    port.dropping = False
                else:
                    port.drop_next = law(port.drop_next)
        elif drop:
            assert entry is not None
            self.count(entry[2], "managed_drop")
            entry, drop = self.codel_head(port, now)
            port.dropping = True
            delta = port.count - port.last_count
            port.count = 1
            if delta > 1 and now - port.drop_next < 16 * interval:
                port.count = delta
            port.drop_next = law(now)
            port.last_count = port.count
        return entry

    def codel_head(self, port: Port, now: int) -> tuple[tuple[int, tuple[int, int], Packet] | None, bool]:
        if not port.queue:
            port.first_above = 0
            return None, False
        entry = port.queue.pop(0)
        backlog = sum(packet.bits for _, _, packet in port.queue)
        if now - entry[0] < round(self.queues.target * PS) or backlog <= port.largest:
            port.first_above = 0
        elif port.first_above == 0:
            port.first_above = now + round(self.queues.interval * PS)
        elif now >= port.first_above:
            return entry, True
        return entry, False

    def arrive(self, link: tuple[int, ...], packet: object, now: int) -> None:
        assert isinstance(packet, Packet)
        key = (link[0], link[1])
        chance, every = self.lossy[key]
        if every > 0:
            self.passed[key] = self.passed.get(key, 0) + 1
            if self.passed[key] >= every:
                self.passed[key] = 0
                self.count(packet, "link_loss")
                return
        if chance > 0.0 and self.streams[len(self.flows) + key[0]].uniform() < chance:
            self.count(packet, "link_loss")
            return
        flow, node = self.flows[packet.flow], key[1]
        if node != (flow.source if packet.back else flow.destination):
            self.forward(packet, node, now)
            return
        self.count(packet, "delivered")
        if packet.back:
            self.trips[packet.flow][packet.number] = now - packet.born
            return
        self.latencies[packet.flow].append(now - packet.born)
        if isinstance(flow, PingFlow):
            echo = Packet(packet.flow, 1, packet.bits, packet.born, packet.number)
            self.count(echo, "sent")
            self.forward(echo, node, now)
