"""How every command talks: data on stdout, talk on stderr, errors as one sentence with an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress


def err(message: str) -> None:
    """Say something to the person, on stderr.

    Args:
        message: plain text.

    Raises:
        Nothing of its own.

    Source:
        POSIX utility conventions: diagnostics go to standard error.
    """
    print(message, file=sys.stderr)


def emit_json(value: Any) -> None:
    """Print one JSON document on stdout; times as ISO text, a missing number as null.

    Args:
        value: dictionaries, lists, numpy scalars and arrays, times, dataframes.

    Raises:
        TypeError: something that has no JSON form.

    Source:
        RFC 8259 (no NaN).
    """
    print(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=1))


def _plain(value: Any) -> Any:
    """Reduce numpy, pandas and time values to JSON's own types."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return [_plain(row) for row in value.to_dict(orient="records")]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        text = str(value.isoformat())
        return None if text == "NaT" else text
    if hasattr(value, "tolist"):
        return _plain_array(value)
    if isinstance(value, float):
        return value if value - value == 0 else None
    return value


def _plain_array(value: Any) -> Any:
    if value.dtype.kind == "M":
        texts = value.astype("datetime64[ns]").astype(str).tolist()
        return [_time_or_none(t) for t in texts] if isinstance(texts, list) else _time_or_none(texts)
    return _plain(value.tolist())


def _time_or_none(text: str) -> str | None:
    return None if text == "NaT" else text


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks on.

    Args:
        stream: stdout or stderr; None where the shell closed it.

    Returns:
        True for a terminal.

    Raises:
        Nothing of its own.

    Source:
        POSIX isatty; Python's `sys.stdout` of a closed descriptor.
    """
    return stream is not None and stream.isatty()


def emit_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table on stdout; its full width when stdout is not a terminal.

    Args:
        title: heading.
        columns: headings of the columns, units in them.
        rows: cells; numbers are right-justified, None shows as '-'; all text is taken as it is, '[b]' too.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title, "bold") if title else None, title_justify="left")
    for index, heading in enumerate(columns):
        numeric = all(isinstance(row[index], int | float) or row[index] is None for row in rows)
        table.add_column(Text(heading), justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("-" if cell is None else str(cell)) for cell in row))
    console = Console() if is_terminal(sys.stdout) else Console(width=200)
    console.print(table)


@contextmanager
def progress(description: str) -> Iterator[Progress]:
    """A progress bar on stderr, only where stderr is a terminal.

    Args:
        description: what is going on.

    Yields:
        The bar, with one task already added (`task_ids[0]`, total unknown).

    Raises:
        Nothing of its own.

    Source:
        rich.progress.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not is_terminal(sys.stderr), transient=True) as bar:
        bar.add_task(description, total=None)
        yield bar
