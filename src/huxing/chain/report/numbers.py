"""Numbers as a reader sees them: with their unit, never rounder than the truth, and 'unknown' where they are."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

import numpy as np

UNKNOWN = "unknown"
NBSP = "\u00a0"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
_WHOLE = 1e-9
"""A share this close to 1 is 1: sums of weights end in the last digits."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
BEIJING_H = 8
"""Hours by which Beijing time is ahead of UTC."""


def is_known(value: float) -> bool:
    """Whether a figure is there.

    Args:
        value: NaN where unknown.

    Returns:
        False for NaN and infinities.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return math.isfinite(value)


def is_whole(share: float) -> bool:
    """Whether a share is all there is.

    Args:
        share: 0 to 1, or NaN.

    Returns:
        True for 1 within the rounding of sums.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return share >= 1.0 - _WHOLE


def percent_figure(share: float) -> str:
    """A share in percent without the sign; 100 and 0 only where it is exactly all or nothing.

    Args:
        share: 0 to 1, or NaN.

    Returns:
        `95.6`, `99.98`, `> 99.99`, `< 0.1`, `unknown`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if not is_known(share):
        return UNKNOWN
    percent = 100.0 * share
    if is_whole(share) or percent <= 0.0:
        return "100" if percent > 0.0 else "0"
    if percent < 0.1:
        return f"<{NBSP}0.1"
    if percent <= 99.9:
        return f"{math.floor(percent * 10 + 0.5) / 10:.1f}"
    if percent <= 99.99:
        return f"{math.floor(percent * 100) / 100:.2f}"
    return f">{NBSP}99.99"


def percent(share: float) -> str:
    """A share in percent.

    Args:
        share: 0 to 1, or NaN.

    Returns:
        `95.6 %` with a space that does not break, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        ISO 80000-1 (a space before the sign).
    """
    figure = percent_figure(share)
    return figure if figure == UNKNOWN else f"{figure}{NBSP}%"


def duration(seconds: float) -> str:
    """A length of time in the two units that fit it.

    Args:
        seconds: s, or NaN.

    Returns:
        `45 s`, `19 min`, `3 h 20 min`, `2 d 4 h`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if not is_known(seconds):
        return UNKNOWN
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f}{NBSP}s"
    minutes = round(seconds / MINUTE)
    if minutes < 120:
        return f"{minutes}{NBSP}min"
    if minutes < 48 * 60:
        return _pair(minutes, 60, "h", "min")
    return _pair(round(minutes / 60), 24, "d", "h")


def _pair(value: int, base: int, large: str, small: str) -> str:
    first, rest = divmod(value, base)
    return f"{first}{NBSP}{large}" + (f"{NBSP}{rest}{NBSP}{small}" if rest else "")


def milliseconds(seconds: float) -> str:
    """A round trip.

    Args:
        seconds: s, or NaN.

    Returns:
        `92.0 ms`, `135 ms`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return f"{figure(1e3 * seconds, 1 if 1e3 * seconds < 99.95 else 0)}{NBSP}ms" if is_known(seconds) else UNKNOWN


def minutes_figure(seconds: float) -> str:
    """A length of time in minutes, for a column of a table.

    Args:
        seconds: s, or NaN.

    Returns:
        `4.6`, `1,080`, or an en dash where there is nothing to measure.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if not is_known(seconds):
        return "–"
    minutes = seconds / MINUTE
    return f"{minutes:,.1f}" if minutes < 100 else f"{minutes:,.0f}"


def figure(value: float, digits: int = 1) -> str:
    """A plain number.

    Args:
        value: the number, or NaN.
        digits: after the point.

    Returns:
        `1,065.5`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return f"{value:,.{digits}f}" if is_known(value) else UNKNOWN


def degrees(value: float) -> str:
    """An angle in degrees with as many digits as it has.

    Args:
        value: degrees, or NaN.

    Returns:
        `25°`, `7.5°`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return f"{round(value, 2):g}°" if is_known(value) else UNKNOWN


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Args:
        number: how many.
        one: the noun for one.
        many: the noun for any other number; `one` with an s where left out.

    Returns:
        `1 satellite`, `180 satellites`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return f"{number:,}{NBSP}{one if number == 1 else many or one + 's'}"


def day(date: np.datetime64, *, short: bool = False) -> str:
    """A date, with the time of day where that is not midnight.

    Args:
        date: UTC.
        short: month in three letters.

    Returns:
        `22 August 2026`, `22 Aug 2026 06:00 UTC`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    text = str(date.astype("datetime64[s]"))
    year, month, number = text[:10].split("-")
    name = _MONTHS[int(month) - 1]
    written = f"{int(number)}{NBSP}{name[:3] if short else name}{NBSP}{year}"
    return written if text[11:] == "00:00:00" else f"{written} {text[11:16]}{NBSP}UTC"


def clock(time: Any, date: np.datetime64, *, ahead_h: int = 0) -> str:
    """The time of day to the second.

    Args:
        time: UTC, anything that numpy takes for a time.
        date: the day that it is told from.
        ahead_h: hours by which the clock is ahead of UTC; `BEIJING_H` for Beijing time.

    Returns:
        `03:14:05`, with `+1 d` where the clock already shows the next day.

    Raises:
        Nothing of its own.

    Source:
        Beijing time is UTC+8 throughout the year.
    """
    shown = np.datetime64(time, "ns") + np.timedelta64(500, "ms") + np.timedelta64(ahead_h, "h")
    later = int((shown.astype("datetime64[D]") - date.astype("datetime64[D]")).astype(int))
    return str(shown.astype("datetime64[s]"))[11:] + (f"{NBSP}{later:+d}{NBSP}d" if later else "")


def shortened(text: str, length: int) -> str:
    """A label that fits.

    Args:
        text: any.
        length: room, in small Latin letters; capitals count for more, Chinese characters for almost two.

    Returns:
        The text, or its beginning and an ellipsis.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    plain = " ".join(text.split())
    room = np.cumsum([_letters(character) for character in plain])
    if not room.size or room[-1] <= length:
        return plain
    return plain[: int(np.searchsorted(room, length - 1.6, side="right"))].rstrip(" ,.-") + "…"


def _letters(character: str) -> float:
    """Room that a character takes, in small Latin letters of DejaVu Sans; the widest of its kind."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.7
    return 1.6 if character in "mwMWQO@%—" else 1.25 if character.isupper() else 1.0


def listed(names: list[str], most: int = 6) -> str:
    """Names in a row.

    Args:
        names: at least one.
        most: of them that are written out.

    Returns:
        `a, b and c`, or `a, b and 7 more`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    shown = names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
