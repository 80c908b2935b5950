"""Networks at work: each with a constellation at a date, as far as it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.report.cases import Case, newest
from huxing.chain.report.link_days import cases_of
from huxing.chain.report.network_record import NetworkRecord, Networks

F8 = NDArray[np.float64]
_ROUNDING = 1e-6
"""Of a link's capacity: so near to it the link is full."""


@dataclass(frozen=True, eq=False)
class PairDay:
    """Two places along the day.

    Attributes:
        source, destination: titles in short.
        time: s after the date.
        rtt: round trip, s; NaN without a way.
        links: through space on the way; NaN without a way.
        reached: share of the day with a way.
        changes: how often the way is another one than the step before.
        fibre: round trip over fibre, s.
    """

    source: str
    destination: str
    time: F8
    rtt: F8
    links: F8
    reached: float
    changes: float
    fibre: float

    @property
    def title(self) -> str:
        """Both places."""
        return f"{self.source} – {self.destination}"

    @property
    def least(self) -> float:
        """Least round trip, s; NaN without any way, as for the others."""
        return self._quantile(self.rtt, 0.0)

    @property
    def median(self) -> float:
        """Median round trip over the steps with a way, s."""
        return self._quantile(self.rtt, 0.5)

    @property
    def greatest(self) -> float:
        """Greatest round trip, s."""
        return self._quantile(self.rtt, 1.0)

    @property
    def median_links(self) -> float:
        """Median number of links through space."""
        return self._quantile(self.links, 0.5)

    @staticmethod
    def _quantile(values: F8, share: float) -> float:
        known = values[np.isfinite(values)]
        return float(np.quantile(known, share)) if known.size else float("nan")


class World(NamedTuple):
    """From the hub to everywhere: degrees; mean round trip in s, NaN without a way; share of the time with one."""

    longitude: F8
    latitude: F8
    rtt: F8
    reached: F8


class Loss(NamedTuple):
    """What a failure takes away; negative where it gives.

    Attributes: `name` of what fails; `throughput` lost, Gbit/s; `share` of the throughput and `reach`, share of the
    demand, that are lost.
    """

    name: str
    throughput: float
    share: float
    reach: float


