"""What no beam-hopping plan can exceed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from huxing.core.errors import InputError
from huxing.link.capacity.hopping_frame import HoppingFrame, slots_for_share

_LEAST_SHARE = 1e-9
"""What the search resolves; a frame that cannot give every cell this share has a bound of 0."""


def served_bound(frame: HoppingFrame) -> tuple[float, NDArray[np.float64]]:
    """Upper bound of the bits served, and the numbers of slots at which the bound is reached.

    A cell's slots are split into full ones, each worth a slot's bits, and one that is used in part, worth the rest of
    the demand: the concave hull of what whole numbers of slots serve. Each clique of conflicting cells has the frame's
    slots between its members, all cells have beams times slots, and their powers the limit times slots. The bound is
    put together from the solver's prices, so that it holds whatever the solver's tolerance.

    Args:
        frame: of `hopping_frame`.

    Returns:
        Bit/s, and slots per cell (fractions).

    Raises:
        InputError: the solver failed.

    Source:
        HiGHS through `scipy.optimize.linprog`; weak duality; clique inequalities of the stable-set polytope:
        Groetschel, Lovasz and Schrijver 1988, chapter 9.
    """
    slot = frame.per_slot
    full = np.minimum(np.floor(frame.slots_asked + 1e-12), frame.slots)
    rest = np.where(full < frame.slots, np.clip(frame.demand - full * slot, 0.0, slot), 0.0)
    rows, limits = _limits(frame)
    both = hstack([rows, rows], format="csr")
    scale = max(float(slot.max()), 1e-300)
    worth, most = np.concatenate([slot, rest]) / scale, np.concatenate([full, np.ones(slot.size)])
    solve: Any = linprog  # its stubs know no sparse rows
    result = solve(-worth, A_ub=both, b_ub=limits, bounds=np.stack([np.zeros_like(most), most], axis=1), method="highs")
    if result.status != 0:
        raise InputError(f"beam hopping: the linear programme was not solved: {result.message}")
    price = np.maximum(-result.ineqlin.marginals, 0.0)
    bound = limits @ price + most @ np.maximum(worth - both.T @ price, 0.0)
    slots = result.x[: slot.size] + result.x[slot.size :] * (rest > 0.0)
    return min(float(bound) * scale, float(frame.demand.sum())), np.asarray(slots)


def satisfaction_bound(frame: HoppingFrame) -> tuple[float, NDArray[np.float64]]:
    """Upper bound of the least share of its demand that a cell gets, and the slots each cell needs for it.

    A share asks a whole number of slots of each cell; these must fit the cliques, the beams and the power. The greatest
    share whose slots fit is at least that of any plan, and at most that of the linear programme without whole numbers.

    Args:
        frame: of `hopping_frame`.

    Returns:
        Share, 0 to 1 (1 where no cell asks), and slots per cell.

    Raises:
        Nothing of its own.

    Source:
        As `served_bound`: the same inequalities, at whole numbers of slots.
    """
    rows, limits = _limits(frame)

    def fits(share: float) -> bool:
        needed = slots_for_share(frame, share)
        return bool((needed <= frame.slots).all() and (rows @ needed <= limits * (1.0 + 1e-12)).all())

    for end in (1.0, _LEAST_SHARE):
        if fits(end) == (end == 1.0):
            return float(end == 1.0), slots_for_share(frame, float(end == 1.0))
    low, high = 0.0, 1.0
    while high - low > _LEAST_SHARE:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if fits(middle) else (low, middle)
    return high, slots_for_share(frame, low)


def _limits(frame: HoppingFrame) -> tuple[csr_array, NDArray[np.float64]]:
    """Rows over the cells' slots, and what each may sum to: cliques, single cells, beams, power."""
    cells, cliques = frame.demand.size, frame.conflicts.cliques
    row = np.repeat(np.arange(len(cliques)), [clique.size for clique in cliques])
    column = np.concatenate([*cliques, np.empty(0, np.int64)]).astype(np.int64)
    parts = [
        csr_array((np.ones(column.size), (row, column)), shape=(len(cliques), cells)),
        eye_array(cells, format="csr"),
        csr_array(np.ones((1, cells))),
    ]
    limits = [np.full(len(cliques) + cells, float(frame.slots)), np.array([float(frame.beams * frame.slots)])]
    if np.isfinite(frame.power_limit):
        parts.append(csr_array(frame.power[None, :]))
        limits.append(np.array([frame.power_limit * frame.slots]))
    return vstack(parts, format="csr"), np.concatenate(limits)
