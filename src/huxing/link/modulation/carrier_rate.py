"""Symbol rate and bandwidth of a carrier with a raised-cosine spectrum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

DVB_ROLL_OFFS = (0.05, 0.10, 0.15, 0.20, 0.25, 0.35)
"""Roll-off factors that DVB-S2 (0.20, 0.25, 0.35) and DVB-S2X signal. Source: EN 302 307-1, 5.6; EN 302 307-2."""

_BANDWIDTH = ModelRange("raised cosine", "bandwidth", 0.0, np.inf, "Hz", open_low=True, physical=True)
_SYMBOL_RATE = ModelRange("raised cosine", "symbol rate", 0.0, np.inf, "baud", open_low=True, physical=True)
_ROLL_OFF = ModelRange("raised cosine", "roll-off", 0.0, 1.0, physical=True)


def symbol_rate(bandwidth: ArrayLike, *, roll_off: ArrayLike) -> NDArray[np.float64]:
    """The symbol rate that fills a bandwidth.

    Args:
        bandwidth: occupied, Hz.
        roll_off: factor of the raised cosine, 0 to 1 (`DVB_ROLL_OFFS` in DVB-S2X); broadcasts.

    Returns:
        Symbol rate, baud.

    Raises:
        ModelRangeError: a bandwidth that is not positive, a roll-off below 0 or over 1.
        ShapeError: the arrays do not broadcast.

    Source:
        ETSI EN 302 307-1 V1.4.1, 5.6: the spectrum ends at (1 + roll-off) / 2 of the symbol rate on each side.
    """
    hertz, factor = broadcast("raised cosine", bandwidth=bandwidth, roll_off=roll_off)
    _BANDWIDTH.check(hertz)
    _ROLL_OFF.check(factor)
    return np.asarray(hertz / (1.0 + factor))


def occupied_bandwidth(rate: ArrayLike, *, roll_off: ArrayLike) -> NDArray[np.float64]:
    """The bandwidth that a symbol rate fills.

    Args:
        rate: symbol rate, baud.
        roll_off: factor of the raised cosine, 0 to 1; broadcasts.

    Returns:
        Bandwidth, Hz.

    Raises:
        ModelRangeError: a rate that is not positive, a roll-off below 0 or over 1.
        ShapeError: the arrays do not broadcast.

    Source:
        As `symbol_rate`.
    """
    baud, factor = broadcast("raised cosine", symbol_rate=rate, roll_off=roll_off)
    _SYMBOL_RATE.check(baud)
    _ROLL_OFF.check(factor)
    return np.asarray(baud * (1.0 + factor))
