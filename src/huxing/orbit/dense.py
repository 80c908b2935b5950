"""Dense ephemerides: SGP4 at knots, 8-point Lagrange interpolation of positions between them.

SGP4's velocity is not the derivative of its position, so Hermite interpolation with it fails (6.5 m at the 99.9th
percentile with 120 s knots, where Lagrange over 180 s stays below 0.1 m).
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from huxing.core.constants import WGS72_RADIUS
from huxing.core.frames import frame_matrix
from huxing.core.time import Times, utc_seconds
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.sgp4_states import Sgp4Propagator

KNOT_SECONDS = 180.0
"""Knot spacing: near-Earth objects keep 99.9 % of positions within 0.1 m of SGP4 (measured, see the tests)."""
POINTS = 8
BEFORE = POINTS // 2 - 1
"""Knots needed before the first interval; `POINTS // 2` are needed after the last."""
MARGIN = POINTS - 1
"""Knots on either side of a segment, so that every knot inside can be judged by its neighbours."""
SEGMENT_KNOTS = 480
"""Longest segment, in knots (one day)."""
SEGMENT_BYTES = 128_000_000
"""Largest segment, so that memory stays bounded for any number of satellites."""
LOWEST_SMOOTH_PERIGEE = 200e3
"""Below this perigee height (m) drag bends the motion in steps that the estimate of the error misses: 2.6 m measured
on a satellite at 150 km, two days from decay."""
SMOOTHNESS_TOLERANCE = 0.25
"""Largest estimated interpolation error, m; a satellite above it is computed by SGP4 at every time."""


class DenseEphemeris:
    """Positions of element sets over a span, by knots where the motion is smooth, by SGP4 itself elsewhere.

    The span is cut into segments from its start; in each, a satellite is interpolated if the estimated error stays
    below `SMOOTHNESS_TOLERANCE`. The cut depends on the span and the number of satellites alone, so results do not
    depend on how the times are asked for.
    """

    def __init__(self, sets: ElementSets, start: np.datetime64, stop: np.datetime64, frame: str) -> None:
        self._sets, self._start, self._frame = sets, start, frame
        self._last_interval = int(utc_seconds(np.asarray(stop), start) / KNOT_SECONDS)
        self._sgp4 = Sgp4Propagator(sets)
        self._length = int(np.clip(SEGMENT_BYTES // (24 * max(len(sets), 1)), 2 * POINTS, SEGMENT_KNOTS))
        self._low = sets.semi_major_axis * (1.0 - sets.eccentricity) < WGS72_RADIUS + LOWEST_SMOOTH_PERIGEE
        self._index = -1
        self._knots = np.empty((0, 0, 3))
        self._rough: NDArray[np.int64] = np.empty(0, np.int64)
        self._rough_sgp4 = self._sgp4

    def positions(self, times: Times) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
        """Positions at times from start to stop.

        Args:
            times: UTC, shape `(time,)`, ascending.

        Returns:
            Positions in m, shape `(time, satellite, 3)`, NaN where the code is not 0; codes `(time, satellite)`.

        Raises:
            StaleDataError: Earth orientation does not reach a time.

        Source:
            `interpolate`, `Sgp4Propagator.states`.
        """
        seconds = utc_seconds(times, self._start)
        position = np.empty((times.size, len(self._sets), 3))
        error = np.zeros(position.shape[:2], np.int8)
        segment = np.floor(seconds / (KNOT_SECONDS * self._length)).astype(np.int64)
        for index in np.unique(segment):
            rows = slice(*np.searchsorted(segment, [index, index + 1]))
            self._load(int(index))
            interpolate(self._knots, seconds[rows], self._first_knot, position[rows])
            if self._rough.size:
                self._fill_directly(times[rows], position[rows], error[rows])
        return position, error

    @property
    def _first_knot(self) -> int:
        return self._index * self._length - MARGIN

    def _load(self, index: int) -> None:
        """Compute the knots of a segment; those of the last one reach only as far as the span needs."""
        if index == self._index:
            return
        wanted = min((index + 1) * self._length, self._last_interval + 1) + MARGIN
        self._index = index
        step = np.timedelta64(int(KNOT_SECONDS * 1e9), "ns")
        times = self._start + step * np.arange(self._first_knot, wanted + 1)
        position = self._sgp4.states(times).position.transpose(1, 0, 2)
        if self._frame != "TEME":
            position = position @ frame_matrix("TEME", self._frame, times).transpose(0, 2, 1)
        self._knots = np.ascontiguousarray(position)
        rough = interpolation_error(self._knots) > SMOOTHNESS_TOLERANCE
        self._rough = np.flatnonzero(rough | self._low)
        self._rough_sgp4 = Sgp4Propagator(self._sets[self._rough])

    def _fill_directly(self, times: Times, position: NDArray[np.float64], error: NDArray[np.int8]) -> None:
        states = self._rough_sgp4.states(times)
        exact = states.position.transpose(1, 0, 2)
        if self._frame != "TEME":
            exact = exact @ frame_matrix("TEME", self._frame, times).transpose(0, 2, 1)
        position[:, self._rough] = exact
        error[:, self._rough] = states.error.T


def lagrange_weights(fraction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the eight knots around an interval for points inside it.

    Args:
        fraction: place between the fourth knot (0) and the fifth (1), shape `(point,)`.

    Returns:
        Shape `(point, 8)`; each row sums to 1.

    Raises:
        Nothing of its own.

    Source:
        Lagrange's formula on the nodes -3 to 4.
    """
    nodes = np.arange(-BEFORE, POINTS - BEFORE, dtype=np.float64)
    weights = np.ones((*fraction.shape, POINTS))
    for a in range(POINTS):
        for b in range(POINTS):
            if a != b:
                weights[..., a] *= (fraction - nodes[b]) / (nodes[a] - nodes[b])
    return weights


