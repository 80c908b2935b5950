"""What a link carries: bandwidth, rates, and what it must reach - a ratio, or the thresholds of a set of MODCODs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.budget.antenna_end import DECIBELS
from huxing.link.budget.interference import AnyRatio
from huxing.link.budget.term import GIVEN
from huxing.link.budget.transmitter import BANDWIDTH
from huxing.link.modulation.modcod import ModcodSet
from huxing.link.modulation.modcod_choice import ModcodChoice, choose_modcod
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, SymbolEnergyToNoise

_MODEL = "radio budget"
SYMBOL_RATE = ModelRange(_MODEL, "symbol rate", 0.0, np.inf, "baud", open_low=True, physical=True)
_BIT_RATE = ModelRange(_MODEL, "bit rate", 0.0, np.inf, "bit/s", open_low=True, physical=True)
IMPLEMENTATION_LOSS = ModelRange(_MODEL, "implementation loss", 0.0, DECIBELS[1], "dB", physical=True)
_OVERHEAD = ModelRange(_MODEL, "overhead", 0.0, 1.0, open_high=True, physical=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class Carrier:
    """What the link carries, as far as it is known. Every figure may be an array.

    Attributes:
        bandwidth: noise bandwidth, Hz.
        symbol_rate: baud.
        bit_rate: of information, bit/s; with `modcods` it follows from the mode chosen.
        implementation_loss_db: of modulator and demodulator against theory, dB.
        required: the ratio asked for, as one of the four types: the margin is over the link's ratio of that type.
        required_clause: where it comes from.
        modcods: instead of `required`: the link takes the most efficient one that it supports; needs `symbol_rate`.
        overhead: share of the symbols without data that the efficiency of a MODCOD does not count yet.
        waveform: name of the family, for the table.
        clause: where bandwidth and rates come from.
    """

    bandwidth: ArrayLike | None = None
    symbol_rate: ArrayLike | None = None
    bit_rate: ArrayLike | None = None
    implementation_loss_db: ArrayLike = 0.0
    required: AnyRatio | None = None
    required_clause: str = GIVEN
    modcods: ModcodSet | None = None
    overhead: float = 0.0
    waveform: str = ""
    clause: str = GIVEN

    def __post_init__(self) -> None:
        given = ((self.bandwidth, BANDWIDTH), (self.symbol_rate, SYMBOL_RATE), (self.bit_rate, _BIT_RATE))
        for value, bounds in given:
            if value is not None:
                bounds.check(value)
        _OVERHEAD.check(self.overhead)
        IMPLEMENTATION_LOSS.check(self.implementation_loss_db)
        needs = {CarrierToNoise: "bandwidth", SymbolEnergyToNoise: "symbol_rate", BitEnergyToNoise: "bit_rate"}
        name = needs.get(type(self.required))  # type: ignore[arg-type]
        if name is not None and getattr(self, name) is None:
            raise InputError(f"{_MODEL}: a required {type(self.required).__name__} needs {name}=...")
        if self.modcods is not None and (self.required is not None or self.symbol_rate is None):
            raise InputError(f"{_MODEL}: modcods need symbol_rate=..., and bring what is required with them")

    def choose(self, es_over_n0: SymbolEnergyToNoise) -> ModcodChoice:
        """The MODCOD of each link.

        Args:
            es_over_n0: what arrives.

        Returns:
            The choice, implementation loss counted.

        Raises:
            InputError: the carrier has no MODCODs.

        Source:
            `choose_modcod`.
        """
        if self.modcods is None:
            raise InputError(f"{_MODEL}: the carrier has no MODCODs to choose from; give modcods=...")
        return choose_modcod(self.modcods, es_over_n0, margin_db=self.implementation_loss_db)

    def rate(self, choice: ModcodChoice) -> NDArray[np.float64]:
        """Rate of information of a choice.

        Args:
            choice: of MODCODs.

        Returns:
            bit/s; 0 without a link.

        Raises:
            ShapeError: symbol rate and choice do not broadcast.

        Source:
            Definition: efficiency x symbol rate x (1 - overhead).
        """
        baud = numbers(self.symbol_rate, "symbol rate")  # type: ignore[arg-type]
        return np.asarray(choice.bit_rate(baud * (1.0 - self.overhead)))


def threshold_of(choice: ModcodChoice) -> SymbolEnergyToNoise:
    """What the chosen MODCODs need; where none closes, what the most robust one needs.

    Args:
        choice: of MODCODs.

    Returns:
        Es/N0 of the shape of the choice.

    Raises:
        Nothing of its own.

    Source:
        Each MODCOD's `basis`.
    """
    levels = choice.modcods.es_over_n0.db
    return SymbolEnergyToNoise(np.append(levels, levels.min())[choice.index])


def names_of(choice: ModcodChoice) -> NDArray[np.str_]:
    """Names of the chosen MODCODs, '' where none closes.

    Args:
        choice: of MODCODs.

    Returns:
        Text of the shape of the choice.

    Raises:
        Nothing of its own.

    Source:
        None: a look-up.
    """
    return np.asarray(np.append(np.array(choice.modcods.names), "")[choice.index])
