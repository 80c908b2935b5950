from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import EARTH_MU, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.laser import (
    STATES,
    LaserLimits,
    grazing_height,
    laser_limits,
    laser_terminal,
    laser_timeline,
    sight_line_rate,
    sun_blocked,
)
from huxing.link.laser.timeline_kernel import ACQUIRING, EARTH, RANGE, SLEW, SUN, UP

RADIUS = 7_428_137.0
MOTION = np.sqrt(EARTH_MU / RADIUS**3)
SUN_PLACE = np.array([1.1e11, 0.9e11, 0.4e11])


def star(planes: int, per_plane: int, seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Polar planes over half a turn, shape (time, satellite, 3) each."""
    node = np.repeat(np.arange(planes) * np.pi / planes, per_plane)
    first = np.tile(np.arange(per_plane) * 2.0 * np.pi / per_plane, planes) + 0.3 * np.repeat(
        np.arange(planes), per_plane
    )
    u = first + MOTION * seconds[:, None]
    flat, speed = RADIUS * np.cos(u), RADIUS * MOTION
    place = np.stack([flat * np.cos(node), flat * np.sin(node), RADIUS * np.sin(u)], axis=-1)
    velocity = np.stack([-np.sin(u) * np.cos(node), -np.sin(u) * np.sin(node), np.cos(u)], axis=-1) * speed
    return place, velocity


SECONDS = np.arange(0.0, 6400.0, 20.0)
PLACE, SPEED = star(4, 5, SECONDS)
PAIRS = np.array([[i, j] for i in range(20) for j in range(i + 1, 20)])
LIMITS = LaserLimits(
    grazing_height=80e3, sun_exclusion=np.radians(15.0), slew_rate=np.radians(0.1), max_range=5e6, acquisition_time=90.0
)


def causes(limits: LaserLimits, place: np.ndarray, speed: np.ndarray, *, platform: str) -> np.ndarray:
    """What stops each pair at each time, from the functions of one line of sight; 0 for nothing."""
    one, other = place[:, PAIRS[:, 0]], place[:, PAIRS[:, 1]]
    first, second = speed[:, PAIRS[:, 0]], speed[:, PAIRS[:, 1]]
    rates = [
        sight_line_rate(one, first, other, second, platform=platform),  # type: ignore[arg-type]
        sight_line_rate(other, second, one, first, platform=platform),  # type: ignore[arg-type]
    ]
    code = np.where(np.linalg.norm(other - one, axis=-1) > limits.max_range, RANGE, 0)
    code = np.where(np.maximum(*rates) > limits.slew_rate, SLEW, code)
    code = np.where(sun_blocked(one, other, SUN_PLACE, exclusion=limits.sun_exclusion), SUN, code)
    return np.where(grazing_height(one, other) < limits.grazing_height, EARTH, code)


@pytest.mark.parametrize("platform", ["orbital", "inertial"])
def test_states_are_those_of_each_line_of_sight_by_itself(platform: str) -> None:
    expected = causes(LIMITS, PLACE, SPEED, platform=platform)
    found = laser_timeline(
        SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LIMITS, orbital_platforms=platform == "orbital"
    )
    blocked = expected > 0
    assert set(np.unique(expected)) == {0, EARTH, SUN, RANGE, SLEW}  # the case tries every cause
    np.testing.assert_array_equal(found.state[blocked], expected[blocked])
    assert np.isin(found.state[~blocked], (UP, ACQUIRING)).all()
    np.testing.assert_allclose(
        found.distance, np.linalg.norm(PLACE[:, PAIRS[:, 1]] - PLACE[:, PAIRS[:, 0]], axis=-1), rtol=1e-12
    )


def test_a_link_is_up_again_after_the_acquisition_time() -> None:
    found = laser_timeline(SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LIMITS)
    free = np.isin(found.state, (UP, ACQUIRING))
    for pair in range(PAIRS.shape[0]):
        since = -np.inf
        for t, seconds in enumerate(SECONDS):
            if not free[t, pair]:
                since = np.nan
            elif np.isnan(since):
                since = seconds
            if free[t, pair]:
                assert (found.state[t, pair] == UP) == (seconds - since >= 90.0)


def test_links_not_yet_established_have_to_be_acquired_first() -> None:
    standing, fresh = (
        laser_timeline(SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LIMITS, established=known)
        for known in (True, False)
    )
    stood = standing.state[0] == UP
    assert stood.any()
    assert (fresh.state[:5, stood] != UP).all()
    assert (fresh.up <= standing.up).all()


def test_shares_add_up_and_rates_vanish_where_a_link_is_down() -> None:
    found = laser_timeline(SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LIMITS)
    shares = found.shares()
    assert tuple(shares) == STATES
    np.testing.assert_allclose(sum(shares.values()), 1.0)
    rates = found.rates(np.full(found.distance.shape, 1e9))
    np.testing.assert_array_equal(rates > 0.0, found.up)


def test_with_no_limits_only_the_earth_stops_a_link() -> None:
    found = laser_timeline(SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LaserLimits())
    assert set(np.unique(found.state)) == {UP, EARTH}


def test_states_are_named_in_the_order_of_their_codes() -> None:
    named = [STATES[code] for code in (UP, ACQUIRING, EARTH, SUN, SLEW, RANGE)]
    assert named == ["up", "acquiring", "earth", "sun", "slew", "range"]


def test_limits_of_a_pair_are_the_narrower_of_both() -> None:
    limits = laser_limits(laser_terminal("sda-oct", slew_rate=0.01), laser_terminal("scot80", sun_exclusion=0.2))
    assert limits == LaserLimits(
        grazing_height=100e3, sun_exclusion=0.2, slew_rate=0.01, max_range=5500e3, acquisition_time=100.0
    )
    assert limits.earth_radius == WGS84_SEMI_MAJOR_AXIS


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"seconds": SECONDS[::-1]}, InputError, "must increase"),
        ({"seconds": SECONDS[:-1]}, ShapeError, "give \\(time,\\)"),
        ({"position": PLACE[:, :, :2]}, ShapeError, "vectors along the last axis"),
        ({"position": np.where(np.arange(3) == 0, np.nan, PLACE)}, ModelRangeError, "coordinate"),
        ({"pairs": [[0, 20]]}, InputError, "there are 20"),
        ({"pairs": [[3, 3]]}, InputError, "with itself"),
        ({"pairs": [[0.5, 1.0]]}, ShapeError, "whole numbers"),
        ({"sun": np.ones((7, 3))}, ShapeError, "sun"),
        ({"pairs": [[-1, 5]]}, InputError, "names satellite -1"),
        ({"pairs": [[1], [2, 3]]}, ShapeError, "pairs"),
        ({"position": np.where(np.arange(20)[:, None] == 1, PLACE[:, :1], PLACE)}, ModelRangeError, "distance 0 m"),
        ({"seconds": [], "position": PLACE[:0], "velocity": SPEED[:0]}, ShapeError, "one time or more"),
    ],
)
def test_bad_input_is_refused(changed: dict[str, object], error: type[Exception], words: str) -> None:
    arguments: dict[str, object] = {"seconds": SECONDS, "position": PLACE, "velocity": SPEED, "pairs": PAIRS[:4]}
    call = {"sun": SUN_PLACE, "limits": LIMITS, **arguments, **changed}
    with pytest.raises(error, match=words):
        laser_timeline(**call)  # type: ignore[arg-type]


def test_a_grazing_height_below_the_centre_blocks_nothing() -> None:
    """A height of -10,000 km over a sphere of 1,000 km: less than nothing, not 9,000 km from the centre."""
    free = laser_timeline(
        SECONDS, PLACE, SPEED, PAIRS, sun=SUN_PLACE, limits=LaserLimits(grazing_height=-1e7, earth_radius=1e6)
    )
    assert (free.state == UP).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sun_exclusion": -0.1},
        {"acquisition_time": np.nan},
        {"slew_rate": 0.0},
        {"slew_rate": np.nan},
        {"slew_rate": "fast"},
        {"max_range": None},
        {"max_range": [1e6, 2e6]},
        {"grazing_height": [1e5, 2e5]},
    ],
)
def test_bad_limits_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        LaserLimits(**wrong)  # type: ignore[arg-type]
