"""Links that are chosen: the nearest of 12,960 satellites, links between two shells, a plan of an hour, antennas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.time import as_times, time_grid
from huxing.network.topology import Network, Stations, ephemeris, plus_grid
from huxing.network.topology.assignment import assigned_ranges
from huxing.network.topology.cross_shell import cross_shell_links
from huxing.network.topology.link_choice import TerminalTiming, plan_links
from huxing.network.topology.nearest import nearest_links
from huxing.orbit import Constellation, Shell, walker_delta

NEAREST_ASKED_S = 1.0


def run() -> Result:
    """One thread; the reference is every pair's length and sight by numpy, then the same greedy choice."""
    result = Result("links chosen at one instant, and again every 15 s")
    large = Constellation("large", (_shell(550, 108, 120),))
    position = _positions(large)
    ours = cpu_seconds(lambda: nearest_links(position, nearest=8), runs=3)
    text = f"{ours:.3f} CPU s"
    result.add("four nearest links of 12,960 satellites", text, f"<= {NEAREST_ASKED_S:g} s", ours <= NEAREST_ASKED_S)
    small = position[::6]
    theirs = cpu_seconds(lambda: _all_pairs(small, 8), runs=1)
    result.ratio("2,160 of them, against all pairs", cpu_seconds(lambda: nearest_links(small, nearest=8)), theirs, 5.0)
    two = Constellation("two", (_shell(550, 72, 90), _shell(1110, 72, 90)))
    places = _positions(two)
    seconds = cpu_seconds(lambda: cross_shell_links(places, two.shell_index), runs=3)
    result.add("one link between two shells of 6,480 for each satellite", f"{seconds:.3f} CPU s")
    k1 = Constellation("k1", (_shell(630, 34, 34),))
    times, timing = time_grid("2026-01-01", hours=1, step_s=15), TerminalTiming(np.radians(2.0), 30.0)
    seconds = cpu_seconds(
        lambda: plan_links(k1, times, lambda x, keep: nearest_links(x, keep=keep), timing=timing), runs=1
    )
    result.add("plan of nearest links, 1,156 satellites, 240 choices", f"{seconds:.2f} CPU s")
    ranges = Network(plus_grid(large), _stations(100)).snapshot("2026-01-01").ground_range
    seconds = cpu_seconds(lambda: assigned_ranges(ranges, antennas=4, beams=8), runs=3)
    result.add("four antennas at 100 stations, 12,960 satellites", f"{1e3 * seconds:.1f} CPU ms")
    return result


def _shell(altitude_km: float, planes: int, per_plane: int) -> Shell:
    return walker_delta(
        name=f"{altitude_km:g}",
        altitude_km=altitude_km,
        inclination_deg=53,
        planes=planes,
        per_plane=per_plane,
        phasing=17,
    )


def _positions(design: Constellation) -> NDArray[np.float64]:
    return ephemeris(design).positions(as_times(["2026-01-01T00:10"]))[0]


def _stations(count: int) -> Stations:
    rng = np.random.default_rng(0)
    latitude, longitude = np.radians(rng.uniform(-55, 55, count)), rng.uniform(-np.pi, np.pi, count)
    return Stations(tuple(f"s{k}" for k in range(count)), latitude, longitude, np.zeros(count))


def _all_pairs(position: NDArray[np.float64], nearest: int) -> NDArray[np.int64]:
    """Lengths of all pairs by matrices, the nearest eight in sight of each."""
    squares = np.sum(position**2, axis=1)
    length = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * position @ position.T, 0.0))
    tangent = np.sqrt(squares - (WGS84_SEMI_MAJOR_AXIS + 80e3) ** 2)
    length[length > tangent[:, None] + tangent] = np.inf
    np.fill_diagonal(length, np.inf)
    return np.argsort(length, axis=1, kind="stable")[:, :nearest]
