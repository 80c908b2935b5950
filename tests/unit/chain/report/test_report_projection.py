"""The map's projection and what is drawn on it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huxing.chain.report.planes import _best_turn, _cut, _unrolled
from huxing.chain.report.projection import densified, equal_earth, from_centre, great_circle, projected_line
from huxing.chain.report.world_map import nearest_of_ring


@given(st.floats(-80.0, 79.0), st.floats(-170.0, 169.0))
def test_the_projection_keeps_areas(latitude, longitude):
    """A small cell's area is that on the sphere, to the 1e-3 that the cell's own curvature leaves."""
    half = 0.25
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    x, y = equal_earth(longitude + corners[:, 0], latitude + corners[:, 1])
    drawn = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    band = np.sin(np.radians(latitude + half)) - np.sin(np.radians(latitude - half))
    assert abs(drawn / (np.radians(2 * half) * band) - 1.0) < 1e-3


def test_the_projection_gives_the_published_extent():
    """Savric et al. 2018: half the equator is 2.7066 and the pole 1.3173 on a unit sphere."""
    x, y = equal_earth(np.array([180.0, 0.0]), np.array([0.0, 90.0]))
    assert abs(x[0] - 2.70663) < 1e-5
    assert abs(y[1] - 1.31736) < 1e-5


def test_lines_are_parted_at_the_cut_and_nowhere_else():
    x, _ = projected_line(np.array([-40.0, -32.0, -28.0, -20.0]), np.zeros(4))
    assert np.isnan(x).tolist() == [False, False, True, False, False]
    x, _ = projected_line(np.array([170.0, 179.0, -179.0, -170.0]), np.zeros(4))
    assert not np.isnan(x).any()


@given(st.floats(-1e4, 1e4))
def test_longitudes_are_counted_from_the_centre(longitude):
    east = float(from_centre(np.array([longitude]))[0])
    assert -180.0 <= east < 180.0
    assert abs((east + 150.0 - longitude + 180.0) % 360.0 - 180.0) < 1e-6


def test_lines_get_points_the_short_way_round():
    longitude, latitude = densified(np.array([170.0, -170.0]), np.array([0.0, 10.0]), 3.0)
    assert len(longitude) == 8
    assert np.abs(np.diff(longitude)).max() <= 3.0
    assert longitude[-1] == 190.0
    assert latitude[-1] == 10.0


def test_a_way_follows_the_great_circle():
    longitude, latitude = great_circle(np.array([0.0, 90.0]), np.array([60.0, 60.0]), 1.0)
    assert abs(latitude.max() - np.degrees(np.arctan(np.sqrt(2.0) * np.sqrt(3.0)))) < 0.01
    assert (longitude[0], round(float(longitude[-1]), 9)) == (0.0, 90.0)


@given(st.lists(st.floats(-180.0, 179.9), min_size=1, max_size=20, unique=True))
def test_each_column_takes_the_nearest_point_of_its_ring(points):
    columns = np.arange(-179.5, 180.0, 7.0)
    places = np.array(points)
    found = nearest_of_ring(places, np.arange(len(points), dtype=float), columns).astype(int)
    apart = np.abs((columns[:, None] - places + 180.0) % 360.0 - 180.0)
    chosen = apart[np.arange(columns.size), found]
    assert np.allclose(chosen, apart.min(axis=1))


def test_the_axis_of_nodes_begins_in_the_widest_gap():
    nodes = np.array([350.0, 5.0, 20.0])
    start = _cut(nodes)
    assert start == 185.0
    assert np.diff(_unrolled(nodes, start)).tolist() == [15.0, 15.0]


@given(st.floats(0.0, 359.0))
def test_designed_slots_are_turned_onto_the_satellites(turn):
    import pandas as pd

    slots = np.arange(6) * 60.0
    design = pd.DataFrame({"plane": np.repeat([1, 2], 6), "argument_of_latitude_deg": np.tile(slots, 2)})
    nodes = pd.Series({1: 0.0, 2: 20.0})
    flying = pd.DataFrame(
        {"raan_deg": np.repeat([0.4, 20.3], 3), "argument_of_latitude_deg": (np.tile(slots[:3], 2) + turn) % 360}
    )
    found = _best_turn(flying, nodes, design)
    assert abs((found - turn + 30.0) % 60.0 - 30.0) <= 0.126
