"""A run's folder: where everything of a run lies, and who may write to it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huxing.chain.journal import Journal
from huxing.chain.store import TEMPORARY, ResultStore, writing
from huxing.core.errors import RunError

RUN_FILE = "run.json"
JOURNAL_FILE = "journal.jsonl"
LOCK_FILE = ".lock"
SCRATCH = f"{TEMPORARY}work"


@dataclass(frozen=True)
class RunFolder:
    """The places of a run.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def run_file(self) -> Path:
        """What was asked: scenario as resolved, versions, seed, inputs, stages with their keys."""
        return self.path / RUN_FILE

    @property
    def journal_file(self) -> Path:
        """What happened, and when."""
        return self.path / JOURNAL_FILE

    @property
    def artefacts(self) -> ResultStore:
        """What the stages gave."""
        return ResultStore(self.path / "artefacts")

    @property
    def units(self) -> ResultStore:
        """Results of units, from which the artefacts are combined."""
        return ResultStore(self.path / "units")

    @property
    def scratch(self) -> Path:
        """Work in progress; gone at the end."""
        return self.path / SCRATCH


@contextmanager
def locked(path: Path) -> Iterator[tuple[RunFolder, Journal]]:
    """Take a run folder for writing: lock it, and clear away what a killed run left unfinished.

    Args:
        path: the folder; made where it is not there.

    Yields:
        The folder and its journal.

    Raises:
        RunError: another run is at work in it, or it cannot be written.

    Source:
        flock(2): the lock goes when its process ends, however it ends.
    """
    folder = RunFolder(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise RunError(
            f"{path}: cannot be used as a run folder ({error.strerror}); choose another with --out"
        ) from error
    try:
        _take(descriptor, path)
        try:
            with writing(path):
                _clear(folder)
                folder.scratch.mkdir()
            with Journal(folder.journal_file) as journal:
                yield folder, journal
        finally:
            shutil.rmtree(folder.scratch, ignore_errors=True)
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        raise RunError(
            f"{path}: another run is at work in this folder (process {holder or 'unknown'}); wait for it, or choose "
            "another folder with --out"
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)


def _clear(folder: RunFolder) -> None:
    folder.artefacts.remove_unfinished()
    folder.units.remove_unfinished()
    shutil.rmtree(folder.scratch, ignore_errors=True)
    for part in folder.path.glob(".*.part"):
        part.unlink(missing_ok=True)
