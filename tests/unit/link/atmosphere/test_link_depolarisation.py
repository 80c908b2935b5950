"""Cross-polarisation by rain and ice."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError
from huxing.link.atmosphere.depolarisation import cross_polarisation, scaled_cross_polarisation_db

PATH = {"frequency": 20e9, "elevation": 0.6, "tilt": 0.3, "rain_attenuation_db": 8.0, "exceedance": 1e-4}


@given(attenuation=st.floats(0.1, 50.0), more=st.floats(1.01, 5.0))
def test_heavier_rain_mixes_more(attenuation: float, more: float) -> None:
    light, heavy = cross_polarisation(
        **{**PATH, "rain_attenuation_db": np.array([attenuation, more * attenuation])}
    ).xpd_db
    assert heavy < light


@given(tilt=st.floats(-math.pi / 2, math.pi / 2))
def test_no_polarisation_is_worse_than_circular(tilt: float) -> None:
    circular = cross_polarisation(**{**PATH, "tilt": math.pi / 4}).rain_xpd_db
    other = cross_polarisation(**{**PATH, "tilt": tilt}).rain_xpd_db
    assert other >= circular - 1e-9
    assert other <= circular + 14.95  # 15 dB for horizontal and vertical, in the standard's words


def test_ice_makes_it_worse_when_it_is_common() -> None:
    found = cross_polarisation(**{**PATH, "exceedance": 1e-2})
    assert found.xpd_db == pytest.approx(found.rain_xpd_db * (1.0 - 0.15))


@pytest.mark.parametrize("to_ghz", [4.0, 5.2])
def test_below_6_ghz_it_is_the_scaled_result_at_6(to_ghz: float) -> None:
    at_6 = cross_polarisation(**{**PATH, "frequency": 6e9}).xpd_db
    scaled = scaled_cross_polarisation_db(
        at_6, frequency=6e9, tilt=PATH["tilt"], to_frequency=to_ghz * 1e9, to_tilt=PATH["tilt"]
    )
    assert cross_polarisation(**{**PATH, "frequency": to_ghz * 1e9}).xpd_db == pytest.approx(scaled, abs=1e-12)


def test_scaling_goes_there_and_back() -> None:
    there = scaled_cross_polarisation_db(30.0, frequency=12e9, tilt=0.1, to_frequency=19e9, to_tilt=0.7)
    back = scaled_cross_polarisation_db(there, frequency=19e9, tilt=0.7, to_frequency=12e9, to_tilt=0.1)
    assert back == pytest.approx(30.0, abs=1e-12)


def test_the_bands_of_the_method_meet_within_its_steps() -> None:
    """The standard's pieces jump a little at 9, 20, 36 and 40 GHz; none by more than half a decibel."""
    edges = np.array([9e9, 20e9, 36e9, 40e9])
    below, above = (cross_polarisation(**{**PATH, "frequency": edges * side}).xpd_db for side in (1 - 1e-9, 1.0))
    assert np.abs(above - below).max() < 0.5


@pytest.mark.parametrize(
    "change, said",
    [
        ({"rain_attenuation_db": 0.0}, "rain attenuation 0 dB is outside above 0 dB"),
        ({"frequency": 60e9}, "frequency 60 GHz is outside 4 to 55 GHz"),
        ({"elevation": math.radians(70)}, "elevation 70 deg is outside 0 to 60 deg"),
        ({"elevation": math.pi / 2}, "elevation 90 deg"),
        ({"exceedance": 0.1}, r"exceedance 10 % is outside 0\.001 to 1 %"),
        ({"exceedance": 0.0}, "exceedance 0 %"),
        ({"tilt": 45.0}, "tilt"),
    ],
)
def test_depolarisation_refuses_what_the_method_does_not_cover(change: dict[str, float], said: str) -> None:
    with pytest.raises(ModelRangeError, match=said):
        cross_polarisation(**{**PATH, **change})


def test_steep_paths_may_be_extrapolated_and_are_marked() -> None:
    found = cross_polarisation(**{**PATH, "elevation": math.radians(70)}, extrapolate=True)
    assert found.extrapolated == ("ITU-R P.618, section 4.1: elevation 70 deg is outside 0 to 60 deg",)
    with pytest.raises(ModelRangeError, match="elevation 90 deg"):
        cross_polarisation(**{**PATH, "elevation": math.pi / 2}, extrapolate=True)
