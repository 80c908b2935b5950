"""Max-min fair rates: cases by hand, demands, weights, splits, and what an allocation tells."""

from __future__ import annotations

import numpy as np
import pytest
from capacity_cases import limits, pairs, paths_over, random_snapshot, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.capacity import (
    OWN_DEMAND,
    UNREACHABLE,
    LinkRates,
    fair_rates,
    lexicographic_rates,
    paths_of_routes,
)
from huxing.network.routing import route


def test_the_textbook_parking_lot() -> None:
    paths = paths_over(3, [[[0, 1, 2]], [[0]], [[1]], [[2]]])
    found = fair_rates(paths, limits(paths, [1.0, 2.0, 4.0]))
    assert found.rate == pytest.approx([0.5, 0.5, 1.5, 3.5], rel=1e-15)
    assert found.bottleneck.tolist() == [0, 0, 1, 2]
    assert found.rounds == 3
    assert found.held_by[:3].tolist() == [2, 1, 1]
    assert found.load[:3] == pytest.approx([1.0, 2.0, 4.0])
    assert found.full[:3].all()


def test_demands_weights_and_dead_links() -> None:
    paths = paths_over(3, [[[0]], [[0]], [[0]], [[1]], []])
    found = fair_rates(
        paths, limits(paths, [10.0, 0.0]), demand=[1.0, np.inf, np.inf, 5.0, 5.0], weight=[1, 2, 1, 1, 1]
    )
    assert found.rate == pytest.approx([1.0, 6.0, 3.0, 0.0, 0.0])
    assert found.bottleneck.tolist() == [OWN_DEMAND, 0, 0, 1, UNREACHABLE]
    assert found.satisfied.tolist() == [True, False, False, False, False]
    assert found.unreachable.tolist() == [False, False, False, False, True]
    assert found.utilisation[:3].tolist() == [1.0, 1.0, 0.0]
    assert found.total == pytest.approx(10.0)


def test_a_demand_of_nothing_gets_nothing() -> None:
    paths = paths_over(1, [[[0]], [[0]]])
    assert fair_rates(paths, limits(paths, [4.0]), demand=[0.0, np.inf]).rate.tolist() == [0.0, 4.0]


def test_a_flow_that_splits_loads_its_paths_in_part() -> None:
    paths = paths_over(3, [[[0], [1]], [[0]]])
    capacity = limits(paths, [3.0, 10.0])
    even = fair_rates(paths, capacity)
    assert even.rate == pytest.approx([2.0, 2.0]) and even.path_rate == pytest.approx([1.0, 1.0, 2.0])
    whole = fair_rates(paths, capacity, path_share=[0.0, 1.0, 1.0])
    assert whole.rate == pytest.approx([10.0, 3.0])  # the path without a share is no limit
    with pytest.raises(InputError, match="1 in all"):
        fair_rates(paths, capacity, path_share=[0.2, 0.2, 1.0])
    with pytest.raises(ShapeError):
        fair_rates(paths, capacity, path_share=[1.0])


def test_a_link_on_both_paths_of_a_flow_counts_whole() -> None:
    paths = paths_over(3, [[[0, 1], [0, 2]]])
    assert fair_rates(paths, limits(paths, [3.0, 9.0, 9.0])).rate == pytest.approx([3.0])


def test_what_nothing_limits_is_refused() -> None:
    paths = paths_over(2, [[[0]], [[1]], [[1]]])
    with pytest.raises(InputError, match="flow 1 and 1 more"):
        fair_rates(paths, limits(paths, [1.0]))
    assert fair_rates(paths, limits(paths, [1.0]), demand=2.0).rate.tolist() == [1.0, 2.0, 2.0]


def test_arguments_are_checked() -> None:
    paths = paths_over(2, [[[0]], [[1]]])
    with pytest.raises(ModelRangeError):
        fair_rates(paths, limits(paths, [1.0, 1.0]), demand=-1.0)
    with pytest.raises(ModelRangeError):
        fair_rates(paths, limits(paths, [1.0, 1.0]), weight=0.0)
    with pytest.raises(ModelRangeError):
        fair_rates(paths, np.full(paths.links.size, np.nan))
    with pytest.raises(ShapeError):
        fair_rates(paths, [1.0, 1.0])
    with pytest.raises(ShapeError):
        fair_rates(paths, limits(paths, [1.0, 1.0]), demand=[1.0, 2.0, 3.0])


