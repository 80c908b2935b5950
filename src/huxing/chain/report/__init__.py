"""The report: one self-contained page that answers the scenario's question from what lies in the run folder."""

from __future__ import annotations

from pathlib import Path

from huxing.chain.report.connection_record import read_connection
from huxing.chain.report.network_record import read_networks
from huxing.chain.report.page import page_of
from huxing.chain.report.run_record import read_flight, read_run
from huxing.chain.run_folder import RunFolder, locked
from huxing.chain.store import writing
from huxing.core.files import write_text

__all__ = ["write_report", "write_report_in"]

REPORT_FILE = "report.html"


def write_report(run_folder: Path) -> Path:
    """Write `report.html` of a run from its artefacts; the same artefacts give the same bytes.

    Args:
        run_folder: the folder of a run.

    Returns:
        The report.

    Raises:
        RunError: the folder holds no run, another run is at work in it, or an artefact is missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        docs/explanation/run-folder.md; huxing.chain.stages.fly_artefacts.
    """
    read_run(RunFolder(Path(run_folder)))  # a folder without a run is left as it is
    with locked(Path(run_folder)) as (folder, _):
        return write_report_in(folder)


def write_report_in(folder: RunFolder) -> Path:
    """Write `report.html` in a run folder that is locked by the caller.

    Args:
        folder: of the run.

    Returns:
        The report.

    Raises:
        RunError: the folder holds no run, cannot be written, or an artefact is missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        docs/explanation/run-folder.md; huxing.chain.stages.fly_artefacts, connect_artefacts, connect_network_artefacts.
    """
    record = read_run(folder)
    connection, networks = read_connection(folder, record), read_networks(folder, record)
    page = page_of(record, read_flight(folder, record), connection, networks)
    path = folder.path / REPORT_FILE
    with writing(path):
        write_text(path, page)
    return path
