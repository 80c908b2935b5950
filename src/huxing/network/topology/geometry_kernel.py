"""Lengths of links and ranges from the ground, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True, error_model="numpy")
def link_lengths(
    position: NDArray[np.float64],
    pairs: NDArray[np.int32],
    crossing: NDArray[np.bool_],
    up: NDArray[np.bool_],
    closest: float,
    longest: float,
    polar_sine: float,
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Length of each pair, m, infinite where geometry or `up` forbids the link.

    `closest` is the least distance of the line of sight from the Earth's centre, m (negative: no test); `polar_sine`
    the sine of the latitude beyond which pairs that are `crossing` are off.
    """
    out = np.empty(len(pairs))
    for k in range(len(pairs)):
        a, b = pairs[k, 0], pairs[k, 1]
        ax, ay, az = position[a, 0], position[a, 1], position[a, 2]
        bx, by, bz = position[b, 0], position[b, 1], position[b, 2]
        dx, dy, dz = bx - ax, by - ay, bz - az
        square = dx * dx + dy * dy + dz * dz
        length = math.sqrt(square)
        good = up[k] and length <= longest
        if good and closest > 0.0:
            a2 = ax * ax + ay * ay + az * az
            along = -(ax * dx + ay * dy + az * dz)
            b2 = bx * bx + by * by + bz * bz
            nearest = a2 - along * along / square if 0.0 < along < square else min(a2, b2)
            good = nearest >= closest * closest
        if good and crossing[k] and polar_sine < 1.0:
            ra = math.sqrt(ax * ax + ay * ay + az * az)
            rb = math.sqrt(bx * bx + by * by + bz * bz)
            good = abs(az) <= polar_sine * ra and abs(bz) <= polar_sine * rb
        out[k] = length if good else np.inf
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def spread_over_ports(lengths: NDArray[np.float64], link: NDArray[np.int32]) -> NDArray[np.float64]:  # pragma: no cover
    """Lengths of pairs as a table of ports; infinite where a port is unused."""
    out = np.full(link.shape, np.inf)
    for i in range(link.shape[0]):
        for k in range(link.shape[1]):
            if link[i, k] >= 0:
                out[i, k] = lengths[link[i, k]]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def ground_ranges(
    position: NDArray[np.float64],
    site: NDArray[np.float64],
    up: NDArray[np.float64],
    least_sine: NDArray[np.float64],
    longest: float,
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Range of each satellite from each station, m, infinite below the least elevation or beyond the longest range.

    `site` and `up` (the vertical) have shape `(3, station)`, so that the loop over stations runs along memory.
    """
    count, stations = position.shape[0], site.shape[1]
    out = np.empty((count, stations))
    limit = longest * longest
    for i in range(count):
        x, y, z = position[i, 0], position[i, 1], position[i, 2]
        row = out[i]
        for g in range(stations):
            dx, dy, dz = x - site[0, g], y - site[1, g], z - site[2, g]
            square = dx * dx + dy * dy + dz * dz
            length = math.sqrt(square)
            rise = dx * up[0, g] + dy * up[1, g] + dz * up[2, g]
            good = (square <= limit) & (rise >= least_sine[g] * length)
            row[g] = length if good else np.inf
    return out
