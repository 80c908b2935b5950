"""How many gateways, and where: throughput against their number, placed one after the other where they help most."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.capacity.access_graph import AccessGraph, access_graph
from huxing.network.capacity.dinic_kernel import augment
from huxing.network.capacity.rates import LinkRates
from huxing.network.topology import Snapshot

_MODEL = "placing gateways"
_MOST = ModelRange(_MODEL, "number of gateways", 1.0, 1e6, physical=True)
_SHARE = ModelRange(_MODEL, "share", 0.0, 1.0, open_low=True, physical=True)

Progress = Callable[[int, float], None]
"""Called with the number of gateways and the mean throughput, bit/s, after each gateway."""


@dataclass(frozen=True, eq=False)
class GatewayCurve:
    """Throughput against the number of gateways.

    Attributes:
        order: places among the candidates, the first one placed first, shape `(gateway,)`.
        throughput: with the first 1, 2, ... of them, bit/s, shape `(gateway, time)`.
        limit: with all candidates, bit/s, shape `(time,)`: no choice among them gives more.
        received: by each of the gateways when all of them are there, bit/s, shape `(gateway, time)`.
    """

    order: NDArray[np.int64]
    throughput: NDArray[np.float64]
    limit: NDArray[np.float64]
    received: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean throughput over the times, bit/s, shape `(gateway,)`."""
        return np.asarray(self.throughput.mean(axis=1))

    def needed(self, share: float = 0.99) -> int | None:
        """How many gateways reach a share of what all candidates together would give.

        Args:
            share: over 0 to 1.

        Returns:
            The number; None where the gateways of the curve do not reach it.

        Raises:
            ModelRangeError: a share outside.

        Source:
            Definition.
        """
        wanted = _SHARE.single(share) * float(self.limit.mean())
        enough = np.flatnonzero(self.mean >= wanted * (1.0 - 1e-12))
        return int(enough[0]) + 1 if enough.size else None

    def antennas(self, rate: float) -> NDArray[np.int64]:
        """Antennas that each gateway needs for its highest load.

        Args:
            rate: of one antenna, bit/s.

        Returns:
            Whole antennas, shape `(gateway,)`.

        Raises:
            ModelRangeError: a rate that is not positive.

        Source:
            Load over rate, rounded up.
        """
        each = ModelRange(_MODEL, "rate of an antenna", 0.0, np.inf, "Mbit/s", 1e6, open_low=True, physical=True)
        return np.ceil(self.received.max(axis=1) / each.single(rate) - 1e-9).astype(np.int64)

    def table(self, names: Iterable[str] | None = None) -> pd.DataFrame:
        """The curve as a table.

        Args:
            names: of all candidates; their numbers where left out.

        Returns:
            A row for each gateway: `gateways` (how many), `added` (which), `throughput_gbps` (mean over the times),
            `least_gbps`, `share` of the limit.

        Raises:
            InputError: fewer names than candidates.

        Source:
            Definition.
        """
        labels = None if names is None else list(names)
        if labels is not None and self.order.size and len(labels) <= int(self.order.max()):
            raise InputError(f"{len(labels)} names, but candidate {self.order.max()} was placed; give one name each")
        added = [str(i) if labels is None else labels[i] for i in self.order]
        whole = float(self.limit.mean())
        return pd.DataFrame(
            {
                "gateways": np.arange(1, self.order.size + 1),
                "added": added,
                "throughput_gbps": self.mean / 1e9,
                "least_gbps": self.throughput.min(axis=1) / 1e9,
                "share": self.mean / whole if whole > 0.0 else np.zeros(self.order.size),
            }
        )


