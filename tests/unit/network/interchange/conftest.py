"""A small scenario: four planes of five satellites, four stations, three times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huxing.network.interchange import HypatiaScenario, read_hypatia, write_hypatia
from huxing.network.topology import AccessRule, Network, Stations, link_table, plus_grid
from huxing.orbit import Constellation, walker_delta

EPOCH = np.datetime64("2026-03-01T00:00:00", "ns")
TIMES = EPOCH + np.arange(3) * np.timedelta64(60, "s")


def small_network(*, links: bool = True) -> Network:
    shell = walker_delta(name="small", altitude_km=8000.0, inclination_deg=60.0, planes=4, per_plane=5, phasing=1)
    grid = plus_grid(Constellation("small", (shell,), EPOCH))
    if not links:
        grid = replace(grid, links=link_table(len(grid), []))
    places = Stations(
        ("Shanghai", "Punta Arenas", "Reykjavik, Iceland", "Quito"),
        np.radians([31.2, -53.16, 64.15, -0.18]),
        np.radians([121.5, -70.92, -21.94, -78.47]),
        np.array([4.0, 34.0, 0.0, 2850.25]),
    )
    return Network(grid, places, AccessRule(min_elevation=float(np.radians(10.0))))


@pytest.fixture(scope="session")
def network() -> Network:
    return small_network()


@pytest.fixture(scope="session")
def unlinked_network() -> Network:
    return small_network(links=False)


@pytest.fixture(scope="session")
def times() -> np.ndarray:
    return TIMES


@pytest.fixture(scope="session")
def folder(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written scenario with states; not to be changed."""
    place = tmp_path_factory.mktemp("scenario")
    write_hypatia(place, network, TIMES, name="Small")
    return place


@pytest.fixture(scope="session")
def scenario(folder: Path) -> HypatiaScenario:
    return read_hypatia(folder)
