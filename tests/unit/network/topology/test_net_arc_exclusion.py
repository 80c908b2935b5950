"""The geostationary arc: where it stands in the sky, and that a network leaves out what is too near to it."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.network.topology import AccessRule, Network, Stations, plus_grid
from huxing.network.topology.arc_exclusion import arc_angles, outside_arc_zone
from huxing.orbit import Constellation, walker_delta

GSO = 42_164_172.0


def sites(latitude_deg, longitude_deg):
    lat, lon = np.radians(np.atleast_1d(latitude_deg)), np.radians(np.atleast_1d(longitude_deg))
    return Stations(tuple(f"s{k}" for k in range(len(lat))), lat, lon, np.zeros(len(lat)))


def towards(station, direction, distance=1e6):
    """A satellite in a direction (east, north, up) of the only station."""
    axes = local_axes(station.latitude[0], station.longitude[0])
    return station.position[0] + distance * (np.asarray(direction) @ axes)


def brute_force(station, row, position):
    """Least angle to a hundred thousand points of the arc above the horizon."""
    longitude = np.linspace(-np.pi, np.pi, 100_001)
    arc = GSO * np.stack([np.cos(longitude), np.sin(longitude), np.zeros_like(longitude)], axis=1)
    seen = (arc - station.position[row]) @ station.up[row] > 0
    if not seen.any():
        return np.pi
    lines = arc[seen] - station.position[row]
    lines /= np.linalg.norm(lines, axis=1)[:, None]
    own = position - station.position[row]
    return float(np.arccos(np.clip(lines @ (own / np.linalg.norm(own)), -1, 1)).min())


def test_angles_are_those_of_a_hundred_thousand_points_of_the_arc():
    rng = np.random.default_rng(3)
    ground = sites(rng.uniform(-85, 85, 7), rng.uniform(-180, 180, 7))
    places = geodetic_to_itrf(rng.uniform(-1.5, 1.5, 40), rng.uniform(-np.pi, np.pi, 40), np.full(40, 1e6))
    away = places[:, None] - ground.position[None]
    ranges = np.where(np.sum(away * ground.up, axis=2) > 0, np.linalg.norm(away, axis=2), np.inf)
    angles = arc_angles(ground, places, ranges)
    assert np.array_equal(np.isnan(angles), np.isinf(ranges))
    for satellite, station in zip(*np.nonzero(np.isfinite(ranges)), strict=True):
        # the last point above the horizon lies up to one step, 6.3e-5 rad, from the arc's end
        assert angles[satellite, station] == pytest.approx(brute_force(ground, station, places[satellite]), abs=1.3e-4)


def test_from_the_equator_the_arc_goes_through_the_zenith():
    ground = sites(0.0, 100.0)
    overhead, north = towards(ground, [0, 0, 1]), towards(ground, [0, np.sin(0.3), np.cos(0.3)])
    places = np.stack([overhead, north])
    angles = arc_angles(ground, places, np.full((2, 1), 1e6))
    assert angles[:, 0] == pytest.approx([0.0, 0.3], abs=1e-9)
    outside = outside_arc_zone(ground, places, np.full((2, 1), 1e6), np.radians(10.0))
    assert outside[:, 0].tolist() == [False, True]


def test_near_the_pole_nothing_is_excluded():
    ground = sites(85.0, 0.0)
    place = towards(ground, [0, -0.9, 0.4])[None]
    assert arc_angles(ground, place, np.full((1, 1), 1e6))[0, 0] == np.pi
    assert outside_arc_zone(ground, place, np.full((1, 1), 1e6), np.radians(20.0)).all()


def test_satellites_out_of_view_are_not_looked_at():
    ground = sites([0.0, 40.0], [0.0, 0.0])
    ranges = np.full((3, 2), np.inf)
    places = np.full((3, 3), np.nan)
    assert np.isnan(arc_angles(ground, places, ranges)).all()
    assert not outside_arc_zone(ground, places, ranges, 0.1).any()


def test_a_network_leaves_out_the_zone():
    design = Constellation(
        "k", (walker_delta(altitude_km=630, inclination_deg=52, planes=20, per_plane=20, phasing=7),)
    )
    ground, space = sites([31.2, 0.5, 60.0], [121.5, 30.0, 25.0]), plus_grid(design)
    zone = np.radians(22.0)
    free = Network(space, ground).snapshot("2026-01-01").ground_range
    kept = Network(space, ground, AccessRule(arc_exclusion=zone)).snapshot("2026-01-01")
    for satellite, station in zip(*np.nonzero(np.isfinite(free)), strict=True):
        near = brute_force(ground, station, kept.position[satellite]) < zone
        assert np.isinf(kept.ground_range[satellite, station]) == near
    assert np.isfinite(kept.ground_range).sum() < np.isfinite(free).sum()


def test_a_zone_of_nothing_and_bad_arguments():
    ground = sites(10.0, 10.0)
    assert outside_arc_zone(ground, np.zeros((1, 3)), np.full((1, 1), 1e6), 0.0).all()
    with pytest.raises(ModelRangeError, match="exclusion angle"):
        outside_arc_zone(ground, np.zeros((1, 3)), np.full((1, 1), 1e6), -0.1)
    with pytest.raises(ShapeError, match="1 satellites and 1 stations"):
        arc_angles(ground, np.zeros((1, 3)), np.zeros((2, 2)))
