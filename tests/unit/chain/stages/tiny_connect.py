"""A small scenario of the stages `fly` and `connect`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huxing.chain.engines import LocalEngine
from huxing.chain.runner import run_scenario
from huxing.chain.scenario import Scenario, load_scenario
from huxing.chain.stages.connect import CONNECT
from huxing.chain.stages.connect_artefacts import GIVES
from huxing.chain.stages.fly import FLY

STAGES = (FLY, CONNECT)
TEXT = """\
name: tiny
title: Tiny
question: Does it connect?
dates:
- {name: half, date: 2026-03-01}
- {name: whole, date: 2026-08-22}
fly:
  hours: 1
  step_s: 600
  folds: [1]
  map_spacing_deg: 30
  constellations:
  - name: star
    shells: [{name: polar, walker_star: {altitude_km: 1200, inclination_deg: 89, planes: 6, per_plane: 12}}]
    deployed:
      half: {planes: [1, 2, 3], per_plane: 12}
  - name: ring
    shells: [{name: low, walker_delta: {altitude_km: 1200, inclination_deg: 50, planes: 4, per_plane: 8}}]
    dates: [whole]
  areas:
  - {name: cap, band: {south_deg: 70, north_deg: 90}, spacing_deg: 10}
connect:
  hours: 3
  step_s: 300
  climate: zonal
  curve_exceedances_percent: [1, 0.1]
  map_spacing_deg: 20
  map_instants: 200
  links:
  - name: phone
    title: A phone
    terminal: handset-n256
    payload: tr38821-set1-leo1200
    band: s
    constellations: [star]
    stations: [shanghai, {name: hill, latitude_deg: -20, longitude_deg: 30, altitude_m: 1500}]
    min_elevation_deg: 30
    extra_loss_db: 5.2
    required_down_mbps: 20
  - name: dish
    terminal: vsat-ka
    payload: tr38821-set1-leo1200
    band: ka
    stations: [{name: hill, latitude_deg: -20, longitude_deg: 30, altitude_m: 1500}]
    min_elevation_deg: 10
    exceedance_percent: 0.1
    map: true
  lasers:
  - {name: light, terminal: sda-oct, constellations: [star], sun_exclusion_deg: 10, acquisition_s: 100}
"""


def load_tiny(folder: Path, text: str = TEXT, **options: Any) -> Scenario:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.yaml").write_text(text)
    return load_scenario(folder / "tiny.yaml", stages=STAGES, **options)


def connect(folder: Path, text: str = TEXT, **options: Any) -> dict[str, Any]:
    """Run it, and read the artefacts of `connect` as their schemas declare them."""
    run_scenario(load_tiny(folder, text, **options), folder / "run", stages=STAGES, engine=LocalEngine(1))
    place = next((folder / "run").glob("artefacts/connect-*"))
    return {name: schema.read(place / CONNECT.file_of(name)) for name, schema in GIVES.items()}
