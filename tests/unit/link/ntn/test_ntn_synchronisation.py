"""Broadcast ephemeris, timing advance, and what compensation leaves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE, SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.ntn import (
    CommonTimingAdvance,
    broadcast_ephemeris,
    common_timing_advance,
    cyclic_prefix,
    extrapolated_state,
    link_motion,
    slot_duration,
    synchronisation_limits,
    timing_advance,
    uplink_synchronisation,
)
from huxing.link.ntn.numerology import BASIC_TIME_UNIT
from huxing.orbit import parse_elements, propagate

AGES = np.array([0.0, 5.0, 10.0, 30.0, 60.0, 240.0])
LINES = """QIANFAN TEST
1 60379U 24140A   26233.50000000  .00000100  00000-0  10000-3 0  9992
2 60379  88.9900  10.0000 0001500  90.0000 270.0000 13.52000000100008
"""
coordinates = st.floats(-4.3e7, 4.3e7)
rates = st.floats(-7800.0, 7800.0)


@pytest.fixture(scope="module")
def pass_states() -> tuple[np.ndarray, np.ndarray]:
    """States of a satellite by SGP4, ITRF, at the ages, shape `(age, 3)`."""
    satellites = parse_elements(LINES.encode())
    times = np.datetime64("2026-08-21T12:00:00", "ns") + (AGES * 1e9).astype("timedelta64[ns]")
    states = propagate(satellites, times, velocity=True)
    return states.position.values[:, 0], states.velocity.values[:, 0]


@given(st.tuples(coordinates, coordinates, coordinates), st.tuples(rates, rates, rates))
def test_the_broadcast_state_is_within_half_a_step(
    position: tuple[float, float, float], velocity: tuple[float, float, float]
) -> None:
    message = broadcast_ephemeris(position, velocity)
    assert np.abs(message.position - position).max() <= 0.65 + 1e-6
    assert np.abs(message.velocity - velocity).max() <= 0.03 + 1e-9
    again = broadcast_ephemeris(message.position, message.velocity)
    np.testing.assert_array_equal(again.position_steps, message.position_steps)
    np.testing.assert_array_equal(again.velocity_steps, message.velocity_steps)


def test_a_state_that_the_message_cannot_hold_is_refused() -> None:
    with pytest.raises(ModelRangeError, match="coordinate 50000 km"):
        broadcast_ephemeris([5e7, 0.0, 0.0], [0.0, 0.0, 0.0])
    with pytest.raises(ModelRangeError, match="velocity 8000 m/s"):
        broadcast_ephemeris([7e6, 0.0, 0.0], [0.0, 8000.0, 0.0])
    with pytest.raises(ShapeError, match=r"position has shape .2,."):
        broadcast_ephemeris([7e6, 0.0], [0.0, 8000.0])


def test_a_point_mass_orbit_keeps_its_energy_and_plane() -> None:
    """Over 900 s, seen from inertial axes: what Runge-Kutta in the rotating frame must leave unchanged."""
    position = np.array([4.2e6, 5.1e6, 2.3e6])
    velocity = np.array([-4.0e3, 1.2e3, 6.0e3])
    moved = extrapolated_state(position, velocity, 900.0, model="kepler")
    spin = np.array([0.0, 0.0, EARTH_ROTATION_RATE])

    def invariants(place: np.ndarray, motion: np.ndarray) -> tuple[float, float, float]:
        inertial = motion + np.cross(spin, place)
        momentum = np.cross(place, inertial)
        energy = 0.5 * float(inertial @ inertial) - EARTH_MU / float(np.linalg.norm(place))
        return energy, float(np.linalg.norm(momentum)), float(momentum[2])

    for before, after in zip(invariants(position, velocity), invariants(*moved), strict=True):
        assert after == pytest.approx(before, rel=1e-9)
    # and back: the reversed motion in the frame that turns the other way ends where it began, to a millimetre
    whole = extrapolated_state(*extrapolated_state(position, velocity, 450.0, model="kepler"), 450.0, model="kepler")
    np.testing.assert_allclose(whole[0], moved[0], atol=1e-3)


def test_models_against_sgp4(pass_states: tuple[np.ndarray, np.ndarray]) -> None:
    """How far each model strays from SGP4 (which has J2 to J4 and drag) after 60 s."""
    position, velocity = pass_states
    off = {}
    for model in ("linear", "kepler", "j2"):
        found = extrapolated_state(position[0], velocity[0], AGES, model=model)  # type: ignore[arg-type]
        off[model] = np.linalg.norm(found[0] - position, axis=-1)
    assert (
        off["j2"][4] < 1.0
    )  # measured 0.42 m: 7 mm/s, for SGP4's velocity is not quite the derivative of its position
    assert 10.0 < off["kepler"][4] < 25.0  # measured 15 m: J2, 0.5 * 0.008 m/s2 * 3600 s2
    assert 1.2e4 < off["linear"][4] < 1.4e4  # gravity: 0.5 * 7.2 m/s2 * 3600 s2
    assert off["j2"][0] == off["kepler"][0] == off["linear"][0] == 0.0


def test_ages_and_models_are_checked() -> None:
    for age in (-1.0, 901.0, np.nan):
        with pytest.raises(ModelRangeError, match="age"):
            extrapolated_state([7e6, 0.0, 0.0], [0.0, 7e3, 0.0], age)
    with pytest.raises(InputError, match="no model 'guess'"):
        extrapolated_state([7e6, 0.0, 0.0], [0.0, 7e3, 0.0], 1.0, model="guess")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="do not broadcast"):
        extrapolated_state(np.ones((2, 3)) * 7e6, np.zeros(3), np.zeros(5))


@pytest.mark.parametrize("model", ["linear", "kepler", "j2"])
def test_states_that_no_satellite_has_are_refused(model: str) -> None:
    """A NaN that would travel; the Earth's centre, where its pull is infinite; a place inside the Earth."""
    for place in ([np.nan, 0.0, 7e6], [np.inf, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]):
        with pytest.raises(ModelRangeError, match=r"state|distance from the Earth's centre"):
            extrapolated_state(place, [0.0, 7e3, 0.0], 1.0, model=model)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="state"):
        extrapolated_state([7e6, 0.0, 0.0], [0.0, np.nan, 0.0], 1.0, model=model)  # type: ignore[arg-type]


