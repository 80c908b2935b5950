"""The highest satellite: the same as testing every pair, and a histogram that is the series counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, TooLargeError
from huxing.core.geodesy import geodetic_to_itrf
from huxing.core.time import time_grid
from huxing.orbit import (
    area_grid,
    elevation_histogram,
    highest_satellite,
    point_grid,
    propagate,
    ring_grid,
    sample_times,
    walker_delta,
    walker_star,
)
from huxing.orbit.constellation import Constellation

START = np.datetime64("2026-01-01", "ns")


def shells(inclination_deg: float = 53.0) -> Constellation:
    shell = walker_delta(altitude_km=1200.0, inclination_deg=inclination_deg, planes=7, per_plane=9, phasing=2)
    return Constellation("test", (shell,))


def every_pair(satellites, grid, times, mask_deg):
    """Every pair by the plain formula: index and elevation of the highest satellite, -1 and NaN without."""
    position = propagate(satellites, times)["position"].to_numpy()
    site = geodetic_to_itrf(grid.latitude, grid.longitude, np.zeros(len(grid)))
    normal = np.stack(
        [
            np.cos(grid.latitude) * np.cos(grid.longitude),
            np.cos(grid.latitude) * np.sin(grid.longitude),
            np.sin(grid.latitude),
        ],
        axis=-1,
    )
    line = position[:, None] - site[None, :, None]
    distance = np.linalg.norm(line, axis=-1)
    elevation = np.arcsin(np.einsum("tgsi,gi->tgs", line, normal) / distance)
    best = elevation.argmax(axis=-1)
    highest = np.take_along_axis(elevation, best[..., None], axis=-1)[..., 0]
    reach = np.take_along_axis(distance, best[..., None], axis=-1)[..., 0]
    seen = highest >= np.radians(mask_deg)
    return np.where(seen, best, -1), np.where(seen, highest, np.nan), np.where(seen, reach, np.nan)


@settings(max_examples=12, deadline=None)
@given(inclination=st.floats(20.0, 98.0), mask=st.sampled_from([0.0, 10.0, 40.0]), hour=st.floats(0.0, 20.0))
def test_it_equals_testing_every_pair(inclination, mask, hour):
    grid = ring_grid(spacing_deg=9.0)
    satellites, times = (
        shells(inclination),
        time_grid(START + np.timedelta64(int(hour * 3600), "s"), hours=1, step_s=900),
    )
    found = highest_satellite(satellites, grid, times, min_elevation_deg=mask)
    index, elevation, reach = every_pair(satellites, grid, times, mask)
    # two satellites at one elevation to the last bit may change places; the elevation is what counts
    np.testing.assert_allclose(found["elevation"], elevation, atol=1e-9, equal_nan=True)
    np.testing.assert_allclose(found["slant_range"], reach, atol=0.02, equal_nan=True)
    assert (found["satellite"].to_numpy() == index).mean() > 0.99


@pytest.mark.parametrize("area", ["china", "north-polar-cap", "north-pacific-air-route"])
def test_parts_of_rings_too(area):
    grid, times = area_grid(area, spacing_deg=6.0), time_grid(START, hours=1, step_s=600)
    satellites = Constellation("star", (walker_star(altitude_km=1065.5, inclination_deg=89.0, planes=6, per_plane=8),))
    found = highest_satellite(satellites, grid, times, min_elevation_deg=15.0)
    _, elevation, _ = every_pair(satellites, grid, times, 15.0)
    np.testing.assert_allclose(found["elevation"], elevation, atol=1e-9, equal_nan=True)


def test_the_histogram_counts_the_series():
    grid, times = ring_grid(spacing_deg=12.0), sample_times(START, days=3.0, samples=97)
    found = elevation_histogram(shells(), grid, times, min_elevation_deg=25.0, bin_deg=5.0)
    series = np.degrees(highest_satellite(shells(), grid, times, min_elevation_deg=25.0)["elevation"].to_numpy())
    counted = np.stack([np.histogram(s[np.isfinite(s)], bins=18, range=(0.0, 90.0))[0] for s in series.T])
    np.testing.assert_allclose(found["share"], counted / 97, atol=1e-12)
    np.testing.assert_allclose(found["none"], np.isnan(series).mean(axis=0), atol=1e-12)
    assert float(found["share"].sel(elevation=slice(0, np.radians(24.0))).sum()) == 0.0


def test_a_year_of_samples_is_even_and_ascending():
    times = sample_times(START, days=365.25, samples=1000)
    assert (np.diff(times) > np.timedelta64(0)).all()
    day = (times - times.astype("datetime64[D]")) / np.timedelta64(1, "D")
    # a sequence of low discrepancy: each of ten hours-of-day gets its tenth, to a tenth of it
    assert np.abs(np.histogram(day, bins=10, range=(0, 1))[0] - 100).max() <= 10


def test_wrong_input_says_what_is_accepted():
    grid = point_grid([31.2], [121.5], name="here")
    times = time_grid(START, hours=1, step_s=600)
    with pytest.raises(InputError, match="less than 90 deg, got 90"):
        highest_satellite(shells(), grid, times, min_elevation_deg=90.0)
    with pytest.raises(InputError, match="whole part of 90 deg"):
        elevation_histogram(shells(), grid, times, min_elevation_deg=10.0, bin_deg=7.0)
    with pytest.raises(InputError, match="above 0"):
        sample_times(START, days=0.0, samples=10)
    with pytest.raises(TooLargeError, match="elevation_histogram"):
        many = sample_times(START, days=365.0, samples=200_000)
        highest_satellite(shells(), ring_grid(spacing_deg=5.0), many, min_elevation_deg=10.0)
