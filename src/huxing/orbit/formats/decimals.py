"""Decimal text to numbers, strictly, a column at a time; and numbers to the shortest decimal text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError

_LONGEST = 40
_MOST_DIGITS = 16
"""CCSDS 502.0-B-3, section 7.5.7: at most 16 digits."""
_NOT_IN_REALS = str.maketrans("", "", "0123456789+-.eE")
_NOT_IN_INTEGERS = str.maketrans("", "", "0123456789+-")


def real_numbers(texts: Sequence[str], what: str) -> NDArray[np.float64]:
    """Read decimal numbers; `nan`, `inf`, `1_0` and other spellings that only Python knows are refused.

    Args:
        texts: one number each.
        what: their keyword, for the message.

    Returns:
        Finite float64, shape `(len(texts),)`.

    Raises:
        InputError: not a decimal number, over 40 characters, or beyond float64.

    Source:
        CCSDS 502.0-B-3, sections 7.5.5 to 7.5.7 (fixed and floating point values).
    """
    try:
        if "".join(texts).translate(_NOT_IN_REALS) or max(map(len, texts), default=0) > _LONGEST:
            raise ValueError(what)
        values = np.array([float(text) for text in texts], dtype=np.float64)
    except ValueError as error:
        raise _refused(texts, what, "a finite decimal number such as -0.00012 or -1.2E-4") from error
    if not np.isfinite(values).all():
        raise _refused(texts, what, "a finite decimal number such as -0.00012 or -1.2E-4")
    return values


def whole_numbers(texts: Sequence[str], what: str) -> NDArray[np.int64]:
    """Read integers of at most 12 characters.

    Args:
        texts: one integer each; leading zeros are accepted.
        what: their keyword, for the message.

    Returns:
        int64, shape `(len(texts),)`.

    Raises:
        InputError: not an integer, or too long.

    Source:
        CCSDS 502.0-B-3, section 7.5.4 (integers, leading zeros allowed).
    """
    try:
        if "".join(texts).translate(_NOT_IN_INTEGERS) or max(map(len, texts), default=0) > 12:
            raise ValueError(what)
        return np.array([int(text) for text in texts], dtype=np.int64)
    except ValueError as error:
        raise _refused(texts, what, "an integer") from error


def _refused(texts: Sequence[str], what: str, accepted: str) -> InputError:
    found = f"'{texts[0][:60]}'" if len(texts) == 1 else "a value"
    return InputError(f"{what}: found {found}, accepted is {accepted}", given=texts[0], accepted=accepted)


def shortest_decimals(values: NDArray[np.float64], factor: float) -> list[str]:
    """Write SI values in the unit of a format with as few digits as bring the SI value back, 16 at most.

    So 51.64 deg, kept as radians, is printed `51.64` and not `51.640000000000001`.

    Args:
        values: SI, shape `(row,)`.
        factor: SI value of one unit of the format.

    Returns:
        One decimal text per value; reading gives it back to 5e-16 (relative), most often exactly.

    Raises:
        Nothing of its own.

    Source:
        D. Goldberg, "What every computer scientist should know about floating-point arithmetic", theorem 15.
    """
    texts = [""] * len(values)
    left = np.arange(len(values))
    for digits in (9, 12, 14, 15, _MOST_DIGITS):
        trial = [f"{value:.{digits}g}" for value in (values[left] / factor).tolist()]
        back = np.array([float(text) for text in trial]) * factor
        for row, text in zip(left.tolist(), trial, strict=True):
            texts[row] = text
        left = left[back != values[left]]
        if left.size == 0:
            break
    return texts
