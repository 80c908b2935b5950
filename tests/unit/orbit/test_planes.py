"""Clustering nodes into planes, matching them with a design, measuring phasing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made_fleets import element_sets

from huxing.orbit.planes import (
    circular_median,
    cluster_planes,
    match_planes,
    phasing,
    secular_angles,
    wrapped,
)

TURN = 2.0 * np.pi
SEED = st.integers(0, 2**32 - 1)


def _walker(
    seed: int, planes: int, per_plane: int, spread_deg: float, noise_deg: float
) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and true planes of a noisy Walker constellation, in random order."""
    random = np.random.default_rng(seed)
    plane = np.repeat(np.arange(planes), per_plane)
    turn = random.uniform(0, TURN)
    node = turn + np.radians(plane * spread_deg / planes + random.normal(0, noise_deg, len(plane)))
    order = random.permutation(len(plane))
    return node[order] % TURN, plane[order]


def _same_partition(one: np.ndarray, other: np.ndarray) -> bool:
    return (
        len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(set(one.tolist())) == len(set(other.tolist()))
    )


@given(SEED, st.integers(1, 36), st.integers(2, 30), st.sampled_from([180.0, 360.0]), st.floats(0.0, 0.1))
def test_a_noisy_walker_with_missing_satellites_is_recovered(
    seed: int, planes: int, per_plane: int, spread_deg: float, noise_deg: float
) -> None:
    node, plane = _walker(seed, planes, per_plane, spread_deg, noise_deg)
    kept = np.random.default_rng(seed + 1).random(len(node)) < 0.7
    for p in range(planes):  # no plane may be lost: there would be nothing to recover
        kept[np.flatnonzero(plane == p)[:2]] = True
    assert _same_partition(cluster_planes(node[kept]), plane[kept])


@given(SEED, st.integers(1, 20), st.floats(0.0, TURN))
def test_turning_all_nodes_changes_no_partition(seed: int, planes: int, turn: float) -> None:
    node, _ = _walker(seed, planes, 8, 360.0, 0.1)
    assert _same_partition(cluster_planes(node), cluster_planes((node + turn) % TURN))


@given(SEED)
def test_the_order_of_satellites_does_not_matter(seed: int) -> None:
    node, _ = _walker(seed, 9, 18, 180.0, 0.1)
    order = np.random.default_rng(seed).permutation(len(node))
    assert np.array_equal(cluster_planes(node)[order], cluster_planes(node[order]))


def test_a_plane_on_the_seam_is_one_plane() -> None:
    node = np.radians([359.8, 0.1, 359.9, 0.2, 120.0, 120.1, 240.0, 239.9])
    label = cluster_planes(node)
    assert len(set(label[:4])) == 1
    assert label.max() == 2
    median = np.degrees(circular_median(node[:4]))
    assert abs(wrapped(np.radians(median))) < np.radians(0.2)


def test_planes_are_numbered_by_rising_node() -> None:
    assert cluster_planes(np.radians([200.0, 10.0, 100.0, 200.1, 10.1, 100.1])).tolist() == [2, 0, 1, 2, 0, 1]


def test_a_drifter_between_full_planes_is_no_plane() -> None:
    node, _ = _walker(7, 6, 18, 180.0, 0.05)
    label = cluster_planes(np.append(node, circular_median(node[:1]) + np.radians(14.0)))
    assert label[-1] == -1
    assert label.max() == 5


def test_single_satellites_far_apart_are_planes_of_one() -> None:
    assert cluster_planes(np.radians([0.0, 120.0, 240.0])).tolist() == [0, 1, 2]


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one(count: int) -> None:
    assert cluster_planes(np.full(count, 1.0)).tolist() == [0] * count


def test_wrapped_is_within_half_a_turn() -> None:
    assert np.allclose(wrapped(np.array([3.5, -3.5, TURN, 0.0])), [3.5 - TURN, TURN - 3.5, 0.0, 0.0])


@given(st.integers(1, 24), st.integers(0, 10_000), st.floats(-180, 180))
def test_every_second_plane_of_a_star_is_found_again(planes: int, seed: int, turn_deg: float) -> None:
    designed = np.radians(np.arange(planes) * 180.0 / planes)
    random = np.random.default_rng(seed)
    filled = np.flatnonzero(random.random(planes) < 0.6)
    assume(len(filled))
    noise = np.radians(random.uniform(-0.1, 0.1, len(filled)) * 180.0 / planes)
    match = match_planes((designed[filled] + np.radians(turn_deg) + noise) % TURN, designed)
    assert (match.design_plane >= 0).all()
    steps = np.unique((match.design_plane - filled) % planes) if len(filled) > 1 else [0]
    assert len(steps) == 1 or planes <= 2  # the pattern may lie one spacing on, but as a whole
    assert np.abs(match.residual).max() <= np.radians(0.2 * 180.0 / planes) + 1e-9


