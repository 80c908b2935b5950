"""Exact times at which a link comes up or goes down, compiled.

A condition is a margin in metres: not negative while the link is up. It changes at most `fastest` metres per second, so
an interval whose margins at both ends have one sign and are too large for that holds no event; the others are halved.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

POINTS = 6
"""Knots of the interpolation, three on either side."""

F8 = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _place(knots: F8, first: int, fraction: float, i: int, out: F8) -> None:  # pragma: no cover - compiled
    """Position between knots `first + 2` and `first + 3` by Lagrange's formula on six knots."""
    out[0] = 0.0
    out[1] = 0.0
    out[2] = 0.0
    for a in range(POINTS):
        w = 1.0
        for b in range(POINTS):
            if b != a:
                w *= (fraction + 2.0 - b) / (a - b)
        for axis in range(3):
            out[axis] += w * knots[first + a, i, axis]


@njit(cache=True, nogil=True, error_model="numpy")
def ground_margin(place: F8, site: F8, up: F8, least_sine: float, longest: float) -> float:  # pragma: no cover
    """The smaller one of: range left, and height over the cone of least elevation, m."""
    dx, dy, dz = place[0] - site[0], place[1] - site[1], place[2] - site[2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    margin = longest - length
    if least_sine > -1.0:
        margin = min(margin, dx * up[0] + dy * up[1] + dz * up[2] - least_sine * length)
    return margin


@njit(cache=True, nogil=True, error_model="numpy")
def link_margin(
    a: F8, b: F8, crossing: bool, closest: float, longest: float, polar_sine: float
) -> float:  # pragma: no cover - compiled
    """The smallest one of: range left, height of the line of sight over its least one, distance from the zone, m."""
    dx, dy, dz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    square = dx * dx + dy * dy + dz * dz
    a2 = a[0] * a[0] + a[1] * a[1] + a[2] * a[2]
    b2 = b[0] * b[0] + b[1] * b[1] + b[2] * b[2]
    margin = longest - math.sqrt(square)
    if closest > 0.0:
        along = -(a[0] * dx + a[1] * dy + a[2] * dz)
        nearest = a2 - along * along / square if 0.0 < along < square else min(a2, b2)
        margin = min(margin, math.sqrt(max(nearest, 0.0)) - closest)
    if crossing and polar_sine < 1.0:
        margin = min(margin, polar_sine * math.sqrt(a2) - abs(a[2]), polar_sine * math.sqrt(b2) - abs(b[2]))
    return margin


@njit(cache=True, nogil=True, error_model="numpy")
def _margin(
    knots: F8, step: int, fraction: float, kind: int, one: int, other: int, crossing: bool,
    site: F8, up: F8, sine: F8, limits: F8, here: F8, there: F8,
) -> float:  # fmt: skip  # pragma: no cover - compiled
    _place(knots, step, fraction, one, here)
    if kind == 0:
        return ground_margin(here, site[other], up[other], sine[other], limits[0])
    _place(knots, step, fraction, other, there)
    return link_margin(here, there, crossing, limits[1], limits[2], limits[3])


@njit(cache=True, nogil=True, error_model="numpy")
def find_events(
    knots: F8, kind: int, one: NDArray[np.int32], other: NDArray[np.int32], crossing: NDArray[np.bool_],
    site: F8, up: F8, sine: F8, limits: F8, seconds: float, fastest: float, tolerance: float,
    out: F8,
) -> int:  # fmt: skip  # pragma: no cover - compiled
    """Events of all candidates between knots 2 and `len(knots) - 3`, into rows of `out` as far as it has room.

    `kind` is 0 for satellite `one` and station `other`, 1 for two satellites. `limits` holds the longest ground range,
    the least distance of a line of sight from the Earth's centre, the longest link, the sine of the polar latitude. A
    row of `out` is: knot interval plus fraction, candidate, 1 for up and 0 for down. How many there are is returned.
    """
    found = 0
    here, there = np.empty(3), np.empty(3)
    starts, ends = np.empty(64), np.empty(64)
    first, last = np.empty(64), np.empty(64)
    least = tolerance / seconds
    for c in range(one.size):
        a, b, cross = one[c], other[c], crossing[c]
        before = _margin(knots, 0, 0.0, kind, a, b, cross, site, up, sine, limits, here, there)
        for step in range(knots.shape[0] - POINTS + 1):
            after = _margin(knots, step, 1.0, kind, a, b, cross, site, up, sine, limits, here, there)
            depth = 1
            starts[0], ends[0], first[0], last[0] = 0.0, 1.0, before, after
            before = after
            while depth > 0:
                depth -= 1
                s, e, m0, m1 = starts[depth], ends[depth], first[depth], last[depth]
                if not (math.isfinite(m0) and math.isfinite(m1)):
                    continue
                flips = (m0 >= 0.0) != (m1 >= 0.0)
                if not flips and abs(m0) + abs(m1) > fastest * seconds * (e - s):
                    continue
                if e - s <= least:
                    if flips:
                        if found < out.shape[0]:
                            out[found, 0] = step + e
                            out[found, 1] = c
                            out[found, 2] = 1.0 if m1 >= 0.0 else 0.0
                        found += 1
                    continue
                half = 0.5 * (s + e)
                m = _margin(knots, step, half, kind, a, b, cross, site, up, sine, limits, here, there)
                starts[depth], ends[depth], first[depth], last[depth] = half, e, m, m1
                starts[depth + 1], ends[depth + 1], first[depth + 1], last[depth + 1] = s, half, m0, m
                depth += 2
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def ground_candidates(
    knots: F8, site: F8, up: F8, sine: F8, longest: float, reach: float
) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    """Which satellites come near any change for which stations: a margin within `reach` at some knot, or of both signs.

    `reach` is the farthest that a margin moves between a knot and the middle between two knots, m.
    """
    out = np.zeros((knots.shape[1], site.shape[0]), np.bool_)
    for i in range(knots.shape[1]):
        for g in range(site.shape[0]):
            above, below = False, False
            for k in range(2, knots.shape[0] - 2):
                m = ground_margin(knots[k, i], site[g], up[g], sine[g], longest)
                if abs(m) <= reach:
                    out[i, g] = True
                    break
                above |= m > 0.0
                below |= m < 0.0
                if above and below:
                    out[i, g] = True
                    break
    return out