def interpolation_error(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate of each satellite's largest interpolation error, from the knots themselves.

    Every knot is interpolated from its neighbours at 1, 3, 5 and 7 spacings; that error, of knots twice as far apart,
    is 2^8 times the error of the knots in use.

    Args:
        knots: positions, m, shape `(knot, satellite, 3)`, NaN where SGP4 failed.

    Returns:
        m, shape `(satellite,)`; infinite where a knot is missing or there are fewer than 15 knots.

    Raises:
        Nothing of its own.

    Source:
        The remainder term of Lagrange's formula (order h^8).
    """
    count = knots.shape[0]
    if count < 2 * POINTS - 1:
        return np.full(knots.shape[1], np.inf)
    weights = lagrange_weights(np.array([0.5]))[0]
    estimate = np.zeros((count - 14, *knots.shape[1:]))
    for weight, offset in zip(weights, range(0, 16, 2), strict=True):
        estimate += weight * knots[offset : offset + count - 14]
    # the eight neighbours at -7, -5, ..., +7 stand around the knot at index 7
    error = np.linalg.norm(estimate - knots[7 : count - 7], axis=-1).max(axis=0) / 2.0**POINTS
    return np.where(np.isfinite(knots).all(axis=(0, 2)), error, np.inf)


def interpolate(
    knots: NDArray[np.float64], seconds: NDArray[np.float64], first_knot: int, out: NDArray[np.float64]
) -> None:
    """Fill positions between knots.

    Args:
        knots: positions, m, shape `(knot, satellite, 3)`, contiguous.
        seconds: times from knot 0, shape `(time,)`.
        first_knot: index of the first row of `knots`.
        out: filled in place, shape `(time, satellite, 3)`, contiguous.

    Raises:
        Nothing of its own.

    Source:
        `lagrange_weights`.
    """
    place = seconds / KNOT_SECONDS
    interval = np.floor(place)
    weights = lagrange_weights(place - interval)
    rows = interval.astype(np.int64) - BEFORE - first_knot
    flat = knots.reshape(knots.shape[0], -1)
    _fill(flat, rows, weights, out.reshape(out.shape[0], -1))


@njit(fastmath=True, parallel=True, cache=True, nogil=True)
def _fill(
    knots: NDArray[np.float64], rows: NDArray[np.int64], weights: NDArray[np.float64], out: NDArray[np.float64]
) -> None:  # pragma: no cover - compiled
    for t in prange(out.shape[0]):
        k = rows[t]
        w0, w1, w2, w3 = weights[t, 0], weights[t, 1], weights[t, 2], weights[t, 3]
        w4, w5, w6, w7 = weights[t, 4], weights[t, 5], weights[t, 6], weights[t, 7]
        for i in range(out.shape[1]):
            out[t, i] = (
                w0 * knots[k, i] + w1 * knots[k + 1, i] + w2 * knots[k + 2, i] + w3 * knots[k + 3, i]
                + w4 * knots[k + 4, i] + w5 * knots[k + 5, i] + w6 * knots[k + 6, i] + w7 * knots[k + 7, i]
            )  # fmt: skip
