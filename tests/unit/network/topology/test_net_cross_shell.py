"""Links between shells: one to one, the nearest first, only where the rule and the shells allow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.core.time import as_times
from huxing.network.topology import LinkRule, ephemeris, link_table, plus_grid
from huxing.network.topology.cross_shell import cross_shell_links, join_links
from huxing.orbit import Constellation, walker_delta


def two_shells(low: int = 60, high: int = 40) -> tuple[Constellation, np.ndarray]:
    shells = tuple(
        walker_delta(name=name, altitude_km=height, inclination_deg=53, planes=10, per_plane=each, phasing=3)
        for name, height, each in (("low", 550, low // 10), ("high", 1110, high // 10))
    )
    design = Constellation("two", shells)
    return design, ephemeris(design).positions(as_times(["2026-01-01T00:07"]))[0]


def random_shells(seed, counts):
    rng = np.random.default_rng(seed)
    shell = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    direction = rng.normal(size=(len(shell), 3))
    radius = WGS84_SEMI_MAJOR_AXIS + np.array([5e5, 1.1e6, 2.0e6])[shell]
    return direction / np.linalg.norm(direction, axis=1)[:, None] * radius[:, None], shell


@given(st.integers(0, 10**6), st.lists(st.integers(1, 12), min_size=1, max_size=3), st.integers(1, 3))
def test_limits_hold_and_only_neighbouring_shells_are_joined(seed, counts, terminals):
    position, shell = random_shells(seed, counts)
    table = cross_shell_links(position, shell, terminals=terminals)
    assert table.degree.max(initial=0) <= terminals
    assert (np.abs(np.diff(shell[table.pairs], axis=1)) == 1).all()  # each with the next higher one
    assert table.cross_plane.all()


@given(st.integers(0, 10**6))
def test_no_two_free_satellites_would_rather_have_each_other(seed):
    """With every satellite of the other shell looked at, the greedy choice is stable."""
    position, shell = random_shells(seed, [9, 7])
    rule = LinkRule(maximum_range=6e6)
    table = cross_shell_links(position, shell, nearest=20, rule=rule)
    length = np.linalg.norm(position[:, None] - position[None], axis=2)
    own = np.full(16, np.inf)
    for a, b in table.pairs:
        own[a] = own[b] = length[a, b]
    for a in np.flatnonzero(shell == 0):
        for b in np.flatnonzero(shell == 1):
            visible = length[a, b] <= rule.maximum_range and np.isfinite(_sight(position[a], position[b]))
            assert not (visible and length[a, b] < min(own[a], own[b]) - 1e-2)


def _sight(a, b):
    part = np.clip(-a @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return 1.0 if np.linalg.norm(a + part * (b - a)) >= WGS84_SEMI_MAJOR_AXIS + 80e3 else np.inf


def test_the_smaller_shell_finds_a_partner_for_nearly_all():
    design, position = two_shells()
    table = cross_shell_links(position, design.shell_index)
    assert table.degree.max() == 1
    assert len(table) >= 36  # of 40 above


def test_shells_can_be_named_and_a_pair_counts_once():
    position, shell = random_shells(3, [8, 8, 8])
    named = cross_shell_links(position, shell, between=[(0, 2), (2, 0)], terminals=2)
    assert {tuple(sorted(pair)) for pair in shell[named.pairs].tolist()} == {(0, 2)}


def test_a_grid_and_links_between_shells_become_one_table():
    design, position = two_shells()
    grid, across = plus_grid(design).links, cross_shell_links(position, design.shell_index)
    both = join_links(grid, across)
    assert len(both) == len(grid) + len(across)
    assert both.degree.max() == 5
    with pytest.raises(InputError, match="again"):
        join_links(across, across)
    with pytest.raises(InputError, match="cannot be joined"):
        join_links(grid, link_table(3, []))


@pytest.mark.parametrize(
    ("between", "kind", "says"),
    [([(0, 9)], InputError, "two different ones"), ([(1, 1)], InputError, "two different"), ([5], ShapeError, "pairs")],
)
def test_shells_that_are_not_there_are_told(between, kind, says):
    position, shell = random_shells(3, [4, 4])
    with pytest.raises(kind, match=says):
        cross_shell_links(position, shell, between=between)


def test_one_shell_has_nobody_to_join():
    position, _ = random_shells(1, [6])
    assert len(cross_shell_links(position, np.zeros(6, int))) == 0
