"""Tropospheric scintillation: what the formula promises beyond the rows that ITU prints (those: tests/against)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.link.atmosphere.scintillation import ScintillationFade, scintillation_fade

PATH = {"elevation": math.radians(30.0), "exceedance": 1e-3, "wet_refractivity": 60.0, "antenna_diameter": 1.2}


def fade(frequency: Any = 14e9, **changed: Any) -> ScintillationFade:
    return scintillation_fade(frequency, **{**PATH, **changed})


def test_a_small_antenna_is_not_averaged() -> None:
    """g(0)^2 = 3.86 sin(11 pi / 12) = 0.99904, so a point antenna's deviation is written out by hand."""
    found = fade(antenna_diameter=1e-3).standard_deviation_db
    by_hand = (3.6e-3 + 60e-4) * 14.0 ** (7 / 12) * math.sqrt(3.86 * math.sin(11 * math.pi / 12)) / 0.5**1.2
    assert found == pytest.approx(by_hand, rel=1e-4)


@given(
    diameter=st.floats(0.1, 10.0),
    larger=st.floats(1.01, 3.0),
    elevation=st.floats(math.radians(5.0), math.radians(85.0)),
    frequency=st.floats(4e9, 55e9),
)
def test_aperture_height_and_rarity(diameter: float, larger: float, elevation: float, frequency: float) -> None:
    small, large = fade(
        frequency, elevation=elevation, antenna_diameter=[diameter, diameter * larger]
    ).standard_deviation_db
    assert large <= small
    low, high = fade(frequency, elevation=[elevation, elevation + 0.05], antenna_diameter=0.1).standard_deviation_db
    assert high < low
    rare, frequent = fade(frequency, elevation=elevation, antenna_diameter=0.1, exceedance=[1e-4, 0.3]).fade_db
    assert rare > frequent > 0.0


def test_efficiency_and_diameter_make_one_effective_aperture() -> None:
    first = fade(antenna_diameter=2.0, antenna_efficiency=0.5).fade_db
    assert first == pytest.approx(fade(antenna_diameter=math.sqrt(2.0), antenna_efficiency=1.0).fade_db, rel=1e-12)


def test_a_large_aperture_averages_it_out() -> None:
    """x >= 7: the Recommendation's fade is zero, not the root of a negative number."""
    found = fade(55e9, antenna_diameter=[20.0, 60.0, 1e4], elevation=math.pi / 2)
    assert found.fade_db.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"frequency": 2e9}, r"P\.618-13, 2\.4\.1: frequency 2 GHz is outside 4 to 55 GHz"),
        ({"elevation": math.radians(4.0)}, "elevation 4 deg is outside 5 to 90 deg"),
        ({"exceedance": 1e-5}, r"exceedance 0\.001 % is outside 0\.01 to 50 %"),
        ({"antenna_diameter": 0.0}, "antenna diameter 0 m is outside above 0 m"),
        ({"antenna_efficiency": 1.1}, r"antenna efficiency 1\.1 is outside 0 to 1 \(without 0\)"),
        ({"wet_refractivity": -1.0}, "wet refractivity -1 N-units is outside at least 0 N-units"),
    ],
)
def test_values_out_of_range(changed: dict[str, float], message: str) -> None:
    with pytest.raises(ModelRangeError, match=message):
        fade(**changed)


def test_extrapolation_is_marked() -> None:
    found = scintillation_fade(2e9, **{**PATH, "elevation": math.radians(4.0), "exceedance": 1e-5}, extrapolate=True)
    assert len(found.extrapolated) == 3
    assert np.isfinite(found.fade_db)
    beyond = scintillation_fade(14e9, **{**PATH, "exceedance": 0.9}, extrapolate=True)
    assert beyond.fade_db == 0.0  # the polynomial of the exceedance turns negative at 50.6 %
    for elevation in (0.0, -0.1):
        with pytest.raises(ModelRangeError, match="deg is outside 0 to 90 deg"):
            scintillation_fade(14e9, **{**PATH, "elevation": elevation}, extrapolate=True)


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ShapeError, match=r"elevation \(2,\), exceedance \(3,\)"):
        fade(elevation=[0.5, 0.6], exceedance=[1e-3, 1e-2, 0.1])
