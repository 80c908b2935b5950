"""The four signal-to-noise ratios of a link as four types that cannot be mixed up.

C/N0 [dBHz] is over noise in 1 Hz, C/N [dB] over noise in a stated bandwidth, Es/N0 [dB] per symbol, Eb/N0 [dB] per bit
of information. A step from one to another needs the figure that joins them, by name; comparing or subtracting two of
different types is a TypeError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers, read_only

_BANDWIDTH = ModelRange("C/N", "bandwidth", 0.0, np.inf, "Hz", open_low=True, physical=True)
_SYMBOL_RATE = ModelRange("Es/N0", "symbol rate", 0.0, np.inf, "baud", open_low=True, physical=True)
_BITS = ModelRange("Eb/N0", "bits per symbol", 0.0, np.inf, "bit", open_low=True, physical=True)
_BIT_RATE = ModelRange("Eb/N0", "bit rate", 0.0, np.inf, "bit/s", open_low=True, physical=True)


@dataclass(frozen=True, eq=False, init=False)
class _Ratio:
    """A ratio in decibels over an array; -inf where there is no signal.

    Comparing or subtracting two of one type gives an array; with anything else, numpy arrays included, a TypeError.
    """

    db: NDArray[np.float64]

    __array_ufunc__ = None  # numpy then leaves an operation with an array to this class, which refuses it

    def __init__(self, db: ArrayLike) -> None:
        array = numbers(db, type(self).__name__)
        if np.isnan(array).any():
            name = type(self).__name__
            raise InputError(f"{name}: not a number (NaN) among {array.size} values; no signal is -inf dB", given=db)
        object.__setattr__(self, "db", read_only(array))

    @property
    def linear(self) -> NDArray[np.float64]:
        """The ratio as a plain number (C/N0: Hz)."""
        return np.asarray(10.0 ** (self.db / 10.0))

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array of values."""
        return self.db.shape

    @classmethod
    def require(cls, ratio: object) -> Self:
        """The ratio itself, if it is of this type; else a TypeError, so that no other is read as one."""
        if not isinstance(ratio, cls):
            raise TypeError(f"give a {cls.__name__}, not a {type(ratio).__name__}")
        return ratio

    @classmethod
    def from_linear(cls, ratio: ArrayLike) -> Self:
        """From the plain number (C/N0: Hz), zero or positive."""
        plain = numbers(ratio, cls.__name__)
        ModelRange(cls.__name__, "the plain ratio", 0.0, np.inf, physical=True).check(plain)
        with np.errstate(divide="ignore"):
            return cls(10.0 * np.log10(plain))

    def plus_db(self, gain_db: ArrayLike) -> Self:
        """The ratio with a gain (or, negative, a loss) in dB."""
        db, gain = broadcast(type(self).__name__, ratio_db=self.db, gain_db=gain_db)
        with np.errstate(invalid="ignore"):
            return type(self)(db + gain)

    def margin_db(self, required: Self) -> NDArray[np.float64]:
        """This ratio over a required one of the same type, dB."""
        mine, theirs = self._pair(required)
        with np.errstate(invalid="ignore"):
            margin = np.asarray(mine - theirs)
        if np.isnan(margin).any():
            raise InputError(f"{type(self).__name__}: no margin of an infinite ratio over the same", given=required)
        return margin

    def __sub__(self, other: Self) -> NDArray[np.float64]:
        return self.margin_db(other)

    def __ge__(self, other: Self) -> NDArray[np.bool_]:
        mine, theirs = self._pair(other)
        return np.asarray(mine >= theirs)

    def __le__(self, other: Self) -> NDArray[np.bool_]:
        mine, theirs = self._pair(other)
        return np.asarray(mine <= theirs)

    def __gt__(self, other: Self) -> NDArray[np.bool_]:
        mine, theirs = self._pair(other)
        return np.asarray(mine > theirs)

    def __lt__(self, other: Self) -> NDArray[np.bool_]:
        mine, theirs = self._pair(other)
        return np.asarray(mine < theirs)

    def __eq__(self, other: object) -> NDArray[np.bool_]:  # type: ignore[override]
        mine, theirs = self._pair(other)
        return np.asarray(mine == theirs)

    def __ne__(self, other: object) -> NDArray[np.bool_]:  # type: ignore[override]
        mine, theirs = self._pair(other)
        return np.asarray(mine != theirs)

    __hash__ = None  # type: ignore[assignment]

    def _pair(self, other: object) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if not isinstance(other, _Ratio) or type(self) is not type(other):
            raise TypeError(
                f"a {type(self).__name__} cannot meet a {type(other).__name__}: convert one of them by its method that "
                "takes the bandwidth, the symbol rate or the bits per symbol"
            )
        mine, theirs = broadcast(type(self).__name__, this_db=self.db, other_db=other.db)
        return mine, theirs


