"""A small scenario of the stage `fly`, and element sets made from shells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from huxing.chain.engines import LocalEngine
from huxing.chain.runner import run_scenario
from huxing.chain.scenario import Scenario, load_scenario
from huxing.chain.stages.fly import FLY
from huxing.chain.stages.fly_artefacts import SCHEMAS_OF_DATASETS, SCHEMAS_OF_TABLES
from huxing.core.constants import WGS72_J2, WGS72_MU, WGS72_RADIUS, WGS84_SEMI_MAJOR_AXIS
from huxing.orbit.constellation import Shell
from huxing.orbit.element_sets import ElementSets

TEXT = """\
name: tiny
title: Tiny
question: Is it seen?
start: 2026-08-22
dates:
- {name: half, date: 2026-03-01}
- {name: whole, date: 2026-08-22}
fly:
  hours: 3
  step_s: 120
  folds: [2]
  map_spacing_deg: 15
  profile_step_s: 600
  constellations:
  - name: star
    role: observed
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 3, per_plane: 4}}]
    compared_with: dream
    deployed:
      half: {planes: [2, 3], per_plane: [4, 2]}
  - name: dream
    title: The dream
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 6, per_plane: 4}}]
    dates: [whole]
    min_elevation_deg: 10
  areas:
  - {name: cap, title: The cap, band: {south_deg: 70, north_deg: 90}, spacing_deg: 5}
  - {name: places, points: [[121.5, 31.2], [0, 0]]}
  - {name: delta, polygon: [[118, 29], [122, 29], [122, 33], [118, 33]]}
  - {name: road, route: [[120, 30], [-120, 40]]}
  stations:
  - {name: roof, title: My roof, latitude_deg: 31.2, longitude_deg: 121.5}
"""
AREAS = ["cap", "places", "delta", "road"]


def load(folder: Path, text: str = TEXT, **options: Any) -> Scenario:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.yaml").write_text(text)
    return load_scenario(folder / "tiny.yaml", stages=(FLY,), **options)


def fly(folder: Path, text: str = TEXT, **options: Any) -> dict[str, Any]:
    """Run it, and read all artefacts as their schemas declare them."""
    run_scenario(load(folder, text, **options), folder / "run", stages=(FLY,), engine=LocalEngine(1))
    return read(folder / "run")


def read(run: Path) -> dict[str, Any]:
    place = next(run.glob("artefacts/fly-*"))
    tables = {name: schema.read(place / f"{name}.parquet") for name, schema in SCHEMAS_OF_TABLES.items()}
    return tables | {name: schema.read(place / f"{name}.nc") for name, schema in SCHEMAS_OF_DATASETS.items()}


def sets_of(
    shell: Shell, epoch: str, *, prefix: str = "STAR", first: int = 50_001, lift: float = 0.0, slots: int = 99
) -> ElementSets:
    """Element sets of a shell at its epoch, all of them `lift` metres higher."""
    axis = shell.semi_major_axis + lift
    raan = np.repeat(shell.raan, [len(a[:slots]) for a in shell.argument_of_latitude])
    latitude = np.concatenate([a[:slots] for a in shell.argument_of_latitude])
    shape = 0.75 * WGS72_J2 * (WGS72_RADIUS / axis) ** 2 * (3.0 * np.cos(shell.inclination) ** 2 - 1.0)
    count = len(raan)
    table = pd.DataFrame(
        {
            "name": [f"{prefix}-{k}" for k in range(1, count + 1)],
            "norad_id": np.arange(first, first + count),
            "cospar_id": "2026-001A",
            "classification": "U",
            "epoch": np.datetime64(epoch, "ns"),
            "mean_motion": np.sqrt(WGS72_MU / axis**3) * (1.0 + shape),
            "eccentricity": 1e-4,
            "inclination": shell.inclination,
            "raan": raan,
            "argument_of_perigee": 0.0,
            "mean_anomaly": latitude,
            "bstar": 0.0,
            "mean_motion_dot": 0.0,
            "mean_motion_ddot": 0.0,
            "element_set_number": 1,
            "revolution_number": 1,
        }
    )
    return ElementSets(table)


def altitude_of(sets: ElementSets) -> np.ndarray:
    return sets.semi_major_axis - WGS84_SEMI_MAJOR_AXIS


def cell(dataset: xr.Dataset, name: str, **where: Any) -> Any:
    return dataset[name].sel(**where).to_numpy()