def place_gateways(
    snapshots: Iterable[Snapshot],
    users: ArrayLike,
    candidates: ArrayLike,
    rates: LinkRates,
    *,
    supply: ArrayLike = np.inf,
    most: int | None = None,
    enough: float = 1.0,
    progress: Progress | None = None,
) -> GatewayCurve:
    """Gateways placed one after the other, each where it adds most to the mean throughput over some instants.

    Args:
        snapshots: the network at one instant or several; users and candidates are its stations. A graph of each is held
            in memory.
        users: indices of stations that send.
        candidates: indices of stations that may become gateways.
        rates: of the links, as `greatest_flow`; `station_down` is what a gateway receives once it is there.
        supply: what each user has to send, bit/s, one number or shape `(user,)`.
        most: gateways to place at most; all candidates where left out.
        enough: placing ends at this share of what all candidates together give.
        progress: told after each gateway.

    Returns:
        The curve. Each number of gateways gives at least 1 - 1/e = 63 % of the best choice of as many, as a rule far
        more; `limit` bounds them all.

    Raises:
        InputError: no snapshot, no candidate; as `greatest_flow`.
        ModelRangeError: no gateway to place, a share outside 0 to 1.

    Source:
        Greedy choice for a submodular function (Nemhauser, Wolsey and Fisher 1978), which the greatest flow is of the
        set of its sinks; gains that can only fall are recomputed when they come to the top (Minoux 1978).
    """
    graphs = [access_graph(snapshot, users, candidates, rates, supply) for snapshot in snapshots]
    if not graphs or not graphs[0].of_gateway.size:
        raise InputError(f"{_MODEL}: no snapshot or no candidate; give one or more of each")
    count = graphs[0].of_gateway.size
    wanted = count if most is None else min(_MOST.whole(most), count)
    share = _SHARE.single(enough)
    limit = np.array([_open(graph, graph.capacity.copy(), ()) for graph in graphs], dtype=np.float64)
    placing = _Placing(graphs)
    throughput: list[NDArray[np.float64]] = []
    total = np.zeros(len(graphs))
    while len(placing.order) < wanted and total.mean() < share * limit.mean() * (1.0 - 1e-12):
        total = total + placing.add()
        throughput.append(total)
        if progress is not None:
            progress(len(placing.order), float(total.mean()))
    order = np.array(placing.order, dtype=np.int64)
    shape = (order.size, len(graphs))
    return GatewayCurve(order, np.reshape(throughput, shape), limit, placing.received().reshape(shape))


class _Placing:
    """Gateways that have been placed, and the flows that they carry."""

    def __init__(self, graphs: list[AccessGraph]) -> None:
        self.graphs, self.order = graphs, list[int]()
        self.free = [graph.capacity.copy() for graph in graphs]
        for graph, free in zip(graphs, self.free, strict=True):
            free[graph.of_gateway] = 0
        self.queue = [(-np.inf, g) for g in range(graphs[0].of_gateway.size)]

    def add(self) -> NDArray[np.float64]:
        """Place the gateway that adds most, of equal ones the first; what it adds at each time.

        A gain that is out of date can only be too high: the one on top, made anew, is the best if it stays on top.
        """
        while True:
            _, g = heapq.heappop(self.queue)
            grown = [free.copy() for free in self.free]
            pairs = zip(self.graphs, grown, strict=True)
            gain = np.array([_open(graph, free, (g,)) for graph, free in pairs], dtype=np.float64)
            entry = (-float(gain.sum()), g)
            if not self.queue or entry <= self.queue[0]:
                self.free = grown
                self.order.append(g)
                return gain
            heapq.heappush(self.queue, entry)

    def received(self) -> NDArray[np.float64]:
        """What each placed gateway receives at each time: what its edge could send back, shape `(gateway, time)`."""
        order = np.array(self.order, dtype=np.int64)
        back = [free[graph.of_gateway[order] + 1] for graph, free in zip(self.graphs, self.free, strict=True)]
        return np.array(back, dtype=np.float64).T


def _open(graph: AccessGraph, free: NDArray[np.int64], gateways: Iterable[int]) -> int:
    """Open some gateways in `free`, and add the greatest flow to it in place; how much was added."""
    for g in gateways:
        free[graph.of_gateway[g]] = graph.capacity[graph.of_gateway[g]]
    return int(augment(graph.begin, graph.edge, graph.head, free, 0, graph.sink))
