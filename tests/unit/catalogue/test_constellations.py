from __future__ import annotations

import fnmatch
import gzip
from pathlib import Path

import numpy as np
import pytest

from huxing.catalogue import constellation, constellation_names
from huxing.core.errors import CatalogueError
from huxing.core.time import parse_time

TOTALS = {
    # The numbers that each source states for the whole design.
    ("guowang", "gw-a59"): 6080,
    ("guowang", "gw-2"): 6912,
    ("starlink", "gen1"): 4408,
    ("kuiper", "filed"): 3236,
    ("oneweb", "phase-2"): 6372,
    ("telesat", "filed-2020"): 1671,
    ("qianfan", "observed"): 648,
    ("qianfan", "filed"): 1296,
    ("beidou", "nominal"): 30,
    ("gps", "baseline-24"): 24,
    ("galileo", "nominal"): 24,
    ("zhihui-tianwang", "planned"): 8,
    ("kuiper-k1", "hypatia"): 1156,
    ("starlink-s1", "hypatia"): 1584,
    ("telesat-t1", "hypatia"): 351,
}


@pytest.mark.parametrize(("name", "design"), TOTALS)
def test_a_design_has_as_many_satellites_as_its_source_says(name: str, design: str) -> None:
    assert constellation(name, design).design.satellites == TOTALS[name, design]


@pytest.mark.parametrize("name", constellation_names())
def test_every_row_is_complete(name: str) -> None:
    entry = constellation(name)
    assert entry.design == entry.designs[0]
    for design in entry.designs:
        assert len(design.source) > 20
        assert design.status in ("observed", "filed", "planned", "design", "definition", "unverified")
        assert 2000 <= int(design.as_of[:4]) <= 2026
        if design.status in ("filed", "planned"):  # no source of ours gives nodes and phases of a filing
            assert design.unverified
        if design.status == "observed":
            assert parse_time(design.epoch) >= np.datetime64("2026-08-22")


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Qianfan", "qianfan"),
        ("G60", "qianfan"),
        ("thousand_sails", "qianfan"),
        ("Thousand-Sails", "qianfan"),
        ("千帆", "qianfan"),
        ("HULIANWANG", "guowang"),
        ("Starlink Gen1", "starlink"),
        ("bds", "beidou"),
        ("K1", "kuiper-k1"),
        ("kuiper_630", "kuiper-k1"),
        ("  smart   skynet ", "zhihui-tianwang"),
    ],
)
def test_names_and_aliases_are_found_however_they_are_written(spelling: str, name: str) -> None:
    assert constellation(spelling).name == name


def test_an_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(CatalogueError, match=r"nearest: .*qianfan"):
        constellation("qianfang")
    with pytest.raises(CatalogueError, match="known: beidou"):
        constellation("%%%%")
    with pytest.raises(CatalogueError, match="it has observed, gw-a59, gw-2"):
        constellation("guowang", "gw2")


def test_a_design_is_chosen_by_name() -> None:
    assert constellation("g60", "filed").design.shells[0].altitude_km == 1160
    assert constellation("g60").design.shells[0].altitude_km == 1065.5


def test_name_patterns_find_the_fleets_of_the_public_catalogue(orbit_data: Path) -> None:
    # Counts of the file's own description (SOURCES.md beside it), taken there with grep.
    with gzip.open(orbit_data / "active_2026-08-22.tle.gz", "rt", newline="") as stream:
        names = [line.strip() for line in stream][0::3]
    found = {
        name: sum(fnmatch.fnmatchcase(one, constellation(name).name_pattern) for one in names)
        for name in ("qianfan", "guowang", "geesat", "zhihui-tianwang", "starlink", "oneweb", "kuiper")
    }
    assert found == {
        "qianfan": 238,
        "guowang": 182,
        "geesat": 63,
        "zhihui-tianwang": 2,
        "starlink": 10_746,
        "oneweb": 651,
        "kuiper": 391,
    }
    assert sum(fnmatch.fnmatchcase(one, constellation("beidou").name_pattern) for one in names) == 35
    galileo = [one for one in names if fnmatch.fnmatchcase(one, constellation("galileo").name_pattern)]
    assert galileo
    assert all("GALILEO" in one for one in galileo)


def test_what_nobody_could_check_is_called_unverified() -> None:
    beidou = constellation("beidou").design
    assert beidou.status == "unverified"
    assert "21,528" in beidou.unverified
    assert "21,528" not in beidou.source
