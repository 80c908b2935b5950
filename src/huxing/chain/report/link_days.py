"""Links at their stations: each under a constellation at a date, as far as it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.report.cases import Case, newest
from huxing.chain.report.connection_record import Connection, LinkRecord

FAIR_SHARE, LEAST_SHARE = 0.50, 0.05
"""Quantiles of a rate along the day that the report tells."""


@dataclass(frozen=True, eq=False)
class LinkDay:
    """A link under a constellation at a date, over one station.

    Attributes:
        link: of the scenario.
        case: constellation and date.
        station, station_title: where.
        figures: its part of the dataset `links`, over time and direction.
    """

    link: LinkRecord
    case: Case
    station: str
    station_title: str
    figures: xr.Dataset

    @property
    def slug(self) -> str:
        """A name for ids within the page."""
        return f"{self.link.name}-{self.case.slug}-{self.station}"

    @property
    def time(self) -> NDArray[np.float64]:
        """Seconds after the date."""
        return self._of("time")

    def series(self, name: str, direction: str) -> NDArray[np.float64]:
        """A variable along the day."""
        return np.asarray(self.figures[name].sel(direction=direction).to_numpy(), dtype=np.float64)

    def year(self, direction: str) -> float:
        """Share of the year in which the required rate is delivered; NaN where unknown."""
        return float(self.figures["year_availability"].sel(direction=direction))

    def rate(self, direction: str, share: float) -> float:
        """The quantile of the rate over all instants of the day, bit/s; NaN where none is known."""
        known = self.series("rate", direction)
        known = known[np.isfinite(known)]
        return float(np.quantile(known, share)) if known.size else float("nan")

    def without_rate(self, direction: str) -> float:
        """Share of the day's known instants with no rate at all; NaN where none is known."""
        known = self.series("rate", direction)
        known = known[np.isfinite(known)]
        return float((known <= 0.0).mean()) if known.size else float("nan")

    def margins(self, direction: str) -> NDArray[np.float64]:
        """Margins of the instants with a satellite in view, dB."""
        values = self.series("margin", direction)
        return values[~np.isnan(values)]

    def _of(self, coordinate: str) -> NDArray[np.float64]:
        return np.asarray(self.figures[coordinate].to_numpy(), dtype=np.float64)


def link_days(connection: Connection, cases: Sequence[Case]) -> tuple[LinkDay, ...]:
    """Every link at every station and case at which it was computed.

    Args:
        connection: artefacts.
        cases: of the run.

    Returns:
        In the order of links, cases and stations.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINKS: NaN where nothing was computed.
    """
    found = []
    for link in connection.records:
        for case in cases_of(connection.links, cases):
            here = case.figures(connection.links).sel(link=link.name)
            for station in _stations(link, here):
                figures = here.sel(station=station)
                if any(np.isfinite(figures[name].to_numpy()).any() for name in ("rate", "year_availability")):
                    found.append(LinkDay(link, case, station, link.stations.get(station, station), figures))
    return tuple(found)


def _stations(link: LinkRecord, here: xr.Dataset) -> list[str]:
    """The link's own first, in its order."""
    known = [str(name) for name in here["station"].to_numpy()]
    return [name for name in link.stations if name in known] + [name for name in known if name not in link.stations]


def cases_of(dataset: xr.Dataset, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Cases that a dataset of the stage `connect` has a place for.

    Args:
        dataset: with axes `date` and `constellation`.
        cases: of the run.

    Returns:
        Those of them.

    Raises:
        Nothing of its own.

    Source:
        None: a look-up.
    """
    dates, names = set(dataset["date"].to_numpy()), set(dataset["constellation"].to_numpy())
    return tuple(case for case in cases if case.date in dates and case.constellation in names)


def first_station(days: Sequence[LinkDay]) -> tuple[LinkDay, ...]:
    """Each link at the first of its stations.

    Args:
        days: in the order of `link_days`.

    Returns:
        Those there.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    first: dict[str, str] = {}
    for day in days:
        first.setdefault(day.link.name, day.station)
    return tuple(day for day in days if day.station == first[day.link.name])


def abreast(days: Sequence[LinkDay], most: int) -> tuple[LinkDay, ...]:
    """What figures show: of each link the newest cases, as many of each as fit.

    Args:
        days: any.
        most: how many at most.

    Returns:
        Days at each link's first station; one case of every link before a second one of any.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    there = first_station(days)
    ranked = []
    for name in dict.fromkeys(day.link.name for day in there):
        own = [day for day in there if day.link.name == name]
        order = newest([day.case for day in own])
        latest = sorted((day for day in own if day.case in order), key=lambda day: order.index(day.case))
        ranked += list(enumerate(latest))
    taken = [day for _, day in sorted(ranked, key=lambda pair: pair[0])[:most]]
    return tuple(day for _, day in ranked if day in taken)
