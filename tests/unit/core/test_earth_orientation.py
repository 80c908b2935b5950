"""Earth orientation: reading, interpolating, flags, and never a value that is not there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.earth_orientation import EarthOrientation, installed_earth_orientation, ut1_julian_date
from huxing.core.errors import FormatError, InputError, StaleDataError
from huxing.core.time import as_times, leap_second_table, tt_julian_date, utc_julian_date

ARCSECOND = np.pi / 648_000
FIRST_MJD = 60_000


def finals(days: int = 10, *, predicted_from: int = 8, bulletin_b_until: int = 4) -> str:
    """A small finals2000A file: x = 0.1 + 0.01 d arcsec, y = 0.3, UT1-UTC = -0.02 - 0.001 d s; Bulletin B x + 1."""
    lines = []
    for d in range(days):
        flag = "P" if d >= predicted_from else "I"
        line = list(" " * 187)

        def put(start: int, text: str, line: list[str] = line) -> None:
            line[start : start + len(text)] = text

        put(0, "230225")
        put(7, f"{FIRST_MJD + d:8.2f}")
        put(16, flag)
        put(18, f"{0.1 + 0.01 * d:9.6f}")
        put(37, f"{0.3:9.6f}")
        put(57, flag)
        put(58, f"{-0.02 - 0.001 * d:10.7f}")
        put(97, f"{0.25:9.3f}")
        put(116, f"{-0.1:9.3f}")
        if d < bulletin_b_until:
            put(134, f"{1.1 + 0.01 * d:10.6f}")
            put(144, f"{0.3:10.6f}")
            put(154, f"{-0.02 - 0.001 * d:11.7f}")
        lines.append("".join(line))
    return "\n".join(lines)


def at_mjd(mjd: float) -> np.ndarray:
    return as_times(np.datetime64("1858-11-17", "ns") + np.timedelta64(round(mjd * 86_400_000), "ms"))


def test_reads_bulletin_b_where_it_is_and_a_elsewhere() -> None:
    series = EarthOrientation.from_finals(finals())
    assert series.polar_motion[:, 0] / ARCSECOND == pytest.approx(
        [1.10, 1.11, 1.12, 1.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19], abs=1e-9
    )
    assert series.pole_offset / ARCSECOND == pytest.approx(np.tile([0.25e-3, -0.1e-3], (10, 1)), abs=1e-12)
    assert series.ut1_minus_tai[5] == pytest.approx(-0.025 - 37.0, abs=1e-9)


def test_interpolates_linearly_between_days() -> None:
    values = EarthOrientation.from_finals(finals()).at(at_mjd(FIRST_MJD + 5.25))
    assert values.polar_motion[0] / ARCSECOND == pytest.approx(0.1525, abs=1e-9)
    assert values.ut1_minus_tai + 37.0 == pytest.approx(-0.02525, abs=1e-9)


def test_flags_what_rests_on_a_prediction() -> None:
    series = EarthOrientation.from_finals(finals())
    assert not series.at(at_mjd(FIRST_MJD + 7.0)).predicted
    assert series.at(at_mjd(FIRST_MJD + 7.25)).predicted  # between a measured and a predicted day
    assert series.at(at_mjd(FIRST_MJD + 9.0)).predicted
    assert series.measured_until == "2023-03-04"
    assert series.valid_until == "2023-03-06"


def test_a_date_beyond_the_series_is_stale() -> None:
    series = EarthOrientation.from_finals(finals())
    series.at(at_mjd(FIRST_MJD + 9.0))
    with pytest.raises(StaleDataError, match="python -m pip install --upgrade astropy-iers-data") as caught:
        series.at(at_mjd(FIRST_MJD + 9.001))
    assert caught.value.asked.startswith("2023-03-06T00:01")
    assert caught.value.available_until == "2023-03-06"
    with pytest.raises(InputError, match="2023-02-25"):
        series.at(at_mjd(FIRST_MJD - 0.001))


def test_ut1_is_continuous_over_a_leap_second() -> None:
    # 2016-12-31 had a leap second: UT1 - UTC jumps by a second, UT1 itself must not
    times = as_times("2016-12-31T23:59:50") + np.arange(20) * np.timedelta64(1, "s")
    ut1, tt = ut1_julian_date(times), tt_julian_date(times)
    behind = ((tt.day - ut1.day) + (tt.fraction - ut1.fraction)) * 86_400
    assert np.ptp(behind) < 1e-6  # s; UT1 loses about 1 ms a day
    utc = utc_julian_date(times)
    dut1 = ((ut1.day - utc.day) + (ut1.fraction - utc.fraction)) * 86_400
    # IERS Bulletin B 348: UT1-UTC is -0.408 s before and +0.592 s after; in ERFA's quasi-JD the seconds of that day are
    # 86400/86401 long, so only the last instant before midnight and midnight itself compare with the bulletin.
    assert dut1[-1] == pytest.approx(0.591, abs=0.002)


@given(st.integers(0, 9), st.sampled_from([slice(7, 15), slice(18, 27), slice(37, 46)]),
       st.sampled_from(["", "nan", "inf", "xx", "1.2.3", "-", "999999999"]))  # fmt: skip
def test_a_damaged_field_is_refused_or_a_finite_value(day: int, field: slice, text: str) -> None:
    lines = finals(bulletin_b_until=0).splitlines()
    width = field.stop - field.start
    lines[day] = lines[day][: field.start] + text.rjust(width)[:width] + lines[day][field.stop :]
    try:
        series = EarthOrientation.from_finals("\n".join(lines), source="damaged")
    except FormatError as error:
        assert str(error).startswith("damaged")
    else:
        assert np.isfinite(series.polar_motion).all()
        assert text == "999999999"  # a number, however wrong


@pytest.mark.parametrize(
    "text", ["", "hello", finals(7), finals() + "\n" + finals(), "\n".join(finals().splitlines()[::2])]
)
def test_not_such_a_file(text: str) -> None:
    with pytest.raises(FormatError):
        EarthOrientation.from_finals(text)


@settings(max_examples=50)
@given(st.text(max_size=2000))
def test_any_text_is_refused_as_a_format_error(text: str) -> None:
    with pytest.raises(FormatError):
        EarthOrientation.from_finals(text)


def test_a_truncated_installed_file_ends_earlier_and_says_so() -> None:
    series = EarthOrientation.from_finals(finals(9))
    with pytest.raises(StaleDataError):
        series.at(at_mjd(FIRST_MJD + 8.5))


def test_the_installed_series_reaches_from_1973_past_its_measurements() -> None:
    series = installed_earth_orientation()
    assert series.mjd[0] == 41_684.0  # 1973-01-02
    assert series.first_predicted < series.mjd[-1]
    assert np.abs(series.polar_motion).max() < 1.0 * ARCSECOND
    dut1 = series.ut1_minus_tai + np.interp(series.mjd, leap_second_table()[0], leap_second_table()[1])
    assert np.abs(dut1).max() < 2.0
