"""Lines of a file of two-line sets: which are names, which pair up, and their characters as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError, TooLargeError
from huxing.orbit.formats.text_lines import MAX_LINES, UTF8_MARK, decoded
from huxing.orbit.formats.tle_columns import WIDTH, Characters

LONGEST_NAME_LINE = 256
_NAME, _FIRST, _SECOND = 0, 1, 2


class TleLines(NamedTuple):
    """The sets of a file, in order: characters of both lines, their line numbers, and the names."""

    first: Characters
    second: Characters
    first_number: NDArray[np.int64]
    second_number: NDArray[np.int64]
    names: list[str]

    def part(self, rows: slice) -> TleLines:
        """Some of the sets."""
        first, second, first_number, second_number, names = self
        return TleLines(first[rows], second[rows], first_number[rows], second_number[rows], names[rows])


class _Lines(NamedTuple):
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    number: NDArray[np.int64]
    kind: NDArray[np.int64]


def tle_lines(content: bytes, source: str, *, allow_trailing: bool) -> TleLines:
    """Pair the lines of a file.

    Args:
        content: lines ended by LF or CR LF; blank lines and lines beginning with `#` are passed over.
        source: name used in messages.
        allow_trailing: accept text after column 69.

    Returns:
        The sets.

    Raises:
        FormatError: a line 1 without line 2 or the reverse, a name without a set, a line too short or too long.
        TooLargeError: too many lines.

    Source:
        Space-Track documentation, "Two-line element set" and "Three-line element set".
    """
    octets = np.frombuffer(content, dtype=np.uint8)
    lines = _split(content, octets, source)
    _require_order(lines, source)
    _require_width(content, lines, source, allow_trailing)
    first, second = lines.kind == _FIRST, lines.kind == _SECOND
    columns = np.arange(WIDTH)
    return TleLines(
        octets[lines.start[first][:, None] + columns],
        octets[lines.start[second][:, None] + columns],
        lines.number[first],
        lines.number[second],
        _names(content, lines, source),
    )


def _split(content: bytes, octets: Characters, source: str) -> _Lines:
    if not content:
        raise FormatError("the file is empty", source=source)
    if content.count(b"\n") > MAX_LINES:
        raise TooLargeError(f"{source}: more than {MAX_LINES} lines; split the file", accepted=MAX_LINES)
    ends = np.append(np.flatnonzero(octets == ord("\n")), len(octets)).astype(np.int64)
    start = np.append(0, ends[:-1] + 1)
    start[0] = len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0
    stop = ends - ((ends > start) & (octets[np.maximum(ends - 1, 0)] == ord("\r")))
    number = np.arange(1, len(start) + 1)
    kept = (stop > start) & (octets[np.minimum(start, len(octets) - 1)] != ord("#"))
    start, stop, number = start[kept], stop[kept], number[kept]
    lead = octets[start]
    follow = np.where(stop > start + 1, octets[np.minimum(start + 1, len(octets) - 1)], 0)
    data = (follow == ord(" ")) & ((lead == ord("1")) | (lead == ord("2")))
    kind = np.where(data, lead.astype(np.int64) - ord("0"), _NAME)
    return _without_blank_lines(content, _Lines(start, stop, number, kind))


def _without_blank_lines(content: bytes, lines: _Lines) -> _Lines:
    """Drop lines of blanks and tabs only; a data line is never one."""
    filled = np.ones(len(lines.kind), dtype=bool)
    lead = np.frombuffer(content, dtype=np.uint8)[lines.start]
    for row in np.flatnonzero((lead == ord(" ")) | (lead == ord("\t"))).tolist():
        filled[row] = bool(content[lines.start[row] : lines.stop[row]].strip())
    return _Lines(*(array[filled] for array in lines))


def _require_order(lines: _Lines, source: str) -> None:
    after = np.append(lines.kind[1:], _NAME)
    before = np.append(_SECOND, lines.kind[:-1])
    last = np.arange(len(lines.kind)) == len(lines.kind) - 1
    bad = ((lines.kind == _FIRST) & (after != _SECOND)) | ((lines.kind == _SECOND) & (before != _FIRST))
    bad |= (lines.kind == _NAME) & ((after != _FIRST) | last)
    if bad.any():
        row = int(np.argmax(bad))
        raise FormatError(
            {
                _FIRST: "line 1 of a set is not followed by its line 2",
                _SECOND: "line 2 of a set does not follow its line 1",
                _NAME: "a name, or text that is no line of a set ('1 ' or '2 ' first), is not followed by line 1",
            }[int(lines.kind[row])],
            source=source,
            line=int(lines.number[row]),
        )


def _require_width(content: bytes, lines: _Lines, source: str, allow_trailing: bool) -> None:
    data = lines.kind != _NAME
    width = lines.stop - lines.start
    short = np.flatnonzero(data & (width < WIDTH))
    if short.size:
        row = int(short[0])
        raise FormatError(
            f"{int(width[row])} columns; a line of a set has {WIDTH}", source=source, line=int(lines.number[row])
        )
    if allow_trailing:
        return
    for row in np.flatnonzero(data & (width > WIDTH)).tolist():
        rest = content[lines.start[row] + WIDTH : lines.stop[row]][:LONGEST_NAME_LINE].strip()
        if rest or width[row] > LONGEST_NAME_LINE:
            raise FormatError(
                f"text after column {WIDTH}: {rest[:40].decode('utf-8', 'replace')!r}; nothing but blanks is accepted",
                source=source,
                line=int(lines.number[row]),
            )


def _names(content: bytes, lines: _Lines, source: str) -> list[str]:
    """A name for each set, '' where the set has none."""
    rows = np.flatnonzero(lines.kind == _NAME)
    names = [""] * int(np.count_nonzero(lines.kind == _FIRST))
    sets = (np.cumsum(lines.kind == _FIRST))[rows]
    for row, k in zip(rows.tolist(), sets.tolist(), strict=True):
        line = content[lines.start[row] : lines.stop[row]]
        number = int(lines.number[row])
        if len(line) > LONGEST_NAME_LINE:
            raise FormatError(f"a name of {len(line)} bytes", source=source, line=number)
        text = decoded(line, source, number).strip()
        names[k] = "" if text == "0" else text.removeprefix("0 ").strip()
        if not names[k].isprintable():
            raise FormatError("control characters in a name", source=source, line=number)
    return names
