"""The compiled part of choosing a MODCOD: counting the thresholds that a value reaches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.core.model_range import read_only

STEP_DB = 0.05
MOST_STEPS = 4096


class Ladder(NamedTuple):
    """The envelope of a set of MODCODs: rungs by rising Es/N0, and a table that finds the rung without a search.

    `start[j]` is how many thresholds lie at or below the lower edge of step j, which is `first + j / steps_per_db`; so
    the rung of a value is reached from there in few comparisons, whatever the number of MODCODs.
    """

    threshold_db: NDArray[np.float64]
    position: NDArray[np.int16]
    start: NDArray[np.int16]
    first: float
    steps_per_db: float


def ladder(threshold_db: NDArray[np.float64], spectral_efficiency: NDArray[np.float64]) -> Ladder:
    """The envelope of a set of MODCODs, ready for the kernels.

    Args:
        threshold_db: least Es/N0 of each, dB, shape `(modcod,)`.
        spectral_efficiency: bit/symbol, shape `(modcod,)`.

    Returns:
        Its rungs.

    Raises:
        Nothing of its own.

    Source:
        Pareto's definition.
    """
    order = np.lexsort((-spectral_efficiency, threshold_db))
    best_before = np.concatenate(([-np.inf], np.maximum.accumulate(spectral_efficiency[order])[:-1]))
    position = order[spectral_efficiency[order] > best_before]
    rungs = threshold_db[position]
    span = float(rungs[-1] - rungs[0])
    steps_per_db = 1.0 / max(STEP_DB, span / MOST_STEPS)
    edges = rungs[0] + np.arange(int(span * steps_per_db) + 2) / steps_per_db
    # a hair below each edge: a value just under it may be rounded into the step above
    start = np.searchsorted(rungs, edges - 1e-6 / steps_per_db, side="right")
    return Ladder(read_only(rungs), position.astype(np.int16), start.astype(np.int16), float(rungs[0]), steps_per_db)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _rung(
    value: float, threshold_db: NDArray[np.float64], start: NDArray[np.int16], first: float, steps_per_db: float
) -> int:  # pragma: no cover - compiled
    """How many thresholds a value reaches."""
    step = min(max((value - first) * steps_per_db, 0.0), start.size - 1.0)
    rung = int(start[int(step)])
    while rung < threshold_db.size and threshold_db[rung] <= value:
        rung += 1
    return rung


@njit(cache=True, nogil=True, error_model="numpy")
def choose_each(
    es_over_n0_db: NDArray[np.float64],
    margin_db: float,
    threshold_db: NDArray[np.float64],
    position: NDArray[np.int16],
    start: NDArray[np.int16],
    first: float,
    steps_per_db: float,
    index: NDArray[np.int16],
) -> None:  # pragma: no cover - compiled
    """The MODCOD of each value.

    Args:
        es_over_n0_db: dB, flat, no NaN.
        margin_db: taken off each.
        threshold_db, position, start, first, steps_per_db: of the ladder.
        index: filled with positions in the set, -1 where no threshold is reached.

    Raises:
        Nothing of its own.

    Source:
        `Ladder`.
    """
    for i in range(es_over_n0_db.size):
        rung = _rung(es_over_n0_db[i] - margin_db, threshold_db, start, first, steps_per_db)
        index[i] = position[rung - 1] if rung > 0 else -1


@njit(cache=True, nogil=True, error_model="numpy")
def adapt_rows(
    es_over_n0_db: NDArray[np.float64],
    margin_db: float,
    hysteresis_db: float,
    hold: int,
    threshold_db: NDArray[np.float64],
    position: NDArray[np.int16],
    start: NDArray[np.int16],
    first: float,
    steps_per_db: float,
    index: NDArray[np.int16],
) -> None:  # pragma: no cover - compiled
    """The MODCOD in use at each time: down at once, up only over threshold plus hysteresis for `hold` samples.

    Args:
        es_over_n0_db: dB, shape `(row, time)`, no NaN.
        margin_db, hysteresis_db: dB.
        hold: samples, at least one.
        threshold_db, position, start, first, steps_per_db: of the ladder.
        index: filled as in `choose_each`, shape `(row, time)`.

    Raises:
        Nothing of its own.

    Source:
        `Ladder`.
    """
    for row in range(es_over_n0_db.shape[0]):
        current = _rung(es_over_n0_db[row, 0] - margin_db, threshold_db, start, first, steps_per_db)
        run, candidate = 0, 0
        for t in range(es_over_n0_db.shape[1]):
            value = es_over_n0_db[row, t] - margin_db
            reached = _rung(value, threshold_db, start, first, steps_per_db)
            above = current
            if reached > current:
                above = _rung(value - hysteresis_db, threshold_db, start, first, steps_per_db)
            if above > current:
                candidate = above if run == 0 else min(candidate, above)
                run += 1
                if run >= hold:
                    current, run = candidate, 0
            else:
                run = 0
                current = min(current, reached)
            index[row, t] = position[current - 1] if current > 0 else -1
