"""How much a simulation asks for, said before it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.packets.flows import Flow, PingFlow, TcpFlow
from huxing.network.packets.layout import MOST_HOPS
from huxing.network.packets.packet_network import ForwardingEpoch, PacketNetwork, ordered

_DURATION = ModelRange("packets", "duration", 0.0, 1e6, "s", open_low=True, physical=True)
_EVENTS_PER_SECOND = 1e7
"""Of one core, for the text; see the benchmark `net_packets`."""


@dataclass(frozen=True)
class ExperimentSize:
    """What a simulation asks for, by the routes of its first epoch.

    Attributes:
        packets: that the sources make; of TCP, at most.
        events: that are worked off, one a packet and link; of TCP, at most.
        in_flight: packets under way at once, at most, without those that queue.
        offered_events: the part of the events that UDP and pings cause for certain.
    """

    packets: float
    events: float
    in_flight: float
    offered_events: float

    def text(self) -> str:
        """One line, with the time that it takes by and large."""
        seconds = self.events / _EVENTS_PER_SECOND
        return (
            f"{self.packets:.3g} packets, {self.events:.3g} events (some {seconds:.3g} CPU s), "
            f"{self.in_flight:.3g} packets under way at once ({self.in_flight * 32e-6:.3g} MB)"
        )


def experiment_size(network: PacketNetwork, flows: Sequence[Flow], *, duration: float) -> ExperimentSize:
    """How much a simulation asks for.

    Args:
        network: whose epochs can be read more than once.
        flows: what is sent.
        duration: s.

    Returns:
        Packets, events and packets under way. TCP is taken to fill the slowest link of its way alone, so that many
        flows over one link are counted too high.

    Raises:
        InputError: epochs that are an iterator: looking at them would use them up.
        ModelRangeError: a duration that cannot be.

    Source:
        Counting.
    """
    if isinstance(network.epochs, Iterator):
        raise InputError("packets: the epochs can be read only once; give lists of snapshots and routes to size a run")
    first = next(iter(network.epochs), None)
    if first is None:
        raise InputError("packets: no forwarding epoch; give one or more")
    return size_on(network, ordered(network, first), flows, _DURATION.single(duration))


def size_on(network: PacketNetwork, epoch: ForwardingEpoch, flows: Sequence[Flow], duration: float) -> ExperimentSize:
    """As `experiment_size`, for an epoch that is in order."""
    packets = events = in_flight = offered = 0.0
    for flow in flows:
        hops, slowest, delay = _way(network, epoch, flow)
        active = max(min(duration, np.inf if isinstance(flow, TcpFlow) else flow.stop) - flow.start, 0.0)
        rate, back = _packet_rate(flow, slowest)
        count = rate * active
        if isinstance(flow, TcpFlow) and flow.size_bytes != np.inf:
            count = min(count, 1.0 * flow.segments)
        packets += count
        events += count * (1 + hops * (1 + back))
        in_flight += rate * delay * (1 + back)
        offered += 0.0 if isinstance(flow, TcpFlow) else count * (1 + hops * (1 + back))
    return ExperimentSize(packets, events, in_flight, offered)


def _packet_rate(flow: Flow, slowest: float) -> tuple[float, int]:
    """Packets a second, and whether each causes one back."""
    if isinstance(flow, PingFlow):
        return 1.0 / flow.interval, 1
    if isinstance(flow, TcpFlow):
        return slowest / (8.0 * (flow.segment_bytes + flow.header_bytes)), 1
    return flow.rate / (8.0 * flow.packet_bytes), 0


def _way(network: PacketNetwork, epoch: ForwardingEpoch, flow: Flow) -> tuple[int, float, float]:
    """Links on the way there, the least rate among them (0 without a way), and the delay, s."""
    node, column = flow.source, network.column(flow.destination)
    hops, slowest, delay = 0, np.inf, 0.0
    while node != flow.destination and hops < MOST_HOPS:
        link = epoch.next_link[node, column]
        if link < 0:
            return hops, 0.0, delay
        node = int(epoch.target[link])
        hops, slowest, delay = hops + 1, min(slowest, epoch.rate[link]), delay + epoch.delay[link]
    return hops, float(slowest), float(delay)
