"""Error rates without coding on the AWGN channel, Gray labels, coherent demodulation."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc

from huxing.core.errors import CatalogueError, InputError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.ratios import BitEnergyToNoise

UncodedModulation = Literal["BPSK", "QPSK", "8PSK", "16QAM", "64QAM", "256QAM", "1024QAM"]

_QAM_LEVELS = {"16QAM": 4, "64QAM": 8, "256QAM": 16, "1024QAM": 32}
_ERROR_RATE = ModelRange("frame error rate", "bit error rate", 0.0, 1.0, physical=True)
_BITS = ModelRange("frame error rate", "bits of a frame", 1.0, np.inf, "bit", physical=True)


def gaussian_tail(value: ArrayLike) -> NDArray[np.float64]:
    """The Q function: the chance that a standard normal variable exceeds a value.

    Args:
        value: any shape; infinite values too.

    Returns:
        Probability.

    Raises:
        InputError: not numbers, or NaN.

    Source:
        Definition: Q(x) = erfc(x / sqrt 2) / 2.
    """
    array = numbers(value, "value")
    if np.isnan(array).any():
        raise InputError("Q function: the value is not a number (NaN)", given=value)
    return np.asarray(0.5 * erfc(array / np.sqrt(2.0)))


def uncoded_bit_error_rate(modulation: UncodedModulation, eb_over_n0: BitEnergyToNoise) -> NDArray[np.float64]:
    """Bit error rate without coding.

    Args:
        modulation: 'BPSK', 'QPSK', '8PSK' or square QAM '16QAM' to '1024QAM'.
        eb_over_n0: dB, any shape.

    Returns:
        Probability.

    Raises:
        CatalogueError: another modulation.
        TypeError: the ratio is not an Eb/N0.

    Source:
        BPSK, QPSK: Proakis, Digital Communications, 4th edition, 5.2. Square QAM, exact: Cho and Yoon, IEEE Trans.
        Commun. 50(7), 2002. 8PSK, exact: its Gray bits are two half-planes and the product of two
        orthogonal half-planes, all at pi/8 from the points.
    """
    ratio = BitEnergyToNoise.require(eb_over_n0).linear
    if modulation in ("BPSK", "QPSK"):
        return gaussian_tail(np.sqrt(2.0 * ratio))
    if modulation == "8PSK":
        near, far = (gaussian_tail(np.sqrt(6.0 * ratio) * np.sin(angle)) for angle in (np.pi / 8.0, 3.0 * np.pi / 8.0))
        return np.asarray(2.0 / 3.0 * (near + far - near * far))
    if modulation in _QAM_LEVELS:
        return _square_qam(_QAM_LEVELS[modulation], ratio)
    raise CatalogueError(
        f"no uncoded error rate of '{modulation!s:.40}'; there are BPSK, QPSK, 8PSK, {', '.join(_QAM_LEVELS)}",
        given=modulation,
    )


def frame_error_rate(bit_error_rate: ArrayLike, bits: ArrayLike) -> NDArray[np.float64]:
    """The chance that a frame has an error, where bit errors are independent.

    Args:
        bit_error_rate: probability.
        bits: of the frame, at least one; broadcasts.

    Returns:
        Probability.

    Raises:
        ModelRangeError: a probability outside 0 to 1, a frame without bits.
        ShapeError: the arrays do not broadcast.

    Source:
        1 - (1 - p)^n.

    Valid for:
        Independent errors: an uncoded or perfectly interleaved channel, not the output of a Viterbi decoder.
    """
    rate, length = broadcast("frame error rate", bit_error_rate=bit_error_rate, bits=bits)
    _ERROR_RATE.check(rate)
    _BITS.check(length)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(length * np.log1p(-rate)))


def _square_qam(levels: int, ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cho and Yoon: the mean over the bits of one axis, each a sum over the decision borders it crosses."""
    bits = levels.bit_length() - 1
    total = np.zeros_like(ratio)
    for bit in range(1, bits + 1):
        for border in range(int((1.0 - 2.0**-bit) * levels)):
            sign = (-1.0) ** (border * 2 ** (bit - 1) // levels)
            weight = 2 ** (bit - 1) - np.floor(border * 2 ** (bit - 1) / levels + 0.5)
            argument = (2 * border + 1) * np.sqrt(3.0 * 2 * bits * ratio / (2.0 * (levels**2 - 1)))
            total = total + sign * weight * erfc(argument)
    return np.asarray(total / levels / bits)
