"""Hypatia's own files, read and written again: not a byte differs."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from huxing.network.interchange import read_ground_stations, read_hypatia, write_ground_stations, write_hypatia
from huxing.network.topology import LinkRule, network_from_catalogue

FOLDERS = ("kuiper_630", "starlink_550", "kuiper_630_gs_relays")
STATIC = ("tles.txt", "isls.txt", "ground_stations.txt", "description.txt", "gsl_interfaces_info.txt")
LARGEST_LINK = {"kuiper-k1": 5442958.2030362869, "starlink-s1": 5016591.2330984278}


@pytest.fixture
def oracles(shared_data: Path) -> Path:
    return shared_data / "network" / "hypatia_oracles"


def content(folder: Path, name: str) -> bytes:
    packed = folder / f"{name}.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_read_and_written_is_the_same(folder: str, oracles: Path, tmp_path: Path) -> None:
    scenario = read_hypatia(oracles / folder)
    algorithm = "free_one_only_gs_relays" if "relays" in folder else "free_one_only_over_isls"
    write_hypatia(tmp_path, scenario, algorithm=algorithm)
    for name in STATIC:
        assert (tmp_path / name).read_bytes() == content(oracles / folder, name), name


def test_the_list_of_cities_read_and_written_is_the_same(shared_data: Path, tmp_path: Path) -> None:
    cities = shared_data / "network" / "hypatia_cities_top1000_2025pop.basic.txt"
    places = read_ground_stations(cities)
    assert len(places) == 1000
    assert len(set(places.names)) == 1000  # four names stand there twice
    ours, theirs = tmp_path / "cities.txt", cities.read_text(encoding="utf-8").splitlines()
    write_ground_stations(places, ours, basic=True)
    lines = ours.read_text(encoding="utf-8").splitlines()
    differing = [(a, b) for a, b in zip(lines, theirs, strict=True) if a != b]
    assert [a.replace("-#", " #").split(" #")[0] for a, _ in differing] == [
        b.split(",")[0] + "," + b.split(",")[1] for _, b in differing
    ]
    assert len(differing) == 4


@pytest.mark.parametrize(("name", "folder"), [("kuiper-k1", "kuiper_630"), ("starlink-s1", "starlink_550")])
def test_the_catalogue_writes_hypatias_files(name: str, folder: str, oracles: Path, tmp_path: Path) -> None:
    theirs = read_hypatia(oracles / folder)
    rule = LinkRule(clearance=None, maximum_range=LARGEST_LINK[name])
    network = network_from_catalogue(name, theirs.stations, rule=rule)
    title = content(oracles / folder, "tles.txt").split(b"\n")[1].split()[0].decode()
    write_hypatia(tmp_path, network, name=title)
    for file in ("tles.txt", "isls.txt", "description.txt", "gsl_interfaces_info.txt"):
        assert (tmp_path / file).read_bytes() == content(oracles / folder, file), file
    # Hypatia computed x, y, z before it rounded two of the hundred coordinates to six decimals (0.1 m)
    ours = np.genfromtxt(tmp_path / "ground_stations.txt", delimiter=",", usecols=range(2, 8))
    expected = np.genfromtxt(oracles / folder / "ground_stations.txt", delimiter=",", usecols=range(2, 8))
    assert np.array_equal(ours[:, :3], expected[:, :3])
    assert np.abs(ours[:, 3:] - expected[:, 3:]).max() < 0.1
