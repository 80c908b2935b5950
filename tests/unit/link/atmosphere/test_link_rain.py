"""Rain on a slant path: what the formula promises beyond the rows that ITU prints (those: tests/against)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR, rain_attenuation, specific_rain_attenuation

SITE = {"latitude": math.radians(31.0), "height": 4.0, "rain_height": 4500.0, "rain_rate_001": 50 * MILLIMETRE_PER_HOUR}
PATH = {"elevation": math.radians(40.0), "exceedance": 1e-3}
frequencies = st.floats(4e9, 55e9)
elevations = st.floats(math.radians(5.0), math.pi / 2)


def rain(frequency: Any = 20e9, **changed: Any) -> np.ndarray:
    return rain_attenuation(frequency, **{**SITE, **PATH, **changed}).attenuation_db


@given(frequency=st.floats(1e9, 100e9), elevation=elevations)
def test_specific_attenuation_of_circular_lies_between_the_linear_ones(frequency: float, elevation: float) -> None:
    rate = 30 * MILLIMETRE_PER_HOUR
    tilts = [0.0, math.pi / 4, math.pi / 2]
    flat, circular, upright = specific_rain_attenuation(
        frequency, rain_rate=rate, elevation=elevation, polarisation_tilt=tilts
    ).attenuation_db_per_km
    low, high = sorted((flat, upright))
    assert low * (1 - 1e-6) <= circular <= high * (1 + 1e-6)


def test_at_the_zenith_no_polarisation_is_special() -> None:
    found = specific_rain_attenuation(
        [12e9, 30e9], rain_rate=1e-5, elevation=math.pi / 2, polarisation_tilt=[[0.0], [1.0], [math.pi / 2]]
    )
    assert found.attenuation_db_per_km == pytest.approx(np.tile(found.attenuation_db_per_km[0], (3, 1)), rel=1e-12)


def test_the_power_law_is_in_millimetres_an_hour() -> None:
    found = specific_rain_attenuation(12e9, rain_rate=[MILLIMETRE_PER_HOUR, 10 * MILLIMETRE_PER_HOUR])
    assert found.attenuation_db_per_km[0] == pytest.approx(found.coefficient[0])
    ratio = found.attenuation_db_per_km[1] / found.attenuation_db_per_km[0]
    assert math.log10(ratio) == pytest.approx(found.exponent[0], rel=1e-12)


@given(
    frequency=frequencies,
    elevation=elevations,
    rate=st.floats(5.0, 100.0),
    exceedance=st.floats(1e-4, 0.04),
    more=st.floats(1.01, 2.0),
)
def test_more_rain_or_a_rarer_case_never_attenuates_less(
    frequency: float, elevation: float, rate: float, exceedance: float, more: float
) -> None:
    rates = np.array([rate, rate * more]) * MILLIMETRE_PER_HOUR
    light, heavy = rain(frequency, elevation=elevation, rain_rate_001=rates, exceedance=exceedance)
    assert heavy > light > 0.0
    rare, frequent = rain(frequency, elevation=elevation, exceedance=[exceedance, min(exceedance * more, 0.05)])
    assert rare > frequent


@given(latitude=st.floats(-90.0, 90.0), elevation=elevations)
def test_both_hemispheres_are_alike(latitude: float, elevation: float) -> None:
    north, south = rain(latitude=np.radians([latitude, -latitude]), elevation=elevation)
    assert north == south


@pytest.mark.parametrize("changed", [{"height": 4500.0}, {"height": 5000.0}, {"rain_rate_001": 0.0}])
def test_no_rain_above_the_rain_height_nor_in_a_desert(changed: dict[str, float]) -> None:
    assert rain(exceedance=[1e-5, 1e-3, 0.05], **changed).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("argument", "at", "jump"),
    [
        ("exceedance", 0.01, 1e-6),  # beta (1 - p) ends at 0
        ("elevation", math.radians(5.0), 0.04),  # equation 1 for a plane, 2 for a sphere of 8500 km
        ("latitude", math.radians(36.0), 1e-6),
    ],
)
def test_steps_at_the_seams_of_the_formula(argument: str, at: float, jump: float) -> None:
    """Relative steps: what joins, joins; that at 5 deg of elevation is the Recommendation's own (2 % here)."""
    before, after = rain(**{argument: np.array([at * (1 - 1e-9), at * (1 + 1e-9)])})
    assert abs(before / after - 1.0) < jump


def test_the_beta_of_low_elevation_joins_at_25_degrees_but_for_its_rounding() -> None:
    """1.8 - 4.25 sin 25 deg = 0.0039, which the Recommendation drops."""
    before, after = rain(latitude=0.0, elevation=np.radians([25.0 - 1e-9, 25.0]), exceedance=1e-5)
    assert before / after == pytest.approx(
        math.exp((1.8 - 4.25 * math.sin(math.radians(25))) * 0.4226 * -2.3), rel=1e-3
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"frequency": 60e9}, r"P\.618-13, 2\.2\.1\.1: frequency 60 GHz is outside 1 to 55 GHz"),
        ({"exceedance": 0.06}, r"exceedance 6 % is outside 0\.001 to 5 %"),
        ({"exceedance": 0.0}, r"exceedance 0 % is outside 0 to 100 % \(without 0 and 100\)"),
        ({"exceedance": 1.0}, "exceedance 100 % is outside"),
        ({"elevation": math.radians(-1.0)}, "elevation -1 deg is outside 0 to 90 deg"),
        ({"rain_rate_001": -1e-6}, "rain rate -3.6 mm/h is outside at least 0 mm/h"),
        ({"frequency": float("nan")}, "frequency nan GHz"),
        ({"height": float("inf")}, "height inf m"),
    ],
)
def test_values_out_of_range(changed: dict[str, float], message: str) -> None:
    with pytest.raises(ModelRangeError, match=message):
        rain(**changed)


def test_extrapolation_is_marked_and_ends_at_nature() -> None:
    found = rain_attenuation(70e9, **SITE, **{**PATH, "exceedance": 0.1}, extrapolate=True)
    assert found.attenuation_db > 0.0
    assert [mark.split(": ")[1].split(" is")[0] for mark in found.extrapolated] == [
        "frequency 70 GHz",
        "exceedance 10 %",
    ]
    assert rain_attenuation(20e9, **SITE, **PATH, extrapolate=True).extrapolated == ()
    with pytest.raises(ModelRangeError, match="elevation 91 deg"):
        rain_attenuation(20e9, **SITE, elevation=math.radians(91.0), exceedance=1e-3, extrapolate=True)
    assert specific_rain_attenuation(0.5e9, rain_rate=1e-5, extrapolate=True).extrapolated
    with pytest.raises(ModelRangeError, match="frequency 0 GHz is outside above 0 GHz"):
        specific_rain_attenuation(0.0, rain_rate=1e-5, extrapolate=True)


def test_arguments_that_do_not_fit() -> None:
    with pytest.raises(ShapeError, match=r"elevation \(3,\), exceedance \(2,\)"):
        rain(elevation=[0.5, 0.6, 0.7], exceedance=[1e-3, 1e-2])
    with pytest.raises(InputError, match="'heavy' is not a number"):
        rain(rain_rate_001="heavy")
