"""Clouds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError
from huxing.link.atmosphere.cloud import cloud_attenuation, cloud_mass_absorption, cloud_specific_attenuation

ZENITH = np.pi / 2


def test_small_droplets_absorb_with_the_square_of_a_low_frequency() -> None:
    low, high = cloud_specific_attenuation(np.array([1e9, 2e9]), temperature=273.15)
    assert high / low == pytest.approx(4.0, rel=0.03)  # below water's relaxation at 9 GHz; 1.4 % off at 2 GHz


def test_cold_liquid_absorbs_more_at_low_frequencies() -> None:
    cold, warm = cloud_specific_attenuation(20e9, temperature=np.array([265.0, 293.0]))
    assert cold > 1.5 * warm


def test_the_value_of_the_reference() -> None:
    assert cloud_mass_absorption(20e9) == pytest.approx(0.359272, abs=5e-7)  # as printed; itur gives the same


def test_the_editions_differ_by_a_tenth_at_most() -> None:
    frequency = np.linspace(1e9, 200e9, 50)
    ratio = cloud_mass_absorption(frequency, edition="P.840-9") / cloud_mass_absorption(frequency, edition="P.840-8")
    assert ratio.min() > 0.9  # 0.917 at 45 GHz: -9 takes the content itself, not reduced to 273.15 K
    assert ratio.max() < 1.03


@given(content=st.floats(0.0, 5.0), elevation_deg=st.floats(5.0, 90.0), frequency=st.floats(1e9, 200e9))
def test_a_slant_path_goes_through_more_of_the_same_cloud(
    content: float, elevation_deg: float, frequency: float
) -> None:
    slant = cloud_attenuation(frequency, elevation=np.radians(elevation_deg), liquid_content=content).attenuation_db
    unit = cloud_attenuation(frequency, elevation=ZENITH, liquid_content=1.0).attenuation_db
    assert slant * np.sin(np.radians(elevation_deg)) == pytest.approx(content * unit, rel=1e-12)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"frequency": 201e9}, "frequency 201 GHz is outside 1 to 200 GHz"),
        ({"elevation": np.radians(4.0)}, "elevation 4 deg is outside 5 to 90 deg"),
        ({"elevation": 0.0}, "elevation 0 deg is outside"),
        ({"liquid_content": -0.1}, "liquid content -0.1 kg/m2"),
        ({"liquid_content": np.nan}, "liquid content nan"),
    ],
)
def test_clouds_refuse_what_the_model_does_not_cover(change: dict[str, float], said: str) -> None:
    with pytest.raises(ModelRangeError, match=said):
        cloud_attenuation(**{"frequency": 20e9, "elevation": 0.5, "liquid_content": 0.3, **change})


def test_extrapolation_is_marked_but_not_below_the_horizon() -> None:
    found = cloud_attenuation(20e9, elevation=np.radians(4.0), liquid_content=0.3, extrapolate=True)
    assert found.extrapolated == ("ITU-R P.840: elevation 4 deg is outside 5 to 90 deg",)
    with pytest.raises(ModelRangeError, match="elevation"):
        cloud_attenuation(20e9, elevation=-0.1, liquid_content=0.3, extrapolate=True)


def test_an_unknown_edition_is_named() -> None:
    with pytest.raises(InputError, match=r"P\.840-8, P\.840-9"):
        cloud_attenuation(20e9, elevation=0.5, liquid_content=0.3, edition="P.840-7")  # type: ignore[arg-type]
