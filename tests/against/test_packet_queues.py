"""Queueing theory as the judge of the packet simulator: Poisson streams through one transmitter.

Kleinrock 1975, Queueing Systems, volume 1: M/M/1 (3.2), M/M/1/K (3.6), M/G/1 (5.6, Pollaczek and Khinchine). Waits of
one queue are correlated, so the error of a mean is that of independent runs: ten seeds, and four standard errors of
their mean.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from huxing.network.packets import PacketLink, PacketResult, PingFlow, Queues, UdpFlow, packet_graph, simulate_packets

RATE = 12e6
"""Bit/s at which 1500 bytes take a millisecond."""
SERVICE = 1e-3
NETWORK = packet_graph(2, [(0.0, [PacketLink(0, 1, RATE, 0.01), PacketLink(1, 0, RATE, 0.01)])])
SEEDS = 10
SURE = 4.8
"""Standard errors: of ten runs, Student's t with nine degrees of freedom leaves one in a thousand outside."""


def poisson(load: float, sizes: str, packet_bytes: int = 1500) -> UdpFlow:
    return UdpFlow(0, 1, load * RATE, packet_bytes, "poisson", sizes)  # type: ignore[arg-type]


def runs(flows: list[UdpFlow | PingFlow], duration: float, limit: int = 100_000) -> list[PacketResult]:
    return [
        simulate_packets(NETWORK, flows, duration=duration, queues=Queues(limit), seed=seed) for seed in range(SEEDS)
    ]


def agrees(values: list[float] | NDArray[np.float64], theory: float, resolved: float) -> None:
    """The mean of the runs is the theory's within its error, which resolves a share of it."""
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert SURE * error < resolved * theory
    assert abs(np.mean(values) - theory) < SURE * error


@pytest.mark.parametrize(("load", "seconds"), [(0.2, 150.0), (0.5, 200.0), (0.8, 400.0), (0.9, 800.0)])
@pytest.mark.parametrize(("sizes", "share"), [("exponential", 1.0), ("constant", 0.5)])
def test_mean_wait_of_m_m_1_and_m_d_1(sizes: str, share: float, load: float, seconds: float) -> None:
    results = runs([poisson(load, sizes)], seconds)
    assert sum(result.counts.queue_full.sum() for result in results) == 0
    agrees([result.ports.mean_wait[0] for result in results], share * load / (1.0 - load) * SERVICE, 0.06)
    agrees([result.ports.utilisation[0] for result in results], load, 0.02)
    assert all(result.counts.conserved for result in results)


def test_the_error_of_a_mean_wait_is_the_published_one() -> None:
    # Whitt 1989, Management Science 35(11), "Planning queueing simulations": the asymptotic variance of the
    # mean wait
    load, seconds = 0.5, 200.0
    waits = [result.ports.mean_wait[0] for result in runs([poisson(load, "exponential")], seconds)]
    variance = load * (2.0 + 5.0 * load - 4.0 * load**2 + load**3) / (1.0 - load) ** 4 * SERVICE**2
    expected = np.sqrt(variance / (load * seconds / SERVICE))
    assert 0.5 < np.std(waits, ddof=1) / expected < 1.6  # chi of nine degrees of freedom, one in a hundred outside


@pytest.mark.parametrize(("load", "places"), [(0.5, 1), (0.9, 3), (1.5, 5), (1.0, 10)])
def test_loss_of_m_m_1_k(load: float, places: int) -> None:
    results = runs([poisson(load, "exponential")], 100.0, limit=places - 1)
    theory = 1.0 / (places + 1) if load == 1.0 else (1 - load) * load**places / (1 - load ** (places + 1))
    agrees([result.counts.queue_full[0, 0] / result.counts.sent[0, 0] for result in results], theory, 0.06)


def test_pollaczek_and_khinchine_of_two_sizes() -> None:
    flows = [poisson(0.3, "constant", 300), poisson(0.4, "constant", 1500)]
    arrivals = np.array([0.3 / 0.2, 0.4]) / SERVICE
    second_moment = arrivals @ np.array([0.2, 1.0]) ** 2 * SERVICE**2
    theory = second_moment / 2.0 / (1.0 - 0.7)
    agrees([result.ports.mean_wait[0] for result in runs(flows, 200.0)], theory, 0.04)


def test_latency_is_wait_service_and_propagation() -> None:
    result = runs([poisson(0.7, "exponential")], 100.0)[0]
    parts = result.ports.mean_wait[0] + result.ports.utilisation[0] * 100.0 / result.ports.taken[0] + 0.01
    # a few packets are still under way at the end
    assert result.latency.mean[0] == pytest.approx(parts, rel=1e-3)


def test_little_s_law_between_samples_and_waits() -> None:
    flows = [poisson(0.8, "exponential")]
    result = simulate_packets(
        NETWORK, flows, duration=400.0, queues=Queues(100_000), trace_step=0.01, watched_ports=[0]
    )  # fmt: skip
    arrivals = result.counts.sent[0, 0] / 400.0
    # 40,000 samples 10 ms apart, as long as a state of the queue lasts: each mean is known to about 0.7 %
    assert result.trace.waiting.mean() == pytest.approx(arrivals * result.ports.mean_wait[0], rel=0.02)


def test_a_ping_sees_the_mean_wait_twice() -> None:
    # pings of no size see the work before them; Poisson arrivals see time averages, and so do rare regular pings
    flows = [poisson(0.6, "exponential"), UdpFlow(1, 0, 0.6 * RATE, 1500, "poisson", "exponential")]
    means = []
    for result in runs([*flows, PingFlow(0, 1, interval=0.0213)], 200.0):
        assert result.pings[2].returned[:-20].all()
        means.append(float(np.nanmean(result.pings[2].round_trip)) - 0.02)
    agrees(means, 2.0 * 0.6 / 0.4 * SERVICE, 0.05)
