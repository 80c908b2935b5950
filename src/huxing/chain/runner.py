"""The runner: plans the stages of a scenario, works on what is not on disk yet, and writes it down."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any

from huxing.chain.engines import Engine
from huxing.chain.journal import Journal
from huxing.chain.keys import canonical, stage_key
from huxing.chain.run_folder import RunFolder, locked
from huxing.chain.scenario import Scenario
from huxing.chain.stage import Stage, StageTask, Unit, input_files
from huxing.chain.store import writing
from huxing.chain.worker import UnitFailure, UnitOutcome
from huxing.core.errors import HuxingError, RunError
from huxing.core.files import write_text

PACKAGES = (
    "huxing", "numpy", "scipy", "numba", "pandas", "pyarrow", "xarray", "h5netcdf", "h5py", "sgp4", "pyerfa",
    "astropy-iers-data", "matplotlib", "jinja2",
)  # fmt: skip


@dataclass(frozen=True)
class StagePlan:
    """A stage of this run, known before anything is computed.

    Attributes:
        stage: the stage.
        parameters: resolved.
        key: of its artefacts; '' where it is not run.
        inputs: key of the stage that gives each needed artefact.
        givers: that stage.
        missing: needed artefacts that no stage of this run gives.
    """

    stage: Stage
    parameters: Any
    key: str
    inputs: Mapping[str, str]
    givers: Mapping[str, Stage]
    missing: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why it is not run; '' where it is."""
        return f"needs {', '.join(self.missing)}, which nothing in this scenario gives" if self.missing else ""