def test_common_timing_advance_follows_the_feeder_link(pass_states: tuple[np.ndarray, np.ndarray]) -> None:
    position, velocity = pass_states
    gateway = position[3] / np.linalg.norm(position[3]) * 6_371e3
    message = common_timing_advance(position[0], velocity[0], gateway)
    true = 2.0 * np.linalg.norm(position - gateway, axis=-1) / SPEED_OF_LIGHT
    off = np.abs(message.at(AGES) - true)
    assert off[0] < 2.1e-9  # half a step
    assert off[1:3].max() < 3e-7  # over 10 s the third derivative is left: measured 0.15 us
    assert off[5] > 1e-5  # a parabola does not describe four minutes of a pass near the zenith
    with pytest.raises(ModelRangeError, match="ta-Common"):
        common_timing_advance([6e7, 0.0, 0.0], [0.0, 0.0, 0.0], [6.4e6, 0.0, 0.0])
    with pytest.raises(ModelRangeError, match="age 1000 s"):
        message.at(1000.0)


def test_a_link_whose_growth_slows_down_is_broadcast_without_its_quadratic_term() -> None:
    """ta-CommonDriftVariant has no negative values; from 20,000 km a tenth of all visible geometries ask for one."""
    radius, site = 26_371e3, 6_371e3 * np.array([np.cos(np.radians(290.0)), np.sin(np.radians(290.0)), 0.0])
    tilt, along = np.radians(55.0), np.radians(255.0)
    ahead, across = np.array([1.0, 0.0, 0.0]), np.array([0.0, np.cos(tilt), np.sin(tilt)])
    position = radius * (np.cos(along) * ahead + np.sin(along) * across)
    velocity = np.sqrt(EARTH_MU / radius) * (np.cos(along) * across - np.sin(along) * ahead)
    velocity -= EARTH_ROTATION_RATE * np.array([-position[1], position[0], 0.0])
    motion = link_motion(position, velocity, site, carrier=1.0)
    assert motion.range_acceleration / SPEED_OF_LIGHT < -8.0 * 0.02e-9  # of 0.02 ns/s2 each
    message = common_timing_advance(position, velocity, site)
    assert message.variant_steps == 0
    straight = 2.0 * (motion.delay + motion.range_rate / SPEED_OF_LIGHT * 10.0)
    assert message.at(10.0) == pytest.approx(straight, abs=2.1e-9 + 10.0 * 0.1e-9)  # half a step of both terms


