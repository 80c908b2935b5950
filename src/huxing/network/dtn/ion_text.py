"""Contact plans in the text that ION's `ionadmin` takes: reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from huxing.core.errors import FormatError, HuxingError, InputError
from huxing.core.files import read_bounded
from huxing.core.time import EARLIEST, LATEST, one_time
from huxing.network.dtn.plan import (
    CONTACTS,
    LEAST_RATE,
    LONGEST_LIGHT_TIME,
    MOST_NODE,
    MOST_RATE,
    RANGES,
    ContactPlan,
    contact_plan,
    overlapping_row,
)

LIMIT_BYTES = 64_000_000
"""Bound of a file: some million contacts."""
_LONGEST_LINE = 1000
_MOST_BYTE_RATE = MOST_RATE / 8.0
_ABSOLUTE = re.compile(r"(\d{4})/(\d\d)/(\d\d)-(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,9})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,19}", re.ASCII)
_OTHER_COMMANDS = frozenset("?hev1stxqilrm!")
"""Commands for a running node, which say nothing about a plan."""


@dataclass
class _Row:
    """A contact (value: bytes/s) or range (value: s) of the file."""

    sender: int
    receiver: int
    start: np.datetime64
    end: np.datetime64
    value: float
    confidence: float
    line: int


_Rows = dict[tuple[int, int], dict[np.datetime64, _Row]]
"""By sender and receiver, then by start."""


@dataclass
class _Reader:
    """The file's state from line to line."""

    source: str
    reference: np.datetime64 | None
    region: str | None = None
    contacts: _Rows = field(default_factory=dict)
    ranges: _Rows = field(default_factory=dict)
    nodes: set[int] = field(default_factory=set)

    def take(self, words: list[str], line: int) -> None:
        """Carry out one command."""
        command, subject = words[0], words[1] if len(words) > 1 else ""
        actions: dict[tuple[str, str], Callable[[list[str], int], None]] = {
            ("a", "contact"): self._add_contact,
            ("a", "range"): self._add_range,
            ("c", "contact"): self._change_contact,
            ("d", "contact"): self._delete,
            ("d", "range"): self._delete,
        }
        if command == "@":
            self._exactly(words, (2,), "@ TIME", line)
            self.reference = self._time(subject, line)
        elif command == "^":
            self._exactly(words, (2,), "^ REGION", line)
            self._set_region(subject, line)
        elif (command, subject) in actions:
            actions[command, subject](words, line)
        elif command not in _OTHER_COMMANDS:
            raise self._error(
                f"'{' '.join(words)[:60]}' is no command of a contact plan; known are a contact, a range, c contact, "
                "d contact, d range, @, ^ and #",
                line,
            )

    def _error(self, message: str, line: int) -> FormatError:
        return FormatError(message, source=self.source, line=line)

    def _exactly(self, words: list[str], counts: tuple[int, ...], form: str, line: int) -> None:
        if len(words) not in counts:
            raise self._error(f"{len(words)} words; the form is '{form}'", line)

    def _set_region(self, region: str, line: int) -> None:
        if self.region is not None and region != self.region:
            raise self._error(
                f"region {region} after region {self.region}; a plan is of one region, so split the file", line
            )
        self.region = region

    def _add_contact(self, words: list[str], line: int) -> None:
        self._exactly(words, (7, 8, 9), "a contact START END FROM TO BYTES_PER_SECOND [CONFIDENCE]", line)
        sender, receiver = self._node(words[4], line), self._node(words[5], line)
        if words[2] == "-1":  # a node's registration in the region
            self.nodes |= {sender, receiver}
            return
        if words[3] == "0":  # hypothetical: a chance of which nothing is known
            self.nodes |= {sender, receiver}
            return
        rate, confidence = self._rate(words[6], line), self._confidence(words[7:8], 1.0, line)
        row = self._row(words, sender, receiver, rate, confidence, line)
        self._keep(self.contacts, row, "contact")

    def _add_range(self, words: list[str], line: int) -> None:
        self._exactly(words, (7, 8), "a range START END FROM TO LIGHT_SECONDS", line)
        ends = self._node(words[4], line), self._node(words[5], line)
        light = self._number(words[6], "distance in light seconds", line, LONGEST_LIGHT_TIME)
        self._keep(self.ranges, self._row(words, *ends, light, 1.0, line), "range")

    def _keep(self, rows: _Rows, row: _Row, what: str) -> None:
        of_pair = rows.setdefault((row.sender, row.receiver), {})
        before = of_pair.setdefault(row.start, row)
        if before is not row:
            raise self._error(f"line {before.line} has a {what} of these nodes with the same start", row.line)

    def _row(self, words: list[str], sender: int, receiver: int, value: float, sure: float, line: int) -> _Row:
        start, end = self._time(words[2], line), self._time(words[3], line)
        if sender == receiver:
            raise self._error(f"a {words[1]} from node {sender} to itself; give two nodes", line)
        if end <= start:
            raise self._error(f"a {words[1]} that ends at {words[3]}, not after its start {words[2]}", line)
        return _Row(sender, receiver, start, end, value, sure, line)

    def _change_contact(self, words: list[str], line: int) -> None:
        self._exactly(words, (6, 7), "c contact START FROM TO BYTES_PER_SECOND [CONFIDENCE]", line)
        _, chosen = self._chosen(self.contacts, words, line)
        rate = self._rate(words[5], line)
        for row in chosen:
            row.value, row.confidence = rate, self._confidence(words[6:7], row.confidence, line)

    def _delete(self, words: list[str], line: int) -> None:
        self._exactly(words, (5,), f"d {words[1]} START FROM TO", line)
        if words[1] == "contact" and words[2] in ("-1", "0"):
            return
        of_pair, chosen = self._chosen(self.contacts if words[1] == "contact" else self.ranges, words, line)
        for row in chosen:
            del of_pair[row.start]

    def _chosen(self, rows: _Rows, words: list[str], line: int) -> tuple[dict[np.datetime64, _Row], list[_Row]]:
        """All rows of a pair, and those of them at a start or ('*') at any."""
        pair = self._node(words[3], line), self._node(words[4], line)
        of_pair = rows.get(pair, {})
        start = None if words[2] == "*" else self._time(words[2], line)
        found = list(of_pair.values()) if start is None else [of_pair[start]] if start in of_pair else []
        if not found:
            raise self._error(f"there is no such {words[1]} above, from {pair[0]} to {pair[1]} at {words[2]}", line)
        return of_pair, found

    def _node(self, word: str, line: int) -> int:
        if _WHOLE.fullmatch(word) is None or not 1 <= int(word) < MOST_NODE:
            raise self._error(f"'{word[:40]}' is not a node number; they are whole numbers from 1", line)
        return int(word)

    def _rate(self, word: str, line: int) -> float:
        rate = self._number(word, "rate", line, _MOST_BYTE_RATE)
        if 8.0 * rate < LEAST_RATE:
            raise self._error(f"a scheduled contact has a rate above 0; '{word[:40]}' is too small", line)
        return rate

    def _confidence(self, given: list[str], left_out: float, line: int) -> float:
        sure = self._number(given[0], "confidence", line, 1.0) if given else left_out
        if sure <= 0.0:
            raise self._error("a scheduled contact has a confidence above 0", line)
        return sure

    def _number(self, word: str, what: str, line: int, most: float) -> float:
        if _NUMBER.fullmatch(word) is None or not float(word) <= most:
            raise self._error(f"'{word[:40]}' is not a {what}; accepted is 0 to {most:g}", line)
        return float(word)

    def _time(self, word: str, line: int) -> np.datetime64:
        if word.startswith("+"):
            if self.reference is None:
                raise self._error(f"time {word[:40]} counts from a reference; write '@ TIME' before, or give one", line)
            seconds = self._number(word[1:], "number of seconds", line, 1e10)
            since_1970 = int(self.reference.astype(np.int64)) + round(seconds * 1e9)
            if not int(EARLIEST.astype(np.int64)) <= since_1970 < int(LATEST.astype(np.int64)):
                raise self._error(f"time {word[:40]} is outside {EARLIEST:.4}-{LATEST:.4}", line)
            return np.datetime64(since_1970, "ns")
        return self._absolute(word, line)

    def _absolute(self, word: str, line: int) -> np.datetime64:
        match = _ABSOLUTE.fullmatch(word)
        if match is None:
            raise self._error(f"'{word[:40]}' is not a time; write +SECONDS or yyyy/mm/dd-hh:mm:ss", line)
        year, month, day, hour, minute, second, fraction = match.groups()
        try:
            return one_time(f"{year}-{month}-{day}T{hour}:{minute}:{second}.{fraction or 0}")
        except InputError as error:
            raise self._error(str(error), line) from error


