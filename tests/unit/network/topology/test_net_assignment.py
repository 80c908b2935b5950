"""Antennas and beams: limits that hold, the greedy choice stable, the largest choice as large as by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.topology import AccessRule, Network, Stations, ephemeris, plus_grid
from huxing.network.topology.assignment import assigned_ranges, elevation_sine, time_in_view
from huxing.orbit import Constellation, walker_delta

DESIGN = Constellation("k", (walker_delta(altitude_km=630, inclination_deg=52, planes=20, per_plane=20, phasing=7),))
GROUND = Stations(
    ("a", "b", "c"), np.radians([31.0, 35.0, -10.0]), np.radians([121.0, 125.0, 20.0]), np.array([0.0, 100.0, 0.0])
)


def ranges_of(seed, satellites, stations, share):
    rng = np.random.default_rng(seed)
    ranges = rng.uniform(5e5, 2e6, (satellites, stations))
    return np.where(rng.random(ranges.shape) < share, ranges, np.inf)


limits = st.one_of(st.none(), st.integers(0, 3))
cases = st.tuples(st.integers(0, 10**6), st.integers(1, 7), st.integers(1, 5), st.floats(0, 1))


@given(cases, limits, limits, st.sampled_from(["greedy", "most"]))
def test_limits_hold_and_ranges_stay(case, antennas, beams, method):
    ranges = ranges_of(*case)
    kept = assigned_ranges(ranges, antennas=antennas, beams=beams, method=method)
    used = np.isfinite(kept)
    assert np.array_equal(kept[used], ranges[used])
    assert antennas is None or (used.sum(axis=0) <= antennas).all()
    assert beams is None or (used.sum(axis=1) <= beams).all()


@given(cases, st.integers(1, 3), st.integers(1, 3))
def test_nobody_that_is_free_would_rather_have_another(case, antennas, beams):
    ranges = ranges_of(*case)
    used = np.isfinite(assigned_ranges(ranges, antennas=antennas, beams=beams))
    for i, g in zip(*np.nonzero(np.isfinite(ranges) & ~used), strict=True):
        station_better = used[:, g].sum() == antennas and (ranges[used[:, g], g] <= ranges[i, g]).all()
        satellite_better = used[i].sum() == beams and (ranges[i, used[i]] <= ranges[i, g]).all()
        assert station_better or satellite_better


@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2))
def test_the_largest_choice_is_that_of_brute_force(seed, satellites, stations, antennas, beams):
    ranges = ranges_of(seed, satellites, stations, 0.6)
    score = np.random.default_rng(seed).uniform(0, 1, ranges.shape)
    rows = list(zip(*np.nonzero(np.isfinite(ranges)), strict=True))
    best = (0, 0.0)
    for taken in itertools.product([0, 1], repeat=len(rows)):
        links = [row for row, take in zip(rows, taken, strict=True) if take]
        serve, follow = (np.bincount([link[k] for link in links] or [0]) - (not links) for k in (0, 1))
        if serve.max() <= beams and follow.max() <= antennas:
            best = max(best, (len(links), sum(score[link] for link in links)))
    used = np.isfinite(assigned_ranges(ranges, antennas=antennas, beams=beams, score=score, method="most"))
    assert used.sum() == best[0]
    # the solver's feasibility tolerance is 1e-7 for each of up to 12 links
    assert score[used].sum() == pytest.approx(best[1], abs=1e-5)


def test_the_largest_choice_serves_where_the_greedy_one_does_not():
    ranges = np.array([[5e5, 6e5], [7e5, np.inf]])  # station 1 sees satellite 0 alone
    assert np.isfinite(assigned_ranges(ranges, antennas=1, beams=1)).sum() == 1
    most = assigned_ranges(ranges, antennas=1, beams=1, method="most")
    assert np.argwhere(np.isfinite(most)).tolist() == [[0, 1], [1, 0]]


def test_each_station_has_its_own_antennas():
    ranges = np.arange(1.0, 13.0).reshape(4, 3) * 1e5
    used = np.isfinite(assigned_ranges(ranges, antennas=[0, 1, 4]))
    assert used.sum(axis=0).tolist() == [0, 1, 4]
    assert used[0, 1]  # the nearest


def test_equal_scores_go_by_number():
    ranges = np.full((3, 2), 1e6)
    used = np.isfinite(assigned_ranges(ranges, antennas=1, beams=1))
    assert np.argwhere(used).tolist() == [[0, 0], [1, 1]]


def test_without_limits_all_ranges_stay():
    ranges = ranges_of(1, 4, 4, 0.5)
    assert assigned_ranges(ranges) is ranges


def test_a_network_follows_the_highest_satellites():
    space = plus_grid(DESIGN)
    free = Network(space, GROUND).snapshot("2026-01-01")
    kept = Network(space, GROUND, AccessRule(antennas=2)).snapshot("2026-01-01")
    sine = elevation_sine(GROUND, free.position, free.ground_range)
    for station in range(3):
        seen = np.flatnonzero(np.isfinite(free.ground_range[:, station]))
        highest = seen[np.argsort(-sine[seen, station])][:2]
        assert np.flatnonzero(np.isfinite(kept.ground_range[:, station])).tolist() == sorted(highest)
    shared = Network(space, GROUND, AccessRule(beams=1)).snapshot("2026-01-01").ground_range
    assert np.isfinite(shared).sum(axis=1).max() == 1  # a and b see the same satellites, and no longer share them


def test_elevations_in_view_are_those_asked_for():
    shot = Network(plus_grid(DESIGN), GROUND, AccessRule(min_elevation=np.radians(30.0))).snapshot("2026-01-01")
    sine = elevation_sine(GROUND, shot.position, shot.ground_range)
    assert np.array_equal(np.isfinite(sine), np.isfinite(shot.ground_range))
    assert np.nanmin(sine) >= np.sin(np.radians(30.0)) - 1e-12


def test_time_in_view_is_counted_to_the_step_and_the_longest_is_followed():
    track, access = ephemeris(DESIGN), AccessRule(min_elevation=np.radians(25.0))
    left = time_in_view(track, GROUND, access, "2026-01-01", step_s=10.0, longest_s=600.0)
    network = Network(plus_grid(DESIGN), GROUND, access)
    times = np.datetime64("2026-01-01", "ns") + np.arange(61) * np.timedelta64(10, "s")
    seen = np.stack([np.isfinite(shot.ground_range) for shot in network.snapshots(times)])
    gone = ~np.logical_and.accumulate(seen, axis=0)
    steps = np.where(gone.any(axis=0), gone.argmax(axis=0) - 1, 60)
    assert np.array_equal(np.isfinite(left), seen[0])
    assert np.array_equal(left[seen[0]], 10.0 * steps[seen[0]])
    used = np.isfinite(assigned_ranges(network.snapshot("2026-01-01").ground_range, antennas=1, score=left))
    assert (left[used] == np.nanmax(left, axis=0)).all()


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        ({"antennas": 1.5}, InputError, "whole"),
        ({"antennas": -1}, ModelRangeError, "antennas and beams"),
        ({"antennas": [1, 2, 3]}, ShapeError, "2 stations"),
        ({"beams": [1]}, ShapeError, "3 satellites"),
        ({"antennas": 1, "method": "best"}, InputError, "greedy, most"),
        ({"antennas": 1, "score": np.zeros((2, 2))}, ShapeError, "scores"),
        ({"antennas": 1, "score": np.full((3, 2), np.nan)}, InputError, "satellite 0 is in view of station 0"),
    ],
)
def test_bad_arguments_are_told(arguments, kind, says):
    with pytest.raises(kind, match=says):
        assigned_ranges(np.full((3, 2), 1e6), **arguments)


def test_times_in_view_that_cannot_be_counted_are_refused():
    with pytest.raises(InputError, match="longer than"):
        time_in_view(ephemeris(DESIGN), GROUND, AccessRule(), "2026-01-01", step_s=10.0, longest_s=5.0)
    with pytest.raises(ModelRangeError, match="seconds"):
        time_in_view(ephemeris(DESIGN), GROUND, AccessRule(), "2026-01-01", step_s=0.0, longest_s=5.0)
