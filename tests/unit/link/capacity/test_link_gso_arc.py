"""Angles to the geostationary arc: closed forms, symmetry, a brute-force twin, errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.link.capacity import gso_angle_at_satellite, gso_avoidance_angle, outside_exclusion_zone
from huxing.link.capacity.gso_kernel import GSO_RADIUS

EQUATOR = WGS84_SEMI_MAJOR_AXIS


def seen_from(latitude: float, longitude: float, azimuth: float, elevation: float, distance: float) -> NDArray:
    axes = local_axes(latitude, longitude)
    look = np.array([np.cos(elevation) * np.sin(azimuth), np.cos(elevation) * np.cos(azimuth), np.sin(elevation)])
    return geodetic_to_itrf(latitude, longitude) + distance * look @ axes


def brute(latitude: float, longitude: float, position: NDArray, *, at_satellite: bool) -> float:
    """Half a million arc points and a refinement around the best."""
    site, up = geodetic_to_itrf(latitude, longitude), local_axes(latitude, longitude)[2]
    towards = (position - site) / np.linalg.norm(position - site)
    apex = position if at_satellite else site

    def angle(at: NDArray) -> NDArray:
        q = GSO_RADIUS * np.stack([np.cos(at), np.sin(at), 0.0 * at], axis=-1) - apex
        return np.arctan2(np.linalg.norm(np.cross(q, towards), axis=-1), q @ towards)

    height = float(site @ up)
    if height >= GSO_RADIUS * np.hypot(up[0], up[1]):
        return np.pi
    half = np.arccos(height / (GSO_RADIUS * np.hypot(up[0], up[1])))
    at = longitude + np.linspace(-half, half, 20_001)
    best = int(np.argmin(angle(at)))
    ends = at[max(best - 1, 0)], at[min(best + 1, at.size - 1)]
    found = minimize_scalar(
        lambda x: float(angle(np.array(x))), bounds=ends, method="bounded", options={"xatol": 1e-12}
    )
    return min(float(found.fun), float(angle(at[best])))


def test_the_radius_is_the_published_one() -> None:
    assert abs(GSO_RADIUS - 42_164e3) < 500.0  # printed to the kilometre in textbooks


@pytest.mark.parametrize("zenith_angle_deg", [0.0, 1.0, 30.0, 89.0])
def test_north_of_the_zenith_at_the_equator_the_angle_is_the_zenith_angle(zenith_angle_deg: float) -> None:
    # the arc of a station on the equator runs through its zenith in the plane of the equator
    place = seen_from(0.0, 0.3, 0.0, np.radians(90.0 - zenith_angle_deg), 1e6)
    assert gso_avoidance_angle(0.0, 0.3, place) == pytest.approx(np.radians(zenith_angle_deg), abs=1e-12)


@pytest.mark.parametrize("azimuth_deg", [90.0, 270.0])
def test_in_the_plane_of_the_equator_it_is_nothing(azimuth_deg: float) -> None:
    place = seen_from(0.0, 0.3, np.radians(azimuth_deg), np.radians(40.0), 1e6)
    assert gso_avoidance_angle(0.0, 0.3, place) < 1e-12
    assert gso_angle_at_satellite(0.0, 0.3, place) < 1e-12


@settings(max_examples=60)
@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0.01, 0.95), st.floats(-1, 1))
def test_a_satellite_on_the_line_to_the_arc_has_no_angle(
    latitude_deg: float, longitude_deg: float, along: float, across: float
) -> None:
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    site, up = geodetic_to_itrf(latitude, longitude), local_axes(latitude, longitude)[2]
    half = np.arccos(site @ up / (GSO_RADIUS * np.hypot(up[0], up[1])))
    at = longitude + 0.999 * across * half
    place = site + along * (GSO_RADIUS * np.array([np.cos(at), np.sin(at), 0.0]) - site)
    # rounding of positions of 4e7 m over 4e5 m is 2e-14 rad; measured 3e-15
    assert gso_avoidance_angle(latitude, longitude, place) < 5e-14
    assert gso_angle_at_satellite(latitude, longitude, place) < 5e-14


@settings(max_examples=60)
@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(0, 360), st.floats(-20, 90), st.floats(3e5, 3e7))
def test_a_brute_force_twin(latitude_deg: float, longitude_deg: float, az: float, el: float, distance: float) -> None:
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    place = seen_from(latitude, longitude, np.radians(az), np.radians(el), distance)
    # measured 5e-16 rad; the bounded minimisation resolves its argument, and so a kink's angle, to 1e-12 rad
    alpha, x = (
        brute(latitude, longitude, place, at_satellite=False),
        brute(latitude, longitude, place, at_satellite=True),
    )
    assert gso_avoidance_angle(latitude, longitude, place) == pytest.approx(alpha, abs=1e-12)
    assert gso_angle_at_satellite(latitude, longitude, place) == pytest.approx(x, abs=1e-12)


def test_towards_the_pole_both_ends_of_the_arc_are_tried() -> None:
    latitude = np.radians(60.0)
    for azimuth in (-0.02, 0.02):
        place = seen_from(latitude, 0.0, azimuth, np.radians(10.0), 1e6)
        expected = brute(latitude, 0.0, place, at_satellite=False)
        assert gso_avoidance_angle(latitude, 0.0, place) == pytest.approx(expected, abs=1e-8)
        assert expected > np.radians(90.0)


@settings(max_examples=40)
@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(-170, 170), st.floats(0, 90), st.floats(-3, 3))
def test_symmetry(latitude_deg: float, longitude_deg: float, az: float, el: float, turn: float) -> None:
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    place = seen_from(latitude, longitude, np.radians(az), np.radians(el), 1.2e6)
    angle = gso_avoidance_angle(latitude, longitude, place)
    mirrored = place * np.array([1.0, 1.0, -1.0])
    assert gso_avoidance_angle(-latitude, longitude, mirrored) == pytest.approx(angle, abs=1e-9)
    c, s = np.cos(turn), np.sin(turn)
    turned = np.array([c * place[0] - s * place[1], s * place[0] + c * place[1], place[2]])
    assert gso_avoidance_angle(latitude, longitude + turn, turned) == pytest.approx(angle, abs=1e-9)


def test_beyond_81_degrees_nothing_is_excluded() -> None:
    place = seen_from(np.radians(85.0), 0.0, np.pi, np.radians(5.0), 2e6)
    angle = gso_avoidance_angle(np.radians([80.0, 85.0]), 0.0, place)
    assert angle[1] == np.pi
    assert angle[0] < 2.0
    assert outside_exclusion_zone(angle, np.radians(20.0))[1]


def test_arrays_broadcast() -> None:
    places = np.stack([seen_from(0.0, 0.0, 0.0, np.radians(e), 1e6) for e in (30.0, 60.0, 90.0)])
    angle = gso_avoidance_angle(np.radians([[0.0], [20.0]]), 0.0, places)
    assert angle.shape == (2, 3)
    assert angle[0] == pytest.approx(np.radians([60.0, 30.0, 0.0]), abs=1e-12)
    assert outside_exclusion_zone(angle[0], np.radians(29.9)).tolist() == [True, True, False]


def test_what_is_refused() -> None:
    place = np.array([7e6, 0.0, 0.0])
    with pytest.raises(ModelRangeError, match="latitude 91 deg is outside -90 to 90 deg"):
        gso_avoidance_angle(np.radians(91.0), 0.0, place)
    with pytest.raises(ModelRangeError, match="position"):
        gso_avoidance_angle(0.0, 0.0, np.array([np.nan, 0.0, 0.0]))
    with pytest.raises(InputError, match="1 of 2 satellites stand at their station"):  # once an angle of 180 degrees
        gso_avoidance_angle(0.0, 0.0, np.stack([geodetic_to_itrf(0.0, 0.0), place]))
    with pytest.raises(ShapeError, match="last axis of x, y, z"):
        gso_avoidance_angle(0.0, 0.0, place[:2])
    with pytest.raises(ShapeError, match="do not broadcast"):
        gso_avoidance_angle(np.zeros(3), 0.0, np.ones((2, 3)) * EQUATOR * 1.1)
    with pytest.raises(InputError, match="not a number"):
        gso_avoidance_angle("north", 0.0, place)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="angle"):
        outside_exclusion_zone(0.1, -0.1)
