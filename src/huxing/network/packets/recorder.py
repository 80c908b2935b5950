"""Samples taken while a simulation runs, and its result at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import numbers
from huxing.network.packets import layout as at
from huxing.network.packets import tcp_layout as tcp_at
from huxing.network.packets.compiled import allocating, kernel
from huxing.network.packets.flows import Flow, PingFlow, TcpFlow
from huxing.network.packets.result import (
    Latency,
    PacketCounts,
    PacketResult,
    PingSeries,
    PortStatistics,
    TcpStatistics,
    Trace,
)
from huxing.network.packets.tables import Table, Tables, Words

Numbers = NDArray[np.float64]


class Recorder:
    """Takes samples at steps, within a bound that is checked before the start."""

    def __init__(
        self,
        tables: Tables,
        flows: Sequence[Flow],
        duration: float,
        interval: float | None,
        trace_step: float | None,
        watched: Sequence[int],
    ) -> None:
        self.flows, self.duration = tuple(flows), duration
        self.watched = _checked_ports(watched, len(tables.ports))
        self.interval_ends = _steps(interval, duration, 8 * len(flows), tables, "intervals")
        width = 32 * len(tables.tcp) + 8 * self.watched.size
        self.samples = _steps(trace_step, duration, width + 8, tables, "samples")
        self.goodput_bits = np.zeros((self.interval_ends.size, len(flows)), np.int64)
        self.windows = np.zeros((self.samples.size, 3, len(tables.tcp)))
        self.flight = np.zeros((self.samples.size, len(tables.tcp)), np.int64)
        self.waiting = np.zeros((self.samples.size, self.watched.size), np.int64)
        self._interval = self._sample = 0

    @property
    def next_time(self) -> int:
        """When the next sample is due, ps."""
        due = [at.NEVER]
        if self._interval < self.interval_ends.size:
            due.append(int(self.interval_ends[self._interval]))
        if self._sample < self.samples.size:
            due.append(int(self.samples[self._sample]))
        return min(due)

    def record(self, tables: Tables) -> None:
        """Take the samples that are due."""
        now = self.next_time
        if self._interval < self.interval_ends.size and self.interval_ends[self._interval] == now:
            self.goodput_bits[self._interval] = _useful_bits(tables)
            self._interval += 1
        if self._sample < self.samples.size and self.samples[self._sample] == now:
            self.windows[self._sample] = tables.windows[:, [tcp_at.CWND, tcp_at.SSTHRESH, tcp_at.SRTT]].T
            self.flight[self._sample] = tables.tcp[:, tcp_at.NEXT_NEW] - tables.tcp[:, tcp_at.UNACKED]
            words = tables.ports.view(np.int32)
            self.waiting[self._sample] = _waiting_now(tables.ports, words, tables.rings, self.watched, now)
            self._sample += 1

    def result(self, tables: Tables) -> PacketResult:
        """The result at the end."""
        completed, completion = self._completion(tables)
        active = np.where(completed, completion, [_active(flow, self.duration) for flow in self.flows])
        bits = _useful_bits(tables)
        ends = self.interval_ends / at.PICOSECONDS
        starts = np.concatenate([[0.0], ends[:-1]]) if ends.size else ends
        rate = np.diff(self.goodput_bits, axis=0, prepend=0) / (ends - starts)[:, None]
        return PacketResult(
            flows=self.flows, duration=self.duration, events=int(tables.state[at.EVENTS]), counts=_counts(tables),
            goodput=np.divide(bits, active, out=np.zeros(len(bits)), where=active > 0.0), latency=_latency(tables),
            completed=completed, completion_time=completion, interval_start=starts, throughput=rate,
            ports=_ports(tables, self.duration), pings=self._pings(tables), tcp=_tcp(tables), trace=self._trace(tables),
        )  # fmt: skip

    def _completion(self, tables: Tables) -> tuple[NDArray[np.bool_], Numbers]:
        completed, time = np.zeros(len(self.flows), np.bool_), np.full(len(self.flows), np.nan)
        finished = tables.tcp[:, tcp_at.FINISHED]
        done = tables.tcp_flow[finished >= 0]
        completed[done] = True
        start = np.array([self.flows[i].start for i in done], np.float64)
        time[done] = finished[finished >= 0] / at.PICOSECONDS - start
        return completed, time

    def _pings(self, tables: Tables) -> dict[int, PingSeries]:
        series = {}
        for i, flow in enumerate(self.flows):
            if isinstance(flow, PingFlow):
                first, count = tables.flows[i, at.PART], tables.flows[i, at.COUNT]
                trips = tables.pings[first : first + count]
                sent = flow.start + np.arange(count) * round(flow.interval * at.PICOSECONDS) / at.PICOSECONDS
                series[i] = PingSeries(sent, trips >= 0, np.where(trips >= 0, trips / at.PICOSECONDS, np.nan))
        return series

    def _trace(self, tables: Tables) -> Trace:
        time, connections = self.samples / at.PICOSECONDS, tables.tcp_flow.copy()
        window, threshold, round_trip = self.windows.transpose(1, 0, 2)
        return Trace(
            time, connections, window, threshold, round_trip, self.flight, self.watched.astype(np.int64), self.waiting
        )


def _checked_ports(watched: Sequence[int], ports: int) -> Table:
    given = numbers(watched, "watched ports")
    array = given.astype(np.int64) if np.isfinite(given).all() and given.ndim == 1 else np.full(1, -1)
    if array.size and not (array.min() >= 0 and array.max() < ports and (array == given).all()):
        raise InputError(f"packets: watched_ports lists numbers from 0 to {ports - 1}", given=watched)
    return array


def _steps(step: float | None, duration: float, width: int, tables: Tables, name: str) -> Table:
    """Ends of steps up to the duration, ps; the last one may be shorter."""
    if step is None:
        return np.zeros(0, np.int64)
    count = duration / step
    if tables.bytes() + count * width > tables.memory:
        raise TooLargeError(
            f"packets: {count:.3g} {name} take {count * width / 1e6:.0f} MB; allowed are {tables.memory / 1e6:.0f} MB "
            "in all; give a longer step, or memory="
        )
    ends = np.arange(1, int(np.ceil(count - 1e-9)) + 1) * step
    return np.rint(np.minimum(ends, duration) * at.PICOSECONDS).astype(np.int64)


def _useful_bits(tables: Tables) -> Table:
    bits = tables.tallies[::2, at.DELIVERED_BITS].copy()
    bits[tables.tcp_flow] = tables.tcp[:, tcp_at.GOODPUT_BITS]
    return bits


def _active(flow: Flow, duration: float) -> float:
    stop = duration if isinstance(flow, TcpFlow) else min(flow.stop, duration)
    return max(stop - flow.start, 0.0)


def _counts(tables: Tables) -> PacketCounts:
    def each(cause: int) -> Table:
        return tables.tallies[:, cause].reshape(-1, 2).copy()

    in_flight = np.zeros(len(tables.tallies), np.int64)
    words, managed = tables.packets.view(np.int32), tables.managed
    _count_in_flight(words, tables.links.view(np.int32), tables.ports.view(np.int32), tables.rings, managed, in_flight)
    return PacketCounts(
        sent=each(at.SENT),
        delivered=each(at.DELIVERED),
        queue_full=each(at.QUEUE_FULL),
        managed_drop=each(at.MANAGED_DROP),
        no_route=each(at.NO_ROUTE),
        link_removed=each(at.LINK_REMOVED),
        link_loss=each(at.LINK_LOSS),
        too_many_hops=each(at.TOO_MANY_HOPS),
        in_flight=in_flight.reshape(-1, 2),
    )


def _latency(tables: Tables) -> Latency:
    count = tables.tallies[::2, at.DELIVERED].astype(np.float64)
    count[count == 0.0] = np.nan
    none = np.isnan(count)
    mean = tables.latency_sums[::2, 0] / count
    spread = np.maximum(tables.latency_sums[::2, 1] / count - mean**2, 0.0) ** 0.5
    least = np.where(none, np.nan, tables.tallies[::2, at.LEAST])
    greatest = np.where(none, np.nan, tables.tallies[::2, at.GREATEST])
    return Latency(*(part / at.PICOSECONDS for part in (mean, spread, least, greatest)))


def _ports(tables: Tables, duration: float) -> PortStatistics:
    ports, sums, words = tables.ports, tables.ports.view(np.float64), tables.ports.view(np.int32)
    dropped = np.zeros(len(ports), np.int64)
    dropped[tables.managed[:, at.OWNER]] = tables.managed[:, at.DISCARDED]
    end = duration * at.PICOSECONDS
    ahead = np.maximum(ports[:, at.BUSY] - end, 0.0)
    taken = ports[:, at.TAKEN].copy()
    return PortStatistics(
        taken=taken,
        refused=ports[:, at.REFUSED].copy(),
        managed_drop=dropped,
        mean_wait=sums[:, at.WAIT_SUM] / np.maximum(taken, 1) / at.PICOSECONDS,
        longest=words[:, at.LONGEST].astype(np.int64),
        utilisation=(sums[:, at.BUSY_SUM] - ahead) / end,
    )


def _tcp(tables: Tables) -> TcpStatistics:
    tcp = tables.tcp
    last = np.where(tcp[:, tcp_at.SAMPLES] > 0, tcp[:, tcp_at.LAST_SAMPLE] / at.PICOSECONDS, np.nan)
    return TcpStatistics(
        flow=tables.tcp_flow.copy(),
        fast_retransmits=tcp[:, tcp_at.FAST_RETRANSMITS].copy(),
        timeouts=tcp[:, tcp_at.TIMEOUTS].copy(),
        resent=tcp[:, tcp_at.RESENT].copy(),
        last_round_trip=last,
        window=tables.windows[:, tcp_at.CWND].copy(),
    )


@allocating
def _waiting_now(ports: Table, port_words: Words, rings: Table, watched: Table, now: int) -> Table:  # pragma: no cover
    """Packets that wait in each port: in a plain queue, those that start later."""
    waiting = np.zeros(watched.size, np.int64)
    for i in range(watched.size):
        port = watched[i]
        ring, first, mask = np.int64(port_words[port, at.RING]), port_words[port, at.FIRST], port_words[port, at.MASK]
        waiting[i] = port_words[port, at.WAITING]
        if ring >= 0:
            for k in range(port_words[port, at.WAITING]):
                waiting[i] -= rings[ring + ((first + k) & mask), at.CLOCK] < now
    return waiting


@kernel
def _count_in_flight(
    packet_words: Words, link_words: Words, port_words: Words, rings: Table, managed: Table, in_flight: Table
) -> None:  # pragma: no cover - compiled
    """Go through every link and every managed queue and count what is there, by rows of the tallies."""
    for link in range(link_words.shape[0]):
        slot = link_words[link, at.HEAD]
        while slot >= 0:
            in_flight[packet_words[slot, at.ROW]] += 1
            slot = packet_words[slot, at.NEXT]
    for row in range(managed.shape[0]):
        port = managed[row, at.OWNER]
        for i in range(port_words[port, at.WAITING]):
            cell = managed[row, at.CELLS] + ((port_words[port, at.FIRST] + i) & port_words[port, at.MASK])
            in_flight[packet_words[rings[cell, at.WHERE] & 0xFFFFFFFF, at.ROW]] += 1
