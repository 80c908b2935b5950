"""The share of a year in which a link reaches levels, from its level at a few exceedances: compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True, error_model="numpy")
def shares_reached(
    level_db: NDArray[np.float64],
    log_exceedance: NDArray[np.float64],
    threshold_db: NDArray[np.float64],
    share: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    """Share of the time in which each row is at or above each threshold.

    A row's level rises with the exceedance of its attenuation; between two exceedances it is linear in their logarithm.
    Beyond the last one (half of the year) it stays; below the first one nothing is counted.

    Args:
        level_db: shape `(row, exceedance)`, ascending along the last axis.
        log_exceedance: natural logarithms, ascending; those of fractions of the year.
        threshold_db: ascending.
        share: filled, shape `(row, threshold)`.

    Raises:
        Nothing of its own.

    Source:
        Interpolation of a distribution function.
    """
    last = log_exceedance.size - 1
    for i in range(level_db.shape[0]):
        k = 0
        for m in range(threshold_db.size):
            wanted = threshold_db[m]
            if wanted > level_db[i, last]:
                share[i, m] = 0.0
                continue
            if wanted <= level_db[i, 0]:
                share[i, m] = 1.0 - np.exp(log_exceedance[0])
                continue
            while level_db[i, k + 1] < wanted:
                k += 1
            low, high = level_db[i, k], level_db[i, k + 1]
            part = (wanted - low) / (high - low)
            share[i, m] = 1.0 - np.exp(log_exceedance[k] + part * (log_exceedance[k + 1] - log_exceedance[k]))