@dataclass(frozen=True, eq=False, init=False)
class CarrierToNoise(_Ratio):
    """C/N, dB: carrier power over the noise power within a stated bandwidth."""

    def density(self, bandwidth: ArrayLike) -> CarrierToNoiseDensity:
        """C/N0.

        Args:
            bandwidth: noise bandwidth to which this C/N belongs, Hz; broadcasts.

        Returns:
            C/N0, dBHz.

        Raises:
            ModelRangeError: a bandwidth that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: C/N0 = C/N * B.
        """
        db, hertz = broadcast("C/N0", c_over_n_db=self.db, bandwidth=bandwidth)
        _BANDWIDTH.check(hertz)
        return CarrierToNoiseDensity(db + 10.0 * np.log10(hertz))


@dataclass(frozen=True, eq=False, init=False)
class CarrierToNoiseDensity(_Ratio):
    """C/N0, dBHz: carrier power over the noise power in 1 Hz."""

    def in_bandwidth(self, bandwidth: ArrayLike) -> CarrierToNoise:
        """C/N.

        Args:
            bandwidth: noise bandwidth, Hz; broadcasts.

        Returns:
            C/N, dB.

        Raises:
            ModelRangeError: a bandwidth that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: C/N = C/N0 / B.
        """
        db, hertz = broadcast("C/N", c_over_n0_db_hz=self.db, bandwidth=bandwidth)
        _BANDWIDTH.check(hertz)
        return CarrierToNoise(db - 10.0 * np.log10(hertz))

    def per_symbol(self, symbol_rate: ArrayLike) -> SymbolEnergyToNoise:
        """Es/N0.

        Args:
            symbol_rate: baud; broadcasts.

        Returns:
            Es/N0, dB.

        Raises:
            ModelRangeError: a rate that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: Es/N0 = C/N0 / Rs.
        """
        db, baud = broadcast("Es/N0", c_over_n0_db_hz=self.db, symbol_rate=symbol_rate)
        _SYMBOL_RATE.check(baud)
        return SymbolEnergyToNoise(db - 10.0 * np.log10(baud))

    def per_bit(self, bit_rate: ArrayLike) -> BitEnergyToNoise:
        """Eb/N0.

        Args:
            bit_rate: of information, bit/s; broadcasts.

        Returns:
            Eb/N0, dB.

        Raises:
            ModelRangeError: a rate that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: Eb/N0 = C/N0 / Rb.
        """
        db, rate = broadcast("Eb/N0", c_over_n0_db_hz=self.db, bit_rate=bit_rate)
        _BIT_RATE.check(rate)
        return BitEnergyToNoise(db - 10.0 * np.log10(rate))


@dataclass(frozen=True, eq=False, init=False)
class SymbolEnergyToNoise(_Ratio):
    """Es/N0, dB: energy of a symbol over the noise power density."""

    def density(self, symbol_rate: ArrayLike) -> CarrierToNoiseDensity:
        """C/N0.

        Args:
            symbol_rate: baud; broadcasts.

        Returns:
            C/N0, dBHz.

        Raises:
            ModelRangeError: a rate that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: Es/N0 = C/N0 / Rs.
        """
        db, baud = broadcast("Es/N0", es_over_n0_db=self.db, symbol_rate=symbol_rate)
        _SYMBOL_RATE.check(baud)
        return CarrierToNoiseDensity(db + 10.0 * np.log10(baud))

    def per_bit(self, bits_per_symbol: ArrayLike) -> BitEnergyToNoise:
        """Eb/N0.

        Args:
            bits_per_symbol: bits of information that a symbol carries (coding and overhead counted); broadcasts.

        Returns:
            Eb/N0, dB.

        Raises:
            ModelRangeError: a number that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            ETSI EN 302 307-1 V1.4.1, 6: Es/N0 = Eb/N0 + 10 log10(spectral efficiency).
        """
        db, bits = broadcast("Eb/N0", es_over_n0_db=self.db, bits_per_symbol=bits_per_symbol)
        _BITS.check(bits)
        return BitEnergyToNoise(db - 10.0 * np.log10(bits))


@dataclass(frozen=True, eq=False, init=False)
class BitEnergyToNoise(_Ratio):
    """Eb/N0, dB: energy of a bit of information over the noise power density."""

    def per_symbol(self, bits_per_symbol: ArrayLike) -> SymbolEnergyToNoise:
        """Es/N0.

        Args:
            bits_per_symbol: bits of information that a symbol carries; broadcasts.

        Returns:
            Es/N0, dB.

        Raises:
            ModelRangeError: a number that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            ETSI EN 302 307-1 V1.4.1, 6.
        """
        db, bits = broadcast("Es/N0", eb_over_n0_db=self.db, bits_per_symbol=bits_per_symbol)
        _BITS.check(bits)
        return SymbolEnergyToNoise(db + 10.0 * np.log10(bits))
