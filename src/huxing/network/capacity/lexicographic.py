"""Max-min fair rates of flows that may split: the least rate first, then the next, by one linear programme each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array, hstack, vstack

from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.capacity.allocation import Allocation
from huxing.network.capacity.fair import capacity_of, one_each
from huxing.network.capacity.paths import Paths
from huxing.network.capacity.programme_kernel import greatest_on_path
from huxing.network.capacity.rates import LinkRates, checked_rates
from huxing.network.capacity.solver import least_cost

_MODEL = "max-min fair rates over several paths"
_WEIGHT = ModelRange(_MODEL, "weight", 0.0, np.inf, open_low=True, physical=True)
MOST_FLOWS = 2_000
"""Each flow may need a programme of its own."""
_KEPT = 1.0 - 1e-9
"""Share of a rate that later programmes must leave to a flow that has been settled: room for rounding."""


def lexicographic_rates(
    paths: Paths,
    rates: LinkRates | ArrayLike,
    *,
    demand: ArrayLike = np.inf,
    weight: ArrayLike = 1.0,
) -> Allocation:
    """Max-min fair rates of flows that may split over several paths: no flow can have more without taking from one that
    has no more than it, however the flows split.

    Args:
        paths: of the flows, one or several each.
        rates: of the links, or an array in bit/s, shape `(link,)`, infinite where there is no limit.
        demand: most that a flow asks for, bit/s, one number or shape `(flow,)`.
        weight: flows rise in proportion to these, one number or `(flow,)`.

    Returns:
        The rates. With one path for each flow they are those of `fair_rates`.

    Raises:
        TooLargeError: more than 2,000 flows; take `fair_rates` with fixed splits, or `split_flows`.
        InputError: flows that nothing limits; the solver failed.
        ModelRangeError: a negative demand or rate, a weight that is not positive.
        ShapeError: arrays of other shapes.

    Source:
        Radunovic and Le Boudec 2007, IEEE/ACM Trans. Networking 15(5), "max-min programming"; flows whose constraint
        has a positive dual cannot have more.
    """
    if paths.flows > MOST_FLOWS:
        raise TooLargeError(
            f"{_MODEL}: {paths.flows} flows; at most {MOST_FLOWS}; take fair_rates with fixed splits, or split_flows"
        )
    capacity = capacity_of(rates, paths.links)
    asked = one_each(checked_rates(demand, "demand"), paths.flows, "demand")
    heavy = one_each(numbers(weight, "weight"), paths.flows, "weight")
    _WEIGHT.check(heavy)
    endless = np.isinf(asked[paths.flow]) & np.isinf(-greatest_on_path(paths.start, paths.link, -capacity))
    if endless.any():
        flow = int(paths.flow[np.flatnonzero(endless)[0]])
        raise InputError(f"{_MODEL}: nothing limits flow {flow}; give a demand, or rates of links", given=flow)
    scale = float(capacity[np.isfinite(capacity)].max(initial=0.0)) or 1.0
    rising = _Rising(paths, capacity / scale, asked / scale, heavy)
    return Allocation(paths, capacity, rising.settle() * scale)


class _Rising:
    """Rates that rise until all flows are settled."""

    def __init__(
        self, paths: Paths, capacity: NDArray[np.float64], asked: NDArray[np.float64], weight: NDArray[np.float64]
    ) -> None:
        limited = np.flatnonzero(np.isfinite(capacity) & (np.bincount(paths.link, minlength=capacity.size) > 0))
        self.limits = csr_array(paths.matrix)[limited]
        self.room = capacity[limited]
        where = (paths.flow, np.arange(len(paths)))
        self.sums = csr_array(coo_array((np.ones(len(paths)), where), shape=(paths.flows, len(paths))))
        self.asked, self.weight, self.paths = asked, weight, paths
        self.rate = np.where(paths.unreachable | (asked == 0.0), 0.0, -1.0)

    def settle(self) -> NDArray[np.float64]:
        """Rates of the paths."""
        path_rate = np.zeros(len(self.paths))
        while (self.rate < 0.0).any():
            open_flows = np.flatnonzero(self.rate < 0.0)
            highest = float((self.asked[open_flows] / self.weight[open_flows]).min())
            level, dual, path_rate = self._risen(open_flows, highest)
            there = self.asked[open_flows] <= level * self.weight[open_flows] * (1.0 + 1e-12)
            stuck = there if there.any() and level >= highest else dual > 1e-7 * dual.max()
            settled = open_flows[stuck]
            self.rate[settled] = np.minimum(level * self.weight[settled], self.asked[settled])
        return self._trimmed(path_rate)

    def _risen(
        self, open_flows: NDArray[np.int64], highest: float
    ) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        """How far the rest can rise together, the price of each flow's rise, and rates of the paths."""
        done = np.flatnonzero(self.rate > 0.0)
        paths = len(self.paths)
        rise: Any = hstack([-self.sums[open_flows], csr_array(self.weight[open_flows].reshape(-1, 1))])
        kept: Any = hstack([-self.sums[done], csr_array((done.size, 1))])
        limits: Any = hstack([self.limits, csr_array((self.room.size, 1))])
        rows = vstack([rise, kept, limits]).tocsr()
        right = np.concatenate([np.zeros(open_flows.size), -self.rate[done] * _KEPT, self.room])
        cost = np.zeros(paths + 1)
        cost[-1] = -1.0
        bounds = np.tile([0.0, np.inf], (paths + 1, 1))
        bounds[-1, 1] = highest
        answer = least_cost(cost, rows, right, bounds)
        return float(answer.x[-1]), -answer.ineqlin.marginals[: open_flows.size], answer.x[:-1]

    def _trimmed(self, path_rate: NDArray[np.float64]) -> NDArray[np.float64]:
        """No flow above its settled rate, no link above its limit."""
        total = np.bincount(self.paths.flow, path_rate, minlength=self.paths.flows)
        share = np.divide(self.rate, total, out=np.zeros_like(total), where=total > 0.0)
        trimmed = np.maximum(path_rate, 0.0) * np.minimum(share, 1.0)[self.paths.flow]
        over = np.divide(self.limits @ trimmed, self.room, out=np.ones_like(self.room), where=self.room > 0.0)
        return trimmed / max(float(over.max(initial=1.0)), 1.0)
