"""Demand of cells met by the beams that reach them: shares of the beams' time, at best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "demand of cells"
_DEMAND = ModelRange(_MODEL, "demand", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_RATE = ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_DUTY = ModelRange(_MODEL, "duty", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class DemandMet:
    """Which demand is met, and by which beam.

    Attributes:
        served: of each cell, bit/s, `(cell,)`.
        unmet: demand less served, bit/s, `(cell,)`.
        time_share: of each beam's time that each cell gets, `(cell, beam)`.
        limited_by_capacity: whether the satellite's capacity, not its beams, holds the sum down.
    """

    served: NDArray[np.float64]
    unmet: NDArray[np.float64]
    time_share: NDArray[np.float64]
    limited_by_capacity: bool


def meet_demand(demand: ArrayLike, rate: ArrayLike, *, duty: ArrayLike = 1.0, capacity: float = np.inf) -> DemandMet:
    """The most demand that beams can meet by sharing their time between cells.

    Args:
        demand: of each cell, bit/s, `(cell,)`.
        rate: of each beam to each cell while it is on it, bit/s, `(cell, beam)`; 0 where it does not reach.
        duty: share of the time for which each beam may be on, `(beam,)` or one for all.
        capacity: most bits in all, bit/s: the feeder's or the lasers' limit of `satellite_capacity`.

    Returns:
        Served and unmet demand, and the beams' time.

    Raises:
        ModelRangeError: a negative demand or rate, a duty over 1.
        ShapeError: arrays of other shapes.
        InputError: a negative capacity; the solver failed.

    Source:
        Linear programme: served bits over shares of time, solved by HiGHS through `scipy.optimize.linprog`.
    """
    wish, table, on = _checked(demand, rate, duty)
    most = numbers(capacity, "capacity")
    if most.ndim or not most >= 0.0:
        raise InputError(f"{_MODEL}: a capacity of {capacity} bit/s; give one of 0 or more, inf for none")
    cell, beam = np.nonzero(table)
    scale = float(table.max(initial=0.0)) or 1.0
    worth = table[cell, beam] / scale
    column = np.arange(cell.size)
    parts = [
        csr_array((np.ones(cell.size), (beam, column)), shape=(on.size, cell.size)),
        csr_array((worth, (cell, column)), shape=(wish.size, cell.size)),
    ]
    limits = [on, wish / scale]
    if np.isfinite(most):
        parts.append(csr_array(worth[None, :]))
        limits.append(np.array([most / scale]))
    share = np.zeros_like(table)
    if cell.size:
        solve: Any = linprog  # its stubs know no sparse rows
        result = solve(
            -worth, A_ub=vstack(parts, format="csr"), b_ub=np.concatenate(limits), bounds=(0.0, None), method="highs"
        )
        if result.status != 0:
            raise InputError(f"{_MODEL}: the linear programme was not solved: {result.message}")
        share[cell, beam] = result.x
    served = np.minimum((share * table).sum(axis=1), wish)
    return DemandMet(served, wish - served, share, bool(served.sum() >= most * (1.0 - 1e-9)))


def _checked(
    demand: ArrayLike, rate: ArrayLike, duty: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    wish, table = numbers(demand, "demand"), numbers(rate, "rate")
    if wish.ndim != 1 or table.ndim != 2 or table.shape[0] != wish.size:
        raise ShapeError(
            f"{_MODEL}: demand (cell,) and rate (cell, beam), given {wish.shape} and {table.shape}: give one row of "
            "rates for each cell"
        )
    on, _ = broadcast(_MODEL, duty=duty, beams=np.zeros(table.shape[1]))
    if on.shape != (table.shape[1],):
        raise ShapeError(f"{_MODEL}: duty has shape (beam,), here ({table.shape[1]},), given {on.shape}")
    _DEMAND.check(wish)
    _RATE.check(table)
    _DUTY.check(on)
    return wish, table, on
