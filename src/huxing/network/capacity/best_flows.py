"""The most that a network carries over any paths: paths are added where the prices of full links say that they pay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.path_choice import spread_paths
from huxing.network.capacity.paths import Paths, flow_ends, joined_paths, paths_of_routes
from huxing.network.capacity.programme import FlowPlan, Objective, asked_rates, dual_bound, solved
from huxing.network.capacity.programme_kernel import sum_on_path
from huxing.network.capacity.rates import LinkRates
from huxing.network.routing import Routes, route
from huxing.network.topology import Snapshot

_MODEL = "flows over all paths"
_ROUNDS = ModelRange(_MODEL, "rounds", 0.0, 1e6, physical=True)
_GAP = ModelRange(_MODEL, "gap", 0.0, 1.0, physical=True)
_TINY = 1e-12
"""What a hop costs beside its price, in highest prices, so that no route runs in circles over links that cost nothing.
It is taken off again for as many hops as a route can have, so that the bound holds."""
_SLACK = 0.3
"""Paths that cost more than the cheapest one of their flow by this share, and carry nothing, are dropped."""


def best_flows(
    snapshot: Snapshot,
    source: ArrayLike,
    destination: ArrayLike,
    rates: LinkRates,
    *,
    objective: Objective = "throughput",
    demand: ArrayLike | None = None,
    paths: int = 4,
    gap: float = 0.01,
    rounds: int = 20,
) -> FlowPlan:
    """The best rates of flows that may take any paths and split, with a bound that nothing in this network exceeds.

    Args:
        snapshot: the network at one instant; stations do not relay.
        source: station that sends, of each flow, shape `(flow,)`.
        destination: station that receives, shape `(flow,)`.
        rates: of the links.
        objective: as `split_flows`.
        demand: as `split_flows`.
        paths: of each flow to begin with (`spread_paths`).
        gap: the search ends when the bound is within this share of the value.
        rounds: most times that paths are added; 0 gives the best rates over the first paths, and the bound for all.

    Returns:
        Rates over the paths that were found, and the bound for all paths of the network (`bound_over`).

    Raises:
        InputError: as `split_flows`; a station that is not there, a flow from a station to itself.
        ModelRangeError, ShapeError: as `split_flows`.

    Source:
        Column generation with shortest paths as pricing (Ahuja, Magnanti and Orlin 1993, section 17.5); bound by weak
        duality in every round (Luebbecke and Desrosiers 2005, Operations Research 53(6)), with prices half-way to the
        best ones so far (Wentges 1997).
    """
    most, close = _ROUNDS.whole(rounds), _GAP.single(gap)
    begin, end = flow_ends(source, destination, snapshot.stations)
    asked = asked_rates(demand, objective, begin.size)
    links = rates.numbers(snapshot)
    capacity = rates.capacity(links)
    pool = spread_paths(snapshot, begin, end, rates, count=paths)
    pricing = _Pricing(snapshot, links, capacity, begin, end, asked, objective)
    busy, best, bound, centre = None, None, np.inf, None
    for number in range(most + 1):
        plan, busy = solved(
            pool, capacity, pricing.wanted, objective, close / 2, busy if busy is None or busy.any() else None
        )
        if best is None or plan.value > best.value:
            best = plan
        found = [pool]
        centre = plan.price if centre is None else centre
        for price in (plan.price, 0.5 * (plan.price + centre)):
            limit, routes = pricing.bound(price)
            if limit < bound:
                bound, centre = limit, price
            if number < most and routes is not None:
                found.append(paths_of_routes(routes, snapshot, begin, end, links=links))
        if number == most or best.value >= bound * (1.0 - close):
            break
        grown = joined_paths([_useful(pool, plan), *found[1:]])
        if len(grown) == len(pool) and np.array_equal(grown.link, pool.link):
            break
        pool = grown
    assert best is not None  # noqa: S101 - the loop runs at least once
    return replace(best, bound=max(bound, best.value), bound_over="all paths")


class _Pricing:
    """Bounds and cheapest routes for prices of links."""

    def __init__(
        self,
        snapshot: Snapshot,
        links: LinkNumbers,
        capacity: NDArray[np.float64],
        source: NDArray[np.int64],
        destination: NDArray[np.int64],
        asked: NDArray[np.float64],
        objective: str,
    ) -> None:
        self.snapshot, self.links, self.capacity, self.objective = snapshot, links, capacity, objective
        self.source, self.destination = source, destination
        self.wanted = asked
        if objective == "throughput":
            self.wanted = np.minimum(asked, self._most_by_stations())

    def bound(self, price: NDArray[np.float64]) -> tuple[float, Routes | None]:
        """What nothing exceeds, and the cheapest routes; none where all prices are 0."""
        highest = float(price.max(initial=0.0))
        if highest == 0.0 or not self.source.size:
            blank = np.where(self._reachable(), 0.0, np.inf)
            return dual_bound(self.capacity, self.wanted, self.objective, price, blank), None
        routes = self._routes(price + 0.0, _TINY * highest)
        column = np.searchsorted(routes.destination, self.destination)
        hops = _TINY * highest * (self.snapshot.satellites + 1)
        own = price[self.links.of_kind("station up")][self.source]
        own = own + price[self.links.of_kind("station down")][self.destination]
        cheapest = np.maximum(routes.station_distance[self.source, column] - hops, 0.0) + own
        return dual_bound(self.capacity, self.wanted, self.objective, price, cheapest), routes

    def _routes(self, price: NDArray[np.float64], hop: float) -> Routes:
        snapshot, links = self.snapshot, self.links
        shape = snapshot.ground_range.shape
        up = np.broadcast_to(price[links.of_kind("satellite up")][:, None], shape) + hop
        down = np.broadcast_to(price[links.of_kind("satellite down")][:, None], shape) + hop
        if links.ground_links:
            up = up + price[links.of_kind("ground link up")].reshape(shape)
            down = down + price[links.of_kind("ground link down")].reshape(shape)
        return route(
            snapshot,
            link_weight=price[links.of_kind("inter-satellite")].reshape(snapshot.length.shape) + hop,
            ground_weight=down,
            uplink_weight=up,
            destinations=np.unique(self.destination),
        )

    def _reachable(self) -> NDArray[np.bool_]:
        routes = route(self.snapshot, destinations=np.unique(self.destination)) if self.source.size else None
        if routes is None:
            return np.zeros(0, bool)
        column = np.searchsorted(routes.destination, self.destination)
        return np.isfinite(routes.station_distance[self.source, column])

    def _most_by_stations(self) -> NDArray[np.float64]:
        """What the two ends of each flow let through at most."""
        seen = np.isfinite(self.snapshot.ground_range)
        up, down = (self._most_of(way, seen) for way in ("up", "down"))
        return np.minimum(up[self.source], down[self.destination])

    def _most_of(self, way: str, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
        shared = self.capacity[self.links.of_kind(f"satellite {way}")][:, None]
        if self.links.ground_links:
            own = self.capacity[self.links.of_kind(f"ground link {way}")].reshape(seen.shape)
            shared = np.minimum(shared, own)
        reached = np.where(seen, shared, 0.0).sum(axis=0)
        return np.minimum(reached, self.capacity[self.links.of_kind(f"station {way}")])


def _useful(pool: Paths, plan: FlowPlan) -> Paths:
    """Paths that carry something or cost little more than the cheapest one of their flow."""
    cost = sum_on_path(pool.start, pool.link, plan.price)
    cheapest = np.full(pool.flows, np.inf)
    np.minimum.at(cheapest, pool.flow, cost)
    scale = float(np.median(cheapest[np.isfinite(cheapest)])) if len(pool) else 0.0
    return pool.keep((plan.path_rate > 0.0) | (cost <= cheapest[pool.flow] * (1.0 + _SLACK) + 1e-9 * scale))