def read_ion_plan(
    path: str | Path, *, reference: object | None = None, default_owlt_s: float | None = None
) -> ContactPlan:
    """Read a contact plan of ION.

    Commands that add, change and delete contacts and ranges and those that set the reference time are carried out line
    by line; those for a running node are passed over. Registered nodes and those of hypothetical contacts are nodes of
    the plan. Rates become bit/s. A range from a lower to a higher number speaks for both directions, except where
    the other one has a range of its own. Seconds, rates and distances may have decimals, which ION itself does not
    read.

    Args:
        path: the file; gzip is recognised.
        reference: UTC from which times like +3600 count until the file sets one with `@`.
        default_owlt_s: light time of contacts without a range; None refuses them (ION passes over them).

    Returns:
        The plan.

    Raises:
        MissingDataError: the file cannot be read.
        TooLargeError: more than 64 MB.
        FormatError: with file and line: a command that is not known, a wrong time, number or node, an end that is not
            after the start, overlapping contacts, relative times without a reference, a second region; without a
            line: a contact without a range.

    Source:
        ION, ionrc(5) (ici/doc/pod5/ionrc.pod).
    """
    content = read_bounded(path, limit_bytes=LIMIT_BYTES)
    return parse_ion_plan(content, source=path, reference=reference, default_owlt_s=default_owlt_s)


