"""Shells of different altitudes take different knots; their passes were once those of other satellites."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from huxing.orbit import Constellation, Station, find_passes, walker_delta


def test_passes_of_several_shells_are_those_of_each_alone():
    low = walker_delta(name="low", altitude_km=400, inclination_deg=53, planes=3, per_plane=2)
    high = walker_delta(name="high", altitude_km=2000, inclination_deg=70, planes=2, per_plane=3)
    site = Station.from_degrees("shanghai", 31.2, 121.5)
    day = ("2026-08-22", "2026-08-23")
    both = find_passes(Constellation("both", (low, high)), [site], *day)
    parts = [find_passes(Constellation("one", (shell,)), [site], *day) for shell in (low, high)]
    parts[1]["satellite_index"] += len(low)
    alone = pd.concat(parts).sort_values(["rise", "satellite_index"], kind="stable", ignore_index=True)
    both = both.sort_values(["rise", "satellite_index"], kind="stable", ignore_index=True)
    assert len(both) > 20
    pd.testing.assert_frame_equal(both, alone)


@pytest.mark.parametrize("count", [1, 40])
def test_many_stations_in_small_chunks_give_the_same(count, monkeypatch):
    shell = walker_delta(name="low", altitude_km=600, inclination_deg=53, planes=4, per_plane=4)
    places = np.random.default_rng(3).uniform([-60, -180], [60, 180], (count, 2))
    sites = [Station.from_degrees(f"s{k}", *place) for k, place in enumerate(places)]
    design = Constellation("c", (shell,))
    whole = find_passes(design, sites, "2026-08-22", "2026-08-22T06:00:00")
    monkeypatch.setattr("huxing.orbit.passes._CHUNK_BYTES", 1)
    assert len(whole) > 5
    pd.testing.assert_frame_equal(find_passes(design, sites, "2026-08-22", "2026-08-22T06:00:00"), whole)
