"""Tables of links, and what geometry makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.geodesy import itrf_to_geodetic, topocentric
from huxing.network.topology import AccessRule, LinkRule, Network, Topology, link_table, plus_grid, stations
from huxing.orbit import Constellation, Station, walker_delta, walker_star

TIME = np.datetime64("2026-03-01T05:00", "ns")


def design(pattern=walker_delta, planes=6, per_plane=8, **more):
    shell = pattern(altitude_km=1100, inclination_deg=55, planes=planes, per_plane=per_plane, **more)
    return Constellation("test", (shell,))


def test_ports_follow_the_order_of_pairs():
    table = link_table(4, [[2, 0], [0, 1], [3, 0]])
    assert table.neighbour[0].tolist() == [2, 1, 3, -1]
    assert table.link[0].tolist() == [0, 1, 2, -1]
    assert table.neighbour[3].tolist() == [0, -1, -1, -1]
    assert table.degree.tolist() == [3, 1, 1, 1]


def test_more_than_four_links_widen_the_table():
    table = link_table(6, [[0, k] for k in range(1, 6)])
    assert table.neighbour.shape == (6, 8)
    assert table.neighbour[0].tolist() == [1, 2, 3, 4, 5, -1, -1, -1]


@pytest.mark.parametrize(
    ("pairs", "error", "words"),
    [
        ([[0, 4]], InputError, "satellites 0 to 3 only"),
        ([[1, 1]], InputError, "to itself"),
        ([[0, 1], [1, 0]], InputError, "again"),
        ([[-1, 2]], InputError, "0 to 3"),
        ([[0.5, 1.0]], ShapeError, "whole numbers"),
        ([0, 1, 2], ShapeError, "shape"),
    ],
)
def test_links_that_cannot_be_are_refused(pairs, error, words):
    with pytest.raises(error, match=words):
        link_table(4, pairs)


def test_a_plus_grid_of_a_delta_closes_around_the_earth():
    topology = plus_grid(design())
    assert len(topology.links) == 2 * 48
    assert (topology.links.degree == 4).all()
    assert topology.links.cross_plane.sum() == 48


def test_a_star_has_an_open_seam_unless_asked():
    assert (plus_grid(design(walker_star)).links.degree == 3).sum() == 2 * 8
    assert (plus_grid(design(walker_star), seam="closed").links.degree == 4).all()
    assert (plus_grid(design(), seam="open").links.degree == 3).sum() == 2 * 8


@given(st.integers(1, 6), st.integers(1, 7), st.integers(0, 5))
def test_any_delta_joins_nobody_twice_and_nobody_to_itself(planes, per_plane, phasing):
    topology = plus_grid(design(planes=planes, per_plane=per_plane, phasing=phasing % planes))
    pairs = topology.links.pairs
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert topology.links.degree.max(initial=0) <= 4


def test_partners_in_the_next_plane_are_the_nearest_in_phase():
    shell = walker_delta(altitude_km=1100, inclination_deg=55, planes=5, per_plane=9, phasing=3)
    topology = plus_grid(Constellation("test", (shell,)))
    latitude = np.concatenate(shell.argument_of_latitude)
    a, b = topology.links.pairs[topology.links.cross_plane].T
    apart = np.abs((latitude[a] - latitude[b] + np.pi) % (2 * np.pi) - np.pi)
    assert apart.max() <= np.pi / 9 + 1e-9  # half a slot


def test_shells_are_not_joined_to_each_other():
    shells = tuple(walker_delta(altitude_km=h, inclination_deg=55, planes=4, per_plane=5) for h in (600, 1100))
    pairs = plus_grid(Constellation("two", shells)).links.pairs
    assert ((pairs < 20).all(axis=1) | (pairs >= 20).all(axis=1)).all()
    assert len(pairs) == 80


def test_planes_of_different_sizes_are_joined_as_neighbours():
    shell = walker_delta(altitude_km=1100, inclination_deg=55, planes=5, per_plane=[5, 6, 5, 4, 5])
    table = plus_grid(Constellation("uneven", (shell,))).links
    assert table.degree.max() <= 4
    assert table.cross_plane.sum() == 5 + 5 + 4 + 4 + 5


def test_a_line_of_sight_clears_the_height_that_is_asked():
    network = Network(plus_grid(design(planes=4, per_plane=5), rule=LinkRule(None)), stations(["shanghai"]))
    free = network.snapshot(TIME)
    pairs = network.topology.links.pairs
    ends = free.position[pairs]
    along = np.linspace(0.0, 1.0, 2001)[:, None, None]
    lowest = np.linalg.norm(ends[:, 0] + along * (ends[:, 1] - ends[:, 0]), axis=-1).min(axis=0) - WGS84_SEMI_MAJOR_AXIS
    for clearance in (0.0, 80e3, 500e3):
        kept = Network(
            Topology(network.topology.ephemeris, network.topology.links, LinkRule(clearance)), network.stations
        )
        shown = kept.snapshot(TIME)
        up = np.isfinite(shown.length[shown.link >= 0])
        # the sampled height is too large by up to 2 m where the nearest point falls between two samples
        expected = lowest[shown.link[shown.link >= 0]] >= clearance
        assert np.array_equal(up, expected)


def test_long_links_and_links_between_planes_near_the_pole_are_off():
    shell = walker_star(altitude_km=1100, inclination_deg=87, planes=6, per_plane=12)
    grid = plus_grid(Constellation("polar", (shell,)), rule=LinkRule(None, maximum_range=3.5e6, polar_latitude=1.0))
    shown = Network(grid, stations(["shanghai"])).snapshot(TIME)
    table = grid.links
    length = np.linalg.norm(np.diff(shown.position[table.pairs], axis=1)[:, 0], axis=1)
    height = np.abs(np.arcsin(shown.position[:, 2] / np.linalg.norm(shown.position, axis=1)))
    expected = (length <= 3.5e6) & ~(table.cross_plane & (height[table.pairs] > 1.0).any(axis=1))
    assert 0 < expected.sum() < len(table)
    i, port = np.nonzero(shown.link >= 0)
    assert np.array_equal(np.isfinite(shown.length[i, port]), expected[shown.link[i, port]])


def test_ground_links_are_those_above_the_least_elevation_within_range():
    places = stations(["shanghai", "kashi", "mohe"])
    rule = AccessRule(np.radians([10.0, 25.0, 40.0]), maximum_range=2.6e6)
    shown = Network(plus_grid(design(planes=12, per_plane=12)), places, rule).snapshot(TIME)
    for g in range(3):
        seen = topocentric(itrf_to_geodetic(places.position[g]), shown.position)
        expected = (seen.elevation >= np.radians([10.0, 25.0, 40.0][g])) & (seen.range <= 2.6e6)
        assert np.array_equal(np.isfinite(shown.ground_range[:, g]), expected)
        # straight lines of 1,000 to 3,000 km in float64: micrometres
        np.testing.assert_allclose(shown.ground_range[expected, g], seen.range[expected], atol=1e-6)


def test_satellites_without_a_position_have_no_links():
    class Decayed:
        labels = np.array(["a", "b"])

        def __len__(self):
            return 2

        def positions(self, times):
            return np.tile(np.array([[7e6, 0.0, 0.0], [np.nan] * 3]), (len(times), 1, 1))

    grid = plus_grid(Decayed(), planes=1, per_plane=2)
    place = Station.from_degrees("below", 0.0, 0.0)
    shown = Network(grid, stations([place])).snapshot(TIME)
    assert np.isfinite(shown.ground_range[:, 0]).tolist() == [True, False]
    assert not np.isfinite(shown.length).any()


def test_stations_are_found_by_name_and_strangers_are_not():
    places = stations(["rio", Station.from_degrees("my-roof", 1.0, 2.0), "st petersburg"])
    assert places.names == ("rio-de-janeiro", "my-roof", "saint-petersburg")
    assert places.index("My Roof") == 1
    with pytest.raises(InputError, match="my-roof"):
        places.index("my-root")
    with pytest.raises(InputError, match="named twice"):
        stations(["rio", "rio-de-janeiro"])


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: AccessRule(np.pi / 2), ModelRangeError),
        (lambda: AccessRule(0.1, maximum_range=0.0), ModelRangeError),
        (lambda: LinkRule(-1.0), ModelRangeError),
        (lambda: LinkRule(maximum_range=-1.0), ModelRangeError),
        (lambda: LinkRule(polar_latitude=2.0), ModelRangeError),
        (lambda: plus_grid(design(), planes=6, per_plane=8), InputError),
        (lambda: plus_grid(design(), seam="ajar"), InputError),
        (lambda: plus_grid("starlink"), InputError),
        (lambda: Network(plus_grid(design()), stations(["shanghai"]), AccessRule(np.ones(2))), ShapeError),
        (lambda: Topology(plus_grid(design()).ephemeris, link_table(3, [[0, 1]])), ShapeError),
        (lambda: stations([3.0]), InputError),
    ],
)
def test_rules_and_networks_that_cannot_be_are_refused(make, error):
    with pytest.raises(error):
        make()
