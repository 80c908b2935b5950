"""Random sets of MODCODs, with ties and with members that others beat."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from huxing.link.modulation import Modcod, ModcodSet
from huxing.link.ratios import SymbolEnergyToNoise


def made_set(seed: int) -> ModcodSet:
    """One to thirty MODCODs; thresholds on a grid of 0.5 dB so that some are equal, efficiencies on one of 0.25."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 31))
    thresholds = rng.integers(-12, 40, count) * 0.5 * float(rng.choice([1.0, 1.0, 100.0]))
    return ModcodSet(
        tuple(
            Modcod(f"m{k}", "made", "QPSK", 2, Fraction(1, 2), float(efficiency), SymbolEnergyToNoise(db), "made")
            for k, (db, efficiency) in enumerate(zip(thresholds, rng.integers(1, 24, count) * 0.25, strict=True))
        )
    )
