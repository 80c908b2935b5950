"""Traffic to any gateway, gateways placed one by one, bent pipes, and what failures cost."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from capacity_cases import pairs, random_snapshot, snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.capacity import (
    LinkRates,
    compare_bent_pipe,
    cost_of_failures,
    cost_of_gateways,
    failure_table,
    fair_rates,
    greatest_flow,
    paths_of_routes,
    place_gateways,
)
from huxing.network.routing import route

# users 0 and 1 over satellites 0 and 1; gateway 2 under satellite 1, gateway 3 under satellite 2
CASE = snapshot_of(3, [(0, 1), (1, 2)], [(0, 0), (1, 1), (1, 2), (2, 3)], 4)


def test_a_case_by_hand() -> None:
    rates = LinkRates(4.0, 10.0, 6.0, np.inf, 20.0)
    flow = greatest_flow(CASE, [0, 1], [2, 3], rates, supply=[9.0, 9.0])
    assert (
        flow.total == flow.bound == 10.0
    )  # 4 over the laser from user 0, and what fits of user 1's 9: down 6 + laser 4
    assert flow.sent.sum() == flow.received.sum() == 10.0
    assert flow.received.tolist() == [6.0, 4.0]
    assert set(flow.links.kind(flow.cut)) == {"satellite down", "inter-satellite"}
    assert flow.load[flow.links.of_kind("satellite down")].tolist() == [0.0, 6.0, 4.0]


def test_what_binds_is_in_the_cut() -> None:
    users = greatest_flow(CASE, [0, 1], [2, 3], LinkRates(), supply=3.0)
    assert users.total == 6.0 and users.cut.size == 0
    antennas = greatest_flow(CASE, [0, 1], [2, 3], LinkRates(station_down=2.0), supply=100.0)
    assert antennas.total == 4.0 and set(antennas.links.kind(antennas.cut)) == {"station down"}
    single = greatest_flow(CASE, [0, 1], [2, 3], LinkRates(ground_down=3.0), supply=100.0)
    assert single.total == 6.0 and set(single.links.kind(single.cut)) == {"ground link down"}


def test_bent_pipes_serve_only_users_with_a_gateway_in_view() -> None:
    found = compare_bent_pipe(CASE, [0, 1], [2, 3], LinkRates(satellite_down=6.0), supply=9.0)
    assert found.bent_pipe.sent.tolist() == [0.0, 6.0]
    assert found.lasers.total == 12.0
    assert found.gain == 2.0 and found.cut_off == 1
    blind = compare_bent_pipe(CASE, [0], [3], LinkRates(satellite_down=6.0), supply=9.0)
    assert np.isnan(blind.gain) and blind.lasers.total == 6.0


@settings(max_examples=40)
@given(seed=st.integers(0, 100_000))
def test_flow_is_conserved_and_fits(seed: int) -> None:
    snapshot = random_snapshot(seed, satellites=10, stations=8)
    rng = np.random.default_rng(seed)
    rates = LinkRates(
        rng.integers(0, 9, (10, 4)), rng.integers(0, 20, 10), rng.integers(0, 20, 10), 30.0, rng.integers(0, 30, 8),
        ground_down=rng.integers(0, 9, (10, 8)),
    )  # fmt: skip
    supply = rng.integers(0, 12, 5)
    flow = greatest_flow(snapshot, np.arange(5), np.arange(5, 8), rates, supply=supply)
    capacity = rates.capacity(flow.links)
    assert flow.total == flow.bound == flow.sent.sum() == flow.received.sum()
    assert (flow.load <= capacity).all() and (flow.sent <= supply).all()
    up = flow.load[flow.links.of_kind("satellite up")]
    down = flow.load[flow.links.of_kind("satellite down")]
    laser = flow.load[flow.links.of_kind("inter-satellite")].reshape(10, 4)
    into = np.zeros(10)
    np.add.at(into, snapshot.neighbour[snapshot.neighbour >= 0], laser[snapshot.neighbour >= 0])
    assert (up + into == down + laser.sum(axis=1)).all()


@settings(max_examples=25)
@given(seed=st.integers(0, 100_000))
def test_placing_is_greedy_and_bounded(seed: int) -> None:
    snapshots = [random_snapshot(seed + k, satellites=10, stations=8) for k in range(2)]
    rates = LinkRates(3.0, 8.0, 8.0, 10.0, 6.0)
    users, candidates = np.arange(4), np.arange(4, 8)
    curve = place_gateways(snapshots, users, candidates, rates, supply=5.0)

    def mean(chosen: tuple[int, ...]) -> float:
        stations = candidates[list(chosen)]
        return float(np.mean([greatest_flow(s, users, stations, rates, supply=5.0).total for s in snapshots]))

    for count in range(1, curve.order.size + 1):
        before, placed = tuple(curve.order[: count - 1]), tuple(curve.order[:count])
        assert curve.mean[count - 1] == mean(placed)
        assert curve.mean[count - 1] == max(mean((*before, g)) for g in range(4) if g not in before)
        best = max(mean(chosen) for chosen in itertools.combinations(range(4), count))
        assert curve.mean[count - 1] >= (1.0 - np.exp(-1.0)) * best
    assert curve.limit.mean() == mean((0, 1, 2, 3))
    if curve.order.size:
        assert curve.throughput[-1].tolist() == curve.limit.tolist() or curve.order.size == 4
        assert curve.received.sum(axis=0).tolist() == curve.throughput[-1].tolist()


def test_the_curve_tells_how_many_gateways_and_antennas() -> None:
    rates = LinkRates(4.0, 10.0, 6.0, np.inf, 20.0)
    told: list[tuple[int, float]] = []
    curve = place_gateways(
        [CASE], [0, 1], [2, 3], rates, supply=9.0, progress=lambda count, mean: told.append((count, mean))
    )
    assert curve.order.tolist() == [0, 1] and curve.mean.tolist() == [6.0, 10.0]
    assert told == [(1, 6.0), (2, 10.0)]
    assert curve.needed(0.6) == 1 and curve.needed() == 2
    assert curve.antennas(2.0).tolist() == [3, 2]
    assert curve.table(["here", "there"])["added"].tolist() == ["here", "there"]
    assert curve.table()["share"].tolist() == [0.6, 1.0]
    short = place_gateways([CASE], [0, 1], [2, 3], rates, supply=9.0, most=1)
    assert short.order.tolist() == [0] and short.needed() is None and short.limit.tolist() == [10.0]
    assert place_gateways([CASE], [0, 1], [2, 3], rates, supply=9.0, enough=0.5).order.size == 1
    with pytest.raises(InputError, match="one name each"):
        curve.table(["here"])


def test_no_user_and_no_traffic() -> None:
    none = greatest_flow(CASE, [], [2], LinkRates(1.0), supply=1.0)
    assert none.total == none.bound == 0.0
    still = place_gateways([CASE], [0], [2, 3], LinkRates(1.0), supply=0.0)
    assert still.order.size == 0 and still.limit.tolist() == [0.0] and still.table().empty


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="a user and a gateway"):
        greatest_flow(CASE, [0, 2], [2], LinkRates(), supply=1.0)
    with pytest.raises(InputError, match="a user twice"):
        greatest_flow(CASE, [0, 0], [2], LinkRates(), supply=1.0)
    with pytest.raises(InputError, match="stations 0 to 3"):
        greatest_flow(CASE, [0], [7], LinkRates(), supply=1.0)
    with pytest.raises(InputError, match="have a limit"):
        greatest_flow(CASE, [0], [2], LinkRates())
    with pytest.raises(InputError, match="too much"):
        greatest_flow(CASE, [0], [2], LinkRates(), supply=1e19)
    with pytest.raises(ShapeError):
        greatest_flow(CASE, [0], [2], LinkRates(), supply=[1.0, 2.0])
    with pytest.raises(ModelRangeError):
        greatest_flow(CASE, [0], [2], LinkRates(), supply=np.nan)
    with pytest.raises(InputError, match="no snapshot"):
        place_gateways([], [0], [2], LinkRates(), supply=1.0)
    with pytest.raises(InputError, match="no snapshot or no candidate"):
        place_gateways([CASE], [0], [], LinkRates(), supply=1.0)
    with pytest.raises(ModelRangeError):
        place_gateways([CASE], [0], [2], LinkRates(), supply=1.0, most=0)
    with pytest.raises(InputError, match="two or more"):
        cost_of_gateways(CASE, [0], [2], LinkRates(), supply=1.0)


def test_what_each_gateway_is_worth() -> None:
    table = cost_of_gateways(CASE, [0, 1], [2, 3], LinkRates(4.0, 10.0, 6.0), supply=9.0)
    assert table["gateway"].tolist() == [2, 3]
    assert table["throughput_gbps"].tolist() == pytest.approx([4e-9, 6e-9])
    assert table["lost_share"].tolist() == pytest.approx([0.6, 0.4])


def test_what_failures_cost() -> None:
    ring = snapshot_of(4, [(0, 1), (1, 2), (2, 3), (3, 0)], [(0, 0), (2, 1), (3, 2)], 3)
    length = ring.length.copy()
    length[0, 0] = length[1, 0] = np.inf  # the laser between 0 and 1
    ranges = ring.ground_range.copy()
    ranges[:, 2] = np.inf
    rates = LinkRates(6.0, 9.0, 9.0, 9.0, 9.0)
    cases = {"laser": replace(ring, length=length), "station 2": replace(ring, ground_range=ranges)}
    table = cost_of_failures(ring, cases, [0, 0, 2], [1, 2, 1], rates).set_index("failed")
    assert table["unreachable"].tolist() == [0, 0, 2] and table["cut_off"].tolist() == [0, 0, 2]
    before = table.loc["none"]
    assert before["lost_share"] == 0.0 and before["slower"] == 0 and before["median_kept"] == 1.0
    # without it all three flows share the lasers 0-3 and 3-2: two flows each, 3 bit/s
    assert table.loc["laser", "throughput_gbps"] == pytest.approx(9e-9)
    assert table.loc["laser", "lost_share"] > 0.0 and table.loc["laser", "slower"] > 0
    assert table.loc["station 2", "least_kept"] >= 1.0
    late = replace(ring, time=ring.time + np.timedelta64(1, "s"))
    with pytest.raises(InputError, match="take one instant"):
        cost_of_failures(ring, {"later": late}, [0], [1], rates)


def test_failures_compare_the_same_flows() -> None:
    snapshot = random_snapshot(4)
    source, destination = pairs(5)
    one = fair_rates(paths_of_routes(route(snapshot), snapshot, source, destination), LinkRates(*[1.0] * 5))
    few = fair_rates(paths_of_routes(route(snapshot), snapshot, source[:3], destination[:3]), LinkRates(*[1.0] * 5))
    with pytest.raises(ShapeError, match="same flows"):
        failure_table(one, {"few": few})
    lone = snapshot_of(1, [], [], 2)
    nothing = fair_rates(paths_of_routes(route(lone), lone, [0], [1]), LinkRates(1.0))
    table = failure_table(nothing, {"same": nothing})
    assert table["lost_share"].tolist() == [0.0, 0.0] and table["median_kept"].isna().all()
