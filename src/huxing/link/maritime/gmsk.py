"""GMSK as AIS sends it: bit and packet errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.modulation.uncoded import frame_error_rate, gaussian_tail
from huxing.link.ratios import BitEnergyToNoise

_MODEL = "GMSK (Murota and Hirade 1981)"
_FACTOR = ModelRange(_MODEL, "modem factor", 0.0, 1.0, open_low=True, physical=True)

GMSK_BT_025, MSK = 0.68, 0.85
"""Modem factors: GMSK with BT = 0.25, and MSK (BT infinite)."""
AIS_CHECKED_BITS = 184
"""Bits of a one-slot AIS message that must all be right: 168 of data, 16 of the check sum (M.1371-6, A2-3.2.2)."""


def gmsk_bit_error_ratio(
    eb_over_n0: BitEnergyToNoise, *, modem_factor: ArrayLike = GMSK_BT_025, nrzi: bool = True
) -> NDArray[np.float64]:
    """Bit error ratio of coherent GMSK.

    Args:
        eb_over_n0: dB, any shape.
        modem_factor: what the modem makes of the distance between signals: 0.68 (BT 0.25) to 0.85 (MSK); AIS (BT 0.4)
            lies between. A lower one stands for a poorer demodulator.
        nrzi: whether bits are coded as changes, as AIS does: a wrong decision then spoils two bits.

    Returns:
        Error ratio.

    Raises:
        TypeError: the ratio is not an Eb/N0.
        ModelRangeError: a factor outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Murota and Hirade, IEEE Transactions on Communications 29 (1981), 1044-1050: Q(sqrt(2 a Eb/N0)).

    Valid for:
        white Gaussian noise, one signal at a time.
    """
    if not isinstance(eb_over_n0, BitEnergyToNoise):
        raise TypeError(f"give a BitEnergyToNoise, not a {type(eb_over_n0).__name__}")
    ratio, factor = broadcast(_MODEL, eb_over_n0=eb_over_n0.linear, modem_factor=modem_factor)
    _FACTOR.check(factor)
    error = gaussian_tail(np.sqrt(2.0 * factor * ratio))
    return np.asarray(2.0 * error * (1.0 - error)) if nrzi else error


def ais_packet_error_ratio(
    eb_over_n0: BitEnergyToNoise, *, modem_factor: ArrayLike = GMSK_BT_025, bits: ArrayLike = AIS_CHECKED_BITS
) -> NDArray[np.float64]:
    """Share of AIS messages that noise spoils, when no other message interferes.

    Args:
        eb_over_n0: dB, any shape.
        modem_factor: as `gmsk_bit_error_ratio`.
        bits: that must all be right.

    Returns:
        Packet error ratio.

    Raises:
        TypeError: the ratio is not an Eb/N0.
        ModelRangeError: a factor outside 0 to 1, a packet without bits.
        ShapeError: the arrays do not broadcast.

    Source:
        ITU-R M.1371-6, A2-2.7 (no error correction): every decision must be right, 1 - (1 - p)^n.

    Valid for:
        white Gaussian noise, one signal at a time.
    """
    decisions = gmsk_bit_error_ratio(eb_over_n0, modem_factor=modem_factor, nrzi=False)
    return frame_error_rate(decisions, bits)
