"""The scenario, one stage per link of the chain, the runner and the report."""

from __future__ import annotations

from pathlib import Path

from huxing.chain.engines import make_engine
from huxing.chain.journal import read_journal
from huxing.chain.registry import known_stages
from huxing.chain.run_folder import RunFolder
from huxing.chain.runner import run_scenario
from huxing.chain.scenario import Scenario, load_scenario, scenario_names
from huxing.chain.stage import Milestone, ScenarioContext, Stage, StageTask, Unit

__all__ = [
    "Milestone",
    "RunFolder",
    "Scenario",
    "ScenarioContext",
    "Stage",
    "StageTask",
    "Unit",
    "known_stages",
    "load_scenario",
    "make_engine",
    "read_journal",
    "run_scenario",
    "scenario_names",
    "write_report",
    "write_report_in",
]


def write_report(run_folder: str | Path) -> Path:
    """Write `report.html` of a run from what lies in its folder.

    Args:
        run_folder: the folder of a run.

    Returns:
        The report.

    Raises:
        RunError: the folder holds no run, another run is at work in it, or an artefact is missing or damaged.

    Source:
        docs/explanation/run-folder.md.
    """
    from huxing.chain.report import write_report as write

    return write(Path(run_folder))


def write_report_in(folder: RunFolder) -> Path:
    """Write `report.html` in a run folder that is locked by the caller: the last step of `run_scenario`.

    Args:
        folder: of the run.

    Returns:
        The report.

    Raises:
        RunError: the folder holds no run, cannot be written, or an artefact is missing or damaged.

    Source:
        docs/explanation/run-folder.md.
    """
    from huxing.chain.report import write_report_in as write

    return write(folder)
