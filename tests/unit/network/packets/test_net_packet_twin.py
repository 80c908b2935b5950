"""The compiled simulator against its twin in plain Python, to the last picosecond."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from packet_twin import CAUSES, Twin

from huxing.network.packets import PacketLink, PacketNetwork, PingFlow, Queues, UdpFlow, packet_graph, simulate_packets

RATES = (1e6, 3e6, 10e6)
DELAYS = (0.0, 0.001, 0.0123, 0.07)


@st.composite
def networks(draw: st.DrawFn) -> PacketNetwork:
    """Up to six nodes, up to four epochs in which links come, go, and change."""
    nodes = draw(st.integers(2, 6))
    pairs = [(a, b) for a in range(nodes) for b in range(nodes) if a != b]
    link = st.builds(
        lambda pair, rate, delay, loss, every: PacketLink(*pair, rate, delay, loss, every),
        st.sampled_from(pairs), st.sampled_from(RATES), st.sampled_from(DELAYS),
        st.sampled_from((0.0, 0.0, 0.2)), st.sampled_from((0, 0, 7)),
    )  # fmt: skip
    starts = sorted({0.0, *draw(st.lists(st.sampled_from((0.05, 0.1, 0.12, 0.2, 0.3)), max_size=3))})
    unique = st.lists(link, min_size=nodes, max_size=3 * nodes, unique_by=lambda one: (one.source, one.target))
    return packet_graph(nodes, [(start, draw(unique)) for start in starts])


@st.composite
def flows(draw: st.DrawFn, nodes: int) -> list[UdpFlow | PingFlow]:
    made: list[UdpFlow | PingFlow] = []
    for _ in range(draw(st.integers(1, 4))):
        source = draw(st.integers(0, nodes - 1))
        ends = source, (source + draw(st.integers(1, nodes - 1))) % nodes
        start = draw(st.sampled_from((0.0, 0.012, 0.1)))
        if draw(st.booleans()):
            made.append(PingFlow(*ends, interval=0.01, packet_bytes=draw(st.sampled_from((0, 200))), start=start))
        else:
            arrivals = draw(st.sampled_from(("constant", "poisson")))
            sizes = draw(st.sampled_from(("constant", "exponential")))
            rate = draw(st.sampled_from((0.4e6, 2e6, 5e6)))
            made.append(UdpFlow(*ends, rate, 500, arrivals, sizes, start, draw(st.sampled_from((0.25, np.inf)))))
    return made


@settings(max_examples=80)
@given(st.data())
def test_counts_and_latencies_equal_the_twin_s(data: st.DataObject) -> None:
    network = data.draw(networks())
    sent = data.draw(flows(network.nodes))
    discipline = data.draw(st.sampled_from(("drop-tail", "codel")))
    queues = Queues(data.draw(st.sampled_from((0, 1, 5, 100))), discipline, target=0.002, interval=0.02)
    seed = data.draw(st.integers(0, 1000))
    twin = Twin(network, sent, queues, 0.4, seed)
    result = simulate_packets(network, sent, duration=0.4, queues=queues, seed=seed)
    for i, cause in enumerate(CAUSES):
        np.testing.assert_array_equal(getattr(result.counts, cause), twin.tally[:, :, i], cause)
    assert result.counts.conserved
    assert [port.refused for port in twin.ports] == result.ports.refused.tolist()
    for i, latencies in enumerate(twin.latencies):
        if latencies:
            assert result.latency.least[i] == min(latencies) / 10**12
            assert result.latency.greatest[i] == max(latencies) / 10**12
            # the mean and the sum of squares are floating-point sums of up to 1000 terms
            np.testing.assert_allclose(result.latency.mean[i], np.mean(latencies) / 10**12, rtol=1e-12)
    for i, series in result.pings.items():
        trips = {
            number: round(trip * 10**12) for number, trip in enumerate(series.round_trip) if series.returned[number]
        }
        assert trips == twin.trips[i]


@settings(max_examples=25)
@given(st.data())
def test_ports_equal_the_twin_s(data: st.DataObject) -> None:
    network = data.draw(networks())
    sent = data.draw(flows(network.nodes))
    queues = Queues(20, data.draw(st.sampled_from(("drop-tail", "codel"))), target=0.002, interval=0.02)
    twin = Twin(network, sent, queues, 0.4, 1)
    result = simulate_packets(network, sent, duration=0.4, queues=queues, seed=1)
    waiting = np.array([0 if port.managed else len(port.queue) for port in twin.ports])
    taken = np.array([port.taken for port in twin.ports])
    np.testing.assert_array_equal(result.ports.taken, taken + waiting)
    assert (result.ports.longest <= 20).all()


def test_codel_drops_the_twin_s_packets() -> None:
    link, back = PacketLink(0, 1, 12e6, 0.005), PacketLink(1, 0, 12e6, 0.005)
    network = packet_graph(2, [(0.0, [link, back])])
    sent = [UdpFlow(0, 1, 9e6), UdpFlow(0, 1, 6e6, 700, "poisson", start=0.1, stop=1.5)]
    queues = Queues(200, "codel")
    twin = Twin(network, sent, queues, 2.0, 3)
    result = simulate_packets(network, sent, duration=2.0, queues=queues, seed=3)
    np.testing.assert_array_equal(result.counts.managed_drop, twin.tally[:, :, CAUSES.index("managed_drop")])
    np.testing.assert_array_equal(result.counts.delivered, twin.tally[:, :, CAUSES.index("delivered")])
    assert result.counts.managed_drop.sum() > 50
    assert result.ports.managed_drop[0] == result.counts.managed_drop.sum()
