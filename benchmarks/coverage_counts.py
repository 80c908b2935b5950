"""Coverage: 36 x 36 star at 1160 km, 40,044 points, 1,440 epochs, 25 deg, against brute force in numpy and numba."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from benchmarks.satellites import star
from huxing.core.time import time_grid
from huxing.orbit import counts_in_view, coverage, latlon_grid, propagate

ELEVATION_DEG = 25.0


def run() -> Result:
    """The job, its twins on a part of the epochs, and whether all counts agree."""
    result = Result("coverage, 36 x 36 star at 1160 km, 40,044 points, 1,440 epochs, 25 deg")
    constellation, grid = star(), latlon_grid(rows=142, columns=282, poles=True)
    times = time_grid("2026-01-01", hours=24, step_s=60)
    coverage(constellation, grid, times[:32], min_elevation_deg=ELEVATION_DEG)
    whole = cpu_seconds(lambda: coverage(constellation, grid, times, min_elevation_deg=ELEVATION_DEG), 10)
    result.add("coverage() with all statistics", f"{whole:.2f} CPU s", "<= 1.5 CPU s", whole <= 1.5)

    unit, cos_cap = _caps(constellation, times[::180])
    points = _points(grid.latitude, grid.longitude)
    share = times.size / unit.shape[0]
    counts = np.zeros((unit.shape[0], len(grid)), np.uint16)
    _numba_brute(unit, points, cos_cap, counts)
    by_numba = cpu_seconds(lambda: _numba_brute(unit, points, cos_cap, counts), 3) * share
    by_numpy = cpu_seconds(lambda: _numpy_brute(unit, points, cos_cap), 2) * share
    result.ratio("numpy brute force (float32 matrix product, spherical caps)", whole, by_numpy, 50.0)
    result.ratio("numba brute force (spherical caps, vector code)", whole, by_numba, 6.0)

    ours = counts_in_view(constellation, grid, times[::180], min_elevation_deg=ELEVATION_DEG)
    exact = _numpy_ellipsoid(constellation, grid, times[::180])
    wrong = int((ours != exact).sum())
    result.add("counts that differ from the point test on WGS84", f"{wrong} of {exact.size}", "0", wrong == 0)
    mean = float((ours.mean(axis=0) * grid.weight).sum())
    result.add("area-weighted mean in view", f"{mean:.2f} (spherical caps say 22.1)")
    return result


def _caps(constellation: object, times: NDArray[np.datetime64]) -> tuple[NDArray[np.float64], float]:
    """Unit vectors (time, axis, satellite) and the cosine of the cap's half-angle on a sphere of 6371 km."""
    position = propagate(constellation, times)["position"].to_numpy()  # type: ignore[arg-type]
    radius = float(np.linalg.norm(position[0, 0]))
    elevation = np.radians(ELEVATION_DEG)
    half_angle = np.arccos(6371e3 / radius * np.cos(elevation)) - elevation
    return np.ascontiguousarray((position / radius).transpose(0, 2, 1)), float(np.cos(half_angle))


def _points(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    cosine = np.cos(latitude)
    return np.stack([cosine * np.cos(longitude), cosine * np.sin(longitude), np.sin(latitude)])


def _numpy_brute(unit: NDArray[np.float64], points: NDArray[np.float64], cos_cap: float) -> NDArray[np.int64]:
    small, sky = points.astype(np.float32), unit.astype(np.float32)
    return np.stack([(s.T @ small > cos_cap).sum(axis=0) for s in sky])


@njit(fastmath=True, parallel=True, cache=True)
def _numba_brute(
    unit: NDArray[np.float64], points: NDArray[np.float64], cos_cap: float, counts: NDArray[np.uint16]
) -> None:
    for t in prange(counts.shape[0]):
        for q in range(points.shape[1]):
            seen = 0
            for k in range(unit.shape[2]):
                dot = unit[t, 0, k] * points[0, q] + unit[t, 1, k] * points[1, q] + unit[t, 2, k] * points[2, q]
                seen += dot > cos_cap
            counts[t, q] = seen


def _numpy_ellipsoid(constellation: object, grid: object, times: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Geodetic elevation of every satellite over every point, tested one by one."""
    from huxing.orbit.coverage_kernel import sites_of

    sites, row = sites_of(grid), grid.row  # type: ignore[arg-type, attr-defined]
    sine = np.sin(np.radians(ELEVATION_DEG))
    out, up = sites.axis_distance[row], sites.height[row]
    position = propagate(constellation, times)["position"].to_numpy()  # type: ignore[arg-type]
    counts = np.zeros((times.size, row.size), np.int64)
    for t in range(times.size):
        for x, y, z in position[t]:
            dx, dy, dz = x - out * sites.ring_cos, y - out * sites.ring_sin, z - up
            normal_x, normal_y = sites.normal_out[row] * sites.ring_cos, sites.normal_out[row] * sites.ring_sin
            above = normal_x * dx + normal_y * dy + sites.normal_up[row] * dz
            counts[t] += above >= sine * np.sqrt(dx * dx + dy * dy + dz * dz)
    return counts
