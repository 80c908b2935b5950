"""Flows that split: values equal to a plain linear programme, bounds that hold, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from capacity_cases import limits, pairs, paths_over, random_snapshot, snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from huxing.core.errors import InputError, ModelRangeError, TooLargeError
from huxing.network.capacity import (
    FlowPlan,
    LinkRates,
    Paths,
    best_flows,
    lexicographic_rates,
    split_flows,
    spread_paths,
)
from huxing.network.capacity.relaxation import Relaxation

DRAWN = st.integers(0, 100_000)


def plain(paths: Paths, capacity: NDArray[np.float64], objective: str, demand: NDArray[np.float64]) -> float:
    """The same programme with every link and every path in it."""
    finite = np.isfinite(capacity)
    table = paths.matrix.toarray()[finite]
    sums = np.zeros((paths.flows, len(paths)))
    sums[paths.flow, np.arange(len(paths))] = 1.0
    if objective == "throughput":
        asked = np.isfinite(demand)
        rows, right = np.vstack([table, sums[asked]]), np.concatenate([capacity[finite], demand[asked]])
        return -float(linprog(-np.ones(len(paths)), A_ub=rows, b_ub=right).fun)
    with_path = ~paths.unreachable
    cost = np.append(np.zeros(len(paths)), -1.0)
    rows = np.hstack([table, np.zeros((len(table), 1))])
    equal = np.hstack([sums[with_path], -demand[with_path, None]])
    return -float(linprog(cost, A_ub=rows, b_ub=capacity[finite], A_eq=equal, b_eq=np.zeros(len(equal))).fun)


def require_sound(plan: FlowPlan) -> None:
    """No overload, no more than asked, the bound not below the value."""
    assert plan.bound >= plan.value
    assert plan.utilisation.max(initial=0.0) <= 1.0 + 1e-12
    assert (plan.path_rate >= 0.0).all()
    assert (plan.rate[plan.unreachable] == 0.0).all()
    assert plan.gap >= 0.0


def drawn_paths(seed: int) -> tuple[Paths, NDArray[np.float64], np.random.Generator]:
    rng = np.random.default_rng(seed)
    links, flows = int(rng.integers(1, 9)), int(rng.integers(1, 9))
    over: list[Any] = [
        [rng.permutation(links)[: rng.integers(1, links + 1)] for _ in range(rng.integers(0, 4))] for _ in range(flows)
    ]
    over[0] = over[0] or [[0]]
    paths = paths_over(links, over)
    capacity = rng.choice([1.0, 2.0, 5.0], links) if seed % 2 else rng.exponential(1.0, links)
    return paths, limits(paths, capacity), rng


@settings(max_examples=60)
@given(seed=DRAWN)
def test_values_are_those_of_the_plain_programme(seed: int) -> None:
    paths, capacity, rng = drawn_paths(seed)
    for objective, demand in (
        ("throughput", np.full(paths.flows, np.inf)),
        ("throughput", rng.exponential(1.0, paths.flows)),
        ("concurrent", rng.exponential(1.0, paths.flows) + 0.1),
    ):
        asked = None if np.isinf(demand).any() else demand
        plan = split_flows(paths, capacity, objective=objective, demand=asked, tolerance=1e-9)  # type: ignore[arg-type]
        require_sound(plan)
        wanted = plain(paths, capacity, objective, demand)
        assert plan.value == pytest.approx(wanted, rel=1e-6)  # the solver's own tolerance is 1e-7
        assert plan.bound == pytest.approx(wanted, rel=1e-6)
        assert (plan.rate <= demand * max(plan.value, 1.0) * (1.0 + 1e-9)).all()


@pytest.mark.parametrize("seed", range(40))
def test_gradient_steps_come_near_and_their_bound_holds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What large problems begin with, on small ones."""
    monkeypatch.setattr("huxing.network.capacity.programme.LARGE", 1)
    paths, capacity, rng = drawn_paths(seed)
    for demand in (np.full(paths.flows, np.inf), rng.exponential(1.0, paths.flows)):
        plan = split_flows(paths, capacity, demand=demand, tolerance=0.01)
        require_sound(plan)
        wanted = plain(paths, capacity, "throughput", demand)
        assert plan.value <= wanted * (1.0 + 1e-6) and plan.bound >= wanted * (1.0 - 1e-6)
        assert plan.gap <= 0.0102  # 1 / (1 - 0.01) - 1
        assert (plan.rate <= demand * (1.0 + 1e-12)).all()


