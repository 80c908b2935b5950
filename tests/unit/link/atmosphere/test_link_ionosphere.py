"""The ionosphere, with P.618's own table of its effects as the judge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants

from huxing.core.errors import InputError, ModelRangeError
from huxing.link.atmosphere.ionosphere import (
    faraday_rotation,
    ionospheric_absorption_db,
    ionospheric_dispersion,
    ionospheric_group_delay,
    slant_electron_content,
)
from huxing.link.atmosphere.ionospheric_scintillation import (
    ionospheric_scintillation_loss_db,
    mid_latitude_scintillation_fade_db,
    peak_to_peak_fluctuation_db,
    scaled_scintillation_index,
    scintillation_fade_db,
)

FREQUENCIES = np.array([0.1, 0.25, 0.5, 1.0, 3.0, 10.0]) * 1e9
HIGH_CONTENT = 1e18
"""P.618-14, table 1: electrons per square metre, a high value, for elevations of about 30 deg."""


@pytest.fixture
def slant() -> float:
    return float(slant_electron_content(HIGH_CONTENT, elevation=math.radians(30.0)))


def test_delays_of_p618_table_1(slant: float) -> None:
    printed = np.array([25e-6, 4e-6, 1e-6, 0.25e-6, 0.028e-6, 0.0025e-6])
    # The table rounds to one or two digits; our shell's path is 1.73 times the vertical: 8 % below.
    assert ionospheric_group_delay(FREQUENCIES, electron_content=slant) == pytest.approx(printed, rel=0.16)


def test_rotations_of_p618_table_1(slant: float) -> None:
    printed = np.array([30 * 360, 4.8 * 360, 1.2 * 360, 108, 12, 1.1])
    turned = np.degrees(faraday_rotation(FREQUENCIES, electron_content=slant, magnetic_field=45e-6))
    assert turned == pytest.approx(printed, rel=0.1)  # the field along the path is ours, 45 uT: measured 4.6 %


def test_dispersion_of_p618_table_1(slant: float) -> None:
    printed = np.array([0.4, 0.026, 0.0032, 0.0004, 1.5e-5, 4e-7]) * 1e-12
    # One printed digit, and lower than the slope of the table's own delays: measured 16 %.
    assert ionospheric_dispersion(FREQUENCIES, electron_content=slant) == pytest.approx(printed, rel=0.32)


@pytest.mark.parametrize(
    "region, printed",
    [
        ("auroral or polar cap", [5.0, 0.8, 0.2, 0.05, 6e-3, 5e-4]),
        ("mid-latitude", [1.0, 0.16, 0.04, 0.01, 0.001, 1e-4]),
    ],
)
def test_absorption_of_p618_table_1(region: str, printed: list[float]) -> None:
    found = ionospheric_absorption_db(FREQUENCIES, region=region)  # type: ignore[arg-type]
    assert found == pytest.approx(printed, rel=0.12)  # printed to one digit


def test_coefficients_follow_from_the_electron() -> None:
    """e^2/(8 pi^2 eps0 m) = 40.3 and e^3/(8 pi^2 eps0 m^2 c) = 2.36e4: what a cold plasma does."""
    e, m = constants.e, constants.m_e
    plasma = e**2 / (8 * math.pi**2 * constants.epsilon_0 * m)
    delay = ionospheric_group_delay(1e9, electron_content=1e16) * constants.c * 1e18 / 1e16
    turn = faraday_rotation(1e9, electron_content=1e16, magnetic_field=1e-5) * 1e18 / 1e16 / 1e-5
    assert delay == pytest.approx(plasma, rel=5e-4)
    assert turn == pytest.approx(plasma * e / (m * constants.c), rel=3e-3)  # the standard's three digits


@given(frequency=st.floats(0.1e9, 11e9), content=st.floats(1e15, 1e19))
def test_dispersion_is_the_slope_of_the_delay(frequency: float, content: float) -> None:
    step = frequency * 1e-4
    sides = ionospheric_group_delay(
        np.array([frequency - step, frequency + step]).clip(0.1e9), electron_content=content
    )
    low = max(frequency - step, 0.1e9)
    slope = (sides[0] - sides[1]) / (frequency + step - low)
    assert ionospheric_dispersion(frequency, electron_content=content) == pytest.approx(slope, rel=1e-3)


def test_the_shell_is_thin_above_and_thick_at_the_horizon() -> None:
    overhead, low = slant_electron_content(1.0, elevation=np.array([math.pi / 2, 0.0]), shell_height=350e3)
    assert overhead == pytest.approx(1.0)
    assert low == pytest.approx(1.0 / math.sin(math.acos(6371.0 / 6721.0)))


def test_the_loss_of_tr_38811() -> None:
    latitude = np.radians([0.0, -20.0, 21.0, 45.0, -59.0, 61.0, 90.0])
    loss = ionospheric_scintillation_loss_db(2e9, latitude=latitude)
    assert loss == pytest.approx([2.2, 2.2, 0.0, 0.0, 0.0, 2.2, 2.2], abs=1e-9)  # TR 38.821: 2.2 dB at S band
    assert ionospheric_scintillation_loss_db(1e9, latitude=0.0) == pytest.approx(6.22, abs=0.005)  # ns-3's figure


@pytest.mark.parametrize("index", [0.2, 0.5, 0.9])
def test_fades_are_the_quantiles_of_a_nakagami_signal(index: float) -> None:
    order = index**-2
    power = np.random.default_rng(3).gamma(order, 1.0 / order, 400_000)
    assert power.std() / power.mean() == pytest.approx(index, rel=0.01)  # the definition of S4
    for exceedance in (0.5, 0.1, 0.01):
        measured = -10.0 * np.log10(np.quantile(power, exceedance))
        assert scintillation_fade_db(index, exceedance=exceedance) == pytest.approx(measured, abs=0.2)


@given(exceedance=st.floats(1e-6, 0.999))
def test_saturated_scintillation_is_rayleigh(exceedance: float) -> None:
    rayleigh = -10.0 * math.log10(-math.log1p(-exceedance))
    assert scintillation_fade_db(1.0, exceedance=exceedance) == pytest.approx(rayleigh, abs=1e-9)


def test_fluctuation_grows_to_27_5_db() -> None:
    assert peak_to_peak_fluctuation_db(1.0) == pytest.approx(27.5)
    assert (np.diff(peak_to_peak_fluctuation_db(np.linspace(0.05, 1.0, 20))) > 0.0).all()


def test_the_index_falls_with_frequency_until_it_saturates() -> None:
    assert scaled_scintillation_index(0.8, frequency=1e9, to_frequency=4e9) == pytest.approx(0.1)
    with pytest.raises(ModelRangeError, match=r"S4 at the wanted frequency 2\.26"):
        scaled_scintillation_index(0.8, frequency=2e9, to_frequency=1e9)


def test_the_mid_latitude_table_is_given_back() -> None:
    frequency = np.array([0.1, 0.2, 0.5, 1.0]) * 1e9
    table = [[5.9, 1.5, 0.2, 0.1], [9.3, 2.3, 0.4, 0.1], [16.6, 4.2, 0.7, 0.2], [25.0, 6.2, 1.0, 0.3]]
    exceedance = np.array([1.0, 0.5, 0.2, 0.1])[:, None] / 100.0
    assert mid_latitude_scintillation_fade_db(frequency, exceedance=exceedance) == pytest.approx(np.array(table))


@given(frequency=st.floats(0.1e9, 1e9), exceedance=st.floats(1e-3, 1e-2))
def test_between_its_cells_the_table_is_monotone(frequency: float, exceedance: float) -> None:
    here = mid_latitude_scintillation_fade_db(frequency, exceedance=exceedance)
    assert mid_latitude_scintillation_fade_db(min(frequency * 1.2, 1e9), exceedance=exceedance) <= here * (1 + 1e-12)
    assert mid_latitude_scintillation_fade_db(frequency, exceedance=max(exceedance / 1.5, 1e-3)) >= here * (1 - 1e-12)


def test_the_ionosphere_refuses_what_it_has_no_model_for() -> None:
    with pytest.raises(ModelRangeError, match=r"frequency 0\.05 GHz is outside 0\.1 to 12 GHz"):
        ionospheric_group_delay(50e6, electron_content=1e17)
    with pytest.raises(ModelRangeError, match="electron content"):
        faraday_rotation(1e9, electron_content=-1.0, magnetic_field=5e-5)
    with pytest.raises(ModelRangeError, match=r"outside 0\.5 to 6 GHz"):
        ionospheric_scintillation_loss_db(20e9, latitude=0.0)
    with pytest.raises(ModelRangeError, match="exceedance 0 %"):
        scintillation_fade_db(0.5, exceedance=0.0)
    with pytest.raises(InputError, match="auroral or polar cap"):
        ionospheric_absorption_db(1e9, region="tropics")  # type: ignore[arg-type]
