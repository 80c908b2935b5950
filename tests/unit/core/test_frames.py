"""Frames: rotations, round trips, velocities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, StaleDataError
from huxing.core.frames import FRAMES, frame_matrix, gmst_1982, nominal_gmst, transform
from huxing.core.time import JulianDate, as_times

TIMES = as_times(["1973-02-01T03:04:05", "1999-12-31T23:59:59", "2016-12-31T12:00:00", "2026-08-22T06:00:00"])
PAIRS = [(a, b) for a in FRAMES for b in FRAMES]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_frame_matrix_is_a_rotation_and_its_transpose_leads_back(source: str, target: str) -> None:
    matrix = frame_matrix(source, target, TIMES)
    assert matrix.shape == (4, 3, 3)
    unit = matrix @ np.swapaxes(matrix, -1, -2)
    assert np.abs(unit - np.eye(3)).max() < 1e-14
    assert np.linalg.det(matrix) == pytest.approx(1.0, abs=1e-14)
    assert np.abs(frame_matrix(target, source, TIMES) - np.swapaxes(matrix, -1, -2)).max() < 1e-14


def test_gmst_follows_the_polynomial_of_aoki() -> None:
    # Aoki et al. 1982 as quoted by Vallado, AIAA 2006-6753, appendix C
    jd = 2_461_274.75
    t = (jd - 2_451_545.0) / 36_525.0
    seconds = 67_310.54841 + (876_600 * 3600 + 8_640_184.812866) * t + 0.093104 * t**2 - 6.2e-6 * t**3
    want = np.radians(seconds / 240.0 % 360.0)
    got = gmst_1982(JulianDate(np.array(2_461_274.5), np.array(0.25)))
    assert got == pytest.approx(want, abs=1e-9)  # the polynomial in one double keeps 2e-10 rad


def test_nominal_gmst_is_within_nine_tenths_of_a_second_of_rotation() -> None:
    spin = frame_matrix("TEME", "ITRF", TIMES)
    angle = np.arctan2(spin[:, 0, 1], spin[:, 0, 0])
    difference = np.mod(nominal_gmst(TIMES) - angle + np.pi, 2 * np.pi) - np.pi
    assert np.abs(difference).max() < 0.9 * 7.2921159e-5 + 3e-6  # |UT1-UTC| < 0.9 s, plus the pole


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.sampled_from(PAIRS))
def test_there_and_back_is_the_same_state(seed: int, pair: tuple[str, str]) -> None:
    rng = np.random.default_rng(seed)
    position, velocity = rng.normal(size=(2, 4, 5, 3)) * np.array([7e6, 7e3])[:, None, None, None]
    there = transform(position, velocity, source=pair[0], target=pair[1], times=TIMES)
    back = transform(there[0], there[1], source=pair[1], target=pair[0], times=TIMES)
    assert np.abs(back[0] - position).max() < 1e-7  # m: rounding of 1e7
    assert np.abs(back[1] - velocity).max() < 1e-10  # m/s


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_velocity_is_the_derivative_of_position(source: str, target: str) -> None:
    # a body that moves uniformly in the source frame, differenced over 2 s in the target frame
    start, moving = np.array([7.0e6, -1.0e6, 3.0e6]), np.array([1.0e3, 7.0e3, -2.0e3])
    h = 1.0
    times = as_times("2026-08-22T06:00:00") + (np.array([-h, 0.0, h]) * 1e9).astype("timedelta64[ns]")
    position = start + np.array([-h, 0.0, h])[:, None] * moving
    turned, velocity = transform(position, np.tile(moving, (3, 1)), source=source, target=target, times=times)
    assert velocity is not None
    difference = (turned[2] - turned[0]) / (2 * h)
    # central difference: omega^3 r h^2/6 = 5e-7 m/s; rate of precession and of the pole, taken as constant:
    # 8e-12 rad/s x 7.7e6 m = 6e-5 m/s; the nominal rotation rate against the length of day: 1e-8 x 560 m/s
    assert np.abs(difference - velocity[1]).max() < 2e-4


def test_shapes_of_times_and_positions() -> None:
    one = transform(np.array([7e6, 0, 0]), None, source="TEME", target="ITRF", times=TIMES[3])
    many = transform(np.tile([7e6, 0, 0], (4, 2, 1)), None, source="TEME", target="ITRF", times=TIMES)
    assert one[0].shape == (3,)
    assert one[1] is None
    assert many[0].shape == (4, 2, 3)
    assert np.array_equal(many[0][3, 1], one[0])
    nobody = transform(np.empty((4, 0, 3)), np.empty((4, 0, 3)), source="TEME", target="ITRF", times=TIMES)
    assert nobody[0].shape == (4, 0, 3)


def test_a_nan_stays_with_its_satellite() -> None:
    position = np.tile([7e6, 1e6, 0], (4, 2, 1))
    position[:, 0] = np.nan
    turned, _ = transform(position, None, source="TEME", target="GCRF", times=TIMES)
    assert np.isnan(turned[:, 0]).all()
    assert np.isfinite(turned[:, 1]).all()


def test_refuses_unknown_frames_and_shapes() -> None:
    with pytest.raises(InputError, match="TEME, GCRF, ITRF"):
        frame_matrix("ECI", "ITRF", TIMES)
    for shape in [(3, 3), (4, 2), (4,)]:
        with pytest.raises(InputError, match="do not fit"):
            transform(np.zeros(shape), None, source="TEME", target="ITRF", times=TIMES)


def test_a_date_without_earth_orientation_is_stale() -> None:
    with pytest.raises(StaleDataError, match="pip install"):
        frame_matrix("TEME", "ITRF", as_times("2150-01-01"))
    with pytest.raises(InputError, match="1973"):
        frame_matrix("GCRF", "ITRF", as_times("1972-06-01"))