def test_gradient_steps_alone_give_a_bound_and_feasible_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the solver: so many steps as there are bring most cases within the tolerance."""
    monkeypatch.setattr("huxing.network.capacity.programme.LARGE", 1)
    asked: list[int] = []
    solve = Relaxation.solve

    def counted(self: Relaxation, active: NDArray[np.bool_]) -> Any:
        asked.append(len(self.paths))
        return solve(self, active)

    monkeypatch.setattr(Relaxation, "solve", counted)
    for seed in range(40):
        paths, capacity, _ = drawn_paths(seed)
        split_flows(paths, capacity, tolerance=0.01)
    assert len(asked) <= 10


def test_prices_say_what_more_capacity_is_worth() -> None:
    paths = paths_over(3, [[[0, 1]], [[1, 2]], [[2]]])
    capacity = limits(paths, [9.0, 2.0, 5.0])
    plan = split_flows(paths, capacity)
    assert plan.value == pytest.approx(7.0)
    assert plan.price[:3] == pytest.approx([0.0, 1.0, 1.0])
    more = split_flows(paths, limits(paths, [9.0, 2.5, 5.0]))
    assert more.value - plan.value == pytest.approx(0.5 * plan.price[1])


def test_a_dead_link_leaves_other_paths() -> None:
    paths = paths_over(3, [[[0], [1]], [[0]], []])
    capacity = limits(paths, [0.0, 4.0, 1.0])
    plan = split_flows(paths, capacity)
    assert plan.rate.tolist() == [4.0, 0.0, 0.0]
    assert plan.unreachable.tolist() == [False, False, True]
    starved = split_flows(paths, capacity, objective="concurrent")
    assert (starved.value, starved.bound, starved.gap) == (0.0, 0.0, 0.0)
    served = split_flows(paths.keep(np.array([0, 1])), capacity, objective="concurrent")
    assert served.value == pytest.approx(4.0)


@pytest.mark.parametrize("objective", ["throughput", "concurrent"])
def test_nothing_asked_is_nothing_given(objective: str) -> None:
    paths = paths_over(2, [[[0]], [[1]]])
    plan = split_flows(paths, limits(paths, [1.0, 1.0]), objective=objective, demand=0.0)  # type: ignore[arg-type]
    assert (plan.value, plan.bound, plan.total) == (0.0, 0.0, 0.0)
    empty = paths_over(2, [])
    assert split_flows(empty, limits(empty, [1.0]), objective=objective).value == 0.0  # type: ignore[arg-type]


def test_what_is_refused() -> None:
    paths = paths_over(2, [[[0]], [[1]]])
    capacity = limits(paths, [1.0])
    with pytest.raises(InputError, match="objective 'fair' is not known"):
        split_flows(paths, capacity, objective="fair")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="nothing limits flow 1"):
        split_flows(paths, capacity)
    with pytest.raises(InputError, match="infinite demand"):
        split_flows(paths, capacity, objective="concurrent", demand=[1.0, np.inf])
    with pytest.raises(InputError, match="nothing limits"):
        split_flows(paths, limits(paths, []), objective="concurrent")
    with pytest.raises(ModelRangeError):
        split_flows(paths, capacity, demand=-1.0)
    many = paths_over(1, [[[0]]] * 2001)
    with pytest.raises(TooLargeError, match="2001 flows"):
        lexicographic_rates(many, limits(many, [1.0]))


def plain_arcs(snapshot: Any, rates: LinkRates, source: Any, destination: Any, demand: Any) -> float:
    """The greatest common share by a programme over arcs: nodes and links, no paths."""
    import networkx as nx

    n, links = snapshot.satellites, rates.numbers(snapshot)
    capacity = rates.capacity(links)
    arcs: list[tuple[str, str, float]] = []
    for i in range(n):
        arcs.append((f"r{i}", f"s{i}", capacity[links.of_kind("satellite up").start + i]))
        arcs.append((f"s{i}", f"d{i}", capacity[links.of_kind("satellite down").start + i]))
        for k in range(links.ports):
            if np.isfinite(snapshot.length[i, k]):
                arcs.append((f"s{i}", f"s{snapshot.neighbour[i, k]}", capacity[i * links.ports + k]))
        for g in range(snapshot.stations):
            if np.isfinite(snapshot.ground_range[i, g]):
                arcs += [(f"u{g}", f"r{i}", np.inf), (f"d{i}", f"v{g}", np.inf)]
    for g in range(snapshot.stations):
        arcs.append((f"a{g}", f"u{g}", capacity[links.of_kind("station up").start + g]))
        arcs.append((f"v{g}", f"b{g}", capacity[links.of_kind("station down").start + g]))
    graph = nx.DiGraph((a, b) for a, b, _ in arcs)
    nodes = {name: k for k, name in enumerate(graph)}
    flows = [f for f in range(len(source)) if nx.has_path(graph, f"a{source[f]}", f"b{destination[f]}")]
    balance = np.zeros((len(nodes), len(arcs)))
    for column, (a, b, _) in enumerate(arcs):
        balance[nodes[a], column], balance[nodes[b], column] = 1.0, -1.0
    rows, equal = len(flows) * len(arcs) + 1, np.zeros((len(flows) * len(nodes), len(flows) * len(arcs) + 1))
    for k, f in enumerate(flows):
        equal[k * len(nodes) : (k + 1) * len(nodes), k * len(arcs) : (k + 1) * len(arcs)] = balance
        equal[k * len(nodes) + nodes[f"a{source[f]}"], -1] = -demand[f]
        equal[k * len(nodes) + nodes[f"b{destination[f]}"], -1] = demand[f]
    finite = [c for c, arc in enumerate(arcs) if np.isfinite(arc[2])]
    shared = np.zeros((len(finite), rows))
    for k in range(len(flows)):
        shared[np.arange(len(finite)), k * len(arcs) + np.array(finite)] = 1.0
    cost = np.zeros(rows)
    cost[-1] = -1.0
    right = [arcs[c][2] for c in finite]
    return -float(linprog(cost, A_ub=shared, b_ub=right, A_eq=equal, b_eq=np.zeros(len(equal))).fun)


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_over_all_paths_it_is_the_programme_over_arcs(seed: int) -> None:
    snapshot = random_snapshot(seed, satellites=8, stations=3)
    source, destination = pairs(3)
    rng = np.random.default_rng(seed)
    rates = LinkRates(rng.uniform(1.0, 3.0, (8, 4)), 4.0, 3.0, 9.0, 9.0)
    demand = rng.uniform(0.5, 2.0, source.size)
    plan = best_flows(snapshot, source, destination, rates, objective="concurrent", demand=demand, paths=1, gap=1e-7)
    require_sound(plan)
    assert plan.bound_over == "all paths"
    assert plan.value == pytest.approx(plain_arcs(snapshot, rates, source, destination, demand), rel=1e-6)
    assert plan.gap <= 1e-6


@settings(max_examples=25)
@given(seed=DRAWN, objective=st.sampled_from(["throughput", "concurrent"]), rounds=st.integers(0, 3))
def test_the_bound_over_all_paths_holds_in_every_round(seed: int, objective: str, rounds: int) -> None:
    snapshot = random_snapshot(seed % 500)
    source, destination = pairs(5)
    rates = LinkRates(1.0, 3.0, 2.0, 5.0, 5.0)
    common: dict[str, Any] = {"objective": objective, "demand": 1.0}
    early = best_flows(snapshot, source, destination, rates, paths=1, rounds=rounds, gap=0.0, **common)
    late = best_flows(snapshot, source, destination, rates, paths=4, rounds=30, gap=1e-6, **common)
    require_sound(early)
    require_sound(late)
    assert late.value >= early.value * (1.0 - 1e-6)
    assert early.bound >= late.value * (1.0 - 1e-9)
    over = split_flows(spread_paths(snapshot, source, destination, rates, count=2), rates, **common)
    assert late.bound >= over.value * (1.0 - 1e-9)


def test_best_flows_says_what_cannot_be_reached_or_moved() -> None:
    line = snapshot_of(3, [(0, 1)], [(0, 0), (1, 1), (2, 2)], 3)
    plan = best_flows(line, [0, 0], [1, 2], LinkRates(5.0, 9.0, 9.0, 9.0, 9.0))
    assert plan.rate.tolist() == [5.0, 0.0] and plan.unreachable.tolist() == [False, True]
    assert plan.bound == pytest.approx(5.0)
    lasers = best_flows(line, [0], [1], LinkRates(5.0))  # neither ends nor satellites have a limit
    assert lasers.value == 5.0 and lasers.bound == pytest.approx(5.0)
    dead = best_flows(line, [0], [1], LinkRates(0.0, 9.0, 9.0, 9.0, 9.0))
    assert dead.value == 0.0 and dead.bound == pytest.approx(0.0, abs=1e-9)  # what hops cost to break ties
    with pytest.raises(InputError, match="nothing limits"):
        best_flows(line, [0], [1], LinkRates())
    none = best_flows(line, [], [], LinkRates(5.0))
    assert (none.value, none.bound) == (0.0, 0.0)
    cut = replace(line, ground_range=np.full_like(line.ground_range, np.inf))
    assert best_flows(cut, [0], [1], LinkRates(5.0, station_up=1.0)).bound == 0.0
