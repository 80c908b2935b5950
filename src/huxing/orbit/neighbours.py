"""Which satellites of a constellation are neighbours: in their plane, and next door in the plane beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import ShapeError

WIDEST_GAP = np.pi / 2.0
"""Between the nodes of two planes that are still neighbours: beyond it satellites move across each other, and on the
two sides of a star's seam against each other."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Pairs of satellites.

    Attributes:
        pairs: indices, shape `(pair, 2)`; each pair once.
        cross_plane: whether a pair joins two planes, shape `(pair,)`.
    """

    pairs: NDArray[np.int64]
    cross_plane: NDArray[np.bool_]


def neighbours(
    *,
    plane: NDArray[np.int64],
    shell: NDArray[np.int64],
    raan: NDArray[np.float64],
    argument_of_latitude: NDArray[np.float64],
    cross_plane: bool = True,
) -> Neighbours:
    """Neighbouring satellites: the plus grid, or the rings of its planes alone.

    In a plane each satellite is joined to the next one around it. Between two planes of a shell whose nodes follow each
    other within 90 deg, satellites are paired one to one so that their arguments of latitude differ least; so a star's
    seam, beyond which satellites fly the other way, is left open.

    Args:
        plane: of each satellite, any numbers, unique over all shells.
        shell: of each satellite, any numbers.
        raan: of each satellite, rad.
        argument_of_latitude: of each satellite, rad.
        cross_plane: whether planes are joined.

    Returns:
        The pairs, in-plane ones first.

    Raises:
        ShapeError: the arrays differ in length.

    Source:
        The plus grid: Werner et al. 2001, IEEE J-SAC 19(2), "Topological design of multihop satellite networks", in its
        common form; pairing: linear assignment (scipy).
    """
    sizes = {array.shape for array in (plane, shell, raan, argument_of_latitude)}
    if len(sizes) != 1 or plane.ndim != 1:
        raise ShapeError(f"neighbours: plane, shell, raan and argument of latitude have shapes {sorted(sizes)}")
    rings = {int(p): np.flatnonzero(plane == p) for p in np.unique(plane)}
    rings = {p: rows[np.argsort(argument_of_latitude[rows] % (2 * np.pi))] for p, rows in rings.items()}
    inside = [pair for rows in rings.values() for pair in _ring(rows)]
    across = _across(rings, shell, raan, argument_of_latitude) if cross_plane else []
    pairs = np.array([*inside, *across], dtype=np.int64).reshape(-1, 2)
    return Neighbours(pairs, np.arange(len(pairs)) >= len(inside))


def _ring(rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    if rows.size < 2:
        return []
    following = np.roll(rows, -1) if rows.size > 2 else rows[1:]
    return [(int(a), int(b)) for a, b in zip(rows, following, strict=False)]


def _across(
    rings: dict[int, NDArray[np.int64]],
    shell: NDArray[np.int64],
    raan: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    node = {p: float(np.angle(np.exp(1j * raan[rows]).mean())) % (2 * np.pi) for p, rows in rings.items()}
    for one_shell in np.unique(shell):
        planes = sorted((p for p, rows in rings.items() if shell[rows[0]] == one_shell), key=lambda p: node[p])
        following = planes[1:] + planes[:1]
        for a, b in zip(planes, following, strict=True):
            gap = (node[b] - node[a]) % (2 * np.pi)
            if a != b and 0.0 < gap <= WIDEST_GAP + 1e-9:
                found += _matched(rings[a], rings[b], latitude)
    return sorted({(min(pair), max(pair)): pair for pair in found}.values()) if found else []


def _matched(
    ours: NDArray[np.int64], theirs: NDArray[np.int64], latitude: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """One to one, so that the sum of 1 - cos of the differences is least."""
    from scipy.optimize import linear_sum_assignment

    cost = 1.0 - np.cos(latitude[ours][:, None] - latitude[theirs][None, :])
    rows, columns = linear_sum_assignment(cost)
    return [(int(ours[r]), int(theirs[c])) for r, c in zip(rows, columns, strict=True)]
