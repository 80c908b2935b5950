"""Layouts, colours, beams on the ground, co-channel interference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.geodesy import Geodetic, geodetic_to_itrf, topocentric
from huxing.link.antennas import (
    BesselAperture,
    Lattice,
    PhasedArray,
    antenna_axes,
    beam_colouring,
    beam_gains_dbi,
    beam_spacing,
    carrier_to_interference_db,
    co_channel_gains,
    direction_cosines,
    ground_points,
    hexagonal_layout,
    serving_beams,
)

WIDTH = float(np.radians(4.4127))
DISH = BesselAperture(2.0, 2e9, 30.0)


@given(st.integers(0, 10), st.floats(0.005, 0.08))
def test_a_layout_is_hexagons_around_the_centre(tiers: int, width: float) -> None:
    layout = hexagonal_layout(width, tiers=tiers)
    assert len(layout) == 1 + 3 * tiers * (tiers + 1)
    assert (layout.u[0], layout.v[0], layout.tier[0]) == (0.0, 0.0, 0)
    assert np.array_equal(np.bincount(layout.tier), [1, *(6 * t for t in range(1, tiers + 1))])
    apart = np.hypot(layout.u[:, None] - layout.u, layout.v[:, None] - layout.v)
    assert np.array_equal(layout.neighbours(), np.isclose(apart, layout.spacing, rtol=1e-9))
    inner = layout.tier < tiers
    assert (layout.neighbours().sum(axis=1)[inner] == 6).all()


def test_neighbours_half_power_circles_meet_at_the_corners_of_cells() -> None:
    # spacing sqrt(3) r puts the corner of a hexagon at r = sin(HPBW/2) from its centre
    assert beam_spacing(WIDTH) / np.sqrt(3.0) == pytest.approx(np.sin(WIDTH / 2.0))
    layout = hexagonal_layout(WIDTH, tiers=2, centre=(0.2, -0.1), spacing=0.05)
    assert (layout.u[0], layout.v[0], layout.spacing) == (0.2, -0.1, 0.05)


@pytest.mark.parametrize(("scheme", "colours"), [("FR3", 3), ("FR2-polarisation", 4)])
@pytest.mark.parametrize("tiers", [1, 4, 6, 11])
def test_no_neighbours_share_a_colour(scheme: str, colours: int, tiers: int) -> None:
    layout = hexagonal_layout(WIDTH, tiers=tiers)
    colouring = beam_colouring(layout, scheme)
    assert not (colouring.co_channel() & layout.neighbours()).any()
    assert np.unique(colouring.colour).size == colours
    share = np.bincount(colouring.colour) / len(layout)
    assert np.ptp(share) < 1.5 / colours / tiers + 0.02


def test_reuse_distances_are_those_of_the_cluster_sizes() -> None:
    layout = hexagonal_layout(WIDTH, tiers=6)
    apart = np.hypot(layout.u[:, None] - layout.u, layout.v[:, None] - layout.v) / layout.spacing
    for scheme, distance in (("FR1", 1.0), ("FR3", np.sqrt(3.0)), ("FR2-polarisation", 2.0)):
        # MacDonald 1979: sqrt(N) spacings for clusters of N
        same = beam_colouring(layout, scheme).co_channel()
        assert apart[same].min() == pytest.approx(distance)


def test_fr1_is_all_co_channel() -> None:
    layout = hexagonal_layout(WIDTH, tiers=2)
    colouring = beam_colouring(layout, "FR1")
    assert colouring.co_channel().sum() == 19 * 18
    assert colouring.sub_bands == 1
    assert beam_colouring(layout, "FR2-polarisation").sub_bands == 2


@given(
    st.floats(-1.5, 1.5), st.floats(-3.1, 3.1), st.floats(3e5, 4e7), st.floats(-3.1, 3.1), st.integers(0, 2**31)
)  # fmt: skip
def test_ground_points_are_seen_where_they_were_sought(
    latitude: float, longitude: float, height: float, heading: float, seed: int
) -> None:
    position = geodetic_to_itrf(latitude, longitude, height)
    axes = antenna_axes(position, heading=heading)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    reach = 0.98 * 6.356e6 / (6.378e6 + height)
    u, v = np.random.default_rng(seed).uniform(-reach, reach, (2, 20)) / np.sqrt(2.0)
    points = ground_points(position, axes, u, v)
    assert points.on_earth.all()
    there = Geodetic(points.latitude, points.longitude, np.zeros(20))
    again = direction_cosines(position, axes, there)
    # a micrometre on the ground over the distance
    assert again[0] == pytest.approx(u, abs=1e-11)
    assert again[1] == pytest.approx(v, abs=1e-11)
    seen = topocentric(there, position)
    assert (seen.elevation > 0.0).all()
    assert seen.range == pytest.approx(points.slant_range, rel=1e-9)


def test_the_axes_follow_the_heading_and_the_target() -> None:
    position = geodetic_to_itrf(0.5, 1.0, 600e3)
    axes = antenna_axes(position)
    north = ground_points(position, axes, 0.1, 0.0)
    east = ground_points(position, axes, 0.0, 0.1)
    assert north.latitude > 0.5
    assert north.longitude == pytest.approx(1.0, abs=1e-12)
    assert east.longitude > 1.0
    below = ground_points(position, axes, 0.0, 0.0)
    assert (float(below.latitude), float(below.longitude)) == pytest.approx((0.5, 1.0), abs=1e-12)
    assert float(below.slant_range) == pytest.approx(600e3, abs=1e-3)
    target = Geodetic(*(np.asarray(x) for x in (0.53, 1.02, 0.0)))
    aimed = ground_points(position, antenna_axes(position, heading=1.0, target=target), 0.0, 0.0)
    assert (float(aimed.latitude), float(aimed.longitude)) == pytest.approx((0.53, 1.02), abs=1e-12)


def test_directions_beside_the_earth_are_marked() -> None:
    position = geodetic_to_itrf(0.0, 0.0, 600e3)
    edge = 6_378_137.0 / 6_978_137.0  # along the equator the ellipsoid is a circle
    points = ground_points(position, antenna_axes(position, heading=np.pi / 2), [edge - 1e-6, edge + 1e-6], 0.0)
    assert points.on_earth.tolist() == [True, False]
    assert np.isnan(points.latitude).tolist() == [False, True]
    assert np.isnan(points.slant_range).tolist() == [False, True]


def test_beams_of_a_dish_are_its_pattern_around_each_centre() -> None:
    layout = hexagonal_layout(WIDTH, tiers=2, centre=(0.3, 0.1))
    gains = beam_gains_dbi(DISH, layout.u, layout.v, layout)
    assert np.diag(gains) == pytest.approx(30.0, abs=1e-9)
    user = np.array([0.31, 0.12])
    axis = np.array([layout.u[5], layout.v[5]])
    cosine = user @ axis + np.sqrt((1 - user @ user) * (1 - axis @ axis))
    expected = float(DISH.gain_dbi(np.arccos(cosine)))
    # arccos near 1 loses half of the digits
    assert beam_gains_dbi(DISH, *user, layout)[5] == pytest.approx(expected, abs=1e-6)


def test_beams_of_an_array_are_steered() -> None:
    wave = 299_792_458.0 / 2e9
    array = PhasedArray(Lattice(8, 8, wave / 2, wave / 2), 2e9)
    layout = hexagonal_layout(WIDTH, tiers=1, centre=(0.2, 0.0))
    gains = beam_gains_dbi(array, [0.1, 0.2], 0.05, layout)
    assert np.array_equal(gains, array.beam_gains_dbi([0.1, 0.2], 0.05, layout.u, layout.v))


@given(st.integers(0, 2**31), st.sampled_from(["FR1", "FR3", "FR2-polarisation"]))
def test_interference_equals_a_loop_over_beams(seed: int, scheme: str) -> None:
    generator = np.random.default_rng(seed)
    layout = hexagonal_layout(WIDTH, tiers=3)
    colouring = beam_colouring(layout, scheme)
    u, v = generator.uniform(-0.1, 0.1, (2, 4, 3))
    gains = beam_gains_dbi(DISH, u, v, layout)
    power = generator.uniform(-3.0, 3.0, len(layout))
    serving = serving_beams(gains)
    active = generator.uniform(size=len(layout)) < 0.7
    active[serving] = True
    found = co_channel_gains(gains, serving, colouring, power_db=power, active=active)
    ratio = carrier_to_interference_db(gains, serving, colouring, power_db=power, active=active)
    for index in np.ndindex(u.shape):
        mine = serving[index]
        others = [
            b for b in range(len(layout)) if active[b] and b != mine and colouring.colour[b] == colouring.colour[mine]
        ]
        total = sum(10.0 ** ((gains[index][b] + power[b]) / 10.0) for b in others)
        assert found.interferers[index] == len(others)
        assert found.carrier_db[index] == pytest.approx(gains[index].max() + power[mine])
        if others:
            assert ratio[index] == pytest.approx(gains[index][mine] + power[mine] - 10.0 * np.log10(total), abs=1e-9)


def test_without_other_beams_there_is_no_interference() -> None:
    layout = hexagonal_layout(WIDTH, tiers=0)
    gains = beam_gains_dbi(DISH, 0.0, 0.0, layout)
    ratio = carrier_to_interference_db(gains, serving_beams(gains), beam_colouring(layout, "FR1"))
    assert float(ratio) == pytest.approx(330.0)


LAYOUT = hexagonal_layout(WIDTH, tiers=1)
GAINS = beam_gains_dbi(DISH, [0.0, 0.01], [0.0, 0.0], LAYOUT)
COLOURS = beam_colouring(LAYOUT, "FR1")
PLACE = geodetic_to_itrf(0.0, 0.0, 600e3)
NADIR = Geodetic(*np.zeros((3, 1)))


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: hexagonal_layout(0.0, tiers=1), ModelRangeError, "beamwidth"),
        (lambda: hexagonal_layout(WIDTH, tiers=-1), ModelRangeError, "tiers"),
        (lambda: hexagonal_layout(WIDTH, tiers=1.5), InputError, "whole"),  # type: ignore[arg-type]
        (lambda: hexagonal_layout(WIDTH, tiers=40), InputError, "beyond visible space"),
        (lambda: hexagonal_layout(WIDTH, tiers=1, spacing=-0.1), ModelRangeError, "spacing"),
        (lambda: hexagonal_layout(WIDTH, tiers=1, centre=(0.9, 0.9)), ModelRangeError, "centre"),
        (lambda: hexagonal_layout(WIDTH, tiers=1, centre=(0.1,)), InputError, "centre"),  # type: ignore[arg-type]
        (lambda: hexagonal_layout(np.nan, tiers=1, spacing=0.1), ModelRangeError, "beamwidth"),
        (lambda: hexagonal_layout([0.05, 0.06], tiers=1), ShapeError, "beamwidth"),  # type: ignore[arg-type]
        (lambda: hexagonal_layout(WIDTH, tiers=[1, 2]), ShapeError, "tiers"),  # type: ignore[arg-type]
        (lambda: beam_colouring(LAYOUT, "FR7"), InputError, "FR3"),
        (lambda: serving_beams(np.array([[1.0, np.nan]])), ModelRangeError, "gain nan dBi"),
        (lambda: serving_beams(np.zeros((2, 0))), ShapeError, "beam"),
        (lambda: co_channel_gains(GAINS + np.nan, np.array([0, 1]), COLOURS), ModelRangeError, "gain nan dBi"),
        (lambda: co_channel_gains(GAINS, np.array([0, 1]), COLOURS, power_db=np.nan), ModelRangeError, "power"),
        (lambda: co_channel_gains(GAINS, np.array([0, 1]), COLOURS, power_db=np.zeros(5)), ShapeError, "power"),
        (lambda: co_channel_gains(GAINS, np.array([0, 1]), COLOURS, power_db=np.zeros((2, 1))), ShapeError, "power"),
        (
            lambda: co_channel_gains(GAINS, np.array([0, 1]), COLOURS, active=np.ones(7)),  # type: ignore[arg-type]
            InputError,
            "True or False",
        ),
        (lambda: ground_points(PLACE + np.nan, antenna_axes(PLACE), 0.0, 0.0), InputError, "three finite"),
        (lambda: ground_points(PLACE / 2.0, antenna_axes(PLACE), 0.0, 0.0), ModelRangeError, "height"),
        (lambda: ground_points(PLACE, np.eye(2), 0.0, 0.0), InputError, "axes"),
        (lambda: ground_points(PLACE, np.full((3, 3), np.nan), 0.0, 0.0), InputError, "axes"),
        (lambda: direction_cosines(PLACE + np.nan, antenna_axes(PLACE), NADIR), InputError, "three finite"),
        (lambda: antenna_axes("above"), InputError, "not a number"),  # type: ignore[arg-type]
        (lambda: antenna_axes(PLACE, heading=[0.0, 1.0]), ShapeError, "heading"),  # type: ignore[arg-type]
        (lambda: antenna_axes(np.zeros(3)), ModelRangeError, "height"),
        (lambda: antenna_axes(np.zeros(2)), InputError, "three finite"),
        (lambda: antenna_axes(PLACE, heading=np.nan), ModelRangeError, "heading"),
        (lambda: ground_points(PLACE, antenna_axes(PLACE), 0.9, 0.9), ModelRangeError, "direction cosines"),
        (
            lambda: direction_cosines(PLACE, antenna_axes(PLACE), Geodetic(*np.array([0.0, 0.0, 8e6])[:, None])),
            InputError,
            "in front",
        ),
        (lambda: beam_gains_dbi(DISH, 0.9, 0.9, LAYOUT), ModelRangeError, "direction cosines"),
        (lambda: carrier_to_interference_db(GAINS, np.array([0]), COLOURS), ShapeError, "serving"),
        (lambda: carrier_to_interference_db(GAINS, np.array([0, 7]), COLOURS), InputError, "index"),
        (lambda: carrier_to_interference_db(GAINS, np.array([0.0, 1.0]), COLOURS), InputError, "index"),
        (
            lambda: carrier_to_interference_db(GAINS, np.array([0, 1]), COLOURS, active=np.arange(7) > 0),
            InputError,
            "does not transmit",
        ),
    ],
)
def test_bad_beams_are_refused(make: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()
