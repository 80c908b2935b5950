"""A linear programme over some of the links only, with as few paths as these links can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, hstack, vstack

from huxing.network.capacity.paths import Paths
from huxing.network.capacity.programme_kernel import DOMINATED, representatives
from huxing.network.capacity.solver import least_cost


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The programme of `split_flows` for flows that all have a path and a demand.

    Attributes:
        paths: of the flows; none over a link of rate 0.
        capacity: of the links.
        wanted: demand, finite, `(flow,)`.
        objective: 'throughput' or 'concurrent'.
    """

    paths: Paths
    capacity: NDArray[np.float64]
    wanted: NDArray[np.float64]
    objective: str

    def solve(self, active: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The best rates where only some links have a limit.

        Args:
            active: those links, a mask.

        Returns:
            Rates of the paths, bit/s, and prices of the links.

        Raises:
            InputError: the solver failed.

        Source:
            As `split_flows`.
        """
        paths = self.paths
        same = representatives(paths.start_of_flow, paths.start, paths.link, active)
        kept = np.flatnonzero(same == np.arange(len(paths)))
        twins = np.bincount(same[same != DOMINATED], minlength=len(paths))
        rows = np.flatnonzero(active)
        table = self._table(kept, rows)
        solve = self._throughput if self.objective == "throughput" else self._concurrent
        scale = float(self.capacity[rows].max(initial=0.0)) or float(self.wanted.max())
        found, price = solve(table, kept, self.capacity[rows] / scale, scale)
        rate = np.zeros(len(paths))
        rate[kept] = found
        spread = np.where(same == DOMINATED, 0.0, rate[same] / np.maximum(twins[same], 1))
        prices = np.zeros(self.capacity.size)
        prices[rows] = np.maximum(price, 0.0)
        return spread, prices

    def _table(self, kept: NDArray[np.int64], rows: NDArray[np.int64]) -> Any:
        """Which of the kept paths take which of the active links, shape `(row, column)`."""
        chosen = self.paths.keep(kept)
        place = np.full(self.capacity.size, -1, np.int64)
        place[rows] = np.arange(rows.size)
        row = place[chosen.link]
        inside = row >= 0
        where = (row[inside], chosen.path_of_link[inside])
        return csr_array(coo_array((np.ones(where[0].size), where), shape=(rows.size, kept.size)))

    def _throughput(
        self, table: Any, kept: NDArray[np.int64], limit: NDArray[np.float64], scale: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        flow = self.paths.flow[kept]
        most = self.wanted[flow] / scale
        several = np.bincount(flow, minlength=self.paths.flows) > 1
        shared = np.unique(flow[several[flow]])
        rows, bounds = table, limit
        if shared.size:
            inside = np.flatnonzero(several[flow])
            where = (np.searchsorted(shared, flow[inside]), inside)
            sums = coo_array((np.ones(inside.size), where), shape=(shared.size, kept.size))
            rows = vstack([table, sums]).tocsr()
            bounds = np.concatenate([limit, self.wanted[shared] / scale])
        answer = least_cost(-np.ones(kept.size), rows, bounds, np.stack([np.zeros(kept.size), most], axis=1))
        price = -answer.ineqlin.marginals[: limit.size] if limit.size else np.zeros(0)
        return answer.x * scale, price

    def _concurrent(
        self, table: Any, kept: NDArray[np.int64], limit: NDArray[np.float64], scale: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Flows with one path left are in the column of the share itself."""
        flow = self.paths.flow[kept]
        unit = float(self.wanted.max())
        ask = self.wanted[flow] / unit
        single = np.bincount(flow, minlength=self.paths.flows)[flow] == 1
        loose = np.flatnonzero(~single)
        own = np.asarray(table[:, np.flatnonzero(single)] @ ask[single]).reshape(-1, 1)
        rows: Any = csr_array(hstack([table[:, loose], csr_array(own)]))
        equal: Any = None
        if loose.size:
            flows, where = np.unique(flow[loose], return_inverse=True)
            sums = coo_array((np.ones(loose.size), (where, np.arange(loose.size))), shape=(flows.size, loose.size))
            asked = csr_array(-(self.wanted[flows] / unit).reshape(-1, 1))
            equal = csr_array(hstack([sums, asked]))
        cost = np.zeros(loose.size + 1)
        cost[-1] = -1.0
        columns = np.tile([0.0, np.inf], (loose.size + 1, 1))
        right = None if equal is None else np.zeros(equal.shape[0])
        answer = least_cost(cost, rows, limit, columns, equal=equal, right=right)
        rate = np.empty(kept.size)
        rate[loose] = answer.x[:-1] * scale
        rate[single] = answer.x[-1] * ask[single] * scale
        return np.maximum(rate, 0.0), -answer.ineqlin.marginals / unit
