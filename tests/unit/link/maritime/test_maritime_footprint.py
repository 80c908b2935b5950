from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import EARTH_MEAN_RADIUS, EARTH_MU, SPEED_OF_LIGHT
from huxing.core.errors import ModelRangeError, ShapeError
from huxing.link.maritime import (
    AIS_GUARD_TIME,
    LONG_RANGE_GUARD_TIME,
    delay_spread,
    doppler_limit,
    footprint_angle,
    footprint_area,
    overhead_pass_time,
    slot_overlap,
    slot_overlap_at,
)

altitudes = st.floats(200e3, 2000e3)
elevations = st.floats(0.0, 1.0)


def drawn_ranges(altitude: float, elevation: float, count: int) -> np.ndarray:
    """Distances of ships drawn evenly over the sphere, those that see the satellite."""
    z = np.random.default_rng(11).uniform(np.cos(0.6), 1.0, count)
    ships = EARTH_MEAN_RADIUS * np.stack([np.sqrt(1.0 - z**2), np.zeros(count), z], axis=-1)
    line = np.array([0.0, 0.0, EARTH_MEAN_RADIUS + altitude]) - ships
    distance = np.linalg.norm(line, axis=-1)
    sine = np.sum(ships * line, axis=-1) / (distance * EARTH_MEAN_RADIUS)
    return np.asarray(distance[sine >= np.sin(elevation)])


def test_area_is_the_share_of_ships_that_see_the_satellite() -> None:
    seen = drawn_ranges(600e3, 0.2, 400_000).size / 400_000
    cap = 2.0 * np.pi * EARTH_MEAN_RADIUS**2 * (1.0 - np.cos(0.6))
    # four standard errors of the count
    assert footprint_area(600e3, 0.2) == pytest.approx(seen * cap, rel=4.0 * np.sqrt((1 - seen) / seen / 400_000))


@given(altitudes, elevations)
def test_delays_spread_from_nadir_to_the_edge(altitude: float, elevation: float) -> None:
    ranges = drawn_ranges(altitude, elevation, 20_000) if altitude < 1100e3 else None
    spread = float(delay_spread(altitude, elevation))
    if ranges is not None and ranges.size > 1000:
        assert 0.9 * spread <= (ranges.max() - altitude) / SPEED_OF_LIGHT <= spread * (1.0 + 1e-9)
    assert spread >= 0.0
    assert footprint_angle(altitude, elevation) <= footprint_angle(altitude)


@given(altitudes, elevations)
def test_a_pass_lasts_from_edge_to_edge_and_its_doppler_is_greatest_there(altitude: float, elevation: float) -> None:
    """Range rate along an overhead pass, from positions a moment apart."""
    half = 0.5 * float(overhead_pass_time(altitude, elevation))
    motion = np.sqrt(EARTH_MU / (EARTH_MEAN_RADIUS + altitude) ** 3)
    times = np.array([half - 0.05, half, half + 0.05])
    satellite = (EARTH_MEAN_RADIUS + altitude) * np.stack([np.sin(motion * times), np.cos(motion * times)], axis=-1)
    line = satellite - np.array([0.0, EARTH_MEAN_RADIUS])
    assert np.arctan2(line[1, 1], line[1, 0]) == pytest.approx(elevation, abs=1e-9)
    rate = np.diff(np.linalg.norm(line, axis=-1))[[0, -1]].sum() / 0.1
    assert doppler_limit(162e6, altitude, elevation) == pytest.approx(162e6 * rate / SPEED_OF_LIGHT, rel=1e-5)


@pytest.mark.parametrize(("altitude", "guard"), [(600e3, AIS_GUARD_TIME), (1000e3, 12 / 9600), (500e3, 4e-3)])
def test_overlap_is_the_share_of_pairs_too_far_apart(altitude: float, guard: float) -> None:
    delays = drawn_ranges(altitude, 0.0, 1_500_000) / SPEED_OF_LIGHT
    half = delays.size // 2
    drawn = np.mean(np.abs(delays[:half] - delays[half : 2 * half]) > guard)
    # four standard errors of a share of some hundred thousand pairs
    assert slot_overlap(altitude, guard_time=guard) == pytest.approx(drawn, abs=4.0 * np.sqrt(0.25 / half))


@given(altitudes, st.floats(0.0, 0.02))
def test_overlap_of_a_ship_averages_to_that_of_all(altitude: float, guard: float) -> None:
    share = (np.arange(20_000) + 0.5) / 20_000
    at = slot_overlap_at(share, altitude, guard_time=guard)
    assert at.min() >= 0.0
    assert at.mean() == pytest.approx(float(slot_overlap(altitude, guard_time=guard)), abs=1e-6)


def test_without_a_guard_every_pair_meets_and_with_a_long_one_none() -> None:
    assert slot_overlap(600e3, guard_time=0.0) == pytest.approx(1.0)
    assert slot_overlap(600e3, guard_time=delay_spread(600e3)) == 0.0
    assert slot_overlap(1000e3, guard_time=LONG_RANGE_GUARD_TIME) == 0.0
    assert slot_overlap(1100e3, guard_time=LONG_RANGE_GUARD_TIME) > 0.0


def test_a_footprint_that_is_a_point_has_no_ships_apart() -> None:
    """At the zenith alone all delays are one: no overlap, and no division of nothing by nothing."""
    for guard in (0.0, AIS_GUARD_TIME):
        assert slot_overlap(600e3, min_elevation=np.pi / 2, guard_time=guard) == 0.0
        np.testing.assert_array_equal(
            slot_overlap_at([0.0, 0.5, 1.0], 600e3, min_elevation=np.pi / 2, guard_time=guard), 0.0
        )


@given(st.floats(80.0, 89.999))
def test_overlap_of_a_small_footprint_keeps_its_digits(elevation_deg: float) -> None:
    """Without a guard every pair meets; fourth powers of 600 km, subtracted, would leave a tenth of it in noise."""
    lowest = np.radians(elevation_deg)
    assert slot_overlap(600e3, min_elevation=lowest, guard_time=0.0) == pytest.approx(1.0, abs=1e-6)
    half = 0.5 * float(delay_spread(600e3, lowest))
    # distances over so narrow a ring are as good as evenly spread: the chance of two being half of it apart is 1/4
    assert slot_overlap(600e3, min_elevation=lowest, guard_time=half) == pytest.approx(0.25, abs=0.01)


def test_bad_geometry_is_refused() -> None:
    for call in (footprint_angle, footprint_area, delay_spread, overhead_pass_time):
        with pytest.raises(ModelRangeError, match="altitude"):
            call(0.0)
        with pytest.raises(ModelRangeError, match="elevation"):
            call(600e3, -0.01)
    with pytest.raises(ModelRangeError, match="guard time"):
        slot_overlap(600e3, guard_time=-1e-3)
    with pytest.raises(ModelRangeError, match="share of the footprint"):
        slot_overlap_at(1.1, 600e3)
    with pytest.raises(ShapeError, match="do not broadcast"):
        delay_spread([600e3, 700e3], [0.1, 0.2, 0.3])
