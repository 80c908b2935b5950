"""Time scales: UTC at the edge as numpy `datetime64[ns]`, TAI, TT and UT1 inside as two-part Julian dates.

`datetime64` cannot name the 60th second of a leap second; such an instant is refused by `parse_time`.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import InputError, StaleDataError, TooLargeError

Times = NDArray[np.datetime64]
"""UTC instants, dtype `datetime64[ns]`."""

EARLIEST = np.datetime64("1957-01-01", "ns")
LATEST = np.datetime64("2200-01-01", "ns")
_NANOSECOND_RANGE = np.array(["1678-01-01", "2262-01-01"], "datetime64[s]")
_MJD_ZERO = np.datetime64("1858-11-17", "s")
_MJD_ZERO_JD = 2_400_000.5
_MAX_GRID = 50_000_000
_ISO = re.compile(
    r"(?P<year>\d{4})-(?:(?P<month>\d\d)-(?P<day>\d\d)|(?P<doy>\d{3}))"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d*))?)?)?(?:Z|\+00:00)?",
    re.ASCII,
)


class JulianDate(NamedTuple):
    """A two-part Julian date in days; the parts are summed by the user, the large one first."""

    day: NDArray[np.float64]
    fraction: NDArray[np.float64]


def parse_time(text: str) -> np.datetime64:
    """Read an ISO 8601 UTC time; a calendar date or a year and day-of-year, with or without a time of day.

    Args:
        text: for example `2026-08-22`, `2026-08-22T06:00:00.123Z`, `2007-064T10:34:41.4264`.

    Returns:
        `datetime64[ns]`, UTC; digits beyond the nanosecond are dropped.

    Raises:
        InputError: another form, a date that does not exist, a leap second, or out of 1957-2200.

    Source:
        ISO 8601-1:2019; CCSDS 301.0-B-4, section 3.5 (ASCII time codes A and B).
    """
    match = _ISO.fullmatch(text.strip()) if len(text) <= 64 else None
    if match is None:
        raise InputError(
            f"'{text[:64]}' is not a UTC time; write 2026-08-22, 2026-08-22T06:00:00 or 2026-234T06:00:00",
            given=text,
        )
    if not str(EARLIEST)[:4] <= match["year"] < str(LATEST)[:4]:  # before it becomes nanoseconds, which wrap
        raise InputError(f"'{text}' is outside {EARLIEST:.4}-{LATEST:.4}", given=text)
    return _calendar_day(match, text) + _time_of_day(match, text)


def _calendar_day(match: re.Match[str], text: str) -> np.datetime64:
    year = match["year"]
    try:
        if match["doy"] is None:
            return np.datetime64(f"{year}-{match['month']}-{match['day']}", "ns")
        start = np.datetime64(f"{year}-01-01", "D")
        day = start + np.timedelta64(int(match["doy"]) - 1, "D")
        if day.astype("datetime64[Y]") != start.astype("datetime64[Y]"):
            raise ValueError("day of year")
        return day.astype("datetime64[ns]")
    except ValueError as error:
        raise InputError(f"'{text}' names a day that does not exist", given=text) from error


def _time_of_day(match: re.Match[str], text: str) -> np.timedelta64:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise InputError(
            f"'{text}' names a time of day that is not representable (00:00:00 to 23:59:59; "
            "a leap second has no datetime64)",
            given=text,
        )
    nanoseconds = int(((match["fraction"] or "") + "000000000")[:9])
    return np.timedelta64(((hour * 60 + minute) * 60 + second) * 1_000_000_000 + nanoseconds, "ns")


def as_times(times: object) -> Times:
    """Turn one time or many (text, datetime, datetime64) into `datetime64[ns]`.

    Args:
        times: text in ISO 8601, `datetime64`, `datetime` (UTC, or with a time zone), or an array-like of them.

    Returns:
        An array of `datetime64[ns]`, scalar input gives a 0-d array.

    Raises:
        InputError: not a time (a bare number is none), missing (NaT), or beyond what nanoseconds hold (1678-2262).

    Source:
        `parse_time`.
    """
    if isinstance(times, str):
        return np.asarray(parse_time(times))
    array = np.asarray(times)
    if array.dtype.kind in "UO":
        array = np.array([_moment(t) for t in array.flat], "datetime64[ns]").reshape(array.shape)
    if array.dtype.kind != "M" and array.size:
        raise InputError(f"cannot read {times!r:.80} as UTC times; give ISO 8601 text or datetime64", given=times)
    if np.isnat(array.astype("datetime64[ns]")).any():
        raise InputError("a time is missing (NaT)", given=times)
    if array.dtype != "datetime64[ns]":
        _require_nanoseconds_hold(array, times)
    return array.astype("datetime64[ns]")


def _moment(value: object) -> np.datetime64:
    """One element of an array of objects."""
    if isinstance(value, str):
        return parse_time(value)
    if hasattr(value, "to_datetime64"):  # pandas: keeps nanoseconds, gives UTC
        value = value.to_datetime64()
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    if not isinstance(value, datetime.date | np.datetime64):
        raise InputError(f"cannot read {value!r:.80} as a UTC time; give ISO 8601 text or datetime64", given=value)
    _require_nanoseconds_hold(np.asarray(np.datetime64(value)), value)
    return np.datetime64(value).astype("datetime64[ns]")


def _require_nanoseconds_hold(array: Times, given: object) -> None:
    if array.size == 0 or np.isnat(array).any():
        return
    seconds = array.astype("datetime64[s]")
    if seconds.min() < _NANOSECOND_RANGE[0] or seconds.max() >= _NANOSECOND_RANGE[1]:
        raise InputError(f"{seconds.min()} to {seconds.max()} reaches beyond 1678-2262", given=given)


def one_time(time: object) -> np.datetime64:
    """Turn one time into `datetime64[ns]`.

    Args:
        time: as `as_times` takes, but a single one.

    Returns:
        UTC.

    Raises:
        InputError: not a time, or several.

    Source:
        `parse_time`.
    """
    array = as_times(time)
    if array.size != 1:
        raise InputError(f"one time is wanted here, not {array.size}", given=time)
    return np.datetime64(int(array.astype(np.int64).item()), "ns")


def time_grid(start: object, *, hours: float | None = None, stop: object = None, step_s: float = 60.0) -> Times:
    """Evenly spaced UTC times from `start`, the end excluded.

    Args:
        start: first time (text or datetime64).
        hours: length of the grid in hours; or give `stop`.
        stop: end, excluded.
        step_s: step in seconds, at least 1 ms; rounded to 1 ns.

    Returns:
        `datetime64[ns]`, shape `(time,)`.

    Raises:
        InputError: a step or length that is not positive, or both or neither of `hours` and `stop`.
        TooLargeError: more than 50 million times.

    Source:
        None: a definition.
    """
    if (hours is None) == (stop is None):
        raise InputError("give either hours or stop")
    first = one_time(start)
    span = float(hours * 3600.0 if hours is not None else (one_time(stop) - first) / np.timedelta64(1, "s"))
    if not (np.isfinite(span) and span > 0 and np.isfinite(step_s) and step_s >= 1e-3):
        raise InputError(f"a time grid needs a positive length and a step of 1 ms or more, got {span} s by {step_s} s")
    count = int(np.ceil(span / step_s - 1e-9))
    if count > _MAX_GRID:
        raise TooLargeError(f"{count} times are over the bound of {_MAX_GRID}; take a longer step", given=count)
    step = np.timedelta64(round(step_s * 1e9), "ns")
    return first + step * np.arange(max(count, 1))


def utc_seconds(times: Times, epoch: np.datetime64) -> NDArray[np.float64]:
    """UTC seconds from an epoch; leap seconds are not counted, as in element-set epochs and SGP4.

    Args:
        times: UTC, any shape.
        epoch: UTC.

    Returns:
        Seconds, same shape.

    Raises:
        Nothing of its own.

    Source:
        Vallado et al., AIAA 2006-6753, section on time (SGP4 counts UTC days of 86,400 s).
    """
    return np.asarray((as_times(times) - epoch).astype(np.int64) * 1e-9, dtype=np.float64)


def utc_julian_date(times: Times) -> JulianDate:
    """UTC as ERFA's quasi Julian date.

    Args:
        times: UTC, any shape.

    Returns:
        Two-part quasi Julian date.

    Raises:
        Nothing of its own.

    Source:
        IAU SOFA, "SOFA Time Scale and Calendar Tools", section 3.5 (quasi-JD on leap-second days).
    """
    nanoseconds = as_times(times) - _MJD_ZERO
    day = nanoseconds // np.timedelta64(1, "D")
    seconds = np.asarray((nanoseconds - day * np.timedelta64(1, "D")).astype(np.int64) * 1e-9, np.float64)
    length = SECONDS_PER_DAY + _leap_second_in(day)
    return JulianDate(np.asarray(day + _MJD_ZERO_JD, np.float64), np.asarray(seconds / length, np.float64))


def _leap_second_in(day: NDArray[np.int64]) -> NDArray[np.float64]:
    mjd, offset = leap_second_table()
    jump = np.diff(offset, prepend=offset[0])
    eve = np.searchsorted(mjd, np.asarray(day) + 1)
    inside = np.minimum(eve, mjd.size - 1)
    return np.where((eve < mjd.size) & (mjd[inside] == np.asarray(day) + 1), jump[inside], 0.0)


@functools.cache
def leap_second_table() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Leap seconds since 1972 of the installed `astropy-iers-data`.

    Returns:
        Modified Julian day from which an offset holds, and the offset TAI - UTC in s.

    Raises:
        StaleDataError: the installed package has no readable table.

    Source:
        IERS Bulletin C, through `astropy_iers_data.IERS_LEAP_SECOND_FILE`.
    """
    rows = [line.split() for line in _leap_second_lines() if line and not line.startswith("#")]
    table = np.array([[float(row[0]), float(row[4])] for row in rows])
    return table[:, 0].astype(np.int64), table[:, 1]


