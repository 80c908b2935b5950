"""Rates of flows and what they make of the links: load, utilisation, the links that bind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.network.capacity.paths import Paths
from huxing.network.topology import Snapshot

FULL = 1e-6
"""A link is full where less than this share of its rate is free."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """Rates of flows over paths.

    Attributes:
        paths: of the flows.
        capacity: of the links, bit/s, shape `(link,)`.
        path_rate: bit/s, shape `(path,)`.
    """

    paths: Paths
    capacity: NDArray[np.float64]
    path_rate: NDArray[np.float64]

    @cached_property
    def rate(self) -> NDArray[np.float64]:
        """Of each flow, bit/s, shape `(flow,)`; 0 where it is unreachable."""
        return np.asarray(np.bincount(self.paths.flow, self.path_rate, minlength=self.paths.flows), np.float64)

    @property
    def unreachable(self) -> NDArray[np.bool_]:
        """Flows without a path, shape `(flow,)`."""
        return self.paths.unreachable

    @property
    def total(self) -> float:
        """Sum of the rates, bit/s."""
        return float(self.rate.sum())

    @cached_property
    def load(self) -> NDArray[np.float64]:
        """Of each link, bit/s, shape `(link,)`."""
        return self.paths.load(self.path_rate)

    @cached_property
    def utilisation(self) -> NDArray[np.float64]:
        """Load over capacity, shape `(link,)`; 0 where there is no limit, 1 for a path's link that carries nothing."""
        used = np.bincount(self.paths.link, minlength=self.capacity.size) > 0
        dead = self.capacity == 0.0
        bound = np.isfinite(self.capacity) & ~dead
        share = np.divide(self.load, self.capacity, out=np.zeros_like(self.load), where=bound)
        return np.where(dead & used, 1.0, share)

    @property
    def full(self) -> NDArray[np.bool_]:
        """Links without free rate that a path uses, shape `(link,)`."""
        return self.utilisation >= 1.0 - FULL

    def busiest(
        self,
        snapshot: Snapshot,
        count: int = 10,
        *,
        satellites: Sequence[str] | NDArray[np.str_] | None = None,
        stations: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The links with the highest utilisation.

        Args:
            snapshot: of the paths, for the ends of the links.
            count: how many links at most.
            satellites: labels; their numbers where left out.
            stations: names; their numbers where left out.

        Returns:
            A row for each link: `link`, `kind`, `from`, `to` ('' for a port that many share), `rate_mbps`, `load_mbps`,
            `utilisation`, `flows` (how many take it); of equally full links the one with the higher load first.

        Raises:
            ShapeError: not one name each.
            InputError: a count below 1.

        Source:
            Definition.
        """
        if count < 1:
            raise InputError(f"the {count} busiest links; give 1 or more", given=count)
        names = _node_names(snapshot, satellites, stations)
        share = self.utilisation
        flows = self._flows_of_links()
        order = np.lexsort((np.arange(share.size), -self.load, -np.round(share, 9)))
        order = order[flows[order] > 0][:count]
        ends = self.paths.links.ends(order, snapshot.neighbour)
        return pd.DataFrame(
            {
                "link": order,
                "kind": self.paths.links.kind(order),
                "from": names[ends[:, 0]],
                "to": names[ends[:, 1]],
                "rate_mbps": self.capacity[order] / 1e6,
                "load_mbps": self.load[order] / 1e6,
                "utilisation": share[order],
                "flows": flows[order],
            }
        )

    def by_kind(self) -> pd.DataFrame:
        """Load of the kinds of links.

        Returns:
            A row for each kind with a path: `kind`, `used` (links that a path takes), `full`, `load_mbps` (sum),
            `mean_utilisation` and `greatest_utilisation` of those used.

        Raises:
            Nothing of its own.

        Source:
            Definition.
        """
        used = np.unique(self.paths.link)
        kind, share, full = self.paths.links.kind(used), self.utilisation[used], self.full[used]
        rows = []
        for name in pd.unique(pd.Series(kind)):
            mask = kind == name
            load = float(self.load[used][mask].sum()) / 1e6
            row = (name, int(mask.sum()), int(full[mask].sum()), load, share[mask].mean(), share[mask].max())
            rows.append(row)
        columns = ["kind", "used", "full", "load_mbps", "mean_utilisation", "greatest_utilisation"]
        return pd.DataFrame(rows, columns=columns)

    def _flows_of_links(self) -> NDArray[np.int64]:
        """How many flows take each link."""
        flow = self.paths.flow[self.paths.path_of_link]
        pairs = np.unique(np.stack([flow, self.paths.link.astype(np.int64)]), axis=1)
        return np.bincount(pairs[1], minlength=self.capacity.size)


def _node_names(
    snapshot: Snapshot, satellites: Sequence[str] | NDArray[np.str_] | None, stations: Sequence[str] | None
) -> NDArray[np.object_]:
    """Names of all nodes, and '' at the end for none."""
    space = [f"satellite {i}" for i in range(snapshot.satellites)] if satellites is None else list(satellites)
    ground = [f"station {g}" for g in range(snapshot.stations)] if stations is None else list(stations)
    if (len(space), len(ground)) != (snapshot.satellites, snapshot.stations):
        raise ShapeError(
            f"{len(space)} labels and {len(ground)} names for {snapshot.satellites} satellites and "
            f"{snapshot.stations} stations; give one each"
        )
    return np.array([*space, *ground, ""], dtype=object)