@dataclass(frozen=True)
class StageResult:
    """What became of a stage: `state` is computed, reused or not run; `notices` are what its fresh results call for."""

    name: str
    key: str
    state: str
    seconds: float
    reason: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a stage is, for whoever shows it."""

    stage: str
    done: int
    total: int
    unit: str = ""


Watcher = Callable[[Progress], None]


def plan_run(scenario: Scenario, stages: Sequence[Stage]) -> tuple[StagePlan, ...]:
    """Which stages are run, with their keys.

    Args:
        scenario: resolved.
        stages: known stages, each after those that it needs.

    Returns:
        One plan per stage that the scenario has a section for.

    Raises:
        InputError: parameters without a canonical form.

    Source:
        docs/house.md, "A run".
    """
    given: dict[str, tuple[Stage, str]] = {}
    plans = []
    for stage in stages:
        if stage.name in scenario.parameters:
            plan = _plan_stage(stage, scenario, given)
            plans.append(plan)
            if not plan.missing:
                given |= dict.fromkeys(stage.gives, (stage, plan.key))
    return tuple(plans)


def _plan_stage(stage: Stage, scenario: Scenario, given: Mapping[str, tuple[Stage, str]]) -> StagePlan:
    parameters = scenario.parameters[stage.name]
    missing = tuple(name for name in stage.needs if name not in given)
    if missing:
        return StagePlan(stage, parameters, "", {}, {}, missing)
    inputs = {name: given[name][1] for name in stage.needs}
    key = stage_key(
        name=stage.name,
        version=stage.version,
        parameters=parameters,
        inputs=inputs,
        seed=scenario.seed if stage.random else None,
    )
    return StagePlan(stage, parameters, key, inputs, {name: given[name][0] for name in stage.needs}, ())


def run_scenario(
    scenario: Scenario,
    folder: Path,
    *,
    stages: Sequence[Stage],
    engine: Engine,
    watch: Watcher = lambda _: None,
    conclude: Callable[[RunFolder], object] = lambda _: None,
) -> tuple[StageResult, ...]:
    """Run a scenario in a folder; what is already there and whole is not computed again.

    Args:
        scenario: resolved.
        folder: the run folder.
        stages: known stages, each after those that it needs.
        engine: where the units are worked on.
        watch: is told how far the run is.
        conclude: the last step, done while the folder is still locked: the report.

    Returns:
        What became of each stage.

    Raises:
        RunError: another run is at work in the folder, units failed, or the folder cannot be written; finished units
            are kept.
        KeyboardInterrupt: the person stopped the run; finished units are kept.

    Source:
        docs/house.md, "A run".
    """
    plans = plan_run(scenario, stages)
    with locked(folder) as (run, journal):
        journal.write("run_started", scenario=scenario.name, source=scenario.source)
        with writing(run.run_file):
            write_text(run.run_file, run_document(scenario, plans))
        for text in scenario.notices:
            journal.write("notice", text=text)
        results = []
        try:
            for plan in plans:
                results.append(_StageRun(plan, scenario, run, journal, engine, watch).result())
            conclude(run)
        except BaseException as error:
            event = "run_interrupted" if isinstance(error, KeyboardInterrupt) else "run_failed"
            journal.write(event, error=f"{type(error).__name__}: {error}")
            raise
        journal.write("run_finished")
    return tuple(results)


def run_document(scenario: Scenario, plans: Sequence[StagePlan]) -> str:
    """The text of `run.json`: no time of day and no path of this machine, so that equal runs have equal files.

    Args:
        scenario: resolved.
        plans: of its stages.

    Returns:
        JSON.

    Raises:
        InputError: parameters without a canonical form.

    Source:
        docs/explanation/run-folder.md.
    """
    files = [(plan, file) for plan in plans for file in input_files(plan.parameters)]
    inputs = {(f.written, f.sha256): sorted({p.stage.name for p, g in files if g == f}) for _, f in files}
    document = {
        "format": 1,
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "seed": scenario.seed,
        "start": scenario.start,
        "milestones": scenario.milestones,
        "notices": scenario.notices,
        "scenario": {
            "source": PurePath(scenario.source).name,
            "sha256": scenario.sha256,
            "as_written": scenario.as_written,
        },
        "inputs": [
            {"file": PurePath(name).name, "sha256": sha, "stages": used} for (name, sha), used in sorted(inputs.items())
        ],
        "stages": [_stage_entry(plan) for plan in plans],
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES},
    }
    return json.dumps(canonical(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _stage_entry(plan: StagePlan) -> dict[str, Any]:
    return {
        "name": plan.stage.name,
        "version": plan.stage.version,
        "key": plan.key,
        "run": not plan.missing,
        "reason": plan.reason,
        "inputs": dict(plan.inputs),
        "gives": {name: plan.stage.file_of(name) for name in plan.stage.gives},
        "parameters": plan.parameters,
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class _StageRun:
    """One stage at work."""

    plan: StagePlan
    scenario: Scenario
    run: RunFolder
    journal: Journal
    engine: Engine
    watch: Watcher

    def result(self) -> StageResult:
        name, key = self.plan.stage.name, self.plan.key
        if self.plan.missing:
            self.journal.write("stage_not_run", stage=name, reason=self.plan.reason)
            return StageResult(name, "", "not run", 0.0, self.plan.reason)
        began = time.monotonic()
        state = "reused" if self.run.artefacts.find(name, key) else "computed"
        notices: tuple[str, ...] = ()
        if state == "computed":
            self.journal.write("stage_started", stage=name, key=key)
            notices = self._compute()
        seconds = round(time.monotonic() - began, 3)
        self.journal.write("stage_finished", stage=name, key=key, state=state, seconds=seconds)
        return StageResult(name, key, state, seconds, notices=notices)

    def _compute(self) -> tuple[str, ...]:
        stage = self.plan.stage
        task = StageTask(stage, self.plan.parameters, self._inputs(), self.scenario.seed)
        done = self._unit_results(task)
        artefacts = stage.combine(task, done)
        if set(artefacts) != set(stage.gives):
            raise RunError(f"stage '{stage.name}' gave {sorted(artefacts)}, but declares {sorted(stage.gives)}")

        def fill(folder: Path) -> None:
            for name, artefact in artefacts.items():
                stage.gives[name].write(artefact, folder / stage.file_of(name))

        self.run.artefacts.write(stage.name, self.plan.key, fill, version=stage.version)
        notices = tuple(stage.notices(artefacts))
        for text in notices:
            self.journal.write("notice", stage=stage.name, text=text)
        return notices

    def _inputs(self) -> dict[str, Path]:
        store = self.run.artefacts
        return {
            name: store.path_of(giver.name, self.plan.inputs[name]) / giver.file_of(name)
            for name, giver in self.plan.givers.items()
        }

    def _unit_results(self, task: StageTask) -> dict[str, Path]:
        """Folder of every unit's result by name; units not on disk are worked on, equal ones once."""
        stage, store = self.plan.stage, self.run.units
        seed = self.scenario.seed if stage.random else None
        units = stage.units(task)
        keys = {unit.name: unit.key(stage, self.plan.inputs, seed) for unit in units}
        first = {key: unit for unit in reversed(units) for key in [keys[unit.name]]}
        left = {key: unit for key, unit in first.items() if store.find(stage.name, key) is None}
        self.watch(Progress(stage.name, len(first) - len(left), len(first)))
        self._work(list(reversed(left.values())), keys, len(first))
        return {name: store.path_of(stage.name, key) for name, key in keys.items()}

    def _work(self, units: Sequence[Unit], keys: Mapping[str, str], total: int) -> None:
        failures: dict[str, UnitFailure] = {}
        done = total - len(units)
        outcomes = self.engine.run(units, self.run.scratch)
        try:
            for outcome in outcomes:
                if outcome.failure is not None:
                    failures[outcome.unit] = outcome.failure
                    self._note_failure(outcome)
                    continue
                done += 1
                self._keep(outcome, keys[outcome.unit])
                self.watch(Progress(self.plan.stage.name, done, total, outcome.unit))
        finally:
            outcomes.close()
        if failures:
            raise _units_failed(self.plan.stage.name, failures, len(units))

    def _keep(self, outcome: UnitOutcome, key: str) -> None:
        def fill(folder: Path) -> None:
            for name, content in outcome.files.items():
                (folder / name).write_bytes(content)

        self.run.units.write(self.plan.stage.name, key, fill, unit=outcome.unit)
        self.journal.write(
            "unit_finished", stage=self.plan.stage.name, unit=outcome.unit, key=key, seconds=round(outcome.seconds, 3)
        )

    def _note_failure(self, outcome: UnitOutcome) -> None:
        failure = outcome.failure
        assert failure is not None  # noqa: S101 - the caller has looked
        self.journal.write(
            "unit_failed",
            stage=self.plan.stage.name,
            unit=outcome.unit,
            error=f"{failure.kind}: {failure.message}",
            trace=failure.trace,
        )


def _units_failed(stage: str, failures: Mapping[str, UnitFailure], total: int) -> HuxingError:
    name, failure = next(iter(failures.items()))
    error = RunError(
        f"stage '{stage}': {len(failures)} of {total} units failed. Unit '{name}': {failure.kind}: {failure.message} "
        "Units that finished are kept: the same command goes on from there. journal.jsonl has each failure in full."
    )
    error.exit_code = failure.exit_code if failure.exit_code != 1 else RunError.exit_code
    return error
