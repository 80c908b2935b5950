"""What a run folder says of its run: the text of `run.json`, checked, and the artefacts of the stage `fly`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from huxing.chain.run_folder import RunFolder
from huxing.chain.stages.fly_artefacts import SCHEMAS_OF_DATASETS, SCHEMAS_OF_TABLES
from huxing.core.errors import RunError
from huxing.core.files import read_bounded
from huxing.core.schema import DatasetSchema, TableSchema

FORMAT = 1
"""Of `run.json`."""
_MOST_BYTES = 64_000_000


@dataclass(frozen=True)
class StageRecord:
    """A stage as `run.json` has it; `reason` says why it was not run, `key` is '' then."""

    name: str
    version: int
    key: str
    reason: str
    gives: Mapping[str, str]
    parameters: Mapping[str, Any]

    @property
    def was_run(self) -> bool:
        """Whether it gave artefacts."""
        return bool(self.key)


@dataclass(frozen=True)
class InputRecord:
    """A file that the run read: its name without folders, its SHA-256 and the stages that used it."""

    name: str
    sha256: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class RunRecord:
    """The whole of `run.json` that the report needs."""

    name: str
    title: str
    question: str
    seed: int
    milestones: tuple[tuple[str, np.datetime64, str], ...]
    scenario_source: str
    scenario_sha256: str
    as_written: Mapping[str, Any]
    inputs: tuple[InputRecord, ...]
    stages: tuple[StageRecord, ...]
    versions: Mapping[str, str]
    notices: tuple[str, ...] = ()

    def stage(self, name: str) -> StageRecord | None:
        """A stage by name; None where the scenario has no section for it."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def why_not_run(self, name: str) -> str:
        """Why a stage gave nothing; '' where it did."""
        stage = self.stage(name)
        if stage is None:
            return f"the scenario has no section '{name}'"
        return "" if stage.was_run else stage.reason or "no reason is recorded"


@dataclass(frozen=True)
class Flight:
    """What the stage `fly` gave, as huxing.chain.stages.fly_artefacts declares it, and what it worked on."""

    coverage: xr.Dataset
    coverage_map: xr.Dataset
    latitude_profile: xr.Dataset
    fleet: pd.DataFrame
    planes: pd.DataFrame
    passes: pd.DataFrame
    raising: pd.DataFrame
    parameters: Mapping[str, Any]

    @property
    def span_s(self) -> float:
        """Length of the day that is looked at, s."""
        return float(self.coverage.attrs["span_s"])

    @property
    def step_s(self) -> float:
        """Time step of coverage, s."""
        return float(self.coverage.attrs["step_s"])

    @property
    def measured_until(self) -> np.datetime64 | None:
        """Last day whose Earth orientation was measured when the stage was run; None where that is unknown."""
        text = self.coverage.attrs.get("earth_orientation_measured_until")
        return np.datetime64(str(text), "ns") if text else None

    @property
    def sites(self) -> list[dict[str, Any]]:
        """Stations in the scenario's order: name, title, latitude_deg, longitude_deg, height_m, min_elevation_deg."""
        return [_site(entry) for entry in self.parameters.get("sites", [])]

    @property
    def areas(self) -> list[dict[str, Any]]:
        """Areas in the scenario's order: name, title, shape (kind, coordinates, band, spacing_deg)."""
        return list(self.parameters.get("areas", []))

    def constellation(self, name: str) -> Mapping[str, Any]:
        """The resolved parameters of a constellation; empty where there are none."""
        found = self.parameters.get("constellations", [])
        return next((entry for entry in found if entry.get("name") == name), {})


def _site(entry: Mapping[str, Any]) -> dict[str, Any]:
    station = entry["station"]
    return {
        "name": station["name"],
        "title": entry["title"],
        "latitude_deg": float(np.degrees(station["latitude"])),
        "longitude_deg": float(np.degrees(station["longitude"])),
        "height_m": station["height"],
        "min_elevation_deg": float(np.degrees(station["min_elevation"])),
    }


