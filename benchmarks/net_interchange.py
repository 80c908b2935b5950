"""Hypatia's files: 200 s of forwarding at 100 ms written, against the routing alone, and read back.

The files go to a folder in memory where there is one: what it costs to create 4,000 files on a disk varies tenfold.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.measure import Result
from huxing.network.interchange import read_forwarding_state, read_hypatia, write_hypatia
from huxing.network.routing import route
from huxing.network.topology import Network, Stations, network_from_catalogue

NAMES = ("kuiper-k1", "starlink-s1", "telesat-t1")
STEPS = 2_000
STATIONS = 100
MEMORY = Path("/dev/shm")


def run() -> Result:
    """K1, S1 and T1 with 100 stations over the land's latitudes; files on the disk of the temporary folder."""
    result = Result(f"Hypatia's files, {STEPS:,} steps of 100 ms, {STATIONS} stations, all rows of forwarding")
    for name in NAMES:
        network = network_from_catalogue(name, _stations())
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            _add(result, name, network, Path(folder))
    return result


def _add(result: Result, name: str, network: Network, folder: Path) -> None:
    write_hypatia(folder, network)
    scenario = read_hypatia(folder)
    times = scenario.epoch + np.arange(STEPS) * np.timedelta64(100, "ms")
    states = write_hypatia(folder / "warm", network, times[:10])
    start = time.process_time()
    for snapshot in network.snapshots(times):
        route(snapshot)
    routed = time.process_time() - start
    start = time.process_time()
    states = write_hypatia(folder, network, times)
    written = time.process_time() - start
    start = time.process_time()
    for _ in read_forwarding_state(states, scenario):
        pass
    read = time.process_time() - start
    text = f"{written / routed:.2f} ({written:.2f} s against {routed:.2f} s)"
    result.add(f"{name}: routing and writing over routing alone", text, "<= 2", written <= 2 * routed)
    result.add(f"{name}: read back and checked, CPU ms a step", f"{read / STEPS * 1e3:.2f}")


def _stations() -> Stations:
    rng = np.random.default_rng(0)
    latitude = np.arcsin(rng.uniform(-0.7, 0.8, STATIONS))
    longitude = rng.uniform(-np.pi, np.pi, STATIONS)
    return Stations(tuple(f"site-{k}" for k in range(STATIONS)), latitude, longitude, np.zeros(STATIONS))
