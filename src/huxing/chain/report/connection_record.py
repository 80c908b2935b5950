"""What the stage `connect` left in a run folder: its artefacts, and the links and lasers that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from huxing.chain.report.run_record import RunRecord, read_artefacts
from huxing.chain.run_folder import RunFolder
from huxing.chain.stages.connect_artefacts import SCHEMAS_OF_DATASETS, SCHEMAS_OF_TABLES

DIRECTIONS = ("down", "up")
"""To the terminal, and from it."""


@dataclass(frozen=True)
class LinkRecord:
    """A radio link as the stage resolved it; what `run.json` does not say is '' or NaN.

    Attributes:
        name, title, note: as the scenario has them.
        terminal, payload: rows of the catalogue.
        band: of both ends.
        exceedance: share of the year of the weather that margins and rates are given for.
        required: by direction, rate that counts as served, bit/s; NaN for any.
        min_elevation: least elevation of use, a panel's limit of scan counted, rad.
        extra_loss_db, implementation_loss_db: on top of the models.
        stations: title by name, in the scenario's order.
        places: (longitude, latitude) of the stations, degrees, as far as they are known.
    """

    name: str
    title: str
    note: str
    terminal: Mapping[str, Any]
    payload: Mapping[str, Any]
    band: str
    exceedance: float
    required: Mapping[str, float]
    min_elevation: float
    extra_loss_db: float
    implementation_loss_db: float
    stations: Mapping[str, str]
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Connection:
    """What the stage `connect` gave, as huxing.chain.stages.connect_artefacts declares it, and what it worked on."""

    links: xr.Dataset
    link_curves: xr.Dataset
    link_map: xr.Dataset
    budgets: pd.DataFrame
    laser_links: pd.DataFrame
    parameters: Mapping[str, Any]

    @property
    def records(self) -> tuple[LinkRecord, ...]:
        """The radio links, in the order of the artefacts."""
        entries = {str(entry.get("name")): entry for entry in self.parameters.get("links") or ()}
        return tuple(_link(name, entries.get(name, {})) for name in map(str, self.links["link"].to_numpy()))

    @property
    def laser_entries(self) -> Mapping[str, Mapping[str, Any]]:
        """The laser links as resolved, by name."""
        return {str(entry.get("name")): entry for entry in self.parameters.get("lasers") or ()}

    @property
    def span_s(self) -> float:
        """Length of the day that is looked at, s; NaN where unknown."""
        return _number(self.links.attrs.get("span_s", self.parameters.get("span_s")))

    @property
    def step_s(self) -> float:
        """Time step along the day, s; NaN where unknown."""
        return _number(self.links.attrs.get("step_s", self.parameters.get("step_s")))

    @property
    def climate(self) -> str:
        """Label of the climate that the weather comes from; '' where unknown."""
        choice = self.parameters.get("climate") or {}
        label = choice.get("label", "") if isinstance(choice, Mapping) else choice
        return str(label or self.links.attrs.get("climate", ""))

    @property
    def climate_error(self) -> str:
        """What the stage says of the climate's error; '' where it says nothing."""
        return str(self.links.attrs.get("climate_error", ""))

    @property
    def marks(self) -> tuple[str, ...]:
        """Models that were used outside their stated range, each once."""
        found: dict[str, None] = {}
        for dataset in (self.links, self.link_curves, self.link_map):
            found |= dict.fromkeys(mark for mark in str(dataset.attrs.get("marks", "")).split("; ") if mark)
        return tuple(found)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _link(name: str, entry: Mapping[str, Any]) -> LinkRecord:
    terminal = entry.get("terminal") or {}
    return LinkRecord(
        name=name,
        title=str(entry.get("title") or name),
        note=str(entry.get("note") or ""),
        terminal=terminal,
        payload=entry.get("payload") or {},
        band=str(entry.get("band") or ""),
        exceedance=_number(entry.get("exceedance")),
        required={direction: _number(entry.get(f"required_{direction}")) for direction in DIRECTIONS},
        min_elevation=_least_elevation(entry, terminal),
        extra_loss_db=_number(entry.get("extra_loss_db")),
        implementation_loss_db=_number(entry.get("implementation_loss_db")),
        stations=dict(_station(site) for site in entry.get("sites") or ()),
        places=tuple(_place(site) for site in entry.get("sites") or () if np.isfinite(_place(site)).all()),
    )


def _station(site: Mapping[str, Any]) -> tuple[str, str]:
    name = str((site.get("station") or {}).get("name", ""))
    return name, str(site.get("title") or name)


def _place(site: Mapping[str, Any]) -> tuple[float, float]:
    station = site.get("station") or {}
    return float(np.degrees(_number(station.get("longitude")))), float(np.degrees(_number(station.get("latitude"))))


def _least_elevation(entry: Mapping[str, Any], terminal: Mapping[str, Any]) -> float:
    """The scenario's, else the terminal's own, else the horizon; a panel's limit of scan where that is higher."""
    if not terminal:
        return _number(entry.get("min_elevation"))
    written, own = _number(entry.get("min_elevation")), np.radians(_number(terminal.get("min_elevation_deg")))
    used = next((value for value in (written, float(own)) if np.isfinite(value)), 0.0)
    bands = list(terminal.get("bands") or ())
    bands = [band for band in bands if band.get("name") == entry.get("band")] or bands
    panels = [
        band for band in bands if band.get("pattern") == "phased-array" and band.get("scan_limit_deg") is not None
    ]
    if not panels or len(panels) < len(bands):
        return used
    return max(used, min(float(np.radians(90.0 - band["scan_limit_deg"])) for band in panels))


def read_connection(folder: RunFolder, record: RunRecord) -> Connection | None:
    """Read the artefacts of the stage `connect`.

    Args:
        folder: of the run.
        record: its `run.json`.

    Returns:
        The artefacts; None where the stage was not run.

    Raises:
        RunError: the stage was planned, but its artefacts are missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        huxing.chain.stages.connect_artefacts.
    """
    stage = record.stage("connect")
    if stage is None or not stage.was_run:
        return None
    artefacts = read_artefacts(folder, stage, tables=SCHEMAS_OF_TABLES, datasets=SCHEMAS_OF_DATASETS)
    return Connection(**artefacts, parameters=stage.parameters)
