"""What became of the packets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets.flows import Flow

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PacketCounts:
    """Packets of each flow; there: direction 0, and back (echoes, acknowledgements): direction 1.

    Attributes:
        sent: made by the ends, resent ones again, shape `(flow, direction)` as all others.
        delivered: that came to their end.
        queue_full: dropped because a queue was full.
        managed_drop: dropped by CoDel.
        no_route: dropped at a node without a way to the destination.
        link_removed: dropped because the link they waited for had gone.
        link_loss: sent, and lost on a link.
        too_many_hops: dropped after 255 links.
        in_flight: waiting or under way at the end, counted one by one.
    """

    sent: Counts
    delivered: Counts
    queue_full: Counts
    managed_drop: Counts
    no_route: Counts
    link_removed: Counts
    link_loss: Counts
    too_many_hops: Counts
    in_flight: Counts

    @property
    def dropped(self) -> Counts:
        """Packets lost for any cause, shape `(flow, direction)`."""
        parts = (
            self.queue_full,
            self.managed_drop,
            self.no_route,
            self.link_removed,
            self.link_loss,
            self.too_many_hops,
        )
        return np.asarray(np.sum(parts, axis=0))

    @property
    def conserved(self) -> bool:
        """Whether sent = delivered + dropped + in flight, for every flow and direction."""
        return bool((self.sent == self.delivered + self.dropped + self.in_flight).all())


@dataclass(frozen=True, eq=False)
class Latency:
    """From when a packet was made until it came to its end, s; NaN where none did. For TCP, of single segments.

    Attributes:
        mean, deviation, least, greatest: shape `(flow,)`; how many: `counts.delivered`.
    """

    mean: Numbers
    deviation: Numbers
    least: Numbers
    greatest: Numbers


@dataclass(frozen=True, eq=False)
class PortStatistics:
    """What each port did.

    Attributes:
        taken: packets that it sent, or had begun to queue for sending, shape `(port,)` as all others.
        refused: that found its queue full.
        managed_drop: dropped by CoDel.
        mean_wait: before their transmission, s; 0 where none was taken.
        longest: packets that waited at once, at most.
        utilisation: share of the time in which it sent.
    """

    taken: Counts
    refused: Counts
    managed_drop: Counts
    mean_wait: Numbers
    longest: Counts
    utilisation: Numbers


@dataclass(frozen=True, eq=False)
class PingSeries:
    """The round trips of one flow of pings.

    Attributes:
        sent_at: s, shape `(ping,)`.
        returned: whether the echo came back before the end, shape `(ping,)`.
        round_trip: s; NaN where it did not, shape `(ping,)`.
    """

    sent_at: Numbers
    returned: NDArray[np.bool_]
    round_trip: Numbers


@dataclass(frozen=True, eq=False)
class TcpStatistics:
    """What the TCP senders did, one row a TCP flow.

    Attributes:
        flow: which flow it is, shape `(connection,)` as all others.
        fast_retransmits, timeouts: how often each happened.
        resent: segments sent again.
        last_round_trip: s; NaN before the first.
        window: congestion window at the end, segments.
    """

    flow: Counts
    fast_retransmits: Counts
    timeouts: Counts
    resent: Counts
    last_round_trip: Numbers
    window: Numbers


@dataclass(frozen=True, eq=False)
class Trace:
    """Samples over time.

    Attributes:
        time: s, shape `(sample,)`.
        flow: which flow each column of the TCP samples is, shape `(connection,)`.
        window, threshold: congestion window and slow-start threshold, segments, shape `(sample, connection)`; the
            threshold is infinite before the first loss.
        round_trip: smoothed, s; 0 before the first, shape `(sample, connection)`.
        flight: segments sent and not acknowledged, shape `(sample, connection)`.
        port: which port each column of `waiting` is, shape `(watched,)`.
        waiting: packets that wait, shape `(sample, watched)`.
    """

    time: Numbers
    flow: Counts
    window: Numbers
    threshold: Numbers
    round_trip: Numbers
    flight: Counts
    port: Counts
    waiting: Counts


@dataclass(frozen=True, eq=False)
class PacketResult:
    """What a simulation found.

    Attributes:
        flows: as given.
        duration: s.
        events: that were worked off.
        counts: of packets.
        goodput: bit/s that were of use, from a flow's start to its stop or the end: of UDP whole packets delivered, of
            TCP payload in order; of a finished TCP flow until it finished. Shape `(flow,)`.
        latency: of the packets delivered there.
        completed: whether a TCP flow's last byte was in order, shape `(flow,)`.
        completion_time: s from its start; NaN where it was not, shape `(flow,)`.
        interval_start: s, shape `(interval,)`.
        throughput: goodput in each interval, bit/s, shape `(interval, flow)`.
        ports: what each did.
        pings: by the number of the flow.
        tcp: what the senders did.
        trace: samples.
    """

    flows: tuple[Flow, ...]
    duration: float
    events: int
    counts: PacketCounts
    goodput: Numbers
    latency: Latency
    completed: NDArray[np.bool_]
    completion_time: Numbers
    interval_start: Numbers
    throughput: Numbers
    ports: PortStatistics
    pings: dict[int, PingSeries]
    tcp: TcpStatistics
    trace: Trace

    @property
    def loss(self) -> Numbers:
        """Share of the packets sent there that were lost, those in flight left out, shape `(flow,)`; 0 of none."""
        sent = self.counts.sent[:, 0] - self.counts.in_flight[:, 0]
        return self.counts.dropped[:, 0] / np.maximum(sent, 1)
