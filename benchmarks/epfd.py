"""EPFD down: samples of (satellite, station, time) per CPU second, with and without propagation, against numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.core.time import time_grid
from huxing.link.antennas import EarthStationS1428
from huxing.link.capacity import (
    EpfdRules,
    SteeredBeam,
    epfd_at_positions,
    epfd_down,
    epfd_limit,
    epfd_margin,
    gso_avoidance_angle,
)
from huxing.link.capacity.gso_kernel import GSO_RADIUS
from huxing.orbit import Constellation, Station, propagate, walker_delta

DISH = EarthStationS1428(diameter=1.0, frequency=18.0e9)
EMISSION = SteeredBeam(-22.0)
RULES = EpfdRules(np.radians(25.0), np.radians(10.0), 4)
TARGET = np.radians(10.0)
ASKED = 5.0
"""Million samples per CPU second."""


def run() -> Result:
    """A Walker shell of 1,584 satellites over a day in steps of 30 s, at one station and at seven."""
    result = Result("EPFD down, 72 x 22 shell at 550 km, 2,880 epochs, S.1428-1 dish, 10 deg zone, 4 strongest")
    shell = walker_delta(name="d", altitude_km=550, inclination_deg=53, planes=72, per_plane=22, phasing=17)
    constellation, times = Constellation("d", (shell,)), time_grid("2026-01-01", hours=24, step_s=30)
    stations = [Station.from_degrees(f"{lat}", lat, 0.0) for lat in range(0, 70, 10)]
    common = {"gso_longitude": TARGET, "antenna": DISH, "emission": EMISSION, "rules": RULES}
    position = propagate(constellation, times[:960])["position"].to_numpy()
    epfd_down(constellation, times[:8], stations, **common)  # type: ignore[arg-type]
    for count in (1, 7):
        some = stations[3:4] if count == 1 else stations
        samples = len(constellation) * count / 1e6
        whole = cpu_seconds(lambda s=some: epfd_down(constellation, times, s, **common), 3)  # type: ignore[misc]
        rate = samples * times.size / whole
        name = f"{count} station{'s' * (count > 1)}"
        result.add(f"{name}, propagation included", f"{rate:.1f} M samples per CPU s", f">= {ASKED:g}", rate >= ASKED)
        kernel = cpu_seconds(lambda s=some: epfd_at_positions(position, s, **common), 3)  # type: ignore[misc]
        rate = samples * position.shape[0] / kernel
        result.add(f"{name}, positions given", f"{rate:.1f} M samples per CPU s", f">= {ASKED:g}", rate >= ASKED)
    ours = cpu_seconds(lambda: epfd_at_positions(position[:480], stations[3:4], **common), 3)  # type: ignore[arg-type]
    theirs = cpu_seconds(lambda: _by_numpy(position[:480], stations[3]), 2)
    result.add("against whole arrays in numpy (their exclusion angles compiled)", f"{theirs / ours:.1f} x")
    series = epfd_at_positions(position[:480], stations[3:4], **common).epfd_dbw_per_m2[:, 0]  # type: ignore[arg-type]
    wrong = float(np.abs(series - _by_numpy(position[:480], stations[3])).max())
    result.add("greatest difference from numpy", f"{wrong:.1e} dB", "<= 1e-9", wrong <= 1e-9)
    day = epfd_down(constellation, times, stations[3:4], **common).epfd_dbw_per_m2[:, 0]  # type: ignore[arg-type]
    margin = epfd_margin(day, epfd_limit("22-1B", dish_diameter=1.0)).worst_db
    result.add("least margin to table 22-1B, 1 m, at 30 N", f"{margin:.1f} dB at {EMISSION.eirp_dbw:g} dBW in 40 kHz")
    return result


def _by_numpy(position: NDArray[np.float64], station: Station) -> NDArray[np.float64]:
    """Every satellite at every time, in view or not."""
    site, up = geodetic_to_itrf(station.latitude, station.longitude), local_axes(station.latitude, station.longitude)[2]
    boresight = GSO_RADIUS * np.array([np.cos(TARGET), np.sin(TARGET), 0.0]) - site
    line = position - site
    distance = np.linalg.norm(line, axis=-1)
    sine = line @ up / distance
    off_axis = np.arctan2(np.linalg.norm(np.cross(line, boresight), axis=-1), line @ boresight)
    serves = sine >= np.sin(RULES.min_elevation)
    alpha = gso_avoidance_angle(station.latitude, station.longitude, position[serves])
    serves[serves] = alpha >= RULES.exclusion_angle
    level = EMISSION.eirp_dbw - 10 * np.log10(4 * np.pi * distance**2) + DISH.gain_dbi(off_axis) - DISH.peak_gain_dbi
    share = np.where(serves, 10 ** (level / 10), 0.0)
    ordered = np.sort(share, axis=1)[:, ::-1]
    with np.errstate(divide="ignore"):
        return np.asarray(10 * np.log10(ordered[:, : RULES.most_satellites].sum(axis=1)))
