"""Datagrams and pings over small graphs, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.packets import (
    ForwardingEpoch,
    PacketLink,
    PacketNetwork,
    PingFlow,
    Queues,
    TcpFlow,
    UdpFlow,
    experiment_size,
    packet_graph,
    simulate_packets,
)

MILLISECOND = 12e6
"""Bit/s at which 1500 bytes take one millisecond."""


def line(*delays: float, rate: float = MILLISECOND, **losses: float) -> PacketNetwork:
    """Nodes in a row, links both ways."""
    there = [PacketLink(i, i + 1, rate, delay, **losses) for i, delay in enumerate(delays)]  # type: ignore[arg-type]
    back = [PacketLink(i + 1, i, rate, delay) for i, delay in enumerate(delays)]
    return packet_graph(len(delays) + 1, [(0.0, [*there, *back])])


def burst(packets: int) -> UdpFlow:
    """So many packets of 1500 bytes, a tenth of a millisecond apart, from the start on."""
    return UdpFlow(0, 1, 10 * MILLISECOND, stop=packets * 1e-4)


def test_latency_is_transmission_and_propagation_of_every_link() -> None:
    result = simulate_packets(line(0.01, 0.02), [UdpFlow(0, 2, 1e6, stop=0.1)], duration=1.0)
    assert result.counts.delivered[0, 0] == 9  # every 12 ms before 100 ms
    assert result.latency.least[0] == result.latency.greatest[0] == pytest.approx(0.032, abs=1e-12)
    assert result.latency.deviation[0] < 1e-9
    assert result.events == 9 * 3 + 1


def test_a_ping_takes_twice_the_way_and_its_size_four_transmissions() -> None:
    empty, full = PingFlow(0, 2, interval=0.05), PingFlow(0, 2, interval=0.05, packet_bytes=1500, start=0.025)
    result = simulate_packets(line(0.01, 0.02), [empty, full], duration=1.0)
    np.testing.assert_allclose(result.pings[0].round_trip[:-2], 0.06, atol=1e-12)
    np.testing.assert_allclose(result.pings[1].round_trip[:-2], 0.064, atol=1e-12)
    assert result.pings[0].returned.tolist() == [True] * 19 + [False]
    assert np.isnan(result.pings[0].round_trip[-1])
    np.testing.assert_allclose(result.pings[1].sent_at, 0.025 + 0.05 * np.arange(20), atol=1e-12)


@pytest.mark.parametrize(("limit", "dropped"), [(0, 9), (3, 6), (9, 0), (100, 0)])
def test_a_queue_holds_its_limit_besides_the_packet_being_sent(limit: int, dropped: int) -> None:
    result = simulate_packets(line(0.0), [burst(10)], duration=1.0, queues=Queues(limit))
    assert result.counts.queue_full[0, 0] == result.ports.refused[0] == dropped
    assert result.ports.longest[0] == min(limit, 9)
    assert result.ports.taken[0] == 10 - dropped
    waits = 0.9e-3 * np.arange(10)[: min(limit, 9) + 1]
    assert result.ports.mean_wait[0] == pytest.approx(waits.mean(), abs=1e-12)


def test_utilisation_and_throughput_over_time() -> None:
    flow = UdpFlow(0, 1, MILLISECOND / 4, start=1.0, stop=3.0)
    result = simulate_packets(line(0.0), [flow], duration=5.0, interval=1.0)
    np.testing.assert_allclose(result.throughput[:, 0], np.array([0.0, 0.25, 0.25, 0.0, 0.0]) * MILLISECOND)
    np.testing.assert_array_equal(result.interval_start, [0.0, 1.0, 2.0, 3.0, 4.0])
    assert result.ports.utilisation[0] == pytest.approx(0.1, abs=1e-12)
    assert result.goodput[0] == pytest.approx(MILLISECOND / 4)


def test_a_transmission_beyond_the_end_does_not_count_as_used_time() -> None:
    result = simulate_packets(line(0.0), [UdpFlow(0, 1, 1e9, stop=0.001)], duration=0.002, queues=Queues(1000))
    assert result.ports.utilisation[0] == pytest.approx(1.0, abs=1e-12)
    assert result.counts.in_flight[0, 0] == result.counts.sent[0, 0] - 1  # two sent, the second arrives at the end


def test_every_third_packet_is_lost_after_it_was_sent() -> None:
    result = simulate_packets(line(0.0, loss_every=3), [burst(9)], duration=1.0)
    assert result.counts.link_loss[0, 0] == 3
    assert result.ports.taken[0] == 9
    assert result.loss[0] == pytest.approx(1 / 3)


def test_random_loss_has_its_probability_and_its_seed() -> None:
    flow = UdpFlow(0, 1, MILLISECOND / 2)
    lost = [
        simulate_packets(line(0.0, loss=0.1), [flow], duration=40.0, seed=seed).counts.link_loss[0, 0]
        for seed in (1, 1, 2)
    ]
    assert lost[0] == lost[1] != lost[2]
    assert abs(lost[0] - 2000) < 4 * np.sqrt(20_000 * 0.1 * 0.9)  # four standard errors of 20,000 trials


def test_a_further_flow_changes_no_other_flow_s_arrivals() -> None:
    links = [PacketLink(a, b, MILLISECOND, 0.01, 0.05) for a, b in ((0, 1), (2, 3), (1, 0), (3, 2))]
    flow, further = UdpFlow(0, 1, 3e6, 700, "poisson", "exponential"), UdpFlow(2, 3, 5e6, 900, "poisson")
    network = packet_graph(4, [(0.0, links)])
    alone = simulate_packets(network, [flow], duration=5.0, seed=7)
    both = simulate_packets(network, [flow, further], duration=5.0, seed=7)
    assert alone.counts.sent[0, 0] == both.counts.sent[0, 0]
    assert alone.counts.link_loss[0, 0] == both.counts.link_loss[0, 0] > 0
    assert alone.latency.mean[0] == both.latency.mean[0]


def test_a_removed_link_drops_what_waits_and_delivers_what_has_begun() -> None:
    links = [PacketLink(0, 1, MILLISECOND, 0.05)]
    network = packet_graph(2, [(0.0, links), (0.0035, [])])
    result = simulate_packets(network, [burst(10)], duration=1.0)
    assert result.counts.link_removed[0, 0] == 6
    assert result.counts.delivered[0, 0] == 4
    assert result.ports.taken[0] == 4
    # the six waited from when they came until the link was gone
    waits = [0.9e-3 * i for i in range(4)] + [3.5e-3 - 1e-4 * i for i in range(4, 10)]
    assert result.ports.mean_wait[0] * 4 == pytest.approx(sum(waits), abs=1e-12)


def test_after_a_removal_there_is_no_way() -> None:
    network = packet_graph(2, [(0.0, [PacketLink(0, 1, MILLISECOND, 0.05)]), (0.5, [])])
    result = simulate_packets(network, [UdpFlow(0, 1, MILLISECOND / 10)], duration=1.0)
    assert result.counts.no_route[0, 0] == 50
    assert result.counts.delivered[0, 0] == 50


def test_what_waits_is_sent_at_the_new_rate_with_the_new_delay() -> None:
    before, after = PacketLink(0, 1, MILLISECOND, 0.0), PacketLink(0, 1, 2 * MILLISECOND, 0.1)
    network = packet_graph(2, [(0.0, [before]), (0.0035, [after])])
    result = simulate_packets(network, [burst(10)], duration=1.0)
    # the fourth is sent until 4 ms, six more take half a millisecond each
    assert result.latency.greatest[0] == pytest.approx(0.004 + 6 * 0.0005 + 0.1 - 0.0009, abs=1e-12)
    assert result.ports.utilisation[0] == pytest.approx(0.007, abs=1e-12)


def test_a_link_that_has_become_shorter_keeps_the_order() -> None:
    before, after = PacketLink(0, 1, MILLISECOND, 0.05), PacketLink(0, 1, MILLISECOND, 0.0)
    network = packet_graph(2, [(0.0, [before]), (0.0035, [after])])
    result = simulate_packets(network, [burst(10)], duration=1.0)
    # the fourth arrives at 54 ms, and no later one before it
    assert result.latency.greatest[0] == pytest.approx(0.054 - 0.0003, abs=1e-12)
    assert result.latency.least[0] == pytest.approx(0.051, abs=1e-12)
    assert result.latency.mean[0] == pytest.approx((0.051 + 0.052 + 0.053 + 7 * 0.054 - 0.0045) / 10, abs=1e-12)


def test_a_circle_of_routes_ends_after_255_links() -> None:
    port_node, ends = np.array([0, 1], np.int32), np.array([1, 0], np.int32)
    routes = np.array([[-1, -1, 0], [-1, -1, 1], [-1, -1, -1]], np.int32)
    values = np.zeros(2), np.full(2, 1e9)
    epoch = ForwardingEpoch(0.0, np.array([0, 1], np.int32), ends, *values, routes)
    network = PacketNetwork(3, port_node, np.arange(3, dtype=np.int32), [epoch])
    result = simulate_packets(network, [PingFlow(0, 2, stop=0.25)], duration=1.0)
    assert result.counts.too_many_hops[0, 0] == 3
    assert result.events == 3 * 255 + 4


def test_room_for_packets_grows_and_ends_at_the_limit() -> None:
    network = line(1.0, rate=1e9)
    flow = UdpFlow(0, 1, 0.9e9)
    result = simulate_packets(network, [flow], duration=1.5, memory=2e7)
    assert result.counts.in_flight[0, 0] == pytest.approx(75_000, abs=3)
    assert result.counts.conserved
    with pytest.raises(TooLargeError, match="packets are under way"):
        simulate_packets(network, [flow], duration=1.5, memory=2e6)


def test_a_run_says_its_size_and_refuses_beyond_its_limit() -> None:
    network, flow = line(0.01, 0.02), UdpFlow(0, 2, MILLISECOND / 2)
    size = experiment_size(network, [flow, PingFlow(0, 2)], duration=10.0)
    assert size.packets == pytest.approx(5000 + 100)
    assert size.events == size.offered_events == pytest.approx(5000 * 3 + 100 * 5)
    assert size.in_flight == pytest.approx(500 * 0.03 + 10 * 0.06)
    assert "events" in size.text()
    actual = simulate_packets(network, [flow, PingFlow(0, 2)], duration=10.0).events
    assert abs(actual - size.events) < 60  # what is under way at the end
    with pytest.raises(TooLargeError, match=r"1.55e\+04 events"):
        simulate_packets(network, [flow, PingFlow(0, 2)], duration=10.0, most_events=1e4)
    with pytest.raises(TooLargeError, match="events at"):
        simulate_packets(network, [TcpFlow(0, 2)], duration=1e3, most_events=1e4)


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huxing.network.packets.simulate._BLOCK", 10_000)
    told: list[tuple[float, int]] = []
    flow = UdpFlow(0, 1, MILLISECOND, stop=12.0)
    simulate_packets(line(0.0), [flow], duration=20.0, progress=lambda now, events: told.append((now, events)))
    assert [events for _, events in told] == [10_000, 20_000]
    assert told[0][0] == pytest.approx(5.0, abs=0.002)


def test_samples_are_bounded() -> None:
    with pytest.raises(TooLargeError, match="samples take"):
        simulate_packets(line(0.0), [TcpFlow(0, 1)], duration=1000.0, trace_step=1e-6)
    with pytest.raises(TooLargeError, match="intervals take"):
        simulate_packets(line(0.0), [burst(1)], duration=1000.0, interval=1e-6)
    with pytest.raises(TooLargeError, match="before the first packet"):
        simulate_packets(line(0.0), [PingFlow(0, 1, interval=1e-6)], duration=1000.0)


def test_watched_queues_are_sampled() -> None:
    result = simulate_packets(line(0.0), [burst(10)], duration=0.01, trace_step=0.001, watched_ports=[0])
    assert result.trace.waiting[:, 0].tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: UdpFlow(1, 1, 1e6), InputError, "to itself"),
        (lambda: UdpFlow(0, 1, 0.0), ModelRangeError, "rate of a flow"),
        (lambda: UdpFlow(0, 1, np.nan), ModelRangeError, "rate of a flow"),
        (lambda: UdpFlow(0, 1, 1e6, 0), InputError, "empty packets"),
        (lambda: UdpFlow(0, 1, 1e6, 70_000), ModelRangeError, "packet size"),
        (lambda: UdpFlow(0, 1, 1e6, 30_000, sizes="exponential"), ModelRangeError, "mean of exponential"),
        (lambda: UdpFlow(0, 1, 1e6, 12.5), InputError, "whole number"),  # type: ignore[arg-type]
        (lambda: UdpFlow(0, 1, 1e6, arrivals="bursty"), InputError, "arrivals is one of"),  # type: ignore[arg-type]
        (lambda: UdpFlow(0, 1, 1e6, start=2.0, stop=1.0), InputError, "stop after its start"),
        (lambda: PingFlow(0, 1, interval=0.0), ModelRangeError, "interval of pings"),
        (lambda: TcpFlow(0, 1, size_bytes=0), ModelRangeError, "size of a TCP flow"),
        (lambda: TcpFlow(0, 1, congestion="bbr"), InputError, "newreno, cubic"),  # type: ignore[arg-type]
        (lambda: Queues(-1), ModelRangeError, "queue limit"),
        (lambda: Queues(1.5), InputError, "whole number"),
        (lambda: Queues(discipline="red"), InputError, "drop-tail, codel"),  # type: ignore[arg-type]
        (lambda: packet_graph(2, []), InputError, "without an epoch"),
        (lambda: packet_graph(2, [(0.0, [PacketLink(0, 2, 1e6, 0.0)])]), InputError, "nodes are 0 to 1"),
    ],
)
def test_bad_flows_queues_and_graphs_are_refused(make, error, text) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=text):
        make()


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: PacketLink(0, 1, 0.0, 0.01), ModelRangeError, "rate of a link"),
        (lambda: PacketLink(0, 1, 1e6, -0.01), ModelRangeError, "delay of a link"),
        (lambda: PacketLink(0, 1, 1e6, np.nan), ModelRangeError, "delay of a link"),
        (lambda: PacketLink(0, 1, 1e6, 0.0, 1.5), ModelRangeError, "loss probability"),
        (lambda: PacketLink(0, 1, 1e6, 0.0, 0.0, 2.5), InputError, "whole number"),  # type: ignore[arg-type]
        (lambda: PacketLink(0, "b", 1e6, 0.0), InputError, "not a number"),  # type: ignore[arg-type]
    ],
)
def test_bad_links_are_refused(make, error, text) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=text):
        make()


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"port": [0, 0], "target": [1, 1]}, InputError, "listed twice"),
        ({"target": [0, 0]}, InputError, "to itself"),
        ({"port": [0, 2]}, InputError, "ports are 0 to 1"),
        ({"target": [1, 9]}, InputError, "a node outside 0 to 1"),
        ({"delay": [0.0]}, ShapeError, "one value a link, here 2"),
        ({"delay": [0.0, np.nan]}, ModelRangeError, "delay of a link"),
        ({"rate": [1e6, 0.0]}, ModelRangeError, "rate of a link"),
        ({"rate": ["fast", "slow"]}, InputError, "not a number"),
        ({"loss_every": [0, 1.5]}, InputError, "whole number"),
        ({"next_link": [[-1, 0]]}, ShapeError, "is \\(2, 2\\)"),
        ({"next_link": [[-1, 1], [1, -1]]}, InputError, "another node's"),
        ({"next_link": [[-1, 5], [1, -1]]}, InputError, "not there"),
        ({"next_link": [[-1.0, 0.0], [1.0, -1.0]]}, InputError, "numbers of links"),
        ({"start": np.nan}, ModelRangeError, "start of a forwarding epoch"),
    ],
)
def test_bad_epochs_are_refused(changes: dict[str, Any], error: type[Exception], text: str) -> None:
    good: dict[str, Any] = {
        "start": 0.0, "port": [0, 1], "target": [1, 0], "delay": [0.0, 0.0], "rate": [1e6, 1e6],
        "next_link": [[-1, 0], [1, -1]],
    }  # fmt: skip
    nodes = np.array([0, 1], np.int32)
    simulate_packets(PacketNetwork(2, nodes, nodes, [ForwardingEpoch(**good)]), [burst(1)], duration=1.0)
    with pytest.raises(error, match=text):
        network = PacketNetwork(2, nodes, nodes, [ForwardingEpoch(**(good | changes))])
        simulate_packets(network, [burst(1)], duration=1.0)


def test_bad_networks_are_refused() -> None:
    nodes = np.array([0, 1], np.int32)
    with pytest.raises(InputError, match="port_node has a node outside"):
        PacketNetwork(1, nodes, nodes[:1], [])
    with pytest.raises(InputError, match="listed twice"):
        PacketNetwork(2, nodes, np.array([1, 1]), [])
    with pytest.raises(InputError, match="no forwarding epoch"):
        simulate_packets(PacketNetwork(2, nodes, nodes, []), [burst(1)], duration=1.0)


def test_nodes_and_disciplines_may_be_of_any_numeric_type_and_sequence() -> None:
    floats = packet_graph(2, [(0.0, [PacketLink(0.0, 1.0, MILLISECOND, 0.01)])])  # type: ignore[arg-type]
    rules = np.array(["codel"])
    result = simulate_packets(floats, [burst(3)], duration=1.0, queues=Queues(discipline=rules))  # type: ignore[arg-type]
    assert result.latency.least[0] == pytest.approx(0.011, abs=1e-12)  # times are whole picoseconds
    with pytest.raises(InputError, match="not 'red'"):
        Queues(discipline=np.array(["codel", "red"]))  # type: ignore[arg-type]


def test_bad_runs_are_refused() -> None:
    network = line(0.0)
    for duration in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(ModelRangeError):
            simulate_packets(network, [burst(1)], duration=duration)
    with pytest.raises(InputError, match="no flow"):
        simulate_packets(network, [], duration=1.0)
    with pytest.raises(InputError, match="make it a destination"):
        simulate_packets(network, [UdpFlow(0, 5, 1e6)], duration=1.0)
    with pytest.raises(InputError, match="make it a destination"):
        simulate_packets(network, [UdpFlow(5, 0, 1e6)], duration=1.0)
    with pytest.raises(ShapeError, match="one for each of 2 ports"):
        simulate_packets(network, [burst(1)], duration=1.0, queues=Queues([1, 2, 3]))
    with pytest.raises(InputError, match="not int"):
        simulate_packets(network, [3], duration=1.0)  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"give \[flow\]"):
        simulate_packets(network, burst(1), duration=1.0)  # type: ignore[arg-type]
    for port in (2, 0.5):
        with pytest.raises(InputError, match="watched_ports lists"):
            simulate_packets(network, [burst(1)], duration=1.0, watched_ports=[port])  # type: ignore[list-item]
    late = packet_graph(2, [(0.5, [PacketLink(0, 1, 1e6, 0.0)])])
    with pytest.raises(InputError, match="let it start at 0"):
        simulate_packets(late, [burst(1)], duration=1.0)
    twice = packet_graph(2, [(0.0, []), (0.0, [])])
    with pytest.raises(InputError, match="order them"):
        simulate_packets(twice, [burst(1)], duration=1.0)
