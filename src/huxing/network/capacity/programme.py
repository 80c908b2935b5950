"""The most that flows can carry over given paths when they may split: linear programmes with few rows and columns.

Of the links only few are ever full. The programme starts with those that look busy, leaves out paths that differ from
another one of their flow in other links only, and takes a link in when a solution overloads it and no shift between
paths of one flow helps. For the most throughput over many paths gradient steps come first; as a rule they are near
enough. The prices that the last programme puts on full links give a bound: no rates over these paths
have more, whatever the solver's tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.capacity.allocation import Allocation
from huxing.network.capacity.ascent_kernel import ascend
from huxing.network.capacity.fair import capacity_of, fair_rates, one_each
from huxing.network.capacity.fair_kernel import members_of_links
from huxing.network.capacity.paths import Paths
from huxing.network.capacity.programme_kernel import greatest_on_path, relieve, sum_on_path, top_up
from huxing.network.capacity.rates import LinkRates, checked_rates
from huxing.network.capacity.relaxation import Relaxation
from huxing.network.capacity.solver import LARGE

Objective = Literal["throughput", "concurrent"]
"""Most bits in all, or the greatest share of its demand that every flow can have at once."""
OBJECTIVES = ("throughput", "concurrent")
_MODEL = "flows over paths"
_TOLERANCE = ModelRange(_MODEL, "tolerance", 0.0, 1.0, physical=True)
_BUSY = 0.3
"""Links that even splitting loads to this share of the busiest one are in the programme from the start."""
SWEEPS = 20
"""Rounds of shifts between the paths of flows."""
STEP, STEPS, BLOCKS = 30.0, 50, 20
"""Of gradient steps: their size in mean rates of a path (10 to 100 were tried on five cases of Kuiper's first shell),
how many of them are averaged, and how often."""
NEARLY = 0.95


@dataclass(frozen=True, eq=False)
class FlowPlan(Allocation):
    """Rates of flows that split over paths.

    Attributes:
        objective: 'throughput' or 'concurrent'.
        value: what was maximised: bit/s in all, or the share of its demand that every flow has that has a path.
        bound: nothing has more, over the paths that `bound_over` names.
        bound_over: 'paths', these ones, or 'all paths' of the network.
        price: worth of one bit/s more of each link, in units of `value` per bit/s; 0 where it is not full; `(link,)`.
    """

    objective: str
    value: float
    bound: float
    bound_over: str
    price: NDArray[np.float64]

    @property
    def gap(self) -> float:
        """Share by which the bound is over the value; 0 where both are 0."""
        return self.bound / self.value - 1.0 if self.value > 0.0 else (np.inf if self.bound > 0.0 else 0.0)


def split_flows(
    paths: Paths,
    rates: LinkRates | ArrayLike,
    *,
    objective: Objective = "throughput",
    demand: ArrayLike | None = None,
    tolerance: float = 0.01,
) -> FlowPlan:
    """The best rates of flows that may split over given paths.

    Args:
        paths: of the flows, one or several each (`spread_paths`).
        rates: of the links, or an array in bit/s, shape `(link,)`, infinite where there is no limit.
        objective: 'throughput': most bits in all; 'concurrent': the greatest share of its demand that every flow with
            a path and a demand can have at once.
        demand: bit/s, one number or shape `(flow,)`. Where left out, flows ask for all they can get ('throughput'), or
            for 1 bit/s, so that the value is the rate of each ('concurrent').
        tolerance: share of the bound that the value may stay under it; the search ends there.

    Returns:
        Rates, value and bound. Flows without a path get 0 and are marked.

    Raises:
        InputError: an objective that is not known; flows that nothing limits; a demand that is not finite
            ('concurrent'); the solver failed.
        ModelRangeError: a negative demand or rate.
        ShapeError: arrays of other shapes.

    Source:
        Path form of multi-commodity flow (Ahuja, Magnanti and Orlin 1993, section 17.5), by HiGHS through
        `scipy.optimize.linprog`; from 3,000 paths on first by a primal-dual gradient method (Pock and Chambolle 2011,
        ICCV; means as new starts: Applegate et al. 2021, NeurIPS). The bound is weak duality.
    """
    capacity = capacity_of(rates, paths.links)
    asked = asked_rates(demand, objective, paths.flows)
    least = _TOLERANCE.single(tolerance)
    return solved(paths, capacity, asked, objective, least)[0]


def asked_rates(demand: ArrayLike | None, objective: str, flows: int) -> NDArray[np.float64]:
    """Demands of all flows, checked.

    Args:
        demand: as `split_flows`.
        objective: as `split_flows`.
        flows: how many.

    Returns:
        bit/s, shape `(flow,)`.

    Raises:
        InputError: an objective that is not known; an infinite demand ('concurrent').
        ModelRangeError: a negative demand.
        ShapeError: another shape.

    Source:
        None: a definition.
    """
    if objective not in OBJECTIVES:
        raise InputError(f"objective '{str(objective)[:20]}' is not known; take one of {', '.join(OBJECTIVES)}")
    if demand is None:
        return np.full(flows, np.inf if objective == "throughput" else 1.0)
    asked = one_each(checked_rates(demand, "demand"), flows, "demand")
    if objective == "concurrent" and np.isinf(asked).any():
        raise InputError(f"{_MODEL}: shares of an infinite demand mean nothing; give finite demands", given=demand)
    return asked


def solved(
    paths: Paths,
    capacity: NDArray[np.float64],
    asked: NDArray[np.float64],
    objective: str,
    tolerance: float,
    busy: NDArray[np.bool_] | None = None,
) -> tuple[FlowPlan, NDArray[np.bool_]]:
    """As `split_flows`, with checked arrays.

    Args:
        paths: of the flows.
        capacity: of the links.
        asked: demand of each flow.
        objective: as `split_flows`.
        tolerance: as `split_flows`.
        busy: links to start with, a mask of all links.

    Returns:
        The plan, and the links that were in the last programme.

    Raises:
        InputError: as `split_flows`.

    Source:
        As `split_flows`.
    """
    chosen, alone = _live_paths(paths, capacity, asked, objective)
    if not chosen.size:
        return _nothing(paths, capacity, objective), np.zeros(capacity.size, bool)
    live = paths.keep(chosen)
    wanted = np.where(np.isinf(asked), alone, asked)
    active = np.zeros(capacity.size, bool) if busy is None else busy & np.isfinite(capacity)
    if busy is None:
        active = _busy_links(live, capacity, np.minimum(wanted, alone), objective)
    if objective == "concurrent":
        active = active | _holding(live, capacity, alone / np.where(wanted > 0.0, wanted, np.inf))
    search = _Search(live, capacity, wanted, objective, np.minimum(asked, 2.0 * alone))
    if objective == "throughput" and len(live) >= LARGE:
        active = search.approach(np.minimum(wanted, alone), tolerance)
    while search.value < search.bound * (1.0 - tolerance):
        fresh = search.round(active)
        if not fresh.any():
            break
        active = active | fresh
    path_rate = np.zeros(len(paths))
    path_rate[chosen] = search.rate
    price = np.where(capacity == 0.0, max(float(search.price.max()), 1.0), search.price)
    bound = max(search.bound, search.value)
    return FlowPlan(paths, capacity, path_rate, objective, search.value, bound, "paths", price), active


class _Search:
    """The best rates and the best bound that programmes over more and more links have given."""

    def __init__(
        self,
        paths: Paths,
        capacity: NDArray[np.float64],
        wanted: NDArray[np.float64],
        objective: str,
        most: NDArray[np.float64],
    ) -> None:
        self.paths, self.capacity, self.wanted, self.objective = paths, capacity, wanted, objective
        self.relaxation = Relaxation(paths, capacity, most if objective == "throughput" else wanted, objective)
        self.crossing = members_of_links(paths.start, paths.link, capacity.size)
        self.value, self.bound = -1.0, np.inf
        self.rate, self.price = np.zeros(len(paths)), np.zeros(capacity.size)

    def approach(self, most: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
        """Most bits by gradient steps, as near as that goes; links that then look full."""
        paths = self.paths
        scale = float(most.max())
        capacity, asked = self.capacity / scale, most / scale
        rate = fair_rates(paths, capacity, demand=asked).path_rate
        price = np.zeros(capacity.size)
        step = STEP * float(rate.mean())
        self.judge(rate * scale, price)
        for _ in range(BLOCKS):
            if self.value >= self.bound * (1.0 - tolerance):
                break
            means = ascend(
                paths.start_of_flow, paths.start, paths.link, capacity, asked, step, STEPS, rate, price
            )  # fmt: skip
            self.judge(rate * scale, price)
            self.judge(means[0] * scale, means[1])
            rate, price = means
        return (self.price > 0.0) | (paths.load(rate) >= NEARLY * capacity)

    def judge(self, rate: NDArray[np.float64], price: NDArray[np.float64]) -> None:
        """Take rates and prices if they are better than what there is."""
        bound = path_bound(self.paths, self.capacity, self.wanted, self.objective, price)
        if bound < self.bound:
            self.bound, self.price = bound, price.copy()
        value, fitted = _fitted(self.paths, self.capacity, self.wanted, self.objective, rate)
        if value > self.value:
            self.value, self.rate = value, fitted

    def round(self, active: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """One programme over the active links; the links that it overloads, or did before the shifts."""
        paths, limit = self.paths, self.capacity * (1.0 + 1e-9)
        rate, price = self.relaxation.solve(active)
        load = paths.load(rate)
        over = load > limit
        relieve(
            paths.flow, paths.start_of_flow, paths.start, paths.link, *self.crossing, self.capacity, rate, load, SWEEPS
        )  # fmt: skip
        self.judge(rate, price)
        return (over | (load > limit)) & ~active


def _live_paths(
    paths: Paths, capacity: NDArray[np.float64], asked: NDArray[np.float64], objective: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Paths without a dead link of flows that ask for something, and what each flow could have if it were alone.

    None where a flow of 'concurrent' has dead paths only: then all have nothing.
    """
    alive = greatest_on_path(paths.start, paths.link, (capacity == 0.0).astype(np.float64)) <= 0.0
    narrowest = np.where(alive, -greatest_on_path(paths.start, paths.link, -capacity), 0.0)
    alone = np.asarray(np.bincount(paths.flow, narrowest, minlength=paths.flows), np.float64)
    _require_limits(alone, asked, paths.unreachable, objective)
    starved = np.bincount(paths.flow[alive], minlength=paths.flows) == 0
    if objective == "concurrent" and (starved & ~paths.unreachable & (asked > 0.0)).any():
        return np.empty(0, np.int64), alone
    return np.flatnonzero(alive & (asked[paths.flow] > 0.0)), alone


def _holding(paths: Paths, capacity: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The narrowest link of each path of the flow that alone could have the least share: they limit all."""
    served = np.where(paths.unreachable, np.inf, share)
    flow = int(np.argmin(served))
    out = np.zeros(capacity.size, bool)
    for path in range(paths.start_of_flow[flow], paths.start_of_flow[flow + 1]):
        link = paths.link[paths.start[path] : paths.start[path + 1]]
        out[link[np.argmin(capacity[link])]] = True
    return out & np.isfinite(capacity)


def _require_limits(
    alone: NDArray[np.float64], asked: NDArray[np.float64], unreachable: NDArray[np.bool_], objective: str
) -> None:
    asking = ~unreachable & (asked > 0.0)
    endless = np.flatnonzero(asking & np.isinf(alone) & (np.isinf(asked) | (objective == "concurrent")))
    if endless.size and (objective == "throughput" or endless.size == asking.sum()):
        raise InputError(
            f"{_MODEL}: nothing limits flow {endless[0]}; give a demand, or rates of links", given=int(endless[0])
        )


def path_bound(
    paths: Paths, capacity: NDArray[np.float64], wanted: NDArray[np.float64], objective: str, price: NDArray[np.float64]
) -> float:
    """What no rates over some paths exceed, from any prices of links.

    Args:
        paths: of the flows.
        capacity: of the links; where it is infinite the price is 0.
        wanted: demand of each flow, finite.
        objective: as `split_flows`.
        price: not negative, shape `(link,)`.

    Returns:
        bit/s, or a share of demand.

    Raises:
        Nothing of its own.

    Source:
        Weak duality: `dual_bound` with the cheapest of the paths.
    """
    cheapest = np.full(paths.flows, np.inf)
    np.minimum.at(cheapest, paths.flow, sum_on_path(paths.start, paths.link, price))
    return dual_bound(capacity, wanted, objective, price, cheapest)


def dual_bound(
    capacity: NDArray[np.float64],
    wanted: NDArray[np.float64],
    objective: str,
    price: NDArray[np.float64],
    cheapest: NDArray[np.float64],
) -> float:
    """What no rates exceed, from prices of links and each flow's cheapest path.

    Args:
        capacity: of the links; where it is infinite the price is 0.
        wanted: demand of each flow; infinite for all it can get ('throughput').
        objective: as `split_flows`.
        price: not negative, shape `(link,)`.
        cheapest: least sum of prices over the paths of each flow, or less; infinite without a path; shape `(flow,)`.

    Returns:
        bit/s, or a share of demand.

    Raises:
        Nothing of its own.

    Source:
        Weak duality of linear programmes: sum of capacity x price over the sum of demand x cheapest path
        ('concurrent'), or plus demand x what the cheapest path costs less than 1 ('throughput').
    """
    priced = price > 0.0
    worth = float(capacity[priced] @ price[priced])
    with_path = np.isfinite(cheapest) & (wanted > 0.0)
    if not with_path.any():
        return 0.0
    if objective == "throughput":
        asked, cost = wanted[with_path], cheapest[with_path]
        least = float(cost[np.isinf(asked)].min(initial=1.0))
        if least <= 0.0:
            return np.inf
        short = np.maximum(1.0 - cost / least, 0.0)  # prices raised until flows without a demand pay in full
        return worth / least + float(asked[short > 0.0] @ short[short > 0.0])
    paid = float(wanted[with_path] @ cheapest[with_path])
    return worth / paid if paid > 0.0 else np.inf


def _nothing(paths: Paths, capacity: NDArray[np.float64], objective: str) -> FlowPlan:
    price = (capacity == 0.0).astype(np.float64)
    return FlowPlan(paths, capacity, np.zeros(len(paths)), objective, 0.0, 0.0, "paths", price)


def _busy_links(
    paths: Paths, capacity: NDArray[np.float64], wanted: NDArray[np.float64], objective: str
) -> NDArray[np.bool_]:
    """Links that are busy when flows split evenly: at the greatest common share, or with max-min fair rates."""
    if objective == "throughput":
        return fair_rates(paths, capacity, demand=wanted).utilisation >= _BUSY
    even = wanted[paths.flow] / np.diff(paths.start_of_flow)[paths.flow]
    share = np.divide(paths.load(even), capacity, out=np.zeros(capacity.size), where=capacity > 0.0)
    return np.isfinite(capacity) & (share >= _BUSY * share.max()) & (share > 0.0)


def _fitted(
    paths: Paths, capacity: NDArray[np.float64], wanted: NDArray[np.float64], objective: str, rate: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Rates that overload no link and exceed no demand, and their value."""
    load = paths.load(rate)
    over = np.divide(load, capacity, out=np.ones(capacity.size), where=capacity > 0.0)
    fitted = rate / np.maximum(greatest_on_path(paths.start, paths.link, over), 1.0)
    total = np.bincount(paths.flow, fitted, minlength=paths.flows)
    asking = ~paths.unreachable
    share = np.divide(total, wanted, out=np.zeros(paths.flows), where=asking & (wanted > 0.0))
    if objective == "throughput":
        fitted = fitted / np.maximum(share, 1.0)[paths.flow]
        top_up(paths.flow, paths.start, paths.link, capacity, wanted, fitted)
        return float(fitted.sum()), fitted
    value = float(share[asking].min())
    return value, fitted * np.divide(value, share, out=np.zeros(paths.flows), where=share > 0.0)[paths.flow]
