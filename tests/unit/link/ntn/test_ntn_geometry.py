"""Slant range, delay and Doppler shift on the studies' sphere, and from states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE, SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.ntn import (
    differential_delay,
    differential_doppler_fraction,
    doppler_fraction,
    doppler_fraction_rate,
    link_motion,
    one_way_delay,
    round_trip_delay,
    slant_range,
)
from huxing.link.ntn.geometry import TR_EARTH_RADIUS, at_central_angle, central_angle
from huxing.orbit import Constellation, explicit_planes, propagate

altitudes = st.floats(2e5, 4e7)
elevations = st.floats(0.0, np.pi / 2)


@given(altitudes, elevations)
def test_slant_range_is_the_third_side_of_the_triangle(altitude: float, elevation: float) -> None:
    angle = float(central_angle(altitude, elevation))
    radius = TR_EARTH_RADIUS + altitude
    side = np.hypot(radius * np.cos(angle) - TR_EARTH_RADIUS, radius * np.sin(angle))
    # the twin subtracts lengths of 6400 km: a millimetre
    assert slant_range(altitude, elevation) == pytest.approx(side, abs=1e-2)
    there = at_central_angle(np.array(altitude), np.array(angle))
    assert there.distance == pytest.approx(side, abs=1e-2)
    assert there.elevation == pytest.approx(elevation, abs=1e-6)


@given(altitudes, elevations, elevations)
def test_a_lower_satellite_is_farther(altitude: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert slant_range(altitude, low) >= slant_range(altitude, high)
    assert slant_range(altitude, np.pi / 2) == pytest.approx(altitude, rel=1e-12)


def test_shapes_and_scalars() -> None:
    assert slant_range(6e5, 0.5).shape == ()
    assert slant_range(np.array([6e5, 12e5])[:, None], np.radians([10.0, 20.0, 30.0])).shape == (2, 3)
    with pytest.raises(ShapeError, match=r"altitude .2,., elevation .3,."):
        slant_range([6e5, 7e5], [0.1, 0.2, 0.3])


@pytest.mark.parametrize(
    ("altitude", "elevation", "named"),
    [(6e5, -0.01, "elevation"), (6e5, 1.6, "elevation"), (0.0, 0.5, "altitude"), (6e5, np.nan, "elevation")],
)
def test_bad_geometry_is_named(altitude: float, elevation: float, named: str) -> None:
    for function in (slant_range, one_way_delay, doppler_fraction, doppler_fraction_rate):
        with pytest.raises(ModelRangeError, match=named):
            function(altitude, elevation)
    with pytest.raises(ModelRangeError, match=named):
        round_trip_delay(altitude, elevation=elevation)


def test_text_is_refused() -> None:
    with pytest.raises(InputError, match="not a number"):
        slant_range("600 km", 0.5)  # type: ignore[arg-type]


def test_the_feeder_link_counts_twice_with_its_own_elevation() -> None:
    both = round_trip_delay(6e5, elevation=np.radians(10.0), feeder_elevation=np.pi / 2)
    assert both == pytest.approx(2.0 * (slant_range(6e5, np.radians(10.0)) + 6e5) / SPEED_OF_LIGHT, rel=1e-12)
    with pytest.raises(InputError, match="no feeder link"):
        round_trip_delay(6e5, elevation=0.5, payload="regenerative", feeder_elevation=0.5)
    with pytest.raises(InputError, match="bent-pipe"):
        round_trip_delay(6e5, elevation=0.5, payload="bent-pipe")  # type: ignore[arg-type]


@given(altitudes, elevations, st.floats(0.0, 1.0))
def test_differential_delay_is_the_greatest_over_the_beam(altitude: float, elevation: float, share: float) -> None:
    far = float(central_angle(altitude, elevation))
    # up to a beam that ends at the other side's horizon, which a sphere's point touches within a millimetre of arc
    diameter = share * (far + float(central_angle(altitude, 0.0))) * TR_EARTH_RADIUS * (1.0 - 1e-9)
    angles = np.linspace(far - diameter / TR_EARTH_RADIUS, far, 301)
    distances = at_central_angle(np.full(301, altitude), np.abs(angles)).distance
    brute = (distances.max() - distances.min()) / SPEED_OF_LIGHT
    found = float(differential_delay(altitude, elevation=elevation, beam_diameter=diameter))
    # the twin's 301 points miss the point below the satellite by half a step s, and so by s^2 / 2h (1 + h / R) of path
    step = diameter / 600.0
    missed = step**2 / (2.0 * altitude) * (1.0 + altitude / TR_EARTH_RADIUS) / SPEED_OF_LIGHT
    assert brute - 1e-12 <= found <= brute + missed + 1e-12
    assert found >= 0.0


@given(st.floats(3e5, 2e6), st.floats(0.02, np.pi / 2 - 0.02))
def test_doppler_rate_is_the_derivative_of_the_shift(altitude: float, elevation: float) -> None:
    radius = TR_EARTH_RADIUS + altitude
    rate = np.sqrt(EARTH_MU / radius**3)
    angle = float(central_angle(altitude, elevation))
    step = 1e-5
    before, after = (
        doppler_fraction(altitude, at_central_angle(np.array(altitude), np.array(angle + sign * step)).elevation)
        for sign in (1.0, -1.0)
    )
    numeric = float(after - before) / (2.0 * step / rate)
    assert doppler_fraction_rate(altitude, elevation) == pytest.approx(numeric, rel=1e-5)


def test_a_geostationary_satellite_stands_still() -> None:
    height = (EARTH_MU / EARTH_ROTATION_RATE**2) ** (1.0 / 3.0) - TR_EARTH_RADIUS
    assert abs(doppler_fraction(height, 0.3, inclination=0.0)) < 1e-15
    with pytest.raises(ModelRangeError, match=r"inclination.*altitude 35786 km"):
        doppler_fraction(35_786e3, 0.3)
    with pytest.raises(ModelRangeError, match="inclination 200 deg"):
        doppler_fraction(6e5, 0.3, inclination=np.radians(200.0))


def test_the_edge_of_a_beam_beyond_the_horizon_is_refused() -> None:
    assert differential_doppler_fraction(6e5, beam_diameter=0.0) == pytest.approx(0.0, abs=1e-15)
    with pytest.raises(ModelRangeError, match="elevation"):
        differential_doppler_fraction(6e5, beam_diameter=8e6)


def test_link_motion_of_a_circular_orbit_is_the_closed_form() -> None:
    """An equatorial orbit, whose inclination the closed form takes into account exactly."""
    altitude, carrier = 6e5, 2e9
    radius = TR_EARTH_RADIUS + altitude
    elevation = np.radians(np.array([5.0, 20.0, 60.0, 89.0]))
    angle = -central_angle(altitude, elevation)
    speed = np.sqrt(EARTH_MU / radius) - EARTH_ROTATION_RATE * radius
    position = radius * np.stack([np.cos(angle), np.sin(angle), np.zeros(4)], axis=-1)
    velocity = speed * np.stack([-np.sin(angle), np.cos(angle), np.zeros(4)], axis=-1)
    found = link_motion(position, velocity, [TR_EARTH_RADIUS, 0.0, 0.0], carrier=carrier)
    np.testing.assert_allclose(found.delay, one_way_delay(altitude, elevation), rtol=1e-12)
    np.testing.assert_allclose(
        found.doppler_fraction, doppler_fraction(altitude, elevation, inclination=0.0), rtol=1e-9
    )
    rate = doppler_fraction_rate(altitude, elevation, inclination=0.0) * carrier
    np.testing.assert_allclose(found.doppler_rate, rate, rtol=1e-8)
    assert (found.doppler > 0.0).all()


def test_link_motion_of_propagated_states_is_their_difference_in_time() -> None:
    """Range rate and its growth against central differences over 2 s of a design's states from huxing.orbit."""
    plane = {"raan_deg": 0.0, "satellites": 1}
    shell = explicit_planes(name="one", altitude_km=600.0, inclination_deg=53.0, planes=[plane])
    epoch = np.datetime64("2026-08-22T00:00:00", "ns")
    times = epoch + np.arange(0, 600) * np.timedelta64(10**9, "ns")
    states = propagate(Constellation("one", (shell,), epoch), times, velocity=True)
    position, velocity = states.position.values[:, 0], states.velocity.values[:, 0]
    site = position[300] / np.linalg.norm(position[300]) * 6_378e3
    found = link_motion(position, velocity, site, carrier=1.0)
    rate = (found.distance[2:] - found.distance[:-2]) / 2.0
    np.testing.assert_allclose(found.range_rate[1:-1], rate, atol=0.3)  # the differences' own error: 0.13 m/s
    growth = (found.range_rate[2:] - found.range_rate[:-2]) / 2.0
    np.testing.assert_allclose(found.range_acceleration[1:-1], growth, atol=0.2)  # J2 and the difference: of 90 m/s2


