"""How the path loss is composed, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.ntn import (
    free_space_loss_db,
    large_scale_parameters,
    ntn_path_loss,
    sample_large_scale,
    scintillation_loss_db,
    slant_range,
)

THIRTY = np.radians(30.0)


@given(st.floats(0.5e9, 40e9), st.floats(1e5, 4.2e7))
def test_free_space_is_friis_within_the_rounded_constant(frequency: float, distance: float) -> None:
    exact = 20.0 * np.log10(4.0 * np.pi * distance * frequency / 299_792_458.0)
    assert free_space_loss_db(distance, frequency) == pytest.approx(exact, abs=0.0025)
    printed = 32.45 + 20.0 * np.log10(frequency / 1e9) + 20.0 * np.log10(distance)
    assert free_space_loss_db(distance, frequency) == pytest.approx(printed, abs=1e-9)


def test_free_space_names_the_argument_that_is_wrong() -> None:
    with pytest.raises(ModelRangeError, match="distance"):
        free_space_loss_db(0.0, 2e9)
    with pytest.raises(ModelRangeError, match="frequency"):
        free_space_loss_db(1e6, 0.0)


def test_terms_add_up_and_broadcast_with_a_sample() -> None:
    frequency, elevation = np.array([2e9, 20e9])[:, None], np.radians([10.0, 35.0, 90.0])
    links = large_scale_parameters(frequency, scenario="suburban", elevation=elevation)
    sample = sample_large_scale(np.random.default_rng(8), links, draws=4)
    found = ntn_path_loss(frequency, elevation=elevation, altitude=600e3, sample=sample)
    assert found.total_db.shape == (4, 2, 3)
    clear = ntn_path_loss(frequency, elevation=elevation, altitude=600e3)
    assert clear.total_db.shape == (2, 3)
    np.testing.assert_allclose(found.total_db - clear.total_db, sample.loss_db, atol=1e-9)
    same = ntn_path_loss(frequency, elevation=elevation, distance=slant_range(600e3, elevation))
    np.testing.assert_array_equal(same.total_db, clear.total_db)


def test_gas_below_ten_gigahertz_by_either_report() -> None:
    """TR 38.811 neglects it; TR 38.821's budgets have 0.1 dB at 30 deg and 0.2 dB at 12.5 deg."""
    neglected = ntn_path_loss(2e9, elevation=THIRTY, altitude=600e3)
    assert neglected.gas_db == 0.0
    for elevation_deg, printed in ((30.0, 0.1), (20.0, 0.1), (12.5, 0.2)):
        counted = ntn_path_loss(2e9, elevation=np.radians(elevation_deg), altitude=600e3, gas="always")
        assert counted.gas_db == pytest.approx(printed, abs=0.05)


def test_the_region_of_the_ionosphere() -> None:
    losses = {
        name: float(scintillation_loss_db(1.6e9, elevation=THIRTY, ionosphere=name)[0])
        for name in ("equatorial", "middle", "polar")
    }
    assert losses["middle"] == 0.0
    assert losses["equatorial"] == pytest.approx(2.2 * 1.25**1.5, abs=0.001)  # scaled from 2 GHz by f^-1.5
    assert losses["polar"] == pytest.approx(17.0 / np.sqrt(2.0))
    with pytest.raises(InputError, match="no ionosphere 'lunar'"):
        scintillation_loss_db(2e9, elevation=THIRTY, ionosphere="lunar")  # type: ignore[arg-type]


def test_the_tropospheric_table_between_its_angles() -> None:
    nearest, _ = scintillation_loss_db(20e9, elevation=np.radians(12.5))
    linear, _ = scintillation_loss_db(20e9, elevation=np.radians(12.5), rule="linear")
    assert nearest == 1.08
    assert linear == pytest.approx(0.75 * 1.08 + 0.25 * 0.48)


def test_low_elevations_only_when_asked_and_marked() -> None:
    with pytest.raises(ModelRangeError, match="extrapolate=True"):
        ntn_path_loss(2e9, elevation=np.radians(6.0), altitude=600e3)
    found = ntn_path_loss(2e9, elevation=np.radians(6.0), altitude=600e3, extrapolate=True)
    assert [mark for mark in found.extrapolated if "elevation 6 deg" in mark]
    assert found.gas_db > 0.0  # below 10 deg the report counts gas at any frequency above 1 GHz
    very_low = ntn_path_loss(20e9, elevation=np.radians(2.0), altitude=600e3, extrapolate=True)
    assert len(very_low.extrapolated) == 2  # the report's tables and P.676's cosecant both end above


def test_bad_input_is_named() -> None:
    with pytest.raises(InputError, match="altitude or the distance"):
        ntn_path_loss(2e9, elevation=THIRTY)
    with pytest.raises(InputError, match="altitude or the distance"):
        ntn_path_loss(2e9, elevation=THIRTY, altitude=6e5, distance=1e6)
    with pytest.raises(ModelRangeError, match="frequency 60 GHz"):
        ntn_path_loss(60e9, elevation=THIRTY, altitude=6e5)
    with pytest.raises(ModelRangeError, match="distance"):
        ntn_path_loss(2e9, elevation=THIRTY, distance=0.0)
    with pytest.raises(ModelRangeError, match="elevation 0 deg"):
        ntn_path_loss(2e9, elevation=0.0, distance=1e6, extrapolate=True)
    with pytest.raises(InputError, match="no gas rule 'never'"):
        ntn_path_loss(2e9, elevation=THIRTY, altitude=6e5, gas="never")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="broadcast"):
        ntn_path_loss([2e9, 3e9], elevation=[0.5, 0.6, 0.7], altitude=6e5)
