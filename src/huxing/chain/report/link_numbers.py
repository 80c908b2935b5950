"""Rates and decibels as a reader sees them."""

from __future__ import annotations

import math

from huxing.chain.report.numbers import NBSP, UNKNOWN, is_known

_PREFIXES = ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s"), (1.0, "bit/s"))
MINUS = "\u2212"


def rate_unit(greatest: float) -> tuple[float, str]:
    """The unit in which rates up to a greatest one read best.

    Args:
        greatest: bit/s, or NaN.

    Returns:
        How many bit/s one of it is, and its name.

    Raises:
        Nothing of its own.

    Source:
        IEC 80000-13 (bit/s with SI prefixes).
    """
    return next((pair for pair in _PREFIXES if is_known(greatest) and greatest >= pair[0]), _PREFIXES[-1])


def bit_rate(value: float) -> str:
    """A rate in the unit that fits it, to three figures.

    Args:
        value: bit/s, or NaN.

    Returns:
        `49.9 Mbit/s`, `150 kbit/s`, `0 bit/s`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        IEC 80000-13.
    """
    if not is_known(value):
        return UNKNOWN
    rounded = float(f"{value:.3g}")
    scale, unit = rate_unit(rounded)
    return f"{_three_figures(rounded / scale)}{NBSP}{unit}"


def _three_figures(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decibels(value: float, unit: str = "dB", *, signed: bool = False, digits: int = 1) -> str:
    """A level or a ratio in decibels.

    Args:
        value: in `unit`; minus infinity where there is no signal, NaN where unknown.
        unit: written behind it; '' for none.
        signed: whether a plus sign stands before what is not negative.
        digits: after the point.

    Returns:
        `+3.2 dB`, `−165.3 dB`, `no link`, or `unknown`.

    Raises:
        Nothing of its own.

    Source:
        ISO 80000-1 (a space before the unit, a minus that is no hyphen).
    """
    if value == -math.inf:
        return "no link"
    if not is_known(value):
        return UNKNOWN
    rounded = math.copysign(math.floor(abs(value) * 10**digits + 0.5) / 10**digits, value) + 0.0
    sign = MINUS if rounded < 0 else "+" if signed else ""
    return f"{sign}{abs(rounded):,.{digits}f}" + (f"{NBSP}{unit}" if unit else "")


def percent_of_year(share: float) -> str:
    """A share of the year as a weather is named by it.

    Args:
        share: 0 to 1.

    Returns:
        `0.01 %`, with as many digits as it has.

    Raises:
        Nothing of its own.

    Source:
        ITU-R P.618-13 (weathers by the percentage of the year in which they are exceeded).
    """
    return f"{float(f'{100.0 * share:.4g}'):g}{NBSP}%"