def test_the_pairs_are_one_to_one_and_the_turn_is_the_smallest() -> None:
    designed = np.radians(np.arange(12) * 30.0)
    match = match_planes(np.radians([31.0, 61.0, 91.0]), designed)
    assert match.design_plane.tolist() == [1, 2, 3]
    assert np.degrees(match.offset) == pytest.approx(1.0)


def test_more_planes_than_designed_leaves_the_rest_unpaired() -> None:
    match = match_planes(np.radians([0.0, 90.0, 180.0]), np.radians([0.0, 90.0]))
    assert sorted(match.design_plane.tolist()) == [-1, 0, 1]
    assert np.isnan(match.residual[match.design_plane < 0]).all()


def test_matching_nothing() -> None:
    match = match_planes(np.empty(0), np.radians([0.0, 90.0]))
    assert len(match.design_plane) == 0
    assert match_planes(np.array([1.0]), np.empty(0)).design_plane.tolist() == [-1]


@given(st.integers(2, 40), st.floats(0, TURN), st.data())
def test_a_regular_plane_has_no_irregularity_whatever_is_missing(slots: int, start: float, data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.integers(0, slots - 1), min_size=2))
    fit = phasing(start + TURN * np.array(sorted(kept)) / slots, slots)
    assert fit.slots == slots
    assert fit.irregularity < 1e-7


def test_one_satellite_out_of_its_slot() -> None:
    angle = TURN * np.arange(10) / 10
    angle[3] += np.radians(5.0)
    # the phase of the slots moves by a tenth of 5 deg towards it: rms = 5 sqrt(0.1 * 0.9)
    assert np.degrees(phasing(angle, 10).irregularity) == pytest.approx(1.5, rel=0.02)


def test_without_a_design_the_spacing_tells_the_slots() -> None:
    angle = TURN * np.array([0, 1, 2, 3, 5, 6, 8, 9, 10, 11]) / 12
    assert phasing(angle).slots == 12
    assert phasing(np.array([1.0])).slots == 1
    assert np.isnan(phasing(np.array([1.0])).irregularity)
    assert phasing(np.array([1.0, 1.0, 1.0])).slots == 3


def test_nodes_precess_by_a_known_rate() -> None:
    # Sun-synchronous: 800 km at 98.6 deg goes round with the Sun, 360 deg in 365.2422 days
    sets = element_sets(altitude_km=[800.0], inclination_deg=[98.6030], raan_deg=[10.0])
    later, _ = secular_angles(sets, sets.epoch[0] + np.timedelta64(10, "D"))
    # 0.01 deg in 10 days: the inclination is rounded to four digits, which is 0.0005 deg, and e = 1e-4
    assert np.degrees(later[0]) == pytest.approx(10.0 + 10 * 360 / 365.2422, abs=0.01)


def test_argument_of_latitude_advances_as_sgp4_has_it() -> None:
    from sgp4.api import WGS72, Satrec

    sets = element_sets(altitude_km=[1065.5], inclination_deg=[88.99], raan_deg=[40.0])
    satellite = Satrec()
    row = sets.table.iloc[0]
    satellite.sgp4init(
        WGS72, "i", 1, 28000.0, 0.0, 0.0, 0.0, row.eccentricity, row.argument_of_perigee,
        row.inclination, row.mean_anomaly, row.mean_motion * 60.0, row.raan,
    )  # fmt: skip
    satellite.sgp4_tsince(86_400.0 / 60 * 5)
    latitude = (satellite.om + satellite.mm) % TURN
    node, mine = secular_angles(sets, sets.epoch[0] + np.timedelta64(5, "D"))
    # SGP4 adds second-order J2 and J4 rates: some 1e-6 of 68 revolutions, so 0.05 deg; the node 0.005 deg
    assert abs(wrapped(mine - latitude)[0]) < np.radians(0.05)
    assert abs(wrapped(node - satellite.Om)[0]) < np.radians(0.005)
