"""Models of what a format needs where no standard prints it: a gap to Shannon's bound, or an attenuated bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange
from huxing.link.modulation.shannon import shannon_es_over_n0, shannon_spectral_efficiency
from huxing.link.ratios import SymbolEnergyToNoise

_GAP = ModelRange("gap to Shannon", "gap", 0.0, np.inf, "dB", physical=True)
_ATTENUATION = ModelRange("attenuated Shannon bound", "attenuation", 0.0, 1.0, open_low=True, physical=True)
_CEILING = ModelRange("attenuated Shannon bound", "greatest efficiency", 0.0, 300.0, open_low=True, physical=True)
_FLOOR = ModelRange("attenuated Shannon bound", "least Es/N0", -np.inf, np.inf, "dB", physical=True)


class ThresholdModel(Protocol):
    """What says the Es/N0 that a spectral efficiency needs."""

    @property
    def text(self) -> str:
        """The model in words."""

    def es_over_n0(self, spectral_efficiency: ArrayLike) -> SymbolEnergyToNoise:
        """Least Es/N0 for a spectral efficiency.

        Args:
            spectral_efficiency: bit/symbol, any shape.

        Returns:
            Es/N0, dB.

        Raises:
            ModelRangeError: an efficiency outside the model.

        Source:
            The model's own.
        """


@dataclass(frozen=True)
class GapToShannon:
    """A model: every format needs the same Es/N0 over Shannon's bound.

    Attributes:
        gap_db: that gap, dB. It is the user's: coding, constellation, estimation of the channel and the block error
            rate aimed at are all in it. The MODCODs of DVB-S2X lie 0.9 to 3.7 dB over the bound; the CQI thresholds of
            the Vienna 5G link-level simulator 3.4 to 5.4 dB.
    """

    gap_db: float

    def __post_init__(self) -> None:
        _GAP.single(self.gap_db)

    @property
    def text(self) -> str:
        """The model in words."""
        return f"model: {self.gap_db:g} dB over the Shannon bound"

    def es_over_n0(self, spectral_efficiency: ArrayLike) -> SymbolEnergyToNoise:
        """Least Es/N0 for a spectral efficiency.

        Args:
            spectral_efficiency: bit/symbol, any shape.

        Returns:
            Es/N0, dB.

        Raises:
            ModelRangeError: an efficiency that is not positive.

        Source:
            Definition: Es/N0 = gap * (2^efficiency - 1).
        """
        return shannon_es_over_n0(spectral_efficiency).plus_db(self.gap_db)


@dataclass(frozen=True)
class AttenuatedShannon:
    """A model: throughput is a fixed share of Shannon's bound, cut off below and above.

    Attributes:
        attenuation: share of the bound, 0 to 1. 3GPP's coexistence studies take 0.6 down and 0.4 up for links with
            fading (TR 36.942, annex A.2; unverified); a line-of-sight link does better.
        least_es_over_n0_db: no throughput below it, dB.
        most_spectral_efficiency: no more than this, bit/symbol.
    """

    attenuation: float
    least_es_over_n0_db: float = -100.0
    most_spectral_efficiency: float = 300.0

    def __post_init__(self) -> None:
        _ATTENUATION.single(self.attenuation)
        _FLOOR.single(self.least_es_over_n0_db)
        _CEILING.single(self.most_spectral_efficiency)

    @property
    def text(self) -> str:
        """The model in words."""
        return f"model: {self.attenuation:g} of the Shannon bound (form of 3GPP TR 36.942, annex A.2)"

    def spectral_efficiency(self, es_over_n0: SymbolEnergyToNoise) -> NDArray[np.float64]:
        """What a link carries.

        Args:
            es_over_n0: dB, any shape.

        Returns:
            Bit/symbol.

        Raises:
            TypeError: the ratio is not an Es/N0.

        Source:
            3GPP TR 36.942, annex A.2.
        """
        bound = self.attenuation * shannon_spectral_efficiency(es_over_n0)
        carried = np.minimum(bound, self.most_spectral_efficiency)
        return np.asarray(np.where(es_over_n0.db < self.least_es_over_n0_db, 0.0, carried))

    def es_over_n0(self, spectral_efficiency: ArrayLike) -> SymbolEnergyToNoise:
        """Least Es/N0 for a spectral efficiency.

        Args:
            spectral_efficiency: bit/symbol, not over the model's greatest, any shape.

        Returns:
            Es/N0, dB, not under the model's least.

        Raises:
            ModelRangeError: an efficiency that is not positive or over the model's greatest.

        Source:
            3GPP TR 36.942, annex A.2, solved for the ratio.
        """
        ModelRange(
            "attenuated Shannon bound",
            "spectral efficiency",
            0.0,
            self.most_spectral_efficiency,
            "bit/symbol",
            open_low=True,
            physical=True,
        ).check(spectral_efficiency)
        needed = shannon_es_over_n0(np.asarray(spectral_efficiency) / self.attenuation)
        return SymbolEnergyToNoise(np.maximum(needed.db, self.least_es_over_n0_db))
