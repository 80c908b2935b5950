"""The report: one self-contained page that answers the scenario's question from what lies in the run folder."""

from __future__ import annotations

from pathlib import Path

from huxing.chain.report.page import page_of
from huxing.chain.report.run_record import read_flight, read_run
from huxing.chain.run_folder import RunFolder
from huxing.core.files import write_text

__all__ = ["write_report"]

REPORT_FILE = "report.html"


def write_report(run_folder: Path) -> Path:
    """Write `report.html` of a run from its artefacts; the same artefacts give the same bytes.

    Args:
        run_folder: the folder of a run.

    Returns:
        The report.

    Raises:
        RunError: the folder holds no run, or an artefact is missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        docs/explanation/run-folder.md; huxing.chain.stages.fly_artefacts.
    """
    folder = RunFolder(Path(run_folder))
    record = read_run(folder)
    page = page_of(record, read_flight(folder, record))
    path = folder.path / REPORT_FILE
    write_text(path, page)
    return path
