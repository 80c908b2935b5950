"""WGS84 coordinates and what a site sees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError
from huxing.core.geodesy import (
    Geodetic,
    geodetic_to_itrf,
    itrf_to_geodetic,
    local_axes,
    topocentric,
    topocentric_rates,
)

SHANGHAI = Geodetic(np.radians(31.1), np.radians(121.2), np.array(20.0))


def test_known_places_of_the_ellipsoid() -> None:
    assert geodetic_to_itrf(0.0, 0.0) == pytest.approx([6_378_137.0, 0.0, 0.0], abs=1e-9)
    # semi-minor axis, NGA.STND.0036, table 3.5
    assert geodetic_to_itrf(np.pi / 2, 1.0) == pytest.approx([0.0, 0.0, 6_356_752.3142], abs=1e-4)
    assert geodetic_to_itrf(0.0, -np.pi / 2, 1000.0) == pytest.approx([0.0, -6_379_137.0, 0.0], abs=1e-8)


@given(st.floats(-np.pi / 2, np.pi / 2), st.floats(-np.pi, np.pi), st.floats(-1e4, 4e7))
def test_there_and_back(latitude: float, longitude: float, height: float) -> None:
    place = geodetic_to_itrf(latitude, longitude, height)
    back = itrf_to_geodetic(place)
    again = geodetic_to_itrf(*back)
    # Fukushima's one step of Halley's method is exact near the ellipsoid and 2.6e-11 rad off at 20,000 km (measured)
    assert np.linalg.norm(again - place) < (1e-8 if abs(height) <= 1e4 else 3e-3)
    assert back.latitude == pytest.approx(latitude, abs=1e-10)
    assert back.height == pytest.approx(height, abs=1e-6)


def test_refuses_what_is_no_place() -> None:
    for wrong in [(np.radians(90.1), 0, 0), (np.nan, 0, 0), (0, np.inf, 0), (0, 0, np.nan)]:
        with pytest.raises(InputError):
            geodetic_to_itrf(*wrong)
    with pytest.raises(InputError, match=r"\(\.\.\., 3\)"):
        itrf_to_geodetic(np.zeros((3, 2)))


def test_a_missing_position_has_no_coordinates() -> None:
    place = itrf_to_geodetic(np.array([[np.nan] * 3, [7e6, 0, 0]]))
    assert np.isnan(place.latitude[0])
    assert np.isnan(place.height[0])
    assert place.latitude[1] == 0.0


@given(st.floats(-1.57, 1.57), st.floats(-np.pi, np.pi))
def test_local_axes_are_right_handed_and_up_is_the_normal(latitude: float, longitude: float) -> None:
    east, north, up = local_axes(latitude, longitude)
    assert np.cross(east, north) == pytest.approx(up, abs=1e-15)
    raised = geodetic_to_itrf(latitude, longitude, 1000.0) - geodetic_to_itrf(latitude, longitude, 0.0)
    assert raised == pytest.approx(up * 1000.0, abs=1e-8)


@pytest.mark.parametrize(
    ("offset", "azimuth_deg", "elevation_deg"),
    [((0, 1, 0), 0, 0), ((1, 0, 0), 90, 0), ((0, -1, 0), 180, 0), ((-1, 0, 0), 270, 0), ((0, 0, 1), None, 90),
     ((1, 1, 0), 45, 0), ((-1, 1, np.sqrt(2)), 315, 45), ((0, 1, -1), 0, -45)],
)  # fmt: skip
def test_directions(offset: tuple[float, ...], azimuth_deg: float | None, elevation_deg: float) -> None:
    axes = local_axes(SHANGHAI.latitude, SHANGHAI.longitude)
    target = geodetic_to_itrf(*SHANGHAI) + 1e6 * np.array(offset) @ axes
    seen = topocentric(SHANGHAI, target)
    assert np.degrees(seen.elevation) == pytest.approx(elevation_deg, abs=1e-7)
    assert seen.range == pytest.approx(1e6 * np.linalg.norm(offset), abs=1e-6)
    assert 0.0 <= seen.azimuth < 2 * np.pi
    if azimuth_deg is not None:
        assert np.degrees(np.mod(seen.azimuth - np.radians(azimuth_deg) + 1, 2 * np.pi) - 1) == pytest.approx(
            0, abs=1e-7
        )


@given(st.integers(0, 2**31))
def test_rates_are_derivatives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    place = geodetic_to_itrf(*SHANGHAI) + local_axes(SHANGHAI.latitude, SHANGHAI.longitude).T @ (
        rng.normal(size=3) * 3e5 + [4e5, 4e5, 8e5]
    )
    moving = rng.normal(size=3) * 4e3
    h = 0.01
    seen, rates = topocentric_rates(SHANGHAI, place, moving)
    before, after = (topocentric(SHANGHAI, place + s * h * moving) for s in (-1, 1))
    turned = np.mod(after.azimuth - before.azimuth + np.pi, 2 * np.pi) - np.pi
    level = np.cos(seen.elevation)
    # central difference: (v h / r)^2 relative; v/r below 0.06 rad/s, so 1e-7 rad/s
    assert turned / (2 * h) * level == pytest.approx(rates.azimuth_rate * level, abs=1e-6)
    assert (after.elevation - before.elevation) / (2 * h) == pytest.approx(rates.elevation_rate, abs=1e-6)
    assert (after.range - before.range) / (2 * h) == pytest.approx(rates.range_rate, abs=1e-2)


def test_the_zenith_has_no_azimuth_rate() -> None:
    # on the equator at longitude 0 the axes are exact, so the zenith is hit exactly
    site = Geodetic(np.array(0.0), np.array(0.0), np.array(0.0))
    seen, rates = topocentric_rates(site, np.array([7e6, 0.0, 0.0]), np.array([0.0, 7e3, 0.0]))
    assert seen.elevation == np.pi / 2
    assert np.isnan(rates.azimuth_rate)
    assert rates.range_rate == 0.0
