"""The journal of a run: one line of JSON per event, appended and flushed to disk at once."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from huxing.chain.store import writing
from huxing.core.errors import FormatError


class Journal:
    """Appends events to `journal.jsonl`. One writer at a time: the run folder's lock sees to that."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with writing(path):
            self._drop_torn_line(path)
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    @staticmethod
    def _drop_torn_line(path: Path) -> None:
        """Cut the half line that a killed run may have left, so that the next one starts on a line of its own."""
        if not path.exists():
            return
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(path, whole)

    def write(self, event: str, **fields: Any) -> None:
        """Append one event with the time of day.

        Args:
            event: what happened, `unit_finished`.
            fields: JSON values.

        Raises:
            RunError: it cannot be written, the disk is full.

        Source:
            JSON Lines.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": now, "event": event, **fields}, ensure_ascii=False, allow_nan=False) + "\n"
        with writing(self._path):
            os.write(self._descriptor, line.encode("utf-8"))
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file.

        Raises:
            Nothing of its own.

        Source:
            POSIX close().
        """
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_journal(path: str | Path) -> list[dict[str, Any]]:
    """Read a journal; a torn last line, left by a run that was killed, is passed over.

    Args:
        path: `journal.jsonl`; a file that is not there is an empty journal.

    Returns:
        The events in order.

    Raises:
        FormatError: a line other than the last is not JSON.

    Source:
        JSON Lines.
    """
    file = Path(path)
    lines = file.read_bytes().split(b"\n") if file.exists() else []
    events = []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            events.append(json.loads(line))
        except ValueError as error:
            if number == len(lines):
                break
            raise FormatError("this line of the journal is not JSON", source=file, line=number) from error
    return events