def test_the_quadratic_term_has_no_further_half() -> None:
    """Worked example: 2000 us, 4 us/s and 0.02 us/s2 are 2020.5 us after 5 s (raw 491159, 20000, 1000)."""
    message = CommonTimingAdvance(*(np.array(steps) for steps in (491_159, 20_000, 1_000)))
    assert message.at(5.0) * 1e6 == pytest.approx(2020.5, abs=1e-3)


def test_the_terms_of_the_timing_advance() -> None:
    """TS 38.211, 4.3.1, for 600 km at 10 deg, both links: 25.77 ms and the cell's 13.02 us."""
    found = timing_advance(6.443242e-3, common_round_trip=12.886484e-3)
    assert found.offset * BASIC_TIME_UNIT * 1e6 == pytest.approx(13.02, abs=0.01)
    assert found.total * 1e3 == pytest.approx(25.773 + 0.013, abs=0.001)
    assert found.terminal == pytest.approx(found.common, rel=1e-6)
    commanded = timing_advance(0.0, commanded=1024.0, offset=0.0)
    assert commanded.total == pytest.approx(1024 / (480e3 * 4096), rel=1e-12)
    with pytest.raises(ModelRangeError, match="timing advance"):
        timing_advance(0.0, commanded=np.nan)
    for delay in (np.nan, -5.0):
        with pytest.raises(ModelRangeError, match="service delay"):
            timing_advance(delay)


def test_numerologies() -> None:
    assert slot_duration(15e3) == 1e-3
    assert slot_duration(120e3) == 1.25e-4
    assert cyclic_prefix(15e3) * 1e6 == pytest.approx(4.69, abs=0.005)
    assert cyclic_prefix(120e3) == pytest.approx(cyclic_prefix(15e3) / 8.0)
    with pytest.raises(InputError, match="15, 30, 60, 120, 240 kHz"):
        slot_duration(20e3)


def test_limits() -> None:
    limits = synchronisation_limits(15e3)
    assert limits.timing == pytest.approx(12 * 64 * BASIC_TIME_UNIT)
    assert limits.frequency_fraction == 1e-7
    assert synchronisation_limits(60e3, ssb_spacing=30e3).timing < limits.timing
    with pytest.raises(InputError, match=r"no row for 15 kHz .* 120 kHz"):
        synchronisation_limits(120e3, ssb_spacing=15e3)
    for wrong in ("wide", [15e3, 30e3], np.array([15e3, 30e3]), 7e3):
        with pytest.raises(InputError, match="subcarrier spacing"):
            synchronisation_limits(15e3, ssb_spacing=wrong)  # type: ignore[arg-type]


def test_perfect_knowledge_leaves_only_the_steps(pass_states: tuple[np.ndarray, np.ndarray]) -> None:
    """At the epoch: half a step of 1.3 m and 0.06 m/s in each axis, at most sqrt(3) of it along the path."""
    position, velocity = pass_states
    site = position[0] / np.linalg.norm(position[0]) * 6_371e3
    left = uplink_synchronisation(
        broadcast_ephemeris(position[0], velocity[0]),
        0.0,
        satellite_position=position[0],
        satellite_velocity=velocity[0],
        terminal_position=site,
        carrier=2e9,
    )
    assert abs(left.timing) <= 2.0 * 0.65 * np.sqrt(3.0) / SPEED_OF_LIGHT
    assert abs(left.frequency) <= 2e9 * 0.03 * np.sqrt(3.0) / SPEED_OF_LIGHT + 0.01
    assert left.common_timing == 0.0


def test_what_is_left_grows_with_age_and_with_a_poor_model(pass_states: tuple[np.ndarray, np.ndarray]) -> None:
    position, velocity = pass_states
    site = position[4] / np.linalg.norm(position[4]) * 6_371e3
    message = broadcast_ephemeris(position[0], velocity[0])
    limits = synchronisation_limits(15e3)
    kept = {}
    for model in ("linear", "kepler", "j2"):
        left = uplink_synchronisation(
            message,
            AGES,
            satellite_position=position,
            satellite_velocity=velocity,
            terminal_position=site,
            carrier=2e9,
            model=model,  # type: ignore[arg-type]
        )
        kept[model] = left.within(limits).tolist()
    # uniform motion is out of the timing limit within 5 s, a point mass within four minutes, J2 holds throughout
    assert kept["linear"] == [True, False, False, False, False, False]
    assert kept["kepler"][:4] == [True] * 4
    assert not kept["kepler"][5]
    assert all(kept["j2"])


