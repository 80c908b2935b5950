"""Slant range, nadir angle and the loss of free space: against vectors, at the edges, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.budget import free_space_loss_db, nadir_angle, slant_range

ALTITUDES = st.floats(1e3, 4e8)
ELEVATIONS = st.floats(0.0, np.pi / 2)


@given(ALTITUDES, ELEVATIONS)
def test_range_and_nadir_angle_lead_back_to_the_altitude(altitude: float, elevation: float) -> None:
    """From the place along the line of sight: the end stands at the altitude, and sees the place at the nadir angle."""
    distance = slant_range(altitude, elevation)
    place = np.array([0.0, EARTH_MEAN_RADIUS])
    end = place + distance * np.array([np.cos(elevation), np.sin(elevation)])
    # a metre of the altitude is the rounding of a length of 4e8 m many times over
    assert np.hypot(*end) - EARTH_MEAN_RADIUS == pytest.approx(altitude, rel=1e-9, abs=1e-6)
    down, back = -end, place - end
    angle = np.arctan2(abs(down[0] * back[1] - down[1] * back[0]), down @ back)
    assert nadir_angle(altitude, elevation) == pytest.approx(angle, abs=1e-7)


def test_the_range_keeps_its_digits_for_a_low_target_at_the_zenith() -> None:
    # the textbook form sqrt(...) - R sin(el) loses nine digits here
    assert slant_range(1e-3, np.pi / 2) == pytest.approx(1e-3, rel=1e-12)


def test_free_space_loss_is_its_definition_and_3gpp_rounds_it_up() -> None:
    wavelength = 299_792_458.0 / 20e9
    assert free_space_loss_db(1e6, 20e9) == pytest.approx(20.0 * np.log10(4.0 * np.pi * 1e6 / wavelength), abs=1e-12)
    third_generation = 32.45 + 20.0 * np.log10(20.0) + 20.0 * np.log10(1e6)
    assert third_generation - free_space_loss_db(1e6, 20e9) == pytest.approx(0.0022, abs=5e-5)


@given(st.floats(1.0, 1e12), st.floats(1e6, 1e12), st.floats(1.01, 1e3))
def test_twice_the_distance_or_frequency_costs_the_same(distance: float, frequency: float, times: float) -> None:
    base = free_space_loss_db(distance, frequency)
    assert free_space_loss_db(distance * times, frequency) - base == pytest.approx(20.0 * np.log10(times), abs=1e-9)
    assert free_space_loss_db(distance, frequency * times) == pytest.approx(
        free_space_loss_db(distance * times, frequency), abs=1e-9
    )


def test_everything_broadcasts() -> None:
    distance = slant_range(np.array([[600e3], [1200e3]]), np.radians([10.0, 45.0, 90.0]))
    assert distance.shape == (2, 3)
    assert distance[1, 2] == pytest.approx(1200e3, abs=1e-6)
    assert free_space_loss_db(distance, np.array(20e9)).shape == (2, 3)


@pytest.mark.parametrize(
    ("altitude", "elevation", "quantity"),
    [
        (600e3, -0.01, "elevation"),
        (600e3, 1.6, "elevation"),
        (600e3, np.nan, "elevation"),
        (0.0, 0.5, "altitude"),
        (-1.0, 0.5, "altitude"),
        (np.inf, 0.5, "altitude"),
    ],
)
def test_impossible_geometry_is_refused_by_name(altitude: float, elevation: float, quantity: str) -> None:
    for function in (slant_range, nadir_angle):
        with pytest.raises(ModelRangeError, match=quantity) as caught:
            function(altitude, elevation)
        assert caught.value.quantity == quantity


def test_what_is_no_number_or_does_not_broadcast_is_refused() -> None:
    with pytest.raises(InputError, match="elevation"):
        slant_range(600e3, "high")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match=r"distance \(2,\).*frequency \(3,\)"):
        free_space_loss_db(np.ones(2), np.ones(3))
    with pytest.raises(ModelRangeError, match="distance 0 m is outside above 0 m"):
        free_space_loss_db(0.0, 1e9)
    with pytest.raises(ModelRangeError, match="frequency -1 GHz"):
        free_space_loss_db(1.0, -1e9)