def test_no_flow_at_all() -> None:
    paths = paths_over(2, [])
    found = fair_rates(paths, limits(paths, [1.0, 1.0]))
    assert found.rate.size == 0 and found.total == 0.0 and found.rounds == 0


@given(seed=st.integers(0, 10_000), factor=st.floats(1e-3, 1e9))
def test_rates_scale_with_the_links(seed: int, factor: float) -> None:
    snapshot = random_snapshot(seed)
    paths = paths_of_routes(route(snapshot), snapshot, *pairs(5))
    one = fair_rates(paths, LinkRates(2.0, 3.0, 4.0, 5.0, 6.0)).rate
    other = fair_rates(paths, LinkRates(*(factor * np.arange(2.0, 7.0)))).rate
    assert other == pytest.approx(factor * one, rel=1e-12)


@given(seed=st.integers(0, 10_000))
def test_weights_of_very_different_size_lose_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths = paths_over(3, [[[0]], [[0]], [[0, 1]], [[1]]])
    weight = 10.0 ** rng.uniform(-9.0, 9.0, 4)
    found = fair_rates(paths, limits(paths, [1.0, 1e-3]), weight=weight)
    assert found.load[1] == pytest.approx(1e-3, rel=1e-9)
    assert found.load[0] == pytest.approx(1.0, rel=1e-9)


def test_one_path_each_is_the_same_by_linear_programmes() -> None:
    snapshot = random_snapshot(11)
    paths = paths_of_routes(route(snapshot), snapshot, *pairs(5))
    rates = LinkRates(2e9, 3e9, 3e9, 5e9, 5e9)
    demand = np.random.default_rng(1).uniform(0.1e9, 2e9, paths.flows)
    # each programme leaves 1e-9 of what is settled free
    assert lexicographic_rates(paths, rates, demand=demand).rate == pytest.approx(
        fair_rates(paths, rates, demand=demand).rate, rel=1e-7
    )


def test_splitting_freely_is_fairer_than_even_splits() -> None:
    paths = paths_over(3, [[[0], [1]], [[0]]])
    capacity = limits(paths, [2.0, 3.0])
    assert lexicographic_rates(paths, capacity).rate == pytest.approx([3.0, 2.0], rel=1e-6)
    assert fair_rates(paths, capacity).rate == pytest.approx([4 / 3, 4 / 3])
    with pytest.raises(InputError, match="nothing limits flow 0"):
        lexicographic_rates(paths, limits(paths, [2.0]))


def test_the_busiest_links_by_name() -> None:
    line = snapshot_of(3, [(0, 1), (1, 2)], [(0, 0), (2, 1)], 2)
    paths = paths_of_routes(route(line), line, [0, 1], [1, 0])
    found = fair_rates(paths, LinkRates(1e9, 2e9, 4e9, 4e9, 4e9), demand=[np.inf, 0.5e9])
    table = found.busiest(line, 3, satellites=["A", "B", "C"], stations=["x", "y"])
    assert table["kind"].tolist() == ["inter-satellite"] * 2 + ["satellite up"] or table["utilisation"].iloc[2] == 0.5
    assert table[["from", "to"]].iloc[:2].to_numpy().tolist() == [["A", "B"], ["B", "C"]]
    assert table["load_mbps"].iloc[0] == pytest.approx(1000.0) and table["flows"].iloc[0] == 1
    kinds = found.by_kind().set_index("kind")
    assert kinds.loc["inter-satellite", "used"] == 4 and kinds.loc["inter-satellite", "full"] == 2
    assert kinds.loc["station up", "load_mbps"] == pytest.approx(1500.0)
    with pytest.raises(ShapeError, match="labels"):
        found.busiest(line, satellites=["A"])
    with pytest.raises(InputError):
        found.busiest(line, 0)
