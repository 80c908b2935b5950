"""Rates, decibels and places of labels."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.chain.report.glossary import GLOSSARY
from huxing.chain.report.label_places import spread
from huxing.chain.report.link_numbers import bit_rate, decibels, percent_of_year, rate_unit
from huxing.chain.report.waterfall import budget_value

UNITS = {"bit/s": 1.0, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9}


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.0, "0 bit/s"), (820.0, "820 bit/s"), (9600.0, "9.6 kbit/s"), (151_900.0, "152 kbit/s"),
        (999_600.0, "1 Mbit/s"), (49.94e6, "49.9 Mbit/s"), (1.246e9, "1.25 Gbit/s"), (math.nan, "unknown"),
        (2.0e11, "200 Gbit/s"),
    ],
)  # fmt: skip
def test_rates_have_the_unit_that_fits(rate, text):
    assert bit_rate(rate).replace("\u00a0", " ") == text


@given(st.floats(1.0, 9e11))
def test_a_rate_is_told_to_three_figures(rate):
    number, unit = bit_rate(rate).replace(",", "").split("\u00a0")
    assert abs(float(number) * UNITS[unit] / rate - 1.0) < 0.00501
    assert 1.0 <= float(number) < 1000.0


def test_the_unit_of_an_axis():
    assert rate_unit(2e6) == (1e6, "Mbit/s")
    assert rate_unit(0.0) == rate_unit(math.nan) == (1.0, "bit/s")


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (3.25, {"signed": True}, "+3.3 dB"), (-165.25, {}, "−165.3 dB"), (-0.04, {}, "0.0 dB"),
        (0.0, {"signed": True}, "+0.0 dB"),
        (54.774, {"unit": "dBW", "digits": 2}, "54.77 dBW"), (-math.inf, {}, "no link"), (math.nan, {}, "unknown"),
        (1.0, {"unit": ""}, "1.0"),
    ],
)  # fmt: skip
def test_decibels(value, options, text):
    assert decibels(value, **options).replace("\u00a0", " ") == text


def test_weathers_are_named_with_the_digits_they_have():
    told = [percent_of_year(share).replace("\u00a0", " ") for share in (0.0001, 0.001, 0.01, 0.1, 0.125)]
    assert told == ["0.01 %", "0.1 %", "1 %", "10 %", "12.5 %"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (30.0, "deg", "30°"), (1998.88, "km", "1,998.9 km"), (0.36, "MHz", "0.36 MHz"), (150e3, "bit/s", "150 kbit/s"),
        (-3.01, "dB", "−3.0 dB"), (math.nan, "K", "unknown"),
    ],
)  # fmt: skip
def test_values_of_a_budget(value, unit, text):
    assert budget_value(value, unit).replace("\u00a0", " ") == text


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8), st.floats(0.01, 0.1))
def test_labels_stand_apart_in_the_order_of_what_they_name(heights, gap):
    wanted = np.array(heights)
    places = spread(wanted, gap)
    order = np.argsort(-wanted, kind="stable")
    assert (np.diff(places[order]) <= -gap + 1e-9).all()
    assert places.min() >= -1e-9
    assert places.max() <= 1.0 + 1e-9


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True))
def test_labels_that_have_room_stay_where_they_are_wanted(steps):
    wanted = np.array(steps) / 5.0
    assert np.allclose(spread(wanted, 0.15), wanted)


def test_the_glossary_is_in_alphabetical_order():
    terms = [term.lower() for term, _ in GLOSSARY]
    assert terms == sorted(terms)