@functools.cache
def leap_seconds_valid_until() -> np.datetime64:
    """The date to which the installed leap-second table speaks.

    Returns:
        UTC, `datetime64[ns]`.

    Raises:
        StaleDataError: the table names no expiry.

    Source:
        IERS Bulletin C, "File expires on" line.
    """
    months = ["January", "February", "March", "April", "May", "June", "July", "August"]
    months += ["September", "October", "November", "December"]
    for line in _leap_second_lines():
        match = re.match(r"#\s*File expires on\s+(\d+)\s+(\w+)\s+(\d{4})", line)
        if match:
            return np.datetime64(f"{match[3]}-{months.index(match[2]) + 1:02d}-{int(match[1]):02d}", "ns")
    raise StaleDataError(
        "The leap-second table", asked="an expiry date", available_until="unknown", remedy=UPDATE_REMEDY
    )


UPDATE_REMEDY = "Update with: python -m pip install --upgrade astropy-iers-data"


@functools.cache
def _leap_second_lines() -> tuple[str, ...]:
    from pathlib import Path

    import astropy_iers_data

    return tuple(Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_text(encoding="ascii").splitlines())


def require_leap_seconds(times: Times) -> None:
    """Refuse times before 1972 or after the installed leap-second table's expiry.

    Args:
        times: UTC, any shape.

    Raises:
        StaleDataError: a time after the expiry.
        InputError: a time before 1972-01-01.

    Source:
        IERS Bulletin C.
    """
    array = as_times(times)
    if array.size == 0:
        return
    if array.min() < np.datetime64("1972-01-01", "ns"):
        raise InputError(f"{array.min()} is before 1972-01-01, where UTC has its present definition")
    if array.max() > leap_seconds_valid_until():
        raise StaleDataError(
            "The leap-second table",
            asked=str(array.max())[:19],
            available_until=str(leap_seconds_valid_until())[:10],
            remedy=UPDATE_REMEDY,
        )


