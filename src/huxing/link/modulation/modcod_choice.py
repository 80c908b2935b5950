"""The MODCOD of each link: the most efficient one whose threshold is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.modulation.choice_kernel import choose_each
from huxing.link.modulation.modcod import ModcodSet
from huxing.link.ratios import SymbolEnergyToNoise

_MARGIN = ModelRange("adaptive coding", "margin", 0.0, np.inf, "dB", physical=True)
_SYMBOL_RATE = ModelRange("bit rate", "symbol rate", 0.0, np.inf, "baud", open_low=True, physical=True)


@dataclass(frozen=True, eq=False)
class ModcodChoice:
    """Which MODCOD each link uses.

    Attributes:
        modcods: the set chosen from.
        index: position in the set, -1 where there is no link; any shape, the last axis is time where there is one.
    """

    modcods: ModcodSet
    index: NDArray[np.int16]

    @property
    def linked(self) -> NDArray[np.bool_]:
        """Whether there is a link at all."""
        return np.asarray(self.index >= 0)

    @property
    def spectral_efficiency(self) -> NDArray[np.float64]:
        """Bits of information per symbol; 0 without a link."""
        return np.asarray(np.append(self.modcods.spectral_efficiency, 0.0)[self.index])

    def bit_rate(self, symbol_rate: ArrayLike) -> NDArray[np.float64]:
        """Rate of information.

        Args:
            symbol_rate: baud; broadcasts with the links.

        Returns:
            Rate, bit/s; 0 without a link.

        Raises:
            ModelRangeError: a symbol rate that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition.
        """
        efficiency, baud = broadcast("bit rate", links=self.spectral_efficiency, symbol_rate=symbol_rate)
        _SYMBOL_RATE.check(baud)
        return np.asarray(efficiency * baud)

    def switches(self) -> NDArray[np.int64]:
        """How often the MODCOD changes along the last axis, losses and returns of the link counted.

        Returns:
            Counts, the shape less the last axis.

        Raises:
            ShapeError: there is no axis.

        Source:
            None: a count.
        """
        self._require_time()
        return np.asarray((self.index[..., 1:] != self.index[..., :-1]).sum(axis=-1, dtype=np.int64))

    def time_share(self) -> NDArray[np.float64]:
        """The share of samples of the last axis in which each MODCOD is used.

        Returns:
            Fractions, shape `(..., modcod + 1)`; the last column is the share without a link, so that an index of -1
            finds it.

        Raises:
            ShapeError: there is no axis, or it is empty.

        Source:
            None: a count.
        """
        self._require_time()
        times, columns = self.index.shape[-1], len(self.modcods) + 1
        flat = self.index.reshape(-1, times).astype(np.int64) % columns
        cells = flat + columns * np.arange(flat.shape[0])[:, None]
        counts = np.bincount(cells.ravel(), minlength=columns * flat.shape[0])
        return np.asarray(counts.reshape((*self.index.shape[:-1], columns)) / times)

    def _require_time(self) -> None:
        if self.index.ndim == 0 or self.index.shape[-1] == 0:
            raise ShapeError(f"a choice of shape {self.index.shape} has no axis of time; give (..., time)")


def choose_modcod(modcods: ModcodSet, es_over_n0: SymbolEnergyToNoise, *, margin_db: ArrayLike = 0.0) -> ModcodChoice:
    """The most efficient MODCOD that each link supports.

    Args:
        modcods: the set to choose from; members that another beats are never chosen.
        es_over_n0: what the demodulator receives, dB, any shape; -inf where there is no signal.
        margin_db: kept free over each threshold for what the receiver is worse than ideal, dB, zero or more;
            broadcasts.

    Returns:
        The choice; no link where no threshold is reached.

    Raises:
        ModelRangeError: a margin that is negative or not finite.
        ShapeError: the arrays do not broadcast.
        TypeError: the ratio is not an Es/N0.

    Source:
        Definition; thresholds of each MODCOD in its `basis`.
    """
    SymbolEnergyToNoise.require(es_over_n0)
    margin = numbers(margin_db, "margin")
    _MARGIN.check(margin)
    if margin.ndim:
        es_over_n0, margin = es_over_n0.plus_db(-margin), np.asarray(0.0)
    values = np.ascontiguousarray(es_over_n0.db).reshape(-1)
    index = np.empty(values.size, np.int16)
    choose_each(values, float(margin), *modcods.ladder, index)
    return ModcodChoice(modcods, index.reshape(es_over_n0.shape))
