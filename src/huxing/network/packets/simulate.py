"""A run of the packet simulator."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.network.packets import layout as at
from huxing.network.packets.epoch_change import change_epoch
from huxing.network.packets.experiment_size import ExperimentSize, size_on
from huxing.network.packets.flows import Flow, PingFlow, TcpFlow, UdpFlow
from huxing.network.packets.packet_network import ForwardingEpoch, PacketNetwork, ordered
from huxing.network.packets.queues import Queues
from huxing.network.packets.recorder import Recorder
from huxing.network.packets.result import PacketResult
from huxing.network.packets.run_kernel import run_until
from huxing.network.packets.tables import Tables, new_tables

_MODEL = "packets"
_DURATION = ModelRange(_MODEL, "duration", 0.0, 1e6, "s", open_low=True, physical=True)
_STEP = ModelRange(_MODEL, "interval or trace step", 1e-6, math.inf, "s", physical=True)
_SEED = ModelRange(_MODEL, "seed", 0.0, 2.0**53, physical=True)
_LIMIT = ModelRange(_MODEL, "memory or most_events", 0.0, math.inf, open_low=True, physical=True)
_BLOCK = 20_000_000
"""Events after which the kernel comes back, to tell of the progress."""


def simulate_packets(
    network: PacketNetwork,
    flows: Sequence[Flow],
    *,
    duration: float,
    queues: Queues | None = None,
    seed: int = 0,
    interval: float | None = None,
    trace_step: float | None = None,
    watched_ports: Sequence[int] = (),
    memory: float = 1e9,
    most_events: float = 1e10,
    progress: Callable[[float, int], None] | None = None,
) -> PacketResult:
    """Send packets through a network, one by one.

    Every port sends one packet at a time, at the rate of the link it goes to; a link delays, may lose, and keeps the
    order. Where links and routes change, what has begun to be sent arrives, what waits for a link that is gone is
    dropped.

    Args:
        network: of `forwarding_epochs` or `packet_graph`.
        flows: what is sent, one or more.
        duration: s.
        queues: before the ports; drop-tail of 100 packets where left out.
        seed: of the random numbers (SplitMix64, a stream a flow and a port): the same seed gives the same result, bit
            for bit.
        interval: s, of the throughput over time; none where left out.
        trace_step: s, from sample to sample of the windows of TCP and of the watched queues; none where left out.
        watched_ports: whose queues are sampled.
        memory: bytes allowed for packets, queues and samples.
        most_events: beyond which a run is taken for a mistake.
        progress: called with the time reached, s, and the events so far, every 20 million events.

    Returns:
        What became of the packets.

    Raises:
        InputError: no flow, ends that are not routed to, epochs out of order or used up.
        ModelRangeError: a duration, step or seed that cannot be.
        TooLargeError: over `memory` or `most_events`; see `experiment_size` for how much a run asks for.

    Source:
        RFC 5681, 6298, 6582, 3042 and 7323 (TCP), RFC 9438 (CUBIC), RFC 8289 (CoDel); a discrete-event simulation.

    Valid for:
        Packets up to 65,535 bytes; times to 1 ps; 1e6 s.
    """
    end = _DURATION.single(duration)
    if isinstance(flows, UdpFlow | PingFlow | TcpFlow):
        raise InputError(f"{_MODEL}: flows are a list, also of one; give [flow]", given=flows)
    if not flows:
        raise InputError(f"{_MODEL}: no flow; give one or more")
    for flow in flows:
        if not isinstance(flow, UdpFlow | PingFlow | TcpFlow):
            raise InputError(
                f"{_MODEL}: a flow is a UdpFlow, PingFlow or TcpFlow, not {type(flow).__name__}", given=flow
            )
    interval, trace_step = (None if step is None else _STEP.single(step) for step in (interval, trace_step))
    limit, events = _LIMIT.single(memory), _LIMIT.single(most_events)
    tables = new_tables(network, flows, queues or Queues(), duration=end, seed=_SEED.whole(seed), memory=limit)
    recorder = Recorder(tables, flows, end, interval, trace_step, watched_ports)
    epochs = _epochs(network)
    first = next(epochs)
    _check_events(size_on(network, first, flows, end), events)
    change_epoch(tables, first, network.destinations)
    coming = next(epochs, None)
    stop = round(end * at.PICOSECONDS)
    while True:
        change = at.NEVER if coming is None else round(coming.start * at.PICOSECONDS)
        until = min(change, recorder.next_time, stop)
        _run(tables, until, events, progress)
        if until == change and until < stop and coming is not None:
            change_epoch(tables, coming, network.destinations)
            coming = next(epochs, None)
        if until == recorder.next_time:
            recorder.record(tables)
        if until == stop:
            return recorder.result(tables)


def _check_events(size: ExperimentSize, most_events: float) -> None:
    if size.offered_events > most_events:
        raise TooLargeError(
            f"{_MODEL}: this asks for {size.text()}; allowed are {most_events:.3g} events; give a greater most_events, "
            "a shorter duration or slower flows",
            given=size,
        )


def _epochs(network: PacketNetwork) -> Iterator[ForwardingEpoch]:
    last = -1.0
    for given in network.epochs:
        epoch = ordered(network, given)
        if last < 0.0 and epoch.start != 0.0:
            raise InputError(f"{_MODEL}: the first forwarding epoch starts at {epoch.start:g} s; let it start at 0")
        if epoch.start <= last:
            raise InputError(
                f"{_MODEL}: a forwarding epoch starts at {epoch.start:g} s, not after {last:g} s; order them"
            )
        last = epoch.start
        yield epoch
    if last < 0.0:
        raise InputError(f"{_MODEL}: no forwarding epoch: none was given, or an iterator of them has been used up")


def _run(tables: Tables, until: int, most_events: float, progress: Callable[[float, int], None] | None) -> None:
    """Up to a time, with room for packets made as it is needed."""
    while True:
        block = int(min(_BLOCK, most_events - tables.state[at.EVENTS] + 1))
        status = run_until(until, block, *tables.arguments())
        if status == at.DONE:
            return
        if status == at.GROW:
            tables.grow_packets()
            continue
        events, now = int(tables.state[at.EVENTS]), float(tables.tree[1, at.TIME]) / at.PICOSECONDS
        if events > most_events:
            raise TooLargeError(
                f"{_MODEL}: {events:.3g} events at {now:.4g} s already; give a greater most_events, or ask for less",
                given=most_events,
            )
        if progress is not None:
            progress(now, events)
