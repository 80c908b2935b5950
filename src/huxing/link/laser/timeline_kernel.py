"""Compiled: which laser link is up at which time, with what stops it."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

UP, ACQUIRING, EARTH, SUN, SLEW, RANGE = 0, 1, 2, 3, 4, 5
"""States of a link; the last four say what stops it, the first cause in this order where there are several."""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _squared(x: float, y: float, z: float) -> float:  # pragma: no cover - compiled
    return x * x + y * y + z * z


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _looks_into_sun(
    ux: float, uy: float, uz: float, place: NDArray[np.float64], sun: NDArray[np.float64], cosine: float
) -> bool:  # pragma: no cover - compiled
    sx, sy, sz = sun[0] - place[0], sun[1] - place[1], sun[2] - place[2]
    return ux * sx + uy * sy + uz * sz > cosine * np.sqrt(_squared(sx, sy, sz))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _turns_faster(
    u: tuple[float, float, float],
    turn: tuple[float, float, float],
    place: NDArray[np.float64],
    speed: NDArray[np.float64],
    orbital: bool,
    limit: float,
) -> bool:  # pragma: no cover - compiled
    tx, ty, tz = turn
    if orbital:
        over = 1.0 / _squared(place[0], place[1], place[2])
        bx = (place[1] * speed[2] - place[2] * speed[1]) * over
        by = (place[2] * speed[0] - place[0] * speed[2]) * over
        bz = (place[0] * speed[1] - place[1] * speed[0]) * over
        tx -= by * u[2] - bz * u[1]
        ty -= bz * u[0] - bx * u[2]
        tz -= bx * u[1] - by * u[0]
    return _squared(tx, ty, tz) > limit * limit


@njit(cache=True, nogil=True, error_model="numpy")
def _obstacle(
    a: NDArray[np.float64],
    va: NDArray[np.float64],
    b: NDArray[np.float64],
    vb: NDArray[np.float64],
    sun: NDArray[np.float64],
    limits: NDArray[np.float64],
    orbital: bool,
) -> tuple[int, float]:  # pragma: no cover - compiled
    """What stops the link now (0: nothing), and the distance."""
    nearest, sun_cosine, slew, reach = limits[0], limits[1], limits[2], limits[3]
    dx, dy, dz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    square = _squared(dx, dy, dz)
    distance = np.sqrt(square)
    part = -(a[0] * dx + a[1] * dy + a[2] * dz) / square
    part = min(max(part, 0.0), 1.0)
    if _squared(a[0] + part * dx, a[1] + part * dy, a[2] + part * dz) < nearest * nearest:
        return EARTH, distance
    ux, uy, uz = dx / distance, dy / distance, dz / distance
    if sun_cosine < 1.0 and (
        _looks_into_sun(ux, uy, uz, a, sun, sun_cosine) or _looks_into_sun(-ux, -uy, -uz, b, sun, sun_cosine)
    ):
        return SUN, distance
    if slew < np.inf:
        wx, wy, wz = vb[0] - va[0], vb[1] - va[1], vb[2] - va[2]
        radial = ux * wx + uy * wy + uz * wz
        turn = ((wx - ux * radial) / distance, (wy - uy * radial) / distance, (wz - uz * radial) / distance)
        # The line turns alike seen from both ends; what differs is how each platform turns.
        if _turns_faster((ux, uy, uz), turn, a, va, orbital, slew) or _turns_faster(
            (ux, uy, uz), turn, b, vb, orbital, slew
        ):
            return SLEW, distance
    if distance > reach:
        return RANGE, distance
    return UP, distance


@njit(cache=True, nogil=True, parallel=True, error_model="numpy")
def walk_links(
    seconds: NDArray[np.float64],
    position: NDArray[np.float64],
    velocity: NDArray[np.float64],
    pairs: NDArray[np.int64],
    sun: NDArray[np.float64],
    limits: NDArray[np.float64],
    orbital: bool,
    acquisition: float,
    established: bool,
    state: NDArray[np.int8],
    distance: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    """Fill `state` and `distance`, both of shape `(time, pair)`.

    Args:
        seconds: from any epoch, increasing, shape `(time,)`.
        position: inertial, m, shape `(time, satellite, 3)`.
        velocity: inertial, m/s, same shape.
        pairs: indices of satellites, shape `(pair, 2)`.
        sun: inertial, m, shape `(time, 3)`.
        limits: least distance of the line from the Earth's centre (m), cosine of the Sun exclusion (1: none), slew
            limit (rad/s), longest range (m).
        orbital: whether the platforms turn with their orbits.
        acquisition: time that a link needs after every gap, s.
        established: whether links that can stand at the first time do stand.
        state, distance: filled in place.

    Raises:
        Nothing of its own.

    Source:
        `huxing.link.laser.sight_line`, term by term.
    """
    for p in prange(pairs.shape[0]):
        one, other = pairs[p, 0], pairs[p, 1]
        since = -np.inf if established else np.nan
        for t in range(seconds.size):
            code, apart = _obstacle(
                position[t, one],
                velocity[t, one],
                position[t, other],
                velocity[t, other],
                sun[t],
                limits,
                orbital,
            )
            distance[t, p] = apart
            if code != UP:
                since = np.nan
                state[t, p] = code
                continue
            if np.isnan(since):
                since = seconds[t]
            state[t, p] = UP if seconds[t] - since >= acquisition else ACQUIRING
