"""Shannon's bound: known points, inverses, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.link.modulation import (
    gap_to_shannon_db,
    shannon_capacity,
    shannon_es_over_n0,
    shannon_spectral_efficiency,
)
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise


def test_known_points() -> None:
    assert shannon_spectral_efficiency(SymbolEnergyToNoise(0.0)) == pytest.approx(1.0)
    assert shannon_es_over_n0([1.0, 2.0, 3.0]).linear == pytest.approx([1.0, 3.0, 7.0])
    assert shannon_spectral_efficiency(SymbolEnergyToNoise(-np.inf)) == 0.0


@given(st.floats(1e-6, 40.0))
def test_there_and_back(efficiency: float) -> None:
    needed = shannon_es_over_n0(efficiency)
    assert shannon_spectral_efficiency(needed) == pytest.approx(efficiency, rel=1e-9)
    assert gap_to_shannon_db(needed.plus_db(1.7), efficiency) == pytest.approx(1.7, abs=1e-9)


def test_no_bit_below_minus_1_59_db() -> None:
    # ln 2 per bit; an efficiency of 1e-9 is 1.5e-9 dB over the limit
    assert shannon_es_over_n0(1e-9).per_bit(1e-9).db == pytest.approx(10 * np.log10(np.log(2)), abs=1e-7)


def test_capacity_of_a_bandwidth() -> None:
    # 1 MHz with C/N0 of 60 dBHz is C/N of 0 dB: one bit per hertz; without limit of bandwidth C/N0 / ln 2
    assert shannon_capacity(CarrierToNoiseDensity(60.0), 1e6) == pytest.approx(1e6)
    assert shannon_capacity(CarrierToNoiseDensity(60.0), 1e15) == pytest.approx(1e6 / np.log(2), rel=1e-6)
    rates = shannon_capacity(CarrierToNoiseDensity([50.0, 60.0, 70.0]), [[1e5], [1e6], [1e7]])
    assert (np.diff(rates, axis=0) > 0).all()
    assert (np.diff(rates, axis=1) > 0).all()


def test_another_ratio_is_not_taken_for_the_right_one() -> None:
    # a C/N of 10 dB read as a C/N0 of 10 dBHz would be 14 bit/s in 1 MHz
    for wrong in (CarrierToNoise(10.0), SymbolEnergyToNoise(10.0), 10.0):
        with pytest.raises(TypeError, match="give a CarrierToNoiseDensity"):
            shannon_capacity(wrong, 1e6)  # type: ignore[arg-type]
    for wrong in (CarrierToNoiseDensity(80.0), BitEnergyToNoise(3.0), 3.0):
        with pytest.raises(TypeError, match="give a SymbolEnergyToNoise"):
            shannon_spectral_efficiency(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="give a SymbolEnergyToNoise"):
            gap_to_shannon_db(wrong, 1.0)  # type: ignore[arg-type]


def test_bad_input() -> None:
    for bad in (0.0, -1.0, np.nan, 301.0):
        with pytest.raises(ModelRangeError, match="Shannon bound: spectral efficiency"):
            shannon_es_over_n0(bad)
        with pytest.raises(ModelRangeError):
            gap_to_shannon_db(SymbolEnergyToNoise(1.0), bad)
    with pytest.raises(ModelRangeError, match="Shannon bound: bandwidth"):
        shannon_capacity(CarrierToNoiseDensity(60.0), 0.0)
    with pytest.raises(ShapeError):
        shannon_capacity(CarrierToNoiseDensity([1.0, 2.0]), [1.0, 2.0, 3.0])
