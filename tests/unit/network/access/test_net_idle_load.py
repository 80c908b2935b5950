"""Idle users: what edges sweep, what crosses them, and what is paged."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError
from huxing.network.access import cell_change_rate, hexagon_area, idle_load


def test_areas_that_move_make_updates_and_fixed_ones_do_not() -> None:
    moving = idle_load(1000.0, 25e3, cells_per_area=1, areas_move=True, cell_speed=7e3)
    fixed = idle_load(1000.0, 25e3, cells_per_area=1, areas_move=False, cell_speed=7e3)
    assert fixed.mobility_updates == 0.0
    # an area of one cell: all who change the cell update; a round area is 5 % narrower than a hexagon's mean width
    assert moving.mobility_updates == pytest.approx(moving.reselections, rel=0.06)
    assert moving.reselections == fixed.reselections == pytest.approx(1000.0 * cell_change_rate(25e3, 7e3))


def test_greater_areas_update_less_and_page_more() -> None:
    small, large = (
        idle_load(500.0, 25e3, cells_per_area=n, areas_move=True, cell_speed=7e3, page_rate=1e-3) for n in (4, 16)
    )
    # the width grows with the square root, the users with the number: updates of a cell fall with its root
    assert large.mobility_updates == pytest.approx(0.5 * small.mobility_updates)
    assert large.pages == 4.0 * small.pages == pytest.approx(500.0 * 16 * 1e-3)


def test_users_that_move_themselves_follow_the_fluid_flow_model() -> None:
    load = idle_load(300.0, 20e3, cells_per_area=9, areas_move=False, user_speed=30.0, update_period=1800.0)
    # density x speed x perimeter / pi of a circle with the area of nine cells, shared by the nine
    area = 9.0 * hexagon_area(20e3)
    perimeter = 2.0 * np.sqrt(np.pi * area)
    assert load.mobility_updates == pytest.approx(300.0 * 9.0 / area * 30.0 * perimeter / np.pi / 9.0)
    assert load.periodic_updates == pytest.approx(300.0 / 1800.0)
    assert load.accesses == pytest.approx(load.mobility_updates + load.periodic_updates)


def test_draws_of_a_moving_round_area_agree() -> None:
    # a disc that moves over evenly spread points: how many it takes in a second
    rng = np.random.default_rng(0)
    radius, speed, step = 1e5, 7e3, 0.5
    x, y = rng.uniform(-3e5, 3e5, 200_000), rng.uniform(-1.2e5, 1.2e5, 200_000)
    taken, watched = 0, 0.0
    before = np.hypot(x + 1.5e5, y) < radius
    for k in range(1, 80):
        inside = np.hypot(x + 1.5e5 - speed * step * k, y) < radius
        taken += int((inside & ~before).sum())
        watched += step
        before = inside
    density = 200_000 / (6e5 * 2.4e5)
    cell = 40e3
    number = round(np.pi * radius**2 / hexagon_area(cell))
    load = idle_load(density * hexagon_area(cell), cell, cells_per_area=number, areas_move=True, cell_speed=speed)
    # the area is a whole number of cells: 1 %; the draw 0.5 %
    assert load.mobility_updates * number == pytest.approx(taken / watched, rel=0.03)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="stand still"):
        idle_load(1.0, 1e4, cells_per_area=1, areas_move=True)
    for wrong in ({"users": -1.0}, {"cells_per_area": 0}, {"page_rate": -1.0}, {"update_period": 0.0}):
        given = {"users": 1.0, "radius": 1e4, "cells_per_area": 1, "areas_move": False, **wrong}
        with pytest.raises(ModelRangeError):
            idle_load(**given)