@given(st.floats(-200.0, 200.0), st.floats(-200.0, 200.0))
def test_a_position_error_shows_as_its_part_along_the_path(east: float, north: float) -> None:
    satellite, site = np.array([6.8e6, 1.0e6, 1.5e6]), np.array([6.371e6, 0.0, 0.0])
    velocity = np.array([0.0, 5.0e3, 5.0e3])
    message = broadcast_ephemeris(satellite, velocity)
    error = np.array([0.0, east, north])
    left = uplink_synchronisation(
        message,
        0.0,
        satellite_position=message.position,
        satellite_velocity=message.velocity,
        terminal_position=site,
        carrier=2e9,
        position_error=error,
    )
    direction = (message.position - site) / np.linalg.norm(message.position - site)
    # the curvature of the range adds |error|^2 / (2 * 1850 km): at most 2 cm
    assert left.timing * SPEED_OF_LIGHT / 2.0 == pytest.approx(-float(direction @ error), abs=0.03)


def test_a_velocity_error_shows_as_doppler() -> None:
    satellite, site = np.array([6.971e6, 0.0, 0.0]), np.array([6.371e6, 0.0, 0.0])
    message = broadcast_ephemeris(satellite, [0.0, 7e3, 0.0])
    left = uplink_synchronisation(
        message,
        0.0,
        satellite_position=message.position,
        satellite_velocity=message.velocity,
        terminal_position=site,
        carrier=3e9,
        velocity_error=[30.0, 0.0, 0.0],
    )
    assert left.frequency == pytest.approx(-30.0 / SPEED_OF_LIGHT * 3e9, rel=1e-6)
    assert left.frequency_fraction == pytest.approx(-1.0007e-7, rel=1e-3)
    assert left.within(synchronisation_limits(15e3)) == np.False_


def test_the_feeder_link_of_a_transparent_payload(pass_states: tuple[np.ndarray, np.ndarray]) -> None:
    position, velocity = pass_states
    site = position[0] / np.linalg.norm(position[0]) * 6_371e3
    gateway = position[4] / np.linalg.norm(position[4]) * 6_371e3
    common = common_timing_advance(position[0], velocity[0], gateway)
    left = uplink_synchronisation(
        broadcast_ephemeris(position[0], velocity[0]),
        AGES,
        satellite_position=position,
        satellite_velocity=velocity,
        terminal_position=site,
        carrier=2e9,
        common=common,
        reference_position=gateway,
    )
    way = link_motion(position, velocity, gateway, carrier=1.0)
    np.testing.assert_allclose(left.common_timing, common.at(AGES) - 2.0 * way.delay, atol=1e-15)
    np.testing.assert_array_equal(left.timing, left.service_timing + left.common_timing)
    with pytest.raises(InputError, match="reference point"):
        uplink_synchronisation(
            broadcast_ephemeris(position[0], velocity[0]),
            0.0,
            satellite_position=position[0],
            satellite_velocity=velocity[0],
            terminal_position=site,
            carrier=2e9,
            common=common,
        )


@pytest.mark.parametrize("name", ["terminal_position", "position_error", "velocity_error"])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("x", InputError),
        (1j, InputError),
        ([1.0, 2.0], ShapeError),
        ([], ShapeError),
        ([np.nan, 0.0, 0.0], ModelRangeError),
    ],
)
def test_errors_and_places_that_are_no_vectors_are_refused(name: str, value: object, error: type[Exception]) -> None:
    satellite = np.array([6.971e6, 0.0, 0.0])
    given_ = {"satellite_position": satellite, "satellite_velocity": [0.0, 7e3, 0.0], "carrier": 2e9}
    given_["terminal_position"] = [6.371e6, 0.0, 0.0]
    with pytest.raises(error, match=name.replace("_", ".") + "|state"):
        uplink_synchronisation(broadcast_ephemeris(satellite, [0.0, 7e3, 0.0]), 0.0, **(given_ | {name: value}))
