"""Cells on the ground: hexagons that move, a grid that stays, and who changes between them."""

from __future__ import annotations

import access_twin as made
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError, ModelRangeError, TooLargeError
from huxing.core.geodesy import geodetic_to_itrf
from huxing.network.access import (
    FixedCells,
    MovingCells,
    cell_change_rate,
    cell_load,
    handover,
    hexagon_area,
    hexagon_width,
    sightings,
)
from huxing.network.topology import AccessRule

TIMES = made.grid(4.0, 0.5)
SECONDS = (TIMES - TIMES[0]) / np.timedelta64(1, "ns") * 1e-9


def test_a_hexagons_width_and_area() -> None:
    assert hexagon_width(1000.0, 0.0) == pytest.approx(1000.0 * np.sqrt(3.0))
    assert hexagon_width(1000.0, np.pi / 6.0) == pytest.approx(2000.0)
    angles = (np.arange(3600) + 0.5) * (np.pi / 3600.0)
    assert hexagon_width(1000.0) == pytest.approx(np.mean([hexagon_width(1000.0, a) for a in angles]), rel=1e-6)
    assert hexagon_area(1000.0) == pytest.approx(6.0 * np.sqrt(3.0) / 4.0 * 1e6)


@given(st.floats(-3e5, 3e5), st.floats(-3e5, 3e5))
def test_the_cell_of_a_point_is_the_nearest_centre(ahead: float, beside: float) -> None:
    cells = MovingCells(3e4, 7)
    satellite, heading = np.array([7e6, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])
    # azimuthal equidistant about the x axis: z ahead, and -y beside (down x ahead = x x z)
    off = np.hypot(ahead, beside)
    angle = off / EARTH_MEAN_RADIUS
    side = np.array([0.0, -beside, ahead]) / max(off, 1e-9)
    user = 6.37e6 * (np.cos(angle) * np.array([1.0, 0.0, 0.0]) + np.sin(angle) * side)
    column, row = np.meshgrid(np.arange(-9, 10), np.arange(-9, 10), indexing="ij")
    ring = np.maximum(np.maximum(abs(column), abs(row)), abs(column + row))
    distance = np.hypot(beside - 3e4 * np.sqrt(3.0) * (column + row / 2.0), ahead - 4.5e4 * row)
    distance = np.where(ring <= 9, distance, np.inf)
    best = np.unravel_index(np.argmin(distance), distance.shape)
    second = np.partition(distance.ravel(), 1)[1]
    if second - distance[best] < 1e-3:
        return  # on an edge
    number = int(cells.of(user, satellite, heading))
    assert (number >= 0) == (ring[best] <= 7)
    if number >= 0:
        rings = np.concatenate([[0], *(np.full(6 * k, k) for k in range(1, 8))])
        assert rings[number] == ring[best]


def test_cells_are_numbered_once_each() -> None:
    cells = MovingCells(5e4, 4)
    assert len(cells) == 61
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-6e5, 6e5, (2, 60_000)) / EARTH_MEAN_RADIUS
    user = 6.37e6 * np.stack([np.sqrt(1.0 - x * x - y * y), x, y], axis=-1)
    found = cells.of(user, np.broadcast_to([7e6, 0.0, 0.0], user.shape), np.broadcast_to([0.0, 1.0, 1.0], user.shape))
    assert sorted(set(found.tolist())) == [-1, *range(61)]
    # equal areas: each cell has its share of the evenly spread users
    share = np.bincount(found[found >= 0]) / 60_000
    expected = hexagon_area(5e4) / 1.2e6**2
    assert share == pytest.approx(np.full(61, expected), rel=0.2)  # 270 users each: 6 % is one sigma


def test_fixed_cells_have_about_their_area_and_are_nearest() -> None:
    cells = FixedCells(4e5)
    whole = 4.0 * np.pi * EARTH_MEAN_RADIUS**2 / hexagon_area(4e5)
    assert len(cells) == pytest.approx(whole, rel=0.02)
    place = made.places(500, 3, 89.0)
    direction = place / np.linalg.norm(place, axis=1, keepdims=True)
    assert (cells.of(place) == np.argmax(direction @ cells.centres.T, axis=1)).all()


def row_of_users(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return geodetic_to_itrf(rng.uniform(-0.02, 0.02, count), rng.uniform(-0.12, 0.12, count))


def test_moving_cells_change_as_often_as_their_edges_sweep() -> None:
    rate = 1.05e-3
    angle = rate * (SECONDS - 120.0)
    position = 7.0e6 * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)[:, None]
    found = sightings(position, row_of_users(3000, 1), TIMES, access=AccessRule(0.3))
    load = cell_load(handover(found), MovingCells(3e4, 20))
    measured = load.change_rate()
    expected = cell_change_rate(3e4, rate * EARTH_MEAN_RADIUS, direction=0.0)
    # 3000 users x some 12 changes: 0.5 % is one sigma; steps of 0.5 s miss the corners' shortest crossings
    assert measured == pytest.approx(expected, rel=0.03)
    within, between = load.changes()
    assert between.sum() == 0
    assert within[0] == 0
    entries = load.entries()
    assert len(entries) >= within.sum()
    time, user, satellite, cell = entries[0]
    assert load.cell[time, user] == cell != load.cell[time - 1, user]
    assert load.satellite[time, user] == satellite == 0


def test_users_in_cells_are_counted_once() -> None:
    found = sightings(made.fleet(), made.crowd(60, 2), TIMES[::40], access=AccessRule(0.3))
    result = handover(found, "nearest")
    load = cell_load(result, MovingCells(6e4, 8))
    for k in range(load.times.size):
        pairs, users = load.users_per_cell(k)
        assert users.sum() == (load.cell[k] >= 0).sum()
        assert len(np.unique(pairs, axis=0)) == len(pairs)
        assert load.most_users()[k] == users.max(initial=0)
    later = cell_load(result, MovingCells(6e4, 8), TIMES[[45, 90]])
    assert later.cell.shape == (2, 60)
    fixed = cell_load(result, FixedCells(6e4))
    assert (fixed.cell[0] == FixedCells(6e4).of(found.users.source)).sum() == (fixed.satellite[0] >= 0).sum()
    assert fixed.changes()[0].sum() == 0


def test_bad_input_is_refused() -> None:
    with pytest.raises(ModelRangeError):
        MovingCells(0.0, 3)
    with pytest.raises(InputError, match="whole"):
        MovingCells(1e4, 2.5)  # type: ignore[arg-type]
    with pytest.raises(TooLargeError, match="cells"):
        FixedCells(1e3)
    with pytest.raises(ModelRangeError):
        cell_change_rate(1e4, -1.0)
    position = np.broadcast_to([[7e6, 0.0, 0.0]], (TIMES.size, 1, 3))
    result = handover(sightings(position, row_of_users(2, 0), TIMES))
    with pytest.raises(InputError, match="the run's times"):
        cell_load(result, MovingCells(1e4, 2), TIMES[:1] + np.timedelta64(100, "ms"))
    with pytest.raises(InputError, match="0 to"):
        cell_load(result, MovingCells(1e4, 2), TIMES[:1]).users_per_cell(1)
    one = handover(sightings(position[:1], row_of_users(2, 0), TIMES[:1]))
    with pytest.raises(InputError, match="heading"):
        cell_load(one, MovingCells(1e4, 2))
