"""Epochs of the CCSDS formats: text to `datetime64[ns]` and back, a column at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.time import EARLIEST, LATEST, Times, parse_time

_CALENDAR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?", re.ASCII)
_WITH_TIME = re.compile(r"\d{4}-(?:\d\d-\d\d|\d{3})T\d\d:\d\d:\d\d(?:\.\d*)?Z?", re.ASCII)


def read_epochs(texts: Sequence[str], what: str) -> Times:
    """Read ASCII time codes A (calendar) and B (day of year).

    Args:
        texts: one time each, with a time of day; a final `Z` is accepted.
        what: their keyword, for the message.

    Returns:
        `datetime64[ns]`, shape `(len(texts),)`, in the time system of the file.

    Raises:
        InputError: another form, a day or time of day that does not exist, or out of 1957-2200.

    Source:
        CCSDS 502.0-B-3, section 7.5.10; CCSDS 301.0-B-4, section 3.5.
    """
    if all(map(_CALENDAR.fullmatch, texts)):
        try:
            times = np.array(texts, dtype="datetime64[ns]")
        except ValueError:
            return _one_by_one(texts, what)
        if times.size and times.min() >= EARLIEST and times.max() < LATEST and _no_wrap(texts):
            return times
    return _one_by_one(texts, what)


def _no_wrap(texts: Sequence[str]) -> bool:
    """Years that `datetime64[ns]` holds; outside 1678-2261 it wraps silently."""
    return min(texts)[:4] >= "1957" and max(texts)[:4] < "2200"


def _one_by_one(texts: Sequence[str], what: str) -> Times:
    return np.array([_one(text, what) for text in texts], dtype="datetime64[ns]")


def _one(text: str, what: str) -> np.datetime64:
    if len(text) > 64 or not _WITH_TIME.fullmatch(text):
        raise InputError(
            f"{what}: found '{text[:64]}', accepted is 2026-08-22T06:00:00.123 or 2026-234T06:00:00.123", given=text
        )
    try:
        return parse_time(text)
    except InputError as error:
        raise InputError(f"{what}: {error}", given=text) from error


def epoch_texts(epochs: NDArray[np.datetime64]) -> list[str]:
    """Write epochs with microseconds, or with nanoseconds where they are needed.

    Args:
        epochs: `datetime64[ns]`, shape `(row,)`.

    Returns:
        Calendar form, for example `2026-08-22T07:57:46.841472`.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 301.0-B-4, section 3.5.1.1 (ASCII time code A).
    """
    fine = epochs.astype("datetime64[ns]")
    coarse = fine.astype("datetime64[us]")
    short = np.datetime_as_string(coarse, unit="us").tolist()
    if bool((coarse == fine).all()):
        return [str(text) for text in short]
    full = np.datetime_as_string(fine, unit="ns").tolist()
    return [str(s if same else f) for s, f, same in zip(short, full, (coarse == fine).tolist(), strict=True)]
