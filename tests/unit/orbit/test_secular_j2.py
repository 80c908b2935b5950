"""Secular J2 against the formula written out with sines and cosines, satellite by satellite."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_orbits import random_constellation

from huxing.core.constants import EARTH_J2, EARTH_MU, EARTH_ROTATION_RATE, WGS84_SEMI_MAJOR_AXIS
from huxing.core.frames import nominal_gmst
from huxing.core.time import time_grid
from huxing.orbit import Constellation, Shell, propagate
from huxing.orbit.secular_j2 import j2_states

DAY = 86_400.0


def twin(constellation: Constellation, times: np.ndarray) -> np.ndarray:
    """TEME positions by Vallado 2013, section 9.6.1, one satellite at a time."""
    seconds = (times - constellation.epoch) / np.timedelta64(1, "ns") * 1e-9
    places = []
    for shell in constellation.shells:
        a, i = shell.semi_major_axis, shell.inclination
        n = np.sqrt(EARTH_MU / a**3)
        k = n * EARTH_J2 * (WGS84_SEMI_MAJOR_AXIS / a) ** 2
        node_rate = -1.5 * k * np.cos(i)
        latitude_rate = n + 0.75 * k * (4 - 5 * np.sin(i) ** 2) + 0.75 * k * (2 - 3 * np.sin(i) ** 2)
        for raan, slots in zip(shell.raan, shell.argument_of_latitude, strict=True):
            for slot in slots:
                node, u = raan + node_rate * seconds, slot + latitude_rate * seconds
                x = np.cos(node) * np.cos(u) - np.sin(node) * np.sin(u) * np.cos(i)
                y = np.sin(node) * np.cos(u) + np.cos(node) * np.sin(u) * np.cos(i)
                places.append(a * np.stack([x, y, np.sin(u) * np.sin(i)], axis=-1))
    return np.stack(places, axis=1)


@settings(max_examples=25)
@given(st.integers(0, 2**31))
def test_equals_the_formula_per_satellite(seed: int) -> None:
    constellation = random_constellation(np.random.default_rng(seed))
    times = time_grid("2026-03-01", hours=20, step_s=3000)
    position, velocity = j2_states(constellation, times, earth_fixed=False)
    # 5e6 s x 1e-3 rad/s are 6e3 rad: a double of that size is good to 1e-12 rad, 1e-5 m at 7,000 km; two such sums
    assert np.abs(position - twin(constellation, times)).max() < 1e-3
    assert velocity is None


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.booleans())
def test_velocity_is_the_derivative(seed: int, earth_fixed: bool) -> None:
    constellation = random_constellation(np.random.default_rng(seed))
    h = 0.5
    times = np.datetime64("2026-01-01T06:00", "ns") + (np.array([-h, 0, h]) * 1e9).astype("timedelta64[ns]")
    position, velocity = j2_states(constellation, times, earth_fixed=earth_fixed, velocity=True)
    assert velocity is not None
    # central difference: n^3 a h^2/6 = 5e-4 m/s at 200 km; the nominal rotation rate against that of 1982's sidereal
    # time: 7.5e-13 rad/s x 4.2e7 m
    assert np.abs((position[2] - position[0]) / (2 * h) - velocity[1]).max() < 1e-3


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_earth_fixed_is_teme_turned_by_sidereal_time(seed: int) -> None:
    constellation = random_constellation(np.random.default_rng(seed))
    times = time_grid("2026-01-01", hours=10, step_s=1000)
    inertial, moving = j2_states(constellation, times, earth_fixed=False, velocity=True)
    fixed, relative = j2_states(constellation, times, earth_fixed=True, velocity=True)
    angle = nominal_gmst(times)[:, None]
    x = np.cos(angle) * inertial[..., 0] + np.sin(angle) * inertial[..., 1]
    y = np.cos(angle) * inertial[..., 1] - np.sin(angle) * inertial[..., 0]
    assert np.abs(fixed - np.stack([x, y, inertial[..., 2]], axis=-1)).max() < 1e-5
    assert moving is not None
    assert relative is not None
    spin = np.cross([0, 0, EARTH_ROTATION_RATE], fixed)
    speeds = np.linalg.norm(relative + spin, axis=-1) - np.linalg.norm(moving, axis=-1)
    assert np.abs(speeds).max() < 1e-6


def test_the_node_of_a_sun_synchronous_orbit_turns_with_the_sun() -> None:
    # 800 km, 98.6 deg: 0.9856 deg a day is 360 deg in 365.2422 days; 0.01 deg of inclination is 0.0012 deg a day
    shell = Shell("sso", WGS84_SEMI_MAJOR_AXIS + 800e3, np.radians(98.6), np.zeros(1), (np.zeros(1),))
    assert np.degrees(shell.node_rate) * DAY == pytest.approx(360 / 365.2422, abs=0.002)
    # along-track: the nodal period of such an orbit is about 100.9 min
    assert 2 * np.pi / shell.latitude_rate / 60 == pytest.approx(100.9, abs=0.1)


def test_radius_and_inclination_never_change() -> None:
    constellation = random_constellation(np.random.default_rng(5))
    position, velocity = j2_states(constellation, time_grid("2027-05-01", hours=48, step_s=977), earth_fixed=False,
                                   velocity=True)  # fmt: skip
    assert velocity is not None
    axis = np.array([constellation.shells[k].semi_major_axis for k in constellation.shell_index])
    assert np.linalg.norm(position, axis=-1) == pytest.approx(np.broadcast_to(axis, position.shape[:2]), rel=1e-12)
    highest = np.array([np.sin(constellation.shells[k].inclination) for k in constellation.shell_index])
    assert (np.abs(position[..., 2]) <= axis * highest * (1 + 1e-12) + 1e-6).all()
    assert np.abs(np.sum(position * velocity, axis=-1)).max() < 1e-3 * 4.2e7  # circular: v is at right angles to r


def test_an_array_given_to_fill_is_filled() -> None:
    constellation = random_constellation(np.random.default_rng(6))
    times = time_grid("2026-01-01", hours=1, step_s=60)
    out = np.full((60, len(constellation), 3), np.nan)
    position, _ = j2_states(constellation, times, earth_fixed=True, out=out)
    assert position is out
    assert np.array_equal(out, propagate(constellation, times)["position"])
