"""What happens when fibre fails: which pairs are lost, which ways get longer, what the satellites then carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.terrestrial.integrated import IntegratedNetwork, IntegratedSnapshot
from huxing.network.terrestrial.ways import MEDIA, Ways, best_ways
from huxing.network.traffic.demand import Demand
from huxing.network.traffic.great_circle import great_circle_distance
from huxing.network.traffic.places import index_of

if TYPE_CHECKING:
    import pandas as pd

_RATE = ModelRange("fibre failure", "terminal rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_USERS = ModelRange("fibre failure", "users", 0.0, np.inf, physical=True)


@dataclass(frozen=True, eq=False)
class FlowWays:
    """The ways of some flows at one instant.

    Attributes:
        delay: one way, s, NaN where there is no way, shape `(flow,)`.
        medium: index into `MEDIA`, shape `(flow,)`.
        satellite_load: what each satellite passes on, bit/s, shape `(satellite,)`.
        up_load, down_load: what each station sends to and gets from satellites, bit/s, shape `(station,)`.
        share: of each flow that terminals can carry, 0 without a way, shape `(flow,)`.
    """

    delay: NDArray[np.float64]
    medium: NDArray[np.int8]
    satellite_load: NDArray[np.float64]
    up_load: NDArray[np.float64]
    down_load: NDArray[np.float64]
    share: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FibreFailure:
    """Flows before and after a cut.

    Attributes:
        demand: the flows.
        distance: great circle of each, m, shape `(flow,)`.
        cut: fibre links that are cut, shape `(link,)`.
        before, after: the flows' ways.
        users: that each flow serves, shape `(flow,)`.
    """

    demand: Demand
    distance: NDArray[np.float64]
    cut: NDArray[np.bool_]
    before: FlowWays
    after: FlowWays
    users: NDArray[np.float64]

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Whether a flow had a way and has none, shape `(flow,)`."""
        return np.isfinite(self.before.delay) & np.isnan(self.after.delay)

    @property
    def longer(self) -> NDArray[np.float64]:
        """How much the round trip grew, s; NaN where there is no way before or after."""
        return np.asarray(2.0 * (self.after.delay - self.before.delay))

    @property
    def users_kept(self) -> float:
        """Share of the users that are served after the cut, of those with a way before: shares of flows, by users."""
        had = self.users * self.before.share
        return (
            float((np.minimum(self.after.share, self.before.share) * self.users).sum() / had.sum())
            if had.sum()
            else 0.0
        )

    @property
    def summary(self) -> dict[str, float]:
        """The whole in numbers: links cut, flows, flows lost, moved to satellites, bits and users kept."""
        rate, onto = self.demand.rate, (MEDIA.index("satellite"), MEDIA.index("mixed"))
        moved = np.isin(self.after.medium, onto) & ~np.isin(self.before.medium, onto)
        grown = self.longer[np.isfinite(self.longer)]
        return {
            "links_cut": float(self.cut.sum()),
            "flows": float(rate.size),
            "flows_without_way_before": float(np.isnan(self.before.delay).sum()),
            "flows_lost": float(self.lost.sum()),
            "flows_moved_to_satellites": float(moved.sum()),
            "median_rtt_growth_ms": float(np.median(grown)) * 1e3 if grown.size else float("nan"),
            "offered_mbps": float(rate.sum()) / 1e6,
            "carried_before_mbps": float((rate * self.before.share).sum()) / 1e6,
            "carried_after_mbps": float((rate * self.after.share).sum()) / 1e6,
            "on_satellites_before_mbps": float(rate[np.isin(self.before.medium, onto)].sum()) / 1e6,
            "on_satellites_after_mbps": float(rate[np.isin(self.after.medium, onto)].sum()) / 1e6,
            "users_kept_share": self.users_kept,
        }

    def to_dataframe(self) -> pd.DataFrame:
        """The flows as a table.

        Returns:
            Columns source, destination, distance_km, rate_mbps, users, before and after (medium), rtt_before_ms and
            rtt_after_ms (NaN where there is no way), lost, carried_share.

        Raises:
            Nothing of its own.

        Source:
            This object.
        """
        table = self.demand.to_dataframe()
        media = np.array(MEDIA, object)
        table.insert(2, "distance_km", self.distance / 1e3)
        return table.assign(
            users=self.users,
            before=media[self.before.medium],
            after=media[self.after.medium],
            rtt_before_ms=2e3 * self.before.delay,
            rtt_after_ms=2e3 * self.after.delay,
            lost=self.lost,
            carried_share=self.after.share,
        )


