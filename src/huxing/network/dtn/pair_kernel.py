"""What the contacts of one pair of nodes let through: compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEVER = 2**62
"""Later than every time of a plan, ns."""

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True, error_model="numpy")
def first_from(values: Whole, low: int, high: int, wanted: int) -> int:  # pragma: no cover - compiled
    """First place in [low, high) of ascending values that holds `wanted` or more; `high` if none does."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, error_model="numpy")
def sending_time(size: int, byte_time: float) -> int:  # pragma: no cover - compiled
    """Time of sending, ns, rounded; NEVER where it is beyond all bounds.

    It is 1 ns at least, so that nothing begins at the last instant of a contact, when it is closed.
    """
    value = size * byte_time + 0.5
    if value >= 4e18:
        return NEVER
    return max(int(value), 1) if size > 0 else 0


@njit(cache=True, nogil=True, error_model="numpy")
def pair_openings(
    low: int, high: int, time: int, waiting: int, start: Whole, end: Whole, byte_time: Numbers, opening: Whole
) -> None:  # pragma: no cover - compiled
    """Earliest transmission opportunity of a pair's contacts when `waiting` bytes go first; NEVER where there is none.

    What waits fills the contacts one after the other, from `time` on.
    """
    for c in range(low, high):
        begin = max(time, start[c])
        if end[c] < time:
            begin = NEVER
        elif waiting > 0:
            lien = sending_time(waiting, byte_time[c])
            room = end[c] - begin
            if lien > room:
                waiting -= int(room / byte_time[c])
                begin = NEVER
            else:
                begin += lien
                waiting = 0
        opening[c] = begin


@njit(cache=True, nogil=True, error_model="numpy")
def pair_arrival(
    low: int,
    high: int,
    time: int,
    known: int,
    first: bool,
    size: int,
    opening: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
) -> int:  # pragma: no cover - compiled
    """Earliest arrival over the contacts [low, high) of a pair from `time` on, if it is before `known`; else `known`.

    On the `first` contact of a route sending begins at its opening, on others as soon as the bundle is there.
    """
    if not first:
        low = first_from(end, low, high, time)
    for c in range(low, high):
        if start[c] >= known:
            break
        begin = opening[c] if first else max(time, start[c])
        if begin >= known or closed[c] or (size > 0 and residual[c] < size):
            continue
        lasting = sending_time(size, byte_time[c])
        if lasting <= end[c] - begin:
            known = min(known, begin + lasting + light[c])
    return known


@njit(cache=True, nogil=True, error_model="numpy")
def pair_latest(
    low: int,
    high: int,
    limit: int,
    least: int,
    threshold: int,
    size: int,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
) -> int:  # pragma: no cover - compiled
    """Latest time at the sender to be at the receiver by `limit`, if it is after `least`; else `least`.

    Only contacts that end at `threshold` or later count.
    """
    c = first_from(start, low, high, limit + 1) - 1
    while c >= low and end[c] >= threshold and end[c] > least:
        if not closed[c] and (size == 0 or residual[c] >= size):
            last = min(end[c], limit - light[c]) - sending_time(size, byte_time[c])
            if last >= start[c]:
                least = max(least, last)
        c -= 1
    return least


@njit(cache=True, nogil=True, error_model="numpy")
def pair_choice(
    low: int,
    high: int,
    time: int,
    limit: int,
    threshold: int,
    first: bool,
    by_end: bool,
    size: int,
    opening: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
) -> tuple[int, int, int]:  # pragma: no cover - compiled
    """Contact that arrives by `limit`, when it arrives, and how many there are; -1 where there is none.

    Of several the one that ends last (`by_end`), or the one that arrives first.
    """
    chosen, chosen_there, count = -1, NEVER, 0
    for c in range(first_from(end, low, high, max(time, threshold)), high):
        if start[c] > limit:
            break
        begin = opening[c] if first else max(time, start[c])
        if begin > limit or closed[c] or (size > 0 and residual[c] < size):
            continue
        lasting = sending_time(size, byte_time[c])
        there = begin + lasting + light[c]
        if lasting > end[c] - begin or there > limit:
            continue
        count += 1
        if chosen < 0 or (by_end and end[c] > end[chosen]) or (not by_end and there < chosen_there):
            chosen, chosen_there = c, there
    return chosen, chosen_there, count