@dataclass(frozen=True, eq=False)
class NetworkCase:
    """A network with a constellation at a date."""

    record: NetworkRecord
    case: Case
    networks: Networks

    @property
    def label(self) -> str:
        """One line that tells it from the others."""
        return f"{self.record.title}: {self.case.label}"

    @property
    def slug(self) -> str:
        """A name for ids within the page."""
        return f"{self.record.name}-{self.case.slug}"

    @cached_property
    def pairs(self) -> tuple[PairDay, ...]:
        """The pairs that were followed, in the scenario's order."""
        here = self.case.figures(self.networks.network).sel(network=self.record.name)
        followed = np.flatnonzero(np.isfinite(here["reached"].to_numpy()))
        names = [tuple(map(str, pair)) for pair in zip(here["source"].values, here["destination"].values, strict=True)]
        order = sorted(followed.tolist(), key=lambda index: self.record.rank(names[index]))
        return tuple(_pair_day(self.record, here.isel(pair=index)) for index in order)

    @cached_property
    def world(self) -> World | None:
        """The map from the hub; None where none was computed."""
        whole = self.networks.network_map
        if self.case not in cases_of(whole, [self.case]) or self.record.name not in whole["network"].to_numpy():
            return None
        here = self.case.figures(whole).sel(network=self.record.name)
        values = [np.asarray(here[name].to_numpy(), np.float64) for name in ("longitude", "latitude", "rtt", "reached")]
        return World(*values) if np.isfinite(values[3]).any() else None

    @cached_property
    def loads(self) -> pd.DataFrame:
        """Links that carry something, with their `utilisation` (load over capacity; NaN without a capacity)."""
        rows = self._rows(self.networks.network_load)
        load, capacity = (rows[name].to_numpy(np.float64) for name in ("load_gbps", "capacity_gbps"))
        use = np.divide(load, capacity, out=np.full(load.shape, np.nan), where=capacity > 0.0)
        return rows.assign(utilisation=np.where(np.abs(use - 1.0) < _ROUNDING, 1.0, use))

    @cached_property
    def paths(self) -> pd.DataFrame:
        """Ways at some moments."""
        return self._rows(self.networks.network_paths)

    @cached_property
    def capacity(self) -> pd.DataFrame:
        """Every case of what it carries, in the order of the artefact."""
        return self._rows(self.networks.network_capacity)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """What it carries with one gateway, two, and so on."""
        return self.capacity[self.capacity["case"] == "gateways"].sort_values("gateways", kind="stable")

    @property
    def full(self) -> pd.Series | None:
        """What it carries with all gateways; None where that was not computed."""
        return self.growth.iloc[-1] if len(self.growth) else None

    @property
    def bent_pipe(self) -> float:
        """Throughput without lasers, Gbit/s; NaN where it has none anyway, or where that was not computed."""
        rows = self.capacity[self.capacity["case"] == "bent-pipe"]
        return float(rows["throughput_gbps"].iloc[0]) if len(rows) else float("nan")

    def losses(self, kind: str) -> list[Loss]:
        """What failures of a kind cost against all gateways and satellites, the worst first.

        Args:
            kind: gateway-failure or plane-failure.

        Returns:
            Losses; none where nothing was computed to compare.
        """
        whole = self.full
        if whole is None:
            return []
        found = [self._loss(row, whole) for _, row in self.capacity[self.capacity["case"] == kind].iterrows()]
        return sorted((loss for loss in found if np.isfinite(loss.throughput)), key=lambda loss: -loss.throughput)

    def _loss(self, row: pd.Series, whole: pd.Series) -> Loss:
        before, after = float(whole["throughput_gbps"]), float(row["throughput_gbps"])
        name = str(row["label"]).removeprefix("without ")
        reach = float(whole["reached_share"]) - float(row["reached_share"])
        share = (before - after) / before if before > 0.0 else float("nan")
        return Loss(self.record.short(name), before - after, share, reach)

    def _rows(self, table: pd.DataFrame) -> pd.DataFrame:
        rows = self.case.rows(table)
        return rows[rows["network"] == self.record.name]


def _pair_day(record: NetworkRecord, here: xr.Dataset) -> PairDay:
    rtt, links, time = (np.asarray(here[name].to_numpy(), dtype=np.float64) for name in ("rtt", "hops", "time"))
    return PairDay(
        source=record.short(str(here["source"].item())),
        destination=record.short(str(here["destination"].item())),
        time=time,
        rtt=rtt,
        links=np.where(np.isfinite(rtt), links, np.nan),
        reached=float(here["reached"]),
        changes=float(here["path_changes"]),
        fibre=float(here["fibre_rtt"]),
    )


def network_cases(networks: Networks, cases: Sequence[Case]) -> tuple[NetworkCase, ...]:
    """Every network with every constellation and date with which it was computed.

    Args:
        networks: artefacts.
        cases: of the run.

    Returns:
        In the order of networks, then of cases.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts: NaN where the scenario does not look.
    """
    there = cases_of(networks.network, cases)
    found = (NetworkCase(record, case, networks) for record in networks.records for case in there)
    return tuple(one for one in found if one.pairs or one.world is not None or len(one.capacity))


def latest_networks(found: Sequence[NetworkCase]) -> tuple[NetworkCase, ...]:
    """Of every network the newest case of each constellation.

    Args:
        found: in the order of networks.

    Returns:
        Those of them, in their order.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.cases.newest.
    """
    latest: list[NetworkCase] = []
    for name in dict.fromkeys(one.record.name for one in found):
        own = [one for one in found if one.record.name == name]
        order = newest([one.case for one in own])
        latest += sorted((one for one in own if one.case in order), key=lambda one: order.index(one.case))
    return tuple(latest)