def test_link_motion_refuses_states_of_another_kind() -> None:
    with pytest.raises(ShapeError, match="satellite_position"):
        link_motion([1.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], carrier=1e9)
    with pytest.raises(ModelRangeError, match="state"):
        link_motion([np.nan, 0.0, 7e6], [0.0, 0.0, 0.0], [0.0, 0.0, 6e6], carrier=1e9)
    with pytest.raises(ModelRangeError, match="carrier"):
        link_motion([0.0, 0.0, 7e6], [0.0, 0.0, 0.0], [0.0, 0.0, 6e6], carrier=0.0)


def test_a_beam_that_reaches_beyond_the_horizon_has_no_differential_delay() -> None:
    edge, horizon = (float(central_angle(6e5, angle)) for angle in (np.radians(10.0), 0.0))
    widest = (edge + horizon) * TR_EARTH_RADIUS
    assert differential_delay(6e5, elevation=np.radians(10.0), beam_diameter=0.999 * widest) > 0.0
    with pytest.raises(ModelRangeError, match=r"beam diameter 44\d\d.*km is outside"):
        differential_delay(6e5, elevation=np.radians(10.0), beam_diameter=[5e4, 1.001 * widest])


def test_link_motion_with_a_terminal_at_the_satellite_is_refused() -> None:
    with pytest.raises(ModelRangeError, match="distance 0 m"):
        link_motion([7e6, 0.0, 0.0], [0.0, 7e3, 0.0], [7e6, 0.0, 0.0], carrier=1e9)
    with pytest.raises(ModelRangeError, match="centre"):
        link_motion([0.0, 0.0, 0.0], [0.0, 7e3, 0.0], [7e6, 0.0, 0.0], carrier=1e9)


