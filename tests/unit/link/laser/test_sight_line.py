from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from huxing.core.bodies import sun_position
from huxing.core.constants import EARTH_MU, SPEED_OF_LIGHT, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.laser import (
    doppler_shift,
    grazing_height,
    point_ahead_angle,
    sight_line_rate,
    sun_blocked,
    sun_separation,
)

RADIUS = 7_428_137.0
MOTION = np.sqrt(EARTH_MU / RADIUS**3)
places = arrays(np.float64, 3, elements=st.floats(-1e7, 1e7)).filter(lambda v: np.linalg.norm(v) > 1e5)


def circular(node: float, inclination: float, argument: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places and velocities along a circular orbit, shape (argument, 3)."""
    ahead = np.array([np.cos(node), np.sin(node), 0.0])
    across = np.array([-np.sin(node) * np.cos(inclination), np.cos(node) * np.cos(inclination), np.sin(inclination)])
    cosine, sine = np.cos(argument)[:, None], np.sin(argument)[:, None]
    return RADIUS * (cosine * ahead + sine * across), RADIUS * MOTION * (cosine * across - sine * ahead)


@given(places, places)
def test_grazing_height_is_the_least_of_points_along_the_line(one: np.ndarray, other: np.ndarray) -> None:
    part = np.linspace(0.0, 1.0, 20_001)[:, None]
    brute = np.min(np.linalg.norm(one + part * (other - one), axis=-1)) - WGS84_SEMI_MAJOR_AXIS
    found = float(grazing_height(one, other))
    step = np.linalg.norm(other - one) / 20_000
    assert found <= brute + 1e-6
    assert found == pytest.approx(brute, abs=step)
    assert found == pytest.approx(float(grazing_height(other, one)), abs=1e-6)


def test_neighbours_in_a_plane_graze_at_the_height_of_the_chord() -> None:
    place, _ = circular(0.3, 1.2, np.array([0.0, 0.5]))
    assert grazing_height(*place) == pytest.approx(RADIUS * np.cos(0.25) - WGS84_SEMI_MAJOR_AXIS, abs=1e-6)


def test_a_partner_in_the_same_circular_orbit_stands_still_for_a_platform_that_turns() -> None:
    place, speed = circular(0.3, 1.2, np.array([0.1, 0.4]))
    assert sight_line_rate(place[0], speed[0], place[1], speed[1]) == pytest.approx(0.0, abs=1e-15)
    inertial = sight_line_rate(place[0], speed[0], place[1], speed[1], platform="inertial")
    assert inertial == pytest.approx(MOTION, rel=1e-12)


def test_rate_is_the_turn_of_the_direction_over_a_moment() -> None:
    step = 0.01
    argument = np.array([1.0, 1.0 + MOTION * step])
    place, speed = circular(0.0, 1.5, argument)
    other, other_speed = circular(0.2, 1.5, argument + 0.05)
    line = other - place
    unit = line / np.linalg.norm(line, axis=-1, keepdims=True)
    turned = np.linalg.norm(unit[1] - unit[0]) / step
    rate = sight_line_rate(place[0], speed[0], other[0], other_speed[0], platform="inertial")
    # first difference over 10 ms: its error is half the second derivative, 5e-6 of it
    assert rate == pytest.approx(turned, rel=1e-4)


def test_rate_in_the_turning_frame_is_that_of_the_coordinates_there() -> None:
    step = 0.01
    argument = np.array([1.3, 1.3 + MOTION * step])
    place, speed = circular(0.0, 1.5, argument)
    other, other_speed = circular(0.3, 1.5, argument - 0.02)
    up = place / RADIUS
    ahead = speed / np.linalg.norm(speed, axis=-1, keepdims=True)
    axes = np.stack([ahead, np.cross(up, ahead), up], axis=1)
    line = other - place
    inside = np.einsum("tij,tj->ti", axes, line / np.linalg.norm(line, axis=-1, keepdims=True))
    turned = np.linalg.norm(inside[1] - inside[0]) / step
    assert sight_line_rate(place[0], speed[0], other[0], other_speed[0]) == pytest.approx(turned, rel=1e-4)


def test_neighbouring_polar_planes_turn_fastest_where_they_cross() -> None:
    argument = np.radians(np.arange(0.0, 91.0))
    place, speed = circular(0.0, np.pi / 2, argument)
    other, other_speed = circular(np.radians(20.0), np.pi / 2, argument + np.radians(5.0))
    rate = sight_line_rate(place, speed, other, other_speed)
    assert np.argmax(rate) > 80
    assert rate.max() > 5.0 * rate[0]


def test_point_ahead_is_twice_the_transverse_velocity_over_that_of_light() -> None:
    angle = point_ahead_angle([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1e6, 0.0, 0.0], [3e3, 7.5e3, 0.0])
    assert angle == pytest.approx(2.0 * 7.5e3 / SPEED_OF_LIGHT)
    shift = doppler_shift([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1e6, 0.0, 0.0], [3e3, 7.5e3, 0.0], wavelength=1.55e-6)
    assert shift == pytest.approx(-3e3 / 1.55e-6)


def test_the_sun_is_seen_under_supplementary_angles_from_both_ends() -> None:
    sun = np.array([1.496e11, 0.0, 0.0])
    here, there = sun_separation([0.0, 7e6, 0.0], [1e6, 7e6, 0.0], sun)
    assert here == pytest.approx(0.0, abs=1e-4)
    assert here + there == pytest.approx(np.pi, abs=1e-5)


@given(st.floats(0.01, 1.0), st.integers(0, 1000))
def test_share_of_directions_blocked_is_the_two_cones(exclusion: float, seed: int) -> None:
    """Partners in every direction: the share blocked is that of two caps of the sphere."""
    direction = np.random.default_rng(seed).normal(size=(40_000, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    blocked = sun_blocked([0.0, 0.0, 7e6], [0.0, 0.0, 7e6] + 1e3 * direction, [1.5e11, 0.0, 0.0], exclusion=exclusion)
    caps = 1.0 - np.cos(exclusion)
    assert blocked.mean() == pytest.approx(caps, abs=4.5 * np.sqrt(caps / 40_000))


@pytest.mark.parametrize(("day", "crosses"), [("2026-03-20", True), ("2026-06-21", False)])
def test_an_equatorial_link_looks_into_the_sun_at_the_equinox_only(day: str, crosses: bool) -> None:
    times = np.datetime64(f"{day}T12:00:00", "ns") + np.arange(0, 86_400, 20) * np.timedelta64(10**9, "ns")
    argument = MOTION * np.arange(0.0, 86_400.0, 20.0)
    place, _ = circular(0.0, 0.0, argument)
    partner, _ = circular(0.0, 0.0, argument + 0.4)
    share = sun_blocked(place, partner, sun_position(times), exclusion=np.radians(10.0)).mean()
    # in the plane of the orbit both lines sweep a full turn each orbit: two cones of 20 deg in 360
    expected = 2.0 * 20.0 / 360.0 if crosses else 0.0
    assert share == pytest.approx(expected, rel=0.03)  # the day is no whole number of orbits


def test_a_sun_behind_the_earth_blinds_nobody() -> None:
    sun = [1.5e11, 0.0, 0.0]
    ends = ([-7e6, 0.0, 0.0], [-7e6 + 1e5, 0.0, 0.0])
    assert sun_blocked(*ends, sun, exclusion=0.05)
    assert not sun_blocked(*ends, sun, exclusion=0.05, earth_radius=WGS84_SEMI_MAJOR_AXIS)


def test_bad_vectors_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"give vectors along the last axis"):
        grazing_height([1.0, 2.0], [1.0, 2.0])
    with pytest.raises(ShapeError, match="do not broadcast"):
        grazing_height(np.ones((2, 3)), np.ones((4, 3)))
    with pytest.raises(ModelRangeError, match="coordinate"):
        grazing_height([np.nan, 0.0, 0.0], [1.0, 0.0, 0.0])
    with pytest.raises(ModelRangeError, match="distance"):
        sight_line_rate([7e6, 0, 0], [0, 7e3, 0], [7e6, 0, 0], [0, 7e3, 0])
    with pytest.raises(ModelRangeError, match="distance"):
        doppler_shift([7e6, 0, 0], [0, 7e3, 0], [7e6, 0, 0], [0, 7e3, 0], wavelength=1.55e-6)
    with pytest.raises(ModelRangeError, match="distance"):
        sun_separation([7e6, 0, 0], [7e6, 0, 0], [1.5e11, 0, 0])
    for radius in (np.nan, -1.0, "large"):
        with pytest.raises(InputError, match="Earth's radius"):
            grazing_height([7e6, 0, 0], [8e6, 0, 0], earth_radius=radius)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="platform"):
        sight_line_rate([7e6, 0, 0], [0, 7e3, 0], [8e6, 0, 0], [0, 7e3, 0], platform="spinning")  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="Sun exclusion"):
        sun_blocked([7e6, 0, 0], [8e6, 0, 0], [1.5e11, 0, 0], exclusion=-0.1)
