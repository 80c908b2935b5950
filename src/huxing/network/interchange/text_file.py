"""The text files of a scenario folder: found plain or gzipped, read under a bound, refused with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError, InputError, MissingDataError, TooLargeError
from huxing.core.files import read_bounded
from huxing.network.interchange.row_kernel import MOST_DIGITS, print_rows, scan_rows

LIMIT_BYTES = 64_000_000
STATE_BYTES = 512_000_000
"""Bound of a file of states: forwarding of 13,000 satellites to 1,000 stations is 260 MB."""
MAX_LINES = 200_000
LONGEST_LINE = 500
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?")
_LINE_END = b"\n"


def find_file(folder: Path, name: str) -> Path:
    """The file of a name, plain or with `.gz`.

    Args:
        folder: where it is.
        name: without `.gz`.

    Returns:
        Its path.

    Raises:
        MissingDataError: neither is there; the message names the file.

    Source:
        None: a look-up.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            return path
    raise MissingDataError(f"{folder / name}: there is no such file, nor one with .gz; the folder is not complete")


def read_text(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Content of a file that ends with a line end, or is empty.

    Args:
        path: the file, gzipped or not.
        limit_bytes: bound of the unpacked content.

    Returns:
        The bytes.

    Raises:
        MissingDataError: the file cannot be read.
        TooLargeError: over the bound.
        FormatError: a damaged gzip stream, or a last line without an end, as a cut file has; nothing in a file that
            is called gzip.

    Source:
        POSIX.1-2017, section 3.206 (a line has an end).
    """
    content = read_bounded(path, limit_bytes=limit_bytes)
    if not content and path.suffix == ".gz" and not path.stat().st_size:
        raise FormatError("a gzip stream has a head, this file has nothing: it is cut", source=path, line=1)
    if content and not content.endswith(_LINE_END):
        raise FormatError(
            "the last line has no end: the file is cut, or wants a line end after its last line",
            source=path,
            line=content.count(_LINE_END) + 1,
        )
    return content


def text_rows(content: bytes, path: Path, separator: str, columns: int) -> list[list[str]]:
    """Lines split into columns.

    Args:
        content: of `read_text`, UTF-8.
        path: for messages.
        separator: between columns.
        columns: how many each line has.

    Returns:
        One list a line.

    Raises:
        FormatError: not UTF-8, a line that is too long, or one with another number of columns.
        TooLargeError: more than `MAX_LINES`.

    Source:
        None: a definition.
    """
    count = content.count(_LINE_END)
    if count > MAX_LINES:
        raise TooLargeError(f"{path}: {count:,} lines; at most {MAX_LINES:,}", given=count)
    rows = []
    for number, line in enumerate(content.split(_LINE_END)[:-1], start=1):
        if len(line) > LONGEST_LINE:
            raise FormatError(f"{len(line)} bytes; a line has {LONGEST_LINE} at most", source=path, line=number)
        try:
            row = line.removesuffix(b"\r").decode("utf-8").split(separator)
        except UnicodeDecodeError as error:
            raise FormatError("this is not UTF-8 text; save the file as UTF-8", source=path, line=number) from error
        if len(row) != columns:
            raise FormatError(
                f"{len(row)} columns; each line has {columns} with '{separator}' between", source=path, line=number
            )
        rows.append(row)
    return rows


def decimal_number(text: str, what: str, path: Path, line: int, *, low: float, high: float) -> float:
    """A number within bounds.

    Args:
        text: decimal, with an exponent or without.
        what: its name, for the message.
        path: for the message.
        line: for the message.
        low: least, included.
        high: greatest, included.

    Returns:
        The number.

    Raises:
        FormatError: no such number, or out of bounds.

    Source:
        None: a definition.
    """
    if _NUMBER.fullmatch(text) is None or not low <= float(text) <= high:
        raise FormatError(f"{what} is '{text[:40]}'; accepted is {low:g} to {high:g}", source=path, line=line)
    return float(text)


def number_rows(content: bytes, path: Path, separator: str, columns: int) -> NDArray[np.int32]:
    """Rows of whole numbers.

    Args:
        content: of `read_text`.
        path: for messages.
        separator: one character between numbers.
        columns: how many numbers a row has.

    Returns:
        Shape `(row, column)`.

    Raises:
        FormatError: a row that is not so many whole numbers of nine digits at most.

    Source:
        None: a definition.
    """
    return _scanned(content, path, separator, columns, decimal=False)[0]


def measure_rows(
    content: bytes, path: Path, separator: str, columns: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Rows of whole numbers, each with a decimal number at its end that is zero or more.

    Args:
        content: of `read_text`.
        path: for messages.
        separator: one character between numbers.
        columns: how many whole numbers a row has.

    Returns:
        Whole numbers, shape `(row, column)`, and decimal ones, shape `(row,)`.

    Raises:
        FormatError: another row.

    Source:
        None: a definition.
    """
    return _scanned(content, path, separator, columns, decimal=True)


def _scanned(
    content: bytes, path: Path, separator: str, columns: int, *, decimal: bool
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    # a row takes two bytes for each number at least: where lines are too many for that, one of so many first is bad
    rows = min(content.count(_LINE_END), len(content) // (2 * columns) + 1)
    whole = np.empty((rows, columns), np.int32)
    measures = np.empty(rows if decimal else 0)
    bad = scan_rows(np.frombuffer(content, np.uint8), ord(separator), whole, measures)
    if bad >= 0:
        line = content.split(_LINE_END, bad + 1)[bad][:80].decode("utf-8", "replace")
        kinds = f"{columns} whole numbers" + (" and a decimal number" if decimal else "")
        raise FormatError(
            f"'{line}' is not {kinds} of up to {MOST_DIGITS} digits with '{separator}' between",
            source=path,
            line=bad + 1,
        )
    return whole, measures


def row_bytes(values: NDArray[np.int32], separator: str) -> bytes:
    """Rows of whole numbers as text; the counterpart of `number_rows`.

    Args:
        values: shape `(row, column)`.
        separator: one character.

    Returns:
        Lines.

    Raises:
        InputError: not rows.

    Source:
        None: a definition.
    """
    if values.ndim != 2:
        raise InputError(f"rows have shape (row, column); given {values.shape}")
    octets = np.empty(12 * values.size, np.uint8)
    used = print_rows(np.ascontiguousarray(values, np.int32), ord(separator), octets)
    return octets[:used].tobytes()
