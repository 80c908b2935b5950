"""Tail probabilities of a noncentral chi-square variable, to full relative precision in both tails."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc, gammaln


def noncentral_tails(modes: int, energy: float, threshold: float) -> tuple[float, float]:
    """Chance that signal and noise together stay below a threshold, and that they exceed it.

    With `modes` = 1 the second is Marcum's Q(sqrt(2 energy), sqrt(2 threshold)).

    Args:
        modes: complex noise modes, 1 or more.
        energy: of the signal over the noise of one mode.
        threshold: in the same unit.

    Returns:
        Probabilities below and above.

    Raises:
        Nothing of its own: callers check.

    Source:
        Poisson mixture of central chi-square distributions: Abramowitz and Stegun 1964, 26.4.25. All terms are
        positive, so neither tail loses digits.
    """
    counts = _likely_counts(energy, threshold)
    log_weight = counts * np.log(energy) - energy - gammaln(counts + 1.0) if energy > 0.0 else np.zeros(1)
    weight = np.exp(log_weight)
    below = np.sum(weight * gammainc(modes + counts, threshold))
    above = np.sum(weight * gammaincc(modes + counts, threshold))
    return float(min(below, 1.0)), float(min(above, 1.0))


def _likely_counts(energy: float, threshold: float) -> NDArray[np.float64]:
    """Every count that can matter: about sqrt(energy threshold) for the lower tail, about energy for the upper one."""
    if energy <= 0.0:
        return np.zeros(1)
    middle = np.sqrt(energy * threshold)
    spread = 12.0 * np.sqrt(max(energy, threshold)) + 40.0
    first = max(0.0, min(energy, middle) - spread)
    return np.arange(np.floor(first), np.ceil(max(energy, middle) + spread) + 1.0)
