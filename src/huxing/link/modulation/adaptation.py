"""Adaptive coding and modulation along time, with hysteresis: what is in use, not only what would fit."""

from __future__ import annotations

import numpy as np

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange
from huxing.link.modulation.choice_kernel import adapt_rows
from huxing.link.modulation.modcod import ModcodSet
from huxing.link.modulation.modcod_choice import ModcodChoice
from huxing.link.ratios import SymbolEnergyToNoise

_MARGIN = ModelRange("adaptive coding", "margin", 0.0, np.inf, "dB", physical=True)
_HYSTERESIS = ModelRange("adaptive coding", "hysteresis", 0.0, np.inf, "dB", physical=True)
_HOLD = ModelRange("adaptive coding", "hold", 1.0, 2.0**53, "samples", physical=True)


def adapt_modcod(
    modcods: ModcodSet,
    es_over_n0: SymbolEnergyToNoise,
    *,
    margin_db: float = 0.0,
    hysteresis_db: float,
    hold: int = 1,
) -> ModcodChoice:
    """The MODCOD in use at each time: down at once, up only with hysteresis.

    The first sample takes what fits. Later a threshold that is no longer reached is left at once; a better MODCOD is
    taken only after its threshold plus the hysteresis has been exceeded in `hold` samples running (then the least of
    those that fitted in them). A link that was lost comes back by the same rule.

    Args:
        modcods: the set to choose from.
        es_over_n0: what the demodulator receives, dB, shape `(..., time)`; -inf where there is no signal.
        margin_db: kept free over each threshold, dB, zero or more.
        hysteresis_db: what a step up needs in addition, dB, zero or more.
        hold: samples running, this one counted; 1 steps up at once.

    Returns:
        The choice, of the same shape; `switches()` and `time_share()` tell how it fares.

    Raises:
        ModelRangeError: a margin or hysteresis that is negative or not finite.
        InputError: `hold` is no whole number of at least one; not numbers.
        ShapeError: there is no time, or margin or hysteresis are not single values.
        TypeError: the ratio is not an Es/N0.

    Source:
        None: the customary rule; DVB and 3GPP leave it to the system.
    """
    SymbolEnergyToNoise.require(es_over_n0)
    margin, hysteresis, samples = _MARGIN.single(margin_db), _HYSTERESIS.single(hysteresis_db), _HOLD.whole(hold)
    if not es_over_n0.shape or es_over_n0.shape[-1] == 0:
        raise ShapeError(f"adaptive coding: Es/N0 of shape {es_over_n0.shape} has no time; give (..., time)")
    values = np.ascontiguousarray(es_over_n0.db).reshape(-1, es_over_n0.shape[-1])
    index = np.empty(values.shape, np.int16)
    adapt_rows(values, margin, hysteresis, samples, *modcods.ladder, index)
    return ModcodChoice(modcods, index.reshape(es_over_n0.shape))
