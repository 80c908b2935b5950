"""Handover judged by geometry that has a formula, and by a dynamic programme over all ways to be served."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.geodesy import geodetic_to_itrf
from huxing.core.time import time_grid
from huxing.network.access import HandoverPolicy, Sightings, handover, sightings
from huxing.network.topology import AccessRule, ephemeris
from huxing.orbit import Constellation, walker_delta

EARTH, RADIUS, RATE = 6_378_137.0, 6_378_137.0 + 600e3, 1.02e-3
TIMES = time_grid("2026-01-01", hours=3.0, step_s=10.0)
SECONDS = 10.0 * np.arange(TIMES.size)
ON_THE_EQUATOR = np.array([[EARTH, 0.0, 0.0]])


def ring(satellites: int) -> np.ndarray:
    """Satellites evenly spaced around the equator, turning over the ground at RATE; ITRF."""
    angle = RATE * SECONDS[:, None] + 2.0 * np.pi / satellites * np.arange(satellites) + 0.001
    return RADIUS * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)


def half_angle(elevation: float) -> float:
    """At the Earth's centre, from the user to a satellite at an elevation: arccos(a cos(e) / r) - e."""
    return float(np.arccos(EARTH / RADIUS * np.cos(elevation)) - elevation)


@pytest.mark.parametrize("elevation_deg", [0.0, 10.0, 25.0, 40.0, 60.0])
def test_the_time_in_view_of_a_pass_overhead(elevation_deg: float) -> None:
    elevation = float(np.radians(elevation_deg))
    found = sightings(ring(9), ON_THE_EQUATOR, TIMES, access=AccessRule(elevation))
    whole = (found.first > 0) & ~found.set_cut
    assert whole.sum() > 10
    expected = 2.0 * half_angle(elevation) / RATE
    # both ends within 1e-5 s after the crossing
    assert (found.set - found.rise)[whole] == pytest.approx(np.full(whole.sum(), expected), abs=2e-5)


@pytest.mark.parametrize("satellites", [20, 31])
def test_the_nearest_satellite_changes_once_in_every_spacing(satellites: int) -> None:
    found = sightings(ring(satellites), ON_THE_EQUATOR, TIMES, access=AccessRule(np.radians(10.0)))
    interval = handover(found, HandoverPolicy("nearest", "better")).total().mean_between_s
    spacing = 2.0 * np.pi / satellites / RATE
    # changes are made at steps of 10 s: the mean over n of them is good to 10 s / n
    assert interval == pytest.approx(spacing, abs=10.0 / (SECONDS[-1] / spacing - 2.0))


@pytest.mark.parametrize(("satellites", "elevation_deg"), [(40, 10.0), (55, 10.0), (65, 25.0)])
def test_the_longest_remaining_serves_as_many_spacings_as_fit_into_a_pass(
    satellites: int, elevation_deg: float
) -> None:
    elevation = float(np.radians(elevation_deg))
    spacings = 2.0 * half_angle(elevation) / (2.0 * np.pi / satellites)
    assert 0.1 < spacings % 1.0 < 0.85  # else a step decides how many fit
    found = sightings(ring(satellites), ON_THE_EQUATOR, TIMES, access=AccessRule(elevation))
    interval = handover(found, "longest-remaining").total().mean_between_s
    # handovers are made at the instants of setting
    assert interval == pytest.approx(np.floor(spacings) * 2.0 * np.pi / satellites / RATE, abs=1e-4)


def test_a_ring_too_thin_leaves_the_rest_as_outage() -> None:
    elevation, satellites = float(np.radians(40.0)), 12
    found = sightings(ring(satellites), ON_THE_EQUATOR, TIMES, access=AccessRule(elevation))
    total = handover(found).total()
    share = 2.0 * half_angle(elevation) / (2.0 * np.pi / satellites)
    spacing = 2.0 * np.pi / satellites / RATE
    assert total.handovers == 0
    # a part of one spacing at either end
    assert total.served_share == pytest.approx(share, abs=2.0 * spacing / SECONDS[-1])
    gaps = handover(found).table()
    middle = gaps[gaps["reason"].isin(["return", "outage"])]["time"].diff().dt.total_seconds().to_numpy()[1:]
    out = (1.0 - share) * spacing
    assert middle.min() == pytest.approx(min(out, share * spacing), abs=3e-5)
    assert middle.max() == pytest.approx(max(out, share * spacing), abs=3e-5)


SHELL = walker_delta(name="s", altitude_km=780.0, inclination_deg=60.0, planes=12, per_plane=12, phasing=1)
FLEET = ephemeris(Constellation("fleet", (SHELL,)))
STEPS = time_grid("2026-01-01", hours=1.5, step_s=15.0)
POSITION = FLEET.positions(STEPS)


def fewest_satellites(found: Sightings) -> int:
    """Over all ways to be served at every instant at which it can be: the fewest times that a satellite is taken.

    At each step a user may change to any satellite in view. One whose satellite has set goes on with one that was in
    view at that instant, or where there was none with any.
    """
    best: dict[int, int] = {}  # by the sighting that serves
    so_far = 0  # where nobody is in view
    for k in range(found.times.size):
        here = [int(p) for p in np.flatnonzero((found.first <= k) & (found.last >= k))]
        kept = {p: cost for p, cost in best.items() if p in here}
        following = dict(kept)
        for p, cost in best.items():
            early = [q for q in here if found.rise[q] <= found.set[p]]
            for q in here if p in kept else (early or here):
                following[q] = min(following.get(q, 10**9), cost + 1)
        if not best:
            following = dict.fromkeys(here, so_far + 1)
        so_far = min(best.values(), default=so_far)
        best = following
    return min(best.values(), default=so_far)


@settings(max_examples=40)
@given(st.floats(-1.1, 1.1), st.floats(-3.1, 3.1), st.sampled_from([5.0, 12.0, 25.0, 35.0]))
def test_the_longest_remaining_takes_the_fewest_satellites_of_all(
    latitude: float, longitude: float, elevation_deg: float
) -> None:
    # the greedy cover of a line by intervals is a least one
    place = geodetic_to_itrf(latitude, longitude)[None]
    found = sightings(POSITION, place, STEPS, access=AccessRule(np.radians(elevation_deg)))
    least = fewest_satellites(found)

    def taken(policy: str | HandoverPolicy) -> int:
        return int((handover(found, policy).numbers[:, 2] >= 0).sum())

    assert taken("longest-remaining") == least
    assert min(taken(name) for name in ("nearest", "highest", "least-loaded", "every-15-s")) >= least
