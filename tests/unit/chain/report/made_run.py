"""Run folders made by hand, so that a test knows every figure that the report must show."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from huxing.chain.run_folder import RunFolder
from huxing.chain.stages.fly_artefacts import (
    COVERAGE,
    COVERAGE_MAP,
    LATITUDE_PROFILE,
    SCHEMAS_OF_DATASETS,
    SCHEMAS_OF_TABLES,
)

DATES = ("2025-12-31", "2026-08-22")
KEY = "0123456789abcdef" * 4


@dataclass
class MadeRun:
    """A run: by default one observed constellation at two dates beside its design at the second."""

    names: tuple[str, ...] = ("star", "dream")
    titles: tuple[str, ...] = ("Star as observed", "The dream")
    roles: tuple[str, ...] = ("observed", "design")
    areas: tuple[str, ...] = ("Shanghai", "The cap")
    method: dict[tuple[int, int], str] = field(default_factory=lambda: {(0, 0): "j2", (1, 0): "sgp4", (1, 1): "j2"})
    share: dict[tuple[int, int, int], float] = field(default_factory=dict)
    longest: dict[tuple[int, int, int], float] = field(default_factory=dict)
    sites: tuple[str, ...] = ("roof",)
    site_title: str = "My roof"
    title: str = "A made run"
    question: str = "Is it seen?"
    with_fly: bool = True
    reason: str = ""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    deployed: dict[str, str] = field(default_factory=dict)
    input_file: str = "/home/somebody/elements.tle"
    others: tuple[Any, ...] = ()

    def write(self, folder: Path) -> Path:
        run = RunFolder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        stages = [self._stage()] if self.with_fly else []
        stages += [other.stage() for other in self.others]
        run.run_file.write_text(json.dumps(self._document(stages)), encoding="utf-8")
        if self.with_fly and not self.reason:
            run.artefacts.write("fly", KEY, self._fill)
        for other in self.others:
            other.write(run)
        return folder

    def _fill(self, place: Path) -> None:
        tables = {"fleet": self.fleet(), **self.tables}
        for name, schema in SCHEMAS_OF_TABLES.items():
            schema.write(tables.get(name, schema.empty()), place / f"{name}.parquet")
        for name, dataset in self.datasets().items():
            SCHEMAS_OF_DATASETS[name].write(dataset, place / f"{name}.nc")

    def _stage(self) -> dict[str, Any]:
        return {
            "name": "fly", "version": 1, "key": "" if self.reason else KEY, "run": not self.reason,
            "reason": self.reason, "inputs": {}, "gives": {}, "parameters": self._parameters(),
        }  # fmt: skip

    def _parameters(self) -> dict[str, Any]:
        compared = {"star": "dream"} if "dream" in self.names else {}
        square = [[118.0, 29.0], [122.0, 29.0], [122.0, 33.0]]
        return {
            "map_spacing_deg": 30.0, "profile_step_s": 3600.0, "earth_orientation": "0.2026.11.2",
            "constellations": [
                {"name": name, "compared_with": compared.get(name, ""), "file": {"sha256": "f" * 64},
                 "max_age_s": 1209600.0, "in_service": "on-station", "note": self.notes.get(name, ""),
                 "deployed": {m: {"note": text} for m, text in self.deployed.items()}}
                for name in self.names
            ],
            "areas": [
                {"name": f"area-{k}", "title": title,
                 "shape": {"kind": "polygon", "spacing_deg": 1.0, "coordinates": square, "band": None}}
                for k, title in enumerate(self.areas)
            ],
            "sites": [
                {"title": self.site_title,
                 "station": {"name": name, "latitude": 0.545, "longitude": 2.12, "height": 10.0,
                             "min_elevation": 0.17453292519943295, "mask": []}}
                for name in self.sites
            ],
        }  # fmt: skip

    def _document(self, stages: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "format": 1, "name": "made", "title": self.title, "question": self.question, "seed": 7,
            "milestones": [{"name": f"m{k}", "date": f"{d}T00:00:00", "title": d} for k, d in enumerate(DATES)],
            "scenario": {"source": "/home/somebody/made.yaml", "sha256": "a" * 64, "as_written": {}},
            "inputs": [{"file": self.input_file, "sha256": "f" * 64, "stages": ["fly"]}],
            "stages": stages, "versions": {"huxing": "0.1.0", "python": "3.11"},
        }  # fmt: skip

    def datasets(self) -> dict[str, xr.Dataset]:
        sizes = {
            "date": 2, "constellation": len(self.names), "area": len(self.areas), "fold": 2, "ground": 12, "time": 24,
            "latitude": 4,
        }  # fmt: skip
        latitude = np.repeat([-67.5, -22.5, 22.5, 67.5], 3)
        made = {
            "coverage": self._dataset(COVERAGE.variables, sizes, {
                "area": ("area", [f"area-{k}" for k in range(len(self.areas))]),
                "area_title": ("area", np.array(self.areas, dtype=object)), "fold": ("fold", [1, 2]),
            }),
            "coverage_map": self._dataset(COVERAGE_MAP.variables, sizes, {
                "latitude": ("ground", latitude), "longitude": ("ground", np.tile([-120.0, 0.0, 120.0], 4)),
            }),
            "latitude_profile": self._dataset(LATITUDE_PROFILE.variables, sizes, {
                "time": ("time", np.arange(24) * 3600.0), "latitude": ("latitude", np.unique(latitude)),
            }),
        }  # fmt: skip
        self._figures(made["coverage"])
        return made

    def _dataset(self, variables: Any, sizes: dict[str, int], coordinates: dict[str, Any]) -> xr.Dataset:
        computed = np.zeros((2, len(self.names)), dtype=bool)
        for place in self.method:
            computed[place] = True
        data = {}
        for name, (unit, axes) in variables.items():
            values = xr.DataArray(np.full([sizes[axis] for axis in axes], 0.5), dims=axes)
            known = xr.DataArray(computed, dims=("date", "constellation"))
            values = values.where(known).transpose(*axes)
            if name == "satellites":
                values = (known * 12).astype(np.int64)
            data[name] = values.assign_attrs(units=unit, long_name=name)
        method = np.full((2, len(self.names)), "", dtype=object)
        for place, value in self.method.items():
            method[place] = value
        common = {
            "date": ("date", np.array(DATES, "datetime64[ns]")), "milestone": ("date", ["m0", "m1"]),
            "milestone_title": ("date", list(DATES)), "constellation": ("constellation", list(self.names)),
            "constellation_title": ("constellation", np.array(self.titles, dtype=object)),
            "role": ("constellation", list(self.roles)),
            "min_elevation": ("constellation", np.full(len(self.names), 25.0)),
            "method": (("date", "constellation"), method),
        }  # fmt: skip
        return xr.Dataset(data, {**common, **coordinates}, {"span_s": 86_400.0, "step_s": 60.0})

    def _figures(self, coverage: xr.Dataset) -> None:
        for place in self.method:
            for area in range(len(self.areas)):
                share = self.share.get((*place, area), 0.5)
                longest = self.longest.get((*place, area), 1140.0)
                coverage["covered_share"][(*place, area)] = share
                coverage["max_gap"][(*place, area)] = longest
                for name in ("mean_gap", "p95_gap"):
                    coverage[name][(*place, area)] = longest / 2 if longest else np.nan

    def fleet(self) -> pd.DataFrame:
        """Two planes of six satellites; of an observed fleet by element sets the last two are raising."""
        rows = []
        for (date, index), method in sorted(self.method.items()):
            for k in range(12):
                off = method == "sgp4" and k >= 10
                role = self.roles[index]
                rows.append({
                    "date": np.datetime64(DATES[date], "ns"), "milestone": f"m{date}",
                    "constellation": self.names[index],
                    "role": role, "satellite": f"{self.names[index]}-{k}", "norad_id": 50_000 + k, "shell": "polar",
                    "plane": 1 + k // 6, "slot": 1 + k % 6, "altitude_km": 850.0 + k if off else 1100.0,
                    "inclination_deg": 89.0, "raan_deg": 350.0 + 15.0 * (k // 6),
                    "argument_of_latitude_deg": 60.0 * (k % 6),
                    "status": "raising" if off else "design" if role == "design" else "on_station",
                    "in_service": not off, "rate_km_per_day": 6.25 if off else np.nan,
                })  # fmt: skip
        table = pd.DataFrame(rows) if rows else SCHEMAS_OF_TABLES["fleet"].empty()
        if rows:
            table["raan_deg"] %= 360.0
        return table


def passes(
    names: tuple[str, ...] = ("star-0", "star-1"), station: str = "roof", elevation: float = 77.5
) -> pd.DataFrame:
    """A pass a satellite, an hour apart from 15:30 UTC on; the last is cut by the end of the day."""
    start = np.datetime64(f"{DATES[1]}T15:30:00", "ns")
    rows = []
    for k, name in enumerate(names):
        rise = start + np.timedelta64(k, "h")
        rows.append({
            "date": np.datetime64(DATES[1], "ns"), "milestone": "m1", "constellation": "star", "station": station,
            "satellite": name, "rise": rise, "culmination": rise + np.timedelta64(300, "s"),
            "set": rise + np.timedelta64(600, "s"), "duration_s": 600.0, "max_elevation_deg": elevation - k,
            "rise_azimuth_deg": 1.0, "culmination_azimuth_deg": 90.0, "set_azimuth_deg": 181.0,
            "culmination_range_km": 1130.0, "rise_cut": False, "set_cut": k == len(names) - 1, "sunlit": True,
            "visible": k == 0,
        })  # fmt: skip
    return pd.DataFrame(rows)


def planes() -> pd.DataFrame:
    """Three designed planes across the zero of right ascension, of which two are begun."""
    designed = [350.0, 5.0, 20.0]
    return pd.DataFrame({
        "date": np.datetime64(DATES[1], "ns"), "milestone": "m1", "constellation": "star", "design": "dream",
        "shell": "polar", "plane": [1, 2, 3], "designed_satellites": [6, 6, 6], "designed_raan_deg": designed,
        "observed_raan_deg": [350.0, 5.0, np.nan], "satellites": [6, 6, 0], "on_station": [6, 4, 0],
    })  # fmt: skip


def raising(days: int = 20) -> pd.DataFrame:
    """The two raising satellites, a set a day up to the second date, climbing 6.25 km a day."""
    epochs = np.datetime64(DATES[1], "ns") - np.arange(days, -1, -1) * np.timedelta64(1, "D")
    return pd.concat([
        pd.DataFrame({
            "constellation": "star", "satellite": f"star-{k}", "norad_id": 50_000 + k, "epoch": epochs,
            "altitude_km": 850.0 + k - 6.25 * np.arange(days, -1, -1),
        })
        for k in (10, 11)
    ])  # fmt: skip