@pytest.mark.parametrize(
    ("velocity", "error"),
    [
        ("fast", InputError),
        (1j, InputError),
        ([1.0, 2.0], ShapeError),
        ([], ShapeError),
        ([np.nan, 0.0, 0.0], ModelRangeError),
    ],
)
def test_a_terminals_velocity_is_checked(velocity: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"terminal.velocity|state"):
        link_motion([7e6, 0.0, 0.0], [0.0, 7e3, 0.0], [6.4e6, 0.0, 0.0], carrier=1e9, terminal_velocity=velocity)  # type: ignore[arg-type]


def test_light_time_changes_the_range_rate_by_less_than_the_docstring_says() -> None:
    """Twin with the satellite where it was when the light left it, the terminal turning with the Earth."""
    worst = 0.0
    for altitude in (300e3, 600e3, 1200e3):
        radius = TR_EARTH_RADIUS + altitude
        rate = np.sqrt(EARTH_MU / radius**3)

        def satellite(time: float, radius: float = radius, rate: float = float(rate)) -> np.ndarray:
            return radius * np.array([np.cos(rate * time), 0.4 * np.sin(rate * time), 0.84**0.5 * np.sin(rate * time)])

        def terminal(time: float) -> np.ndarray:
            angle = EARTH_ROTATION_RATE * time
            return TR_EARTH_RADIUS * np.array([np.cos(angle), np.sin(angle), 0.0])

        def path(time: float, *, light: bool) -> float:
            delay = 0.0
            for _ in range(6):
                length = float(np.linalg.norm(satellite(time - delay) - terminal(time)))
                delay = length / SPEED_OF_LIGHT if light else 0.0
            return length

        for time in np.arange(-200.0, 201.0, 20.0):
            rates = [(path(time + 0.05, light=on) - path(time - 0.05, light=on)) / 0.1 for on in (True, False)]
            worst = max(worst, abs(rates[0] - rates[1]))
    assert 0.15 < worst < 0.2  # "at most 0.2 m/s in the range rate of a low orbit"
