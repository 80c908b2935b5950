"""What runs in a worker, whichever engine started it: one unit, its files brought back as bytes.

Only the process that holds the run folder's lock writes to the run folder. A worker that outlives its run for a
moment can therefore never disturb the next one.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path

from huxing.chain.stage import Unit


@dataclass(frozen=True)
class UnitFailure:
    """Why a unit gave no result; plain text, because an exception may not survive the way between processes."""

    kind: str
    message: str
    trace: str
    exit_code: int = 1


@dataclass(frozen=True)
class UnitOutcome:
    """A unit's files, or its failure.

    Attributes:
        unit: name of the unit.
        files: content by file name.
        failure: None where it went well.
        seconds: elapsed.
    """

    unit: str
    files: dict[str, bytes]
    failure: UnitFailure | None
    seconds: float


def run_unit(unit: Unit, scratch: str | None = None) -> UnitOutcome:
    """Do one unit's work in a scratch folder.

    Args:
        unit: the work.
        scratch: folder in which the scratch folder is made, None for the machine's own temporary folder.

    Returns:
        The outcome; an exception of the work is part of it.

    Raises:
        KeyboardInterrupt: the person stopped the run.

    Source:
        docs/explanation/run-folder.md.
    """
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="huxing-unit-", dir=scratch, ignore_cleanup_errors=True) as name:
            folder = Path(name)
            unit.work(unit.parameters, folder)
            files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    except Exception as error:
        return UnitOutcome(unit.name, {}, failure_of(error), time.monotonic() - began)
    return UnitOutcome(unit.name, files, None, time.monotonic() - began)


def failure_of(error: BaseException) -> UnitFailure:
    """Describe an exception.

    Args:
        error: any exception.

    Returns:
        Its class, message, traceback and the exit code that it asks for.

    Raises:
        Nothing of its own.

    Source:
        huxing.core.errors (exit codes).
    """
    trace = "".join(traceback.format_exception(error))
    return UnitFailure(type(error).__name__, str(error), trace, int(getattr(error, "exit_code", 1)))


def prepare_local_worker() -> None:
    """Prepare a local worker process: Ctrl-C is its parent's affair, and it ends when its parent is gone.

    Raises:
        Nothing of its own.

    Source:
        multiprocessing.parent_process().sentinel becomes ready when the parent ends, even by SIGKILL.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
