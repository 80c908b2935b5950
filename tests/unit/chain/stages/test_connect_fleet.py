"""From the table `fleet` to satellites: as they fly along the day, and as they are kept over a year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tiny_connect import load_tiny

from huxing.chain.stages.connect_artefacts import LASER_LINKS
from huxing.chain.stages.connect_fleet import flown_fleets
from huxing.chain.stages.connect_lasers import LaserWork, write_lasers
from huxing.core.bodies import sun_position
from huxing.orbit import propagate


def fleet(plane: int) -> pd.DataFrame:
    """Three satellites of a plane, 120 deg apart, at altitudes as element sets have them."""
    return pd.DataFrame(
        {
            "date": pd.Timestamp("2026-08-22"), "milestone": "now", "constellation": "star",
            "satellite": ["a", "b", "c"], "in_service": True, "shell": "polar", "plane": plane,
            "altitude_km": [1065.5, 1066.5, 1065.6], "inclination_deg": [89.0, 89.0, 89.01], "raan_deg": 10.0,
            "argument_of_latitude_deg": [0.0, 120.0, 240.0],
        }
    )  # fmt: skip


def apart(satellites, days: int) -> np.ndarray:
    """Angles between each satellite and the next, deg, ascending."""
    times = np.array([np.datetime64("2026-08-22", "ns") + np.timedelta64(days, "D")])
    position = propagate(satellites, times, frame="ITRF")["position"].to_numpy()[0]
    unit = position / np.linalg.norm(position, axis=-1, keepdims=True)
    return np.degrees(np.arccos(np.sum(unit * np.roll(unit, 1, axis=0), axis=-1)))


def test_satellites_of_a_plane_keep_their_places_over_a_year():
    """1 km of altitude is 0.02 % of the mean motion: without an operator two satellites would meet within a year."""
    (flown,) = flown_fleets(fleet(plane=1))
    np.testing.assert_allclose(apart(flown.kept, 365), 120.0, atol=0.1)
    assert apart(flown.satellites, 100).min() < 60.0
    # along the day each one flies at its own altitude
    assert sorted(shell.semi_major_axis for shell in flown.satellites.shells)[-1] - 6_378_137.0 == 1_066_500.0
    assert len(flown.kept) == len(flown.satellites) == 3


def test_a_satellite_without_a_known_plane_keeps_its_own_altitude():
    (flown,) = flown_fleets(fleet(plane=0))
    assert len(flown.kept.shells) == len(flown.satellites.shells) == 3


@pytest.mark.parametrize("year", [2026, 2035])
def test_lasers_of_a_design_of_any_year_lose_what_the_sun_takes(tmp_path, year):
    """The Sun's share is that of angles counted by hand, in GCRF; 2035 is beyond the installed leap seconds."""
    rows = fleet(plane=1).assign(date=pd.Timestamp(f"{year}-08-22"), altitude_km=8000.0, inclination_deg=23.4)
    (flown,) = flown_fleets(rows)
    (laser,) = load_tiny(tmp_path).parameters["connect"].lasers
    write_lasers(LaserWork(laser, flown, 60.0), tmp_path)
    table = LASER_LINKS.read(tmp_path / "laser_links.parquet")
    np.testing.assert_allclose(table["least_range_km"], 14_378.137 * np.sqrt(3.0), rtol=1e-4)
    if year > 2026:
        # the Sun is where it was on that day nine years before, to 0.2 deg: as much of the cone is crossed
        np.testing.assert_allclose(table["sun_share"], 0.105, atol=0.01)
        return
    seconds = np.arange(0.0, 2.0 * np.pi / flown.satellites.shells[0].latitude_rate, 60.0)
    times = flown.date + (seconds * 1e9).astype("timedelta64[ns]")
    place = propagate(flown.satellites, times, frame="GCRF")["position"].to_numpy()
    sun = sun_position(times)
    for _, row in table.iterrows():
        ends = [flown.labels.index(row[name]) for name in ("satellite", "neighbour")]
        near = np.zeros(times.size, bool)
        for mine, other in (ends, ends[::-1]):
            sight, light = place[:, other] - place[:, mine], sun - place[:, mine]
            cosine = np.sum(sight * light, axis=1) / np.linalg.norm(sight, axis=1) / np.linalg.norm(light, axis=1)
            near |= cosine > np.cos(np.radians(10.0))
        assert 0.05 < row["sun_share"] == pytest.approx(near.mean(), abs=1e-12)


def test_satellites_without_a_known_plane_are_nobodys_neighbours(tmp_path):
    known, unknown = fleet(plane=1), fleet(plane=0).assign(satellite=["d", "e", "f"], raan_deg=[20.0, 30.0, 40.0])
    (flown,) = flown_fleets(pd.concat([known, unknown], ignore_index=True))
    (laser,) = load_tiny(tmp_path).parameters["connect"].lasers
    write_lasers(LaserWork(laser, flown, 600.0), tmp_path)
    table = LASER_LINKS.read(tmp_path / "laser_links.parquet")
    assert set(table["satellite"]) | set(table["neighbour"]) == {"a", "b", "c"}
    assert len(table) == 3
