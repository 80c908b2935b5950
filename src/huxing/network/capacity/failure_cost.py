"""What failures cost: throughput and reach with them against without."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.network.capacity.access_flow import greatest_flow
from huxing.network.capacity.allocation import Allocation
from huxing.network.capacity.fair import fair_rates
from huxing.network.capacity.paths import paths_of_routes
from huxing.network.capacity.rates import LinkRates
from huxing.network.routing import route
from huxing.network.topology import Snapshot

SLOWER = 0.99
"""A flow that keeps less than this share of its rate counts as slower."""


def failure_table(before: Allocation, after: Mapping[str, Allocation]) -> pd.DataFrame:
    """Allocations with failures beside the one without.

    Args:
        before: without failures.
        after: of the same flows, by the name of what failed.

    Returns:
        A row for each, 'none' first: `failed`, `flows`, `unreachable`, `cut_off` (flows that had a path before),
        `throughput_gbps`, `lost_share` (of the throughput before), `slower` (flows with a path that keep less than
        99 % of their rate), `median_kept` and `least_kept` (share of its rate that a flow with a path keeps; NaN where
        there is none).

    Raises:
        ShapeError: another number of flows.

    Source:
        Definition.
    """
    rows = [_row("none", before, before)]
    for name, allocation in after.items():
        if allocation.paths.flows != before.paths.flows:
            raise ShapeError(
                f"'{name}' has {allocation.paths.flows} flows, the case without failures {before.paths.flows}; "
                "give the same flows"
            )
        rows.append(_row(name, before, allocation))
    return pd.DataFrame(rows)


def cost_of_failures(
    before: Snapshot,
    after: Mapping[str, Snapshot],
    source: ArrayLike,
    destination: ArrayLike,
    rates: LinkRates,
    *,
    demand: ArrayLike = np.inf,
) -> pd.DataFrame:
    """What failures cost flows that take the shortest paths and share links max-min fairly.

    Args:
        before: the network without failures.
        after: the same network and instant with failures, by the name of what failed.
        source: station that sends, of each flow, shape `(flow,)`.
        destination: station that receives, shape `(flow,)`.
        rates: of the links.
        demand: bit/s, one number or shape `(flow,)`.

    Returns:
        As `failure_table`.

    Raises:
        InputError: snapshots of different instants; as `fair_rates`.
        ShapeError, ModelRangeError: as `fair_rates`.

    Source:
        Routes anew around what failed, then `fair_rates`.
    """
    late = [name for name, snapshot in after.items() if snapshot.time != before.time]
    if late:
        raise InputError(f"'{late[0]}' is the network at {after[late[0]].time}, not at {before.time}; take one instant")

    def fair(snapshot: Snapshot) -> Allocation:
        routes = route(snapshot)
        paths = paths_of_routes(routes, snapshot, source, destination, links=rates.numbers(snapshot))
        return fair_rates(paths, rates, demand=demand)

    return failure_table(fair(before), {name: fair(snapshot) for name, snapshot in after.items()})


def cost_of_gateways(
    snapshot: Snapshot, users: ArrayLike, gateways: ArrayLike, rates: LinkRates, *, supply: ArrayLike = np.inf
) -> pd.DataFrame:
    """What the failure of each gateway costs traffic that may go to any of them.

    Args:
        snapshot: the network at one instant.
        users: indices of stations that send.
        gateways: indices of stations that receive, two or more.
        rates: of the links, as `greatest_flow`.
        supply: what each user has to send, bit/s, one number or shape `(user,)`.

    Returns:
        A row for each gateway, the costliest first: `gateway` (index of the station), `throughput_gbps` without it,
        `lost_share` of the throughput with all, `received_gbps` (what it received of that).

    Raises:
        InputError: fewer than two gateways; as `greatest_flow`.

    Source:
        `greatest_flow` without each gateway in turn.
    """
    stations: NDArray[np.int64] = np.atleast_1d(np.asarray(gateways))
    if stations.size < 2:
        raise InputError(f"{stations.size} gateways; give two or more to see what one of them is worth")
    whole = greatest_flow(snapshot, users, stations, rates, supply=supply)
    left = [
        greatest_flow(snapshot, users, np.delete(stations, k), rates, supply=supply).total for k in range(stations.size)
    ]
    total = np.array(left)
    lost = 1.0 - total / whole.total if whole.total > 0.0 else np.zeros(total.size)
    table = pd.DataFrame(
        {
            "gateway": stations,
            "throughput_gbps": total / 1e9,
            "lost_share": lost,
            "received_gbps": whole.received / 1e9,
        }
    )
    return table.sort_values(["lost_share", "gateway"], ascending=[False, True], ignore_index=True)


def _row(name: str, before: Allocation, after: Allocation) -> dict[str, object]:
    served = ~before.unreachable & ~after.unreachable & (before.rate > 0.0)
    kept = after.rate[served] / before.rate[served]
    return {
        "failed": name,
        "flows": after.paths.flows,
        "unreachable": int(after.unreachable.sum()),
        "cut_off": int((after.unreachable & ~before.unreachable).sum()),
        "throughput_gbps": after.total / 1e9,
        "lost_share": 1.0 - after.total / before.total if before.total > 0.0 else 0.0,
        "slower": int((kept < SLOWER).sum()),
        "median_kept": float(np.median(kept)) if kept.size else np.nan,
        "least_kept": float(kept.min()) if kept.size else np.nan,
    }
