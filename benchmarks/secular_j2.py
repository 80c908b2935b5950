"""Secular J2 to ITRF positions: 1,296 satellites x 1,440 epochs, against the same formula with sine and cosine each."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from benchmarks.satellites import star
from huxing.core.time import time_grid
from huxing.orbit import propagate
from huxing.orbit.secular_j2 import j2_states


def run() -> Result:
    """Into memory that was touched before (as coverage does, block by block), and as a fresh dataset."""
    result = Result("secular J2 to ITRF positions, 1,296 satellites x 1,440 epochs")
    constellation, times = star(), time_grid("2026-01-01", hours=24, step_s=60)
    out = np.empty((times.size, len(constellation), 3))
    million = len(constellation) * times.size / 1e6
    j2_states(constellation, times, earth_fixed=True, out=out)
    ours = cpu_seconds(lambda: j2_states(constellation, times, earth_fixed=True, out=out), 10)
    rate = million / ours
    result.add("j2_states into a reused array", f"{rate:.0f} M satellite-epochs per CPU s", ">= 150", rate >= 150)
    fresh = cpu_seconds(lambda: propagate(constellation, times), 5)
    result.add("propagate(), a fresh dataset", f"{million / fresh:.0f} M satellite-epochs per CPU s")
    shell = constellation.shells[0]
    node = np.repeat(shell.raan, 36)
    latitude = np.concatenate(shell.argument_of_latitude)
    rates = np.array([shell.node_rate, shell.latitude_rate, shell.semi_major_axis, shell.inclination])
    seconds = np.arange(times.size) * 60.0
    twin = np.empty_like(out)
    _by_sines(node, latitude, rates, seconds, twin)
    theirs = cpu_seconds(lambda: _by_sines(node, latitude, rates, seconds, twin), 3)
    result.add("against sine and cosine for each satellite and epoch", f"{theirs / ours:.1f} x")
    return result


@njit(fastmath=True, parallel=True, cache=True)
def _by_sines(
    node: NDArray[np.float64],
    latitude: NDArray[np.float64],
    rates: NDArray[np.float64],
    seconds: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    node_rate, latitude_rate, radius, inclination = rates
    for t in prange(seconds.size):
        for k in range(node.size):
            u = latitude[k] + latitude_rate * seconds[t]
            o = node[k] + (node_rate - 7.292115e-5) * seconds[t]
            out[t, k, 0] = radius * (np.cos(o) * np.cos(u) - np.sin(o) * np.sin(u) * np.cos(inclination))
            out[t, k, 1] = radius * (np.sin(o) * np.cos(u) + np.cos(o) * np.sin(u) * np.cos(inclination))
            out[t, k, 2] = radius * np.sin(u) * np.sin(inclination)
