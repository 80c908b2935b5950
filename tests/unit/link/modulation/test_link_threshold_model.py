"""The two models of thresholds, solved both ways."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.link.modulation import AttenuatedShannon, GapToShannon, shannon_es_over_n0
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


@given(st.floats(0.05, 10.0), st.floats(0.1, 1.0))
def test_the_attenuated_bound_and_back(efficiency: float, attenuation: float) -> None:
    model = AttenuatedShannon(attenuation)
    needed = model.es_over_n0(efficiency)
    assert model.spectral_efficiency(needed) == pytest.approx(efficiency, rel=1e-9)
    assert needed.db >= shannon_es_over_n0(efficiency).db


def test_the_attenuated_bound_is_cut_below_and_above() -> None:
    model = AttenuatedShannon(0.6, least_es_over_n0_db=-10.0, most_spectral_efficiency=4.4)
    carried = model.spectral_efficiency(SymbolEnergyToNoise([-10.1, -10.0, 0.0, 40.0, -np.inf]))
    assert carried == pytest.approx([0.0, 0.6 * np.log2(1.1), 0.6, 4.4, 0.0])
    assert model.es_over_n0(0.01).db == -10.0
    with pytest.raises(ModelRangeError, match=r"spectral efficiency 4.5 bit/symbol is outside 0 to 4.4"):
        model.es_over_n0([1.0, 4.5])


def test_a_gap_is_that_much_over_the_bound() -> None:
    # 1 bit/symbol needs 0 dB
    assert GapToShannon(2.5).es_over_n0([1.0, 2.0]).db == pytest.approx([2.5, 2.5 + 10 * np.log10(3)])


def test_an_eb_over_n0_carries_nothing_here() -> None:
    with pytest.raises(TypeError, match="give a SymbolEnergyToNoise, not a BitEnergyToNoise"):
        AttenuatedShannon(0.6).spectral_efficiency(BitEnergyToNoise(3.0))  # type: ignore[arg-type]


def test_bad_models() -> None:
    for several in (lambda: GapToShannon([1.0, 2.0]), lambda: AttenuatedShannon(0.6, [-9.0, -8.0])):  # type: ignore[arg-type]
        with pytest.raises(ShapeError, match="has shape"):
            several()
    for gap in (-0.1, np.nan, np.inf):
        with pytest.raises(ModelRangeError, match="gap to Shannon: gap"):
            GapToShannon(gap)
    for attenuation in (0.0, 1.1, np.nan):
        with pytest.raises(ModelRangeError, match="attenuation"):
            AttenuatedShannon(attenuation)
    with pytest.raises(ModelRangeError, match="least Es/N0"):
        AttenuatedShannon(0.6, least_es_over_n0_db=np.nan)
    with pytest.raises(ModelRangeError, match="greatest efficiency"):
        AttenuatedShannon(0.6, most_spectral_efficiency=0.0)
