"""TCP over small graphs: times worked out by hand, windows by the RFCs, packets conserved whatever happens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.network.packets import PacketLink, PacketNetwork, Queues, TcpFlow, UdpFlow, packet_graph, simulate_packets

RATE = 12e6
"""Bit/s at which a full segment with its headers takes one millisecond; an acknowledgement takes 26.67 us."""
ACKNOWLEDGEMENT = 320 / RATE
DELAY = 0.01


def pair(schedule: list[float] | None = None, loss_every: int = 0) -> PacketNetwork:
    """Two nodes; of a schedule the link there is down and up in turn, down first."""
    there, back = PacketLink(0, 1, RATE, DELAY, loss_every=loss_every), PacketLink(1, 0, RATE, DELAY)
    if schedule is None:
        return packet_graph(2, [(0.0, [there, back])])
    return packet_graph(2, [(time, [there, back] if i % 2 else [back]) for i, time in enumerate(schedule)])


def segments(count: int, **options: object) -> TcpFlow:
    return TcpFlow(0, 1, size_bytes=1460 * count, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "time"),
    [
        (1, 0.001 + DELAY),
        (10, 0.010 + DELAY),
        (11, 0.001 + DELAY + ACKNOWLEDGEMENT + DELAY + 0.001 + DELAY),
        (30, 0.001 + DELAY + ACKNOWLEDGEMENT + DELAY + 0.020 + DELAY),
    ],
)
def test_slow_start_from_ten_segments(count: int, time: float) -> None:
    result = simulate_packets(pair(), [segments(count)], duration=5.0)
    assert result.completed[0]
    assert result.completion_time[0] == pytest.approx(time, abs=1e-11)
    assert result.goodput[0] == pytest.approx(count * 1460 * 8 / time)
    assert result.counts.sent[0].tolist() == [count, count]


def test_a_short_last_segment() -> None:
    result = simulate_packets(pair(), [TcpFlow(0, 1, size_bytes=1461)], duration=1.0)
    assert result.completion_time[0] == pytest.approx(0.001 + 41 * 8 / RATE + DELAY, abs=1e-11)


def test_a_single_loss_is_mended_by_the_third_duplicate() -> None:
    result = simulate_packets(pair(loss_every=7), [segments(10)], duration=5.0)
    third = 0.010 + DELAY + ACKNOWLEDGEMENT + DELAY
    assert result.completion_time[0] == pytest.approx(third + 0.001 + DELAY, abs=1e-11)
    assert (result.tcp.fast_retransmits[0], result.tcp.timeouts[0], result.tcp.resent[0]) == (1, 0, 1)


@pytest.mark.parametrize(("up", "sent_again", "timeouts"), [(0.5, 1.0, 1), (2.5, 3.0, 2), (6.9, 7.0, 3)])
def test_timeouts_double(up: float, sent_again: float, timeouts: int) -> None:
    result = simulate_packets(pair([0.0, up]), [segments(1)], duration=20.0)
    assert result.tcp.timeouts[0] == timeouts
    assert result.completion_time[0] == pytest.approx(sent_again + 0.001 + DELAY, abs=1e-11)


@pytest.mark.parametrize(("least", "timeouts"), [(0.05, 4), (0.2, 2), (1.0, 1)])
def test_the_timeout_follows_the_round_trip_down_to_its_least(least: float, timeouts: int) -> None:
    # ten segments every 21 ms; down from 0.5 s to 0.9 s, and the timer runs out after 1, 3, 7 and 15 times its least
    flow = segments(2000, start=0.01, least_timeout=least, receive_window_bytes=14_600)
    result = simulate_packets(pair([0.0, 0.001, 0.5, 0.9]), [flow], duration=10.0)
    assert result.completed[0]
    assert result.tcp.timeouts[0] == timeouts
    assert result.tcp.last_round_trip[0] == pytest.approx(0.021 + ACKNOWLEDGEMENT, abs=0.001)


def test_after_a_timeout_the_window_is_one_and_the_threshold_half_the_flight() -> None:
    network = pair([0.0, 0.001, 0.5, 0.9])
    result = simulate_packets(network, [TcpFlow(0, 1, start=0.01)], duration=2.0, queues=Queues(1000), trace_step=0.001)
    flight = result.trace.flight[600, 0]  # all that was sent before the link went down, or into it
    timed_out = int(np.flatnonzero(np.diff(result.trace.window[:, 0]) < 0)[0]) + 1
    assert result.tcp.timeouts[0] == 1
    assert result.trace.threshold[timed_out, 0] == flight / 2
    assert result.trace.window[timed_out, 0] == 1.0


def test_delayed_acknowledgements_are_every_second_segment_s() -> None:
    queues = Queues(1000)
    at_once = simulate_packets(pair(), [segments(1000)], duration=10.0, queues=queues)
    lazy = segments(1000, acknowledgement_delay=0.04)
    delayed = simulate_packets(pair(), [lazy], duration=10.0, queues=queues)
    assert at_once.counts.sent[0, 1] == 1000
    assert 500 <= delayed.counts.sent[0, 1] <= 520
    assert delayed.completed[0]


def test_a_lone_segment_is_acknowledged_after_the_delay() -> None:
    flow = segments(3, acknowledgement_delay=0.04, initial_window=1)
    result = simulate_packets(pair(), [flow], duration=10.0)
    # the first waits for its acknowledgement, the next two cause one at once
    first = 0.001 + DELAY + 0.04 + ACKNOWLEDGEMENT + DELAY
    assert result.completion_time[0] == pytest.approx(first + 0.002 + DELAY, abs=1e-11)
    assert result.counts.sent[0, 1] == 2


@pytest.mark.parametrize("congestion", ["newreno", "cubic"])
def test_the_receive_window_bounds_the_rate(congestion: str) -> None:
    flow = TcpFlow(0, 1, congestion=congestion, receive_window_bytes=14_600)  # type: ignore[arg-type]
    result = simulate_packets(pair(), [flow], duration=50.0)
    trip = 0.001 + DELAY + ACKNOWLEDGEMENT + DELAY
    assert result.goodput[0] == pytest.approx(14_600 * 8 / trip, rel=1e-3)  # of 2,400 windows, the last one is cut off
    assert result.trace.window.size == 0
    assert result.tcp.window[0] == 10.0


@pytest.mark.parametrize("congestion", ["newreno", "cubic"])
def test_multiplicative_decrease(congestion: str) -> None:
    flow = TcpFlow(0, 1, congestion=congestion)  # type: ignore[arg-type]
    result = simulate_packets(pair(loss_every=2000), [flow], duration=60.0, queues=Queues(10_000), trace_step=0.005)
    threshold, window = result.trace.threshold[:, 0], result.trace.window[:, 0]
    changes = np.flatnonzero(np.diff(threshold[np.isfinite(threshold)])) + np.isinf(threshold).sum()
    before = window[changes - 5]  # 25 ms before; the window then grows by one or two until the loss
    share = threshold[changes + 1] / before
    assert len(changes) >= 9
    np.testing.assert_allclose(share, 0.5 if congestion == "newreno" else 0.7, rtol=0.04)


def test_cubic_comes_back_to_its_last_maximum_in_the_time_k() -> None:
    links = [PacketLink(0, 1, 1e9, 0.05, loss_every=30_000), PacketLink(1, 0, 1e9, 0.05)]
    network = packet_graph(2, [(0.0, links)])
    flow = TcpFlow(0, 1, congestion="cubic", receive_window_bytes=2**30)
    result = simulate_packets(network, [flow], duration=200.0, queues=Queues(100_000), trace_step=0.1)
    window, threshold, time = result.trace.window[:, 0], result.trace.threshold[:, 0], result.trace.time
    loss, next_loss = (np.flatnonzero(np.diff(np.where(np.isinf(threshold), 0.0, threshold))) + 1)[-3:-1]
    maximum = threshold[loss] / 0.7
    k = (maximum * 0.3 / 0.4) ** (1 / 3)
    begin = loss + 1  # a round trip, one sample, later the recovery is over
    since = time[begin : next_loss - 1] - time[begin]
    assert since[-1] > k > 6.0
    # RFC 9438, section 4.2; a sample, 0.1 s, is up to 5.8 of 314 segments here: the slope is 3 C K^2 = 58 a second
    np.testing.assert_allclose(window[begin : next_loss - 1], 0.4 * (since - k) ** 3 + maximum, rtol=0.02)


@settings(max_examples=40)
@given(st.data())
def test_packets_are_conserved_whatever_happens(data: st.DataObject) -> None:
    nodes = data.draw(st.integers(2, 6))
    pairs = [(a, b) for a in range(nodes) for b in range(nodes) if a != b]
    link = st.builds(
        lambda ends, rate, delay, loss: PacketLink(*ends, rate, delay, loss),
        st.sampled_from(pairs), st.floats(1e5, 5e7), st.floats(0.0, 0.05), st.sampled_from((0.0, 0.01)),
    )  # fmt: skip
    unique = st.lists(link, min_size=nodes, max_size=3 * nodes, unique_by=lambda one: (one.source, one.target))
    starts = sorted({0.0, *data.draw(st.lists(st.floats(0.001, 2.0), max_size=5))})
    network = packet_graph(nodes, [(start, data.draw(unique)) for start in starts])
    ends = st.sampled_from(pairs)
    congestion, delay = st.sampled_from(("newreno", "cubic")), st.sampled_from((0.0, 0.04))
    tcp = st.builds(
        lambda ends, size, congestion, delay: TcpFlow(
            *ends, size, congestion, acknowledgement_delay=delay, receive_window_bytes=100_000, least_timeout=0.2
        ),
        ends, st.sampled_from((1.0, 3e4, np.inf)), congestion, delay,
    )  # fmt: skip
    udp = st.builds(lambda ends, rate: UdpFlow(*ends, rate, arrivals="poisson"), ends, st.floats(1e5, 3e7))
    flows = data.draw(st.lists(st.one_of(tcp, udp), min_size=1, max_size=5))
    queues = Queues(data.draw(st.integers(0, 50)), data.draw(st.sampled_from(("drop-tail", "codel"))))
    seed = data.draw(st.integers(0, 99))
    result = simulate_packets(network, flows, duration=2.5, queues=queues, seed=seed)
    counts = result.counts
    assert counts.conserved
    np.testing.assert_array_equal(counts.sent, counts.delivered + counts.dropped + counts.in_flight)
    again = simulate_packets(network, flows, duration=2.5, queues=queues, seed=seed)
    for name in vars(counts):
        np.testing.assert_array_equal(getattr(counts, name), getattr(again.counts, name))
    small = [i for i, flow in enumerate(flows) if isinstance(flow, TcpFlow) and np.isfinite(flow.size_bytes)]
    time = np.where(result.completed, result.completion_time, 2.5)[small]
    carried, asked = (result.goodput[small] * time), np.array([8.0 * flows[i].size_bytes for i in small])  # type: ignore[union-attr]
    assert (carried <= asked * (1 + 1e-9)).all()
    np.testing.assert_allclose(carried[result.completed[small]], asked[result.completed[small]])
