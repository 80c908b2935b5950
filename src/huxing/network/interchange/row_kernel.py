"""Rows of numbers as text: compiled, one pass over the bytes, for files of up to millions of rows."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

MOST_DIGITS = 9
"""Digits of a whole number, so that it fits 32 bits; of a decimal number, before the point and after it."""

_LINE_END, _RETURN, _MINUS, _POINT, _ZERO, _NINE = (ord(letter) for letter in "\n\r-.09")


@njit(cache=True, nogil=True, error_model="numpy")
def _scan_digits(octets: NDArray[np.uint8], place: int) -> tuple[np.int64, int]:  # pragma: no cover - compiled
    """Digits from a place on as a number, and the place behind them; that place is -1 for none or too many."""
    value, start = np.int64(0), place
    while _ZERO <= octets[place] <= _NINE:
        if place - start >= MOST_DIGITS:
            return value, -1
        value = value * 10 + np.int64(octets[place]) - _ZERO
        place += 1
    return value, (place if place > start else -1)


@njit(cache=True, nogil=True, error_model="numpy")
def _scan_whole(octets: NDArray[np.uint8], place: int) -> tuple[np.int64, int]:  # pragma: no cover - compiled
    """As `_scan_digits`, with a minus before them or none."""
    if octets[place] != _MINUS:
        return _scan_digits(octets, place)
    value, place = _scan_digits(octets, place + 1)
    return -value, place


@njit(cache=True, nogil=True, error_model="numpy")
def _scan_decimal(octets: NDArray[np.uint8], place: int) -> tuple[float, int]:  # pragma: no cover - compiled
    """As `_scan_digits`, with a point and more digits behind them or none."""
    whole, place = _scan_digits(octets, place)
    if place < 0 or octets[place] != _POINT:
        return float(whole), place
    fraction, end = _scan_digits(octets, place + 1)
    scale = 10.0 ** (end - place - 1) if end > 0 else 1.0
    return (whole * scale + fraction) / scale, end


@njit(cache=True, nogil=True, error_model="numpy")
def scan_rows(
    octets: NDArray[np.uint8], separator: int, whole: NDArray[np.int32], decimal: NDArray[np.float64]
) -> int:  # pragma: no cover - compiled
    """Read rows of `whole.shape[1]` whole numbers, and of one decimal number after them where `decimal` has a length.

    Returns the first row that is not such a row, or -1. The text has as many line ends as `whole` has rows, so that no
    number is looked for behind the last.
    """
    columns = whole.shape[1]
    measured = decimal.shape[0] > 0
    place = 0
    for row in range(whole.shape[0]):
        for column in range(columns + measured):
            if column > 0:
                if octets[place] != separator:
                    return row
                place += 1
            if column < columns:
                whole[row, column], place = _scan_whole(octets, place)
            else:
                decimal[row], place = _scan_decimal(octets, place)
            if place < 0:
                return row
        if octets[place] == _RETURN:
            place += 1
        if octets[place] != _LINE_END:
            return row
        place += 1
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def print_rows(
    values: NDArray[np.int32], separator: int, octets: NDArray[np.uint8]
) -> int:  # pragma: no cover - compiled
    """Write rows of whole numbers into `octets`, which has 12 bytes for each; returns the bytes used."""
    digits = np.empty(12, np.uint8)
    place = 0
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value = np.int64(values[row, column])
            if value < 0:
                octets[place] = _MINUS
                place += 1
                value = -value
            count = 0
            while value > 9:
                digits[count] = _ZERO + value % 10
                value //= 10
                count += 1
            octets[place] = _ZERO + value
            place += 1
            while count > 0:
                count -= 1
                octets[place] = digits[count]
                place += 1
            octets[place] = separator if column < values.shape[1] - 1 else _LINE_END
            place += 1
    return place
