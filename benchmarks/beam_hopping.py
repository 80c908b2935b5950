"""Beam hopping: the gap of the greedy plan to its bound, and the time of both, over sizes and loads."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result
from huxing.link.capacity import HoppingFrame, conflicts_by_distance, hopping_frame, hopping_plan
from huxing.link.capacity.hopping_bound import served_bound

SIZES = ((100, 8), (100, 32), (300, 16), (500, 32), (1000, 64), (2000, 8), (2000, 32), (2000, 64))
LOADS = (0.5, 0.9, 1.1, 2.0)
SEEDS = 3
ASKED = 0.05


def run() -> Result:
    """Log-normal demand over touching hexagons, 256 slots, power for as many mean cells as there are beams."""
    result = Result("beam hopping, 256 slots, touching hexagons apart, power limited, loads 0.5 to 2, three seeds each")
    hopping_plan(_frame(20, 4, 1.0, 0))
    for cells, beams in SIZES:
        gaps, seconds, bounds, least = [], 0.0, 0.0, []
        for load in LOADS:
            for seed in range(SEEDS):
                frame = _frame(cells, beams, load, seed)
                start = time.process_time()
                gaps.append(hopping_plan(frame).gap)
                seconds = max(seconds, time.process_time() - start)
                start = time.process_time()
                served_bound(frame)
                bounds = max(bounds, time.process_time() - start)
                least.append(hopping_plan(frame, objective="satisfaction").gap)
        worst = max(gaps)
        text = (
            f"{100 * worst:.2f} % (mean {100 * np.mean(gaps):.2f} %), {seconds:.2f} CPU s of which {bounds:.2f} s bound"
        )
        result.add(f"{cells} cells, {beams} beams: most bits, worst gap", text, "<= 5 %", worst <= ASKED)
        text = f"{100 * max(least):.2f} % (mean {100 * np.mean(least):.2f} %)"
        result.add(f"{cells} cells, {beams} beams: best least share, worst gap", text)
    return result


def _frame(cells: int, beams: int, load: float, seed: int) -> HoppingFrame:
    rng = np.random.default_rng(seed)
    rate, demand = rng.uniform(0.3e9, 0.9e9, cells), rng.lognormal(0.0, 1.0, cells)
    demand *= load * beams * rate.mean() / demand.sum()
    power = rng.uniform(8.0, 14.0, cells)
    conflicts = conflicts_by_distance(_hexagons(cells), 1.1)
    return hopping_frame(
        demand, rate, beams=beams, slots=256, conflicts=conflicts, power=power, power_limit=11.0 * beams
    )


def _hexagons(cells: int) -> NDArray[np.float64]:
    k = int(np.ceil(np.sqrt(cells))) + 2
    column, row = np.meshgrid(np.arange(-k, k + 1), np.arange(-k, k + 1))
    points = np.stack([(column + row / 2).ravel(), (row * np.sqrt(3) / 2).ravel()], axis=-1)
    return np.asarray(points[np.argsort(np.hypot(*points.T), kind="stable")[:cells]])
