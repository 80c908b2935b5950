"""Nearest links: against brute force, with limits that hold, and the same whatever the order of equal lengths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.time import as_times
from huxing.network.topology import LinkRule, ephemeris, link_table
from huxing.network.topology.nearest import nearest_links
from huxing.network.topology.terminals import require_terminals, terminal_counts
from huxing.orbit import Constellation, walker_delta


def shells_of(seed: int, count: int) -> np.ndarray:
    """Random directions at heights of 400 to 1,400 km, now and then at 8,000 km."""
    rng = np.random.default_rng(seed)
    direction = rng.normal(size=(count, 3))
    height = np.where(rng.random(count) < 0.1, 8e6, rng.uniform(4e5, 1.4e6, count))
    return direction / np.linalg.norm(direction, axis=1)[:, None] * (WGS84_SEMI_MAJOR_AXIS + height)[:, None]


def allowed_lengths(position, rule, plane):
    """Every pair, one by one; the line of sight sampled by its foot on the segment."""
    count = len(position)
    length = np.full((count, count), np.inf)
    for i in range(count):
        for j in range(i + 1, count):
            a, b = position[i], position[j]
            part = np.clip(-a @ (b - a) / ((b - a) @ (b - a)), 0, 1)
            clear = np.linalg.norm(a + part * (b - a)) >= WGS84_SEMI_MAJOR_AXIS + rule.clearance
            polar = max(abs(a[2]) / np.linalg.norm(a), abs(b[2]) / np.linalg.norm(b)) > np.sin(rule.polar_latitude)
            if clear and np.linalg.norm(b - a) <= rule.maximum_range and not (polar and plane[i] != plane[j]):
                length[i, j] = length[j, i] = np.linalg.norm(b - a)
    return length


def brute_force(position, terminals, nearest, rule, plane):
    length = allowed_lengths(position, rule, plane)
    pairs = set()
    for i in range(len(position)):
        near = sorted((round(length[i, j] * 1e3), j) for j in range(len(position)) if np.isfinite(length[i, j]))
        pairs |= {(min(i, j), max(i, j)) for _, j in near[:nearest]}
    free, chosen = np.full(len(position), terminals), []
    for _, i, j in sorted((round(length[i, j] * 1e3), i, j) for i, j in pairs):
        if free[i] and free[j]:
            chosen.append([i, j])
            free[[i, j]] -= 1
    return chosen


@given(
    st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 5), st.integers(1, 9), st.floats(1e6, 2e7), st.booleans()
)
def test_links_are_those_of_brute_force(seed, count, terminals, nearest, reach, polar):
    position = shells_of(seed, count)
    plane = np.random.default_rng(seed).integers(0, 3, count)
    rule = LinkRule(maximum_range=reach, polar_latitude=np.radians(60.0) if polar else np.pi / 2)
    table = nearest_links(position, terminals=terminals, nearest=nearest, rule=rule, plane=plane)
    assert table.pairs.tolist() == brute_force(position, terminals, nearest, rule, plane)
    assert table.degree.max(initial=0) <= terminals
    assert np.array_equal(table.cross_plane, plane[table.pairs[:, 0]] != plane[table.pairs[:, 1]])


@given(st.integers(0, 10**6), st.integers(2, 30))
def test_terminals_of_their_own_are_never_exceeded(seed, count):
    terminals = np.random.default_rng(seed).integers(0, 5, count)
    table = nearest_links(shells_of(seed, count), terminals=terminals, nearest=count)
    assert (table.degree <= terminals).all()
    require_terminals(table, terminals)


def test_equal_lengths_go_by_number():
    """Four satellites on a square see two neighbours equally far; rounding must not decide."""
    angle = np.arange(4) * np.pi / 2
    for turn in np.linspace(0.0, 1.0, 7):  # other positions of the same square, with other rounding
        ring = 4e7 * np.stack([np.cos(angle + turn), np.sin(angle + turn), np.zeros(4)], axis=1)
        table = nearest_links(ring, terminals=1)
        assert table.pairs.tolist() == [[0, 1], [2, 3]]


def test_a_walker_pattern_finds_its_neighbours():
    design = Constellation(
        "dense", (walker_delta(altitude_km=550, inclination_deg=53, planes=20, per_plane=30, phasing=3),)
    )
    position = ephemeris(design).positions(as_times(["2026-01-01T00:10"]))[0]
    table = nearest_links(position, terminals=4, nearest=6)
    assert table.degree.max() == 4
    assert table.degree.mean() > 3.5
    near = np.linalg.norm(position[table.pairs[:, 0]] - position[table.pairs[:, 1]], axis=1)
    assert (np.diff(np.rint(near * 1e3)) >= 0).all()  # from the shortest on


def test_links_that_stay_come_first_and_use_terminals():
    position = shells_of(5, 30)
    keep = link_table(30, [[3, 17], [4, 9]], [False, False])
    table = nearest_links(position, terminals=2, keep=keep)
    assert table.pairs[:2].tolist() == [[3, 17], [4, 9]]
    assert table.degree.max() <= 2
    assert len(np.unique(np.sort(table.pairs, axis=1), axis=0)) == len(table)


def test_a_satellite_that_is_not_there_has_no_link():
    position = shells_of(7, 12)
    position[4] = np.nan
    assert nearest_links(position, nearest=11).degree[4] == 0
    assert len(nearest_links(np.full((3, 3), np.nan))) == 0
    assert len(nearest_links(np.empty((0, 3)))) == 0


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        ({"terminals": 1.5}, InputError, "whole"),
        ({"terminals": -1}, ModelRangeError, "terminals"),
        ({"terminals": [1, 2]}, ShapeError, "one each"),
        ({"nearest": 0}, ModelRangeError, "neighbours"),
        ({"plane": np.zeros(2, int)}, ShapeError, "planes"),
        ({"keep": link_table(7, [[0, 6]])}, InputError, "7 satellites"),
        ({"keep": link_table(5, [[0, 1], [0, 2]]), "terminals": 1}, InputError, "satellite 0 keeps more links"),
    ],
)
def test_bad_arguments_are_told(arguments, kind, says):
    with pytest.raises(kind, match=says):
        nearest_links(shells_of(1, 5), **arguments)


def test_positions_of_another_shape_are_refused():
    with pytest.raises(ShapeError, match=r"\(satellite, 3\)"):
        nearest_links(np.zeros((4, 2)))


def test_a_table_with_too_many_links_names_the_satellite():
    star = link_table(4, [[0, 1], [0, 2], [0, 3]])
    with pytest.raises(InputError, match="satellite 0 has 3 links but 2 terminals"):
        require_terminals(star, 2)
    require_terminals(star, [3, 1, 1, 1])
    assert terminal_counts(4, 3).tolist() == [4, 4, 4]