def parse_ion_plan(
    content: bytes,
    *,
    source: str | Path = "<data>",
    reference: object | None = None,
    default_owlt_s: float | None = None,
) -> ContactPlan:
    """As `read_ion_plan`, from bytes.

    Args:
        content: UTF-8 text.
        source: name for messages.
        reference, default_owlt_s: as `read_ion_plan`.

    Returns:
        The plan.

    Raises:
        FormatError: as `read_ion_plan`, or the bytes are not UTF-8.

    Source:
        As `read_ion_plan`.
    """
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        place = content[: error.start].count(b"\n") + 1
        raise FormatError("this is not UTF-8 text", source=source, line=place) from error
    reader = _Reader(str(source), None if reference is None else one_time(reference))
    for number, text in enumerate(lines, start=1):
        if len(text) > _LONGEST_LINE:
            raise FormatError(f"{len(text)} characters; a line has {_LONGEST_LINE} at most", source=source, line=number)
        words = text.split()
        if words and not words[0].startswith("#"):
            reader.take(words, number)
    return _plan(reader, default_owlt_s)


def _plan(reader: _Reader, default_owlt_s: float | None) -> ContactPlan:
    contacts = sorted(_all(reader.contacts), key=lambda r: (r.sender, r.receiver, r.start))
    columns = [(r.sender, r.receiver, r.start, r.end, 8.0 * r.value, r.confidence) for r in contacts]
    table = _frame(columns, [c.name for c in CONTACTS.columns])
    row = overlapping_row(table) if contacts else None
    if row is not None:
        first, second = contacts[row - 1].line, contacts[row].line
        raise FormatError(
            f"the contact of line {min(first, second)} overlaps this one; contacts of a pair follow each other",
            source=reader.source,
            line=max(first, second),
        )
    distances = [(r.sender, r.receiver, r.start, r.end, r.value) for r in _both_ways(reader)]
    ranges = _frame(distances, [c.name for c in RANGES.columns])
    try:
        return contact_plan(
            table if contacts else CONTACTS.empty(),
            ranges if distances else RANGES.empty(),
            default_owlt_s=default_owlt_s,
            nodes=reader.nodes,
        )
    except HuxingError as error:
        raise FormatError(str(error), source=reader.source) from error


def _frame(rows: Sequence[tuple[object, ...]], names: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=names)
    return table.astype(dict.fromkeys(("start", "end"), "datetime64[ns]")) if rows else table


def _all(rows: _Rows) -> list[_Row]:
    return [row for of_pair in rows.values() for row in of_pair.values()]


def _both_ways(reader: _Reader) -> list[_Row]:
    """Ranges, and those that are implied for contacts of the other direction."""
    implied = [
        _Row(receiver, sender, row.start, row.end, row.value, 1.0, row.line)
        for (sender, receiver), of_pair in reader.ranges.items()
        if sender < receiver and reader.contacts.get((receiver, sender)) and not reader.ranges.get((receiver, sender))
        for row in of_pair.values()
    ]
    return [*_all(reader.ranges), *implied]