def tai_julian_date(times: Times) -> JulianDate:
    """International Atomic Time of UTC times.

    Args:
        times: UTC, any shape.

    Returns:
        Two-part Julian date, TAI.

    Raises:
        StaleDataError: after the leap-second table's expiry.
        InputError: before 1972.

    Source:
        IAU SOFA `iauUtctai` with the leap seconds of IERS Bulletin C.
    """
    require_leap_seconds(times)
    _give_leap_seconds_to_erfa()
    return JulianDate(*erfa.utctai(*utc_julian_date(times)))


@functools.cache
def _give_leap_seconds_to_erfa() -> None:
    """Let ERFA use the updatable table instead of the one it was compiled with."""
    mjd, offset = leap_second_table()
    rows = [(*erfa.jd2cal(_MJD_ZERO_JD, float(m))[:2], o) for m, o in zip(mjd, offset, strict=True)]
    new = np.array(rows, dtype=erfa.dt_eraLEAPSECOND)
    erfa.leap_seconds.update(new)


def tt_julian_date(times: Times) -> JulianDate:
    """Terrestrial Time of UTC times.

    Args:
        times: UTC, any shape.

    Returns:
        Two-part Julian date, TT.

    Raises:
        StaleDataError: after the leap-second table's expiry.
        InputError: before 1972.

    Source:
        IAU SOFA `iauTaitt`.
    """
    return JulianDate(*erfa.taitt(*tai_julian_date(times)))


def nominal_tt_julian_date(times: Times) -> JulianDate:
    """Terrestrial Time where seconds do not matter, for any date: the last known leap second is kept.

    Args:
        times: UTC, any shape.

    Returns:
        Two-part Julian date, TT. It is wrong by a second for each leap second that is not yet announced, which turns
        the Sun's direction by 2e-7 rad.

    Raises:
        InputError: before 1972.

    Source:
        IERS Bulletin C.
    """
    utc = utc_julian_date(times)
    mjd, offset = leap_second_table()
    if np.any(utc.day < mjd[0] + _MJD_ZERO_JD):
        raise InputError(f"{as_times(times).min()} is before 1972-01-01, where UTC has its present definition")
    known = offset[np.searchsorted(mjd, utc.day - _MJD_ZERO_JD, side="right") - 1]
    return JulianDate(utc.day, np.asarray(utc.fraction + (known + 32.184) / SECONDS_PER_DAY))
