"""Link patterns: the plus grid as one case, the rule read word by word, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, TooLargeError
from huxing.network.topology import plus_grid
from huxing.network.topology.patterns import (
    PLUS_GRID,
    Condition,
    LinkPattern,
    Mod,
    links_of_patterns,
    links_of_shells,
    motif,
    seam_ranks,
)
from huxing.orbit import Constellation, from_constellation_code, walker_delta, walker_star


def design(*codes: str) -> Constellation:
    return Constellation("test", tuple(shell for code in codes for shell in from_constellation_code(code)))


def brute_force(planes, per_plane, patterns, phasing, wrap):
    """The draft's rule read word by word: every pattern at every satellite, a set of unordered pairs."""
    found = set()
    for plane in range(planes):
        for rank in range(per_plane):
            for pattern in patterns:
                there, to = plane + pattern.plane_offset, rank + pattern.rank_offset
                while there >= planes:
                    there, to = there - planes, to + phasing
                while there < 0:
                    there, to = there + planes, to - phasing
                if there != plane + pattern.plane_offset and not wrap:
                    continue
                found.add(frozenset((plane * per_plane + rank, there * per_plane + to % per_plane)))
    return found


def test_a_partner_over_the_seam_is_moved_by_the_phasing_factor():
    table = links_of_patterns(4, 5, [LinkPattern(plane_offset=1)], phasing=2)
    assert [15 + 0, 0 + 2] in table.pairs[:, ::-1].tolist()  # rank 0 of the last plane, rank 2 of the first
    assert [15 + 4, 0 + 1] in table.pairs[:, ::-1].tolist()


@pytest.mark.parametrize(
    "code", ["D:550:53:1584/72/17", "D:1200:55:400/20/9", "D:20180:55:24/6/1", "S:780:86.4:66/6/1"]
)
def test_the_plus_grid_is_one_case_link_by_link_and_in_order(code):
    shells = design(code)
    assert np.array_equal(links_of_shells(shells, PLUS_GRID).pairs, plus_grid(shells).links.pairs)


def test_the_plus_grid_of_half_a_slot_of_shift_in_every_second_plane():
    shells = Constellation(
        "K1",
        (walker_delta(altitude_km=630, inclination_deg=51.9, planes=34, per_plane=34, odd_plane_shift_slots=0.5),),
    )
    table = links_of_shells(shells, PLUS_GRID)
    assert np.array_equal(table.pairs, plus_grid(shells).links.pairs)
    assert table.pairs[:2].tolist() == [[0, 1], [0, 34]]  # Hypatia's order


@pytest.mark.parametrize("phasing", [0, 1, 5, 11])
def test_the_shift_over_the_seam_is_walkers_phasing_factor(phasing):
    shell = walker_delta(altitude_km=600, inclination_deg=53, planes=12, per_plane=30, phasing=phasing)
    assert seam_ranks(shell) % 30 == phasing


def test_a_star_keeps_its_seam_open_unless_told_otherwise():
    star = Constellation("star", (walker_star(altitude_km=780, inclination_deg=86.4, planes=6, per_plane=11),))
    assert links_of_shells(star, PLUS_GRID).cross_plane.sum() == 55
    assert links_of_shells(star, PLUS_GRID, seam="closed").cross_plane.sum() == 66


def test_a_motif_gives_four_links_for_any_number_of_planes():
    for planes in (5, 8, 13):
        table = links_of_patterns(planes, 9, motif((1, 0), (-2, 1)), phasing=3)
        assert (table.degree == 4).all()


def test_a_link_that_two_patterns_start_counts_once():
    both_ways = [LinkPattern(rank_offset=1), LinkPattern(rank_offset=-1)]
    assert len(links_of_patterns(3, 7, both_ways)) == 21


def test_conditions_are_all_to_be_met():
    conditions = (Condition("plane", 0), Condition(Mod("rank", 3), 1))
    table = links_of_patterns(4, 6, [LinkPattern(rank_offset=1, conditions=conditions)])
    assert table.pairs.tolist() == [[1, 2], [4, 5]]


@given(
    st.integers(1, 6),
    st.integers(1, 7),
    st.lists(st.tuples(st.integers(-8, 8), st.integers(-7, 7)).filter(any), min_size=1, max_size=3),
    st.integers(-3, 9),
    st.booleans(),
)
def test_links_are_those_of_the_rule_read_word_by_word(planes, per_plane, offsets, phasing, wrap):
    patterns = [LinkPattern(*pair) for pair in offsets]
    wanted = brute_force(planes, per_plane, patterns, phasing, wrap)
    if any(len(pair) == 1 for pair in wanted):
        with pytest.raises(InputError, match="to itself"):
            links_of_patterns(planes, per_plane, patterns, phasing=phasing, wrap_planes=wrap)
        return
    table = links_of_patterns(planes, per_plane, patterns, phasing=phasing, wrap_planes=wrap)
    assert {frozenset(pair) for pair in table.pairs.tolist()} == wanted
    assert len(table) == len(wanted)  # each once
    assert np.array_equal(table.cross_plane, np.diff(table.pairs // per_plane, axis=1)[:, 0] != 0)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (LinkPattern, "other than 0"),
        (lambda: LinkPattern(rank_offset=1.5), "whole number"),
        (lambda: LinkPattern(rank_offset=True), "whole number"),
        (lambda: LinkPattern(1, conditions=("rank",)), "Condition"),
        (lambda: Condition("slot", 1), "rank or plane"),
        (lambda: Condition(Mod("rank", 0.5), 1), "whole number"),
        (
            lambda: links_of_patterns(2, 2, [LinkPattern(1, conditions=(Condition(Mod("rank", "plane"), 0),))]),
            "by zero",
        ),
        (lambda: links_of_patterns(2, 5, [LinkPattern(rank_offset=5)]), "to itself"),
        (lambda: links_of_patterns(2, 5, PLUS_GRID, terminals=2), "satellite 0 has 3 links but 2 terminals"),
        (lambda: links_of_shells(design("D:550:53:12/3/1"), PLUS_GRID, seam="ajar"), "auto, open, closed"),
        (lambda: links_of_shells(design("D:550:53:12/3/1"), [PLUS_GRID, PLUS_GRID]), "1 shells"),
        (lambda: motif((1, 0), (-1, 0)), "one link"),
    ],
)
def test_what_is_no_pattern_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def test_deep_expressions_and_huge_shells_are_refused_at_once():
    deep = "rank"
    with pytest.raises(InputError, match="32 deep"):
        for _ in range(10_000):
            deep = Mod(deep, 7)
    with pytest.raises(TooLargeError):
        links_of_patterns(10**6, 10**6, PLUS_GRID)


def test_uneven_planes_have_no_patterns():
    shell = walker_delta(altitude_km=600, inclination_deg=53, planes=2, per_plane=[4, 5])
    with pytest.raises(InputError, match="4 to 5 satellites"):
        links_of_shells(Constellation("uneven", (shell,)), PLUS_GRID)