def base_name(written: str) -> str:
    """A file's name without its folders, of which a reader elsewhere has no use.

    Args:
        written: a path as the person wrote it.

    Returns:
        Its last part.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return PurePath(written.replace("\\", "/")).name or written


def read_run(folder: RunFolder) -> RunRecord:
    """Read `run.json`.

    Args:
        folder: of the run.

    Returns:
        The record.

    Raises:
        RunError: there is no run in the folder, or its `run.json` is damaged or of another format.

    Source:
        docs/explanation/run-folder.md.
    """
    if not folder.run_file.is_file():
        raise RunError(f"{folder.path}: holds no run (no run.json); give the folder of a finished `huxing run`")
    try:
        document = json.loads(read_bounded(folder.run_file, limit_bytes=_MOST_BYTES))
        if document["format"] != FORMAT:
            raise RunError(f"{folder.run_file}: format {document['format']}, this version reads {FORMAT}; run again")
        return _record(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{folder.run_file}: damaged ({error!r}); start the run again, it reuses what is whole"
        ) from error


def _record(document: Mapping[str, Any]) -> RunRecord:
    return RunRecord(
        name=document["name"],
        title=document["title"],
        question=document["question"],
        seed=int(document["seed"]),
        milestones=tuple((m["name"], np.datetime64(m["date"], "ns"), m["title"]) for m in document["milestones"]),
        scenario_source=base_name(document["scenario"]["source"]),
        scenario_sha256=document["scenario"]["sha256"],
        as_written=document["scenario"]["as_written"],
        inputs=tuple(
            InputRecord(base_name(one["file"]), one["sha256"], tuple(one["stages"])) for one in document["inputs"]
        ),
        stages=tuple(_stage(entry) for entry in document["stages"]),
        versions={name: version or "not installed" for name, version in document["versions"].items()},
        notices=tuple(str(text) for text in document.get("notices", ())),
    )


def _stage(entry: Mapping[str, Any]) -> StageRecord:
    return StageRecord(
        entry["name"], int(entry["version"]), entry["key"], entry["reason"], entry["gives"], entry["parameters"]
    )


def read_flight(folder: RunFolder, record: RunRecord) -> Flight | None:
    """Read the artefacts of the stage `fly`.

    Args:
        folder: of the run.
        record: its `run.json`.

    Returns:
        The artefacts; None where the stage was not run.

    Raises:
        RunError: the stage was planned, but its artefacts are missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        huxing.chain.stages.fly_artefacts.
    """
    stage = record.stage("fly")
    if stage is None or not stage.was_run:
        return None
    artefacts = read_artefacts(folder, stage, tables=SCHEMAS_OF_TABLES, datasets=SCHEMAS_OF_DATASETS)
    return Flight(**artefacts, parameters=stage.parameters)


def read_artefacts(
    folder: RunFolder,
    stage: StageRecord,
    *,
    tables: Mapping[str, TableSchema],
    datasets: Mapping[str, DatasetSchema],
) -> dict[str, Any]:
    """Read what a stage gave.

    Args:
        folder: of the run.
        stage: one that was run.
        tables: declarations by name.
        datasets: declarations by name.

    Returns:
        Tables and datasets by name.

    Raises:
        RunError: they are missing or damaged.
        SchemaError: one of them is not what its stage declares.

    Source:
        docs/explanation/run-folder.md.
    """
    place = folder.artefacts.find(stage.name, stage.key)
    if place is None:
        raise RunError(
            f"{folder.artefacts.path_of(stage.name, stage.key)}: missing or damaged; start the run again, it reuses "
            "what is whole"
        )
    return {
        **{name: schema.read(place / f"{name}.parquet") for name, schema in tables.items()},
        **{name: schema.read(place / f"{name}.nc") for name, schema in datasets.items()},
    }
