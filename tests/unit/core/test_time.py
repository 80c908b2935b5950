"""Time scales: reading, grids, and the leap seconds' edges."""

from __future__ import annotations

import contextlib
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import HuxingError, InputError, StaleDataError, TooLargeError
from huxing.core.time import (
    as_times,
    leap_second_table,
    leap_seconds_valid_until,
    one_time,
    parse_time,
    tai_julian_date,
    time_grid,
    tt_julian_date,
    utc_julian_date,
    utc_seconds,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-08-22", "2026-08-22T00:00:00"),
        ("2026-08-22T06:00", "2026-08-22T06:00:00"),
        (" 2026-08-22 06:00:01.5Z ", "2026-08-22T06:00:01.5"),
        ("2026-08-22T06:00:00.1234567899+00:00", "2026-08-22T06:00:00.123456789"),
        ("2007-064T10:34:41.4264", "2007-03-05T10:34:41.4264"),
        ("2024-366", "2024-12-31"),
    ],
)
def test_reads_iso_times(text: str, expected: str) -> None:
    assert parse_time(text) == np.datetime64(expected, "ns")


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "2026", "2026-8-22", "2026-08-22T06", "2026-02-30", "2025-366", "2026-000", "2026-08-22T24:00",
        "2016-12-31T23:59:60", "2026-08-22T06:00:00+08:00", "1956-12-31", "2200-01-01", "0000-01-01",
        "2026-08-22T06:00:00.٣", "２０２６-08-22", "2026-08-22T06:00:00" + "0" * 80,
        "2553-07-22",  # 2^64 ns after 1969: 64-bit nanoseconds would wrap into the accepted range
    ],
)  # fmt: skip
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(InputError):
        parse_time(text)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_our_error(text: str) -> None:
    with contextlib.suppress(HuxingError):
        assert parse_time(text).dtype == "datetime64[ns]"


@given(st.datetimes(dt.datetime(1957, 1, 1), dt.datetime(2199, 12, 31, 23, 59, 59)))
def test_iso_text_of_any_datetime_comes_back(moment: dt.datetime) -> None:
    assert parse_time(moment.isoformat()) == np.datetime64(moment, "ns")


def test_as_times_takes_text_datetimes_and_arrays() -> None:
    want = np.datetime64("2026-01-01", "ns")
    for given_time in ("2026-01-01", dt.datetime(2026, 1, 1), dt.date(2026, 1, 1), np.datetime64("2026-01-01", "D")):
        assert as_times(given_time) == want
    mixed = as_times([["2026-01-01", dt.datetime(2026, 1, 1)]])
    assert mixed.shape == (1, 2)
    assert (mixed == want).all()
    assert as_times([]).shape == (0,)


def test_as_times_turns_zones_into_utc_and_keeps_nanoseconds() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    assert as_times(dt.datetime(2026, 1, 1, tzinfo=zone)) == np.datetime64("2025-12-31T16", "ns")
    index = pd.DatetimeIndex(["2026-01-01T00:00:00.000000001"]).tz_localize("Asia/Shanghai")
    assert as_times(index)[0] == np.datetime64("2025-12-31T16:00:00.000000001", "ns")


@pytest.mark.parametrize(
    "wrong",
    [5, 5.0, True, None, [None], np.timedelta64(5, "s"), np.datetime64("NaT"), {"a": 1}, b"2026-01-01",
     np.datetime64("9999-01-01"), [dt.datetime(3000, 1, 1)], ["2026-01-01", 5]],
)  # fmt: skip
def test_as_times_refuses_numbers_holes_and_what_would_wrap(wrong: object) -> None:
    with pytest.raises(InputError):
        as_times(wrong)


def test_one_time_refuses_several() -> None:
    assert one_time(["2026-01-01"]) == np.datetime64("2026-01-01", "ns")
    with pytest.raises(InputError, match="one time"):
        one_time(["2026-01-01", "2026-01-02"])


