"""Neighbours: a full grid has its four links a satellite, a star's seam stays open, gaps in planes stay gaps."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import ShapeError
from huxing.orbit import neighbours


def grid(planes: int, per_plane: int, spread: float, phase: float = 0.0):
    plane = np.repeat(np.arange(planes), per_plane)
    node = plane * spread / planes
    latitude = np.tile(np.arange(per_plane) * 2 * np.pi / per_plane, planes) + plane * phase
    return {"plane": plane, "shell": np.zeros_like(plane), "raan": node, "argument_of_latitude": latitude}


def degrees_of(found, satellites: int):
    return np.bincount(found.pairs.ravel(), minlength=satellites)


def test_a_delta_pattern_has_four_links_for_each_satellite():
    found = neighbours(**grid(8, 11, 2 * np.pi, phase=0.1))
    assert len(found.pairs) == 2 * 88
    assert (degrees_of(found, 88) == 4).all()
    assert found.cross_plane.sum() == 88


def test_the_seam_of_a_star_stays_open():
    found = neighbours(**grid(6, 10, np.pi))
    assert found.cross_plane.sum() == 5 * 10
    planes = grid(6, 10, np.pi)["plane"][found.pairs[found.cross_plane]]
    assert (np.abs(np.diff(planes, axis=1)) == 1).all()  # never the last with the first


def test_cross_plane_pairs_are_the_nearest_in_phase():
    layout = grid(5, 12, 2 * np.pi, phase=0.2)
    found = neighbours(**layout)
    difference = np.diff(layout["argument_of_latitude"][found.pairs[found.cross_plane]], axis=1)
    # the phase step, and back over the seam what is left of four steps to a whole slot
    assert np.abs(np.angle(np.exp(1j * difference))).max() <= np.pi / 12 + 1e-9


def test_planes_of_unequal_size_leave_some_without_a_partner_and_nobody_with_two():
    layout = grid(2, 6, np.pi)
    kept = np.array([True] * 6 + [True, False, True, False, True, False])
    found = neighbours(**{key: values[kept] for key, values in layout.items()})
    cross = found.pairs[found.cross_plane]
    assert len(cross) == 3
    assert np.unique(cross).size == 6


@pytest.mark.parametrize(("satellites", "links"), [(1, 0), (2, 1), (3, 3)])
def test_small_planes_do_not_link_twice(satellites, links):
    assert len(neighbours(**grid(1, satellites, 2 * np.pi)).pairs) == links


def test_shells_are_not_joined_and_planes_can_stay_alone():
    layout = grid(4, 5, 2 * np.pi)
    layout["shell"] = layout["plane"] // 2
    found = neighbours(**layout)
    assert (layout["shell"][found.pairs[:, 0]] == layout["shell"][found.pairs[:, 1]]).all()
    assert not neighbours(**layout, cross_plane=False).cross_plane.any()


def test_arrays_of_unequal_length_are_refused():
    layout = grid(2, 3, np.pi)
    layout["raan"] = layout["raan"][:-1]
    with pytest.raises(ShapeError, match="shapes"):
        neighbours(**layout)