def fibre_failure(
    network: IntegratedNetwork,
    time: object,
    cut: NDArray[np.bool_],
    demand: Demand,
    *,
    terminal_rate: float | Mapping[str, float] = np.inf,
    users: ArrayLike | None = None,
) -> FibreFailure:
    """Flows before and after fibre is cut, each by its fastest way.

    Args:
        network: satellites, stations, fibre.
        time: UTC.
        cut: fibre links that are cut, shape `(link,)`, of `cut_fibre`.
        demand: flows between places of the network; of changing demand, that of the time.
        terminal_rate: most that a station's terminal carries up, and as much down, bit/s: one for all, or by name
            (stations without a name there have no limit). A flow keeps the least share that a terminal on its way has
            for it: each terminal cuts all its flows alike.
        users: that each flow serves, shape `(flow,)`; equal weight where left out.

    Returns:
        Ways, loads and shares before and after. Links between satellites have no limit here; the capacity part shares
        them.

    Raises:
        InputError: a place of the demand or a terminal that is not in the network.
        ShapeError: a cut or users that do not fit.
        ModelRangeError: a negative rate.
        TooLargeError: as `best_ways`.

    Source:
        `best_ways`; sums along them.
    """
    flows = demand if demand.variation is None else demand.at(time)
    people = np.ones(len(flows)) if users is None else numbers(users, "users")
    if people.shape != (len(flows),):
        raise ShapeError(f"fibre failure: users of shape {people.shape} for {len(flows)} flows; give one for each")
    _USERS.check(people)
    limit = _terminal_limits(network, terminal_rate)
    space = network.network.snapshot(time)
    whole, left = network.joined(space), network.without(cut).joined(space)
    placed = flows.onto(whole.names)
    where = (whole.latitude, whole.longitude)
    distance = great_circle_distance(*(w[ends] for ends in (placed.source, placed.destination) for w in where))
    before, after = (_flow_ways(snapshot, placed, limit) for snapshot in (whole, left))
    return FibreFailure(flows, distance, np.asarray(cut), before, after, people)


def _terminal_limits(network: IntegratedNetwork, rate: float | Mapping[str, float]) -> NDArray[np.float64]:
    names = network.network.stations.names
    if not isinstance(rate, Mapping):
        return np.full(len(names), _limit(rate))
    limit = np.full(len(names), np.inf)
    for name, value in rate.items():
        limit[index_of(names, name, "station")] = _limit(value)
    return limit


def _limit(rate: float) -> float:
    return np.inf if isinstance(rate, float) and rate == np.inf else _RATE.single(rate)


def _flow_ways(snapshot: IntegratedSnapshot, flows: Demand, limit: NDArray[np.float64]) -> FlowWays:
    if not len(flows):
        nothing = np.zeros(0)
        loads = (np.zeros(snapshot.satellites), np.zeros(limit.size), np.zeros(limit.size))
        return FlowWays(nothing, np.zeros(0, np.int8), *loads, nothing)
    sources, row = np.unique(flows.source, return_inverse=True)
    destinations, column = np.unique(flows.destination, return_inverse=True)
    ways = best_ways(snapshot, [snapshot.names[i] for i in sources], [snapshot.names[i] for i in destinations])
    flow, node, before = _steps(ways, row, column)
    satellites = snapshot.satellites
    weight = flows.rate[flow]
    passed = np.bincount(node[node < satellites], weight[node < satellites], minlength=satellites)
    place = [(nodes - satellites) % len(snapshot.names) for nodes in (before, node)]
    goes_up, comes_down = (before >= satellites) & (node < satellites), (before < satellites) & (node >= satellites)
    up = np.bincount(place[0][goes_up], weight[goes_up], minlength=limit.size)
    down = np.bincount(place[1][comes_down], weight[comes_down], minlength=limit.size)
    share = np.where(ways.reachable[row, column], 1.0, 0.0)
    for load, at, uses in ((up, place[0], goes_up), (down, place[1], comes_down)):
        fits = np.minimum(1.0, np.divide(limit, load, out=np.full(limit.size, np.inf), where=load > 0.0))
        np.minimum.at(share, flow[uses], fits[at[uses]])
    return FlowWays(
        ways.delay[row, column], ways.medium[row, column], passed.astype(np.float64), up.astype(np.float64),
        down.astype(np.float64), share,
    )  # fmt: skip


def _steps(
    ways: Ways, row: NDArray[np.int64], column: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All steps of all flows: flow, node, and the node before it."""
    flow = np.flatnonzero(ways.reachable[row, column])
    node = ways.end[row[flow], column[flow]]
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    while flow.size:
        before = ways.predecessor[row[flow], node].astype(np.int64)
        going = before >= 0
        flow, node, before = flow[going], node[going], before[going]
        parts.append((flow, node, before))
        node = before
    if not parts:
        return (np.zeros(0, np.int64),) * 3
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]
