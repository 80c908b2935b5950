"""Demand as flows: checks, time axis, selections, matrices."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.traffic import (
    Demand,
    demand_from_matrix,
    diurnal_profile,
    gravity_demand,
    named_cities,
)

NOON = np.datetime64("2026-08-22T12:00")


def changing() -> Demand:
    return gravity_demand(named_cities(["Shanghai", "London", "New York"]), total=6e9, profile=diurnal_profile())


def test_a_matrix_goes_in_and_comes_out() -> None:
    table = np.array([[0.0, 2e6, 0.0], [1e6, 0.0, 3e6], [0.0, 0.0, 0.0]])
    demand = demand_from_matrix(table, ["a", "b", "c"])
    assert len(demand) == 3
    assert np.array_equal(demand.matrix(), table)
    assert demand.total == 6e6
    assert np.array_equal(demand.rates([NOON, NOON]), np.tile(demand.rate, (2, 1)))
    frame = demand.to_dataframe()
    assert list(frame.columns) == ["source", "destination", "rate_mbps"]
    assert frame["rate_mbps"].sum() == pytest.approx(6.0)


def test_scaling_and_selection() -> None:
    demand = changing()
    assert demand.scaled(0.5).total == pytest.approx(demand.total / 2)
    assert demand.scaled_to(1e9).total == pytest.approx(1e9)
    most = demand.largest(2)
    assert np.array_equal(np.sort(most.rate), np.sort(demand.rate)[-2:])
    assert "2 largest of 6 flows" in most.notes[-1]
    # a selection still knows its own hours
    pairs = [(int(s), int(d)) for s, d in zip(most.source, most.destination, strict=True)]
    assert most.rates(NOON)[0] == pytest.approx([demand.matrix(NOON)[pair] for pair in pairs])
    for wrong in (-1.0, np.inf, np.nan):
        with pytest.raises(ModelRangeError):
            demand.scaled(wrong)
    with pytest.raises(InputError, match="no rate to scale"):
        demand.scaled(0.0).scaled_to(1.0)
    with pytest.raises(ModelRangeError):
        demand.largest(0)


def test_places_numbered_as_in_another_list() -> None:
    demand = changing()
    names = ["New York", "Moscow", "London", "Shanghai"]
    moved = demand.onto(names)
    assert moved.total == demand.total
    for time in (None, NOON):
        one, other = moved.matrix(time), demand.matrix(time)
        assert one[3, 2] == other[0, 1]
        assert one[0, 3] == other[2, 0]
        assert one[1].sum() == 0.0
    with pytest.raises(InputError, match="nearest: London"):
        demand.onto(["Shanghai", "Londen", "New York", "London2"])


def test_blocks_are_the_whole() -> None:
    demand = changing()
    times = NOON + np.arange(50) * np.timedelta64(30, "m")
    parts = list(demand.blocks(times, block_bytes=8 * len(demand) * 7))
    assert [part[0].size for part in parts] == [7] * 7 + [1]
    assert np.array_equal(np.concatenate([part[1] for part in parts]), demand.rates(times))
    assert np.array_equal(demand.at(times[3]).rate, demand.rates(times)[3])
    assert demand.at(NOON).variation is None


def test_answers_that_do_not_fit() -> None:
    many = Demand(tuple(f"n{i}" for i in range(30_000)), np.array([0]), np.array([1]), np.array([1.0]))
    with pytest.raises(TooLargeError, match="use the flows"):
        many.matrix()
    with pytest.raises(TooLargeError, match="blocks"):
        one = np.zeros(100_000, int)
        flows = Demand(tuple(f"n{i}" for i in range(100_001)), one, np.arange(1, 100_001), np.ones(100_000))
        flows.rates(np.broadcast_to(NOON, 6_000))


@pytest.mark.parametrize(
    ("source", "destination", "rate", "message"),
    [
        ([0, 1], [1, 1], [1.0, 1.0], "'b' to itself"),
        ([0, 0], [1, 1], [1.0, 1.0], "'a' to 'b' stands twice"),
        ([0, 2], [1, 0], [1.0, 1.0], "within the 2 places"),
        ([0, -1], [1, 0], [1.0, 1.0], "within the 2 places"),
        ([0.0, 1.0], [1, 0], [1.0, 1.0], "whole numbers"),
    ],
)
def test_flows_that_are_refused(source: list[int], destination: list[int], rate: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Demand(("a", "b"), np.array(source), np.array(destination), np.array(rate))


def test_rates_that_are_refused() -> None:
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(ModelRangeError):
            Demand(("a", "b"), np.array([0]), np.array([1]), np.array([wrong]))
    with pytest.raises(ShapeError):
        Demand(("a", "b"), np.array([0]), np.array([1]), np.array([1.0, 2.0]))
    with pytest.raises(ShapeError):
        demand_from_matrix(np.zeros((2, 3)), ["a", "b"])
    with pytest.raises(InputError, match="'b' sends to itself"):
        demand_from_matrix(np.diag([0.0, 1.0]), ["a", "b"])
    with pytest.raises(ModelRangeError):
        demand_from_matrix([[0.0, -1.0], [0.0, 0.0]], ["a", "b"])
    with pytest.raises(InputError, match="stands twice"):
        demand_from_matrix(np.zeros((2, 2)), ["a", "a"])


def test_no_flow_is_no_fault() -> None:
    nothing = demand_from_matrix(np.zeros((2, 2)), ["a", "b"])
    assert nothing.total == 0.0
    assert nothing.rates(NOON).shape == (1, 0)
    assert nothing.largest(5).total == 0.0
    assert len(nothing.to_dataframe()) == 0
