"""Two-line and three-line element sets, read strictly and quickly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import FormatError
from huxing.core.time import Times
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.tle_columns import (
    BLANKS,
    FIELDS,
    WIDTH,
    Characters,
    catalogue_numbers,
    checksums,
    designators_hold,
    fixed_points,
    implied_exponents,
    integers,
    matches,
)
from huxing.orbit.formats.tle_lines import TleLines, tle_lines

_BLOCK = 20_000
_TICK = 864_000
"""A hundred-millionth of a day, ns."""
_PER_DAY = 2.0 * np.pi / SECONDS_PER_DAY
_DEGREE = np.pi / 180.0


def read_tle(
    content: bytes, source: str = "<data>", *, allow_trailing: bool = False, check_checksum: bool = True
) -> ElementSets:
    """Read two-line sets, each with or without a name line (with or without a leading `0 `).

    Args:
        content: the file; lines ended by LF or CR LF, blank lines and lines beginning with `#` passed over.
        source: name used in messages.
        allow_trailing: accept text after column 69, as in the verification file of AIAA 2006-6753.
        check_checksum: refuse a line whose 69th column is not its checksum.

    Returns:
        The element sets; names '' where there is no name line.

    Raises:
        FormatError: with file and line, columns, what was found and what is accepted.
        TooLargeError: more than a million lines.

    Source:
        T. S. Kelso, "Frequently asked questions: two-line element set format", Satellite Times 4 (1998) 3;
        Space-Track documentation, "Two-line element set" and "Alpha-5".
    """
    lines = tle_lines(content, source, allow_trailing=allow_trailing)
    parts = []
    for begin in range(0, len(lines.names), _BLOCK):
        block = lines.part(slice(begin, begin + _BLOCK))
        _require_columns(block, source, check_checksum)
        _require_ranges(block, source)
        parts.append(_table(block))
    if not parts:
        raise FormatError("there is no two-line element set in the file", source=source)
    return ElementSets(pd.concat(parts, ignore_index=True))


def _cut(lines: TleLines, line: int, start: int, stop: int) -> Characters:
    return (lines.first if line == 1 else lines.second)[:, start - 1 : stop]


def _field(lines: TleLines, name: str) -> Characters:
    field = next(f for f in FIELDS if f.name == name)
    return _cut(lines, field.line, field.start, field.stop)


class _Checker:
    """Collects the first line that breaks a rule."""

    def __init__(self, lines: TleLines, source: str) -> None:
        self._lines, self._source = lines, source
        self._worst: tuple[int, Callable[[], str]] | None = None

    def require(self, good: NDArray[np.bool_], line: int, start: int, stop: int, what: str, accepted: str) -> None:
        """Note the first set where `good` is false."""
        if good.all():
            return
        row = int(np.argmin(good))
        number = int((self._lines.first_number if line == 1 else self._lines.second_number)[row])
        found = bytes(_cut(self._lines, line, start, stop)[row])
        where = f"columns {start}-{stop}" if stop > start else f"column {start}"
        if self._worst is None or number < self._worst[0]:
            self._worst = number, lambda: f"{where} ({what}): found {found.decode('latin-1')!r}, accepted is {accepted}"

    def finish(self) -> None:
        """Raise for the first line noted, if any."""
        if self._worst is not None:
            raise FormatError(self._worst[1](), source=self._source, line=self._worst[0])


def _require_columns(lines: TleLines, source: str, check_checksum: bool) -> None:
    checker = _Checker(lines, source)
    for line in (1, 2):
        for column in BLANKS[line]:
            blank = _cut(lines, line, column, column)[:, 0] == ord(" ")
            checker.require(blank, line, column, column, "separator", "a blank")
    for field in FIELDS:
        good = matches(_cut(lines, field.line, field.start, field.stop), field.pattern)
        checker.require(good, field.line, field.start, field.stop, field.name, field.accepted)
    _require_identity(lines, checker)
    if check_checksum:
        for line, characters in ((1, lines.first), (2, lines.second)):
            right = checksums(characters)
            good = characters[:, WIDTH - 1] == right + ord("0")
            first = int(right[int(np.argmin(good))])
            checker.require(good, line, WIDTH, WIDTH, "checksum", f"{first}, the checksum of columns 1-68")
    checker.finish()


def _require_identity(lines: TleLines, checker: _Checker) -> None:
    first, second = catalogue_numbers(lines.first[:, 2:7]), catalogue_numbers(lines.second[:, 2:7])
    accepted = "five digits, or Alpha-5 (A0000 to Z9999 without I and O)"
    checker.require(first >= 0, 1, 3, 7, "catalogue number", accepted)
    same = f"the number of line 1, {int(first[int(np.argmin(first == second))])}" if len(first) else ""
    checker.require(first == second, 2, 3, 7, "catalogue number", same)
    classes = np.isin(lines.first[:, 7], [ord(letter) for letter in "UCS"])
    checker.require(classes, 1, 8, 8, "classification", "U, C or S")
    checker.require(
        designators_hold(lines.first[:, 9:17]), 1, 10, 17, "international designator", "YYNNNPPP as 98067A, or blank"
    )
    kind = np.isin(lines.first[:, 62], [ord("0"), ord(" ")])
    checker.require(kind, 1, 63, 63, "ephemeris type", "0 or blank (SGP4); type 4, SGP4-XP, is not supported")


def _require_ranges(lines: TleLines, source: str) -> None:
    checker = _Checker(lines, source)
    inclination = integers(_field(lines, "inclination"))
    checker.require(inclination <= 180_0000, 2, 9, 16, "inclination", "0 to 180 deg")
    for name in ("right ascension of the node", "argument of perigee", "mean anomaly"):
        field = next(f for f in FIELDS if f.name == name)
        angle = integers(_field(lines, name))
        checker.require(angle <= 360_0000, 2, field.start, field.stop, name, "0 to 360 deg")
    motion = integers(_field(lines, "mean motion"))
    good = (motion >= 100) & (motion <= 20_0000_0000)
    checker.require(good, 2, 53, 63, "mean motion", "0.000001 to 20 revolutions per day")
    year, day = _year_and_day(lines)
    length = np.where((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)), 366, 365)
    checker.require(
        (day >= 1) & (day <= length), 1, 21, 23, "day of year of the epoch", "001 to 365, 366 in a leap year"
    )
    checker.finish()


def _year_and_day(lines: TleLines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return _full_year(integers(lines.first[:, 18:20])), integers(lines.first[:, 20:23])


def _full_year(two_digits: NDArray[np.int64]) -> NDArray[np.int64]:
    return two_digits + np.where(two_digits < 57, 2000, 1900)


def _epochs(lines: TleLines) -> Times:
    year, day = _year_and_day(lines)
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + (day - 1)
    ticks = integers(lines.first[:, 24:32]) * _TICK
    return np.asarray(start.astype("datetime64[ns]") + ticks.astype("timedelta64[ns]"))


def _designators(lines: TleLines) -> list[str]:
    texts = np.ascontiguousarray(lines.first[:, 9:17]).view("S8")[:, 0].astype(str).tolist()
    years = _full_year(integers(lines.first[:, 9:11])).tolist()
    return [f"{year}-{text[2:].strip()}" if text.strip() else "" for year, text in zip(years, texts, strict=True)]


def _table(lines: TleLines) -> pd.DataFrame:
    degrees = {name: fixed_points(_field(lines, name), 4) * _DEGREE for name in _ANGLES}
    ndot = fixed_points(_field(lines, "first derivative of mean motion"), 8)
    nddot = implied_exponents(_field(lines, "second derivative of mean motion"))
    return pd.DataFrame(
        {
            "name": lines.names,
            "norad_id": catalogue_numbers(lines.first[:, 2:7]),
            "cospar_id": _designators(lines),
            "classification": np.ascontiguousarray(lines.first[:, 7:8]).view("S1")[:, 0].astype(str),
            "epoch": _epochs(lines),
            "mean_motion": fixed_points(_field(lines, "mean motion"), 8) * _PER_DAY,
            "eccentricity": fixed_points(_field(lines, "eccentricity"), 7),
            **{column: degrees[name] for name, column in _ANGLES.items()},
            "bstar": implied_exponents(_field(lines, "drag term")),
            "mean_motion_dot": ndot * (_PER_DAY / SECONDS_PER_DAY),
            "mean_motion_ddot": nddot * (_PER_DAY / SECONDS_PER_DAY**2),
            "element_set_number": integers(_field(lines, "element set number")),
            "revolution_number": integers(_field(lines, "revolution number")),
        }
    )


_ANGLES = {
    "inclination": "inclination",
    "right ascension of the node": "raan",
    "argument of perigee": "argument_of_perigee",
    "mean anomaly": "mean_anomaly",
}
