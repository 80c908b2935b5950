"""Numbers in words: units, rounding that never flatters, 'unknown'."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.chain.report.numbers import (
    BEIJING_H,
    clock,
    counted,
    day,
    degrees,
    duration,
    figure,
    listed,
    minutes_figure,
    percent,
    percent_figure,
    shortened,
)

NARROW = "\u00a0"
DATE = np.datetime64("2026-08-22", "ns")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.2051, "20.5 %"),
        (0.9562, "95.6 %"),
        (0.9994, "99.94 %"),
        (0.99984, "99.98 %"),
        (0.99997, "> 99.99 %"),
        (1.0, "100 %"),
        (1.0 - 2e-16, "100 %"),
        (math.nan, "unknown"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, text):
    assert percent(share).replace(NARROW, " ") == text


@given(st.floats(0.0, 1.0))
def test_only_a_whole_share_is_100_and_only_nothing_is_0(share):
    text = percent_figure(share)
    assert (text == "100") == (share >= 1.0 - 1e-9)
    assert (text == "0") == (share == 0.0)


@given(st.floats(0.001, 0.998))
def test_percent_is_right_to_a_digit(share):
    assert abs(float(percent_figure(share)) - 100.0 * share) <= 0.0501


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"), (60.0, "60 s"), (119.0, "119 s"), (120.0, "2 min"), (1140.0, "19 min"), (7140.0, "119 min"),
        (7200.0, "2 h"), (12_000.0, "3 h 20 min"), (86_400.0, "24 h"), (172_800.0, "2 d"), (187_200.0, "2 d 4 h"),
        (math.nan, "unknown"),
    ],
)  # fmt: skip
def test_durations(seconds, text):
    assert duration(seconds).replace(NARROW, " ") == text


@given(st.floats(0.0, 2e6))
def test_a_duration_says_its_length_to_half_a_unit(seconds):
    units = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
    words = duration(seconds).split(NARROW)
    told = sum(float(n) * units[u] for n, u in zip(words[::2], words[1::2], strict=True))
    assert abs(told - seconds) <= {"s": 0.5, "min": 30.0, "h": 1830.0, "d": 1830.0}[words[1]]


def test_times_of_day_in_utc_and_beijing():
    time = np.datetime64("2026-08-22T16:05:21.4", "ns")
    assert clock(time, DATE) == "16:05:21"
    assert clock(time, DATE, ahead_h=BEIJING_H).replace(NARROW, " ") == "00:05:21 +1 d"
    midnight = np.datetime64("2026-08-23T00:00:00", "ns")
    assert clock(midnight, DATE).replace(NARROW, " ") == "00:00:00 +1 d"
    assert clock(midnight, DATE, ahead_h=BEIJING_H).replace(NARROW, " ") == "08:00:00 +1 d"


def test_dates_name_the_time_of_day_only_where_it_is_not_midnight():
    assert day(DATE).replace(NARROW, " ") == "22 August 2026"
    assert day(np.datetime64("2026-01-02T06:30", "ns"), short=True).replace(NARROW, " ") == "2 Jan 2026 06:30 UTC"


def test_what_is_not_known_says_so():
    assert figure(math.nan) == degrees(math.nan) == "unknown"
    assert minutes_figure(math.nan) == "–"
    assert minutes_figure(90.0) == "1.5"
    assert minutes_figure(64_800.0) == "1,080"


def test_labels_are_cut_at_their_room():
    assert shortened("Qianfan as observed", 30) == "Qianfan as observed"
    assert shortened("a" * 60, 50) == "a" * 48 + "…"
    assert len(shortened("W" * 60, 50)) < 32
    assert len(shortened("千" * 60, 50)) < 31
    assert shortened("  two\n lines ", 30) == "two lines"


def test_names_in_a_row():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(list("abcdefgh"), 3) == "a, b and 6 more"
    assert counted(1, "satellite").replace(NARROW, " ") == "1 satellite"
    assert counted(1296, "satellite").replace(NARROW, " ") == "1,296 satellites"
    assert counted(2, "pass", "passes").replace(NARROW, " ") == "2 passes"
