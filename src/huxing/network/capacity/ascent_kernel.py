"""Rates and prices that approach the most throughput together, compiled: a primal-dual gradient method.

Paths whose links cost less than 1 get more, the others less, and no flow more than it asks for; links that are
overloaded become dearer, the others cheaper. Steps are divided by the number of links of a path and of paths of a link.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def ascend(
    start_of_flow: I8, start: I8, link: I4, capacity: F8, wanted: F8, step: float, steps: int, rate: F8, price: F8
) -> tuple[F8, F8]:  # pragma: no cover - compiled
    """Change `rate` `(path,)` and `price` `(link,)` in place by some steps; their means over the steps.

    `step` is a rate: what a path of one link gains at most in a step.
    """
    paths, links = rate.size, capacity.size
    crossing, load = np.zeros(links), np.zeros(links)
    for x in range(link.size):
        crossing[link[x]] += 1.0
    mean_rate, mean_price, trial = np.zeros(paths), np.zeros(links), np.zeros(paths)
    for _ in range(steps):
        load[:] = 0.0
        for f in range(start_of_flow.size - 1):
            first, last = start_of_flow[f], start_of_flow[f + 1]
            total = 0.0
            for p in range(first, last):
                cost = 0.0
                for x in range(start[p], start[p + 1]):
                    cost += price[link[x]]
                trial[p] = max(rate[p] + step * (1.0 - cost) / (start[p + 1] - start[p]), 0.0)
                total += trial[p]
            if total > wanted[f]:
                _project(trial, first, last, wanted[f])
            for p in range(first, last):
                ahead = 2.0 * trial[p] - rate[p]
                rate[p] = trial[p]
                mean_rate[p] += trial[p] / steps
                for x in range(start[p], start[p + 1]):
                    load[link[x]] += ahead
        for i in range(links):
            if crossing[i] > 0.0 and capacity[i] < np.inf:
                price[i] = max(price[i] + (load[i] - capacity[i]) / (crossing[i] * step), 0.0)
                mean_price[i] += price[i] / steps
    return mean_rate, mean_price


@njit(cache=True, nogil=True, error_model="numpy")
def _project(trial: F8, first: int, last: int, most: float) -> None:  # pragma: no cover - compiled
    """The nearest rates that are not negative and make `most` in all (Michelot 1986)."""
    less, left = 0.0, last - first + 1
    while True:
        total, count = 0.0, 0
        for p in range(first, last):
            if trial[p] > less:
                total += trial[p]
                count += 1
        if count == 0 or count >= left:
            break
        left = count
        less = max((total - most) / count, 0.0)
    for p in range(first, last):
        trial[p] = max(trial[p] - less, 0.0)
