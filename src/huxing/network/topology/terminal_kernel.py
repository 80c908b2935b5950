"""Which terminal of a satellite takes a new link, and how far it has to turn: compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

HALF_TURN = math.pi
"""Counted for a terminal that has not pointed at anything yet: the most there is."""


@njit(cache=True, nogil=True, error_model="numpy")
def _angle_at(position: NDArray[np.float64], at: int, one: int, other: int) -> float:  # pragma: no cover - compiled
    """Angle between two satellites as a third one sees them, rad; half a turn where one is not known."""
    if one < 0:
        return HALF_TURN
    if one == other:
        return 0.0
    ax, ay, az = position[at, 0], position[at, 1], position[at, 2]
    ux, uy, uz = position[one, 0] - ax, position[one, 1] - ay, position[one, 2] - az
    vx, vy, vz = position[other, 0] - ax, position[other, 1] - ay, position[other, 2] - az
    x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    angle = math.atan2(math.sqrt(x * x + y * y + z * z), ux * vx + uy * vy + uz * vz)
    return HALF_TURN if np.isnan(angle) else angle


@njit(cache=True, nogil=True, error_model="numpy")
def _take_terminal(
    position: NDArray[np.float64], partner: NDArray[np.int64], busy: NDArray[np.bool_], at: int, other: int
) -> float:  # pragma: no cover - compiled
    """The free terminal that turns least follows `other` from now on; the angle it turns by, rad."""
    best, least = -1, np.inf
    for k in range(partner.shape[1]):
        if not busy[at, k]:
            angle = _angle_at(position, at, partner[at, k], other)
            if angle < least:
                best, least = k, angle
    busy[at, best] = True
    partner[at, best] = other
    return least


@njit(cache=True, nogil=True, error_model="numpy")
def release_terminals(
    pairs: NDArray[np.int32], partner: NDArray[np.int64], busy: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    """Free the terminals of links that are given up; each goes on pointing where it did."""
    for row in range(len(pairs)):
        for end in range(2):
            at, other = pairs[row, end], pairs[row, 1 - end]
            for k in range(partner.shape[1]):
                if busy[at, k] and partner[at, k] == other:
                    busy[at, k] = False
                    break


@njit(cache=True, nogil=True, error_model="numpy")
def turn_terminals(
    position: NDArray[np.float64], pairs: NDArray[np.int32], partner: NDArray[np.int64], busy: NDArray[np.bool_]
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Give each new link a terminal at both ends; the larger of the two angles that they turn by, rad, `(link,)`.

    `partner` is whom each terminal points at (-1: nobody yet) and `busy` whether it has a link, or does not exist; both
    of shape `(satellite, terminal)` and changed in place.
    """
    angle = np.empty(len(pairs))
    for row in range(len(pairs)):
        a, b = pairs[row, 0], pairs[row, 1]
        one = _take_terminal(position, partner, busy, a, b)
        other = _take_terminal(position, partner, busy, b, a)
        angle[row] = max(one, other)
    return angle
