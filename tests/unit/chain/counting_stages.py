"""Small stages for the tests of the machinery: squares of numbers, their noisy sum, and one that misses its input."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from huxing.chain.scenario import Scenario, load_scenario
from huxing.chain.stage import ScenarioContext, Stage, StageTask, Unit
from huxing.core.errors import StaleDataError
from huxing.core.random import random_stream
from huxing.core.schema import Column, TableSchema

SQUARES = TableSchema("squares", (Column("value", "float", "a number"), Column("square", "float", "its square")))
TOTAL = TableSchema("total", (Column("total", "float", "sum of the squares, and noise"),))
ROCKS = TableSchema("report_on_rocks", (Column("rock", "text", "a rock"),))


class SquaresSection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    values: list[float] = Field(description="numbers to square")
    fail_at: float | None = Field(None, description="number at which the work fails")
    die_at: float | None = Field(None, description="number at which the worker is lost")
    pause_s: float = Field(0.0, description="time that a number takes")


class TotalSection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    scale: float = Field(1.0, description="factor")


class RocksSection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    mass_kg: float = Field(1.0, description="mass")


@dataclass(frozen=True)
class Number:
    value: float
    pause_s: float
    trouble: str


def square(number: Number, folder: Path) -> None:
    time.sleep(number.pause_s)
    if number.trouble == "fail":
        raise StaleDataError("The almanac", asked="2099", available_until="2027", remedy="Buy a new one.")
    if number.trouble == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / "square.txt").write_text(repr(number.value**2))


def _trouble(section: SquaresSection, value: float) -> str:
    return "fail" if value == section.fail_at else "die" if value == section.die_at else ""


def _squares(section: SquaresSection, context: ScenarioContext) -> tuple[Number, ...]:
    return tuple(Number(value, section.pause_s, _trouble(section, value)) for value in section.values)


def _units(task: StageTask) -> list[Unit]:
    return [Unit(f"number-{i}", "square", square, number) for i, number in enumerate(task.parameters)]


def _combine(task: StageTask, results: Mapping[str, Path]) -> dict[str, Any]:
    values = [number.value for number in task.parameters]
    squares = [float((results[f"number-{i}"] / "square.txt").read_text()) for i in range(len(values))]
    return {"squares": pd.DataFrame({"value": values, "square": squares})}


def _total(task: StageTask, results: Mapping[str, Path]) -> dict[str, Any]:
    squares = SQUARES.read(task.inputs["squares"])["square"].sum()
    noise = random_stream(task.seed, task.stage.name).normal()
    return {"total": pd.DataFrame({"total": [task.parameters.scale * (squares + noise)]})}


SQUARES_STAGE = Stage("squares", 1, SquaresSection, {"squares": SQUARES}, _squares, _units, _combine)
TOTAL_STAGE = Stage(
    "total",
    1,
    TotalSection,
    {"total": TOTAL},
    resolve=lambda section, context: section_as_parameters(section),
    units=lambda task: [],
    combine=_total,
    needs=("squares",),
    random=True,
)
ROCKS_STAGE = Stage(
    "rocks",
    1,
    RocksSection,
    {"rocks": ROCKS},
    resolve=lambda section, context: section_as_parameters(section),
    units=lambda task: [],
    combine=lambda task, results: {},
    needs=("moon", "squares"),
)
STAGES = (SQUARES_STAGE, TOTAL_STAGE, ROCKS_STAGE)


@dataclass(frozen=True)
class Scale:
    scale: float


def section_as_parameters(section: Any) -> Scale:
    return Scale(getattr(section, "scale", 0.0))


TEXT = """\
name: counting
title: Counting
question: How much is it?
start: 2026-08-22
seed: 7
squares:
  values: [1, 2, 3]
total:
  scale: 2
rocks: {}
"""


def scenario(folder: Path, text: str = TEXT, **options: Any) -> Scenario:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "counting.yaml"
    file.write_text(text)
    return load_scenario(file, stages=STAGES, **options)
