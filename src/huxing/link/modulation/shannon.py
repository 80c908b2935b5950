"""Shannon's bound on the AWGN channel, and how far from it a MODCOD is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ratios import CarrierToNoiseDensity, SymbolEnergyToNoise

_EFFICIENCY = ModelRange("Shannon bound", "spectral efficiency", 0.0, 300.0, "bit/symbol", open_low=True, physical=True)
_BANDWIDTH = ModelRange("Shannon bound", "bandwidth", 0.0, np.inf, "Hz", open_low=True, physical=True)


def shannon_spectral_efficiency(es_over_n0: SymbolEnergyToNoise) -> NDArray[np.float64]:
    """The most bits of information that a symbol can carry.

    Args:
        es_over_n0: dB, any shape.

    Returns:
        Bit per (complex) symbol.

    Raises:
        TypeError: the ratio is not an Es/N0.

    Source:
        Shannon 1949, "Communication in the presence of noise", theorem 2: log2(1 + Es/N0).
    """
    return np.asarray(np.log1p(SymbolEnergyToNoise.require(es_over_n0).linear) / np.log(2.0))


def shannon_es_over_n0(spectral_efficiency: ArrayLike) -> SymbolEnergyToNoise:
    """The least Es/N0 for a spectral efficiency.

    Args:
        spectral_efficiency: bits of information per symbol, any shape.

    Returns:
        Es/N0, dB.

    Raises:
        ModelRangeError: an efficiency that is not positive, or over 300 bit/symbol (900 dB).

    Source:
        As `shannon_spectral_efficiency`: Es/N0 = 2^efficiency - 1.
    """
    _EFFICIENCY.check(spectral_efficiency)
    return SymbolEnergyToNoise.from_linear(np.expm1(np.asarray(spectral_efficiency) * np.log(2.0)))


def gap_to_shannon_db(es_over_n0: SymbolEnergyToNoise, spectral_efficiency: ArrayLike) -> NDArray[np.float64]:
    """How much more Es/N0 is there than Shannon's bound asks.

    Args:
        es_over_n0: dB.
        spectral_efficiency: bits of information per symbol; broadcasts.

    Returns:
        Gap, dB; negative where the bound is broken.

    Raises:
        ModelRangeError: an efficiency that is not positive.
        ShapeError: the arrays do not broadcast.
        TypeError: the ratio is not an Es/N0.

    Source:
        As `shannon_es_over_n0`.
    """
    return SymbolEnergyToNoise.require(es_over_n0).margin_db(shannon_es_over_n0(spectral_efficiency))


def shannon_capacity(c_over_n0: CarrierToNoiseDensity, bandwidth: ArrayLike) -> NDArray[np.float64]:
    """The greatest rate of information through a bandwidth.

    Args:
        c_over_n0: dBHz.
        bandwidth: Hz; broadcasts.

    Returns:
        Rate, bit/s.

    Raises:
        ModelRangeError: a bandwidth that is not positive.
        ShapeError: the arrays do not broadcast.
        TypeError: the ratio is not a C/N0.

    Source:
        Shannon 1949, theorem 2: B log2(1 + C/(N0 B)).
    """
    density = CarrierToNoiseDensity.require(c_over_n0).linear
    linear, hertz = broadcast("Shannon bound", c_over_n0=density, bandwidth=bandwidth)
    _BANDWIDTH.check(hertz)
    return np.asarray(hertz * np.log1p(linear / hertz) / np.log(2.0))
