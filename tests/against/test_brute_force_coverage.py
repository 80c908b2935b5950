"""Judge: every pair of satellite and point, tested one by one in plain numpy."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_AXIS
from huxing.core.geodesy import Geodetic, topocentric
from huxing.core.time import time_grid
from huxing.orbit import (
    Constellation,
    Grid,
    Shell,
    counts_in_view,
    coverage,
    latlon_grid,
    point_grid,
    polygon_grid,
    ring_grid,
    summarise_coverage,
)
from huxing.orbit.coverage_kernel import count_in_view, sites_of
from huxing.orbit.secular_j2 import j2_states

E2 = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)


def brute(position: np.ndarray, grid: Grid, sin_mask: float) -> np.ndarray:
    """The kernel's inequality over all pairs, in its order of operations; a pole's row is one point."""
    sine, cosine = np.sin(grid.row_latitude), np.cos(grid.row_latitude)
    cosine = np.where(np.abs(cosine) < 1e-12, 0.0, cosine)
    curvature = WGS84_SEMI_MAJOR_AXIS / np.sqrt(1.0 - E2 * sine * sine)
    out, up = (curvature * cosine)[grid.row], (curvature * (1.0 - E2) * sine)[grid.row]
    normal_out, normal_up = cosine[grid.row], sine[grid.row]
    column = np.where(normal_out == 0.0, 0, grid.column)
    longitude = grid.ring_longitude[grid.row] + column * (2.0 * np.pi / grid.ring_columns[grid.row])
    cos_lon, sin_lon = np.cos(longitude), np.sin(longitude)
    x, y, z = (position[..., axis, None] for axis in range(3))
    dx, dy, dz = x - out * cos_lon, y - out * sin_lon, z - up
    above = (normal_out * cos_lon) * dx + (normal_out * sin_lon) * dy + normal_up * dz
    return (above >= sin_mask * np.sqrt(dx * dx + dy * dy + dz * dz)).sum(axis=1)


def kernel(position: np.ndarray, grid: Grid, sin_mask: float) -> np.ndarray:
    counts = np.full((position.shape[0], len(grid)), 60_000, np.uint16)
    count_in_view(np.ascontiguousarray(position), sin_mask, sites_of(grid), counts)
    return counts


def random_grid(rng: np.random.Generator) -> Grid:
    kind = rng.integers(0, 6)
    if kind == 0:
        return ring_grid(spacing_deg=float(rng.uniform(4, 30)))
    if kind in (1, 2):
        return latlon_grid(rows=int(rng.integers(2, 40)), columns=int(rng.integers(3, 80)), poles=bool(kind == 1))
    if kind == 3:
        west, south = rng.uniform(-300, 200), rng.uniform(-90, 20)
        east, north = west + rng.uniform(40, 150), south + rng.uniform(30, 70)
        east, north = min(east, 360.0), min(north, 90.0)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return polygon_grid({"type": "Polygon", "coordinates": [ring]}, spacing_deg=float(rng.uniform(3, 8)))
    latitude, longitude = rng.uniform(-90, 90, 40), rng.uniform(-180, 180, 40)
    latitude[:8] = [90, 90, -90, -90, 0, 0, 89.9999, -89.9999]
    longitude[:8] = [0, 100, 0, -100, 180, -180, 180, -180]
    return point_grid(latitude, longitude, name="points")


def random_positions(rng: np.random.Generator, count: int) -> np.ndarray:
    """Satellites from 200 km to GEO: anywhere, over the poles exactly or nearly, on the equator, over the dateline, in
    the same place, missing, and some under ground."""
    radius = 6_378_137.0 + rng.choice([200e3, 550e3, 1160e3, 20_200e3, 35_786e3], count) + rng.uniform(0, 1e4, count)
    direction = rng.normal(size=(count, 3))
    special = rng.integers(0, 12, count)
    direction[special == 0] = [0, 0, 1]
    direction[special == 1] = [0, 0, -1]
    direction[special == 2] *= [1e-3, 1e-3, 1]
    direction[special == 3] *= [1, 1, 0]
    direction[special == 4] = [-1, 0, 0.3]
    direction[special == 5] = [-1, -0.0, 0]
    direction[special == 6] = [1, 1e-17, 1]
    direction[special == 7] *= [1e-8, 1e-8, 1]
    position = direction / np.linalg.norm(direction, axis=1)[:, None] * radius[:, None]
    position[special == 8] = np.nan
    position[special == 9] *= rng.uniform(0, 1.0)
    return position


def random_design(rng: np.random.Generator) -> Constellation:
    inclination = float(rng.choice([0.0, np.pi / 2, np.pi, rng.uniform(0, np.pi)]))
    planes, slots = int(rng.integers(1, 6)), int(rng.integers(1, 8))
    spread = float(rng.choice([np.pi, 2 * np.pi]))
    raan = spread * np.arange(planes) / planes
    latitude = tuple(2 * np.pi * (np.arange(slots) / slots + p * 0.1) for p in range(planes))
    altitude = float(rng.choice([200e3, 1160e3, 20_200e3, 35_786e3, rng.uniform(2e5, 3.6e7)]))
    return Constellation("random", (Shell("s", 6_378_137.0 + altitude, inclination, raan, latitude),))


def random_mask(rng: np.random.Generator) -> float:
    return float(np.sin(np.radians(rng.choice([0.0, 5.0, 25.0, 60.0, 89.0, rng.uniform(0, 89.9)]))))


@settings(max_examples=150)
@given(st.integers(0, 2**31))
def test_any_positions_on_any_grid_count_as_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    grid, sin_mask = random_grid(rng), random_mask(rng)
    position = random_positions(rng, 30).reshape(3, 10, 3)
    assert np.array_equal(kernel(position, grid, sin_mask), brute(position, grid, sin_mask))


@settings(max_examples=60)
@given(st.integers(0, 2**31))
def test_any_design_on_any_grid_counts_as_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    grid, design, elevation = random_grid(rng), random_design(rng), float(rng.choice([0.0, 10.0, 25.0, 40.0, 89.0]))
    times = time_grid("2026-01-01", hours=3, step_s=1000)
    position, _ = j2_states(design, times, earth_fixed=True)
    counts = counts_in_view(design, grid, times, min_elevation_deg=elevation)
    assert np.array_equal(counts, brute(position, grid, float(np.sin(np.radians(elevation)))))


@settings(max_examples=30)
@given(st.integers(0, 2**31))
def test_ends_of_the_intervals_decide_as_the_point_test_does(seed: int) -> None:
    # satellites placed so that a point of the grid sees them at the mask's elevation to within a rounding or two
    rng = np.random.default_rng(seed)
    grid, elevation = latlon_grid(rows=18, columns=36), rng.uniform(1, 80)
    points = rng.integers(0, len(grid), 20)
    lat, lon = grid.latitude[points], grid.longitude[points]
    site = brute_sites(lat, lon)
    azimuth = rng.uniform(0, 2 * np.pi, 20)
    axes = np.stack([[-np.sin(lon), np.cos(lon), 0 * lon],
                     [-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)],
                     [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]])  # fmt: skip
    e = np.radians(elevation)
    look = np.stack([np.cos(e) * np.sin(azimuth), np.cos(e) * np.cos(azimuth), np.full(20, np.sin(e))])
    position = site + rng.uniform(5e5, 3e6, 20)[:, None] * np.einsum("kap,kp->pa", axes, look)
    position = position.reshape(2, 10, 3)
    sin_mask = float(np.sin(e))
    assert np.array_equal(kernel(position, grid, sin_mask), brute(position, grid, sin_mask))


def brute_sites(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    curvature = WGS84_SEMI_MAJOR_AXIS / np.sqrt(1.0 - E2 * np.sin(lat) ** 2)
    level = curvature * np.cos(lat)
    return np.stack([level * np.cos(lon), level * np.sin(lon), curvature * (1.0 - E2) * np.sin(lat)], axis=-1)


@pytest.mark.parametrize("elevation", [0.0, 30.0, 89.0, 89.9])
def test_fine_rings_around_the_pole(elevation: float) -> None:
    # a fine grid near the poles and satellites near the axis: where the quadratic loses digits
    rng = np.random.default_rng(4)
    ring = {"type": "Polygon", "coordinates": [[[-180, 88], [180, 88], [180, 90], [-180, 90], [-180, 88]]]}
    grids = [polygon_grid(ring, spacing_deg=0.1), latlon_grid(rows=1801, columns=720, poles=True)]
    near = grids[1].keep(np.abs(grids[1].latitude) > np.radians(89.0), "near the poles")
    direction = rng.normal(size=(40, 3)) * np.geomspace(1e-5, 3e-2, 40)[:, None]
    direction[:, 2] = np.where(rng.random(40) < 0.7, 1.0, -1.0)
    position = (direction / np.linalg.norm(direction, axis=1)[:, None] * rng.uniform(6.6e6, 8e6, (40, 1)))[None]
    sin_mask = float(np.sin(np.radians(elevation)))
    for grid in (grids[0], near):
        assert np.array_equal(kernel(position, grid, sin_mask), brute(position, grid, sin_mask))


@settings(max_examples=20)
@given(st.integers(0, 2**31))
def test_a_second_judge_elevation_by_local_axes(seed: int) -> None:
    # another formula for the elevation; pairs within 1e-9 rad of the mask may go either way (rounding: 1e-15 x range)
    rng = np.random.default_rng(seed)
    grid, mask = random_grid(rng), float(np.radians(rng.uniform(0, 89)))
    position = random_positions(rng, 12)
    position = position[np.isfinite(position).all(axis=1)]
    site = Geodetic(grid.latitude[:, None], grid.longitude[:, None], np.zeros((len(grid), 1)))
    elevation = topocentric(site, np.broadcast_to(position, (len(grid), *position.shape))).elevation
    least, most = (elevation > mask + 1e-9).sum(axis=1), (elevation > mask - 1e-9).sum(axis=1)
    counts = kernel(position[None], grid, float(np.sin(mask)))[0]
    assert ((least <= counts) & (counts <= most)).all()


def test_the_mean_count_follows_from_the_caps_area() -> None:
    # N (1 - cos lambda)/2 with lambda = acos(R/a cos E) - E: 36 x 36 at 1160 km and 25 deg on a sphere of 6371 km
    raan = np.pi * np.arange(36) / 36
    slots = tuple(2 * np.pi * (np.arange(36) / 36 + p / 72) for p in range(36))
    star = Constellation("star", (Shell("s", 6_378_137.0 + 1160e3, np.radians(87.9), raan, slots),))
    result = coverage(
        star, ring_grid(spacing_deg=4), time_grid("2026-01-01", hours=2, step_s=120), min_elevation_deg=25
    )
    e = np.radians(25.0)
    cap = np.arccos(6_371.0 / 7_538.137 * np.cos(e)) - e
    # the oblate Earth: its radius varies by 0.3 %, the cap's area with the altitude by five times as much
    assert summarise_coverage(result).mean_in_view == pytest.approx(1296 * (1 - np.cos(cap)) / 2, rel=0.02)


def test_the_number_of_threads_changes_no_bit() -> None:
    script = """
        import hashlib
        from huxing.core import time_grid
        from huxing.orbit import Constellation, Station, coverage, find_passes, ring_grid, walker_delta
        shell = walker_delta(name="w", altitude_km=800, inclination_deg=70, planes=5, per_plane=6, phasing=1)
        design = Constellation("w", (shell,))
        times = time_grid("2026-01-01", hours=4, step_s=60)
        data = coverage(design, ring_grid(spacing_deg=3), times, min_elevation_deg=10, folds=(1, 2), zonal=True)
        digest = hashlib.sha256()
        for name in sorted(data.data_vars):
            digest.update(data[name].to_numpy().tobytes())
        passes = find_passes(design, [Station.from_degrees("a", 31, 121)], "2026-01-01", "2026-01-02")
        digest.update(passes.to_csv().encode())
        print(digest.hexdigest(), __import__("numba").get_num_threads())
    """
    outputs = []
    for threads in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True,
            env={**__import__("os").environ, "NUMBA_NUM_THREADS": threads},
        )  # fmt: skip
        outputs.append(run.stdout.split())
    assert [threads for _, threads in outputs] == ["1", "2"]
    assert outputs[0][0] == outputs[1][0]