def test_grid_excludes_its_end() -> None:
    grid = time_grid("2026-01-01", hours=1, step_s=60)
    assert grid.size == 60
    assert grid[-1] == np.datetime64("2026-01-01T00:59", "ns")
    assert (time_grid("2026-01-01", stop="2026-01-01T01:00", step_s=60) == grid).all()
    assert time_grid("2026-01-01", hours=1, step_s=7).size == 515
    assert time_grid("2026-01-01", hours=1, step_s=7000).size == 1


@pytest.mark.parametrize(
    "arguments",
    [{}, {"hours": 1, "stop": "2026-01-02"}, {"hours": 0}, {"hours": -1}, {"hours": np.nan}, {"hours": np.inf},
     {"hours": 1, "step_s": 1e-4}, {"hours": 1, "step_s": np.nan}, {"stop": "2025-01-01"}],
)  # fmt: skip
def test_grid_refuses(arguments: dict[str, object]) -> None:
    with pytest.raises(InputError):
        time_grid("2026-01-01", **arguments)  # type: ignore[arg-type]


def test_grid_is_bounded() -> None:
    with pytest.raises(TooLargeError):
        time_grid("2026-01-01", hours=1e6, step_s=0.01)


def test_utc_seconds_count_no_leap_second() -> None:
    epoch = np.datetime64("2016-12-31", "ns")
    assert utc_seconds(as_times("2017-01-01"), epoch) == 86_400.0


def test_the_day_of_a_leap_second_has_86401_seconds() -> None:
    times = as_times(["2016-12-31T00:00:00", "2016-12-31T23:59:59", "2017-01-01T00:00:00"])
    jd = utc_julian_date(times)
    assert jd.fraction[1] == 86_399.0 / 86_401.0
    assert (jd.day + jd.fraction)[2] == 2_457_754.5
    tai = tai_julian_date(times)
    elapsed = ((tai.day - tai.day[0]) + (tai.fraction - tai.fraction[0])) * 86_400.0
    # 86,399 s and then the leap second: 86,401 s. Two-part dates hold 1e-11 s over a day.
    assert elapsed == pytest.approx([0.0, 86_399.0, 86_401.0], abs=1e-9)


def test_every_leap_second_of_the_table_is_one_second_long() -> None:
    mjd, offset = leap_second_table()
    assert mjd[0] == 41_317
    assert offset[0] == 10.0
    assert (np.diff(offset) == 1.0).all()
    for day, after in zip(mjd[1:], offset[1:], strict=True):
        midnight = np.datetime64("1858-11-17", "ns") + np.timedelta64(int(day), "D")
        pair = midnight + np.array([-1, 0]).astype("timedelta64[s]")
        tai, utc = tai_julian_date(pair), utc_julian_date(pair)
        assert float(np.diff(tai.day + 0.0)[0] * 86_400 + np.diff(tai.fraction)[0] * 86_400) == pytest.approx(2.0)
        assert ((tai.day - utc.day)[1] + (tai.fraction - utc.fraction)[1]) * 86_400 == pytest.approx(after, abs=1e-9)


def test_tt_is_tai_and_32_184_seconds() -> None:
    times = as_times(["1973-01-01T12:00", "2026-08-22T06:00"])
    tt, tai = tt_julian_date(times), tai_julian_date(times)
    assert ((tt.day - tai.day) + (tt.fraction - tai.fraction)) * 86_400 == pytest.approx(32.184, abs=1e-9)


def test_beyond_the_leap_second_table_is_stale_and_says_what_to_do() -> None:
    with pytest.raises(StaleDataError, match="pip install --upgrade astropy-iers-data") as caught:
        tai_julian_date(as_times("2199-06-01"))
    assert caught.value.asked == "2199-06-01T00:00:00"
    assert caught.value.available_until == str(leap_seconds_valid_until())[:10]
    assert caught.value.exit_code == 4


def test_before_1972_there_is_no_such_utc() -> None:
    with pytest.raises(InputError, match="1972"):
        tai_julian_date(as_times("1971-12-31T23:59:59"))
