"""Links between shells: each satellite with the nearest visible one of another shell, as far as terminals go."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.nearest import as_positions, candidates, groups, taken_links
from huxing.network.topology.rules import LinkRule
from huxing.network.topology.terminals import terminal_counts

_NEAREST = ModelRange("links between shells", "number of neighbours", 1.0, 1e6, physical=True)


def cross_shell_links(
    position: ArrayLike,
    shell: NDArray[np.int64],
    *,
    between: Sequence[tuple[int, int]] | None = None,
    terminals: ArrayLike = 1,
    nearest: int = 8,
    rule: LinkRule | None = None,
    keep: LinkTable | None = None,
) -> LinkTable:
    """Links between satellites of different shells that are near each other at one instant.

    Candidates are pairs where one is among the nearest of the other that geometry allows. The shortest is taken first,
    then the next one whose two ends have a terminal free; so with one terminal the links are one to one.

    Args:
        position: one frame for all, from the Earth's centre, m, shape `(satellite, 3)`; NaN where there is none.
        shell: number of each satellite's shell, shape `(satellite,)`.
        between: pairs of shells that are joined; each shell with the next higher one where left out.
        terminals: links to other shells that a satellite can hold, one number or one each.
        nearest: satellites of the other shell that each one looks at.
        rule: what geometry allows; 80 km of clearance where left out.
        keep: links that stand and stay; they use terminals first and come first in the table.

    Returns:
        The links, all marked as joining planes.

    Raises:
        ShapeError: positions or shells of another shape.
        InputError: a shell that is not there, or joined to itself.
        ModelRangeError: a number of terminals or neighbours that is none.

    Source:
        As `nearest_links`.
    """
    places = as_positions(position)
    group = groups(shell, len(places))
    looked_at, limits = _NEAREST.whole(nearest), rule or LinkRule()
    found = [_of_two(places, group, a, b, looked_at, limits) for a, b in _shells(places, group, between)]
    pairs = np.concatenate([np.empty((0, 2), np.int64), *(pair for pair, _ in found)])
    length = np.concatenate([np.empty(0), *(own for _, own in found)])
    return taken_links(pairs, length, terminal_counts(terminals, len(places)), group, keep)


def join_links(*tables: LinkTable) -> LinkTable:
    """Several tables of the same satellites as one.

    Args:
        tables: one or more; interfaces are numbered in their order.

    Returns:
        All links.

    Raises:
        InputError: no table, tables of different satellites, or a pair that is in two of them.

    Source:
        None: a definition.
    """
    counts = sorted({table.satellites for table in tables})
    if len(counts) != 1:
        raise InputError(f"tables of {counts or 'no'} satellites cannot be joined; give tables of the same ones")
    pairs = np.concatenate([table.pairs for table in tables])
    return link_table(counts[0], pairs, np.concatenate([table.cross_plane for table in tables]))


def _of_two(
    position: NDArray[np.float64], group: NDArray[np.int64], a: int, b: int, nearest: int, rule: LinkRule
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Candidates that one of the two shells or the other sees as near."""
    one, other = np.flatnonzero(group == a), np.flatnonzero(group == b)
    up, up_length = candidates(position, one, other, nearest, rule, group)
    down, down_length = candidates(position, other, one, nearest, rule, group)
    pairs, length = np.concatenate([up, down]), np.concatenate([up_length, down_length])
    first = np.unique(pairs[:, 0] * len(position) + pairs[:, 1], return_index=True)[1]
    return pairs[first], length[first]


def _shells(
    position: NDArray[np.float64], group: NDArray[np.int64], between: Sequence[tuple[int, int]] | None
) -> list[tuple[int, int]]:
    there = [int(number) for number in np.unique(group)]
    if between is None:
        radius = np.linalg.norm(position, axis=1)
        known = np.isfinite(radius)
        height = {s: float(np.median(radius[known & (group == s)])) for s in there if (known & (group == s)).any()}
        return list(itertools.pairwise(sorted(height, key=lambda s: (height[s], s))))
    chosen: dict[tuple[int, int], None] = {}
    for pair in between:
        if np.shape(pair) != (2,):
            raise ShapeError(f"shells are joined in pairs; given {pair!r:.60}")
        a, b = pair
        if a == b or a not in there or b not in there:
            raise InputError(f"shells {a} and {b} cannot be joined; give two different ones of {there}", given=pair)
        chosen[min(a, b), max(a, b)] = None
    return list(chosen)
