"""The four ratios: steps between them by name, and no way to mix them up."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise

TYPES = (CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise, BitEnergyToNoise)
COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, operator.sub)
DECIBELS = st.floats(-50.0, 150.0)
POSITIVE = st.floats(1e-3, 1e12)


@given(DECIBELS, POSITIVE)
def test_steps_and_back(db: float, by: float) -> None:
    # 10 log10 of 1e12 added and taken off: 1e-12 dB of rounding
    density = CarrierToNoiseDensity(db)
    assert density.in_bandwidth(by).density(by).db == pytest.approx(db, abs=1e-9)
    assert density.per_symbol(by).density(by).db == pytest.approx(db, abs=1e-9)
    assert SymbolEnergyToNoise(db).per_bit(by).per_symbol(by).db == pytest.approx(db, abs=1e-9)
    assert SymbolEnergyToNoise.from_linear(SymbolEnergyToNoise(db).linear).db == pytest.approx(db, abs=1e-9)


def test_a_budget_by_hand() -> None:
    # C/N0 80 dBHz: 10 MBd leave 10 dB per symbol; 2 bit per symbol 6.9897 dB per bit, the same as 20 Mbit/s
    density = CarrierToNoiseDensity(80.0)
    symbol = density.per_symbol(10e6)
    assert symbol.db == pytest.approx(10.0, abs=1e-12)
    assert symbol.per_bit(2.0).db == pytest.approx(6.98970, abs=5e-6)
    assert density.per_bit(20e6).db == pytest.approx(6.98970, abs=5e-6)
    assert density.in_bandwidth(10e6).linear == pytest.approx(10.0)


@pytest.mark.parametrize("compare", COMPARISONS)
@pytest.mark.parametrize("mine", TYPES)
@pytest.mark.parametrize("other", [*TYPES, float, np.float64, np.array, list, str, lambda _: None])
def test_only_equals_meet(compare: Callable, mine: type, other: Callable) -> None:
    left, right = mine([1.0, 2.0]), other([1.0, 2.0]) if other not in (float, np.float64) else other(1.0)
    if type(left) is type(right):
        assert compare(left, right).shape == (2,)
        return
    for one, two in ((left, right), (right, left)):
        with pytest.raises(TypeError):
            compare(one, two)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("act", [operator.add, operator.mul, operator.truediv, operator.mod])
def test_decibels_are_not_added_by_a_sign(kind: type, act: Callable) -> None:
    for other in (kind(1.0), 3.0, np.array([1.0]), np.float64(1.0)):
        for pair in ((kind(1.0), other), (other, kind(1.0))):
            with pytest.raises(TypeError):
                act(*pair)


@pytest.mark.parametrize("function", [np.log10, np.isnan, np.negative, np.sin])
def test_numpy_functions_refuse_a_ratio(function: Callable) -> None:
    with pytest.raises(TypeError):
        function(CarrierToNoise(1.0))


def test_a_ratio_is_no_key_and_no_number() -> None:
    with pytest.raises(TypeError):
        hash(CarrierToNoise(1.0))
    with pytest.raises(InputError):
        SymbolEnergyToNoise(CarrierToNoise(1.0))  # type: ignore[arg-type]


def test_margins_and_comparisons_broadcast() -> None:
    have, need = SymbolEnergyToNoise([[1.0], [5.0]]), SymbolEnergyToNoise([0.0, 5.0, 9.0])
    assert have.margin_db(need).tolist() == [[1.0, -4.0, -8.0], [5.0, 0.0, -4.0]]
    assert (have - need).tolist() == have.margin_db(need).tolist()
    assert (have >= need).tolist() == [[True, False, False], [True, True, False]]
    assert (have > need).tolist() == [[True, False, False], [True, False, False]]
    assert (have <= need).tolist() == [[False, True, True], [False, True, True]]
    assert (have < need).tolist() == [[False, True, True], [False, False, True]]
    assert (have == need).tolist() == [[False, False, False], [False, True, False]]
    assert (have != need).tolist() == [[True, True, True], [True, False, True]]
    with pytest.raises(ShapeError, match="SymbolEnergyToNoise"):
        SymbolEnergyToNoise([1.0, 2.0]).margin_db(need)
    with pytest.raises(ShapeError):
        need.plus_db([1.0, 2.0])


def test_no_signal_is_minus_infinity_and_nan_is_refused() -> None:
    silent = CarrierToNoiseDensity.from_linear([0.0, 1e8])
    assert silent.db.tolist() == [-np.inf, 80.0]
    assert silent.per_symbol(1e6).plus_db(3.0).db.tolist() == [-np.inf, 23.0]
    assert silent.margin_db(CarrierToNoiseDensity(70.0)).tolist() == [-np.inf, 10.0]
    for kind in TYPES:
        with pytest.raises(InputError, match=f"{kind.__name__}: not a number"):
            kind([1.0, np.nan])
        with pytest.raises(ModelRangeError, match=rf"{kind.__name__}: the plain ratio -1 is outside at least 0"):
            kind.from_linear(-1.0)
    with pytest.raises(InputError, match="no margin"):
        silent.margin_db(silent)
    with pytest.raises(InputError, match="not a number"):
        silent.plus_db(np.inf)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_what_joins_two_ratios_must_be_positive(bad: float) -> None:
    steps = (
        (CarrierToNoise(1.0).density, "bandwidth"),
        (CarrierToNoiseDensity(1.0).in_bandwidth, "bandwidth"),
        (CarrierToNoiseDensity(1.0).per_symbol, "symbol rate"),
        (CarrierToNoiseDensity(1.0).per_bit, "bit rate"),
        (SymbolEnergyToNoise(1.0).density, "symbol rate"),
        (SymbolEnergyToNoise(1.0).per_bit, "bits per symbol"),
        (BitEnergyToNoise(1.0).per_symbol, "bits per symbol"),
    )
    for step, quantity in steps:
        with pytest.raises(ModelRangeError, match=quantity):
            step([1.0, bad])


@pytest.mark.parametrize("kind", TYPES)
def test_a_function_can_require_its_own_ratio(kind: type) -> None:
    for other in TYPES:
        if other is kind:
            value = other([1.0, 2.0])
            assert kind.require(value) is value
        else:
            with pytest.raises(TypeError, match=f"give a {kind.__name__}, not a {other.__name__}"):
                kind.require(other(1.0))
    for plain in (1.0, np.array([1.0]), None):
        with pytest.raises(TypeError, match=f"give a {kind.__name__}, not a"):
            kind.require(plain)


@pytest.mark.parametrize("kind", TYPES)
def test_values_cannot_be_made_nan_afterwards(kind: type) -> None:
    given_array = np.array([1.0, 2.0])
    ratio = kind(given_array)
    with pytest.raises(ValueError, match="read-only"):
        ratio.db[0] = np.nan
    given_array[0] = 3.0  # what the caller owns stays writable


def test_text_is_no_ratio() -> None:
    with pytest.raises(InputError, match="CarrierToNoise: 'ten' is not a number"):
        CarrierToNoise("ten")  # type: ignore[arg-type]
