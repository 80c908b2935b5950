"""The stage `connect` of a run made by hand: links, curves, maps, budgets and lasers of known figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from made_run import DATES

from huxing.chain.run_folder import RunFolder
from huxing.chain.stages.connect_artefacts import (
    BUDGETS,
    LASER_LINKS,
    LINK_CURVES,
    LINK_MAP,
    LINKS,
    SCHEMAS_OF_DATASETS,
    SCHEMAS_OF_TABLES,
)

KEY = "fedcba9876543210" * 4
WAYS = ("down", "up")
EXCEEDANCES = (0.0001, 0.001, 0.01, 0.1)
STEP_S = 600.0
RATE = {"down": 12.0e6, "up": 0.18e6}
"""Of a satellite overhead in fair weather."""


@dataclass
class MadeConnection:
    """By default a phone and a dish over one station, of the fleet at its second date and of its design there."""

    links: tuple[str, ...] = ("phone", "dish")
    titles: tuple[str, ...] = ("Phone in the open", "Dish on a roof")
    constellations: tuple[str, ...] = ("star", "dream")
    cases: tuple[tuple[int, int], ...] = ((1, 0), (1, 1))
    stations: tuple[str, ...] = ("roof",)
    station_title: str = "My roof"
    year: dict[tuple[str, str, str], float] = field(default_factory=dict)
    required: dict[str, float | None] = field(default_factory=lambda: {"down": 2.0e6, "up": None})
    ways: tuple[str, ...] = WAYS
    blank: bool = False
    with_map: bool = True
    with_lasers: bool = True
    reason: str = ""
    parameters: dict[str, Any] | None = None
    note: str = "The payload is that of a study."
    marks: str = ""
    budget: tuple[tuple[str, float, str, str, str], ...] = ()

    def stage(self) -> dict[str, Any]:
        """The stage as `run.json` has it."""
        return {
            "name": "connect", "version": 1, "key": "" if self.reason else KEY, "run": not self.reason,
            "reason": self.reason, "inputs": {}, "gives": {},
            "parameters": self._parameters() if self.parameters is None else self.parameters,
        }  # fmt: skip

    def write(self, run: RunFolder) -> None:
        """Its artefacts."""
        if not self.reason:
            run.artefacts.write("connect", KEY, self._fill)

    def _fill(self, place: Path) -> None:
        tables = {"budgets": self._budgets(), "laser_links": self._lasers()}
        for name, schema in SCHEMAS_OF_TABLES.items():
            schema.write(tables[name], place / f"{name}.parquet")
        for name, dataset in {"links": self._links(), "link_curves": self._curves(), "link_map": self._map()}.items():
            SCHEMAS_OF_DATASETS[name].write(dataset, place / f"{name}.nc")

    def _parameters(self) -> dict[str, Any]:
        ends = {
            "source": "A paper of 2020",
            "note": "",
            "unverified": "Its noise is not known.",
            "min_elevation_deg": 10.0,
        }
        return {
            "span_s": 86_400.0, "step_s": STEP_S, "map_spacing_deg": 30.0, "map_instants": 2000,
            "climate": {"source": "itu", "label": "digital maps of a test"},
            "links": [
                {"name": name, "title": title, "note": self.note, "band": "s", "exceedance": 0.01,
                 "min_elevation": None, "extra_loss_db": 3.0, "implementation_loss_db": 1.0,
                 "required_down": self.required["down"], "required_up": self.required["up"],
                 "terminal": {"name": f"{name}-row", "title": f"{title}, the row", "status": "vendor", **ends},
                 "payload": {"name": "leo", "title": "A payload", "status": "standard", **ends},
                 "sites": [{"title": self.station_title,
                            "station": {"name": station, "latitude": 0.545, "longitude": 2.12}}
                           for station in self.stations]}
                for name, title in zip(self.links, self.titles, strict=True)
            ],
            "lasers": [{"name": "isl", "title": "Lasers of the star", "note": "A made laser.",
                        "terminal": {"name": "oct", "title": "A laser", "status": "standard", "source": "A standard"}}],
        }  # fmt: skip

    def _coordinates(self) -> dict[str, Any]:
        return {
            "date": np.array(DATES, "datetime64[ns]"), "link": list(self.links),
            "constellation": list(self.constellations), "station": list(self.stations), "direction": list(WAYS),
            "time": np.arange(0.0, 86_400.0, STEP_S), "exceedance": np.array(EXCEEDANCES),
            "elevation": np.radians(np.arange(1.0, 91.0)), "ground": np.arange(12 if self.with_map else 0),
        }  # fmt: skip

    def _blank(self, schema: Any) -> xr.Dataset:
        values = self._coordinates()
        axes = dict.fromkeys(axis for _, dims in schema.variables.values() for axis in dims)
        data = {
            name: (dims, np.full([len(values[axis]) for axis in dims], np.nan), {"units": unit, "long_name": name})
            for name, (unit, dims) in schema.variables.items()
        }
        return xr.Dataset(data, {axis: (axis, values[axis]) for axis in axes}, {"marks": self.marks})

    def _links(self) -> xr.Dataset:
        made = self._blank(LINKS)
        if self.blank:
            return made
        seconds = made["time"].to_numpy()
        elevation = np.degrees(0.9) * np.sin(2 * np.pi * seconds / 7200.0) + 30.0
        seen = elevation > 10.0
        share = np.where(seen, np.sin(np.radians(elevation)) ** 2, 0.0)
        for date, index in self.cases:
            for name in self.links:
                here = {"date": made["date"][date], "link": name, "constellation": self.constellations[index]}
                made["elevation"].loc[here] = np.where(seen, np.radians(elevation), np.nan)[:, None]
                made["slant_range"].loc[here] = np.where(seen, 1e6, np.nan)[:, None]
                for way in self.ways:
                    there = {**here, "direction": way}
                    made["rate"].loc[there] = (np.round(8 * share) / 8 * RATE[way])[:, None]
                    made["margin"].loc[there] = np.where(seen, 10.0 * share - 2.0, np.nan)[:, None]
                    made["availability"].loc[there] = np.where(seen, 1.0 - 0.02 * (1.0 - share), 0.0)[:, None]
                    year = self.year.get((name, self.constellations[index], way), 0.625)
                    made["year_availability"].loc[there] = year
        return made

    def _curves(self) -> xr.Dataset:
        made = self._blank(LINK_CURVES)
        elevation = made["elevation"].to_numpy()
        used = elevation >= np.radians(10.0)
        for name in self.links[: 0 if self.blank else None]:
            for way in self.ways:
                for share in EXCEEDANCES:
                    level = np.sin(elevation) * (1.0 - 0.02 / share**0.4 / np.sin(elevation) ** 0.5)
                    rate = np.where(used, np.clip(np.round(8 * level) / 8, 0.0, 1.0) * RATE[way], np.nan)
                    place = {"link": name, "direction": way, "exceedance": share}
                    made["rate"].loc[place] = rate
                    made["margin"].loc[place] = np.where(used, 10.0 * level - 2.0, np.nan)
        return made

    def _map(self) -> xr.Dataset:
        made = self._blank(LINK_MAP).drop_vars("ground")
        if self.with_map:
            latitude = np.repeat([-67.5, -22.5, 22.5, 67.5], 3)
            made = made.assign_coords(
                latitude=("ground", latitude), longitude=("ground", np.tile([-120.0, 0, 120.0], 4))
            )
            for date, index in self.cases if not self.blank else ():
                here = {"date": made["date"][date], "constellation": self.constellations[index]}
                made["in_view"].loc[here] = 0.9
                for way, share in zip(self.ways, (0.75, 0.5), strict=False):
                    made["availability"].loc[{**here, "direction": way}] = share
                    made["mean_rate"].loc[{**here, "direction": way}] = RATE[way] / 2
        else:
            made = made.assign_coords(latitude=("ground", np.empty(0)), longitude=("ground", np.empty(0)))
        return made

    def _budgets(self) -> pd.DataFrame:
        rows = [
            (name, way, number, *row)
            for name in self.links
            for way in self.ways
            for number, row in enumerate(self.budget or BUDGET)
        ]
        return (
            pd.DataFrame(rows, columns=[column.name for column in BUDGETS.columns])
            if rows and not self.blank
            else BUDGETS.empty()
        )

    def _lasers(self) -> pd.DataFrame:
        if not self.with_lasers or self.blank:
            return LASER_LINKS.empty()
        return pd.DataFrame([
            {"date": np.datetime64(DATES[1], "ns"), "milestone": "m1", "laser": "isl", "constellation": "star",
             "satellite": f"star-{k}", "neighbour": f"star-{k + 1}", "kind": kind, "least_range_km": 1000.0 + k,
             "greatest_range_km": 4000.0 + k, "up_share": up, "mean_rate_gbps": 10.0 * up, "blocked_share": lost,
             "sun_share": 0.0, "acquiring_share": 1.0 - up - lost}
            for k, (kind, up, lost) in enumerate(LASERS)
        ])  # fmt: skip


LASERS = (("in-plane", 1.0, 0.0), ("cross-plane", 0.5, 0.375), ("cross-plane", 0.75, 0.0))
"""Kind of neighbour, share of time up, share blocked; what is left is spent on acquiring."""
BUDGET = (
    ("EIRP along the axis", 54.77, "dBW", "level", "catalogue, leo: table 1"),
    ("EIRP towards the receiver", 54.77, "dBW", "result", "sum of the terms above"),
    ("frequency", 2.185, "GHz", "information", "catalogue, leo, band s"),
    ("elevation", 10.0, "deg", "information", "given by the user"),
    ("slant range", 2762.64, "km", "information", "3GPP TR 38.811 V15.1.0, eq. (6.6-3)"),
    ("exceedance", 1.0, "% of a year", "information", "given by the user"),
    ("free-space loss", -168.06, "dB", "loss", "ITU-R P.525-4, section 2.2"),
    ("atmosphere", -0.35, "dB", "loss", "ITU-R P.618-13, section 2.5"),
    ("polarisation loss", -3.01, "dB", "loss", "IEEE Std 145, polarization efficiency"),
    ("extra loss of the scenario", -3.0, "dB", "loss", "given by the user"),
    ("receive antenna gain", 0.0, "dBi", "gain", "catalogue, phone"),
    ("system noise temperature", -31.62, "dB/K", "loss", "H. T. Friis, Proc. IRE 32, 419 (1944)"),
    ("Boltzmann's constant", 228.6, "dBHzK/W", "gain", "SI brochure, 9th edition, section 2.2"),
    ("C/N0", 77.33, "dBHz", "result", "H. T. Friis, Proc. IRE 34, 254 (1946)"),
    ("symbol rate", -74.59, "dB(baud)", "loss", "catalogue, leo, band s"),
    ("Es/N0", 2.74, "dB", "result", "definition of the ratio"),
    ("implementation loss", -1.0, "dB", "loss", "given by the user"),
    ("required", -1.25, "dB", "loss", "model: 2 dB over the Shannon bound"),
    ("margin", 0.49, "dB", "result", "sum of the terms above"),
    ("rate", 18.75e6, "bit/s", "result", "nr: MCS 5"),
)
"""Term, value, unit, kind and clause; the terms add up to each result."""
