"""Symbol rate and bandwidth are each other's inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.link.modulation import DVB_ROLL_OFFS, occupied_bandwidth, symbol_rate


@given(st.floats(1.0, 1e12), st.sampled_from((0.0, *DVB_ROLL_OFFS, 1.0)))
def test_round_trip(bandwidth: float, roll_off: float) -> None:
    rate = symbol_rate(bandwidth, roll_off=roll_off)
    assert occupied_bandwidth(rate, roll_off=roll_off) == pytest.approx(bandwidth, rel=1e-14)
    assert bandwidth / 2 <= rate <= bandwidth


def test_a_transponder() -> None:
    assert symbol_rate([36e6, 54e6], roll_off=[[0.2], [0.35]]).tolist() == [
        [30e6, 45e6],
        [pytest.approx(26.6667e6, rel=1e-5), 40e6],
    ]


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_no_rate_without_bandwidth(bad: float) -> None:
    with pytest.raises(ModelRangeError, match="raised cosine: bandwidth"):
        symbol_rate(bad, roll_off=0.2)
    with pytest.raises(ModelRangeError, match="raised cosine: symbol rate"):
        occupied_bandwidth(bad, roll_off=0.2)


@pytest.mark.parametrize("bad", [-0.01, 1.01, float("nan")])
def test_roll_off_is_between_0_and_1(bad: float) -> None:
    for function in (symbol_rate, occupied_bandwidth):
        with pytest.raises(ModelRangeError, match=r"roll-off .* is outside 0 to 1"):
            function(1e6, roll_off=bad)
    with pytest.raises(ShapeError):
        symbol_rate([1e6, 2e6], roll_off=[0.1, 0.2, 0.3])
