"""A model's range: what is inside passes, what is outside is named, nothing that is no number travels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers, read_only

FREQUENCY = ModelRange("ITU-R P.676-13", "frequency", 1e9, 350e9, "GHz", 1e9)
SHARE = ModelRange("statistics", "exceedance", 0.0, 1.0, open_low=True, open_high=True, physical=True)


def test_values_inside_leave_no_mark() -> None:
    assert FREQUENCY.check([1e9, 2e9, 350e9]) == ()
    assert FREQUENCY.check([]) == ()


def test_the_error_names_model_value_and_range() -> None:
    with pytest.raises(ModelRangeError, match=r"ITU-R P\.676-13: frequency 360 GHz is outside 1 to 350 GHz") as caught:
        FREQUENCY.check([[2e9, 360e9], [355e9, 3e9]])
    error = caught.value
    assert (error.model, error.quantity, error.unit) == ("ITU-R P.676-13", "frequency", "GHz")
    assert (error.value, error.low, error.high) == (360.0, 1.0, 350.0)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_what_passes_lies_inside(value: float) -> None:
    try:
        FREQUENCY.check(value)
    except ModelRangeError:
        assert not 1e9 <= value <= 350e9
    else:
        assert 1e9 <= value <= 350e9


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 1.1])
def test_open_and_physical_bounds_are_never_extrapolated(value: float) -> None:
    with pytest.raises(ModelRangeError, match=r"outside 0 to 1 \(without 0 and 1\)"):
        SHARE.check(value, extrapolate=True)


def test_extrapolation_marks_but_never_what_is_no_number() -> None:
    (mark,) = FREQUENCY.check([2e9, 400e9], extrapolate=True)
    assert mark == "ITU-R P.676-13: frequency 400 GHz is outside 1 to 350 GHz"
    for strange in (np.nan, np.inf, -np.inf):
        with pytest.raises(ModelRangeError, match=r"frequency (nan|inf|-inf) GHz is outside"):
            FREQUENCY.check([400e9, strange], extrapolate=True)


def test_extrapolation_is_offered_only_where_the_caller_has_it() -> None:
    with pytest.raises(ModelRangeError, match="extrapolate=True"):
        FREQUENCY.check(0.0, extrapolate=False)
    for model_range, value, asked in ((FREQUENCY, 0.0, None), (SHARE, 2.0, False), (FREQUENCY, np.nan, False)):
        with pytest.raises(ModelRangeError) as caught:
            model_range.check(value, extrapolate=asked)
        assert "extrapolate" not in str(caught.value)


def test_a_single_value_is_a_float_inside() -> None:
    assert FREQUENCY.single(np.float32(2e9)) == 2e9
    assert type(FREQUENCY.single(2_000_000_000)) is float
    for several in ([2e9], np.ones((2, 1)) * 2e9):
        with pytest.raises(ShapeError, match=r"ITU-R P\.676-13: frequency has shape .*; give one value"):
            FREQUENCY.single(several)
    with pytest.raises(ModelRangeError, match="360 GHz"):
        FREQUENCY.single(360e9)
    with pytest.raises(InputError, match="frequency: True is not a number"):
        FREQUENCY.single(True)


def test_a_whole_number_is_an_int_inside() -> None:
    count = ModelRange("m", "number of beams", 1.0, np.inf, physical=True)
    for value in (4, 4.0, np.int16(4), np.float32(4.0), np.array(4)):
        assert type(count.whole(value)) is int
        assert count.whole(value) == 4
    with pytest.raises(InputError, match=r"m: number of beams 4\.5 is not a whole number"):
        count.whole(4.5)
    for wrong in ("4", None, True, 10**30):
        with pytest.raises(InputError, match=r"number of beams: .* is not a number"):
            count.whole(wrong)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="number of beams 0 is outside at least 1"):
        count.whole(0)


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ((0.0, np.inf, False, False), "at least 0 Hz"),
        ((0.0, np.inf, True, False), "above 0 Hz"),
        ((-np.inf, 5.0, False, False), "at most 5 Hz"),
        ((-np.inf, 5.0, False, True), "below 5 Hz"),
        ((0.0, 5.0, True, False), "0 to 5 Hz (without 0)"),
        ((-np.inf, np.inf, False, False), "the finite numbers"),
    ],
)
def test_ranges_in_words(bounds: tuple[float, float, bool, bool], text: str) -> None:
    low, high, open_low, open_high = bounds
    assert ModelRange("m", "q", low, high, "Hz", open_low=open_low, open_high=open_high).text() == text


@pytest.mark.parametrize("bad", ["1", None, 1j, [1, "a"], [1, [2, 3]], [True], {1}, np.datetime64("2026")])
def test_what_is_no_number_is_refused(bad: object) -> None:
    with pytest.raises(InputError, match=r"the quantity: .* is not a number or an array of numbers"):
        numbers(bad, "the quantity")  # type: ignore[arg-type]


def test_a_masked_cell_is_no_number() -> None:
    with pytest.raises(InputError):
        numbers(np.ma.masked_array([1.0, 2.0], [False, True]), "q")
    assert numbers(np.ma.masked_array([1.0, 2.0], [False, False]), "q").tolist() == [1.0, 2.0]


def test_whole_numbers_become_floats_of_the_same_shape() -> None:
    array = numbers(np.arange(6, dtype=np.uint8).reshape(2, 3), "q")
    assert array.dtype == np.float64
    assert array.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert numbers(3, "q").shape == ()


def test_arguments_share_a_shape_and_cannot_be_written() -> None:
    whole = np.ones((2, 3))
    first, second, third = broadcast("m", a=whole, b=[1, 2, 3], c=0)
    assert first.shape == second.shape == third.shape == (2, 3)
    for array in (first, second, third):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 5.0
    whole[0, 0] = 2.0  # what the caller owns stays writable
    assert broadcast("m") == ()


def test_shapes_that_do_not_meet_are_named() -> None:
    with pytest.raises(ShapeError, match=r"budget: these shapes do not broadcast: elevation \(2,\), power \(3,\)"):
        broadcast("budget", elevation=[1, 2], power=[1, 2, 3])
    with pytest.raises(InputError, match="noise power: 'x' is not"):
        broadcast("budget", noise_power="x")


def test_a_shared_array_cannot_be_written_by_those_who_see_it() -> None:
    mine = np.zeros(3)
    with pytest.raises(ValueError, match="read-only"):
        read_only(mine)[0] = 1.0
    mine[0] = 1.0
    assert read_only(mine)[0] == 1.0
