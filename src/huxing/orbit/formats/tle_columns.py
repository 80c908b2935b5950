"""The columns of a two-line element set: what may stand in each, checked and read for many sets at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.orbit.formats.alpha5 import LETTERS

WIDTH = 69
Characters = NDArray[np.uint8]
"""ASCII codes, shape `(set, column)`."""
_POWERS = 10.0 ** np.arange(23)
_BLANK, _PLUS, _MINUS, _DOT, _ZERO = (ord(c) for c in " +-.0")


@dataclass(frozen=True)
class Field:
    """A field in columns `start` to `stop` (from 1, both included) of line 1 or 2.

    `pattern` has one letter per column: D digit, L digit or blank before the first digit, S blank or sign,
    E sign, and anything else for itself. `accepted` is its description for a message.
    """

    name: str
    line: int
    start: int
    stop: int
    pattern: str
    accepted: str


_ANGLE = "LLD.DDDD"
FIELDS = (
    Field("epoch", 1, 19, 32, "DDDDD.DDDDDDDD", "YYDDD.DDDDDDDD"),
    Field("first derivative of mean motion", 1, 34, 43, "S.DDDDDDDD", "a sign or blank and .DDDDDDDD"),
    Field("second derivative of mean motion", 1, 45, 52, "SDDDDDED", "as in -12345-6"),
    Field("drag term", 1, 54, 61, "SDDDDDED", "as in -12345-6"),
    Field("element set number", 1, 65, 68, "LLLD", "0 to 9999"),
    Field("inclination", 2, 9, 16, _ANGLE, "DDD.DDDD"),
    Field("right ascension of the node", 2, 18, 25, _ANGLE, "DDD.DDDD"),
    Field("eccentricity", 2, 27, 33, "DDDDDDD", "seven digits, the decimal point implied before them"),
    Field("argument of perigee", 2, 35, 42, _ANGLE, "DDD.DDDD"),
    Field("mean anomaly", 2, 44, 51, _ANGLE, "DDD.DDDD"),
    Field("mean motion", 2, 53, 63, "LD.DDDDDDDD", "DD.DDDDDDDD"),
    Field("revolution number", 2, 64, 68, "LLLLD", "0 to 99999"),
)
BLANKS = {1: (2, 9, 18, 33, 44, 53, 62, 64), 2: (2, 8, 17, 26, 34, 43, 52)}
"""Columns that separate fields, per line."""


def matches(columns: Characters, pattern: str) -> NDArray[np.bool_]:
    """Rows whose columns follow a pattern of `Field`.

    Args:
        columns: shape `(set, len(pattern))`.
        pattern: see `Field`.

    Returns:
        Boolean, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        T. S. Kelso, "Frequently asked questions: two-line element set format", Satellite Times 4 (1998) 3.
    """
    good = np.ones(len(columns), dtype=bool)
    before = np.ones(len(columns), dtype=bool)
    for letter, column in zip(pattern, columns.T, strict=True):
        digit = (column >= _ZERO) & (column <= ord("9"))
        blank = column == _BLANK
        if letter == "D":
            good &= digit
        elif letter == "L":
            good &= digit | (blank & before)
            before = blank
        elif letter == "S":
            good &= blank | (column == _PLUS) | (column == _MINUS)
        elif letter == "E":
            good &= (column == _PLUS) | (column == _MINUS)
        else:
            good &= column == ord(letter)
    return good


def integers(columns: Characters) -> NDArray[np.int64]:
    """The digits of each row as one integer; other characters are passed over.

    Args:
        columns: shape `(set, column)`, at most 18 digits.

    Returns:
        int64, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    value = np.zeros(len(columns), dtype=np.int64)
    for column in columns.T:
        digit = (column >= _ZERO) & (column <= ord("9"))
        value = np.where(digit, value * 10 + column - _ZERO, value)
    return value


def fixed_points(columns: Characters, decimals: int) -> NDArray[np.float64]:
    """Signed numbers with that many decimals, correctly rounded (an integer below 2^53 over a power of ten).

    Args:
        columns: shape `(set, column)`; a sign, if any, stands first.
        decimals: digits after the decimal point, implied or not.

    Returns:
        float64, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990 (the exact case).
    """
    return np.asarray(_signs(columns) * (integers(columns) / _POWERS[decimals]), dtype=np.float64)


def implied_exponents(columns: Characters) -> NDArray[np.float64]:
    """Numbers such as ` 12345-6`, that is 0.12345e-6, correctly rounded.

    Args:
        columns: shape `(set, 8)`: sign, five digits, sign and digit of the exponent.

    Returns:
        float64, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        T. S. Kelso, "Frequently asked questions: two-line element set format", Satellite Times 4 (1998) 3.
    """
    mantissa = _signs(columns) * integers(columns[:, 1:6])
    exponent = _signs(columns[:, 6:]).astype(np.int64) * integers(columns[:, 7:]) - 5
    large = mantissa * _POWERS[np.maximum(exponent, 0)]
    return np.asarray(np.where(exponent < 0, mantissa / _POWERS[np.maximum(-exponent, 0)], large), dtype=np.float64)


def _signs(columns: Characters) -> NDArray[np.float64]:
    return np.where(columns[:, 0] == _MINUS, -1.0, 1.0)


def catalogue_numbers(columns: Characters) -> NDArray[np.int64]:
    """Catalogue numbers of five columns, Alpha-5 included; -1 where they are neither.

    Args:
        columns: shape `(set, 5)`.

    Returns:
        int64, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        Space-Track documentation, "Alpha-5".
    """
    table = np.full(256, -1, dtype=np.int64)
    table[[ord(letter) for letter in LETTERS]] = np.arange(10, 10 + len(LETTERS))
    first = table[columns[:, 0]]
    lettered = (first >= 0) & matches(columns[:, 1:], "DDDD")
    plain = matches(columns, "LLLLD")
    value = integers(columns)
    return np.where(plain, value, np.where(lettered, first * 10_000 + value, -1))


def checksums(lines: Characters) -> NDArray[np.int64]:
    """Checksum of the first 68 columns: digits count their value, minus signs one, modulo ten.

    Args:
        lines: shape `(set, 69)`.

    Returns:
        int64, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        Space-Track documentation, "Two-line element set", checksum; letters of Alpha-5 count zero.
    """
    total = np.zeros(len(lines), dtype=np.int64)
    for column in lines[:, : WIDTH - 1].T:
        digit = (column >= _ZERO) & (column <= ord("9"))
        total += np.where(digit, column - _ZERO, column == _MINUS)
    return total % 10


def designators_hold(columns: Characters) -> NDArray[np.bool_]:
    """Rows whose international designator is blank, or year, launch and one to three capital letters.

    Args:
        columns: shape `(set, 8)`.

    Returns:
        Boolean, shape `(set,)`.

    Raises:
        Nothing of its own.

    Source:
        T. S. Kelso, "Frequently asked questions: two-line element set format", Satellite Times 4 (1998) 3.
    """
    blank = (columns == _BLANK).all(axis=1)
    piece = columns[:, 5:]
    capital = (piece >= ord("A")) & (piece <= ord("Z"))
    empty = piece == _BLANK
    second = capital[:, 1] | (empty[:, 1] & empty[:, 2])
    third = capital[:, 2] | empty[:, 2]
    return np.asarray(blank | (matches(columns[:, :5], "DDDDD") & capital[:, 0] & second & third))
