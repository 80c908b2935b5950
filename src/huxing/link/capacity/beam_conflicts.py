"""Which cells may not be lit together: pairs that conflict, and cliques of them that bound what a slot can light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers

_MODEL = "co-channel separation"
_CELLS = ModelRange(_MODEL, "number of cells", 0.0, np.inf, physical=True)
_SEPARATION = ModelRange(_MODEL, "separation", 0.0, np.inf, physical=True)


@dataclass(frozen=True, eq=False)
class Conflicts:
    """Pairs of cells that may not be lit in the same slot.

    Attributes:
        cells: number of cells.
        pairs: `(pair, 2)`, each pair once, the smaller cell first.
    """

    cells: int
    pairs: NDArray[np.int64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", _CELLS.whole(self.cells))
        pairs = np.asarray(self.pairs)
        if pairs.size == 0:
            pairs = np.empty((0, 2), np.int64)
        if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
            raise ShapeError(f"{_MODEL}: pairs of cells are whole numbers of shape (pair, 2), given {pairs.shape}")
        if ((pairs < 0) | (pairs >= self.cells)).any() or (pairs[:, 0] == pairs[:, 1]).any():
            raise InputError(f"{_MODEL}: a pair joins two of the cells 0 to {self.cells - 1}")
        object.__setattr__(self, "pairs", np.unique(np.sort(pairs.astype(np.int64), axis=1), axis=0))

    @cached_property
    def neighbours(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the neighbours of each cell begin, and the neighbours, cell by cell."""
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        return grouped(both[:, 0], both[:, 1], self.cells)

    @cached_property
    def cliques(self) -> list[NDArray[np.int64]]:
        """Maximal sets of cells of which a slot can light one: every pair is in at least one of them.

        Grown from each pair that is in none yet, by the common neighbour that keeps most common neighbours.
        """
        start, near = self.neighbours
        around = [frozenset(near[start[i] : start[i + 1]].tolist()) for i in range(self.cells)]
        found: list[NDArray[np.int64]] = []
        inside: set[tuple[int, int]] = set()
        for a, b in self.pairs.tolist():
            if (a, b) in inside:
                continue
            members, common = [a, b], around[a] & around[b]
            while common:
                best = max(sorted(common), key=lambda c: len(around[c] & common))
                members.append(best)
                common = common & around[best]
            members.sort()
            inside.update((x, y) for k, x in enumerate(members) for y in members[k + 1 :])
            found.append(np.array(members))
        return found


def conflicts_by_distance(centres: ArrayLike, separation: float) -> Conflicts:
    """Cells nearer to each other than a separation may not be lit together.

    Args:
        centres: of the cells, shape `(cell, axis)`: plane coordinates, directions u and v, or positions.
        separation: least distance of two lit cells, in the centres' unit; pairs at exactly this distance may be lit.

    Returns:
        The conflicts.

    Raises:
        ModelRangeError: a negative separation, a centre that is not finite.
        ShapeError: centres of another shape.

    Source:
        Definition. Cells of a hexagonal layout that touch are one spacing apart: 1.1 spacings keep them apart in time.
    """
    points = numbers(centres, "centre")
    if points.ndim != 2 or not points.shape[1]:
        raise ShapeError(f"{_MODEL}: centres have shape (cell, axis), given {points.shape}")
    ModelRange(_MODEL, "centre", -np.inf, np.inf, physical=True).check(points)
    least = _SEPARATION.single(separation)
    pairs = cKDTree(points).query_pairs(least, output_type="ndarray")
    gap = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    return Conflicts(points.shape[0], pairs[gap < least * (1.0 - 1e-12)].astype(np.int64))


def grouped(
    group: NDArray[np.int64], member: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Members sorted by group and where each group begins.

    Args:
        group: index of the group of each member.
        member: values, as many.
        groups: number of groups.

    Returns:
        Starts, shape `(groups + 1,)`, and the members.

    Raises:
        Nothing of its own.

    Source:
        None: compressed rows.
    """
    order = np.lexsort((member, group))
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])
    return start.astype(np.int64), np.ascontiguousarray(member[order])
