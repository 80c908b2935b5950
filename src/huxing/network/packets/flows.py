"""What is sent: constant or Poisson streams of datagrams, pings, and files or endless streams over TCP."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange

Arrivals = Literal["constant", "poisson"]
Sizes = Literal["constant", "exponential"]
Congestion = Literal["newreno", "cubic"]

_MODEL = "packets"
_NODE = ModelRange(_MODEL, "node", 0.0, 2.0**31 - 1, physical=True)
_RATE = ModelRange(_MODEL, "rate of a flow", 0.0, 1e13, "Mbit/s", 1e6, open_low=True, physical=True)
_START = ModelRange(_MODEL, "start of a flow", 0.0, 1e6, "s", physical=True)
_STOP = ModelRange(_MODEL, "stop of a flow", 0.0, math.inf, "s", physical=True)
_PACKET = ModelRange(_MODEL, "packet size", 0.0, 65_535.0, "byte", physical=True)
_MEAN_PACKET = ModelRange(_MODEL, "mean of exponential packet sizes", 0.0, 20_000.0, "byte", physical=True)
_INTERVAL = ModelRange(_MODEL, "interval of pings", 1e-6, 1e6, "s", physical=True)
_SIZE = ModelRange(_MODEL, "size of a TCP flow", 0.0, 1e12, "GB", 1e9, open_low=True, physical=True)
_SEGMENT = ModelRange(_MODEL, "segment size", 1.0, 65_495.0, "byte", physical=True)
_HEADER = ModelRange(_MODEL, "header size", 0.0, 1_000.0, "byte", physical=True)
_FIRST_WINDOW = ModelRange(_MODEL, "initial window", 1.0, 1e4, "segments", physical=True)
_RECEIVE_WINDOW = ModelRange(_MODEL, "receive window", 1.0, 2.0**30, "byte", physical=True)
_ACK_DELAY = ModelRange(_MODEL, "delay of acknowledgements", 0.0, 0.5, "s", physical=True)
_TIMEOUT = ModelRange(_MODEL, "least retransmission timeout", 1e-3, 60.0, "s", physical=True)


@dataclass(frozen=True)
class UdpFlow:
    """Datagrams one way, whether or not they arrive.

    Attributes:
        source, destination: nodes; of a satellite network, station g is node n + g.
        rate: mean, bit/s, of whole packets.
        packet_bytes: size of a packet, headers included, or the mean of the sizes; a whole number.
        arrivals: 'constant' gaps, the first packet at the start; or 'poisson'.
        sizes: 'constant'; or 'exponential', rounded to bits.
        start, stop: s; no packet is made from the stop on.
    """

    source: int
    destination: int
    rate: float
    packet_bytes: int = 1500
    arrivals: Arrivals = "constant"
    sizes: Sizes = "constant"
    start: float = 0.0
    stop: float = math.inf

    def __post_init__(self) -> None:
        _check_ends(self.source, self.destination)
        _RATE.single(self.rate)
        _check_choice("arrivals", self.arrivals, ("constant", "poisson"))
        _check_choice("sizes", self.sizes, ("constant", "exponential"))
        size = (_PACKET if self.sizes == "constant" else _MEAN_PACKET).whole(self.packet_bytes)
        if size < 1:
            raise InputError("packets: a flow of empty packets has no rate; give packet_bytes of 1 or more")
        _check_times(self.start, self.stop)


@dataclass(frozen=True)
class PingFlow:
    """Packets that the destination sends straight back.

    Attributes:
        source, destination: nodes.
        interval: between packets, s.
        packet_bytes: each way; 0 takes no time to send, so that an idle path gives the propagation alone.
        start, stop: s.
    """

    source: int
    destination: int
    interval: float = 0.1
    packet_bytes: int = 0
    start: float = 0.0
    stop: float = math.inf

    def __post_init__(self) -> None:
        _check_ends(self.source, self.destination)
        _INTERVAL.single(self.interval)
        _PACKET.whole(self.packet_bytes)
        _check_times(self.start, self.stop)


@dataclass(frozen=True)
class TcpFlow:
    """A file, or a stream without end, over TCP; without a handshake, and without selective acknowledgements.

    Attributes:
        source, destination: nodes.
        size_bytes: to be carried; infinite for a stream without end.
        congestion: 'newreno' (RFC 5681, RFC 6582) or 'cubic' (RFC 9438).
        start: s.
        segment_bytes: payload of a full segment.
        header_bytes: of every segment, and the whole of an acknowledgement.
        initial_window: segments (RFC 6928: 10).
        receive_window_bytes: what the receiver offers, always.
        acknowledgement_delay: s, after which a single segment is acknowledged, every second one at once; with 0 each
            is at once.
        least_timeout: s; RFC 6298 says 1, Linux has 0.2.
    """

    source: int
    destination: int
    size_bytes: float = math.inf
    congestion: Congestion = "newreno"
    start: float = 0.0
    segment_bytes: int = 1460
    header_bytes: int = 40
    initial_window: int = 10
    receive_window_bytes: int = 16_777_216
    acknowledgement_delay: float = 0.0
    least_timeout: float = 1.0

    def __post_init__(self) -> None:
        _check_ends(self.source, self.destination)
        _check_choice("congestion", self.congestion, ("newreno", "cubic"))
        if self.size_bytes != math.inf:
            _SIZE.whole(self.size_bytes)
        _START.single(self.start)
        _SEGMENT.whole(self.segment_bytes)
        _HEADER.whole(self.header_bytes)
        _FIRST_WINDOW.whole(self.initial_window)
        _RECEIVE_WINDOW.whole(self.receive_window_bytes)
        _ACK_DELAY.single(self.acknowledgement_delay)
        _TIMEOUT.single(self.least_timeout)

    @property
    def segments(self) -> int:
        """How many segments the flow has; of an endless one 2^31 - 2."""
        if self.size_bytes == math.inf:
            return 2**31 - 2
        return -(-int(self.size_bytes) // self.segment_bytes)

    @property
    def receive_window(self) -> int:
        """Segments that the receiver offers, at least one."""
        return max(self.receive_window_bytes // self.segment_bytes, 1)


Flow = UdpFlow | PingFlow | TcpFlow


def _check_ends(source: int, destination: int) -> None:
    if _NODE.whole(source) == _NODE.whole(destination):
        raise InputError(f"packets: a flow from node {source} to itself; give two nodes", given=source)


def _check_choice(name: str, given: object, accepted: tuple[str, ...]) -> None:
    if given not in accepted:
        raise InputError(f"packets: {name} is one of {', '.join(accepted)}, not '{str(given)[:20]}'", given=given)


def _check_times(start: float, stop: float) -> None:
    _START.single(start)
    if stop != math.inf and _STOP.single(stop) <= start:
        raise InputError(f"packets: a flow from {start:g} s to {stop:g} s; let it stop after its start", given=stop)
