"""How the routes between all stations change over time: round trips, paths, outages, without keeping every instant."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.core.time import Times, as_times
from huxing.network.evolution.trace_kernel import record_step, trace_paths
from huxing.network.routing import Routes, path_lengths, route
from huxing.network.topology import Network, Snapshot

MEMORY_LIMIT_BYTES = 2_000_000_000
"""Statistics of all pairs that are kept in memory; beyond it fewer stations or destinations are to be asked for."""
_BYTES_PER_PAIR = 72
_WORKERS = ModelRange("statistics of routes", "number of workers", 1.0, 1024.0, physical=True)

Router = Callable[[Snapshot], Routes]
"""Anything that finds routes in a snapshot, as `route` does."""


@dataclass(frozen=True, eq=False)
class RouteStatistics:
    """Statistics over the times for every ordered pair of stations, each of shape `(station, destination)`.

    Attributes:
        times: UTC, shape `(time,)`.
        least, greatest, mean: round-trip time while there is a path, s; NaN for pairs that never have one.
        reached: times at which there is a path.
        changes: times at which the path is another one than the time before; from or to no path counts.
        least_hops, greatest_hops: links on the path, up and down included; -1 for pairs that never have one.
        churn: paths that changed at each time, shape `(time,)`.
        first, last: fingerprints of the paths at the first and the last time.
    """

    times: Times
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    mean: NDArray[np.float64]
    reached: NDArray[np.int64]
    changes: NDArray[np.int64]
    least_hops: NDArray[np.int32]
    greatest_hops: NDArray[np.int32]
    churn: NDArray[np.int64]
    first: NDArray[np.uint64]
    last: NDArray[np.uint64]

    @property
    def outage(self) -> NDArray[np.float64]:
        """Share of the times without a path, zero from a station to itself, shape `(station, destination)`."""
        share = 1.0 - self.reached / max(self.times.size, 1)
        np.fill_diagonal(share, 0.0)
        return share


def route_statistics(
    network: Network,
    times: object,
    *,
    router: Router = route,
    workers: int = 1,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> RouteStatistics:
    """Statistics of the routes between all stations over times.

    Args:
        network: satellites and stations.
        times: UTC, ascending, shape `(time,)`.
        router: finds the routes of an instant; least delay where left out.
        workers: threads, each with a part of the times; the results are the same for any number.
        memory_limit_bytes: bound of what is kept for all pairs.

    Returns:
        The statistics.

    Raises:
        InputError: no times, times that do not ascend, or a router whose routes run in a circle or do not lead to all
            stations in their order.
        ModelRangeError: fewer than one worker.
        TooLargeError: more pairs than memory is allowed for.
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        Quantities of Kassing et al., ACM IMC 2020, section 5.
    """
    steps = np.atleast_1d(as_times(times))
    if steps.ndim != 1 or not steps.size or (np.diff(steps) <= np.timedelta64(0)).any():
        raise InputError("statistics of routes need one time or more, ascending", given=steps.shape)
    workers = _WORKERS.whole(workers)
    pairs = len(network.stations) ** 2
    if pairs * _BYTES_PER_PAIR * workers > memory_limit_bytes:
        raise TooLargeError(
            f"{pairs:,} pairs of stations need {pairs * _BYTES_PER_PAIR * workers / 1e9:.1f} GB, over the limit of "
            f"{memory_limit_bytes / 1e9:.1f} GB; take fewer stations or fewer workers",
            given=pairs,
            accepted=memory_limit_bytes,
        )
    parts = [part for part in np.array_split(steps, workers) if part.size]
    if len(parts) == 1:
        return _slice(network, steps, router)
    with ThreadPoolExecutor(len(parts)) as pool:
        return joined(list(pool.map(lambda part: _slice(network, part, router), parts)))


def joined(parts: list[RouteStatistics]) -> RouteStatistics:
    """Statistics of consecutive parts of the times as those of the whole.

    Args:
        parts: in the order of time, of the same network.

    Returns:
        The statistics of all times; equal bit for bit to those of one call, but for the mean's last bits.

    Raises:
        InputError: no part, parts of different networks, or times that do not ascend.

    Source:
        None: sums, extremes, and the changes between the parts.
    """
    if not parts or len({part.least.shape for part in parts}) != 1:
        raise InputError("parts of statistics belong to one network; give one part or more of the same stations")
    times = np.concatenate([part.times for part in parts])
    if (np.diff(times) <= np.timedelta64(0)).any():
        raise InputError("parts of statistics follow each other in time; give them in that order")
    crossings = [later.first != earlier.last for earlier, later in pairwise(parts)]
    churn = [part.churn.copy() for part in parts]
    for part, crossing in zip(churn[1:], crossings, strict=True):
        part[0] = crossing.sum()
    reached = np.sum([part.reached for part in parts], axis=0)
    total = np.sum([np.where(part.reached > 0, part.mean, 0.0) * part.reached for part in parts], axis=0)
    hops = [np.where(part.least_hops < 0, np.iinfo(np.int32).max, part.least_hops) for part in parts]
    return RouteStatistics(
        times,
        np.fmin.reduce([part.least for part in parts]),
        np.fmax.reduce([part.greatest for part in parts]),
        _ratio(total, reached),
        reached,
        np.sum([part.changes for part in parts], axis=0) + np.sum(crossings, axis=0, dtype=np.int64),
        np.where(reached > 0, np.min(hops, axis=0), -1).astype(np.int32),
        np.max([part.greatest_hops for part in parts], axis=0),
        np.concatenate(churn),
        parts[0].first,
        parts[-1].last,
    )


def _slice(network: Network, times: Times, router: Router) -> RouteStatistics:
    shape = (len(network.stations),) * 2
    least, greatest, total = np.full(shape, np.inf), np.full(shape, -np.inf), np.zeros(shape)
    reached, changes = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    low, high = np.full(shape, np.iinfo(np.int32).max, np.int32), np.full(shape, -1, np.int32)
    fingerprint, last, hops = np.zeros(shape, np.uint64), np.zeros(shape, np.uint64), np.zeros(shape, np.int32)
    first, churn = last, np.zeros(times.size, np.int64)
    for number, snapshot in enumerate(network.snapshots(times)):
        routes = router(snapshot)
        trace(routes, fingerprint, hops)
        trip = 2.0 * length_of(routes, snapshot, router) / SPEED_OF_LIGHT
        churn[number] = record_step(
            trip, fingerprint, hops, last, number == 0, least, greatest, total, reached, changes, low, high
        )
        first = fingerprint.copy() if number == 0 else first
    never = reached == 0
    least[never], greatest[never], low[never] = np.nan, np.nan, -1
    return RouteStatistics(
        times, least, greatest, _ratio(total, reached), reached, changes, low, high, churn, first, last
    )


def length_of(routes: Routes, snapshot: Snapshot, router: Router) -> NDArray[np.float64]:
    """Length of each path, m: the routes' own distance where it is one, else the sum along the path.

    Args:
        routes: of the instant.
        snapshot: of the instant.
        router: that found them.

    Returns:
        Shape `(station, destination)`.

    Raises:
        InputError: routes that run in a circle.

    Source:
        None: a sum.
    """
    return routes.station_distance if router is route else path_lengths(snapshot, routes)


def trace(routes: Routes, fingerprint: NDArray[np.uint64], hops: NDArray[np.int32]) -> None:
    """Follow all paths of an instant.

    Args:
        routes: of the instant.
        fingerprint: filled: equal for equal paths, 0 where there is none, shape `(station, destination)`.
        hops: filled: links of each path, -1 where there is none, same shape.

    Raises:
        InputError: routes that run in a circle, or that do not lead to all stations in their order.

    Source:
        huxing.network.evolution.trace_kernel.
    """
    require_all_stations(routes)
    circles = trace_paths(routes.next_hop, routes.first_hop, routes.destination, fingerprint, hops)
    if circles:
        raise InputError(
            f"the routes of {circles} pairs of stations run in a circle: a weight may be zero; give some above 0"
        )


def require_all_stations(routes: Routes) -> None:
    """Refuse routes whose columns are not the stations one by one.

    Args:
        routes: of one instant.

    Raises:
        InputError: no routes, routes to a part of the stations, or in another order.

    Source:
        None: a definition.
    """
    if not isinstance(routes, Routes):
        raise InputError(f"a router gives Routes; given a {type(routes).__name__}", given=routes)
    if not np.array_equal(routes.destination, np.arange(len(routes.first_hop))):
        raise InputError("routes to all stations in their order are wanted; call route without `destinations`")


def _ratio(total: NDArray[np.float64], reached: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(reached > 0, total / np.maximum(reached, 1), np.nan)
