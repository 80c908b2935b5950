"""Passes over the ground stations within the first day of a date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huxing.chain.stages.fly_artefacts import PASSES
from huxing.chain.stages.fly_fleet import satellites_in_service
from huxing.chain.stages.fly_parameters import SelectedSets, Source
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.station import Station


@dataclass(frozen=True)
class PassWork:
    """Parameters of `write_passes`."""

    milestone: str
    date: np.datetime64
    constellation: str
    source: Source
    span_s: float
    stations: tuple[Station, ...]


def write_passes(work: PassWork, folder: Path) -> None:
    """Write `passes.parquet` of one constellation at one date.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        StaleDataError: Earth orientation does not reach the date.

    Source:
        huxing.orbit.find_passes.
    """
    from huxing.orbit.passes import find_passes

    satellites = satellites_in_service(work.source, work.date)
    labels = SelectedSets(satellites).labels if isinstance(satellites, ElementSets) else satellites.labels
    stop = work.date + np.timedelta64(round(work.span_s), "s")
    found = find_passes(satellites, work.stations, work.date, stop)
    found["satellite"] = labels[found.pop("satellite_index").to_numpy()]
    found = found.assign(date=work.date, milestone=work.milestone, constellation=work.constellation)
    PASSES.write(found, folder / "passes.parquet")
