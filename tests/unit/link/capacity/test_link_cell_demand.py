"""Demand met by beams that share their time: limits, optimality, errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.capacity import meet_demand


@settings(max_examples=60)
@given(st.integers(1, 8), st.integers(1, 5), st.integers(0, 2**31), st.booleans())
def test_no_limit_is_broken_and_nothing_can_be_added(cells: int, beams: int, seed: int, capped: bool) -> None:
    rng = np.random.default_rng(seed)
    demand = rng.uniform(0.0, 5e8, cells)
    rate = rng.uniform(1e8, 9e8, (cells, beams)) * (rng.random((cells, beams)) < 0.6)
    duty = rng.uniform(0.0, 1.0, beams)
    capacity = 0.6 * demand.sum() if capped else np.inf
    met = meet_demand(demand, rate, duty=duty, capacity=capacity)
    assert met.served + met.unmet == pytest.approx(demand, rel=1e-12)
    assert (met.time_share >= -1e-9).all()
    assert (met.time_share[rate == 0.0] == 0.0).all()
    assert (met.time_share.sum(axis=0) <= duty + 1e-7).all()
    assert met.served.sum() <= capacity * (1 + 1e-7)
    if met.limited_by_capacity:
        return
    # where a beam has time left, no cell it reaches is short of bits: 1e-6 is the solver's tolerance
    spare = duty - met.time_share.sum(axis=0) > 1e-6
    short = met.unmet > 1e-6 * 9e8
    assert not (rate[:, spare][short] > 0.0).any()


def test_one_beam_takes_the_cell_of_higher_rate_first() -> None:
    met = meet_demand([3e8, 3e8], [[6e8], [4e8]])
    assert met.time_share[:, 0] == pytest.approx([0.5, 0.5], abs=1e-9)
    assert met.served == pytest.approx([3e8, 2e8])


def test_a_second_beam_helps_out() -> None:
    alone = meet_demand([4e8, 4e8], [[4e8, 0.0], [4e8, 0.0]])
    both = meet_demand([4e8, 4e8], [[4e8, 0.0], [4e8, 4e8]])
    assert alone.unmet.sum() == pytest.approx(4e8)
    assert both.unmet == pytest.approx([0.0, 0.0], abs=1.0)


def test_the_feeder_holds_the_sum_down() -> None:
    met = meet_demand([4e8, 4e8], np.full((2, 2), 8e8), capacity=5e8)
    assert met.limited_by_capacity
    assert met.served.sum() == pytest.approx(5e8)


def test_a_cell_out_of_reach() -> None:
    met = meet_demand([4e8], [[0.0, 0.0]])
    assert met.unmet == pytest.approx([4e8])
    assert (met.time_share == 0.0).all()


def test_what_is_refused() -> None:
    with pytest.raises(ShapeError, match="one row of rates for each cell"):
        meet_demand([1.0, 2.0], [[1.0, 2.0]])
    with pytest.raises(ShapeError, match="broadcast"):
        meet_demand([1.0], [[1.0, 2.0]], duty=[1.0, 1.0, 1.0])
    with pytest.raises(ModelRangeError, match="demand"):
        meet_demand([-1.0], [[1.0]])
    with pytest.raises(ModelRangeError, match="duty"):
        meet_demand([1.0], [[1.0]], duty=2.0)
    with pytest.raises(ModelRangeError, match="rate"):
        meet_demand([1.0], [[np.nan]])
    with pytest.raises(InputError, match="capacity"):
        meet_demand([1.0], [[1.0]], capacity=-1.0)
    for capacity in ("much", [1.0, 2.0], np.nan):
        with pytest.raises(InputError, match="capacity"):
            meet_demand([1.0], [[1.0]], capacity=capacity)  # type: ignore[arg-type]
