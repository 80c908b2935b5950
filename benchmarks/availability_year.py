"""A year of availability of a Ku-band panel: 10,084 cells of the globe x one shell of 648 satellites."""

from __future__ import annotations

import resource
import time

import numpy as np
import xarray as xr

from benchmarks.measure import Result
from benchmarks.satellites import qianfan_star
from huxing.link.atmosphere.climate import Climate, load_climate
from huxing.link.budget import radio_link, year_statistics
from huxing.orbit import Grid, elevation_histogram, ring_grid, sample_times

START = np.datetime64("2026-01-01", "ns")
SAMPLES = 8_766
"""One for each hour of the year, spread so that no period of orbit or Earth is favoured."""


def run() -> Result:
    """Elevations of the highest satellite over the year, then rain, cloud, gas and scintillation at each of them."""
    result = Result("a year of availability, 10,084 cells x 648 satellites, each hour of the year")
    climate = load_climate("auto")
    _year(ring_grid(spacing_deg=20.0), 20, climate)
    began, cpu = time.perf_counter(), time.process_time()
    found = _year(ring_grid(spacing_deg=2.03), SAMPLES, climate)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result.add(
        f"year_statistics(), {climate.label}", f"{wall:.0f} s, {cpu:.0f} CPU s", "<= 60 s on 2 cores", wall <= 60.0
    )
    result.add("greatest memory of the process since it began", f"{peak / 1e6:.2f} GB")
    result.add("cells; mean availability", f"{found.sizes['ground']}; {float(found['availability'].mean()):.4f}")
    return result


def _year(grid: Grid, samples: int, climate: Climate) -> xr.Dataset:
    link = radio_link(terminal="flat-panel-ku", satellite="leo-ku", direction="down", altitude_km=1065.5)
    times = sample_times(START, days=365.25, samples=samples)
    seen = elevation_histogram(qianfan_star(), grid, times, min_elevation_deg=25.0, bin_deg=2.5)
    return year_statistics(link, seen, climate=climate, required_rate=100e6)
