"""Beam-hopping plans: never against a rule, never over the bound, near it; brute force on tiny frames."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.antennas import hexagonal_layout
from huxing.link.capacity import (
    Conflicts,
    HoppingFrame,
    HoppingPlan,
    conflicts_by_distance,
    hopping_frame,
    hopping_plan,
)


def hexagons(cells: int) -> NDArray:
    """Centres of a hexagonal grid of unit spacing, the nearest to the middle first."""
    k = int(np.ceil(np.sqrt(cells))) + 2
    column, row = np.meshgrid(np.arange(-k, k + 1), np.arange(-k, k + 1))
    points = np.stack([(column + row / 2).ravel(), (row * np.sqrt(3) / 2).ravel()], axis=-1)
    return points[np.argsort(np.hypot(*points.T), kind="stable")[:cells]]


def realistic(cells: int, beams: int, load: float, seed: int, *, power_limited: bool = True) -> HoppingFrame:
    """Log-normal demand (a tenth of the cells ask a third of the bits) over touching hexagons."""
    rng = np.random.default_rng(seed)
    rate = rng.uniform(0.3e9, 0.9e9, cells)
    demand = rng.lognormal(0.0, 1.0, cells)
    demand *= load * beams * rate.mean() / demand.sum()
    return hopping_frame(
        demand, rate, beams=beams, slots=256, conflicts=conflicts_by_distance(hexagons(cells), 1.1),
        power=rng.uniform(8.0, 14.0, cells), power_limit=11.0 * beams if power_limited else np.inf,
    )  # fmt: skip


def share(frame: HoppingFrame, served: NDArray) -> float:
    """Least share of its demand that a cell gets."""
    asking = frame.demand > 0.0
    return float((served[asking] / frame.demand[asking]).min(initial=1.0))


def check(frame: HoppingFrame, plan: HoppingPlan) -> None:
    """Every rule of the frame, one by one."""
    pairs = {tuple(pair) for pair in frame.conflicts.pairs.tolist()}
    lit = np.zeros(frame.demand.size)
    assert plan.plan.shape == (frame.slots, frame.beams)
    for slot in plan.plan:
        cells = sorted(slot[slot >= 0].tolist())
        assert len(set(cells)) == len(cells)
        assert not pairs & set(combinations(cells, 2))
        assert frame.power[cells].sum() <= frame.power_limit * (1 + 1e-12)
        lit[cells] += 1
    served = np.minimum(frame.demand, lit * frame.rate / frame.slots)
    assert plan.served == pytest.approx(served, rel=1e-12)
    value = served.sum() if plan.objective == "served" else share(frame, served)
    assert plan.value == pytest.approx(value, rel=1e-12)
    assert plan.value <= plan.bound * (1 + 1e-12)
    assert 0.0 <= plan.gap <= 1.0


def best_by_brute_force(frame: HoppingFrame, objective: str) -> float:
    """All numbers of slots that sets of cells can give, slot by slot."""
    cells = frame.demand.size
    pairs = {tuple(pair) for pair in frame.conflicts.pairs.tolist()}
    sets = [
        chosen
        for size in range(frame.beams + 1)
        for chosen in combinations(range(cells), size)
        if not pairs & set(combinations(chosen, 2)) and frame.power[list(chosen)].sum() <= frame.power_limit
    ]
    reached = {(0,) * cells}
    for _ in range(frame.slots):
        reached = {tuple(n + (i in chosen) for i, n in enumerate(row)) for row in reached for chosen in sets}
    served = np.minimum(frame.demand, np.array(sorted(reached)) * frame.rate / frame.slots)
    if objective == "served":
        return float(served.sum(axis=1).max())
    asking = frame.demand > 0.0
    return float((served[:, asking] / frame.demand[asking]).min(axis=1, initial=1.0).max())


@settings(max_examples=60)
@given(
    st.integers(2, 5), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**31), st.booleans(),
    st.sampled_from(["served", "satisfaction"]),
)  # fmt: skip
def test_brute_force_lies_between_plan_and_bound(
    cells: int, beams: int, slots: int, seed: int, limited: bool, objective: str
) -> None:
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(cells), 2) if rng.random() < 0.4]
    frame = hopping_frame(
        rng.uniform(0.0, 5.0, cells) * (rng.random(cells) < 0.9), rng.uniform(1.0, 9.0, cells),
        beams=min(beams, cells), slots=slots, conflicts=Conflicts(cells, np.array(pairs, np.int64)),
        power=rng.uniform(0.5, 2.0, cells), power_limit=2.5 if limited else np.inf,
    )  # fmt: skip
    plan = hopping_plan(frame, objective=objective)  # type: ignore[arg-type]
    check(frame, plan)
    best = best_by_brute_force(frame, objective)
    assert plan.value <= best * (1 + 1e-9)
    # the search for the share stops at 1e-9
    assert best <= plan.bound * (1 + 1e-9) + 2e-9


SIZES = [(100, 8), (100, 16), (100, 32), (300, 16), (500, 32), (1000, 64), (2000, 8), (2000, 32)]


@pytest.mark.parametrize(("cells", "beams"), SIZES)
@pytest.mark.parametrize("load", [0.5, 0.9, 1.1, 2.0])
def test_most_bits_within_five_percent(cells: int, beams: int, load: float) -> None:
    # measured over seeds 0 to 2: at most 2.4 % (100 cells, 32 beams, twice the demand: a third of all cells lit at
    # once, where no colouring of the hexagons is left to choose), elsewhere at most 0.8 %
    frame = realistic(cells, beams, load, seed=0)
    plan = hopping_plan(frame)
    check(frame, plan)
    assert plan.gap <= 0.05


@pytest.mark.parametrize(("cells", "beams"), [(100, 8), (100, 32), (300, 16), (1000, 64), (2000, 32)])
@pytest.mark.parametrize("load", [0.5, 1.1])
def test_best_least_share_within_five_percent(cells: int, beams: int, load: float) -> None:
    # measured over seeds 0 to 2: at most 3.5 %; not so where there is about one slot for each cell (2000 cells on 8
    # beams: 9 to 26 %), where power must be packed into slots almost without loss
    frame = realistic(cells, beams, load, seed=0)
    plan = hopping_plan(frame, objective="satisfaction")
    check(frame, plan)
    assert plan.gap <= 0.05


@pytest.mark.parametrize("objective", ["served", "satisfaction"])
def test_a_power_limit_that_never_binds_changes_nothing(objective: str) -> None:
    # cells were once taken by their power wherever there was a limit: with 2 to 30 W and 16 slots a least share up to
    # 18 % below the bound that was reached without a limit
    free = realistic(127, 16, 1.0, seed=1, power_limited=False)
    common = {"beams": 16, "slots": 256, "conflicts": free.conflicts, "power": free.power}
    ample = hopping_frame(free.demand, free.rate, **common, power_limit=16 * 14.0)  # type: ignore[arg-type]
    one, other = (hopping_plan(frame, objective=objective) for frame in (free, ample))  # type: ignore[arg-type]
    assert np.array_equal(one.plan, other.plan)


def test_uneven_powers_under_a_tight_limit() -> None:
    # cells of 2 to 30 W, 8 W a beam: measured 0 to 1.4 % over seeds 0 to 2, once up to 7.7 %
    like = realistic(127, 16, 1.0, seed=0)
    power = np.random.default_rng(0).uniform(2.0, 30.0, 127)
    frame = hopping_frame(
        like.demand, like.rate, beams=16, slots=256, conflicts=like.conflicts, power=power, power_limit=16 * 8.0
    )
    plan = hopping_plan(frame, objective="satisfaction")
    check(frame, plan)
    assert plan.gap <= 0.05


def test_enough_beams_meet_all_demand() -> None:
    frame = realistic(61, 20, 0.1, seed=3, power_limited=False)
    for objective in ("served", "satisfaction"):
        plan = hopping_plan(frame, objective=objective)  # type: ignore[arg-type]
        assert plan.served == pytest.approx(frame.demand, rel=1e-9)
        assert plan.gap == pytest.approx(0.0, abs=1e-9)


def test_the_plan_is_reproducible() -> None:
    frame = realistic(200, 16, 1.0, seed=5)
    assert np.array_equal(hopping_plan(frame).plan, hopping_plan(frame).plan)


def test_a_clique_shares_the_slots() -> None:
    # three cells that may never be lit together share 10 slots whatever the beams: 4 + 3 + 3 of them are full
    frame = hopping_frame(
        [10.0, 10.0, 10.0], [10.0, 10.0, 10.0], beams=3, slots=10,
        conflicts=Conflicts(3, np.array([[0, 1], [1, 2], [0, 2]])),
    )  # fmt: skip
    plan = hopping_plan(frame)
    assert plan.value == pytest.approx(10.0)
    assert plan.bound == pytest.approx(10.0)
    assert hopping_plan(frame, objective="satisfaction").value == pytest.approx(0.3)
    assert hopping_plan(frame, objective="satisfaction").bound == pytest.approx(0.3, abs=1e-8)


def test_the_power_decides() -> None:
    frame = hopping_frame([5.0, 5.0], 10.0, beams=2, slots=2, power=[3.0, 4.0], power_limit=5.0)
    plan = hopping_plan(frame)
    check(frame, plan)
    assert plan.value == pytest.approx(10.0)
    assert (np.sort(plan.plan, axis=1)[:, 0] == -1).all()


def test_cells_without_demand_or_rate() -> None:
    frame = hopping_frame([0.0, 4.0, 4.0], [5.0, 0.0, 5.0], beams=2, slots=4)
    plan = hopping_plan(frame)
    check(frame, plan)
    assert plan.value == pytest.approx(4.0)
    least = hopping_plan(frame, objective="satisfaction")
    assert (least.value, least.bound, least.gap) == (0.0, 0.0, 0.0)
    nothing = hopping_plan(hopping_frame([0.0], [1.0], beams=1, slots=1))
    assert (nothing.value, nothing.gap) == (0.0, 0.0)


def test_a_rate_next_to_nothing_serves_next_to_nothing() -> None:
    frame = hopping_frame([1e9, 1e9], [1e-300, 1e9], beams=1, slots=2)  # slots needed: over the largest number
    plan = hopping_plan(frame)
    check(frame, plan)
    assert plan.value == pytest.approx(1e9)
    assert hopping_plan(frame, objective="satisfaction").value == pytest.approx(0.0, abs=1e-290)


def test_conflicts_of_a_beam_layout() -> None:
    layout = hexagonal_layout(np.radians(4.4), tiers=3)
    conflicts = conflicts_by_distance(np.stack([layout.u, layout.v], axis=-1), 1.1 * layout.spacing)
    expected = np.argwhere(np.triu(layout.neighbours()))
    assert np.array_equal(conflicts.pairs, expected)
    assert {clique.size for clique in conflicts.cliques} == {3}  # touching hexagons meet three at a corner


@settings(max_examples=40)
@given(st.integers(2, 14), st.floats(0, 1), st.integers(0, 2**31))
def test_cliques_hold_every_pair_and_nothing_else(cells: int, density: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(cells), 2) if rng.random() < density]
    conflicts = Conflicts(cells, np.array(pairs, np.int64).reshape(-1, 2))
    inside = {pair for clique in conflicts.cliques for pair in combinations(clique.tolist(), 2)}
    assert inside == set(pairs)
    for clique in conflicts.cliques:  # maximal: no other cell conflicts with all
        others = set(range(cells)) - set(clique.tolist())
        assert not any(all(tuple(sorted((c, m))) in inside for m in clique.tolist()) for c in others)


@settings(max_examples=30)
@given(st.integers(1, 40), st.floats(0, 3), st.integers(0, 2**31))
def test_conflicts_by_distance_are_all_near_pairs(cells: int, separation: float, seed: int) -> None:
    points = np.random.default_rng(seed).uniform(0.0, 4.0, (cells, 2))
    expected = [p for p in combinations(range(cells), 2) if np.linalg.norm(points[p[0]] - points[p[1]]) < separation]
    assert [tuple(p) for p in conflicts_by_distance(points, separation).pairs.tolist()] == expected


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match=r"number of beams 5 is outside 1 to 4"):
        hopping_frame(np.ones(4), 1.0, beams=5, slots=2)
    for wrong in (0, 1.5, "2", None, True):
        with pytest.raises(InputError, match="number of slots"):
            hopping_frame(np.ones(4), 1.0, beams=2, slots=wrong)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="number of beams"):
            hopping_frame(np.ones(4), 1.0, beams=wrong, slots=2)  # type: ignore[arg-type]
    for limit in (-1.0, np.nan, "11 W"):
        with pytest.raises(InputError, match="power limit"):
            hopping_frame(np.ones(4), 1.0, beams=2, slots=2, power_limit=limit)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="demand"):  # a masked cell once asked for what lay under the mask
        hopping_frame(np.ma.masked_array([1.0, 2.0], [False, True]), 1.0, beams=1, slots=2)
    with pytest.raises(ShapeError, match="one cell or more"):
        hopping_frame([], 1.0, beams=1, slots=2)
    for cells in (-1, 2.5):
        with pytest.raises(InputError, match="number of cells"):
            Conflicts(cells, np.empty((0, 2), np.int64))  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="separation has shape"):
        conflicts_by_distance(np.zeros((2, 2)), [1.0, 2.0])  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match=r"\(cell, axis\)"):
        conflicts_by_distance(np.zeros((3, 0)), 1.0)
    with pytest.raises(ModelRangeError, match="demand"):
        hopping_frame([-1.0, 1.0], 1.0, beams=1, slots=1)
    with pytest.raises(ModelRangeError, match="rate"):
        hopping_frame([1.0, 1.0], np.nan, beams=1, slots=1)
    with pytest.raises(ShapeError, match="broadcast"):
        hopping_frame([1.0, 1.0], [1.0, 1.0, 1.0], beams=1, slots=1)
    with pytest.raises(ShapeError, match="one axis"):
        hopping_frame(np.ones((2, 2)), 1.0, beams=1, slots=1)
    with pytest.raises(ShapeError, match="conflicts of 3 cells"):
        hopping_frame(np.ones(4), 1.0, beams=1, slots=1, conflicts=Conflicts(3, np.array([[0, 1]])))
    with pytest.raises(InputError, match="objective"):
        hopping_plan(hopping_frame(np.ones(2), 1.0, beams=1, slots=1), objective="fair")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="joins two of the cells"):
        Conflicts(3, np.array([[0, 3]]))
    with pytest.raises(ShapeError, match=r"\(pair, 2\)"):
        Conflicts(3, np.array([[0.5, 1.0]]))
    with pytest.raises(ModelRangeError, match="separation"):
        conflicts_by_distance(np.zeros((2, 2)), -1.0)
    with pytest.raises(ShapeError, match=r"\(cell, axis\)"):
        conflicts_by_distance(np.zeros(3), 1.0)
