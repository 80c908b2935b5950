"""Folders of results, found by key: written whole or not at all, checked before they are used."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huxing.chain.keys import file_digest
from huxing.chain.stage import short
from huxing.core.errors import MissingDataError, RunError

MANIFEST = "manifest.json"
TEMPORARY = ".unfinished-"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the file system refuses inside into an error that says what could not be written, and why.

    Args:
        path: what is written.

    Yields:
        Nothing.

    Raises:
        RunError: an OSError came up: no space left, no permission, a file where a folder should be.

    Source:
        POSIX errno.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        where = f": {error.filename}" if error.filename and str(error.filename) != str(path) else ""
        raise RunError(
            f"{path}: cannot be written ({reason}{where}); make room or way there, or choose another folder with "
            "--out; what is finished is kept"
        ) from error


@dataclass(frozen=True)
class ResultStore:
    """Results `<label>-<key>/` in one folder, each with a `manifest.json` that lists its files with their SHA-256.

    Attributes:
        folder: holds the results; made when first written to.
    """

    folder: Path

    def path_of(self, label: str, key: str) -> Path:
        """Folder of a result, whether it is there or not."""
        return self.folder / f"{label}-{short(key)}"

    def find(self, label: str, key: str) -> Path | None:
        """The folder of a result whose files are exactly those of its manifest.

        Args:
            label: a stage's name.
            key: the full key.

        Returns:
            The folder; None where there is none, or where it is damaged and has to be made again.

        Raises:
            Nothing of its own.

        Source:
            docs/explanation/run-folder.md.
        """
        folder = self.path_of(label, key)
        return folder if _is_whole(folder, key) else None

    def write(self, label: str, key: str, fill: Callable[[Path], None], **about: Any) -> Path:
        """Let `fill` write files into a fresh folder; then add the manifest, flush to disk and rename into place.

        Args:
            label: a stage's name.
            key: the full key.
            fill: writes plain files into the folder it is given.
            about: JSON values that the manifest repeats, for a reader.

        Returns:
            The result's folder.

        Raises:
            RunError: the folder cannot be written.

        Source:
            POSIX.1-2017, rename(): a reader sees the whole result or none.
        """
        final = self.path_of(label, key)
        with writing(final):
            self._write(final, fill, {"label": label, "key": key, **about})
        return final

    def _write(self, final: Path, fill: Callable[[Path], None], about: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{TEMPORARY}{final.name}-{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            fill(unfinished)
            _write_manifest(unfinished, about)
            _flush(unfinished)
            self._take_place(unfinished, final)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _take_place(self, unfinished: Path, final: Path) -> None:
        if final.exists():
            damaged = self.folder / f"{TEMPORARY}damaged-{final.name}-{os.getpid()}"
            final.rename(damaged)
            shutil.rmtree(damaged)
        unfinished.rename(final)
        _flush_folder(self.folder)

    def remove_unfinished(self) -> int:
        """Remove what killed runs left under temporary names.

        Returns:
            How many there were.

        Raises:
            Nothing of its own.

        Source:
            docs/explanation/run-folder.md.
        """
        left = sorted(self.folder.glob(f"{TEMPORARY}*")) if self.folder.is_dir() else []
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result.

    Args:
        folder: a result's folder.

    Returns:
        `label`, `key`, `files` (name to `bytes` and `sha256`) and what the writer added; empty where it is damaged.

    Raises:
        Nothing of its own.

    Source:
        docs/explanation/run-folder.md.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _is_whole(folder: Path, key: str) -> bool:
    manifest = read_manifest(folder)
    files = manifest.get("files")
    if manifest.get("key") != key or not isinstance(files, dict):
        return False
    try:
        return _manifest_text(manifest, _listed(folder)) == (folder / MANIFEST).read_bytes()
    except (OSError, MissingDataError):
        return False


def _listed(folder: Path) -> dict[str, dict[str, Any]]:
    files = sorted(path for path in folder.iterdir() if path.name != MANIFEST)
    return {path.name: {"bytes": path.stat().st_size, "sha256": file_digest(path)} for path in files}


def _manifest_text(about: dict[str, Any], files: dict[str, Any]) -> bytes:
    text = json.dumps({**about, "files": files}, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _write_manifest(folder: Path, about: dict[str, Any]) -> None:
    (folder / MANIFEST).write_bytes(_manifest_text(about, _listed(folder)))


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
