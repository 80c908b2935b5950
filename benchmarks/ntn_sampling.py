"""Large-scale sampling of TR 38.811: 9 elevations x 1 M draws, along routes, and all budgets of TR 38.821."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.link.ntn import LargeScaleParameters, large_scale_parameters, sample_large_scale, tr38821_link_budget

DRAWS = 1_000_000
ROUTES, PLACES = 1_000, 5_000


def run() -> Result:
    """Independent draws, draws along routes, and the same model as arrays in numpy; one thread does all of it."""
    result = Result("large-scale sampling of TR 38.811 (dense urban, S band), and the 60 budgets of TR 38.821")
    elevations = np.deg2rad(np.arange(10.0, 91.0, 10.0))
    links = large_scale_parameters(2e9, scenario="dense-urban", elevation=elevations)
    million = DRAWS * elevations.size / 1e6
    ours = _sampling(links)
    rate = million / ours
    result.add("sample_large_scale, 9 elevations x 1 M draws", f"{rate:.0f} M samples per CPU s", ">= 5", rate >= 5)
    theirs = cpu_seconds(lambda: _by_arrays(np.random.default_rng(1), links, DRAWS), 3)
    result.add("against draws and choices as arrays in numpy", f"{theirs / ours:.1f} x")

    along = np.arange(PLACES) * 5.0
    passing = large_scale_parameters(2e9, scenario="urban", elevation=np.linspace(0.2, 1.5, PLACES))
    sample_large_scale(np.random.default_rng(1), passing, draws=ROUTES, along=along)
    route = cpu_seconds(lambda: sample_large_scale(np.random.default_rng(1), passing, draws=ROUTES, along=along), 3)
    samples = ROUTES * PLACES / 1e6 / route
    result.add("along 1,000 routes of 5,000 places", f"{samples:.0f} M samples per CPU s", ">= 5", samples >= 5)

    tr38821_link_budget()
    budgets = cpu_seconds(tr38821_link_budget)
    result.add("tr38821_link_budget(), 30 cases x 2 directions", f"{budgets:.3f} CPU s", "<= 1 CPU s", budgets <= 1.0)
    return result


def _sampling(links: LargeScaleParameters) -> float:
    sample_large_scale(np.random.default_rng(1), links, draws=1)
    return cpu_seconds(lambda: sample_large_scale(np.random.default_rng(1), links, draws=DRAWS))


def _by_arrays(
    rng: np.random.Generator, links: LargeScaleParameters, draws: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    size = (draws, links.line_of_sight_probability.size)
    seen = rng.random(size) < links.line_of_sight_probability
    shadowing = rng.normal(0.0, np.where(seen, links.shadowing_los_db, links.shadowing_nlos_db))
    return seen, shadowing, np.where(seen, 0.0, links.clutter_nlos_db)
