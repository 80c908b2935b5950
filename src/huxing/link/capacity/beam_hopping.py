"""Beam hopping: which cells a satellite lights in each slot of a frame, and how near that comes to an upper bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.link.capacity.beam_conflicts import grouped
from huxing.link.capacity.hopping_bound import satisfaction_bound, served_bound
from huxing.link.capacity.hopping_frame import HoppingFrame, slots_for_share
from huxing.link.capacity.hopping_kernel import WINDOW, exchange_cells, light_cells

Objective = Literal["served", "satisfaction"]
"""Most bits in all, or the best service of the worst-served cell."""
OBJECTIVES = ("served", "satisfaction")
SWEEPS = 4
"""Most sweeps of exchanges over the frame."""


@dataclass(frozen=True, eq=False)
class HoppingPlan:
    """A plan and what it serves.

    Attributes:
        plan: cell lit by each beam in each slot, `(slot, beam)`; -1 where a beam is off.
        served: rate of each cell, bit/s, at most its demand.
        objective: 'served' or 'satisfaction'.
        value: what was maximised: bit/s in all, or the least share of a cell's demand.
        bound: no plan can have more.
        gap: 1 - value / bound; 0 where the bound is 0.
    """

    plan: NDArray[np.int64]
    served: NDArray[np.float64]
    objective: str
    value: float
    bound: float
    gap: float


def hopping_plan(frame: HoppingFrame, *, objective: Objective = "served") -> HoppingPlan:
    """A plan by greedy rules, with an upper bound of any plan.

    Args:
        frame: of `hopping_frame`.
        objective: 'served': most bits in all; 'satisfaction': the least share of its demand that a cell gets.

    Returns:
        Plan, served rates, bound and gap. The rule aims at the bound's own number of slots for each cell and fills what
        is left by worth, so that 'satisfaction' too serves beyond the least share; 'served' then exchanges cells.

    Raises:
        InputError: an objective that is not known.

    Source:
        Bounds: linear programme over slots with clique inequalities (Groetschel, Lovasz and Schrijver 1988, chapter 9);
        the rules: `hopping_kernel`.
    """
    if objective not in OBJECTIVES:
        raise InputError(f"beam hopping: objective is one of {', '.join(OBJECTIVES)}, not '{str(objective)[:20]}'")
    if objective == "served":
        bound, wanted = served_bound(frame)
        aims = (np.floor(wanted + 1e-9), np.rint(wanted), np.ceil(wanted - 1e-9), np.zeros_like(wanted))
        best = max((_planned(frame, aim, objective, bound) for aim in aims), key=lambda plan: plan.value)
        return _exchanged(frame, best)
    bound, needed = satisfaction_bound(frame)
    return _best_satisfaction(frame, bound, needed)


def _best_satisfaction(frame: HoppingFrame, bound: float, needed: NDArray[np.float64]) -> HoppingPlan:
    """Lower the aim until the greedy rule reaches it: each try's own least share is the next aim's floor."""
    best = _planned(frame, needed, "satisfaction", bound)
    low, high = best.value, bound
    for _ in range(12):
        if high - low <= 1e-3 * bound:
            break
        aim = 0.5 * (low + high)
        trial = _planned(frame, slots_for_share(frame, aim), "satisfaction", bound)
        best = max(best, trial, key=lambda plan: plan.value)
        low, high = (max(low, trial.value), high) if trial.value >= aim * (1.0 - 1e-9) else (low, aim)
    return best


def _planned(frame: HoppingFrame, aim: NDArray[np.float64], objective: str, bound: float) -> HoppingPlan:
    """The best plan for an aim: by the cells' order alone and, where power binds, also by their power."""
    cliques = frame.conflicts.cliques
    which = np.repeat(np.arange(len(cliques)), [clique.size for clique in cliques])
    member = np.concatenate([*cliques, np.empty(0, np.int64)]).astype(np.int64)
    groups = (*grouped(which, member, len(cliques)), *grouped(member, which, frame.demand.size))
    plans = []
    for window in (1, WINDOW) if frame.power_binds else (1,):
        plan = np.full((frame.slots, frame.beams), -1, np.int64)
        light_cells(
            np.minimum(aim, frame.useful_slots).astype(np.int64), frame.demand.copy(), frame.per_slot, frame.power,
            frame.power_limit, *frame.conflicts.neighbours, *groups, window, plan,
        )  # fmt: skip
        plans.append(_judged(frame, plan, objective, bound))
    return max(plans, key=lambda judged: judged.value)


def _exchanged(frame: HoppingFrame, given: HoppingPlan) -> HoppingPlan:
    plan = given.plan.copy()
    exchange_cells(
        frame.demand, frame.per_slot, frame.power, frame.power_limit, *frame.conflicts.neighbours, SWEEPS, plan
    )
    return _judged(frame, plan, given.objective, given.bound)


def _judged(frame: HoppingFrame, plan: NDArray[np.int64], objective: str, bound: float) -> HoppingPlan:
    served = frame.served(np.bincount(plan[plan >= 0], minlength=frame.demand.size))
    asking = frame.demand > 0.0
    share = served[asking] / frame.demand[asking]
    value = float(served.sum()) if objective == "served" else float(share.min(initial=1.0))
    gap = max(1.0 - value / bound, 0.0) if bound > 0.0 else 0.0
    return HoppingPlan(plan, served, objective, value, bound, gap)
