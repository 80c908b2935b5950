"""Satellite networks for packets: pings against routes, shared ground ports, stations that come and go."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.packets import (
    PingFlow,
    Queues,
    TcpFlow,
    UdpFlow,
    experiment_size,
    forwarding_epochs,
    simulate_packets,
)
from huxing.network.routing import Routes, route
from huxing.network.topology import Network, Snapshot, Stations, plus_grid
from huxing.orbit import Constellation, walker_delta

TIME = np.datetime64("2026-08-22T00:00:00", "ns")
SHELL = walker_delta(altitude_km=1150, inclination_deg=53, planes=12, per_plane=12)
PLACES = Stations(
    ("a", "b", "c", "d"),
    np.radians([31.2, 40.7, -23.5, 1.3]), np.radians([121.5, -74.0, -46.6, 103.8]), np.zeros(4),
)  # fmt: skip
NETWORK = Network(plus_grid(Constellation("made", (SHELL,))), PLACES)
SATELLITES = 144


def series(seconds: float, step_ms: int) -> tuple[list[Snapshot], list[Routes]]:
    times = TIME + np.arange(0, round(1e3 * seconds), step_ms) * np.timedelta64(1, "ms")
    snapshots = list(NETWORK.snapshots(times))
    return snapshots, [route(snapshot) for snapshot in snapshots]


def bent_pipe(*ranges_km: float) -> Snapshot:
    """One satellite without links, some stations."""
    none = np.full((1, 4), -1, np.int32)
    ground = 1e3 * np.array([ranges_km])
    return Snapshot(TIME, np.zeros((1, 3)), none, none, np.full((1, 4), np.inf), ground, np.zeros((1, 1), np.int32))


def later(snapshot: Snapshot, seconds: float, **changes: object) -> Snapshot:
    return Snapshot(**{**vars(snapshot), "time": TIME + np.timedelta64(round(1e9 * seconds), "ns"), **changes})


def test_pings_of_all_pairs_take_the_routed_round_trip() -> None:
    snapshots, routes = series(0.1, 100)
    network = forwarding_epochs(snapshots, routes, link_rate=1e9, ground_rate=1e9)
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j and routes[0].reachable[i, j]]
    flows = [PingFlow(SATELLITES + i, SATELLITES + j) for i, j in pairs]
    result = simulate_packets(network, flows, duration=0.5)
    assert len(pairs) >= 6
    for k, pair in enumerate(pairs):
        # one picosecond of rounding a link
        np.testing.assert_allclose(result.pings[k].round_trip[0], routes[0].round_trip[pair], rtol=0, atol=1e-10)


def test_pings_follow_the_routes_as_they_change() -> None:
    snapshots, routes = series(60.0, 1000)
    network = forwarding_epochs(iter(snapshots), iter(routes), link_rate=1e9, ground_rate=1e9)
    pair = next((i, j) for i in range(4) for j in range(i) if all(r.reachable[i, j] for r in routes))
    flow = PingFlow(SATELLITES + pair[0], SATELLITES + pair[1], interval=1.0, start=0.25)
    result = simulate_packets(network, [flow], duration=60.0)
    wanted = np.array([r.round_trip[pair] for r in routes])
    assert result.pings[0].returned.all()
    assert np.ptp(wanted) > 1e-4  # it does change
    np.testing.assert_allclose(result.pings[0].round_trip, wanted, rtol=0, atol=1e-10)


def test_packets_are_conserved_over_changing_routes() -> None:
    snapshots, routes = series(20.0, 500)
    network = forwarding_epochs(snapshots, routes, link_rate=2e6, ground_rate=1e6)
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j and routes[0].reachable[i, j]]
    flows = [UdpFlow(SATELLITES + i, SATELLITES + j, 4e5, arrivals="poisson") for i, j in pairs]
    flows += [TcpFlow(SATELLITES + i, SATELLITES + j) for i, j in pairs]  # type: ignore[misc]
    result = simulate_packets(network, flows, duration=20.0, queues=Queues(20))
    assert result.counts.conserved
    assert (result.counts.delivered[:, 0] > 0).all()
    assert result.counts.queue_full.sum() > 0


@pytest.mark.parametrize(("ground_ports", "lost"), [("shared", 0.375), ("per-link", 0.0)])
def test_a_shared_ground_port_shares_its_rate(ground_ports: str, lost: float) -> None:
    snapshot = bent_pipe(1000, 1200, 1500)
    network = forwarding_epochs(
        [snapshot], [route(snapshot)], link_rate=1e6, ground_rate=1e7, ground_ports=ground_ports  # type: ignore[arg-type]
    )  # fmt: skip
    flows = [UdpFlow(1, 2, 8e6), UdpFlow(2, 3, 8e6, start=1e-4)]
    result = simulate_packets(network, flows, duration=20.0)
    # 16 of 10 Mbit/s; the hundred that the queue holds are 0.4 % of all that is sent
    assert result.counts.dropped.sum() / result.counts.sent.sum() == pytest.approx(lost, abs=0.005)
    assert result.counts.queue_full.sum() == result.counts.dropped.sum()


def test_every_ground_link_has_its_own_rate() -> None:
    snapshot = bent_pipe(1000, 1200, 1500)
    rates = {"ground_rate": np.array([[1e6, 2e6, 4e6]]), "uplink_rate": np.array([[1e7, 2e7, 4e7]])}
    network = forwarding_epochs([snapshot], [route(snapshot)], link_rate=1e6, **rates)  # type: ignore[arg-type]
    result = simulate_packets(network, [PingFlow(1, 3, packet_bytes=1250)], duration=0.5)
    sent = 1e4 * (1 / 1e7 + 1 / 4e6 + 1 / 4e7 + 1 / 1e6)
    assert result.pings[0].round_trip[0] == pytest.approx(sent + 2 * 2.5e6 / SPEED_OF_LIGHT, abs=1e-10)


def test_what_waits_for_a_station_out_of_view_is_dropped() -> None:
    first = bent_pipe(1000, 1200, 1500)
    second = later(first, 1.0, ground_range=1e3 * np.array([[1000, np.inf, 1500]]))
    snapshots = [first, second]
    network = forwarding_epochs(
        snapshots, [route(s) for s in snapshots], link_rate=1e6, ground_rate=1e6, uplink_rate=1e9
    )
    flows = [UdpFlow(1, 2, 2e6, stop=0.99), UdpFlow(1, 3, 1e5, stop=0.99)]
    result = simulate_packets(network, flows, duration=5.0)
    gone = result.counts.link_removed[:, 0]
    assert gone[0] > 50
    assert gone[1] == 0
    assert result.counts.in_flight.sum() == 0
    assert result.counts.conserved


def test_a_station_that_is_only_routed_otherwise_still_gets_what_waits_for_it() -> None:
    neighbour, length = np.full((2, 4), -1, np.int32), np.full((2, 4), np.inf)
    neighbour[:, 0], length[:, 0] = (1, 0), 1e6
    ground = np.array([[1e6, 1.2e6], [np.inf, 1.5e6]])
    order = np.array([[0, 1], [1, 0]], np.int32)
    two = Snapshot(TIME, np.zeros((2, 3)), neighbour, np.minimum(neighbour, 0), length, ground, order)
    routes = route(two)
    other = Routes(**{**vars(routes), "next_hop": routes.next_hop.copy()})
    other.next_hop[0, 1] = 1  # the first satellite sends to the second station by the second satellite
    snapshots = [two, later(two, 1.0)]
    network = forwarding_epochs(snapshots, [routes, other], link_rate=1e9, ground_rate=1e6, uplink_rate=1e9)
    result = simulate_packets(network, [UdpFlow(2, 3, 2e6, stop=0.99)], duration=5.0, queues=Queues(1000))
    assert result.counts.delivered[0, 0] == result.counts.sent[0, 0]


def test_iterators_serve_once_and_lists_again() -> None:
    snapshots, routes = series(0.3, 100)
    flow = PingFlow(SATELLITES, SATELLITES + 1)
    rates = {"link_rate": 1e9, "ground_rate": 1e9}
    listed = forwarding_epochs(snapshots, routes, **rates)  # type: ignore[arg-type]
    first, second = (simulate_packets(listed, [flow], duration=0.3) for _ in range(2))
    np.testing.assert_array_equal(first.counts.sent, second.counts.sent)
    assert experiment_size(listed, [flow], duration=0.3).packets == pytest.approx(3.0)
    once = forwarding_epochs(iter(snapshots), iter(routes), **rates)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="only once"):
        experiment_size(once, [flow], duration=0.3)
    third = simulate_packets(once, [flow], duration=0.3)
    np.testing.assert_array_equal(first.counts.delivered, third.counts.delivered)
    with pytest.raises(InputError, match="used up"):
        simulate_packets(once, [flow], duration=0.3)


def test_an_unreachable_station_is_counted() -> None:
    snapshot = bent_pipe(1000, np.inf)
    network = forwarding_epochs([snapshot], [route(snapshot)], link_rate=1e6, ground_rate=1e6)
    result = simulate_packets(network, [PingFlow(1, 2), TcpFlow(1, 2)], duration=1.0)
    assert result.counts.no_route[0, 0] == 10
    assert not result.pings[0].returned.any()
    assert result.goodput.tolist() == [0.0, 0.0]
    assert np.isnan(result.latency.mean).all()


def test_bad_networks_are_refused() -> None:
    snapshot = bent_pipe(1000, 1200)
    routes, rates = route(snapshot), {"link_rate": 1e6, "ground_rate": 1e6}
    with pytest.raises(InputError, match="no snapshot"):
        forwarding_epochs([], [], **rates)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="shared, per-link"):
        forwarding_epochs([snapshot], [routes], **rates, ground_ports="two")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="ground_rate has shape"):
        forwarding_epochs([snapshot], [routes], link_rate=1e6, ground_rate=[1e6, 1e6])
    with pytest.raises(ModelRangeError, match="rate of a link"):
        forwarding_epochs([snapshot], [routes], link_rate=1e6, ground_rate=np.nan)
    with pytest.raises(InputError, match="for each snapshot"):
        simulate_packets(forwarding_epochs([snapshot], [routes, routes], **rates), [PingFlow(1, 2)], duration=1.0)  # type: ignore[arg-type]
    silent = forwarding_epochs([snapshot], [routes], link_rate=1e6, ground_rate=np.array([[1e6, 0.0]]))
    with pytest.raises(InputError, match="a link that is not there"):
        simulate_packets(silent, [PingFlow(1, 2)], duration=1.0)
    other = bent_pipe(1000, 1200, 1500)
    mixed = forwarding_epochs([snapshot, later(other, 1.0)], [routes, route(other)], **rates)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not of the first ones' network"):
        simulate_packets(mixed, [PingFlow(1, 2)], duration=2.0)
    with pytest.raises(InputError, match="order them"):
        same = forwarding_epochs([snapshot, snapshot], [routes, routes], **rates)  # type: ignore[arg-type]
        simulate_packets(same, [PingFlow(1, 2)], duration=2.0)
