"""Polarisation mismatch against the field vectors themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError
from huxing.link.budget import cross_polar_discrimination_db, polarisation_loss_db

RATIOS = st.floats(0.0, 60.0)


def field(axial_ratio_db: float, tilt: float, sense: int) -> np.ndarray:
    """Unit Jones vector of an ellipse."""
    minor = 10.0 ** (-axial_ratio_db / 20.0)
    along = np.array([1.0, sense * 1j * minor]) / np.hypot(1.0, minor)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    return turn @ along


@given(RATIOS, RATIOS, st.floats(-np.pi, np.pi), st.booleans())
def test_the_loss_is_the_inner_product_of_the_fields(first: float, other: float, tilt: float, same: bool) -> None:
    wave, antenna = field(first, tilt, 1), field(other, 0.0, 1 if same else -1)
    efficiency = abs(np.vdot(wave, antenna)) ** 2
    found = 10.0 ** (-polarisation_loss_db(first, other, tilt=tilt, same_sense=same) / 10.0)
    assert found == pytest.approx(efficiency, abs=1e-12)


@given(RATIOS, RATIOS, st.booleans())
def test_without_a_tilt_it_is_the_worst_one(first: float, other: float, same: bool) -> None:
    tilts = np.linspace(0.0, np.pi, 181)
    every = polarisation_loss_db(first, other, tilt=tilts, same_sense=same)
    assert polarisation_loss_db(first, other, same_sense=same) == pytest.approx(every.max(), abs=1e-9)


@given(RATIOS, RATIOS, st.floats(-3.0, 3.0), st.booleans())
def test_it_does_not_matter_which_of_the_two_sends(first: float, other: float, tilt: float, same: bool) -> None:
    there = polarisation_loss_db(first, other, tilt=tilt, same_sense=same)
    assert polarisation_loss_db(other, first, tilt=tilt, same_sense=same) == pytest.approx(there, abs=1e-9)


def test_circular_and_linear() -> None:
    half = 10.0 * np.log10(2.0)
    assert polarisation_loss_db(0.0, np.inf) == pytest.approx(half, abs=1e-12)
    assert polarisation_loss_db(0.0, np.inf, tilt=0.3, same_sense=False) == pytest.approx(half, abs=1e-12)
    assert polarisation_loss_db(0.0, 0.0) == 0.0
    assert np.isposinf(polarisation_loss_db(0.0, 0.0, same_sense=False))
    assert np.isposinf(polarisation_loss_db(np.inf, np.inf, tilt=np.pi / 2))
    assert polarisation_loss_db(np.inf, np.inf, tilt=0.0) == 0.0
    assert polarisation_loss_db(np.inf, np.inf, tilt=np.radians(60.0)) == pytest.approx(20 * np.log10(2.0), abs=1e-9)


@pytest.mark.parametrize("ratio", [-0.1, np.nan])
def test_an_axial_ratio_below_one_is_refused(ratio: float) -> None:
    with pytest.raises(InputError, match="axial ratio is 0 dB"):
        polarisation_loss_db(ratio, 0.0)
    with pytest.raises(ModelRangeError, match="axial ratio"):
        cross_polar_discrimination_db(ratio)


@given(st.floats(0.01, 40.0))
def test_discrimination_is_the_loss_against_the_other_sense(ratio: float) -> None:
    """Power of the wanted over that of the opposite pure sense, both received by the same antenna."""
    wanted = polarisation_loss_db(ratio, 0.0)
    opposite = polarisation_loss_db(ratio, 0.0, same_sense=False)
    assert cross_polar_discrimination_db(ratio) == pytest.approx(opposite - wanted, abs=1e-6)


def test_discrimination_keeps_its_digits_near_the_circle_and_far_from_it() -> None:
    # 20 log10(2/x) with x = ln(10)/20 times the axial ratio, and nought for a line
    assert float(cross_polar_discrimination_db(1e-18)) == pytest.approx(
        20.0 * np.log10(2.0 / (np.log(10.0) / 20.0 * 1e-18)), rel=1e-12
    )
    assert float(cross_polar_discrimination_db(1e5)) == 0.0
